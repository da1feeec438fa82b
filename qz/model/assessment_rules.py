"""What holds for a whole assessment: its particulars, the parameters of its rules, grades, and who is named."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from types import MappingProxyType

from qz.model.choices import PartEffect, PartialStep, Role
from qz.model.place import Place
from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The parameters of the rules that the office can change.

    Source: scoring specification, "Readings that are parameters".
    """

    partial_step: PartialStep = PartialStep.FREE
    bonus_cap: Decimal | None = None
    veto_takes_bonus: bool = True
    surplus_needs_target: bool = False
    not_applicable_met: bool = True
    zero_target_met: bool = True
    scored_roles: tuple[Role, ...] = (Role.LEAD,)
    note_holds_bonus: bool = True
    denied_is_done: bool = True
    none_done_vetoes: bool = False
    provisional_ranked: bool = True
    reviewer_required: bool = False
    tie_break: tuple[str, ...] = ()
    """What separates equal totals, in this order: a ``TieBreak``, or the label of an item."""
    total_places: int = 2
    final_reason: str = ""
    """Why results are final though not all is settled, as the office says it; blank: they are final when all is."""
    deduct_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Particulars:
    """General information about the assessment, which is printed on forms, mails and reports.

    ``deadline``: naive local time of the office. ``counted_until``: the last day whose events count. ``verify_by``: the
    day by which verifiers should be done. ``appeal_by``: until when units may apply for a review; ``None``: units are
    not sent their results. ``tells_rank``: whether the result sent to a unit includes its rank. ``edition``: raised by
    the clerk when forms are sent again. ``issuer``, ``addressees``, ``copies_to`` and ``printed_by``: printed on the
    bulletin. ``report_to``: the addressee of the yearly report; ``""``: none is drafted. ``name``: the assessment's
    short name (质量振兴工作). ``district``: what is assessed (新北区).
    """

    year: int
    district: str
    name: str
    title: str
    document_number: str
    issued: dt.date | None
    edition: str
    deadline: dt.datetime
    office: str
    contact: str
    phone: str
    email: str
    address: str = ""
    issuer: str = ""
    addressees: str = ""
    copies_to: str = ""
    printed_by: str = ""
    report_to: str = ""
    appeal_by: dt.datetime | None = None
    tells_rank: bool = True
    counted_until: dt.date | None = None
    verify_by: dt.date | None = None
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def is_appeal_over(self, now: dt.datetime) -> bool:
        """Whether the time to apply for a review is over at ``now`` (naive local time).

        A time before the deadline of the returns is taken for a typing error: it is never over.
        """
        return self.appeal_by is not None and now > self.appeal_by > self.deadline


@dataclass(frozen=True, slots=True)
class ResultGrade:
    """A grade (等次: 优秀, 良好 …) of a scorecard's result. The grades are listed best first.

    ``least``: the total it requires (分); ``None``: any. ``most``: how many units of a group may have it; ``share``:
    what part of a group's units (a fraction of 1, rounded down); ``None``: any number. ``group``: the group it applies
    to; ``""`` for all units of the scorecard.
    """

    scorecard_id: str
    name: str
    least: Decimal | None = None
    most: int | None = None
    share: Decimal | None = None
    group: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class CompositePart:
    """A part of the composite score of a scorecard's units (《综合得分》).

    ``sources``: the folders of other assessments; the mean of their totals is used. ``()``: this programme's own total.
    ``weight``: a fraction of 1. ``scale``: the points that ``full`` points of the source count; ``None``: no scaling.
    """

    scorecard_id: str
    name: str
    sources: tuple[str, ...] = ()
    weight: Decimal = Decimal(1)
    scale: Decimal | None = None
    full: Decimal = Decimal(100)
    effect: PartEffect = PartEffect.WEIGHTED
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class BulletinThresholds:
    """The conditions under which the bulletin names units of one scorecard. ``None``: not used. Totals in 分.

    Commended: rank ≤ ``commend_ranks`` and total ≥ ``commend_total``; not where a veto applies (``vetoed_barred``), a
    value is missing or in doubt (``provisional_barred``), or a value is not verified (``unverified_barred``; ``None``:
    the same as ``provisional_barred``). Criticised: total < ``criticise_total``; a criterion of ``criticise_criteria``
    (ids) lost points; or a fact of ``criticise_facts`` reached its number (是 is 1). Where such facts belong to a named
    criterion, it counts only if one of them reached its number, and they do not count by themselves. Called in (约谈):
    total < ``talk_total``. Proposed to be held to account (追责): a fact of ``account_facts`` reached its number.
    """

    scorecard_id: str
    commend_ranks: int | None = None
    commend_total: Decimal | None = None
    criticise_total: Decimal | None = None
    criticise_criteria: tuple[str, ...] = ()
    criticise_facts: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    vetoed_barred: bool = True
    provisional_barred: bool = True
    unverified_barred: bool | None = None
    talk_total: Decimal | None = None
    account_facts: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def proposes(self) -> bool:
        """Whether it has conditions for 约谈 or 追责, so that proposals are drafted."""
        return self.talk_total is not None or bool(self.account_facts)
