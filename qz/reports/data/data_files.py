"""Writes 数据.json, and 数据.csv with one row for each value (UTF-8 with BOM, for Excel)."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from qz.layout.print_columns import criterion_texts, item_texts
from qz.model.assessment import Assessment
from qz.model.scores import Effect
from qz.reports.data.plain_values import Record, head_record, unit_records
from qz.words import STANDING_WORDS

CSV_NAME: Final = "数据.csv"
CSV_HEADS: Final = (
    "类别", "单位代码", "单位", "评分表", "编号", "名称", "值", "计量单位", "自报", "依据", "佐证材料",
    "填报（核定）人", "理由", "文件", "工作表", "单元格", "SHA-256",
)  # fmt: skip
_EMPTY: Final = ("",) * len(CSV_HEADS)
_ACTIVE: Final = frozenset("=+-@\t\r")
"""Characters that a spreadsheet program takes for the beginning of a formula."""
_LONE: Final = "replace"
"""A lone surrogate, which UTF-8 cannot encode, is written as a question mark."""
_BOM: Final = "\ufeff"
"""Tells Excel that the file is UTF-8. The codec ``utf-8-sig`` writes the same, in ten times the time."""
_STANDING: Final = {"folded": "折算分", "group": "分组", "grade": "等次", "consequences": "一票否决"}
"""Values that only some programmes have."""

_COUNTED: Final = {"lost": "失分", "added": "加分"}
"""What a criterion counts for in its item after all caps."""
_FIGURES: Final = {
    "place_from_greatest": "从大到小名次",
    "place_from_least": "从小到大名次",
    "mean": "本组平均",
    "greatest": "本组最大",
    "least": "本组最小",
    "given": "本组有数的单位数",
    "missing": "本组没有数的单位数",
    "unverified": "本组没有核定的单位数",
}
"""How a unit stands in its group."""


def write_data(assessment: Assessment, path: Path) -> None:
    """Write 数据.json to ``path``, and 数据.csv beside it: each unit's record is made once for both."""
    with _csv_of(assessment, path.with_name(CSV_NAME)) as add:
        write_json(assessment, path, add)


def write_json(assessment: Assessment, path: Path, see: Callable[[Record], object] = lambda _: None) -> None:
    """Write everything as one JSON object (schema: ``qz.reports.data.json_schema``), one unit at a time.

    ``see`` is given each unit's record.
    """
    with path.open("w", encoding="utf-8", errors=_LONE, newline="\n") as file:
        head = json.dumps(head_record(assessment), ensure_ascii=False, indent=1)
        file.write(head.removesuffix("\n}") + ',\n "units": [')
        for place, record in enumerate(unit_records(assessment)):
            line = json.dumps(record, ensure_ascii=False, allow_nan=False)
            file.write(("," if place else "") + "\n" + line)
            see(record)
        file.write("\n]}\n")


@contextmanager
def _csv_of(assessment: Assessment, path: Path) -> Iterator[Callable[[Record], object]]:
    """Write a row for each text of the annexes' own columns, then for each value and application of each unit.

    Gives what writes the rows of a unit's record. A text that a spreadsheet program would take for a formula has an
    apostrophe before it.
    """
    with path.open("w", encoding="utf-8", errors=_LONE, newline="") as file:
        file.write(_BOM)
        writer = csv.writer(file)
        writer.writerow(CSV_HEADS)
        labels = {
            (card.scorecard_id, item.number): item.label
            for card in assessment.programme.scorecards
            for item in card.items
        }
        writer.writerows(map(_inert, _column_rows(assessment)))
        yield lambda record: writer.writerows(map(_inert, _rows(record, labels)))


def _inert(row: Sequence[Any]) -> list[Any]:
    """A row as it is written, with empty cells up to the last column."""
    cells = [each if isinstance(each, str) and each[:1] not in _ACTIVE else _inert_cell(each) for each in row]
    return [*cells, *_EMPTY[len(row) :]]


def _inert_cell(value: Any) -> Any:
    """A text that a program would take for a formula, or another value, as it is written."""
    if isinstance(value, str):
        return f"'{value}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return value


def _composite_rows(unit: Record, whose: list[Any]) -> Iterator[list[Any]]:
    """The rows of the composite score and its parts, where there is one."""
    made = unit.get("composite", {"parts": ()})
    if made["parts"]:
        yield ["合计", *whose, "composite", "综合得分", made["total"]]
    for one in made["parts"]:
        yield ["合计", *whose, "composite", one["name"], one["state"] or one["score"]]
        yield ["合计", *whose, "composite", f"{one['name']}计入", one["counted"]]


def _rows(unit: Record, labels: Mapping[tuple[str, str], str]) -> Iterator[list[Any]]:
    whose = [unit["code"], unit["name"], unit["scorecard"]]
    for key, label in STANDING_WORDS.items():
        yield ["合计", *whose, key, label, unit[key]]
    yield from _composite_rows(unit, whose)
    for key, label in _STANDING.items():
        if key in unit:
            words = "、".join(unit[key]) if isinstance(unit[key], list) else unit[key]
            yield ["合计", *whose, key, label, words]
    for item in unit["items"]:
        for key in ("base", "bonus", "lost"):
            label = f"{labels[unit['scorecard'], item['number']]}{STANDING_WORDS[key]}"
            yield ["项目", *whose, item["number"], label, item[key]]
        for one in item["criteria"]:
            given = one["given_directly"] or dict.fromkeys(_SOURCE, "")
            basis = "核定分" if one["given_directly"] else ""
            source = _source(given)
            yield ["条款", *whose, one["id"], "；".join(one["reasons"]), one["points"], "分", "", basis, "", *source]
            counted = "added" if one["effect"] == Effect.BONUS else "lost"
            yield [f"条款{_COUNTED[counted]}", *whose, one["id"], _COUNTED[counted], one[counted], "分"]
    for kind, key in (("数据", "facts"), ("任务", "tasks"), ("指标", "indicators")):
        for one in unit[key]:
            yield [
                kind, *whose, one["id"], one.get("label", one.get("role", "")), one["value"], one.get("measure", ""),
                one["reported"], one["basis"], one["evidence"], *_source(one),
            ]  # fmt: skip
            for figure, label in _FIGURES.items() if "group" in one else ():
                yield ["组内", *whose, one["id"], f"{one['label']}{label}", one["group"][figure]]
    yield from _application_rows(unit, whose)


def _application_rows(unit: Record, whose: list[Any]) -> Iterator[list[Any]]:
    """A row for what each application asks, and one for its answer."""
    for one in unit.get("applications", ()):
        place, source = [one["criterion"], one["clause"]], [one[key] for key in _SOURCE[2:]]
        yield [
            "复核申请", *whose, *place, one["asked"], "", one["first"], one["state_words"], one["evidence"],
            one["applicant"], one["reason"], *source,
        ]  # fmt: skip
        answer = one["answer"]
        if answer is not None:
            source = _source(answer)
            yield ["复核答复", *whose, *place, answer["value"], "", one["first"], one["state"], "", *source]


def _column_rows(assessment: Assessment) -> Iterator[list[Any]]:
    """A row for each text that an annex has in columns of the document's own."""
    for card in assessment.programme.scorecards:
        for item in card.items:
            named = [(item.number, pair) for pair in item_texts(card, item)]
            named += [(one.criterion_id, pair) for one in item.criteria for pair in criterion_texts(card, one)]
            for number, (head, text) in named:
                yield ["附件栏目", "", "", card.scorecard_id, number, head, text]


_SOURCE: Final = ("given_by", "reason", "file", "sheet", "cell", "sha256")
_source: Final = itemgetter(*_SOURCE)
