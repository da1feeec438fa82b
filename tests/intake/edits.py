"""What people do to a form in a spreadsheet program, done to a raw workbook; names and cells go where they would."""

from dataclasses import replace

from qz.model.returns import CellState, RawCell, RawSheet


def _with(book, index, cells, names=None):
    sheets = list(book.sheets)
    sheets[index] = replace(sheets[index], cells=cells)
    return replace(book, sheets=tuple(sheets), names=book.names if names is None else names)


def _move(book, index, change):
    """Move every cell of a sheet, and every name that points there, by ``change(row, column)``; ``None`` deletes."""
    title = book.sheets[index].name
    cells = {place: cell for old, cell in book.sheets[index].cells.items() if (place := change(*old)) is not None}
    names = {}
    for name, (sheet, row, column) in book.names.items():
        place = change(row, column) if sheet == title else (row, column)
        if place is not None:
            names[name] = (sheet, *place)
    return _with(book, index, cells, names)


def insert_rows(book, index, at, count=1):
    return _move(book, index, lambda row, column: (row + count * (row >= at), column))


def delete_row(book, index, at):
    return _move(book, index, lambda row, column: None if row == at else (row - (row > at), column))


def insert_columns(book, index, at, count=1):
    return _move(book, index, lambda row, column: (row, column + count * (column >= at)))


def delete_column(book, index, at):
    return _move(book, index, lambda row, column: None if column == at else (row, column - (column > at)))


def insert_cells_down(book, index, at, first, last):
    """Insert cells into some columns, shifting those below down; other columns stay."""
    return _move(book, index, lambda row, column: (row + (row >= at and first <= column <= last), column))


def insert_cells_right(book, index, row, at):
    return _move(book, index, lambda down, column: (down, column + (down == row and column >= at)))


def move_row(book, index, source, target):
    """Cut a row and insert it elsewhere: its cells and names go with it."""

    def change(row, column):
        if row == source:
            return (target, column)
        row -= row > source
        return (row + (row >= target), column)

    return _move(book, index, change)


def cut_cell(book, index, source, target):
    """Drag one cell onto another: its name goes along, the name of the cell it covers is lost."""

    def change(row, column):
        if (row, column) == target:
            return None
        return target if (row, column) == source else (row, column)

    return _move(book, index, change)


def sort_rows(book, index, rows, order, columns=None):
    """Sort: the contents of ``rows`` change places (``order``: old row for each), in ``columns`` or all; names stay."""
    cells = dict(book.sheets[index].cells)
    inside = [(row, column) for row, column in cells if row in rows and (columns is None or column in columns)]
    taken = {place: cells.pop(place) for place in inside}
    goes = dict(zip(order, rows, strict=True))
    cells.update({(goes[row], column): cell for (row, column), cell in taken.items()})
    return _with(book, index, cells)


def copy_row(book, index, source, target):
    """Copy a row and insert the copy: no name comes along."""
    book = insert_rows(book, index, target)
    source += source >= target
    cells = dict(book.sheets[index].cells)
    cells.update({(target, column): cell for (row, column), cell in book.sheets[index].cells.items() if row == source})
    return _with(book, index, cells)


def copy_sheet(book, index, title):
    return replace(book, sheets=(*book.sheets, replace(book.sheets[index], name=title)))


def rename_sheet(book, index, title):
    old = book.sheets[index].name
    sheets = list(book.sheets)
    sheets[index] = replace(sheets[index], name=title)
    names = {name: (title if place[0] == old else place[0], *place[1:]) for name, place in book.names.items()}
    return replace(book, sheets=tuple(sheets), names=names)


def delete_sheet(book, index):
    title = book.sheets[index].name
    names = {name: place for name, place in book.names.items() if place[0] != title}
    return replace(book, sheets=tuple(sheet for sheet in book.sheets if sheet.name != title), names=names)


def reorder(book, order):
    return replace(book, sheets=tuple(book.sheets[place] for place in order))


def drop_names(book, keep=lambda _: False):
    return replace(book, names={name: place for name, place in book.names.items() if keep(name)})


def clear(book, index, lost):
    """Clear the contents of the cells for which ``lost(row, column)`` holds."""
    cells = {place: cell for place, cell in book.sheets[index].cells.items() if not lost(*place)}
    return _with(book, index, cells)


def put(book, index, place, text):
    cells = dict(book.sheets[index].cells) | {place: RawCell(CellState.TEXT, text)}
    return _with(book, index, cells)


def add_sheet(book, title):
    return replace(book, sheets=(RawSheet(title, {(0, 0): RawCell(CellState.TEXT, "fact")}), *book.sheets))
