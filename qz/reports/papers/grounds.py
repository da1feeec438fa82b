"""What several papers are drafted from, worked out once for all of them."""

from collections.abc import Mapping
from typing import Any

from qz.model.assessment import Assessment
from qz.records import dataclass
from qz.reports.bulletin.bulletin_words import bulletin_words
from qz.reports.bulletin.document_lists import numbering
from qz.reports.goals.outcomes import Outcomes, outcomes_of
from qz.reports.papers.nominees import JudgedNominee, judge_nominees


@dataclass(frozen=True, slots=True)
class Grounds:
    """An assessment, its outcomes of tasks and goals, its judged nominees, and the words of its bulletin."""

    assessment: Assessment
    outcomes: Outcomes
    judged: tuple[JudgedNominee, ...]
    bulletin: Mapping[str, Any]

    @classmethod
    def of(cls, assessment: Assessment) -> "Grounds":
        """What the papers about an assessment are drafted from."""
        outcomes, judged = outcomes_of(assessment), judge_nominees(assessment)
        return cls(assessment, outcomes, judged, bulletin_words(assessment, outcomes, judged))

    def words(self) -> dict[str, Any]:
        """The bulletin's words, which every paper may use; each paper numbers its sections from 一 on."""
        return {**self.bulletin, "序": numbering()}
