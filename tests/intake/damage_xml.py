"""Ways to damage XML: attributes, texts and elements, any place as likely as another of its kind.

Each gives what those of ``damage_bytes`` give.
"""

import re
from functools import lru_cache

from damage_bytes import flip


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
