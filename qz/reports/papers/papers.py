"""The papers that can be drafted: file name, words, and which programmes ask for each."""

from collections.abc import Callable
from typing import Any, Final

from qz.model.programme import Programme
from qz.records import dataclass
from qz.reports.papers.decision_words import decides, decision_words
from qz.reports.papers.grounds import Grounds
from qz.reports.papers.report_words import report_words

BULLETIN_NAME: Final = "通报.docx"
REPORT_NAME: Final = "考核情况报告.docx"
DECISION_NAME: Final = "表彰决定.docx"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper. Its template has the same file name.

    ``words``: what its template may use. ``is_wanted``: whether a programme asks for it.
    """

    file_name: str
    words: Callable[[Grounds], dict[str, Any]]
    is_wanted: Callable[[Programme], bool]


PAPERS: Final = (
    Paper(BULLETIN_NAME, Grounds.words, lambda _: True),
    Paper(REPORT_NAME, report_words, lambda programme: bool(programme.particulars.report_to)),
    Paper(DECISION_NAME, decision_words, decides),
)
