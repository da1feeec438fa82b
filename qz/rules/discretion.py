"""酌情扣分 and 酌情加分: points that a verifier gives within bounds, with a reason."""

from collections.abc import Mapping
from decimal import Decimal

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award, Effect
from qz.rules import wording
from qz.rules.rule_kind import CellRefs, Needs, RuleContext, RuleKind


class Discretion(RuleKind):
    """0 until a score is given directly: from the criterion's ``least`` to its ``most``, or 0 for none."""

    needs = Needs(facts=False, by_hand=True, most=True, least_points=True)

    def award(self, context: RuleContext) -> Award:
        """Source: the product's list of what real documents say: 视情节扣0.5至2分."""
        bounds = wording.discretion(context.criterion, self.effect)
        result = f"由核定单位{bounds}，待核定，暂不{self.effect.value}"
        return Award(Decimal(0), waits=True, explanation=wording.sentence(context.criterion, result=result))

    def formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str:
        """0: only a score given directly counts."""
        del criterion, facts, refs
        return "0"


class DiscretionDeduct(Discretion):
    """Points off as the verifier finds, within bounds."""

    kind = "discretion_deduct"
    label = "酌情扣分"
    effect = Effect.DEDUCT
    summary = "由核定单位在核定表里酌情扣分，写明理由：从最少分数到最多分数，或者不扣；核定前不扣分，单位不用填。"


class DiscretionBonus(Discretion):
    """Points added as the verifier finds, within bounds."""

    kind = "discretion_bonus"
    label = "酌情加分"
    effect = Effect.BONUS
    summary = "由核定单位在核定表里酌情加分，写明理由：从最少分数到最多分数，或者不加；核定前不加分，单位不用填。"
