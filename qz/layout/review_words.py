"""The words for applications (复核申请): their states and answers."""

from collections.abc import Mapping
from typing import Final

from qz.layout.verification_workbook import verifier_name
from qz.model.programme import Programme
from qz.model.reviews import Review, Reviews, ReviewState

STATE_WORDS: Final[Mapping[ReviewState, str]] = {
    ReviewState.OPEN: "已受理，待答复",
    ReviewState.LATE: "逾期，待办公室定下是否受理",
    ReviewState.HELD: "待确认，待办公室定下是否受理",
    ReviewState.FAULTY: "填写有误，待补正",
    ReviewState.REPLACED: "另有更晚的申请",
    ReviewState.REFUSED: "不受理",
    ReviewState.WITHDRAWN: "已撤回",
}
"""The state of an application that has no answer yet, in words."""
NOT_FILLED_IN: Final = "（没有填）"
"""Stands for the clause, or what is asked for, where it was left blank."""


def count_words(reviews: Reviews) -> str:
    """The number of applications by state: ``申请复核3条：已答复2条（改变1条），不受理1条``."""
    changed = f"（改变{reviews.changed}条）" if reviews.changed else ""
    counts = (
        ("已答复", reviews.decided, changed),
        ("待核定单位答复", reviews.open, ""),
        ("待办公室定", reviews.waiting, ""),
        ("待单位补正", reviews.faulty, ""),
        ("不受理", reviews.refused, ""),
        ("单位撤回", reviews.withdrawn, ""),
    )
    listed = "，".join(f"{words}{count}条{more}" for words, count, more in counts if count)
    replaced = f"（另有被更晚的申请替代的{reviews.replaced}条）" if reviews.replaced else ""
    return f"申请复核{len(reviews.standing)}条{'：' if listed else ''}{listed}{replaced}"


def review_state(programme: Programme, review: Review) -> str:
    """The state of an application: ``已受理，待质监分局答复``, ``维持``, ``由1次改为3次``."""
    if review.state is ReviewState.OPEN:
        return f"已受理，待{verifier_name(programme, review.verifier)}答复"
    return STATE_WORDS.get(review.state, review.words)


def review_sentence(programme: Programme, review: Review) -> str:
    """An application and its state: ``1.2 质量工作专题会议次数：申请计为4；由2次改为4次（李某：纪要属实）``.

    For an application that is not accepted or has to be corrected, the reason is added.
    """
    outcome = review.outcome
    why = f"（{outcome.second_by}：{outcome.reason}）" if outcome else ""
    if review.state in {ReviewState.REFUSED, ReviewState.FAULTY} and review.why:
        why = "：" + review.why.replace("\n", "；")
    application = review.application
    if review.state is ReviewState.WITHDRAWN:
        return f"{application.clause}：申请已由单位撤回"
    clause, asked = application.clause or NOT_FILLED_IN, application.asked or NOT_FILLED_IN
    return f"{clause}：申请计为{asked}；{review_state(programme, review)}{why}"
