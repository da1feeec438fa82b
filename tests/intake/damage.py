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
from functools import lru_cache
from io import BytesIO
from random import Random

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


class Dice(Random):
    """Chance, with a liking for the places where inputs stand: ``near``, where there are any."""

    near = ()

    def place(self, body):
        """A place in a part's bytes."""
        if self.near and self.randrange(3) == 0:
            return max(0, self.choice(self.near)[0][0] - self.randrange(40))
        return self.randrange(len(body))


# Bytes: of the zip, or of one part. Each gives the new bytes, the spans of the old that it changed, and its name.


def flip(rng, body):
    changed = bytearray(body)
    places = [rng.place(body) for _ in range(rng.choice((1, 1, 1, 2, 8)))]
    for place in places:
        near = changed[place] ^ (1 << rng.randrange(8))
        changed[place] = rng.choice((near, rng.randrange(256), rng.choice(b'0159"<>& /A')))
    return bytes(changed), [(place, place + 1) for place in places], f"flip {places}"


def truncate(rng, body):
    place = rng.place(body)
    return body[:place], [(place, len(body))], f"truncate {place}"


def cut(rng, body):
    start = rng.place(body)
    end = min(len(body), start + rng.choice((1, 2, 7, 60, 900)))
    return body[:start] + body[end:], [(start, end)], f"cut {start}:{end}"


def double(rng, body):
    start = rng.place(body)
    end = min(len(body), start + rng.choice((1, 2, 7, 60, 900)))
    return body[:end] + body[start:end] + body[end:], [(end, end)], f"double {start}:{end}"


def swap(rng, body):
    size = rng.choice((1, 4, 30, 300))
    first, second = sorted(rng.randrange(max(1, len(body) - 2 * size)) for _ in range(2))
    second = max(second, first + size)
    new = body[:first] + body[second : second + size] + body[first + size : second] + body[first : first + size]
    return (
        new + body[second + size :],
        [(first, first + size), (second, second + size)],
        f"swap {first},{second}+{size}",
    )


def zero(rng, body):
    start = rng.place(body)
    end = min(len(body), start + rng.choice((4, 512, 4096)))
    return body[:start] + bytes(end - start) + body[end:], [(start, end)], f"zero {start}:{end}"


BYTES = (flip, flip, flip, truncate, cut, double, swap, zero)

# XML: attributes, texts and elements, of which any place is as likely as another of its kind.


def _words(text):
    return tuple(text.split())


ATTRIBUTES = _words("""
    r r r s t t spans ref sqref name name sheetId state r:id localSheetId Id Id Type Target Target TargetMode hidden
    PartName ContentType Extension count uniqueCount numFmtId formatCode xfId pid fmtid date1904 xmlns xmlns:r min max
    standalone encoding xml:space
""")
ELEMENTS = _words("""
    c c c row row si si v v v v t t is f sheet sheet definedName definedName Relationship Relationship Override xf
    numFmt property vt:lpwstr r rPh sheetData cellXfs sheets definedNames col mergeCell dataValidation
""")
TEXTS = _words("v v v t t definedName definedName vt:lpwstr dcterms:modified Application f")
STRANGE = tuple(
    word.encode()
    for word in (
        *_words(
            "0 -1 1 2 5 7.0 1e400 nan 99999999999 1048577 XFD1048576 A0 A1 K6 I8 $I$8 true n s str inlineStr b e d x"
        ),
        *_words("_x0000_ １ 是 否 已完成 ../../x.xml /xl/worksheets/sheet2.xml rId3 External &lt; &#0; &x;"),
        *("", " ", "http://purl.oclc.org/ooxml/spreadsheetml/main", "A" * 40_000),
    )
)


def _any(rng, body, pattern):
    """A match, the first from a place chosen at random; ``None`` where there is none."""
    return pattern.search(body, rng.place(body)) or pattern.search(body)


@lru_cache(maxsize=512)
def _pattern(kind, name):
    word = re.escape(name.encode())
    shapes = {
        "attribute": rb"\s(" + word + rb')="([^"]*)"',
        "text": rb"<" + word + rb"(?: [^>]*)?>([^<]*)</" + word + rb">",
        "element": rb"<" + word + rb"(?=[ />])[^>]*?(?:/>|(?<!/)>.*?</" + word + rb">)",
    }
    return re.compile(shapes[kind], re.DOTALL)


def _other(rng, body, pattern, group, old):
    """Another value for one of its kind: its neighbour's, near it, or strange."""
    near = re.sub(rb"[0-9]+", lambda found: b"%d" % max(0, int(found[0]) + rng.choice((-1, 1, 10))), old)
    return rng.choice(
        (near, near, _any(rng, body, pattern)[group], _any(rng, body, pattern)[group], rng.choice(STRANGE))
    )


def _choose(rng, body, kind, names):
    for _ in range(12):
        pattern = _pattern(kind, rng.choice(names))
        found = _any(rng, body, pattern)
        if found:
            return pattern, found
    return None, None


def attribute(rng, body):
    pattern, found = _choose(rng, body, "attribute", ATTRIBUTES)
    if not found:
        return flip(rng, body)
    span = found.span(2)
    new = _other(rng, body, pattern, 2, found[2])
    deed = rng.randrange(8)
    if deed == 0:
        span, new = found.span(), b""
    elif deed == 1:
        span, new = found.span(1), rng.choice((b"q", b"x:r", b"R", b"s", b"t"))
    return body[: span[0]] + new + body[span[1] :], [span], f"{found[0][:60]!r} at {span[0]} -> {new[:40]!r}"


def text(rng, body):
    pattern, found = _choose(rng, body, "text", TEXTS)
    if not found:
        return attribute(rng, body)
    span, new = found.span(1), _other(rng, body, pattern, 1, found[1])
    return body[: span[0]] + new + body[span[1] :], [span], f"{found[0][:60]!r} at {span[0]} -> {new[:40]!r}"


def element(rng, body):
    pattern, found = _choose(rng, body, "element", ELEMENTS)
    if not found:
        return attribute(rng, body)
    other = _any(rng, body, pattern)
    (start, end), (first, last) = sorted((found.span(), other.span()))
    deed = rng.choice(("delete", "double", "double", "swap", "move", "copy"))
    if deed == "swap" and end <= first:
        new = body[:start] + body[first:last] + body[end:first] + body[start:end] + body[last:]
        return (
            new,
            [(start, end), (first, last)],
            f"swap elements {body[start : start + 60]!r}, {body[first : first + 60]!r}",
        )
    if deed in {"move", "copy"} and end <= first:
        rest = body[:start] + (b"" if deed == "move" else body[start:end]) + body[end:first]
        new = rest + body[start:end] + body[first:]
        spans = [(first, first), *([(start, end)] if deed == "move" else [])]
        return new, spans, f"{deed} {body[start : start + 60]!r} before {body[first : first + 60]!r}"
    start, end = found.span()
    if deed == "delete":
        return body[:start] + body[end:], [(start, end)], f"delete {found[0][:60]!r} at {start}"
    return body[:end] + found[0] + body[end:], [(end, end)], f"double {found[0][:60]!r} at {start}"


XML = (attribute, attribute, attribute, text, text, element, element)

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
