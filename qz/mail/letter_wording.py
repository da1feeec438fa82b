"""The text of letters: the jinja2 templates of ``templates/mail/`` and the Chinese words they may use.

Each kind of letter (发表, 催报, 补正, 回执, 核定, 结果告知, 复核答复) has three templates: ``<kind>-主题.txt``,
``<kind>-正文.txt`` and ``<kind>-正文.html``. ``说明.md`` beside them tells the office which words (``{{ 单位 }}`` …)
there are.
"""

import datetime as dt
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from qz.layout.office_texts import TextFolder, render_text
from qz.layout.review_words import NOT_FILLED_IN, STATE_WORDS
from qz.mail.due import Due
from qz.model.addresses import split_addresses
from qz.model.assessment_rules import Particulars
from qz.model.finding import Finding, Severity
from qz.model.letters import Letter
from qz.model.returns import ReceivedFile
from qz.model.reviews import FOR_OFFICE, Review
from qz.values.dates import show_day, show_moment


class LetterWordingFault(Exception):
    """A template is missing or wrong; the message is a Chinese sentence with the file and the place."""


def _file_words(file: ReceivedFile) -> dict[str, str]:
    """A received file in words: its own name, without the archive or mail it came in, and the reason of its verdict."""
    name = file.path.replace("\\", "/").rpartition("/")[2]
    return {"文件": name, "原因": file.reason.removeprefix(f"“{file.path}”：").removeprefix(f"“{name}”：")}


def _finding_words(finding: Finding) -> dict[str, str]:
    """A finding in words: its place, and its sentence without the place."""
    return {
        "级别": finding.severity.value,
        "工作表": finding.sheet,
        "单元格": finding.cell,
        "说明": finding.sentence.removeprefix(f"《{finding.sheet}》{finding.cell}："),
    }


def _review_words(review: Review) -> dict[str, str]:
    """An application and its state, with the reason for it."""
    outcome, application = review.outcome, review.application
    return {
        "条款": application.clause or NOT_FILLED_IN,
        "申请计为": application.asked or NOT_FILLED_IN,
        "状态": STATE_WORDS.get(review.state, review.words),
        "说明": outcome.reason if outcome else "" if review.state in FOR_OFFICE else review.why,
        "答复人": outcome.second_by if outcome else "",
    }


def _particulars_words(particulars: Particulars) -> dict[str, object]:
    return {
        "年度": particulars.year,
        "地区": particulars.district,
        "考核": f"{particulars.year}年{particulars.district}{particulars.name.removesuffix('考核')}考核",
        "方案": particulars.title,
        "文号": particulars.document_number,
        "截止时间": show_moment(particulars.deadline),
        "统计截止日": show_day(particulars.counted_until) if particulars.counted_until else "",
        "复核截止时间": show_moment(particulars.appeal_by) if particulars.appeal_by else "",
        "核定截止日": show_day(particulars.verify_by) if particulars.verify_by else "",
        "办公室": particulars.office,
        "联系人": particulars.contact,
        "电话": particulars.phone,
        "邮箱": particulars.email,
        "地址": particulars.address,
    }


def letter_words(due: Due, particulars: Particulars, today: dt.date) -> dict[str, object]:
    """All words that a template may use for a letter: the same for every kind, empty where they do not apply."""
    errors = [_finding_words(each) for each in due.findings if each.severity is Severity.ERROR]
    warnings = [_finding_words(each) for each in due.findings if each.severity is not Severity.ERROR]
    arrived = (due.returned.mailed_at or due.returned.saved_at) if due.returned else None
    return _particulars_words(particulars) | {
        "单位": due.unit.name,
        "单位联系人": due.unit.contact,
        "计分": bool(due.unit.scorecard_id),
        "今天": show_day(today),
        "附件": [each.name for each in due.attachments],
        "天数": due.days,
        "已过期": due.overdue,
        "逾期": due.late,
        "来文件": _file_words(due.returned)["文件"] if due.returned else "",
        "来件时间": show_moment(arrived) if arrived else "",
        "按邮件日期": bool(due.returned and due.returned.mailed_at),
        "未采用": [_file_words(each) for each in due.refused],
        "错误": errors,
        "提醒": warnings,
        "待核定单位数": due.awaiting,
        "待复核条数": due.asked,
        "复核已截止": due.closed,
        "复核申请": [_review_words(each) for each in due.reviews],
    }


class LetterWording:
    """Writes letters with the templates of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._templates = Environment(
            loader=FileSystemLoader(folder, encoding="utf-8-sig"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def _render(self, name: str, words: dict[str, object]) -> str:
        texts = TextFolder(self.folder, "邮件模板", lambda name: f"邮件模板《{name}》", LetterWordingFault)
        return render_text(self._templates, texts, name, words)

    def word(self, due: Due, particulars: Particulars, today: dt.date) -> Letter:
        """The letter with its subject and text.

        Raises:
            LetterWordingFault: A template is missing or wrong.
            ValueError: The unit's address is not a mail address.
        """
        words = letter_words(due, particulars, today)
        # A header must be one line, also where the template or the programme's texts have line breaks.
        subject = " ".join(self._render(f"{due.kind}-主题.txt", words).split())
        return Letter(
            kind=due.kind,
            unit_code=due.unit.code,
            unit_name=" ".join(due.unit.name.split()),
            recipients=split_addresses(due.unit.email),
            subject=subject,
            text=self._render(f"{due.kind}-正文.txt", words),
            html=self._render(f"{due.kind}-正文.html", words),
            attachments=due.attachments,
            fingerprint=due.fingerprint,
        )
