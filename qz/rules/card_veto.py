"""一票否决: what concerns the whole scorecard, its total or its grade, and leaves its item alone."""

from collections.abc import Mapping
from dataclasses import replace

from qz.model.scorecards import Criterion, Fact
from qz.model.scores import Award
from qz.rules import wording
from qz.rules.operands import read_operands
from qz.rules.rule_kind import CellRefs, RuleContext
from qz.rules.veto import Veto


class CardVeto(Veto):
    """It applies where a veto would, with the criterion's consequence for the scorecard. It gives and takes no points.

    A missing incident does not hold, and leaves the total provisional.
    """

    kind = "card_veto"
    label = "一票否决"
    needs = replace(Veto.needs, settings=(), consequence=True)
    summary = (
        "触发时不动本项的得分，按“后果”处理：总分为0；不得评优（不评最好的一档，通报也不表扬）；降一档；定为末档。"
    )

    def award(self, context: RuleContext) -> Award:
        """As a veto's, with the consequence in place of the item's zero."""
        made, wanted = super().award(context), context.criterion.consequence
        held = wanted if made.vetoes else None
        result = "没有触发" if held is None else held.value
        shown = map(wording.show_fact, read_operands(context))
        return replace(
            made,
            vetoes=False,
            blocks_item=False,
            reasons=tuple(reason.removesuffix("，不得分") + f"，{result}" for reason in made.reasons if held),
            explanation=wording.sentence(context.criterion, *shown, result=result),
            consequence=held,
        )

    def veto_formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
        """It never takes its item."""
        del criterion, facts, refs
        return None

    def blocked_formula(self, criterion: Criterion, facts: Mapping[str, Fact], refs: CellRefs) -> str | None:
        """It never takes its item."""
        del criterion, facts, refs
        return None
