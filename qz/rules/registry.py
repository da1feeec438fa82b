"""Every kind of rule there is: a new kind is one module and one row here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from qz.model.scores import Effect
from qz.rules.accrual import Accrual
from qz.rules.bonus import Bonus
from qz.rules.by_band import ByBand
from qz.rules.by_choice import ByChoice
from qz.rules.by_place import ByPlace, PlaceBonus, PlaceDeduct
from qz.rules.card_veto import CardVeto
from qz.rules.deduct import Deduct
from qz.rules.deduct_if_no import DeductIfNo
from qz.rules.deduct_missing import DeductMissing
from qz.rules.discretion import DiscretionBonus, DiscretionDeduct
from qz.rules.grade import ByGrade
from qz.rules.if_yes import IfYes
from qz.rules.proportional import Proportional
from qz.rules.rule_kind import RuleKind
from qz.rules.shortfall import Shortfall
from qz.rules.surplus_bonus import SurplusBonus
from qz.rules.tasks import Tasks
from qz.rules.threshold import Threshold
from qz.rules.unit_target import UnitTarget
from qz.rules.veto import Veto

_ALL: Final[tuple[RuleKind, ...]] = (
    IfYes(),
    ByGrade(),
    Threshold(),
    UnitTarget(),
    Proportional(),
    ByBand(),
    ByChoice(),
    ByPlace(),
    Shortfall(),
    Accrual(),
    Bonus(),
    SurplusBonus(),
    PlaceBonus(),
    Deduct(),
    DeductMissing(),
    DeductIfNo(),
    PlaceDeduct(),
    DiscretionDeduct(),
    DiscretionBonus(),
    Veto(),
    CardVeto(),
    Tasks(),
)

KINDS: Final[Mapping[str, RuleKind]] = MappingProxyType({kind.kind: kind for kind in _ALL})
"""Rule kinds by the name a criterion carries (``if_yes``)."""

LABELS: Final[Mapping[str, RuleKind]] = MappingProxyType({kind.label: kind for kind in _ALL})
"""Rule kinds by the word a programme workbook uses (是则得分)."""

EFFECTS: Final[Mapping[str, Effect]] = MappingProxyType({kind.kind: kind.effect for kind in _ALL})
"""What each kind of rule does to its item, by the same name."""
