"""The sentences that explain one unit's points: the total, an item, a criterion, a fact or a task."""

from collections.abc import Iterator
from typing import Final

from qz.engine.parallel.packed_runs import of_unit
from qz.layout.denials import denial_words, fact_words
from qz.layout.review_words import count_words
from qz.layout.row_words import show_words
from qz.model.assessment import Assessment
from qz.model.reviews import Reviews
from qz.model.scorecards import Criterion, Item, Scorecard
from qz.model.scores import Answers, ItemScore, ScoreLine, UnitScore
from qz.model.task_table import Task, Unit
from qz.model.values import BLANK_ANSWER, round_score, show_number
from qz.records import dataclass
from qz.rules.compared import TO_COMPARE, compared_facts, left_out_words
from qz.rules.registry import KINDS
from qz.rules.wording import total_caps
from qz.values.value_types import indicator_target
from qz.verification.explained_words import (
    counted_words,
    explanation_of,
    item_line,
    item_score,
    points_words,
    rule_words,
    shown_value,
)
from qz.verification.value_lines import PointSources, ValueLines
from qz.words import fold

TASK_WORD: Final = "任务"


class NothingToExplain(Exception):
    """There is no such unit or subject; the message is the Chinese sentence for the user."""


@dataclass(frozen=True, slots=True)
class UnitExplainer:
    """Explains one unit's points."""

    assessment: Assessment
    unit: Unit
    sources: PointSources
    answers: Answers | None

    @property
    def lines(self) -> ValueLines:
        """Explains single values of the unit."""
        return ValueLines(self.assessment, self.unit, self.sources)

    def scored(self, card: Scorecard, score: UnitScore, subject: str) -> Iterator[str]:
        """Explain the total, an item, a criterion or a fact."""
        if not subject:
            yield from self._total(card, score)
            return
        criteria = {fold(criterion.criterion_id): criterion for criterion in card.criteria}
        items = {fold(name): item for item in card.items for name in (f"第{item.number}项", item.label, item.number)}
        facts = {fold(name): fact_id for fact_id, fact in card.facts.items() for name in (fact_id, fact.label)}
        if subject in criteria:
            yield from self._criterion(card, score, criteria[subject])
        elif subject in items:
            yield from self._item(score, items[subject])
        elif subject in facts:
            yield from self._fact(card, score, facts[subject])
        else:
            wanted = "、".join(criterion.criterion_id for criterion in card.criteria)
            raise NothingToExplain(
                f"{self.unit.name}的评分表里没有“{subject}”。条款有：{wanted}；也可以写“第6项”“任务1.1”或填报数据的名称。"
            )

    def _total(self, card: Scorecard, score: UnitScore) -> Iterator[str]:
        row = next(row for row in self.assessment.rankings[card.scorecard_id] if row.unit_code == self.unit.code)
        stage = self.assessment.stage_of(card.scorecard_id) if self.assessment.verification.stages else None
        place = "暂不排名" if row.rank is None else f"第{row.rank}名"
        grade = f"，等次{row.grade}" if row.grade else ""
        yield f"{self.unit.name}　总分{show_number(score.total)}分，{card.label}{row.group}{place}{grade}" + (
            f"　{stage.words}" if stage else ""
        )
        parts = (("标准分得分", score.base), ("加分", score.bonus), ("失分", score.lost))
        yield "，".join(f"{name}{show_number(points)}" for name, points in parts) + self._self_total(card, score)
        if caps := total_caps(card.total_rule):
            yield f"按规定，{caps}。"
        for line in score.consequences:
            yield f"一票否决：{'；'.join(line.award.reasons)}（条款{line.criterion_id}）"
        yield from self._composite(card)
        applied = Reviews(tuple(self.assessment.reviews.of(self.unit.code)))
        if applied.rows:
            yield count_words(applied)
        for item in card.items:
            yield f"  {item_line(item, item_score(score, item))}"

    def _composite(self, card: Scorecard) -> Iterator[str]:
        """Explain the composite score, part by part."""
        rows = self.assessment.composites.get(card.scorecard_id, ())
        row = next((row for row in rows if row.unit_code == self.unit.code), None)
        if row is None:
            return
        total = "没有" if row.total is None else f"{show_number(row.total)}分，第{row.rank}名"
        parts = (
            f"{one.part.name}{one.state.value or f'{show_number(one.score or one.counted)}分'}"
            f"计入{show_number(round_score(one.counted))}分"
            for one in row.parts
        )
        yield f"综合得分{total}：{'；'.join(parts)}"

    def _self_total(self, card: Scorecard, score: UnitScore) -> str:
        own = self.assessment.verification.self_scores.get(self.unit.code)
        if own is None or own.total == score.total:
            return ""
        gap = score.total - own.total
        waits = left_out_words(card)
        note, since = (f"（{waits}）", "计入比较和核定后") if waits else ("", "核定后")
        by = f"{'增加' if gap > 0 else '减少'}{show_number(abs(gap))}分"
        return f"；自评{show_number(own.total)}分{note}，{since}{by}"

    def _item(self, score: UnitScore, item: Item) -> Iterator[str]:
        found = item_score(score, item)
        yield f"{self.unit.name}　{item_line(item, found)}"
        for criterion, line in zip(item.criteria, found.lines, strict=True):
            yield f"  {points_words(criterion, line)}：{explanation_of(line)}"
            yield from (f"    {words}" for words in counted_words(criterion, item, found, line))

    def _criterion(self, card: Scorecard, score: UnitScore, criterion: Criterion) -> Iterator[str]:
        item = next(item for item in card.items if item.number == criterion.item_number)
        found = item_score(score, item)
        line = next(line for line in found.lines if line.criterion_id == criterion.criterion_id)
        yield f"{self.unit.name}　条款{criterion.criterion_id}　{criterion.clause}"
        yield f"结果：{points_words(criterion, line)}" + (f"（{line.mark}）" if line.mark else "")
        yield from counted_words(criterion, item, found, line)
        if line.verified is None:
            yield f"算法：{explanation_of(line)}"
        else:
            yield f"核定分：{show_number(line.verified.points)}分"
            yield from self.lines.origin(line.verified.origin, "  ")
            yield f"  {rule_words(criterion, line)}"
        if criterion.reading:
            yield f"口径：{criterion.reading}"
        yield from self._values(card, criterion)
        yield from self.sources.groups.lines(card, self.unit, criterion)
        yield from self.lines.reviews(criterion_id=criterion.criterion_id)
        yield f"本项：{item_line(item, found)}"
        yield from self._self_score(criterion, line, item, found)

    def _values(self, card: Scorecard, criterion: Criterion) -> Iterator[str]:
        answers = self.answers
        if answers is None:
            return
        if KINDS[criterion.kind].needs.tasks:
            for task in self.assessment.programme.scored_tasks(self.unit, criterion):
                yield from self.lines.status(task, answers)
        named = [term.fact_id for term in criterion.terms if term.fact_id]
        parts = [part for fact_id in named for part in card.facts[fact_id].parts]
        for fact_id in dict.fromkeys([*named, *parts]):
            fact = card.facts[fact_id]
            if fact.formula is not None:
                shown = shown_value(answers.facts.get(fact_id, BLANK_ANSWER), fact.value_type, fact.unit_of_measure)
                yield f"  {fact.label}（{fact_id}）：{shown}，按公式计算：{fact.formula_words}"
                continue
            answer = answers.facts.get(fact_id, BLANK_ANSWER)
            own = self.assessment.programme.unit_targets.get((self.unit.code, fact_id))
            target = f"，本单位目标{show_words(own, fact.value_type, fact.unit_of_measure)}" if own is not None else ""
            yield from self.lines.value(
                f"{fact.label}（{fact_id}）", answer, fact.value_type, fact.unit_of_measure, target
            )
            yield from self.lines.proofs(f"fact_{fact_id}", f"item_{criterion.item_number}")

    def _self_score(self, criterion: Criterion, line: ScoreLine, item: Item, found: ItemScore) -> Iterator[str]:
        own = self.assessment.verification.self_scores.get(self.unit.code)
        if own is None:
            return
        before = item_score(own, item)
        self_line = next(each for each in before.lines if each.criterion_id == criterion.criterion_id)
        differs = self_line.points != line.points or self_line.award.denial != line.award.denial
        if differs or before.score != found.score:
            waits = self_line.award.waits and compared_facts(criterion)
            words = f"条款{criterion.criterion_id}{TO_COMPARE}" if waits else points_words(criterion, self_line)
            yield f"自评：{words}，本项{show_number(before.score)}分"

    def _fact(self, card: Scorecard, score: UnitScore, fact_id: str) -> Iterator[str]:
        fact = card.facts[fact_id]
        yield f"{self.unit.name}　填报数据　{fact.label}（{fact_id}）"
        answer = self.answers.facts.get(fact_id, BLANK_ANSWER) if self.answers else BLANK_ANSWER
        yield from self.lines.value(fact.label, answer, fact.value_type, fact.unit_of_measure)
        users = [each for each in card.criteria if any(term.fact_id == fact_id for term in each.terms)]
        yield from self.lines.proofs(f"fact_{fact_id}", *(f"item_{each.item_number}" for each in users))
        yield from self.lines.reviews(key=f"|fact:{fact_id}|")
        for criterion in users:
            item = next(item for item in card.items if item.number == criterion.item_number)
            line = next(each for each in item_score(score, item).lines if each.criterion_id == criterion.criterion_id)
            yield f"用于{points_words(criterion, line)}：{explanation_of(line)}"
        if not users:
            yield "没有条款用到它，只作核对。"

    def task(self, task_id: str) -> Iterator[str]:
        """Explain one task: its status, its indicators, and where it is scored."""
        mine = {fold(task.task_id): (task, role) for task, role in self.assessment.programme.tasks_of(self.unit)}
        if task_id not in mine:
            names = "、".join(task.task_id for task, _ in mine.values()) or "没有"
            raise NothingToExplain(f"{self.unit.name}没有任务{task_id}；它的任务：{names}。")
        task, role = mine[task_id]
        yield f"{self.unit.name}　任务{task.task_id}（{role.value}）　{task.subcategory or task.category}"
        yield f"目标：{task.goal}"
        if self.answers is None:
            yield "没有采用的报送表。"
            return
        yield from self.lines.status(task, self.answers)
        yield from self.lines.reviews(key=f"|task:{task.task_id}|")
        for indicator in task.indicators:
            answer = self.answers.indicators.get(indicator.indicator_id)
            if answer is not None:
                words = f"，目标{indicator_target(indicator)}"
                yield from self.lines.value(
                    indicator.label, answer, indicator.value_type, indicator.unit_of_measure, words
                )
        for one in of_unit(self.assessment.contradictions, self.unit.code):
            if one.task.task_id == task.task_id:
                facts = fact_words(one.facts)
                yield f"与事实不符：{denial_words(one)}" + (f"：{facts}。" if facts else "。")
        yield from self._scored_by(task)

    def _scored_by(self, task: Task) -> Iterator[str]:
        card, score = self.assessment.programme.scorecard_of(self.unit), self.assessment.scores.get(self.unit.code)
        if card is None or score is None:
            yield "这个单位不计分，任务只报告完成情况。"
            return
        users = [
            criterion
            for criterion in card.criteria
            if KINDS[criterion.kind].needs.tasks
            and task in self.assessment.programme.scored_tasks(self.unit, criterion)
        ]
        if not users:
            yield "这项任务不计分，只报告完成情况。"
        for criterion in users:
            item = next(item for item in card.items if item.number == criterion.item_number)
            found = item_score(score, item)
            line = next(line for line in found.lines if line.criterion_id == criterion.criterion_id)
            yield f"计入{points_words(criterion, line)}：{explanation_of(line)}"
            yield f"本项：{item_line(item, found)}"
