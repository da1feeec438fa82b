"""Every kind with every type of fact, comparator, target, step and start: refused, or counted as it is written.

One scorecard holds a criterion for each combination. What the programme's reader refuses is left out, each with a
sentence at its cell; the rest is the table ``accepted.txt`` (``QZ_WRITE_DUMPS=1`` writes it anew). What is filled in
makes a difference to some score, and engine and formulas agree.
"""

import os
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path

import proof
import pytest
from programmes import raw_of, second_tables
from test_three_ways import random_cases
from typed_answers import TypedReturn

from qz.model.finding import Severity
from qz.programme.read_programme import ProgrammeFault, build_programme
from qz.programme.sheets.programme_sheets import SHEETS
from qz.programme.writing.write_programme import HEAD_ROW
from qz.rules.registry import KINDS
from qz.values.value_types import TYPES, VALUE_TYPES

D = Decimal
TARGETS = {"计数": D(3), "比率": D("0.6"), "评分": D(3), "数值": D("2.5")}
OWN = {"计数": D(7), "比率": D("0.7"), "评分": D("3.5"), "数值": D("5.25")}
STEPS = {"计数": D(2), "比率": D("0.05"), "评分": D("0.5"), "数值": D("1.5")}
VALUES = {
    "是否": ("是", "否", None, "不适用"),
    "计数": (*map(D, range(12)), None),
    "比率": (*(D(n) / 40 for n in range(41)), None),
    "评分": (*(D(n) / 2 for n in range(11)), None),
    "数值": (*(D(n) / 4 for n in range(-8, 40)), None),
    "文字": ("甲", None),
    "选项": ("优", "良", "差", None),
}
BANDS = {"比率": "80%以上5分、60%以上3分", "选项": "优5分、良3分、差0分"}
AIMS = (None, "目标", "平均值")
"""No target, a target of the criterion, or the mean of the group."""
SHEET, FIRST_ROW, LETTERS = "评分方法", HEAD_ROW + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TABLE = Path(__file__).parent / "accepted.txt"
PARTS = 12
"""Programmes that the combinations are spread over: a reader's work grows with the square of their number in one."""
SHAPES = tuple(product(KINDS.values(), VALUES, (None, "≥", "≤", "="), AIMS, (False, True), ("零分", "满分")))


def _bands(needs, word):
    if needs.places and needs.bands:
        return "第1名3分、前5名1分"
    return BANDS.get(word, "6以上5分、3以上3分") if needs.bands else None


def _rows(number, shape):
    """One criterion in an item of its own."""
    kind, word, comparator, aimed, stepped, start = shape
    needs = kind.needs
    item = {
        "scorecard_id": "乡场", "number": f"i{number}", "label": "项", "content": "项", "method": "条",
        "standard": D(5), "starts_full": f"{start}起评",
    }  # fmt: skip
    criterion = {
        "scorecard_id": "乡场", "item_number": f"i{number}", "criterion_id": f"c{number}", "clause": "条",
        "kind": kind.label,
        "points": D(5) if needs.points else None,
        "fact_id": word if needs.facts else None,
        "comparator": comparator,
        "target": TARGETS.get(word, D(1)) if aimed == "目标" else None,
        "against": aimed if aimed == "平均值" else None,
        "step": STEPS.get(word, D(1)) if stepped else None,
        "rate": D("0.7") if needs.rate or (needs.places and needs.points) else None,
        "bands": _bands(needs, word),
        "most": D(4) if needs.most else None,
        "consequence": "不得评优" if needs.consequence else None,
    }  # fmt: skip
    return item, criterion


def _tables(shapes):
    tables = second_tables()
    fact = {"scorecard_id": "乡场", "help": "填。"}
    tables["facts"] = [
        fact
        | {"fact_id": f"f{place}", "label": word, "value_type": word}
        | ({"maximum": D(5)} if word == "评分" else {})
        | ({"choices": "优、良、差"} if word == "选项" else {})
        for place, word in enumerate(VALUES)
    ]
    rows = [_rows(number, shape) for number, shape in shapes.items()]
    tables["items"] = [item for item, _ in rows]
    tables["criteria"] = [criterion for _, criterion in rows]
    for key in ("checks", "bulletin", "indicators", "unit_targets"):
        tables[key] = []
    tables["scorecards"] = [row | {"remark_fact_ids": None} for row in tables["scorecards"][:1]]
    for unit in tables["units"]:
        unit["scorecard_id"] = "乡场" if unit["scorecard_id"] == "乡场" else None
    tables["frames"] = [row for row in tables["frames"] if row["subject"] in {"乡场", "责任分解表"}]
    return tables


@cache
def refused():
    """The findings of the combinations the reader does not take, by number."""
    findings = {}
    for first in range(PARTS):
        raw, found = raw_of(_tables(dict(enumerate(SHAPES[first::PARTS]))))
        with pytest.raises(ProgrammeFault) as fault:
            build_programme(raw, found)
        others = [one.sentence for one in fault.value.findings if one.sheet != SHEET or not one.cell]
        assert others == []
        for one in fault.value.findings:
            row = int(one.cell.lstrip(LETTERS))
            findings.setdefault(first + PARTS * (row - FIRST_ROW), []).append(one)
    return dict(sorted(findings.items()))


@cache
def accepted():
    """The combinations the reader takes, by number, and the programme of them."""
    kept = {number: shape for number, shape in enumerate(SHAPES) if number not in refused()}
    raw, found = raw_of(_tables(kept))
    programme = build_programme(raw, found)
    codes = [unit.code for unit in programme.units if unit.scorecard_id]
    facts = {f"f{place}": OWN[word] for place, word in enumerate(VALUES) if word in OWN}
    own = {(code, fact_id): target for code in codes for fact_id, target in facts.items()}
    return kept, replace(programme, unit_targets=own)


def test_every_kind_is_taken_with_every_type_it_names_and_with_no_other():
    taken = {}
    for kind, word, *_ in accepted()[0].values():
        if kind.needs.facts:
            taken.setdefault(kind, set()).add(word)
    for kind in (kind for kind in KINDS.values() if kind.needs.facts):
        named = {VALUE_TYPES.word(each) for each in kind.needs.types if not TYPES[each].is_note}
        assert taken.get(kind, set()) == named, kind.label
        full = {start for each, *_, start in accepted()[0].values() if each is kind}
        assert full == ({"零分", "满分"} if kind.needs.in_full_item else {"零分"}), kind.label
    assert len(accepted()[0]) > 200


def _table():
    """A line for each kind, type, target and step that are taken together: the comparators and starts they are with."""
    lines = {}
    for kind, word, comparator, aimed, stepped, start in accepted()[0].values():
        named = (kind.label, word if kind.needs.facts else "—", aimed or "—", "有" if stepped else "—")
        lines.setdefault(named, []).append((comparator or "留空", start))
    rows = ["计分方式\t类型\t目标\t每少\t比较\t起评"]
    for named, taken in lines.items():
        comparators, starts = (dict.fromkeys(one[place] for one in taken) for place in (0, 1))
        assert set(product(comparators, starts)) == set(taken), named
        rows.append("\t".join([*named, "".join(comparators), "".join(starts)]))
    return "\n".join([*rows, ""])


def test_what_is_taken_is_the_table():
    """A combination that comes to be taken, or to be refused, is a line that changes."""
    if os.environ.get("QZ_WRITE_DUMPS"):
        TABLE.write_text(_table(), "utf-8")
    assert _table() == TABLE.read_text("utf-8")


def test_what_is_refused_is_said_at_its_cell():
    """Each sentence begins with its sheet and cell, and speaks of the column of that cell and of the kind."""
    columns = {letter: column.head for letter, column in zip(LETTERS, _spec().columns, strict=False)}
    for number, findings in refused().items():
        kind, word, *_ = SHAPES[number]
        assert len({one.cell for one in findings}) == len(findings), findings
        for one in findings:
            assert one.severity is Severity.ERROR
            assert one.sentence.startswith(f"《{SHEET}》{one.cell}：")
            assert f"计分方式“{kind.label}”" in one.sentence
            head = columns[one.cell.rstrip("0123456789")]
            said = {"填报数据": f"填报数据“{word}”的类型是{word}", "计分方式": "是满分起评的"}.get(head, f"“{head}”")
            assert said in one.sentence


def _spec():
    return next(spec for spec in SHEETS if spec.title == SHEET)


def test_what_is_filled_in_makes_a_difference():
    """Two combinations that differ in what is filled in, the usual comparator apart, differ in some score."""
    shapes, programme = accepted()
    unit = next(unit for unit in programme.units if unit.scorecard_id)
    told = {f"c{number}": [] for number in shapes}
    cases = []
    for place in range(max(map(len, VALUES.values()))):
        typed = {f"f{at}": values[place % len(values)] for at, values in enumerate(VALUES.values())}
        cases.append(proof.Case(programme, unit, TypedReturn(typed)))
    for score in proof.scores_of(cases):
        for line in (line for item in score.items for line in item.lines):
            told[line.criterion_id].append((line.points, line.award.vetoes, line.award.consequence))
    seen = {}
    for number, (kind, word, comparator, aimed, stepped, start) in shapes.items():
        shape = (comparator or "≥", aimed, stepped)
        same = seen.setdefault((kind.kind, word, start, tuple(told[f"c{number}"])), shape)
        assert same == shape, (kind.label, word, start, same, shape)


@pytest.mark.office
@pytest.mark.proof
def test_engine_and_formulas_agree_on_all_of_it(office, tmp_path):
    _, programme = accepted()
    units = [unit for unit in programme.units if unit.scorecard_id]
    sheets = {"都": random_cases(programme, units, 40, "every combination")}
    proof.write_cases(tmp_path / "cases.xlsx", sheets)
    (again,) = office.values([tmp_path / "cases.xlsx"])
    assert proof.differences(again, sheets) == []
