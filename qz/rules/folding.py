"""折算: what a result counts in a larger assessment, in proportion to the scorecard's full total."""

from decimal import Decimal

from qz.model.scorecards import Folding, Scorecard
from qz.model.scores import Totals
from qz.model.values import round_score
from qz.rules.formulas import literal


def fold(scorecard: Scorecard, folding: Folding, totals: Totals) -> Decimal:
    """The points (分, to 0.01) that a unit's result counts in the larger assessment."""
    counts = totals.base if folding.of_base else totals.total
    folded = round_score(counts * folding.points / scorecard.nominal_total)
    return min(folded, folding.points) if folding.capped else folded


def fold_formula(scorecard: Scorecard, folding: Folding, total: str, base: str) -> str:
    """The same as an Excel expression over the cells of a unit's total and of what it kept of the standard score."""
    counts = base if folding.of_base else total
    folded = f"ROUND({counts}*{literal(folding.points)}/{literal(scorecard.nominal_total)},2)"
    return f"MIN({folded},{literal(folding.points)})" if folding.capped else folded


def folding_words(scorecard: Scorecard, folding: Folding) -> str:
    """``折算分＝总分÷100×20，不超过20分``."""
    from_what = "标准分得分" if folding.of_base else "总分"
    cap = f"，不超过{literal(folding.points)}分" if folding.capped else ""
    return f"折算分＝{from_what}÷{literal(scorecard.nominal_total)}×{literal(folding.points)}{cap}"
