"""The words of 表彰决定, under the Chinese names that its template may use: which units and people are commended.

Source: product specification, "Results"; the document's text, 三 3 (units and individuals are commended).
"""

from typing import Any

from qz.model.programme import Programme
from qz.reports.bulletin.document_lists import quote
from qz.reports.papers.grounds import Grounds
from qz.reports.papers.nominees import are_nominated
from qz.reports.result_words import report_title


def decides(programme: Programme) -> bool:
    """Whether there is somebody to commend: places for people, or a rule for units where a report is drafted too."""
    rules = any(one.commend_ranks is not None or one.commend_total is not None for one in programme.bulletin)
    return are_nominated(programme) or (bool(programme.particulars.report_to) and rules)


def decision_words(grounds: Grounds) -> dict[str, Any]:
    """Every word that the template may use: the bulletin's, the commended units by scorecard and the people."""
    words, judged = grounds.words(), grounds.judged
    cards = [card for card in words["评分表"] if card["表扬"]]
    units = [{"名称": card["名称"], "单位": [row["单位"] for row in card["表扬"]]} for card in cards]
    people = [
        {"单位": one.unit.name, "姓名": quote(one.nominee.name), "职务": quote(one.nominee.post)}
        for one in judged
        if not one.against
    ]
    who = "和".join([*(["先进单位"] if units or not people else []), *(["先进个人"] if people else [])])
    return {
        **words,
        "标题": f"关于表彰{report_title(grounds.assessment.programme, '').removesuffix('考核')}\n{who}的决定",
        "先进单位": units,
        "先进个人": people,
        "待核实人数": sum(bool(one.against) for one in judged),
    }
