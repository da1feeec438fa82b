"""What comes back in the mail, made from real filled forms: hundreds of hostile or damaged variants and what each is.

A variant is a few files to drop into the returns folder, the verdict each file gets, and every finding: file, code,
sheet, cell. It is gathered from ``hostile_files`` (what a file is), ``hostile_forms`` (whose form, and what was done to
it) and ``hostile_cells`` (what was typed). Source: hazards, whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from filled import form, input_of

TOWN, OTHER, DEPARTMENT = "孟河镇", "薛家镇", "质监分局"
COUNTED, DUPLICATE, SUPERSEDED, REFUSED, SKIPPED, HELD = "采用", "重复", "被替代", "拒收", "跳过", "待确认"
EVIDENCE = "佐证"
NOWHERE = ("", "")


@dataclass(frozen=True)
class Variant:
    """Files by path, made when asked for; ``findings`` are (path, code, sheet, cell); ``verdicts`` by path received."""

    name: str
    files: Callable[[], dict[str, bytes]]
    verdicts: dict[str, str]
    findings: list[tuple[str, str, str, str]] = field(default_factory=list)


def one(name, build, *found, verdict=None, path="来件.xlsx"):
    """A variant of one file; ``found`` are (code, (sheet, cell)) in any order, refused where a code refuses files."""
    findings = [(path, code, *where) for code, where in found]
    refused = any((code[0] == "F" and code not in {"F12", "F15"}) or code in REFUSING for code, _ in found)
    return Variant(name, lambda: {path: build()}, {path: verdict or (REFUSED if refused else COUNTED)}, findings)


REFUSING = {"I01", "I02", "I03", "I04", "I05", "I06", "I08", "I10", "I15", "I16", "I18", "I19"}


def at(name, unit=TOWN):
    """Where an input stands in a form as it was sent."""
    cell = input_of(unit, name)
    return cell.sheet, cell.cell


def town():
    return form(TOWN)


def all_variants():
    """Every variant, each with a name of its own."""
    import hostile_cells  # noqa: PLC0415 - these use the words above
    import hostile_files  # noqa: PLC0415
    import hostile_forms  # noqa: PLC0415

    made = [*hostile_files.variants(), *hostile_forms.variants(), *hostile_cells.variants()]
    names = [variant.name for variant in made]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    return made
