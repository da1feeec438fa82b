"""Reads 通报: the conditions for being commended, criticised, or proposed to be held to account."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from qz.model.assessment_rules import BulletinThresholds
from qz.programme.faults import Collector
from qz.programme.raw import RawTable
from qz.programme.reading.read_indicators import check_rate
from qz.programme.reading.references import FACTS_SHEET, Links, read_card_rows
from qz.programme.reading.typed_records import Record, read_amount
from qz.values.value_types import TYPES

_AT_LEAST: Final = re.compile(r"(.+?)\s*(?:≥|>=|＞＝)\s*(.+)")


def read_bulletin(
    table: RawTable | None, links: Links, criteria: Mapping[str, Mapping[str, bool]], found: Collector
) -> tuple[BulletinThresholds, ...]:
    """The thresholds of each scorecard. ``criteria``: by scorecard and criterion id, whether it can cost points."""
    rows: list[BulletinThresholds] = []
    for record in read_card_rows(table, links.cards, found):
        card = record.text("scorecard_id")
        if any(row.scorecard_id == card for row in rows):
            found.add("P07", record.place("scorecard_id"), head="评分表", found=card, other="上面一行")
        for criterion in record.names("criticise_criteria"):
            if criterion not in criteria[card]:
                place = record.place("criticise_criteria")
                found.add("P08", place, ("考核内容",), head="批评条款", found=criterion, where="《评分方法》")
            elif not criteria[card][criterion]:
                found.add("P35", record.place("criticise_criteria"), found=criterion)
        ranks: Decimal | None = record["commend_ranks"]
        rows.append(
            BulletinThresholds(
                scorecard_id=card,
                commend_ranks=None if ranks is None else int(ranks),
                commend_total=record["commend_total"],
                criticise_total=record["criticise_total"],
                criticise_criteria=record.names("criticise_criteria"),
                criticise_facts=_least_facts(record, "criticise_facts", links, found),
                vetoed_barred=record["vetoed_barred"] is not False,
                provisional_barred=record["provisional_barred"] is not False,
                unverified_barred=record["unverified_barred"],
                talk_total=record["talk_total"],
                account_facts=_least_facts(record, "account_facts", links, found),
            )
        )
    return tuple(rows)


def _least_facts(record: Record, column: str, links: Links, found: Collector) -> Mapping[str, Decimal]:
    """The facts in 批评数据 or 追责数据, by id, each with the least number that counts.

    A fact of the type 是否 has no number. For a rate the number must be given.
    """
    card, least_of = record.text("scorecard_id"), dict[str, Decimal]()
    for text in record.names(column):
        parted = _AT_LEAST.fullmatch(text)
        least = read_amount(parted[2]) if parted else Decimal(1)
        if least is None or least <= 0:
            _report_wanted(record, column, text, "数据名称，或数据名称≥正数", found)
            continue
        name = parted[1] if parted else text
        for fact_id in links.facts_of(card).find_all(record, column, (name,), FACTS_SHEET, found):
            fact = links.known[card][fact_id]
            kind, place = TYPES[fact.value_type], record.place(column)
            if fact.given or not (kind.is_number or kind.is_yes_no):
                head, word = record.head(column), "由考核方案给定的" if fact.given else f"{kind.word}类"
                found.add("P48", place, head=head, found=fact.label, fact=fact.label, kind=word)
            elif kind.is_yes_no and least != 1:
                _report_wanted(record, column, text, f"“{fact.label}”：是否类数据只写名称", found)
            elif kind.is_fraction and parted is None:
                _report_wanted(record, column, text, f"“{fact.label}≥”和百分数", found)
            check_rate(least if parted else None, fact.value_type, fact.maximum, place, found)
            least_of[fact_id] = least
    return MappingProxyType(least_of)


def _report_wanted(record: Record, column: str, text: str, wanted: str, found: Collector) -> None:
    found.add("P05", record.place(column), head=record.head(column), found=text, wanted=wanted)
