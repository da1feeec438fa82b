"""A mutation fuzz over the bytes of filled returns: damage them, read them, hold what comes of it against a promise.

Returns saved by LibreOffice (``samples/2011``) and by the project's own writer are damaged one way or several: bytes of
the zip, fields of its directory, bytes of a part packed again with a good checksum, and attributes, texts and elements
of its XML. A batch is a folder that holds one damaged return of every source. Reading it must

- end, without exception, within ``SECONDS`` of processor time a file and ``MEMORY`` bytes in all;
- give every file exactly one verdict with a reason, and ``F20`` (an accident of ours) to none;
- never read another answer than the undamaged return's without telling: where a return counts and nothing new is found
  in it, its facts, task statuses and indicators, all that is scored, are the original's.

**What is no fault.** A file is what its bytes say. Where damage changes nothing but the value that one input's cell
holds, the file is byte for byte what it would be had somebody typed that value, and no reader can tell. So each mutant
knows its ``touched`` inputs: those where the damage overlaps the text of the cell's value, its type, or the text of the
shared string it shows. Touched inputs may read differently in silence, all others may not. Excused is as little as
that: an address, a style, a row, an index table, a relationship, a name is no value, and what befalls it must be told
or do no harm. Damage to the zip itself excuses nothing: the checksum must catch it. A damaged return may also be
refused, or its findings of before be gone with the value they were about.

Findings between units (``C08``) depend on the other files of the batch and tell nothing of the damage.

Everything follows from the number of the case: ``fuzz.py --write 1234 out.xlsx`` makes that mutant again.
"""

import argparse
import contextlib
import faulthandler
import json
import os
import re
import signal
import struct
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from random import Random

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import filled

from qz.intake.receive import read_returns
from qz.model.layout import InputKind, cell_name
from qz.model.returns import Verdict
from qz.workbook.read.xlsx.read_xlsx import read_workbook

SECONDS = 10
"""Processor time one file may take; an undamaged one takes 0.05."""
MEMORY = 1 << 30
SAMPLES = (
    "三井街道.xlsx",
    "孟河镇.xlsx",
    "新桥镇填报表（未填完）.xlsx",
    "春江镇-质量振兴填报表.xlsx",
    "河海街道质量振兴自评.xlsx",
    "罗溪镇2011.xlsx",
    "薛家镇.xlsx",
    "西夏墅镇.xlsx",
)
FORMS = ("龙虎塘街道", "质监分局", "农业局", "环保局", "安监局", "药监分局")
BATCH = len(SAMPLES) + len(FORMS)
"""Cases of a batch: one damaged return of every unit, so that none competes with another."""
_SCORED = {InputKind.FACT: "facts", InputKind.TASK_STATUS: "statuses", InputKind.INDICATOR: "indicators"}

Span = tuple[int, int]


@dataclass(frozen=True)
class Source:
    """An undamaged return. ``values``: by part, where the text of an input's value stands, and whose it is."""

    name: str
    data: bytes
    unit: str
    parts: dict[str, bytes]
    values: dict[str, list[tuple[Span, str]]]


@dataclass(frozen=True)
class Mutant:
    """A damaged return, the names of the inputs whose own value was damaged, and what was done."""

    data: bytes
    touched: frozenset[str]
    how: str


@lru_cache
def sources():
    """Undamaged returns, one a unit."""
    files = [(name, (filled.ROOT / "samples" / "2011" / name).read_bytes()) for name in SAMPLES]
    return [_source(name, data) for name, data in [*files, *((f"{unit}.xlsx", filled.form(unit)) for unit in FORMS)]]


def _source(name, data):
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    book = read_workbook(data)
    unit = next(unit for unit in filled.programme().units if unit.name in name)
    strings = list(re.finditer(rb"<si>.*?</si>", parts["xl/sharedStrings.xml"], re.DOTALL))
    values = {}
    for title in {cell.sheet for cell in filled.layout_of(unit).inputs}:
        part = filled.sheet_part(data, title)
        body = parts[part]
        at = {cell_name(*place[1:]).encode(): each for each, place in book.names.items() if place[0] == title}
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
    return Source(name, data, unit.code, parts, values)


def _texts(body, within):
    return [found.span(1) for found in re.compile(rb"<(?:v|t)(?: [^>]*)?>([^<]*)</").finditer(body, *within)]


def _touched(source, part, changed):
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


def _pack(parts, method):
    target = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", method) as output:
        warnings.simplefilter("ignore")
        for name, body in parts:
            output.writestr(zipfile.ZipInfo(name), body, method)
    return target.getvalue()


def mutate(case):
    """The mutant of a case."""
    rng, source = Dice(case), sources()[case % BATCH]
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
        return Mutant(_pack(parts, method), frozenset(), how)
    parts, touched, deeds = dict(source.parts), frozenset(), []
    for name in rng.sample(sorted(parts), rng.choice((1, 1, 1, 1, 2, 3))):
        part = name if rng.randrange(3) == 0 else rng.choice([each for each in parts if each.startswith("xl/")])
        body, rng.near = source.parts[part], source.values.get(part, ())
        parts[part], changed, how = rng.choice(BYTES if family < 9 else XML)(rng, body)
        touched |= _touched(source, part, changed)
        deeds.append(f"{part}: {how}")
    return Mutant(_pack(parts.items(), method), touched, "; ".join(deeds))


# The promise.


@dataclass
class Tally:
    """What became of the cases, and what broke the promise."""

    outcomes: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)


class TooLong(BaseException):
    """A file that took more than its time; no handler of exceptions catches it."""


def _too_long(*_):
    raise TooLong


def read_batch(mutants):
    """Read the damaged returns of one batch together, as ``make collect`` would."""
    with tempfile.TemporaryDirectory() as folder:
        for source, mutant in mutants:
            (Path(folder) / source.name).write_bytes(mutant.data)
        return read_returns(filled.programme(), Path(folder), filled.layout_of, _timed, batch=1)


def _timed(arrivals):
    """The arrivals, each with its own time from when the one before was done."""
    try:
        yield from _armed(arrivals)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _armed(arrivals):
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    for arrival in arrivals:
        yield arrival
        signal.setitimer(signal.ITIMER_PROF, SECONDS)


@lru_cache
def _undamaged():
    intake = read_batch([(source, Mutant(source.data, frozenset(), "")) for source in sources()])
    assert len(intake.returns) == BATCH, "an undamaged return does not count"
    return {source.name: (_answers(intake, source), _findings(intake, source)) for source in sources()}


def _answers(intake, source):
    """What is scored of a return, by input; empty if it does not count."""
    returned = intake.returns.get(source.unit)
    if returned is None or returned.file.path != source.name:
        return {}
    unit = filled.programme().unit(source.unit)
    return {
        cell.name: (answer.value, answer.invalid)
        for cell in filled.layout_of(unit).inputs
        if cell.kind in _SCORED
        for answer in [getattr(intake.answers[source.unit], _SCORED[cell.kind])[cell.key]]
    }


def _findings(intake, source):
    return Counter(
        (finding.code, finding.sheet, finding.cell)
        for finding in intake.findings
        if finding.code != "C08" and (finding.file == source.name or finding.file.startswith(f"{source.name}/"))
    )


def judge(source, mutant, intake):
    """What became of a mutant (a word), and how it breaks the promise (a sentence, or nothing)."""
    received = [file for file in intake.received if file.path == source.name]
    if (
        len(received) != 1
        or not received[0].reason
        or len({file.path for file in intake.received}) != len(intake.received)
    ):
        return "fault", f"{len(received)} verdicts"
    (file,) = received
    before, known = _undamaged()[source.name]
    found = _findings(intake, source)
    accident = next((each.sentence for each in intake.findings if each.file == source.name and each.code == "F20"), "")
    if accident:
        return "fault", accident
    if file.verdict is not Verdict.COUNTED:
        told = file.verdict is not Verdict.REFUSED or found
        return file.verdict.name, "" if told else "refused without a finding"
    now, new = _answers(intake, source), found - known
    changed = sorted(name for name in before if now.get(name) != before[name])
    strange = [name for name in changed if name not in mutant.touched]
    if new:
        return "told" if strange else "noted", ""
    if strange:
        return "fault", f"silently {[(name, before[name], now.get(name)) for name in strange[:3]]} ({len(strange)})"
    return "typed" if changed else "same", ""


def run(first, cases):
    """Read the batches that hold the cases from ``first`` on."""
    tally = Tally()
    for start in range(first - first % BATCH, first + cases, BATCH):
        mutants = [(source, mutate(start + place)) for place, source in enumerate(sources())]
        try:
            intake = read_batch(mutants)
        except (Exception, TooLong) as fault:  # noqa: BLE001 - whatever stops a batch is what is looked for
            tally.faults.append(f"cases {start} to {start + BATCH - 1}: {type(fault).__name__} {fault}")
            continue
        for place, (source, mutant) in enumerate(mutants):
            outcome, fault = judge(source, mutant, intake)
            tally.outcomes[outcome] += 1
            if fault:
                tally.faults.append(f"case {start + place} ({source.name}, {mutant.how}): {fault}")
    return tally


def _limit():
    """Hold this process to its memory; where the system knows no such limit, the peak is all that is asked."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not everywhere

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main():
    """Run cases and say as JSON what became of them, or write one mutant."""
    parser = argparse.ArgumentParser(description="Damage filled returns, read them, hold the promise.")
    parser.add_argument("cases", type=int, nargs="?", default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--write", nargs=2, metavar=("CASE", "FILE"))
    options = parser.parse_args()
    if options.write:
        mutant = mutate(int(options.write[0]))
        Path(options.write[1]).write_bytes(mutant.data)
        print(mutant.how, sorted(mutant.touched))  # noqa: T201 - a program
        return 0
    faulthandler.enable()
    signal.signal(signal.SIGPROF, _too_long)
    _undamaged()
    _limit()
    tally = run(options.first, options.cases)
    print(json.dumps({"outcomes": tally.outcomes, "faults": tally.faults}, ensure_ascii=False, indent=1))  # noqa: T201 - a program
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
