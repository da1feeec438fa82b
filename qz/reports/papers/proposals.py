"""奖惩建议表.xlsx: for each unit what the programme's thresholds propose, with reasons and links."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from qz.model.assessment import Assessment
from qz.model.assessment_rules import BulletinThresholds
from qz.model.programme import Programme
from qz.model.scorecards import Scorecard
from qz.model.scores import RankRow
from qz.model.values import show_number
from qz.records import dataclass
from qz.reports.bulletin.named_units import commend_rule, criticise_rule, name_units, reached_facts, threshold_words
from qz.reports.consolidated.consolidated_workbook import unit_places
from qz.reports.report_page import Listing, write_listing
from qz.reports.result_words import PROVISIONAL, report_title, stage_words
from qz.reports.rules_page import write_rules
from qz.workbook.write.book import Book
from qz.workbook.write.sheet import Sheet
from qz.workbook.write.table import Content, TableColumn

PROPOSALS_NAME: Final = "奖惩建议表.xlsx"
COMMEND, NOT_COMMENDED, CRITICISE, TALK, ACCOUNT = "表彰", "不表彰", "通报批评", "约谈", "追责建议"
_COLUMNS: Final = (
    TableColumn("名次", 6, "body box center"),
    TableColumn("单位", 14, "body box center"),
    TableColumn("总分", 8, "body box center"),
    TableColumn("建议", 14, "body box center bold"),
    TableColumn("依据", 52),
    TableColumn("出处", 10, "body box center"),
    TableColumn("办公室意见", 16),
    TableColumn("领导批示", 16),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposals for one unit: each a word (表彰 …) and its reasons; empty where there is none."""

    row: RankRow
    parts: tuple[tuple[str, str], ...]


def are_wanted(programme: Programme) -> bool:
    """Whether the programme asks for proposals."""
    return any(limits.proposes for limits in programme.bulletin)


def propose(assessment: Assessment, card: Scorecard, limits: BulletinThresholds) -> tuple[Proposal, ...]:
    """The proposals for each unit of a scorecard, in the ranking's order.

    Source: the document's text, 三 3 (rewards and penalties depend on the results).
    """
    named = name_units(assessment, card, limits, assessment.rankings[card.scorecard_id])
    commended = {row.unit_code for row in named.commended}
    passed = {row.unit_code: why for row, why in named.passed_over}
    criticised = {row.unit_code: why for row, why in named.criticised}

    def parts(row: RankRow) -> Iterator[tuple[str, str]]:
        if row.unit_code in commended:
            yield COMMEND, commend_rule(limits)
        if row.unit_code in passed:
            yield NOT_COMMENDED, passed[row.unit_code]
        if row.unit_code in criticised:
            yield CRITICISE, criticised[row.unit_code]
        if row.totals is None:
            return
        if limits.talk_total is not None and row.totals.total < limits.talk_total:
            yield TALK, f"总分{show_number(row.totals.total)}分，低于{show_number(limits.talk_total)}分"
        if limits.account_facts:
            reached = "；".join(reached_facts(card, limits.account_facts, assessment.answers[row.unit_code]))
            if reached:
                yield ACCOUNT, reached

    return tuple(Proposal(row, tuple(parts(row))) for row in assessment.rankings[card.scorecard_id])


def write_proposals(assessment: Assessment, path: Path) -> None:
    """Write 奖惩建议表.xlsx to ``path``: one sheet for each scorecard whose thresholds ask for proposals."""
    programme = assessment.programme
    limits = {one.scorecard_id: one for one in programme.bulletin if one.proposes}
    with Book.create(path, report_title(programme, "奖惩建议表"), author=programme.particulars.office) as book:
        for card in programme.scorecards:
            if card.scorecard_id in limits:
                _write_card(book.sheet(f"{card.label}奖惩建议"), assessment, card, limits[card.scorecard_id])
        write_rules(book, assessment)


def _write_card(sheet: Sheet, assessment: Assessment, card: Scorecard, limits: BulletinThresholds) -> None:
    lines = [
        f"阶段：{stage_words(assessment, card)}　按考核方案的条件列出，供领导小组审定；没有审定前不得对外公布。",
        "；".join(_rules(card, limits)) + "。",
    ]
    rows = _rows(assessment, card, propose(assessment, card, limits))
    write_listing(sheet, assessment, Listing(f"{card.label}奖惩建议表", lines, _COLUMNS, 2), rows)


def _rules(card: Scorecard, limits: BulletinThresholds) -> Iterator[str]:
    """The programme's conditions in words."""
    talk = "" if limits.talk_total is None else f"总分低于{show_number(limits.talk_total)}分"
    account = threshold_words(card, limits.account_facts)
    for word, rule in (
        (COMMEND, commend_rule(limits)), (CRITICISE, criticise_rule(card, limits)), (TALK, talk), (ACCOUNT, account),
    ):  # fmt: skip
        if rule:
            yield f"{word}：{rule}"


def _rows(assessment: Assessment, card: Scorecard, proposals: Sequence[Proposal]) -> Iterator[Sequence[Content]]:
    """One row for each unit; several proposals are lines in the same cell."""
    places = unit_places(assessment, card)
    for proposal in proposals:
        row, unit = proposal.row, assessment.programme.unit(proposal.row.unit_code)
        mark = PROVISIONAL if row.totals and row.totals.provisional else ""
        yield [
            row.rank or "—",
            unit.name,
            show_number(row.totals.total) + mark if row.totals else "未报送",
            "\n".join(word for word, _ in proposal.parts) or "—",
            "\n".join(f"{word}：{why}" for word, why in proposal.parts),
            places[unit.code].link("看依据") if row.totals else "",
            "",
            "",
        ]
