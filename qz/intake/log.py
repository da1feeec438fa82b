"""Collects the result of the intake: every file with its verdict, and every finding."""

import datetime as dt
from dataclasses import replace

from qz.findings import quote
from qz.intake.intake_records import Arrival, Format, Issue
from qz.intake.judging.candidates import Candidate
from qz.intake.reading.one_file import Content
from qz.model.finding import Finding
from qz.model.manifest import WorkbookKind
from qz.model.returns import ReceivedFile, Verdict
from qz.model.trust import RULES, Decision, Doubt


class Log:
    """Files received and findings, in the order they are added."""

    def __init__(self) -> None:
        """Start with empty lists."""
        self.received: list[ReceivedFile] = []
        self.findings: list[Finding] = []

    def find(self, issue: Issue, path: str, unit_code: str = "") -> Finding:
        """Add a finding about a file, and return it."""
        finding = issue.found_in(path, unit_code)
        self.findings.append(finding)
        return finding

    def refuse(self, arrival: Arrival, issue: Issue, unit_code: str = "") -> None:
        """Add a file that is not read; its finding is the reason."""
        verdict = Verdict.SKIPPED if arrival.skipped else Verdict.REFUSED
        finding = issue.found_in(arrival.path) if arrival.quiet else self.find(issue, arrival.path)
        self.receive(arrival, verdict, finding.sentence + _about(arrival), unit_code=unit_code)

    def receive_container(self, arrival: Arrival) -> None:
        """Add an archive or mail; the files inside it are added one by one besides."""
        reason = f"不是报送表本身；里面有{arrival.contains}个文件，已逐个列出"
        if arrival.notice:
            reason = self.find(arrival.notice, arrival.path).sentence
        reason += _about(arrival)
        self.receive(arrival, Verdict.SKIPPED, reason, kind="容器")

    def receive_other(self, arrival: Arrival, content: Content, doubt: Doubt | None, decision: Decision | None) -> None:
        """Add a workbook of another kind, which another stage reads."""
        kind = RULES[content.kind].word if content.kind in RULES else content.kind
        file = self.receive(
            arrival,
            Verdict.COUNTED,
            f"{kind}，另行读取",
            kind=kind,
            unit_code=content.unit_code,
            saved_at=content.saved_at,
        )
        self.received[-1] = replace(file, doubt=doubt, decision=decision, seal=content.seal)

    def receive_form(self, candidate: Candidate, verdict: Verdict, reason: str) -> ReceivedFile:
        """Add a unit's return."""
        kind, reported = WorkbookKind.RETURN.word, candidate.reported
        file = self.receive(
            candidate.arrival, verdict, reason, kind=kind, unit_code=reported.unit_code, saved_at=reported.saved_at
        )
        if candidate.decision:
            self.received[-1] = file = replace(file, decision=candidate.decision)
        return file

    def receive(
        self,
        arrival: Arrival,
        verdict: Verdict,
        reason: str,
        *,
        kind: str = "",
        unit_code: str = "",
        saved_at: dt.datetime | None = None,
    ) -> ReceivedFile:
        """Add a file with its verdict."""
        file = ReceivedFile(
            path=arrival.path,
            sha256=arrival.sha256,
            size=arrival.size,
            verdict=verdict,
            reason=reason,
            kind=kind,
            unit_code=unit_code,
            saved_at=saved_at,
            mailed_at=arrival.envelope.mailed_at,
            sender=arrival.envelope.sender,
        )
        self.received.append(file)
        return file


def _about(arrival: Arrival) -> str:
    """A mail's subject in brackets, by which the clerk finds it in the mailbox; ``""`` for other files."""
    subject = arrival.envelope.subject if arrival.format is Format.MAIL else ""
    return f"（邮件主题：{quote(subject)}）" if subject else ""
