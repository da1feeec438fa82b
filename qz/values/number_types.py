"""Types that are numbers: 计数, 数值, 评分 and 比率, in exact decimals."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, Final

from qz.findings import quote
from qz.model.choices import Comparator
from qz.model.layout import InputSpec
from qz.model.returns import RawCell
from qz.model.values import Value, ValueType, exact_decimal, round_rate, show_number, show_percent
from qz.values.dates import FIRST_SERIAL
from qz.values.expressions import literal, text
from qz.values.formats import is_date_format, is_percent_format, show_as_date, show_raw
from qz.values.numerals import MEASURES, read_chinese, read_percent, read_written
from qz.values.reading import Reading, ReadingIssue, wrong
from qz.values.type_of_value import ACCEPTED, Accepting, Content, Limits, TypeOfValue, is_whole
from qz.words import COMPARATOR_WORDS, NOTHING

_ZERO: Final = Decimal(0)
_ONE: Final = Decimal(1)
_SIX_PLACES: Final = Decimal("0.000001")
_FOUR_PLACES: Final = Decimal("0.0001")
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


class NumberType(TypeOfValue):
    """A number. ``lowest``, ``highest`` and ``usual_step`` hold where the programme gives none.

    ``rounded``: compared after rounding to six places. ``native``: what a data validation calls it.
    """

    look = "center number"
    is_number = True
    is_measured = True
    lowest: ClassVar[Decimal | None] = _ZERO
    highest: ClassVar[Decimal | None] = None
    usual_step: ClassVar[Decimal | None] = None
    rounded: ClassVar[bool] = False
    native: ClassVar[str] = ""
    noun: ClassVar[str]
    brief: ClassVar[str]
    measures: ClassVar[tuple[str, ...]] = MEASURES

    def limits(self, given: Accepting, points: Decimal | None = None) -> Limits:
        """The programme's bounds, else the type's own."""
        return Limits(
            self.lowest if given.minimum is None else given.minimum,
            self.highest if given.maximum is None else given.maximum,
            given.step or self.usual_step,
        )

    def read_words(self, words: str, spec: InputSpec) -> tuple[Value, str]:
        """A written number (3,000, 十二), with a unit of measure or without."""
        for measure in ("", spec.unit_of_measure, *self.measures):
            if words.endswith(measure):
                bare = words.removesuffix(measure).rstrip(" ")
                number = read_written(bare)
                number = read_chinese(bare) if number is None else number
                if number is not None:
                    return exact_decimal(number), "V05"
        return None, "V05"

    def read_number(self, cell: RawCell, spec: InputSpec, *, date1904: bool) -> Reading:
        """The number itself, unless the cell shows a date (3/4, 1:30): what was typed is not what is stored."""
        number = exact_decimal(cell.text)
        dated = is_date_format(cell.number_format)
        if dated and (number >= FIRST_SERIAL or (self.is_whole and not is_whole(number))):
            seen = show_as_date(number, date1904=date1904)
            return wrong("V24", seen, found=seen, read=show_number(number))
        reading = self._plain(number, cell, date1904=date1904)
        if reading.value is not None and dated:
            seen = show_as_date(number, date1904=date1904)
            plain = self.show(reading.value)
            return Reading(
                reading.value, plain, issues=(*reading.issues, ReadingIssue("V23", {"found": seen, "read": plain}))
            )
        return reading

    def _plain(self, number: Decimal, cell: RawCell, *, date1904: bool) -> Reading:
        return Reading(number, show_raw(cell.text, cell.number_format, date1904=date1904))

    def read_boolean(self, *, value: bool) -> Reading:
        """TRUE is not 1."""
        word = "TRUE" if value else "FALSE"
        return wrong("V12", word, found=word)

    def read_day(self, written: str) -> Reading:
        """A date is no number."""
        return wrong("V05", quote(written), found=written)

    def compared(self, number: Decimal) -> Decimal:
        """The exact decimal, rounded as the formulas round it."""
        exact = exact_decimal(number)
        return round_rate(exact) if self.rounded else exact

    def fault(self, number: Decimal, limits: Accepting) -> str:
        """V06 not whole, V07 out of bounds, V15 between steps."""
        value = self.compared(number)
        if self.is_whole and not is_whole(value):
            return "V06"
        least, most = limits.minimum, limits.maximum
        if (least is not None and value < least) or (most is not None and value > most):
            return "V07"
        if limits.step and not is_whole((value / limits.step).quantize(_SIX_PLACES, ROUND_HALF_UP)):
            return "V15"
        return ACCEPTED

    def holds(self, content: Content, spec: InputSpec) -> bool:
        """A number without fault."""
        return isinstance(content, Decimal) and self.fault(content, spec) == ACCEPTED

    def conditions(self, limits: Accepting, ref: str, *, above: Decimal | None = None) -> list[str]:
        """A number within its bounds, whole or on its step where it must be."""
        value = self.in_cell(ref)
        found = [f"ISNUMBER({ref})"]
        if limits.minimum is not None and (above is None or limits.minimum > above):
            found.append(f"{value}>={literal(limits.minimum)}")
        if limits.maximum is not None:
            found.append(f"{value}<={literal(limits.maximum)}")
        if self.is_whole:
            found.append(f"{ref}=ROUND({ref},0)")
        if limits.step:
            steps = f"{value}/{literal(limits.step)}"
            found.append(f"ROUND({steps},6)=ROUND({steps},0)")
        return found

    def in_cell(self, ref: str) -> str:
        """The cell, rounded where the type is."""
        return f"ROUND({ref},6)" if self.rounded else ref

    def check(self, spec: InputSpec, ref: str) -> dict[str, Any]:
        """The program's own check of bounds where that says it all, else a formula."""
        if spec.allows_not_applicable or spec.step or not self.native or spec.minimum is None:
            return super().check(spec, ref)
        if spec.maximum is None:
            return {"validate": self.native, "criteria": ">=", "value": _plain(spec.minimum)}
        limits = {"minimum": _plain(spec.minimum), "maximum": _plain(spec.maximum)}
        return {"validate": self.native, "criteria": "between"} | limits

    def accepted_words(self, spec: InputSpec) -> str:
        """``0至12的整数``."""
        low, high = spec.minimum, spec.maximum
        if low is not None and high is not None:
            return f"{self.show(low)}至{self.show(high)}的{self.noun}"
        if low is not None:
            return f"{COMPARATOR_WORDS[Comparator.AT_LEAST]}{self.show(low)}的{self.noun}"
        if high is not None:
            return f"{COMPARATOR_WORDS[Comparator.AT_MOST]}{self.show(high)}的{self.noun}"
        return self.noun

    def answer_words(self, spec: InputSpec) -> str:
        """The unit of measure, or what kind of number."""
        return (spec.unit_of_measure if self.takes_unit else "") or self.brief

    def show(self, value: Value, unit_of_measure: str = "") -> str:
        """``2.5万元``."""
        if isinstance(value, Decimal):
            return f"{show_number(value)}{unit_of_measure}"
        return super().show(value)

    def content_typed(self, typed: str) -> Content:
        """A plain number as one, anything that might be read otherwise as text."""
        return Decimal(typed) if _PLAIN_NUMBER.fullmatch(typed) else typed or None

    def show_cell(self, ref: str, unit_of_measure: str = "") -> str:
        """Four places keep a tiny number from an exponent; plus zero keeps a rounded one from minus zero."""
        return f"ROUND({ref},4)+0&{text(unit_of_measure)}"

    def show_content(self, content: Content, unit_of_measure: str = "") -> str:
        """The twin of ``show_cell``."""
        number = content if isinstance(content, Decimal) else _ZERO
        return self.show(exact_decimal(number).quantize(_FOUR_PLACES, ROUND_HALF_UP) + 0, unit_of_measure)


class Count(NumberType):
    """计数: a whole number, 0 or more."""

    key = ValueType.COUNT
    word = "计数"
    spellings = ("次数", "个数", "整数")
    for_indicators = True
    is_whole = True
    takes_unit = True
    native = "integer"
    noun = "整数"
    brief = "个数"

    def read_words(self, words: str, spec: InputSpec) -> tuple[Value, str]:
        """A written number; 无, 没有, ／ are none."""
        return (_ZERO, "V05") if words in NOTHING else super().read_words(words, spec)

    def accepted_words(self, spec: InputSpec) -> str:
        """``0或正整数``."""
        return "0或正整数" if spec.minimum == 0 and spec.maximum is None else super().accepted_words(spec)


class Number(NumberType):
    """数值: any number, below 0 too, to six places: money in 万元, a growth."""

    key = ValueType.NUMBER
    word = "数值"
    spellings = ("小数",)
    for_indicators = True
    lowest = None
    rounded = True
    takes_unit = True
    native = "decimal"
    noun = "数字"
    brief = "数字"


class Grade(NumberType):
    """评分: points given by judgement, by halves unless the programme says otherwise, never above the clause's."""

    key = ValueType.GRADE
    word = "评分"
    usual_step = Decimal("0.5")
    noun = "分数"
    brief = "分"
    own_unit = "分"
    is_measured = False
    wants_maximum = True
    measures = ("分",)

    def limits(self, given: Accepting, points: Decimal | None = None) -> Limits:
        """At most the points of the clause it is for."""
        own = super().limits(given)
        most = [limit for limit in (own.maximum, points) if limit is not None]
        return Limits(own.minimum, min(most, default=None), own.step)

    def accepted_words(self, spec: InputSpec) -> str:
        """``0至5的分数（每0.5分一档）``."""
        step = f"（每{show_number(spec.step)}分一档）" if spec.step else ""
        return f"{super().accepted_words(spec)}{step}"

    def answer_words(self, spec: InputSpec) -> str:
        """``0—5分``."""
        if spec.maximum is None:
            return self.brief
        return f"{show_number(spec.minimum or _ZERO)}—{show_number(spec.maximum)}分"


class Rate(NumberType):
    """比率: a fraction of 1, written in percent, compared to 0.0001 of a percentage point."""

    key = ValueType.RATE
    word = "比率"
    spellings = ("百分比", "百分率")
    look = "center percent"
    for_indicators = True
    is_fraction = True
    highest = _ONE
    rounded = True
    native = "decimal"
    noun = "百分数"
    brief = "百分数"

    def read_words(self, words: str, spec: InputSpec) -> tuple[Value, str]:
        """``92.5%``, 百分之九十; a bare 92 is asked about."""
        percent = read_percent(words)
        if percent is not None:
            return exact_decimal(percent), "V05"
        return None, "V08" if read_written(words) is not None else "V05"

    def _plain(self, number: Decimal, cell: RawCell, *, date1904: bool) -> Reading:
        if number > _ONE and not is_percent_format(cell.number_format):
            shown = show_raw(cell.text, cell.number_format, date1904=date1904)
            return wrong("V08", shown, found=show_number(number))
        return Reading(number, show_percent(number))

    def accepted_words(self, spec: InputSpec) -> str:
        """``0%至100%的百分数（如92.5%）``."""
        return f"{super().accepted_words(spec)}（如92.5%）"

    def show(self, value: Value, unit_of_measure: str = "") -> str:
        """``92.5%``."""
        return show_percent(value) if isinstance(value, Decimal) else super().show(value)

    def show_gap(self, gap: Decimal, unit_of_measure: str = "") -> str:
        """``5个百分点``."""
        return f"{show_number(gap * 100)}个百分点"

    def content_typed(self, typed: str) -> Content:
        """A rate's 92 stays a text: in a cell of percents the number would show as 9200%."""
        return typed or None

    def show_cell(self, ref: str, unit_of_measure: str = "") -> str:
        """As percent, to four places."""
        return f'ROUND(100*{ref},4)&"%"'

    def show_content(self, content: Content, unit_of_measure: str = "") -> str:
        """The twin of ``show_cell``."""
        return show_percent(round_rate(content if isinstance(content, Decimal) else _ZERO))


def _plain(number: Decimal) -> float | int:
    return int(number) if is_whole(number) else float(number)
