"""Reads 等次 and 综合得分, and checks 同分排序 and the consequences of 一票否决."""

import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from qz.model.assessment_rules import CompositePart, ResultGrade, Settings
from qz.model.choices import PartEffect, TieBreak
from qz.model.scorecards import Scorecard
from qz.model.task_table import Unit
from qz.model.values import show_number
from qz.programme.faults import Collector
from qz.programme.raw import Percent, RawTable
from qz.programme.reading.references import Index, read_card_rows
from qz.programme.reading.score_parts import check_positive
from qz.programme.reading.typed_records import Record, same, show_value
from qz.programme.sheets.sheets_roster import PARAMETERS


def read_grades(
    table: RawTable | None, cards: Index, units: Sequence[Unit], found: Collector
) -> tuple[ResultGrade, ...]:
    """等次: the grades in the order of the sheet. The grades of one group must be in falling order of their totals."""
    grades: list[ResultGrade] = []
    for record in read_card_rows(table, cards, found):
        card, name, group = record.text("scorecard_id"), record.text("name"), record.text("group")
        if record.bad:
            continue
        before = [one for one in grades if one.scorecard_id == card and one.group in {"", group}]
        if any(one.name == name for one in before):
            found.add("P07", record.place("name"), head="等次", found=name, other="上面一行")
        if group and group not in {unit.group for unit in units if unit.scorecard_id == card}:
            found.add("P08", record.place("group"), head="分组", found=group, where="《单位》的“分组”")
        least: Decimal | None = record["least"]
        higher = [one.least for one in before if one.least is not None]
        if least is not None and higher and least >= min(higher):
            found.add("P53", record.place("least"), found=show_number(least), above=show_number(min(higher)))
        most, share = _quota(record, found)
        grades.append(ResultGrade(card, name, least, most, share, group, record.place("name")))
    return tuple(grades)


def _quota(record: Record, found: Collector) -> tuple[int | None, Decimal | None]:
    """名额: a number of units, or a share of them (a fraction of 1)."""
    raw = next(row for row in record.table.rows if row.row == record.row).values.get("quota")
    number: Decimal | None = record["quota"]
    if number is None:
        return None, None
    if isinstance(raw, Percent) or (isinstance(raw, str) and "%" in unicodedata.normalize("NFKC", raw)):
        if 0 < number <= 1:
            return None, number
    elif number == int(number) and number > 0:
        return int(number), None
    found.add(
        "P05", record.place("quota"), head="名额", found=show_value(raw), wanted="单位个数，如 3；或百分数，如 20%"
    )
    return None, None


def read_composite(table: RawTable | None, cards: Index, found: Collector) -> tuple[CompositePart, ...]:
    """综合得分: the parts in the order of the sheet. Each scorecard must have a weighted part."""
    parts: list[CompositePart] = []
    for record in read_card_rows(table, cards, found):
        card, name = record.text("scorecard_id"), record.text("name")
        if record.bad:
            continue
        if any(one.scorecard_id == card and one.name == name for one in parts):
            found.add("P07", record.place("name"), head="部分", found=name, other="上面一行")
        for head in ("weight", "scale", "full"):
            check_positive(record, head, found)
        parts.append(
            CompositePart(
                card,
                name,
                record.names("sources"),
                Decimal(1) if record["weight"] is None else record["weight"],
                record["scale"],
                Decimal(100) if record["full"] is None else record["full"],
                record["effect"] or PartEffect.WEIGHTED,
                record.place("name"),
            )
        )
    for card in dict.fromkeys(one.scorecard_id for one in parts):
        mine = [one for one in parts if one.scorecard_id == card]
        if not any(one.effect is PartEffect.WEIGHTED for one in mine):
            found.add("P17", mine[0].place, kind="综合得分", head="计法", help="至少一个部分是加权")
    return tuple(parts)


def check_tie_break(table: RawTable | None, settings: Settings, cards: Iterable[Scorecard], found: Collector) -> None:
    """Check that 同分排序 names only 标准分得分, 加分, and items of some scorecard."""
    key = next(key for key in PARAMETERS.keys if key.field == "tie_break")
    words = (key.word, *key.aliases)
    known = {*TieBreak, *(item.label for card in cards for item in card.items)}
    for row in table.rows if table else ():
        if not table or not any(same(word, show_value(row.values.get("key"))) for word in words):
            continue
        for name in settings.tie_break:
            if name not in known:
                place = table.place(row.row, "value")
                found.add("P08", place, ("考核内容",), head=key.word, found=name, where="《考核内容》的简称")


def check_consequences(cards: Sequence[Scorecard], grades: Sequence[ResultGrade], found: Collector) -> None:
    """Check that 降一档 and 定为末档 are used only where there are grades."""
    graded = {grade.scorecard_id for grade in grades}
    for card in cards:
        for criterion in card.consequences if card.scorecard_id not in graded else ():
            if criterion.consequence and criterion.consequence.needs_grades:
                word = criterion.consequence.value
                found.add("P54", criterion.place, ("等次",), found=word, card=card.label)
