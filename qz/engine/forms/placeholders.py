"""The texts in which forms of one kind differ, and the placeholders that stand for them in a template."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from qz.engine.forms.blank_scores import BlankScores
from qz.forms.form_manifest import manifest_of
from qz.forms.shown import ShownScore
from qz.layout.form_plan import FormPlan
from qz.model.layout import FormLayout
from qz.model.manifest import Key
from qz.model.task_table import Unit
from qz.model.values import show_number
from qz.records import dataclass
from qz.workbook.write.written_values import cached_value, number_text

_LONGEST: Final = 30
"""Characters of a name or code that is put in; the few longer ones may meet a limit of the library's."""
_PARTICULAR: Final = frozenset('&<>"_#')
"""Characters that XML, the writing library or the wording's own marks treat in a way of their own."""
_HALF: Final = Decimal("0.5")

Texts = tuple[str, ...]
"""A unit's texts: name, code, digest of the layout, seal where there is a key, then its numbers as they are written."""


@lru_cache(maxsize=4096)
def number_as_written(number: Decimal) -> str | None:
    """A number as text, if cells, formulas' values and words all write it the same; else ``None``."""
    text = show_number(number)
    return text if text == number_text(float(number)) == str(cached_value(number)) else None


def _plain(text: str) -> bool:
    return (
        0 < len(text) <= _LONGEST and text.isprintable() and text[0] != " " != text[-1] and _PARTICULAR.isdisjoint(text)
    )


def texts_of(unit: Unit, layout: FormLayout, key: bytes, numbers: Sequence[Decimal]) -> Texts | None:
    """A unit's texts; ``None`` where one of them would not be written as it is everywhere."""
    if not (_plain(unit.name) and _plain(unit.code)):
        return None
    written = [number_as_written(number) for number in numbers]
    shown = tuple(text for text in written if text is not None)
    return (unit.name, unit.code, *_marks(layout, key), *shown) if len(shown) == len(written) else None


def _marks(layout: FormLayout, key: bytes) -> tuple[str, ...]:
    """The form's digest and seal."""
    manifest = manifest_of(layout, key)
    return tuple(manifest[name] for name in ("digest", Key.SEAL) if name in manifest)


@dataclass(frozen=True, slots=True)
class PlaceholderForm:
    """A form of a kind that no unit has: its plan, the score it shows, and its texts."""

    plan: FormPlan
    score: ShownScore | None
    texts: Texts


def placeholder_form(figures: BlankScores, like: FormPlan, name: str, numbers: Sequence[Decimal]) -> PlaceholderForm:
    """A form like another one, with a placeholder for each text of the unit's own.

    ``numbers`` as ``BlankScores.of`` gives them.
    """
    mark = name[0]
    code = chr(ord(mark) + 0x80) + chr(ord(mark) + 0x81)
    unit = Unit(code, name, (mark,), f"类{mark}", like.unit.scorecard_id, f"邮{mark}", f"人{mark}", f"话{mark}")
    targets = dict(zip(figures.facts, numbers, strict=False))
    layout = replace(like.layout, unit_code=code, unit_name=name)
    plan = replace(like, unit=unit, layout=layout, targets=targets)
    shown = tuple(map(show_number, numbers))
    texts = (name, code, *_marks(layout, like.programme.key), *shown)
    return PlaceholderForm(plan, figures.shown(numbers[len(figures.facts) :]), texts)


def placeholder_name(length: int, *, first: int) -> str:
    """A name of so many characters of private use, as wide as Chinese ones."""
    return "".join(map(chr, range(first, first + length)))


def placeholder_numbers(count: int, whole: Sequence[bool], *, first: int) -> tuple[Decimal, ...]:
    """``count`` different numbers from ``first`` on; those that are false in ``whole`` are not whole."""
    halves = (*(not each for each in whole), *(False for _ in range(count - len(whole))))
    return tuple(Decimal(first + place) + (_HALF if half else 0) for place, half in enumerate(halves))
