"""The JSON schema of 数据.json, and the page of the manual that shows it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from qz.layout.many_units import POLICY
from qz.reports.data.data_files import CSV_HEADS

_TEXT: Final = {"type": "string"}
_NUMBER: Final = {"type": "number"}
_FLAG: Final = {"type": "boolean"}
_MAYBE_NUMBER: Final = {"type": ["number", "null"]}
_VALUE: Final = {"type": ["number", "string", "boolean", "null"]}
_SOURCE: Final[Mapping[str, Any]] = dict.fromkeys(("given_by", "reason", "file", "sheet", "cell", "sha256"), _TEXT)
_ANSWER: Final[Mapping[str, Any]] = {
    "value": _VALUE,
    "typed": _TEXT,
    "reported": _VALUE,
    "evidence": _TEXT,
    "basis": _TEXT,
    **_SOURCE,
}


def _object(
    properties: Mapping[str, Any], *, optional: bool = False, besides: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The schema of an object with all ``properties``, which may also have those in ``besides``."""
    kind: Any = ["object", "null"] if optional else "object"
    whole = {"type": kind, "properties": {**properties, **(besides or {})}, "required": list(properties)}
    return {**whole, "additionalProperties": False}


def _list(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(of)}


_CRITERION: Final = _object(
    {
        "id": _TEXT,
        "effect": _TEXT,
        **dict.fromkeys(("points", "lost", "added"), _NUMBER),
        "vetoes": _FLAG,
        "provisional": _FLAG,
        "reasons": _list(_TEXT),
        "given_directly": _object(_SOURCE, optional=True),
    }
)
_ITEM: Final = _object(
    {
        "number": _TEXT,
        "standard": _NUMBER,
        "base": _NUMBER,
        "bonus": _NUMBER,
        "lost": _NUMBER,
        "vetoed_by": _list(_TEXT),
        "criteria": _list(_CRITERION),
    }
)
_PLACE: Final = dict.fromkeys(("file", "sheet", "cell", "sha256"), _TEXT)
_GROUP: Final = _object(
    {
        **dict.fromkeys(("place_from_greatest", "place_from_least", "mean", "greatest", "least"), _MAYBE_NUMBER),
        **dict.fromkeys(("given", "missing", "unverified"), _NUMBER),
    }
)
_APPLICATION: Final = _object(
    {
        **dict.fromkeys(("criterion", "clause", "asked", "reason", "evidence", "applicant", "date"), _TEXT),
        **dict.fromkeys(("state", "state_words", "why", "first", "first_by"), _TEXT),
        "answer": _object({**dict.fromkeys(("value", "given_by", "reason"), _TEXT), **_PLACE}, optional=True),
        **_PLACE,
    }
)
_COLUMNS: Final[Mapping[str, Any]] = {"columns": {"type": "object", "properties": {}, "additionalProperties": _TEXT}}
_UNIT: Final = _object(
    {
        **dict.fromkeys(("code", "name", "kind", "scorecard", "state"), _TEXT),
        **dict.fromkeys(("late", "provisional"), _FLAG),
        **dict.fromkeys(("rank", "total", "base", "bonus", "lost"), _MAYBE_NUMBER),
        "items": _list(_ITEM),
        "facts": _list(
            _object({**dict.fromkeys(("id", "label", "type", "measure"), _TEXT), **_ANSWER}, besides={"group": _GROUP})
        ),
        "tasks": _list(_object({"id": _TEXT, "role": _TEXT, "note": _VALUE, **_ANSWER})),
        "indicators": _list(_object({**dict.fromkeys(("id", "task", "label", "measure"), _TEXT), **_ANSWER})),
    },
    besides={
        "folded": _NUMBER,
        "group": _TEXT,
        "grade": _TEXT,
        "consequences": _list(_TEXT),
        "applications": _list(_APPLICATION),
        "composite": _object(
            {
                **dict.fromkeys(("total", "rank"), _MAYBE_NUMBER),
                "provisional": _FLAG,
                "parts": _list(
                    _object(
                        {
                            **dict.fromkeys(("name", "state"), _TEXT),
                            "score": _MAYBE_NUMBER,
                            "counted": _NUMBER,
                        }
                    )
                ),
            }
        ),
    },
)
SCHEMA: Final[Mapping[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "数据.json",
    **_object(
        {
            "format": {"const": "qz-results/2"},
            "complete": _FLAG,
            "programme": _object(
                {"year": _NUMBER, **dict.fromkeys(("district", "name", "document_number", "edition"), _TEXT)}
            ),
            "collected": _object({"number": _NUMBER, "until": {"type": ["string", "null"]}, "stage": _TEXT}),
            "scorecards": _list(
                _object(
                    {
                        "id": _TEXT,
                        "label": _TEXT,
                        "standard": _NUMBER,
                        "items": _list(
                            _object({"number": _TEXT, "label": _TEXT, "standard": _NUMBER}, besides=_COLUMNS)
                        ),
                    },
                    besides={"criteria": _list(_object({"id": _TEXT, **_COLUMNS}))},
                )
            ),
            "units": _list(_UNIT),
        }
    ),
}

_INTRODUCTION: Final = f"""# 结果数据：数据.json 和 数据.csv

供别的系统取用，每次 `make collect` 随其他结果一起写出。

- `数据.json`：UTF-8。每个单位的总分、名次、各项、各条、填报数据、任务、指标，每个值带着来源
  （文件、工作表、单元格、文件的 SHA-256、谁填报或核定、理由）。
  比率是小数（92% 写作 0.92），是否写作 true、false，没有填的是 null，不适用写作“不适用”；
  `reported` 是被核定或台账代替的自报值，没有被代替的是 null。
  每一条（`criteria`）的 `points` 是按本条规则的得分；`lost`、`added` 是封顶、并计、扣完为止、不得分以后
  计入本项的失分和加分，各条加起来等于本项的 `lost`、`bonus`。
  与本组单位比较的数据另有 `group`：从大到小和从小到大的名次、本组的平均、最大、最小，
  几个单位有数、几个没有、几个没有核定；没有可比较的数的单位名次是 null。
  申请过复核的单位另有 `applications`：每一条申请、办到哪一步（`state`）、原来计多少、
  答复（`answer`，没有答复的是 null）和出处。
  附件里另有的栏目（如考核方式、责任单位）在 `scorecards` 的 `columns` 里，分属考核内容和条款。
  单位超过 {POLICY.every_value} 个时 `complete` 是 false，只有每个单位的总分、名次和状态。
  分组排名、评等次、触发一票否决的，单位另有 `group`、`grade`、`consequences`；`rank` 是组内的名次。
  合成综合得分的，单位另有 `composite`：总的、名次和各部分。
  折算到上一级考核的，单位另有 `folded`（折算分）。
- `数据.csv`：UTF-8 带 BOM，Excel 双击可开。一个值一行，列是：{"、".join(CSV_HEADS)}。
  以 = + - @ 开头的文字前面加了一个撇号，免得被当成公式。

`数据.json` 的 JSON Schema：

"""


def schema_page() -> str:
    """The page as Markdown."""
    return f"{_INTRODUCTION}```json\n{json.dumps(SCHEMA, ensure_ascii=False, indent=1)}\n```\n"
