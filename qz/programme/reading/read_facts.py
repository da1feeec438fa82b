"""Reads facts, the checks between them, and each unit's own targets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from qz.layout.verification_row import CONFIRMED
from qz.model.choices import FilledBy
from qz.model.finding import Severity
from qz.model.scorecards import Fact, FactCheck
from qz.model.task_table import Unit
from qz.model.values import show_number
from qz.programme.faults import Collector
from qz.programme.raw import RawTable
from qz.programme.reading.fact_formulas import read_formulas
from qz.programme.reading.read_formula import LAST_YEAR_ENDING
from qz.programme.reading.read_indicators import check_rate
from qz.programme.reading.references import FACTS_SHEET, Index, Links, read_card_rows
from qz.programme.reading.typed_records import Record, read_amount, read_records, show_value
from qz.programme.reading.unit_names import NameTable
from qz.values.type_of_value import TypeOfValue
from qz.values.value_types import TYPES
from qz.words import DISTRICT_WORDS, NOT_APPLICABLE_WORD, fold

_FACT_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_LIST: Final = 240
"""How long all options may be: a list in a cell of Excel takes 255 characters, separators and 属实 among them."""
_EVIDENCE: Final = "_evidence"
"""The ending of the names of evidence cells on a form, which no fact's own cell may bear."""


def read_facts(
    table: RawTable | None, cards: Index, card_ids: Sequence[str], found: Collector
) -> dict[str, dict[str, Fact]]:
    """填报数据: the facts of each scorecard by id, in the order of the sheet. Codes and names must be unique."""
    facts: dict[str, dict[str, Fact]] = {card: {} for card in card_ids}
    words: set[tuple[str, str]] = set()
    records = [
        record for record in read_card_rows(table, cards, found) if not record.bad & {"fact_id", "label", "value_type"}
    ]
    for record in records:
        card, fact_id = record.text("scorecard_id"), record.text("fact_id")
        if not _FACT_ID.fullmatch(fact_id) or fact_id.endswith(_EVIDENCE):
            wanted = f"小写英文字母、数字和下划线，以字母开头，不以 {_EVIDENCE} 结尾"
            found.add("P16", record.place("fact_id"), found=fact_id, wanted=wanted)
        for name in ("fact_id", "label"):
            if (card, fold(record.text(name))) in words:
                found.add(
                    "P07", record.place(name), head=record.head(name), found=record.text(name), other="另一项填报数据"
                )
            words.add((card, fold(record.text(name))))
        facts[card].setdefault(fact_id, _read_fact(record, found))
    read_formulas(records, facts, found)
    index = index_facts(facts)
    for record in records:
        card = record.text("scorecard_id")
        needs = index[card].find_all(record, "required_when", record.names("required_when"), FACTS_SHEET, found)
        for other in (facts[card][each] for each in needs):
            kind = TYPES[other.value_type]
            if not (kind.is_number or kind.is_yes_no) or not other.is_asked:
                _no_use(record, "required_when", other.label, other.label, _kind_words(other), found)
        facts[card][record.text("fact_id")] = replace(facts[card][record.text("fact_id")], required_when=needs)
    return facts


def index_facts(facts: Mapping[str, Mapping[str, Fact]]) -> dict[str, Index]:
    """For each scorecard, the index by which other sheets refer to its facts."""
    return {card: Index.build((fact.fact_id, fact.label) for fact in known.values()) for card, known in facts.items()}


def _check_fact(record: Record, value_type: TypeOfValue, found: Collector) -> None:
    """Report what the row lacks, and what it has that a fact of its type has no use for."""
    low, high, choices = record["minimum"], record["maximum"], record.names("choices")
    if low is not None and high is not None and low > high:
        found.add("P24", record.place("minimum"), low=show_number(low), high=show_number(high))
    if value_type.wants_maximum and high is None and "maximum" not in record.bad:
        found.add("P28", record.place("maximum"), found=record.text("fact_id"))
    if value_type.is_choice and "choices" not in record.bad:
        _check_choices(record, choices, found)
    elif choices:
        _no_use(record, "choices", "、".join(choices), record.text("label"), f"{value_type.word}类", found)
    if value_type.is_note and record["filled_by"] not in {None, FilledBy.UNIT}:
        shown = record["filled_by"].value
        _no_use(record, "filled_by", shown, record.text("label"), f"{value_type.word}类", found)
    for name in ("minimum", "maximum", "step"):
        if record[name] is not None and not value_type.is_number:
            _no_use(record, name, show_number(record[name]), record.text("label"), f"{value_type.word}类", found)
    if value_type.is_fraction and high is not None:
        check_rate(high / 10, value_type.key, None, record.place("maximum"), found)
    if record["filled_by"] is FilledBy.PROGRAMME and not value_type.is_number:
        _no_use(record, "filled_by", FilledBy.PROGRAMME.value, record.text("label"), f"{value_type.word}类", found)


def _read_fact(record: Record, found: Collector) -> Fact:
    value_type = TYPES[record["value_type"]]
    _check_fact(record, value_type, found)
    by_programme = record["filled_by"] is FilledBy.PROGRAMME
    return Fact(
        fact_id=record.text("fact_id"),
        scorecard_id=record.text("scorecard_id"),
        label=record.text("label"),
        value_type=value_type.key,
        unit_of_measure=record.text("unit_of_measure"),
        minimum=record["minimum"],
        maximum=record["maximum"],
        step=record["step"],
        help=record.text("help"),
        allows_not_applicable=bool(record["allows_not_applicable"]),
        register=record.text("register"),
        choices=record.names("choices"),
        filled_by=FilledBy.UNIT if by_programme else record["filled_by"] or FilledBy.UNIT,
        method=record.text("method"),
        source=record.text("source"),
        given=record.text("fact_id") if by_programme and value_type.is_number else "",
        place=record.place("fact_id"),
    )


def _kind_words(fact: Fact) -> str:
    """Why a fact cannot be used here, as an attribute: ``选项类``, ``由办公室填的``."""
    if fact.formula is not None:
        return "由公式算的"
    if fact.given:
        return "由考核方案给定的"
    return f"{TYPES[fact.value_type].word}类" if fact.is_asked else f"由{fact.filled_by.value}填的"


def _no_use(record: Record, name: str, shown: str, label: str, kind: str, found: Collector) -> None:  # noqa: PLR0917
    found.add("P48", record.place(name), head=record.head(name), found=shown, fact=label, kind=kind)


def _check_choices(record: Record, choices: Sequence[str], found: Collector) -> None:
    """Check the options: at least two, no duplicates, no numbers, not 不适用, and short enough for a list in a cell."""
    names = {fold(choice) for choice in choices}
    kept = {fold(NOT_APPLICABLE_WORD), fold(CONFIRMED)}
    apart = len(choices) > 1 and len(names) == len(choices) and not names & kept
    shown = "、".join(choices) or "空白"
    if not apart or any(read_amount(choice) is not None for choice in choices) or len(shown) > _LONGEST_LIST:
        found.add("P47", record.place("choices"), fact=record.text("label"), found=shown, most=str(_LONGEST_LIST))


def read_checks(
    table: RawTable | None, links: Links, facts: Mapping[str, Mapping[str, Fact]], found: Collector
) -> tuple[FactCheck, ...]:
    """数据核对: comparisons that must hold between two facts, or between a fact and a number."""
    checks: list[FactCheck] = []
    for record in read_card_rows(table, links.cards, found):
        if record.bad & {"left", "comparator", "right"}:
            continue
        card = record.text("scorecard_id")
        left = links.facts_of(card).find(record, "left", FACTS_SHEET, found)
        number = read_amount(record["right"])
        texts = () if number is not None else (show_value(record["right"]).strip(),)
        right = links.facts_of(card).find_all(record, "right", texts, FACTS_SHEET, found)
        for name, fact_id in (("left", left), ("right", right[0] if right else "")):
            fact = facts[card].get(fact_id)
            if fact is not None and (not TYPES[fact.value_type].is_number or not fact.is_asked):
                _no_use(record, name, fact.label, fact.label, _kind_words(fact), found)
        severity: Severity = record["severity"] or Severity.ERROR
        checks.append(
            FactCheck(
                scorecard_id=card,
                left=left,
                comparator=record["comparator"],
                right=right[0] if right else "",
                right_number=number,
                message=record.text("message"),
                severity=severity.value,
                place=record.place("left"),
            )
        )
    return tuple(checks)


def read_unit_targets(
    table: RawTable | None,
    units: Sequence[Unit],
    names: NameTable,
    facts: Mapping[str, Mapping[str, Fact]],
    found: Collector,
) -> tuple[dict[tuple[str, str], Decimal], dict[str, Decimal]]:
    """单位目标: the targets by (unit code, fact id), and the district's by fact id."""
    targets: dict[tuple[str, str], Decimal] = {}
    district: dict[str, Decimal] = {}
    if table is None:
        return targets, district
    columns = {head: _fact_of(table, head, facts, found) for head in table.extra_columns}
    by_code = {unit.code: unit for unit in units}
    seen = set()
    for record in read_records(table, found):
        text = record.text("unit")
        code = "" if fold(text) in {fold(word) for word in DISTRICT_WORDS} else names.unit(text)
        if not text or code is None:
            if text:
                found.add("P08", record.place("unit"), head="单位", found=text, where="《单位》")
            continue
        if code in seen:
            found.add("P07", record.place("unit"), ("单位",), head="单位", found=text, other="上面一行")
        seen.add(code)
        _check_columns(record, columns, found)
        for head, fact_id in columns.items():
            number = _read_target(record, head, fact_id, found) if fact_id else None
            if number is None or fact_id is None:
                continue
            if not code:
                district[fact_id] = number
            elif (fact := facts.get(by_code[code].scorecard_id, {}).get(fact_id)) is not None:
                check_rate(number, fact.value_type, fact.maximum, record.place(head), found)
                targets[code, fact_id] = number
            else:
                found.add("P34", record.place(head), ("单位", "填报数据"), unit=text, fact=head.split("\n")[0])
    return targets, district


def _check_columns(record: Record, columns: Mapping[str, str | None], found: Collector) -> None:
    """Report two columns for the same fact, as one of the numbers would be ignored."""
    filled = [(head, fact_id) for head, fact_id in columns.items() if fact_id and record[head] is not None]
    for place, (head, fact_id) in enumerate(filled):
        other = next((one for one, known in filled[:place] if known == fact_id), None)
        if other is not None:
            named, beside = head.replace("\n", " "), f"“{other.replace(chr(10), ' ')}”一列"
            found.add("P07", record.place(head), head="列标题", found=named, other=beside)


def _fact_of(table: RawTable, head: str, facts: Mapping[str, Mapping[str, Fact]], found: Collector) -> str | None:
    """The fact of a column of unit targets: by the id in the last line of the head, else by the label."""
    wanted = {fold(head), *(fold(line) for line in head.split("\n"))}
    for known in facts.values():
        for fact in (one for one in known.values() if one.given in {"", one.fact_id}):
            if fold(fact.fact_id) in wanted or fold(fact.label) in wanted:
                return fact.fact_id
    found.add("P08", table.head_place(head), head="列标题", found=head.replace("\n", " "), where="《填报数据》")
    return None


def _read_target(record: Record, head: str, fact_id: str, found: Collector) -> Decimal | None:
    """A number in 单位目标. Targets must not be below 0; values of the year before may be."""
    value = record[head]
    if value is None:
        return None
    number, last_year = read_amount(value), fact_id.endswith(LAST_YEAR_ENDING)
    if number is None or (number < 0 and not last_year):
        wanted = "数字" if last_year else "数字（不小于 0）"
        found.add("P05", record.place(head), head=head.replace("\n", " "), found=show_value(value), wanted=wanted)
        return None
    return number
