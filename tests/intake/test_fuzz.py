"""The mutation fuzz in the gate: a fixed set of cases, each shard in a process with its own limits; see ``fuzz.py``."""

import json
import subprocess
import sys
from pathlib import Path

import damage
import fuzz
import fuzz_decisions
import fuzz_letters
import fuzz_office
import pytest

from qz.intake.reading import identity
from qz.model.trust import Seal
from qz.registers import read_register
from qz.workbook.read import package as reader_package

CASES, SHARDS = 2520, 2
EACH = CASES // SHARDS
FEW = 6 * fuzz.BATCH
"""Whole batches, like ``EACH``: a batch is read as one."""


@pytest.mark.skipif(sys.platform == "win32", reason="time and memory are limited by what only Unix has")
@pytest.mark.parametrize(
    ("first", "count"), [(CASES, FEW), *(pytest.param(n * EACH, EACH, marks=pytest.mark.proof) for n in range(SHARDS))]
)
def test_damage_is_told_or_does_no_harm(first, count):
    command = [sys.executable, fuzz.__file__, str(count), "--first", str(first)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=3600, check=False, cwd=Path(fuzz.__file__).parent
    )
    assert done.stdout, f"ended by {done.returncode}: {done.stderr[-3000:]}"
    said = json.loads(done.stdout)
    assert said["faults"] == []
    assert done.returncode == 0
    outcomes = said["outcomes"]
    assert sum(outcomes.values()) == count
    assert outcomes["REFUSED"] < count * 0.7, "most damage never reaches what is read"
    assert min(outcomes["told"], outcomes["noted"]) > count * 0.01, "too little damage reaches the answers"


@pytest.mark.parametrize(
    ("first", "count"), [(CASES, FEW), *(pytest.param(n * EACH, EACH, marks=pytest.mark.proof) for n in range(SHARDS))]
)
def test_damaged_mails_and_archives_are_listed_whole(first, count):
    tally = fuzz_letters.run(first, count)
    assert tally.faults == []
    assert min(tally.outcomes["opened"], tally.outcomes["refused"]) > count * 0.05


@pytest.mark.parametrize(("first", "count"), [(0, 15), pytest.param(15, 400, marks=pytest.mark.proof)])
def test_what_the_office_believes_is_its_own_and_whole(first, count):
    tally = fuzz_office.run(first, count)
    assert tally.faults == []
    least = {"same": 0.1, "HELD": 0.15, "REFUSED": 0.1} | ({"noted": 0.01, "told": 0.01} if count > 100 else {})
    for outcome, part in least.items():
        assert tally.outcomes[outcome] > count * part, outcome


@pytest.mark.parametrize(("first", "count"), [(0, 12), pytest.param(12, 200, marks=pytest.mark.proof)])
def test_what_a_person_decided_is_done_or_told(first, count):
    tally = fuzz_decisions.run(first, count)
    assert tally.faults == []
    assert min(tally.outcomes["done"], tally.outcomes["told"]) > count * 0.15


@pytest.mark.proof
def test_a_decision_under_a_seal_that_is_not_checked_is_noticed(monkeypatch):
    monkeypatch.setattr(identity, "check_seal", lambda *_: Seal.RIGHT)
    assert any("never sealed" in fault for fault in fuzz_decisions.run(0, 20).faults)


@pytest.mark.proof
def test_a_seal_that_is_not_checked_is_noticed(monkeypatch):
    monkeypatch.setattr(identity, "check_seal", lambda *_: Seal.RIGHT)
    faults = fuzz_office.run(0, 45).faults
    assert any("never sealed" in fault for fault in faults)


@pytest.mark.proof
def test_a_row_that_is_not_missed_is_noticed(monkeypatch):
    monkeypatch.setattr(read_register, "prepared_rows", lambda _: range(0))
    assert any("delete rows" in fault for fault in fuzz_office.run(145, 10).faults)


def test_a_case_is_always_the_same():
    for case in (3, 77, 1234):
        assert fuzz.mutate(case) == fuzz.mutate(case)
    assert fuzz_office.mutate(76) == fuzz_office.mutate(76)


def judged(source, data, touched=frozenset()):
    """What the fuzz says of one damaged return among undamaged ones."""
    mutant = damage.Mutant(data, touched, "by hand")
    batch = [(each, mutant if each is source else damage.Mutant(each.data, frozenset(), "")) for each in fuzz.sources()]
    return fuzz.judge(source, mutant, fuzz.read_batch(batch))


def first_number():
    """A source, the part and the place of the first number typed into it, and its input."""
    source = fuzz.sources()[0]
    part, (start, end), name = next(
        (part, span, name)
        for part, spans in source.values.items()
        for span, name in spans
        if source.parts[part][slice(*span)].isdigit()
        and name.startswith("fact_")
        and "sheet" in part
        and b't="n"' in source.parts[part][span[0] - 20 : span[0]]
    )
    return source, part, start, end, name


def packed(source, part, body):
    return damage.pack((source.parts | {part: body}).items(), 0)


def test_another_value_is_excused_only_where_it_was_typed():
    source, part, start, end, name = first_number()
    body = source.parts[part]
    data = packed(source, part, body[:start] + b"%d" % (int(body[start:end]) + 1) + body[end:])
    assert damage.touched_by(source, part, [(start, start + 1)]) == {name}
    assert judged(source, data, frozenset({name})) == ("typed", "")
    outcome, fault = judged(source, data)
    assert outcome == "fault"
    assert name in fault


def test_a_second_value_in_a_cell_is_told():
    source, part, _, end, _ = first_number()
    body = source.parts[part]
    again = end + len(b"</v>")
    assert judged(source, packed(source, part, body[:again] + b"<v>3</v>" + body[again:])) == ("told", "")


def test_a_guard_taken_away_is_noticed(monkeypatch):
    """Without the zip's checksum, damage to bytes that are stored as they are would be read as if typed."""
    source, part, start, _, name = first_number()
    data = bytearray(packed(source, part, source.parts[part]))
    place = data.find(source.parts[part]) + start
    data[place] ^= 1
    assert judged(source, bytes(data)) == ("REFUSED", "")

    def unchecked(archive, info):
        with archive.open(info) as stream:
            stream._expected_crc = None
            return stream.read()

    monkeypatch.setattr(reader_package, "read_member", unchecked)
    outcome, fault = judged(source, bytes(data))
    assert outcome == "fault"
    assert name in fault
