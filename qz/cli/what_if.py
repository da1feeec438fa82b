"""Computes which units' points would change, and by how much, if a file in doubt counted."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from qz.engine.parallel.packed import laid_over
from qz.model.programme import Programme
from qz.model.returns import Intake, ReceivedFile, Verdict
from qz.model.scores import Answers, UnitScore
from qz.model.trust import Decision
from qz.model.values import show_number
from qz.records import dataclass
from qz.scoring.engine import score_unit

_MOST_FILES: Final = 30
"""How many files are tried out, for each takes scoring everything again."""
_MOST_UNITS: Final = 8


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Tries out files of one collect.

    ``judge`` gives the answers that are scored, from self-reported answers, their scores, and decisions by file path.
    """

    programme: Programme
    intake: Intake
    self_scores: Mapping[str, UnitScore]
    scores: Mapping[str, UnitScore]
    judge: Callable[
        [Mapping[str, Answers], Mapping[str, UnitScore], Mapping[str, Decision]],
        Mapping[str, Answers],
    ]

    def effects(self, files: tuple[ReceivedFile, ...]) -> Mapping[str, str]:
        """For each file that waits for a decision, what it would change, in words, by its path."""
        held = [file for file in files if file.verdict is Verdict.HELD]
        if not held:
            return {}
        now = self.judge(self.intake.answers, self.self_scores, {})
        effects = {file.path: self._effect(file, now) for file in held[:_MOST_FILES]}
        return effects | {file.path: "待确认的文件太多，没有逐份试算" for file in held[_MOST_FILES:]}

    def _effect(self, file: ReceivedFile, now: Mapping[str, Answers]) -> str:
        reported, self_scores = self.intake.answers, self.self_scores
        answers = self.intake.held.get(file.path)
        if answers is not None:
            unit = self.programme.unit(file.unit_code)
            reported = laid_over(reported, [(unit.code, answers)])
            if self.programme.scorecard_of(unit):
                self_scores = laid_over(self_scores, [(unit.code, score_unit(self.programme, unit, answers))])
        decided = self.judge(reported, self_scores, {file.path: Decision(file.sha256, adopted=True)})
        changes = list(self._changes(now, decided))
        if not changes:
            return "各单位得分不变"
        shown = "；".join(changes[:_MOST_UNITS])
        return shown + (f"；等{len(changes)}个单位" if len(changes) > _MOST_UNITS else "")

    def _changes(self, now: Mapping[str, Answers], decided: Mapping[str, Answers]) -> Iterator[str]:
        """For each unit whose total would change: ``薛家镇94分变为48.5分（−45.5）``."""
        for unit in self.programme.units:
            if unit.code not in decided or not self.programme.scorecard_of(unit):
                continue
            answers = decided[unit.code]
            if unit.code in now and answers == now[unit.code]:
                continue
            total = score_unit(self.programme, unit, answers).total
            if unit.code not in self.scores:
                yield f"{unit.name}由未报送变为{show_number(total)}分"
                continue
            before = self.scores[unit.code].total
            if total != before:
                sign = "＋" if total > before else "－"
                by = f"{sign}{show_number(abs(total - before))}"
                yield f"{unit.name}{show_number(before)}分变为{show_number(total)}分（{by}）"
