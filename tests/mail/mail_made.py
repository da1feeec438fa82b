"""A small programme and its assessment, made by hand: every state a unit can be in, once."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from qz.model.assessment import Assessment
from qz.model.assessment_rules import Particulars, Settings
from qz.model.finding import Finding, Severity
from qz.model.letters import Attachment
from qz.model.programme import Programme
from qz.model.returns import Intake, ReceivedFile, Return, UnitState, Verdict
from qz.model.reviews import Application, Review, ReviewOutcome, Reviews, ReviewState
from qz.model.scorecards import AnnexFrame, Criterion, Item, Scorecard
from qz.model.scores import Answers, RankRow, UnitScore
from qz.model.task_table import Task, Unit
from qz.model.values import Origin
from qz.model.verification import Verification

DEADLINE = dt.datetime.fromisoformat("2031-05-20T17:30")
DAY = dt.date(2031, 5, 15)
SAVED = dt.datetime.fromisoformat("2031-05-10T08:05")
NOW = dt.datetime.fromisoformat("2031-05-15T09:30")

PARTICULARS = Particulars(
    year=2031,
    district="东山县",
    name="河道管护",
    title="2031年东山县河道管护工作意见",
    document_number="东政办〔2031〕7号",
    issued=dt.date(2031, 1, 5),
    edition="1",
    deadline=DEADLINE,
    counted_until=dt.date(2031, 4, 30),
    verify_by=dt.date(2031, 6, 10),
    appeal_by=dt.datetime.fromisoformat("2031-06-30T17:00"),
    office="县河道管护办公室",
    contact="林一帆",
    phone="0000-1234567",
    email="office@dongshan.example",
    address="东山县水务大楼",
)

MISSING, WRONG, FINE, LATE, CHECKER, SILENT = (
    Unit("X1", "青石乡", ("青石",), "乡", "card", email="qingshi@dongshan.example"),
    Unit("X2", "白沙乡", (), "乡", "card", email="baisha@dongshan.example；bs2@dongshan.example", contact="何苗"),
    Unit("X3", "红枫乡", (), "乡", "card", email="hongfeng@dongshan.example"),
    Unit("X4", "云岭乡", (), "乡", "card", email="yunling@dongshan.example"),
    Unit("K1", "水务局", (), "局", "", email="shuiwu@dongshan.example"),
    Unit("K2", "林业局", (), "局", "", email=""),
)
UNITS = (MISSING, WRONG, FINE, LATE, CHECKER, SILENT)

CRITERION = Criterion("1.1", "1", "巡河", "if_yes", Decimal(10), (), verifier="K1")
CARD = Scorecard(
    "card",
    "乡",
    AnnexFrame("附件1", "评分表", ()),
    "汇总",
    "排名",
    False,
    Decimal(10),
    (Item("1", "巡河", "巡河", "按次", Decimal(10), False, (CRITERION,)),),
    {},
)
AT = Origin("申请.xlsx", "复核申请", "B6")
APPLIED = Application(
    "X3", "1.1 巡河", "是 <b>&", "有记录", "", "何苗", "2031-06-02", AT, "X3|fact:x|criterion:1.1", "1.1"
)
REVIEWS = Reviews(
    (
        Review(APPLIED, ReviewState.OPEN, "K1"),
        Review(
            replace(APPLIED, clause="1.1 本条得分", asked="8"),
            ReviewState.UPHELD,
            "K1",
            "6分",
            "林一帆",
            ReviewOutcome("6分", "林一帆", "记录不全", AT),
        ),
        Review(replace(APPLIED, clause="9.9"), ReviewState.FAULTY, why="条款不认识"),
        Review(replace(APPLIED, asked="否"), ReviewState.LATE, "K1", why="请在《收件确认》里定下"),
    )
)
NOTHING = Answers({}, {}, {}, {}, {}, {})


def programme(units=UNITS, particulars=PARTICULARS):
    """A programme with one task, that all departments lead."""
    leads = tuple(unit.code for unit in units if not unit.scorecard_id)
    task = Task("1.1", "1", "", "", "", "", "", leads, ())
    return Programme(particulars, units, (), AnnexFrame("", "", ()), (task,), (), (), (CARD,), {}, {}, Settings(), ())


def received(unit, name, sha="aa", *, verdict=Verdict.COUNTED, reason="", mailed=None, saved=SAVED):
    return ReceivedFile(name, sha, 1, verdict, reason, "return", unit.code, saved, mailed)


def finding(unit, cell, sentence, severity=Severity.ERROR, sheet="自评表", *, code="V01"):
    return Finding("f.xlsx", sheet, cell, code, severity, f"《{sheet}》{cell}：{sentence}", unit.code)


WRONG_FINDINGS = (
    finding(WRONG, "D9", "“巡河次数”没有填，应填整数。请补填后重新报送。"),
    finding(WRONG, "D4", "“台账”填的是“=cmd|'/c calc'!A1 <b>&”，应填是或否。请改正。"),
    finding(WRONG, "E2", "“佐证”没有写。", Severity.WARNING),
)
FINE_FINDINGS = (finding(FINE, "D7", "“保洁率”填的是不适用，请核对。", Severity.WARNING),)
REFUSED = received(
    MISSING,
    "邮件.eml/青石乡.xlsx",
    "bad",
    verdict=Verdict.REFUSED,
    reason="“青石乡.xlsx”：文件设了打开密码。请去掉后重新报送。",
)


def assessment(returns=None, findings=(*WRONG_FINDINGS, *FINE_FINDINGS), refused=(REFUSED,), of=None, reviews=REVIEWS):
    """WRONG with errors, FINE and LATE in order, the others without a return, unless said otherwise."""
    files = returns or {
        "X2": received(WRONG, "白沙乡报表.zip/白沙乡.xlsx", "x2"),
        "X3": received(FINE, "红枫.xlsx", "x3", mailed=dt.datetime.fromisoformat("2031-05-09T10:00")),
        "X4": received(LATE, "云岭.xlsx", "x4", mailed=dt.datetime.fromisoformat("2031-05-21T10:00")),
    }
    of = of or programme()
    in_error = {each.unit_code for each in findings if each.severity is Severity.ERROR}
    states = {
        unit.code: UnitState.NOT_RECEIVED
        if unit.code not in files
        else UnitState.TO_CORRECT
        if unit.code in in_error
        else UnitState.IN_ORDER
        for unit in of.units
    }
    counted = {code: Return(code, file) for code, file in files.items()}
    intake = Intake((*files.values(), *refused), counted, dict.fromkeys(counted, NOTHING), tuple(findings))
    waiting = {"K1": tuple(unit.code for unit in of.units if unit.code in files and unit.scorecard_id)}
    said = Verification(waiting=waiting)
    score = UnitScore("X3", "card", ())
    scores, rankings = {"X3": score}, {"card": (RankRow(1, "X3", score.totals),)}
    return Assessment(
        of,
        intake,
        {},
        scores,
        rankings,
        states,
        frozenset({"X4"} & set(files)),
        verification=said,
        reviews=reviews,
    )


def attachment(name, content=b"PK\x03\x04 workbook\r\n\x00\xff"):
    return Attachment(name, content + name.encode())


FORMS = {unit.code: attachment(f"{unit.code}-{unit.name}.xlsx") for unit in UNITS}
CORRECTIONS = {"X2": attachment("X2-白沙乡.xlsx", b"corrections")}
FEEDBACK = {"X3": attachment("X3-红枫乡.xlsx", b"feedback")}
VERIFICATION = {"K1": attachment("核定表-水务局.xlsx")}
