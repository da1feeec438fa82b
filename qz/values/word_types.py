"""Types answered by a word: 是否, 完成情况 of a task, and 选项, whose words the programme gives."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from qz.findings import quote
from qz.model.layout import InputSpec
from qz.model.returns import RawCell
from qz.model.values import Value, ValueType
from qz.values.expressions import either, text
from qz.values.formats import show_raw
from qz.values.reading import Reading, ReadingIssue, wrong
from qz.values.type_of_value import Accepting, Content, Limits, TypeOfValue
from qz.words import DONE, NO, NOTHING, STATUS_CHOICES, THERE_IS, UNDONE, YES, YES_NO_CHOICES, fold


class WordType(TypeOfValue):
    """Answered by a word of a list. ``truths``: each accepted spelling, upper case, and whether it means yes."""

    truths: ClassVar[Mapping[str, bool]]

    def read_words(self, words: str, spec: InputSpec) -> tuple[Value, str]:
        """A word with one sensible meaning; 1, 0, 基本完成 are asked about."""
        return self.truths.get(words.upper()), "V09"

    def read_number(self, cell: RawCell, spec: InputSpec, *, date1904: bool) -> Reading:
        """No number is a word of the list."""
        shown = show_raw(cell.text, cell.number_format, date1904=date1904)
        return wrong("V09", shown, found=shown)

    def read_boolean(self, *, value: bool) -> Reading:
        """TRUE is not 已完成."""
        word = "TRUE" if value else "FALSE"
        return wrong("V09", word, found=word)

    def read_day(self, written: str) -> Reading:
        """No date is a word of the list."""
        return wrong("V09", quote(written), found=written)

    def holds(self, content: Content, spec: InputSpec) -> bool:
        """One of the words."""
        return content in self.choices

    def conditions(self, limits: Accepting, ref: str, *, above: Any = None) -> list[str]:
        """The cell is one of the words."""
        return [either(f"{ref}={text(choice)}" for choice in self.choices)]

    def check(self, spec: InputSpec, ref: str) -> dict[str, Any]:
        """The list of its words."""
        return {"validate": "list", "source": list(spec.choices)}

    def accepted_words(self, spec: InputSpec) -> str:
        """``“是”或“否”``."""
        return "或".join(f"“{choice}”" for choice in self.choices)

    def answer_words(self, spec: InputSpec) -> str:
        """``是／否``."""
        return "／".join(self.choices)

    def show(self, value: Value, unit_of_measure: str = "") -> str:
        """The word itself."""
        if isinstance(value, bool):
            return self.choices[0] if value else self.choices[1]
        return super().show(value, unit_of_measure)

    def show_cell(self, ref: str, unit_of_measure: str = "") -> str:
        """``为“是”``."""
        return f'"为“"&{ref}&"”"'

    def show_content(self, content: Content, unit_of_measure: str = "") -> str:
        """``为“是”``."""
        return f"为“{content}”"


class YesNo(WordType):
    """是否: 是 or 否, scored as true and false."""

    key = ValueType.YES_NO
    word = "是否"
    spellings = ("是/否",)
    choices = YES_NO_CHOICES
    is_yes_no = True
    truths = dict.fromkeys((YES, "是的", "√", "✓", "✔", "Y", "YES", "TRUE"), True) | dict.fromkeys(
        (NO, "不是", "×", "✗", "✘", "N", "NO", "FALSE"), False
    )

    def read_words(self, words: str, spec: InputSpec) -> tuple[Value, str]:
        """A word that means 是 or 否; 无 means 否 of an incident alone, of a plan it is asked about."""
        if words in THERE_IS:
            return True, "V09"
        if spec.incident and words in NOTHING:
            return False, "V09"
        return super().read_words(words, spec)

    def read_boolean(self, *, value: bool) -> Reading:
        """TRUE is 是."""
        word = "TRUE" if value else "FALSE"
        return Reading(value, word, issues=(ReadingIssue("V20", {"found": word, "read": self.show(value)}),))


class Status(WordType):
    """完成情况 of a task: 已完成 or 未完成."""

    key = ValueType.STATUS
    word = "完成情况"
    choices = STATUS_CHOICES
    for_facts = False
    truths = dict.fromkeys((DONE, "完成", "全部完成", "已全部完成"), True) | dict.fromkeys(
        (UNDONE, "没完成", "没有完成", "尚未完成"), False
    )


class Option(WordType):
    """选项: one of the words that the programme gives with the fact (优, 良, 中, 差); its value is that word."""

    key = ValueType.CHOICE
    word = "选项"
    spellings = ("单选",)
    is_choice = True

    def limits(self, given: Accepting, points: Decimal | None = None) -> Limits:
        """The fact's own words."""
        return Limits(choices=given.choices)

    def read_words(self, words: str, spec: InputSpec) -> tuple[Value, str]:
        """The option of that name, spaces and full-width forms apart."""
        return {fold(option): option for option in spec.choices}.get(fold(words)), "V09"

    def holds(self, content: Content, spec: InputSpec) -> bool:
        """One of the options; Excel takes small letters for capitals."""
        return isinstance(content, str) and content.upper() in {option.upper() for option in spec.choices}

    def conditions(self, limits: Accepting, ref: str, *, above: Any = None) -> list[str]:
        """The cell is one of the options."""
        return [either(f"{ref}={text(option)}" for option in limits.choices)]

    def accepted_words(self, spec: InputSpec) -> str:
        """``“优”“良”“差”之一``."""
        return f"{''.join(f'“{option}”' for option in spec.choices)}之一"

    def answer_words(self, spec: InputSpec) -> str:
        """``选一项``."""
        return "选一项"
