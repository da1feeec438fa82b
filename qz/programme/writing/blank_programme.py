"""A blank programme: all sheets with heads and lists, the usual parameters, an example for each kind of rule."""

from decimal import Decimal
from pathlib import Path
from typing import Final

from qz.programme.guide.guide_tables import CARD, tables_of
from qz.programme.guide.sentence_guide import guide_sentences
from qz.programme.raw import RawValue
from qz.programme.sheets.programme_sheets import sheet_spec
from qz.programme.writing.cell_comments import comment_on
from qz.programme.writing.marked_book import open_written, save_new
from qz.programme.writing.write_programme import HEAD_ROW
from qz.workbook.write.look import WARN_FILL

_ASKED: Final = {
    "units": {"name": "请改：换成被考核单位，一行一个。"},
    "scorecards": {"label": "请改：评分表的名称，如 镇街道。", "nominal_total": "请改：文件写明的总分。"},
    "items": {"label": "请改：照文件填写这一项。", "standard": "请改：文件写明的分值。"},
    "criteria": {"clause": "请改：这是“{kind}”的示例，照文件改成自己的条款；用不上的整行删去。"},
    "facts": {"label": "请改：示例数据，改成自己要填的数；用不上的整行删去。"},
    "unit_targets": {"unit": "请改：换成被考核单位和它们的目标；用不上的整行删去。"},
    "grades": {"name": "请改：文件规定的等次；不评等次的整行删去。"},
    "frames": {"text": "请改：照文件填写。"},
}
_FRAME: Final = (("附件", "附件1"), ("标题", "考核评分细则"))
_HEADS: Final = ("序号", "考核内容", "评分方法", "标准分", "实得分")


def write_blank(target: Path, year: int) -> int:
    """Write the workbook. Returns the number of marked cells.

    Raises:
        FileExistsError: ``target`` exists; it is never overwritten.
        OSError: It cannot be written.
    """
    tables = _tables(year)
    book = open_written(tables)
    marked = 0
    for key, requests in _ASKED.items():
        spec = sheet_spec(key)
        names = [column.field for column in spec.columns]
        for number, row in enumerate(tables[key], HEAD_ROW + 2):
            for name, request in requests.items():
                if row.get(name) is not None:
                    cell = book[spec.title].cell(number, names.index(name) + 1)
                    comment_on(cell, WARN_FILL, request.format(kind=row.get("kind")))
                    marked += 1
    save_new(book, target)
    return marked


def _tables(year: int) -> dict[str, list[dict[str, RawValue]]]:
    """The rows: an example for each kind of rule; year and edition alone; parameters with usual values."""
    first = {one.kind: one for one in reversed(tuple(guide_sentences()))}
    tables = tables_of([first[kind] for kind in dict.fromkeys(one.kind for one in guide_sentences())])
    given: dict[str, RawValue] = {"year": Decimal(year), "edition": Decimal(1)}
    tables["particulars"] = [{"key": key.word, "value": given.get(key.field)} for key in sheet_spec("particulars").keys]
    tables["parameters"] = [{"key": key.word, "value": key.default or None} for key in sheet_spec("parameters").keys]
    parts = (*_FRAME, *(("列标题", head) for head in _HEADS))
    tables["frames"] = [{"subject": CARD, "part": part, "text": words} for part, words in parts]
    return tables
