"""The notes below a ranking: vetoes, provisional totals, units without a return, how to read the page."""

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Final

from qz.layout import many_units
from qz.model.assessment import Assessment
from qz.model.returns import UnitState
from qz.model.scorecards import Item
from qz.model.scores import UnitScore
from qz.model.task_table import Unit
from qz.records import dataclass
from qz.reports.losses import Loss, holds_bonus_only
from qz.reports.ranked_standing import Standing
from qz.reports.ranking.loss_list import LOSS_SHEET
from qz.reports.ranking.points import Ranked
from qz.reports.result_words import (
    KEYLESS,
    PROVISIONAL,
    UNRANKED,
    absent_by_state,
    list_words,
    missing_labels,
    tentative_clauses,
)
from qz.rules.folding import folding_words
from qz.rules.wording import total_caps

_NOTED: Final = 6
"""How many of a kind are listed."""


@dataclass(slots=True)
class RankingNotes:
    """The notes of one ranking, collected unit by unit. ``compared``: the items by which equal totals are ranked."""

    assessment: Assessment
    ranked: Ranked
    standing: Standing
    compared: Sequence[Item]
    denied: list[str] = field(default_factory=list)
    vetoes: list[str] = field(default_factory=list)
    provisional: list[str] = field(default_factory=list)
    tentative: dict[str, None] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    absent: list[Unit] = field(default_factory=list)

    def take(self, name: str, score: UnitScore, clauses: Sequence[Loss]) -> None:
        """Collect what the notes need of a unit."""
        for loss in clauses:
            if loss.consequence:
                self.denied.append(f"{name}：{loss.why}")
            if loss.vetoes:
                why = loss.why.removesuffix("，不得分")
                self.vetoes.append(f"{name}：第{loss.item.number}项{loss.item.label}（{why}）")
        if score.provisional:
            missing = missing_labels(self.assessment.programme, self.ranked.scorecard, score)
            if missing:
                self.provisional.append(f"{name}（{list_words(missing, 3)}）")
            self.tentative |= dict.fromkeys(tentative_clauses(score))

    def lines(self) -> list[tuple[str, str]]:
        """The notes: label and text of each."""
        notes = [
            (label, _some(names)) for label, names in (("一票否决", self.denied), ("不得分的项", self.vetoes)) if names
        ]
        if self.provisional:
            notes.append((f"{PROVISIONAL}暂定得分", f"{_some(self.provisional)}。补齐{self._until}。"))
        if self.tentative:
            words = f"{'、'.join(self.tentative)}按与本组各单位的比较计分，还有单位没有数据或者没有核定"
            notes.append((f"{PROVISIONAL}暂定名次", f"{words}；收齐、核定{self._until}。"))
        if self.held:
            words = f"{list_words(self.held, 12)}另有报来的文件待确认，采用{self._until}（见《收件确认》）。"
            notes.append((f"{PROVISIONAL}{UnitState.HELD}", words))
        for state, names in absent_by_state(self.assessment, self.absent).items():
            notes.append((state, f"{list_words(names, 12)}，没有得分，不排名。"))
        return [*notes, ("说明", "".join(self._how()))]

    def _how(self) -> Iterator[str]:
        """Sentences on how to read the page."""
        ties = "总分和比较的各项都相同的" if self.compared else "总分相同"
        yield f"总分＝标准分得分＋加分，失分＝标准分－标准分得分；{ties}名次并列，其后名次顺延。"
        yield "各项是标准分得分，“＋”后面是加分；表头括号里是标准分，颜色越深，标准分失得越多，加分不影响颜色。"
        sheet = self.ranked.data_sheet
        yield f"点单位名称看每一分失在哪里，再点“看依据”看这一条的数据和出处；各项得分见《{sheet}》。"
        yield from self._rules()
        bonus_only = [item.label for item in self.ranked.scorecard.items if holds_bonus_only(item)]
        if bonus_only:
            yield f"{'、'.join(bonus_only)}只能加分，不计失分。"
        if not self.live:
            yield f"单位超过{many_units.POLICY.live}个，名次是算定的数，不随表重算。"
        if self.assessment.key_missing:
            yield KEYLESS

    def _rules(self) -> Iterator[str]:
        """Sentences on the programme's other rules for this ranking."""
        programme, card = self.assessment.programme, self.ranked.scorecard
        if self.standing.grouped:
            yield "各组分别排名。"
        breaks = programme.tie_breaks_of(card)
        if len(breaks) > 1 or self.compared:
            labels = {item.number: item.label for item in card.items}
            yield f"总分相同的依次比较{'、'.join(labels.get(name, name) for name in breaks)}。"
        if card.zeroing:
            yield "一票否决的总分为0，各项仍列应得的分。"
        if caps := total_caps(card.total_rule):
            yield f"{caps}。"
        if card.folding is not None:
            yield f"{folding_words(card, card.folding)}。"
        mine = (grade for grade in programme.grades if grade.scorecard_id == card.scorecard_id)
        if any(grade.most is not None or grade.share is not None for grade in mine):
            yield "等次有名额，是算定的，不随表重算。"

    @property
    def live(self) -> bool:
        """Whether ranks are formulas; for very many units they are not, as each would read a whole column."""
        return many_units.POLICY.is_live(len(self.ranked.rows))

    @property
    def _until(self) -> str:
        """What happens to a provisional total, after the words for what is still to come."""
        ranked = self.assessment.programme.settings.provisional_ranked
        return "后得分和名次可能变动" if ranked else f"以前{UNRANKED}"


def _some(parts: Sequence[str]) -> str:
    rest = f"；等{len(parts)}项，见《{LOSS_SHEET}》" if len(parts) > _NOTED else ""
    return "；".join(parts[:_NOTED]) + rest
