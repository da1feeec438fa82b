"""Errors in a return that its unit need not correct, because a verified or registered value replaced the cell's."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from qz.findings import make_finding
from qz.layout.form_plan import CARD_SHEET
from qz.layout.inputs import input_name
from qz.model.finding import Finding, Severity
from qz.model.layout import InputKind
from qz.model.programme import Programme
from qz.model.returns import Return
from qz.model.scorecards import Fact, Scorecard
from qz.model.scores import Answers
from qz.model.values import Answer, Source
from qz.values.value_types import TYPES

_WHOLE_SHEETS: Final = frozenset({"V04", "L06", "L07"})
"""Codes of findings about a whole sheet; their key is only the sheet's first input."""


def with_settled_errors(
    programme: Programme,
    findings: Iterable[Finding],
    returns: Mapping[str, Return],
    answers: Mapping[str, Answers],
) -> Iterator[Finding]:
    """The findings, in which each error about a cell whose value was verified or registered is now a notice.

    Args:
        programme: The year's programme.
        findings: All findings.
        returns: The returns that count, by unit code; errors of other files are unchanged.
        answers: The answers that count, by unit code.
    """
    known: dict[str, Mapping[str, Source]] = {}
    for finding in findings:
        code = finding.unit_code
        if finding.severity is Severity.ERROR and code in returns and finding.file == returns[code].file.path:
            if code not in known:
                known[code] = _settled(programme, code, answers[code])
            source = known[code].get(CARD_SHEET if finding.code in _WHOLE_SHEETS else finding.key)
            yield _notice(finding, source) if source else finding
        else:
            yield finding


def _settled(programme: Programme, unit_code: str, answers: Answers) -> Mapping[str, Source]:
    """The source of the value that counts, by the name of its input (and for 自评表 as a whole), where not the unit."""
    found = {input_name(InputKind.TASK_STATUS, key): _source(answer) for key, answer in answers.statuses.items()}
    card = programme.scorecard_of(programme.unit(unit_code))
    if card is not None:
        scored = _scored_otherwise(card, answers)
        by_fact = {key: Source.VERIFIED if key in scored else _source(answers.facts.get(key)) for key in card.facts}
        for check in card.checks:  # a contradiction between two values is settled once either is verified
            by_fact[check.left] = by_fact[check.left] or by_fact.get(check.right)
        found |= {input_name(InputKind.FACT, key): source for key, source in by_fact.items()}
        asked = [by_fact[key] for key, fact in card.facts.items() if _is_filled(fact)]
        found[CARD_SHEET] = Source.VERIFIED if asked and all(asked) else None
    return {name: source for name, source in found.items() if source}


def _is_filled(fact: Fact) -> bool:
    """Whether the fact is filled in and is not a note."""
    return not fact.is_derived and not TYPES[fact.value_type].is_note


def _source(answer: Answer | None) -> Source | None:
    source = answer.origin.source if answer and answer.origin else Source.SELF
    return None if source is Source.SELF else source


def _scored_otherwise(card: Scorecard, answers: Answers) -> frozenset[str]:
    """Facts by which nothing is scored any more, because every criterion that uses them has a direct score."""
    used: dict[str, list[bool]] = {}
    for criterion in card.criteria:
        for term in criterion.terms:
            if term.fact_id:
                used.setdefault(term.fact_id, []).append(criterion.criterion_id in answers.verified_scores)
    return frozenset(key for key, given in used.items() if all(given))


def _notice(finding: Finding, source: Source) -> Finding:
    place = f"《{finding.sheet}》{finding.cell}："
    error, _, _ = finding.sentence.removeprefix(place).removesuffix("。").rpartition("。")
    return make_finding(
        "K25",
        file=finding.file,
        sheet=finding.sheet,
        cell=finding.cell,
        unit_code=finding.unit_code,
        key=finding.key,
        what=error,
        source=source.value,
    )
