"""What people and programs do to the sheets of a workbook, done to its XML: rows, cells and sheets gone or twice."""

import re

from damage import Mutant, pack

ROW = re.compile(rb'<row (?=[^>]*\br="(\d+)")[^>]*?(?:/>|(?<!/)>.*?</row>)', re.DOTALL)
CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?(?:/>|(?<!/)>.*?</c>)', re.DOTALL)
SHEET = re.compile(rb"<sheet [^>]*?/>")


def _down(row, by):
    """A row's XML, so many rows further down."""
    at = int(ROW.match(row)[1])
    moved = re.sub(rb'(<row [^>]*?\br=")\d+', lambda found: found[1] + b"%d" % (at + by), row, count=1)
    return re.sub(rb'(<c r="[A-Z]+)\d+', lambda found: found[1] + b"%d" % (at + by), moved)


def delete_rows(body, numbers):
    """A sheet's part without some rows, those below moved up; rows are numbered from one."""
    gone = sorted(numbers)

    def moved(found):
        at = int(found[1])
        return b"" if at in gone else _down(found[0], -sum(each < at for each in gone))

    return ROW.sub(moved, body)


def double_row(body, number):
    """A sheet's part with a row copied to below it, those below moved down."""

    def moved(found):
        at = int(found[1])
        again = _down(found[0], 1) if at == number else b""
        return (_down(found[0], 1) if at > number else found[0]) + again

    return ROW.sub(moved, body)


def drop_sheet(rng, source):
    """The workbook without one of its sheets."""
    book = source.parts["xl/workbook.xml"]
    sheets = list(SHEET.finditer(book))
    gone = rng.choice(sheets[1:])  # the first is the guide
    parts = source.parts | {"xl/workbook.xml": book[: gone.start()] + book[gone.end() :]}
    return Mutant(pack(parts.items(), 0), frozenset(), f"drop {gone[0][:40]!r}")


def rows_gone(rng, source, rows):
    """The workbook without some rows of one sheet; ``rows``: by part, the numbers of its rows that matter."""
    part = rng.choice(sorted(rows))
    gone = rng.sample(rows[part], min(len(rows[part]), rng.choice((1, 1, 1, 2, 3, 40))))
    parts = source.parts | {part: delete_rows(source.parts[part], gone)}
    return Mutant(pack(parts.items(), 0), frozenset(), f"delete rows {sorted(gone)} of {part}")


def row_twice(rng, source, rows):
    """The workbook with a row copied: in a 台账 as good as typed."""
    part = rng.choice(sorted(rows))
    number = rng.choice(rows[part])
    parts = source.parts | {part: double_row(source.parts[part], number)}
    return Mutant(pack(parts.items(), 0), frozenset({f"{part}!{number}"}), f"double row {number} of {part}")


def cell_twice(rng, source, rows):
    """The workbook with a cell given twice, the second time with what another cell of its column holds."""
    part = rng.choice(sorted(rows))
    body, number = source.parts[part], rng.choice(rows[part])
    row = next(found for found in ROW.finditer(body) if int(found[1]) == number)
    cell = rng.choice(list(CELL.finditer(row[0])))
    column = re.compile(rb'<c r="' + cell[1] + rb'(\d+)"[^>]*?(?:/>|(?<!/)>.*?</c>)', re.DOTALL)
    others = [found for found in column.finditer(body) if found[0] != cell[0]]
    other = rng.choice(others or [cell])[0]
    again = re.sub(rb'(<c r="[A-Z]+)\d+', lambda found: found[1] + cell[2], other, count=1)
    place = row.start() + rng.choice((cell.start(), cell.end()))
    parts = source.parts | {part: body[:place] + again + body[place:]}
    return Mutant(pack(parts.items(), 0), frozenset(), f"{(cell[1] + cell[2]).decode()} twice in {part}")


DEEDS = (rows_gone, rows_gone, rows_gone, row_twice, cell_twice, cell_twice)


def restructured(rng, source, rows):
    """The workbook after one of these deeds."""
    return drop_sheet(rng, source) if rng.randrange(8) == 0 else rng.choice(DEEDS)(rng, source, rows)
