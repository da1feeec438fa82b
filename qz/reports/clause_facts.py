"""The values by which a unit's clauses were scored, in words: each with its target, its source and its cell."""

from collections.abc import Iterator
from decimal import Decimal

from qz.model.programme import Programme
from qz.model.scorecards import Criterion
from qz.model.scores import Answers, ScoreLine
from qz.model.task_table import Unit
from qz.model.values import BLANK_ANSWER, Answer, Source, ValueType
from qz.records import dataclass
from qz.reports.consolidated.unit_layout import counts_tasks
from qz.reports.result_words import source_words
from qz.rules.registry import KINDS
from qz.values.value_types import show_target, show_value


@dataclass(frozen=True, slots=True)
class _ClauseValue:
    """One fact or task of a criterion: label, answer, type, unit of measure, and ``aim``, its target in words."""

    label: str
    answer: Answer
    value_type: ValueType
    unit_of_measure: str = ""
    aim: str = ""

    def words(self, *, in_full: bool) -> str:
        """``省名牌：2只，目标≥1（自报）``; ``in_full``: ``省名牌：2只（核定：王某，原自报3只）``."""
        source, answer = source_words(self.answer), self.answer
        if in_full and answer.origin and answer.origin.source is not Source.SELF:
            source += f"：{answer.origin.given_by}" if answer.origin.given_by else ""
            before = answer.replaced
            if before is not None and before.value != answer.value:
                source += f"，原自报{self._shown(before) or before.typed or '未填'}"
        return f"{self.label}：{self._shown(answer)}{self.aim}（{source}）"

    def _shown(self, answer: Answer) -> str:
        return show_value(answer.value, self.value_type, self.unit_of_measure)


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """The values by which one unit's clauses were scored."""

    programme: Programme
    unit: Unit
    answers: Answers

    def _values(self, criterion: Criterion) -> Iterator[_ClauseValue]:
        """The value of each fact or task of a criterion."""
        programme = self.programme
        card = programme.scorecard_of(self.unit)
        if counts_tasks(criterion):
            for task in programme.scored_tasks(self.unit, criterion):
                answer = self.answers.statuses.get(task.task_id, BLANK_ANSWER)
                yield _ClauseValue(f"任务{task.task_id}", answer, ValueType.STATUS)
            return
        targets = programme.targets_of(self.unit)
        for term in criterion.terms:
            fact = card.facts[term.fact_id] if card and term.fact_id else None
            if fact is None:
                continue
            answer = self.answers.facts.get(fact.fact_id, BLANK_ANSWER)
            target = term.target
            figures = self.answers.figures.get(fact.fact_id)
            if term.against is not None and figures is not None and figures.given:
                target = figures.figure(term.against)
            elif term.own_target and KINDS[criterion.kind].needs.unit_target:
                target = targets.get(fact.fact_id, Decimal(0))
            word = "目标" if term.against is None else f"本组{term.against}"
            aim = (
                ""
                if term.stops or target is None
                else f"，{word}{show_target(target, term.comparator, fact.value_type)}"
            )
            yield _ClauseValue(fact.label, answer, fact.value_type, fact.unit_of_measure, aim)

    def words(self, criterion: Criterion, line: ScoreLine, *, in_full: bool = False) -> str:
        """``省名牌：2只，目标≥1（自报）``, one line for each fact; ``in_full``: with verifier and self-report."""
        if line.verified is not None:
            by = f"（{line.verified.given_by}）" if in_full and line.verified.given_by else ""
            return f"直接核定得分{by}"
        return "\n".join(each.words(in_full=in_full) for each in self._values(criterion))

    def places(self, criterion: Criterion, line: ScoreLine) -> str:
        """The files, sheets and cells from which the values come, one line for each sheet."""
        origins = [each.answer.origin for each in self._values(criterion) if each.answer.origin]
        if line.verified is not None and line.verified.origin is not None:
            origins = [line.verified.origin]
        cells: dict[tuple[str, str], list[str]] = {}
        for origin in origins:
            cells.setdefault((origin.file, origin.sheet), []).append(origin.cell)
        return "\n".join(f"{file}《{sheet}》{'、'.join(some)}" for (file, sheet), some in cells.items())
