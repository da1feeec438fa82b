"""Out by mail, back by mail: drafts through a real SMTP server on the loopback address, answered, collected."""

import datetime as dt
import email
import email.policy
import itertools
import mailbox
import os
import shutil
import smtplib
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from aiosmtpd.controller import Controller
from mail_replies import STYLES, reply
from post_servers import PATIENCE, free_port

from qz.cli.assessed import collect
from qz.cli.main import main
from qz.findings import OFFICE_CODES
from qz.mail.ledger import LEDGER_NAME, read_ledger
from qz.model.letters import MailKind
from qz.model.returns import UnitState, Verdict
from qz.programme.read_programme import read_programme

ROOT = Path(__file__).parents[2]
PROGRAMME = ROOT / "templates" / "2011.xlsx"
SAMPLES = ROOT / "samples" / "2011"


class Server:
    """An SMTP server on the loopback address that keeps what it is given."""

    def __init__(self):
        self.received = []
        self.controller = Controller(
            self, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE, data_size_limit=1 << 26
        )

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.received.append((envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content))
        return "250 OK"

    def send(self, content):
        """Send the bytes as they are to those they are addressed to; what arrived."""
        message = email.message_from_bytes(content, policy=email.policy.default)
        sender = message["from"].addresses[0].addr_spec
        with smtplib.SMTP("127.0.0.1", self.controller.port) as connection:
            connection.sendmail(
                sender, [each.addr_spec for each in message["to"].addresses], content, ["BODY=8BITMIME"]
            )
        return self.received[-1]


@pytest.fixture(scope="module")
def server():
    server = Server()
    server.controller.start()
    yield server
    server.controller.stop()


@pytest.fixture(scope="module")
def programme():
    return read_programme(PROGRAMME)[0]


@pytest.fixture(scope="module")
def drafts(tmp_path_factory):
    """The drafts made after the forms, by the code of the unit."""
    output = tmp_path_factory.mktemp("office")
    words = ["--programme", str(PROGRAMME), "--output", str(output)]
    assert main(["forms", *words]) == 0
    assert main(["mail", *words, "--today", "2011-06-24", "--returns", str(tmp_path_factory.mktemp("empty"))]) == 0
    folder = output / "2011" / "mail"
    return {record.unit_code: (folder / record.file).read_bytes() for record in read_ledger(folder / LEDGER_NAME)}


def samples():
    """The units' returns; the office's own workbooks (核定表, 台账) never come by mail."""
    own = ("核定表", "台账")
    return sorted(path for path in SAMPLES.rglob("*.xlsx") if not path.name.startswith(own))


def saved_at(path):
    """When a workbook says it was saved, as the office's local time."""
    with zipfile.ZipFile(path) as book:
        core = ET.fromstring(book.read("docProps/core.xml"))  # noqa: S314 - our own samples
    modified = core.findtext("{http://purl.org/dc/terms/}modified")
    moment = dt.datetime.fromisoformat(modified)
    return moment.astimezone(dt.timezone(dt.timedelta(hours=8))).replace(tzinfo=None)


def test_every_draft_goes_through_a_server_unchanged(server, drafts, programme):
    for unit in programme.units:
        sender, recipients, content = server.send(drafts[unit.code])
        assert (sender, recipients) == (programme.particulars.email, (unit.email,))
        assert content == drafts[unit.code]
    assert len(drafts) == len(programme.units)


def result(programme, folder):
    """What a collect of the folder comes to: ranks and totals, states, findings without their files."""
    assessment = collect(programme, folder)
    ranks = {
        card: [(row.rank, row.unit_code, row.totals and row.totals.total) for row in rows]
        for card, rows in assessment.rankings.items()
    }
    findings = sorted(
        (each.unit_code, each.code, each.sheet, each.cell) for each in assessment.intake.findings if each.unit_code
    )
    return assessment, (ranks, assessment.states, assessment.late, findings)


@pytest.fixture(scope="module")
def plain(programme, tmp_path_factory):
    """What the plain workbooks come to, and whose each is."""
    folder = tmp_path_factory.mktemp("plain")
    for path in samples():
        target = folder / path.relative_to(SAMPLES)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path, target)
    return result(programme, folder)


@pytest.fixture(scope="module")
def answers(server, drafts, programme, plain):
    """Each sample attached to an answer to the draft its unit got, as it came through the server: path → bytes."""
    units = {file.path: file.unit_code for file in plain[0].intake.received}
    styles = itertools.cycle(STYLES)
    made = {}
    for path in samples():
        unit = programme.unit(units[path.relative_to(SAMPLES).as_posix()])
        draft = email.message_from_bytes(drafts[unit.code], policy=email.policy.default)
        when = saved_at(path)
        made[path] = server.send(reply(draft, unit.email, path.name, path.read_bytes(), when, style=next(styles)))[2]
    return made


def test_answers_as_eml_come_to_the_same_ranking(programme, plain, answers, tmp_path):
    for number, content in enumerate(answers.values()):
        (tmp_path / f"答复{number}.eml").write_bytes(content)
    assessment, outcome = result(programme, tmp_path)
    assert outcome == plain[1]
    check_register(programme, assessment, answers)


def test_answers_as_one_mailbox_come_to_the_same_ranking(programme, plain, answers, tmp_path):
    box = mailbox.mbox(tmp_path / "收件箱.mbox")
    for path, content in answers.items():
        arrived = mailbox.mboxMessage(content)
        arrived.set_from("answer", saved_at(path).timetuple())
        box.add(arrived)
    box.close()
    assessment, outcome = result(programme, tmp_path)
    assert outcome == plain[1]
    check_register(programme, assessment, answers)


def check_register(programme, assessment, answers):
    """Every attachment stands in the register under its own name, with its mail's sender and date."""
    attached = {Path(file.path).name: file for file in assessment.intake.received if file.path.endswith(".xlsx")}
    assert sorted(attached) == sorted(path.name for path in answers)
    for path in answers:
        file = attached[path.name]
        assert file.sender == programme.unit(file.unit_code).email
        assert file.mailed_at == saved_at(path)


@pytest.mark.parametrize("style", STYLES)
def test_an_attachments_name_is_read_however_it_is_written(style, programme, drafts, tmp_path):
    sample = next(path for path in samples() if "孟河镇" in path.name)
    unit = next(unit for unit in programme.units if unit.name == "孟河镇")
    draft = email.message_from_bytes(drafts[unit.code], policy=email.policy.default)
    when = dt.datetime.fromisoformat("2011-11-30T09:15")
    name = "孟河镇 质量振兴（定稿）.xlsx"
    (tmp_path / "a.eml").write_bytes(reply(draft, unit.email, name, sample.read_bytes(), when, style=style))
    intake = collect(programme, tmp_path).intake
    (file,) = [file for file in intake.received if file.verdict is Verdict.COUNTED]
    assert (file.path, file.unit_code, file.sender, file.mailed_at) == (f"a.eml/{name}", unit.code, unit.email, when)


class TestAfterACollectOfTheSamples:
    @pytest.fixture
    def office(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        shutil.copytree(SAMPLES, tmp_path / "returns/2011", ignore=shutil.ignore_patterns("核定表*", "台账*"))
        for name in ("2011.xlsx", "mail"):
            source, target = ROOT / "templates" / name, tmp_path / "templates" / name
            target.parent.mkdir(exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
        shutil.copy(SAMPLES.with_suffix(".key"), tmp_path / "templates/2011.key")
        return tmp_path

    def records(self, office):
        return read_ledger(office / "output/2011/mail" / LEDGER_NAME)

    def due(self, assessment):
        kinds = {
            UnitState.NOT_RECEIVED: MailKind.REMINDER,
            UnitState.TO_CORRECT: MailKind.CORRECTION,
            UnitState.IN_ORDER: MailKind.RECEIPT,
        }
        return {(kinds[state], code) for code, state in assessment.states.items()}

    def test_each_unit_gets_what_its_state_calls_for_once(self, office, plain, capsys):
        assert main(["mail", "--year", "2011", "--today", "2011-12-10"]) == 0
        records = self.records(office)
        assert {(record.kind, record.unit_code) for record in records} == self.due(plain[0])
        assert len(records) == len(plain[0].states)
        before = {path: path.read_bytes() for path in (office / "output/2011/mail").glob("[!.]*")}
        assert main(["mail", "--year", "2011", "--today", "2011-12-12"]) == 0
        assert {path: path.read_bytes() for path in (office / "output/2011/mail").glob("[!.]*")} == before
        assert "没有新的邮件要发" in capsys.readouterr().out

    def test_corrections_list_every_finding_of_their_unit_and_of_no_other(self, office, plain):
        main(["mail", "--year", "2011", "--today", "2011-12-10"])
        for record in self.records(office):
            if record.kind is MailKind.CORRECTION:
                message = email.message_from_bytes(
                    (office / "output/2011/mail" / record.file).read_bytes(), policy=email.policy.default
                )
                text = message.get_body(("plain",)).get_content()
                own = [
                    each
                    for each in plain[0].intake.findings
                    if each.unit_code == record.unit_code and each.code not in OFFICE_CODES
                ]
                assert own
                assert all(each.sentence in text for each in own)
                assert text.count("\r\n1. ") + text.count("\r\n2. ") >= 1

    def put(self, office, name, content, age):
        path = office / "output/2011" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (time.time() - age,) * 2)

    def attached(self, office):
        folder = office / "output/2011/mail"
        found = {}
        for record in self.records(office):
            message = email.message_from_bytes((folder / record.file).read_bytes(), policy=email.policy.default)
            found[record.kind, record.unit_code] = [
                (part.get_filename(), part.get_content()) for part in message.iter_attachments()
            ]
        return found

    def test_workbooks_a_collect_made_go_to_whom_they_concern(self, office, programme, plain):
        units = {unit.name: unit.code for unit in programme.units}
        corrected = next(code for code, state in plain[0].states.items() if state is UnitState.TO_CORRECT)
        name = f"{corrected}-{programme.unit(corrected).name}.xlsx"
        self.put(office, f"corrections/{name}", b"corrections", 0)
        for verifier in ("质监分局", "办公室", "某局"):
            self.put(office, f"verification/核定表-{verifier}.xlsx", verifier.encode(), 0)
        self.put(office, "results/收件登记.xlsx", b"", -5)
        assert main(["mail", "--year", "2011", "--today", "2011-12-10"]) == 0
        found = self.attached(office)
        assert found[MailKind.CORRECTION, corrected] == [(name, b"corrections")]
        assert {key: value for key, value in found.items() if key[0] is MailKind.VERIFICATION} == {
            (MailKind.VERIFICATION, units["质监分局"]): [("核定表-质监分局.xlsx", "质监分局".encode())]
        }

    def test_a_verification_workbook_of_nobodys_name_is_said(self, office, capsys):
        self.put(office, "verification/核定表-某局.xlsx", b"x", 0)
        assert main(["mail", "--year", "2011", "--today", "2011-12-10"]) == 0
        assert "名册里没有“某局”" in capsys.readouterr().out

    def test_workbooks_behind_what_came_since_wait_for_the_next_collect(self, office, programme, plain, capsys):
        corrected = [programme.unit(code) for code, state in plain[0].states.items() if state is UnitState.TO_CORRECT]
        for unit in corrected:
            self.put(office, f"corrections/{unit.code}-{unit.name}.xlsx", b"old", 60)
        self.put(office, "results/收件登记.xlsx", b"", 60)
        assert main(["mail", "--year", "2011", "--today", "2011-12-10"]) == 0
        assert f"{len(corrected)} 封补正邮件先不拟；请先运行 make collect。" in capsys.readouterr().out
        assert MailKind.CORRECTION not in {record.kind for record in self.records(office)}
        self.put(office, "results/收件登记.xlsx", b"", -5)
        assert main(["mail", "--year", "2011", "--today", "2011-12-10"]) == 0
        assert {code for kind, code in self.attached(office) if kind is MailKind.CORRECTION} == {
            unit.code for unit in corrected
        }

    def test_the_offices_registers_alone_are_no_answer(self, office, tmp_path_factory):
        empty = tmp_path_factory.mktemp("returns")
        (empty / "台账.xlsx").write_bytes(b"not a return")
        assert main(["forms", "--year", "2011"]) == 0
        assert main(["mail", "--year", "2011", "--returns", str(empty), "--today", "2011-06-30"]) == 0
        assert {record.kind for record in self.records(office)} == {MailKind.FORM}

    def test_when_all_is_verified_nobody_is_asked_for_anything_settled(self, office, programme):
        shutil.copytree(SAMPLES, office / "returns/2011", dirs_exist_ok=True)
        for verifier in ("质监分局", "工商分局", "安监局"):
            self.put(office, f"verification/核定表-{verifier}.xlsx", b"x", 0)
        assert main(["mail", "--year", "2011", "--today", "2011-12-28"]) == 0
        kinds = {programme.unit(record.unit_code).name: record.kind for record in self.records(office)}
        assert MailKind.VERIFICATION not in kinds.values()
        assert kinds["罗溪镇"] is MailKind.RECEIPT  # its only error stands in a cell the office has verified
        assert kinds["新桥镇"] is MailKind.CORRECTION

    def test_after_a_collect_verifiers_get_their_workbooks_once(self, office, programme):
        run = ["--year", "2011"]
        assert main(["collect", *run]) == 0
        assert main(["mail", *run, "--today", "2011-12-17"]) == 0
        verifiers = {criterion.verifier for card in programme.scorecards for criterion in card.criteria} - {""}
        found = {code: parts for (kind, code), parts in self.attached(office).items() if kind is MailKind.VERIFICATION}
        assert {programme.unit(code).name for code in verifiers} == {programme.unit(code).name for code in found}
        for code, parts in found.items():
            name = f"核定表-{programme.unit(code).name}.xlsx"
            assert parts == [(name, (office / "output/2011/verification" / name).read_bytes())]
        before = self.records(office)
        assert main(["collect", *run]) == 0
        assert main(["mail", *run, "--today", "2011-12-18"]) == 0
        assert self.records(office) == before
