"""The tables of a small programme built from sentences of the guide, as examples for the clerk to overwrite."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from qz.model.choices import Consequence
from qz.model.scores import Effect
from qz.programme.guide.sentence_guide import GuideSentence
from qz.programme.raw import Percent, RawValue
from qz.programme.reading.typed_records import read_amount
from qz.programme.sheets.columns import CellKind
from qz.programme.sheets.programme_sheets import sheet_spec
from qz.rules.registry import LABELS

CARD: Final = "示例评分表"
UNIT: Final = "示例单位"
_OWN_TARGET: Final = "单位目标"
_OF_FACT: Final = {"上限": "maximum", "下限": "minimum", "选项": "choices"}
_START: Final = {False: "零分起评", True: "满分起评"}


def tables_of(sentences: Sequence[GuideSentence]) -> dict[str, list[dict[str, RawValue]]]:
    """The rows by sheet key: one unit, one scorecard, at most two items, and one criterion for each sentence.

    Sentences that deduct from a full item are in an item that starts full; the others are in one that starts from 0.
    """
    items: dict[bool, list[GuideSentence]] = {}
    for one in sentences:
        items.setdefault(len(sentences) > 1 and LABELS[one.kind].effect is Effect.DEDUCT, []).append(one)
    tables: dict[str, list[dict[str, RawValue]]] = {
        "particulars": [dict(zip(("key", "value"), pair, strict=True)) for pair in _PARTICULARS],
        "units": [{"code": "U01", "name": UNIT, "kind": "示例", "scorecard_id": CARD}],
        "scorecards": [
            {
                "scorecard_id": "example",
                "label": CARD,
                "summary_name": "示例考核汇总",
                "ranking_name": "示例排名",
                "nominal_total": Decimal(0),
            }
        ],
        **{key: [] for key in ("items", "criteria", "facts", "unit_targets", "grades")},
    }
    for number, (full, some) in enumerate(sorted(items.items()), start=1):
        _add_item(tables, str(number), some, full=full)
    return tables


_PARTICULARS: Final[tuple[tuple[str, RawValue], ...]] = (
    ("年度", Decimal(2012)),
    ("地区", "某区"),
    ("考核名称", "示例工作"),
    ("文件标题", "示例考核办法"),
    ("版次", Decimal(1)),
    ("报送截止时间", "2012-12-20 17:00"),
    ("办公室", "示例办公室"),
    ("联系人", "某某"),
    ("联系电话", "000"),
    ("电子邮箱", "a@example.org"),
)


def _add_item(
    tables: dict[str, list[dict[str, RawValue]]], number: str, sentences: Sequence[GuideSentence], *, full: bool
) -> None:
    points = [read_amount(one.columns.get("分值")) or Decimal(0) for one in sentences]
    standard = max(Decimal(sum(points)), Decimal(10))
    tables["items"].append(
        {
            "scorecard_id": CARD,
            "number": number,
            "label": f"示例{number}（{_START[full][:2]}）",
            "content": "请改：照文件填写考核内容。",
            "method": "\n".join(one.sentence for one in sentences),
            "standard": standard,
            "starts_full": _START[full],
        }
    )
    tables["scorecards"][0]["nominal_total"] += standard  # type: ignore[operator]
    for place, one in enumerate(sentences, start=1):
        _add_criterion(tables, f"{number}.{place}", number, one)


def _add_criterion(
    tables: dict[str, list[dict[str, RawValue]]], criterion_id: str, number: str, one: GuideSentence
) -> None:
    heads = {column.head: column for column in sheet_spec("criteria").columns}
    row: dict[str, RawValue] = {
        "scorecard_id": CARD,
        "item_number": number,
        "criterion_id": criterion_id,
        "clause": one.sentence,
        "kind": one.kind,
    }
    fact: dict[str, RawValue] = {}
    if one.fact:
        label = f"{one.fact[0]}（{criterion_id}）"
        fact = {
            "scorecard_id": CARD,
            "fact_id": f"example_{criterion_id.replace('.', '_')}",
            "label": label,
            "value_type": one.fact[1],
            "unit_of_measure": one.fact[2] if len(one.fact) > 2 else None,
            "help": "请改：写什么算数、怎样数。",
        }
        row["fact_id"] = label
        tables["facts"].append(fact)
    for head, text in one.columns.items():
        if head == _OWN_TARGET:
            _add_target(tables, str(fact["label"]), text)
        elif head in _OF_FACT:
            fact[_OF_FACT[head]] = _amount(text) if head in {"上限", "下限"} else text
        else:
            row[heads[head].field] = _amount(text) if heads[head].kind is CellKind.AMOUNT else text
    tables["criteria"].append(row)
    if one.columns.get("后果") in {word.value for word in Consequence if word.needs_grades} and not tables["grades"]:
        tables["grades"] += [{"scorecard_id": CARD, "name": "合格", "least": Decimal(60)}]
        tables["grades"] += [{"scorecard_id": CARD, "name": "不合格"}]


def _add_target(tables: dict[str, list[dict[str, RawValue]]], label: str, text: str) -> None:
    if not tables["unit_targets"]:
        tables["unit_targets"] += [{"unit": UNIT}, {"unit": "全区"}]
    for row in tables["unit_targets"]:
        row[label] = _amount(text)


def _amount(text: str) -> RawValue:
    number = read_amount(text)
    return Percent(number) if number is not None and text.endswith("%") else number
