"""Where a unit stands follows from its own return alone."""

import datetime as dt
from dataclasses import replace

import pytest

from qz.model.finding import Finding, Severity
from qz.model.returns import Intake, ReceivedFile, Return, UnitState, Verdict
from qz.model.scores import Answers
from qz.scoring.assess import late_units, unit_states

NOTHING = Answers({}, {}, {}, {}, {}, {})


@pytest.fixture
def returned(programme_2011):
    unit = programme_2011.units[0]
    file = ReceivedFile("甲.xlsx", "0", 1, Verdict.COUNTED, "", unit_code=unit.code)
    return Return(unit.code, file, ())


def intake(returned, *findings):
    return Intake((returned.file,), {returned.unit_code: returned}, {returned.unit_code: NOTHING}, findings)


def finding(returned, file, severity=Severity.ERROR):
    return Finding(file, "表", "A1", "V01", severity, "有误。", returned.unit_code)


@pytest.mark.parametrize(
    ("file", "severity", "state"),
    [
        ("甲.xlsx", Severity.ERROR, UnitState.TO_CORRECT),
        ("甲.xlsx", Severity.WARNING, UnitState.IN_ORDER),
        ("核定表-办公室.xlsx", Severity.ERROR, UnitState.IN_ORDER),
        ("台账.xlsx", Severity.ERROR, UnitState.IN_ORDER),
    ],
)
def test_only_errors_of_its_own_return_are_the_units_to_mend(programme_2011, returned, file, severity, state):
    states = unit_states(programme_2011, intake(returned, finding(returned, file, severity)))
    assert states[returned.unit_code] is state
    others = {code: state for code, state in states.items() if code != returned.unit_code}
    assert set(others.values()) == {UnitState.NOT_RECEIVED}


def test_late_by_the_mails_date_else_by_the_saved_time(programme_2011, returned):
    deadline = programme_2011.particulars.deadline
    after, before = deadline + dt.timedelta(minutes=1), deadline
    for mailed, saved, late in (
        (after, before, True),
        (before, after, False),
        (None, after, True),
        (None, None, False),
    ):
        sent = replace(returned, file=replace(returned.file, mailed_at=mailed, saved_at=saved))
        assert (returned.unit_code in late_units(programme_2011, intake(sent))) is late
