"""The award of a criterion that is scored by facts, with its explanation."""

from collections.abc import Iterable
from decimal import Decimal

from qz.model.scores import Award
from qz.rules import wording
from qz.rules.operands import Operand, missing_notes, missing_of
from qz.rules.rule_kind import RuleContext


def explained_award(
    context: RuleContext,
    operands: tuple[Operand, ...],
    points: Decimal,
    *,
    reasons: Iterable[str],
    parts: Iterable[str],
    result: str,
    blocks_item: bool = False,
) -> Award:
    """The award of ``points`` (分, rounded), with what is missing among its facts and notes.

    ``reasons``: why points were lost. ``parts``: the explanation fact by fact. ``result``: its outcome (``得5分``).
    """
    return Award(
        points,
        missing=missing_of(operands, missing_notes(context)),
        blocks_item=blocks_item,
        reasons=tuple(reasons),
        explanation=wording.sentence(context.criterion, *parts, result=result),
    )
