"""Ways to damage a workbook: its zip, its directory, its parts' bytes, attributes, texts and elements.

A ``Source`` is an undamaged workbook that knows where the texts of its values stand, so that a mutant knows which of
them the damage touched: where nothing but such a text was changed, nobody can tell it from what somebody typed.
"""

import re
import struct
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from damage_bytes import BYTES
from damage_xml import XML

Span = tuple[int, int]


@dataclass(frozen=True)
class Source:
    """An undamaged workbook. ``values``: by part, where the text of a value stands, and what it is called.

    ``unit``: whose it is, a unit's code.
    """

    name: str
    data: bytes
    unit: str
    parts: dict[str, bytes]
    values: dict[str, list[tuple[Span, str]]]


@dataclass(frozen=True)
class Mutant:
    """A damaged workbook, the names of the values whose own text was damaged, and what was done."""

    data: bytes
    touched: frozenset[str]
    how: str


def unpack(data):
    """The parts of a package by name."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def make_source(name, data, unit, named: Mapping[str, Mapping[bytes, str]]):
    """A source; ``named``: by sheet's part, what the values at which addresses are called."""
    parts, values = unpack(data), {}
    strings = list(re.finditer(rb"<si>.*?</si>", parts["xl/sharedStrings.xml"], re.DOTALL))
    for part, at in named.items():
        body = parts[part]
        for cell in re.finditer(rb'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|(?<!/)>(.*?)</c>)', body, re.DOTALL):
            if cell[1] not in at:
                continue
            kind = re.search(rb' t="([^"]*)"', cell[2])
            texts = _texts(body, cell.span())
            spans = values.setdefault(part, [])
            spans += [(span, at[cell[1]]) for span in texts]
            if kind:
                spans.append(((cell.start(2) + kind.start(1), cell.start(2) + kind.end(1)), at[cell[1]]))
            if kind and kind[1] == b"s":
                shown = strings[int(body[slice(*texts[0])])]
                shared = values.setdefault("xl/sharedStrings.xml", [])
                shared += [(span, at[cell[1]]) for span in _texts(parts["xl/sharedStrings.xml"], shown.span())]
    return Source(name, data, unit, parts, values)


def _texts(body, within):
    return [found.span(1) for found in re.compile(rb"<(?:v|t)(?: [^>]*)?>([^<]*)</").finditer(body, *within)]


def touched_by(source, part, changed):
    """The inputs whose value's text overlaps what was changed; an empty span is an insertion."""
    return frozenset(
        name
        for (start, end), name in source.values.get(part, ())
        for first, last in changed
        if (first < end and last > start) or (first == last and start <= first <= end)
    )


# The package: its directory, its members.


def directory(rng, body):
    """One field of a local header, of an entry of the central directory, or of its end."""
    shapes = (
        (b"PK\x03\x04", ((4, 2), (6, 2), (8, 2), (10, 4), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2), (30, 4))),
        (
            b"PK\x01\x02",
            (
                *(
                    (4, 2),
                    (6, 2),
                    (8, 2),
                    (10, 2),
                    (12, 4),
                    (16, 4),
                    (20, 4),
                    (24, 4),
                    (28, 2),
                    (30, 2),
                    (32, 2),
                    (34, 2),
                ),
                *((36, 2), (38, 4), (42, 4), (46, 4), (50, 8)),
            ),
        ),
        (b"PK\x05\x06", ((4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2))),
    )
    mark, fields = rng.choice(shapes)
    place = rng.choice([found.start() for found in re.finditer(re.escape(mark), body)])
    offset, size = rng.choice(fields)
    start = place + offset
    old = int.from_bytes(body[start : start + size], "little")
    other = rng.choice([found.start() for found in re.finditer(re.escape(mark), body)])
    values = (0, 1, 2, 8, 9, 99, old + 1, old - 1, old ^ 1 << rng.randrange(8 * size), 2 ** (8 * size) - 1, len(body))
    new = struct.pack("<Q", rng.choice(values) % 2 ** (8 * size))[:size]
    if rng.randrange(3) == 0:
        new = body[other + offset : other + offset + size]
    return body[:start] + new + body[start + size :], [], f"field {mark!r}+{offset} at {place} -> {new.hex()}"


def members(rng, source):
    """Parts dropped, doubled, renamed, or holding each other's bytes."""
    parts = list(source.parts.items())
    first, second = rng.randrange(len(parts)), rng.randrange(len(parts))
    name, body = parts[first]
    deed = rng.choice(("drop", "double", "rename", "exchange", "replace", "empty"))
    if deed == "drop":
        del parts[first]
    elif deed == "double":
        parts.append((rng.choice((name, name.upper(), "/" + name, name.replace("/", "\\"))), parts[second][1]))
    elif deed == "rename":
        parts[first] = (
            rng.choice((name.upper(), name + "x", "/" + name, name.replace("/", "\\"), "a/../" + name)),
            body,
        )
    elif deed == "exchange":
        parts[first], parts[second] = (name, parts[second][1]), (parts[second][0], body)
    else:
        parts[first] = (name, parts[second][1] if deed == "replace" else b"")
    return parts, f"{deed} {name} {parts[min(second, len(parts) - 1)][0]}"


def pack(parts, method):
    target = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", method) as output:
        warnings.simplefilter("ignore")
        for name, body in parts:
            output.writestr(zipfile.ZipInfo(name), body, method)
    return target.getvalue()


def damaged(rng, source):
    """A mutant of a source."""
    family = rng.randrange(20)
    if family < 3:
        data, _, how = rng.choice(BYTES)(rng, source.data)
        return Mutant(data, frozenset(), f"zip: {how}")
    if family < 5:
        data, _, how = directory(rng, source.data)
        return Mutant(data, frozenset(), how)
    method = rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    if family < 6:
        parts, how = members(rng, source)
        return Mutant(pack(parts, method), frozenset(), how)
    parts, touched, deeds = dict(source.parts), frozenset(), []
    for name in rng.sample(sorted(parts), rng.choice((1, 1, 1, 1, 2, 3))):
        part = name if rng.randrange(3) == 0 else rng.choice([each for each in parts if each.startswith("xl/")])
        body, rng.near = source.parts[part], source.values.get(part, ())
        parts[part], changed, how = rng.choice(BYTES if family < 9 else XML)(rng, body)
        touched |= touched_by(source, part, changed)
        deeds.append(f"{part}: {how}")
    return Mutant(pack(parts.items(), method), touched, "; ".join(deeds))
