"""What must add up: criteria to their item, items to their scorecard, unit targets to the district's."""

from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal

from qz.model.place import Place
from qz.model.programme import Programme
from qz.model.scorecards import Criterion, Item, Scorecard
from qz.model.scores import Effect
from qz.model.task_table import Unit
from qz.model.values import show_number
from qz.programme.check.responsibility_table import place_beside
from qz.programme.faults import Collector
from qz.programme.raw import RawProgramme
from qz.rules.registry import KINDS
from qz.values.value_types import TYPES
from qz.words import DISTRICT_WORDS, fold


def check_sums(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """Items and scorecards."""
    for card in programme.scorecards:
        for item in card.items:
            _check_item(item, found)
        _check_card(card, raw, found)


def check_unit_targets(programme: Programme, raw: RawProgramme, found: Collector) -> None:
    """The units' own targets, and what they add up to."""
    incomplete = {
        fact_id for card in programme.scorecards for fact_id in _check_unit_targets(card, programme, raw, found)
    }
    _check_district(programme, incomplete, raw, found)


def _earned(item: Item) -> Decimal:
    return sum((c.points or Decimal(0) for c in item.criteria if KINDS[c.kind].effect is Effect.EARN), Decimal(0))


def is_bonus_only(item: Item) -> bool:
    """Whether an item that starts from zero can be filled by bonuses alone: its standard score is nominal."""
    effects = {KINDS[criterion.kind].effect for criterion in item.criteria}
    return not item.starts_full and Effect.EARN not in effects and Effect.BONUS in effects


def _check_item(item: Item, found: Collector) -> None:
    if item.starts_full or is_bonus_only(item):
        return
    total = _earned(item)
    if total != item.standard:
        code = "P80" if total < item.standard else "P81"
        found.add(code, item.place, item=item.number, total=show_number(total), standard=show_number(item.standard))


def _check_card(card: Scorecard, raw: RawProgramme, found: Collector) -> None:
    """Items add up to the total the document names, and that is 100; without the help of bonuses."""
    place = place_beside(raw, "scorecards", card.place, "nominal_total")
    total = card.standard
    if total != card.nominal_total:
        found.add("P82", place, card=card.label, total=show_number(total), nominal=show_number(card.nominal_total))
        return
    bonus = [item for item in card.items if item.standard and is_bonus_only(item) and item.settings.bonus_cap is None]
    if bonus:
        points = sum((item.standard for item in bonus), Decimal(0))
        found.add(
            "P83",
            place,
            card=card.label,
            items="、".join(item.number for item in bonus),
            total=show_number(total),
            rest=show_number(total - points),
            points=show_number(points),
        )


def _own_targets(card: Scorecard) -> dict[str, list[Criterion]]:
    """The facts of a scorecard for which units have own targets, with the criteria scored against or by way of them."""
    facts: dict[str, list[Criterion]] = {}
    for criterion in card.criteria:
        needs = KINDS[criterion.kind].needs
        for term in criterion.terms if needs.unit_target else ():
            own = term.own_target or (not needs.target and term.against is None and not term.stops)
            if own and TYPES[card.facts[term.fact_id].value_type].is_number:
                facts.setdefault(term.fact_id, []).append(criterion)
    for fact in card.given:
        if fact.given != fact.fact_id:
            users = [one for one in card.criteria if any(fact.fact_id in parts for parts in _parts(card, one))]
            facts.setdefault(fact.given, []).extend(users)
    return facts


def _parts(card: Scorecard, criterion: Criterion) -> Iterator[tuple[str, ...]]:
    return (card.facts[term.fact_id].parts for term in criterion.terms if term.fact_id)


def _check_unit_targets(card: Scorecard, programme: Programme, raw: RawProgramme, found: Collector) -> set[str]:
    """Every unit of the scorecard has its target; where the document gives the district's only, that is reported.

    Returns the facts some unit has no target for.
    """
    units = [unit for unit in programme.units if unit.scorecard_id == card.scorecard_id]
    texts = {item.number: item.content + item.method for item in card.items}
    own = _own_targets(card)
    for fact in card.facts.values():
        if not fact.given and fact.fact_id not in own and _has_targets(fact.fact_id, units, programme):
            found.add("P59", _target_place(raw, fact.label, fact.fact_id), fact=fact.label)
    incomplete: set[str] = set()
    silent: dict[str, list[str]] = {}
    for fact in (one for one in card.given if one.given == one.fact_id):
        without = [unit.name for unit in units if (unit.code, fact.fact_id) not in programme.unit_targets]
        if without:
            place = _target_place(raw, fact.label, fact.fact_id)
            found.add("P56", place, fact=fact.label, units="、".join(without))
    for fact_id, criteria in own.items():
        label = card.facts[fact_id].label
        missing = [unit.name for unit in units if (unit.code, fact_id) not in programme.unit_targets]
        if missing:
            found.add("P84", _target_place(raw, label, fact_id), fact=label, units="、".join(missing))
            incomplete.add(fact_id)
        elif fact_id in programme.district_targets and not any(
            unit.name in texts[criterion.item_number] for criterion in criteria for unit in units
        ):
            silent[fact_id] = [criterion.criterion_id for criterion in criteria]
    if silent:
        _tell_district_only(card, silent, programme.district_targets, raw, found)
    return incomplete


def _has_targets(fact_id: str, units: Sequence[Unit], programme: Programme) -> bool:
    return any((unit.code, fact_id) in programme.unit_targets for unit in units)


def _tell_district_only(
    card: Scorecard,
    silent: Mapping[str, Sequence[str]],
    district: Mapping[str, Decimal],
    raw: RawProgramme,
    found: Collector,
) -> None:
    facts = [card.facts[fact_id] for fact_id in silent]
    shown = [f"{fact.label}{show_number(district[fact.fact_id])}{fact.unit_of_measure}" for fact in facts]
    criteria = dict.fromkeys(criterion_id for criteria in silent.values() for criterion_id in criteria)
    place = _target_place(raw, "单位", "unit", DISTRICT_WORDS[0])
    found.add("P87", place, card=card.label, criteria="、".join(criteria), targets="、".join(shown))


def _target_place(raw: RawProgramme, label: str, fact_id: str, word: str = "") -> Place:
    """The head of a fact's column among the unit targets, or its cell in the row of the district."""
    table = raw.tables.get("unit_targets")
    if table is None:
        return Place("单位目标")
    words = {fold(label), fold(fact_id)}
    head = next((head for head in table.extra_columns if {fold(head), *map(fold, head.split("\n"))} & words), "unit")
    if not word:
        return table.head_place(head)
    rows = [row.row for row in table.rows if fold(str(row.values.get("unit"))) in {fold(w) for w in DISTRICT_WORDS}]
    return table.place(rows[0], head) if rows else table.head_place(head)


def _check_district(programme: Programme, incomplete: Container[str], raw: RawProgramme, found: Collector) -> None:
    """The units' targets add up to the district's, and the district's is the indicator's that sums the fact."""
    labels = {fact_id: fact.label for card in programme.scorecards for fact_id, fact in card.facts.items()}
    for fact_id, target in programme.district_targets.items():
        place = _target_place(raw, labels[fact_id], fact_id, DISTRICT_WORDS[0])
        total = sum((t for (_, known), t in programme.unit_targets.items() if known == fact_id), Decimal(0))
        words = {"fact": labels[fact_id], "district": show_number(target)}
        if total != target and fact_id not in incomplete:
            found.add("P85", place, total=show_number(total), **words)
        for indicator in programme.indicators.values():
            if [known for _, known in indicator.sums] == [fact_id] and indicator.target not in {None, target}:
                shown = show_number(indicator.target or Decimal(0))
                found.add("P86", place, indicator=indicator.indicator_id, target=shown, **words)
