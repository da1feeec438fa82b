"""Sentences on differences: between an archive and its list, and between archived and newly computed results."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from qz.archive.archive_contents import LIST_NAME, ArchiveList
from qz.archive.sealed_zip import ArchiveReader
from qz.model.manifest import Key
from qz.model.returns import RawWorkbook
from qz.words import STANDING_WORDS

Record = Mapping[str, Any]
_SCORED: Final[Mapping[str, str]] = {**STANDING_WORDS, "late": "逾期"}
"""The values of a unit that are compared: name in 数据.json, and word."""
_NAME: Final = "单位"
_RANKED: Final[Mapping[str, str]] = {"名次": "rank", _NAME: "name", "总分": "total"}
"""Heads of a ranking's columns, and the names of the same values in 数据.json."""


def list_differences(archive: ArchiveReader, listed: ArchiveList) -> Iterator[str]:
    """Sentences on files that are missing, changed, or not listed."""
    if listed.manifest.get(Key.ROWS, "") != listed.digest:
        yield "清单的行被改动过，与清单自己的标记对不上。"
    yield from (f"“{name}”在归档包里不止一份。" for name in archive.doubled)
    known = {each.name for each in listed.files}
    for each in listed.files:
        member = archive.members.get(each.name)
        if member is None:
            yield f"缺少“{each.name}”。"
        elif member.file_size != each.size or archive.digest(each.name) != each.sha256:
            yield f"“{each.name}”与归档时不同，被改动过或已损坏。"
    yield from (f"多出“{name}”，清单里没有。" for name in sorted(archive.members) if name not in {*known, LIST_NAME})
    by_name = {each.name: each for each in listed.files}
    for receipt in listed.receipts:
        if receipt.place and receipt.place not in by_name:
            yield f"收到的“{receipt.path}”写着归档为“{receipt.place}”，清单里没有这个文件。"


def result_differences(archived: Record, fresh: Record, *, composed: bool = True) -> Iterator[str]:
    """Sentences on units whose points, rank, state or values differ between the archived 数据.json and a new one.

    ``composed``: the new one has composite scores too, of all the archived ones are of.
    """
    before, after = ({unit["code"]: unit for unit in record["units"]} for record in (archived, fresh))
    for code in dict.fromkeys((*before, *after)):
        one, other = before.get(code), after.get(code)
        if one is None or other is None:
            where = "归档的结果里" if one is None else "重新计分后"
            yield f"{(one or other or {}).get('name', code)}：{where}没有这个单位"
            continue
        found = [
            f"{word}归档为{_shown(one.get(key))}，重算为{_shown(other.get(key))}"
            for key, word in _SCORED.items()
            if one.get(key) != other.get(key)
        ]
        if composed and one.get("composite") != other.get("composite"):
            found.append(f"综合得分归档为{_composite(one)}，重算为{_composite(other)}")
        if not found and _points(one) != _points(other):
            found = ["各条款得分不同"]
        if not found and _values(one) != _values(other):
            found = ["计分用的数据不同"]
        if found:
            yield f"{one['name']}：{'；'.join(found)}"


def ranking_differences(ranking: RawWorkbook, archived: Record) -> Iterator[str]:
    """Sentences on units whose rank or total differs between the archived 排名.xlsx and the archived 数据.json."""
    units = {unit["name"]: unit for unit in archived["units"] if unit.get("total") is not None}
    ranked: set[str] = set()
    for sheet in ranking.sheets[: len(archived["scorecards"])]:
        heads = {cell.text: place for place, cell in sheet.cells.items() if cell.text in _RANKED}
        if len(heads) < len(_RANKED):
            continue
        top, named = heads[_NAME]
        for row in sorted(row for row, column in sheet.cells if column == named and row > top):
            name = sheet.at(row, named).text
            ranked.add(name)
            for head, key in _RANKED.items():
                shown, wanted = sheet.at(row, heads[head][1]).text, units.get(name, {}).get(key)
                if name in units and head != _NAME and not _same_number(shown, wanted):
                    yield f"{name}的{head}在“排名.xlsx”里是{shown or '空'}，在“数据.json”里是{_shown(wanted)}"
    yield from (f"“排名.xlsx”里没有{name}" for name in units if name not in ranked)


def _same_number(shown: str, wanted: Any) -> bool:
    """Whether a cell shows this number, or no number where there is none."""
    try:
        return Decimal(shown) == wanted if wanted is None else Decimal(shown) == Decimal(str(wanted))
    except ArithmeticError:
        return wanted is None


def _composite(unit: Record) -> str:
    """``88.5（第2名；上半年考核计入40，年度考核计入48.5）``."""
    made = unit.get("composite")
    if not made:
        return "空"
    parts = "，".join(f"{part['name']}计入{_shown(part['counted'])}" for part in made["parts"])
    return f"{_shown(made['total'])}（第{_shown(made['rank'])}名；{parts}）"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "空" if value is None else str(value)


def _points(unit: Record) -> Any:
    return [
        (item["number"], item["base"], item["bonus"], [(one["id"], one["points"]) for one in item["criteria"]])
        for item in unit["items"]
    ]


def _values(unit: Record) -> Any:
    return [(one["id"], one["value"]) for key in ("facts", "tasks", "indicators") for one in unit[key]]
