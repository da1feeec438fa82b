"""What can be done to what a workbook says of itself: manifest and seal changed, moved, doubled, stripped, borrowed."""

import re
from xml.sax.saxutils import escape

import filled
from damage import Mutant, pack

from qz.model.manifest import PREFIX, Key
from qz.workbook.seal import make_seal

CUSTOM = "docProps/custom.xml"
STRANGE = ("", " ", "0", "1", "2", "1.", "T02", "B01", "2010", "2012", "return", "verification", "register",
           "confirmation", "x" * 300, "1.00000000." + "0" * 64, "_x0000_", "None")  # fmt: skip
"""What a manifest's value may become."""


def pairs_of(manifest):
    return list(manifest.items())


def _other_letter(rng, pairs, _):
    place = rng.randrange(len(pairs))
    key, value = pairs[place]
    at = rng.randrange(len(value) or 1)
    letter = rng.choice("0123456789abcdefBTZJ ._|-\u200b\uff11")
    return [*pairs[:place], (key, value[:at] + letter + value[at + 1 :]), *pairs[place + 1 :]]


def _other_value(rng, pairs, others):
    place = rng.randrange(len(pairs))
    key, value = pairs[place]
    borrowed = [dict(other).get(key, "") for other in others]
    new = rng.choice((*borrowed, *STRANGE, value.upper(), f" {value}", f"{value}\u3000", value[:-1], value * 2))
    return [*pairs[:place], (key, new), *pairs[place + 1 :]]


def _other_seal(rng, pairs, others):
    seals = [dict(other).get(Key.SEAL, "") for other in others]
    mine = make_seal(dict(pairs), rng.choice((b"", b"k" * 32, bytes(32))))
    seal = dict(pairs).get(Key.SEAL, "")
    forged = f"{seal[:11]}{mine[11:]}"
    return _with(pairs, Key.SEAL, rng.choice((*seals, mine, forged, seal.upper(), f"2{seal[1:]}", "", seal[:40])))


def _other_identity(rng, pairs, others):
    """Another's identity under this seal, or this one's under another's."""
    other = dict(rng.choice(others))
    if rng.randrange(2):
        return _with(list(other.items()), Key.SEAL, dict(pairs).get(Key.SEAL, ""))
    return _with(pairs, Key.SEAL, other.get(Key.SEAL, ""))


def _all_of_another(rng, _, others):
    return list(rng.choice(others))


def _without(rng, pairs, _):
    gone = {key for key, _ in rng.sample(pairs, rng.choice((1, 1, 2, 5)))}
    return [pair for pair in pairs if pair[0] not in gone]


def _twice(rng, pairs, others):
    key, value = rng.choice(pairs)
    new = (key, rng.choice((*[dict(other).get(key, "") for other in others], *STRANGE, value)))
    place = rng.randrange(len(pairs) + 1)
    return [*pairs[:place], new, *pairs[place:]]


def _more(rng, pairs, _):
    new = (rng.choice(("volume", "units", "unit_name", "rows", "verifier", "x", "Seal", "qz_kind", " kind")), "0001")
    return [*pairs, new] if rng.randrange(2) else [new, *pairs]


def _other_order(rng, pairs, _):
    return rng.sample(pairs, len(pairs))


def _none(*_):
    return []


DEEDS = (_other_letter, _other_value, _other_value, _other_seal, _other_identity, _all_of_another, _without, _twice,
         _more, _other_order, _none)  # fmt: skip


def _with(pairs, key, value):
    return [(name, value if name == key else text) for name, text in pairs]


def _rows(pairs, first):
    for number, (key, value) in enumerate(pairs, start=first):
        cells = "".join(
            f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for column, text in (("A", key), ("B", value))
        )
        yield f'<row r="{number}">{cells}</row>'


def _on_sheet(body, pairs, *, keep):
    """A sheet's part that holds these pairs: in place of what it held, or below it."""
    if keep:
        return body.replace(b"</sheetData>", "".join(_rows(pairs, 5000)).encode() + b"</sheetData>")
    rows = f"<sheetData>{''.join(_rows(pairs, 1))}</sheetData>".encode()
    return re.sub(rb"<sheetData/>|<sheetData>.*</sheetData>", lambda _: rows, body, flags=re.DOTALL)


def _as_properties(body, pairs):
    made = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}" '
        f'name="{PREFIX}{escape(key.removeprefix(PREFIX))}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for pid, (key, value) in enumerate(pairs, start=2)
    )
    return re.sub(rb"<property .*</property>", lambda _: made.encode(), body, flags=re.DOTALL)


def change_manifest(rng, source, pairs, others):
    """A workbook that says something else of itself, on its hidden sheet, in its properties, or on a sheet besides."""
    deed = rng.choice(DEEDS)
    new = deed(rng, pairs, others)
    where = rng.choice(("both", "both", "sheet", "properties", "besides", "only sheet", "only properties"))
    hidden = filled.sheet_part(source.data, "_qz")
    parts = dict(source.parts)
    if where in {"both", "sheet", "only sheet"}:
        parts[hidden] = _on_sheet(parts[hidden], new, keep=False)
    if where in {"both", "properties", "only properties"}:
        parts[CUSTOM] = _as_properties(parts[CUSTOM], new)
    if where == "only sheet":
        parts[CUSTOM] = _as_properties(parts[CUSTOM], [])
    if where == "only properties":
        parts[hidden] = _on_sheet(parts[hidden], [], keep=False)
    if where == "besides":
        besides = rng.choice([name for name in parts if name.startswith("xl/worksheets/sheet") and name != hidden])
        parts[besides] = _on_sheet(parts[besides], new, keep=True)
    return Mutant(pack(parts.items(), 0), frozenset(), f"manifest {where}: {deed.__name__} {str(new)[:160]}")
