"""Every finding's sentence and remedy, held against files for which it must be given and files for which it must not.

*Must*: the samples that the tests of each family read, whose findings are named there to the last one. *Must not*
(``near_samples``): for each code a sample as near to it as there is, which gives something else or nothing.
"""

import ast
import datetime as dt
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "intake"))
sys.path.append(str(Path(__file__).parent / "registers"))
sys.path.append(str(Path(__file__).parent / "reviews"))
sys.path.append(str(Path(__file__).parent / "verification"))

import filled
import hostile
import test_applications
import test_nominations
import test_registers
import test_verification_reading
from near_samples import ELSEWHERE, NEAR

from qz.findings import CATALOGUE
from qz.intake.arrivals.gate import open_bytes
from qz.intake.judging.decisions import read_decisions, settle_decisions
from qz.intake.reading.extract import open_workbook
from qz.layout.confirmation_workbook import OPEN_HEADS
from qz.layout.form import programme_id
from qz.model.manifest import Key
from qz.model.returns import CellState, RawCell, RawSheet, RawWorkbook
from qz.workbook.manifest_sheet import read_manifest
from qz.workbook.read.fault import UnreadableFile

TESTS = Path(__file__).parent


@cache
def variants():
    return {variant.name: variant for variant in hostile.all_variants()}


@cache
def given():
    """The codes that each sample gives."""
    said = {name: {code for _, code, _, _ in variant.findings} for name, variant in variants().items()}
    for faults in (test_verification_reading.FAULTS, test_applications.FAULTS, test_registers.FAULTS):
        said |= {fault[0]: {fault[0]} for fault in faults}
    said |= {f"decisions: {name}": set(codes) for name, (_, codes) in DECISIONS.items()}
    said |= {f"nominations: {name}": {code for code, _ in told} for name, (_, told) in test_nominations.CASES.items()}
    return said


# 收件确认: what is wrong with a decision.

KEYS = ("a" * 64, "b" * 64)
HEADS = dict(enumerate(("", *OPEN_HEADS)))


def decided(*rows, heads=HEADS):
    """A 收件确认 with rows of digest, 处理, 理由, 经办人."""
    cells = {(0, column): RawCell(CellState.TEXT, head) for column, head in heads.items() if head}
    for row, words in enumerate(rows, start=1):
        cells |= {(row, column): RawCell(CellState.TEXT, word) for column, word in enumerate(words) if word}
    return RawWorkbook((RawSheet("待确认", cells),), {})


FULL = (KEYS[0], "采用", "电话核实", "王芳")
DECISIONS = {
    "采用": ([decided(FULL, (KEYS[1], "", "", ""))], ()),
    "the same twice": ([decided(FULL), decided(FULL)], ()),
    "another word": ([decided((KEYS[0], "可以", "", "王芳"))], ("S08",)),
    "two words": ([decided(FULL), decided((KEYS[0], "不采用", "", "王芳"))], ("S09", "S09")),
    "nobody": ([decided((KEYS[0], "采用", "电话核实", ""))], ("S10",)),
    "no column": ([decided(FULL, heads={1: "处理", 2: "理由"})], ("S12",)),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_what_is_wrong_with_a_decision_is_told_and_no_more(name):
    raws, codes = DECISIONS[name]
    readings = [read_decisions(raw, f"{place}.xlsx", dt.datetime(2011, 12, 30)) for place, raw in enumerate(raws)]  # noqa: DTZ001
    settled, at_odds = settle_decisions(readings)
    issues = [*(issue for reading in readings for issue in reading.issues), *(issue for _, issue in at_odds)]
    assert tuple(issue.code for issue in issues) == codes
    assert bool(settled) == (codes in {(), ("S10",)})
    for issue in issues:
        kind = CATALOGUE[issue.code]
        assert kind.sentence.format_map(issue.words)
        assert "《收件确认》" in kind.to_do or issue.code == "S10"


# Every code.


def test_every_code_must_be_given_somewhere():
    named = {code for codes in given().values() for code in codes}
    elsewhere = [code for codes in ELSEWHERE.values() for code in codes]
    assert sorted([*named, *elsewhere]) == sorted(CATALOGUE)


@pytest.mark.parametrize("place", ELSEWHERE)
def test_the_tests_elsewhere_name_the_codes_they_provoke(place):
    tree = ast.parse((TESTS / place).read_text("utf-8"))
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(ELSEWHERE[place]) <= said


def test_no_code_is_given_for_what_is_near_it():
    assert set(NEAR) == set(CATALOGUE)
    for code, near in NEAR.items():
        assert code not in given()[near], (code, near)


# What sentences and remedies say is so.

PASSWORD = {"加密的xlsx", "加密的ods", "加密的xls", "加密的压缩包"}
NOT_READ = ("没有采用", "没有打开", "读不了", "没有计入", "已停止", "打不开")
READ = ("照常读取", "仍计入", "按各格的名称读取", "计分不受影响")


def test_a_remedy_is_for_what_the_file_is():
    for name, variant in variants().items():
        to_do = "".join(CATALOGUE[code].to_do for _, code, _, _ in variant.findings)
        assert ("去掉打开密码" in to_do) == (name in PASSWORD), name


def test_what_is_said_of_a_file_agrees_with_its_verdict():
    for name, variant in variants().items():
        for path, code, _, cell in variant.findings:
            said, verdict = CATALOGUE[code].sentence, variant.verdicts.get(path)
            if not cell and code[0] in "FIL" and any(words in said for words in NOT_READ):
                assert verdict != hostile.COUNTED or code == "F15", (name, code)
            if any(words in said for words in READ):
                assert verdict == hostile.COUNTED, (name, code)


def test_one_sentence_stands_at_a_cell():
    """Of a value's own faults the root one; what is held against other values (C) is another matter."""
    for name, variant in variants().items():
        cells = Counter((path, sheet, cell) for path, code, sheet, cell in variant.findings if cell and code[0] != "C")
        assert not cells or max(cells.values()) == 1, name


def test_nobody_who_used_the_offices_form_is_told_to_use_it():
    """Where a whole form of this year, programme and edition is in a file, the advice to fill one in is untrue."""
    advice = "用办公室发的填报表填写"
    wanted = {Key.YEAR: "2011", Key.PROGRAMME: programme_id(filled.programme()), Key.EDITION: "1", Key.FORMAT: "1"}
    seen = 0
    for name, variant in variants().items():
        codes = given()[name] - {"F09"}  # bombs, which nobody opens
        if not any(advice in CATALOGUE[code].to_do for code in codes):
            continue
        for path, data in variant.files().items():
            for arrival in open_bytes(path, data):
                if arrival.issue or not arrival.data or arrival.format is None:
                    continue
                try:
                    said = read_manifest(open_workbook(arrival.data, arrival.format))
                except UnreadableFile:
                    continue
                seen += 1
                whole = all(said.get(key) == value for key, value in wanted.items()) and "I06" not in given()[name]
                assert not whole, name
    assert seen > 4
