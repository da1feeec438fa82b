"""An annex is printed by its columns: what each head shows, how items stand in groups, where the form's cells lie."""

from dataclasses import replace
from decimal import Decimal

import pytest
import small_programme

from qz.layout.card_columns import card_columns
from qz.layout.form import build_plan
from qz.layout.form_plan import CARD_SHEET
from qz.layout.print_columns import HeadFault, Shows, item_groups, other_text, print_columns, print_table
from qz.model.layout import InputKind
from qz.rules.subtotals import group_formula, group_words

SHORT = ("序号", "考核内容", "评分方法", "标准分", "实得分")
LONG = (*SHORT[:4], "扣分原因", "实得分", "备注")
USUAL = tuple(Shows(head) for head in LONG)


def card(heads, own=(), of_criteria=(), *, deductions=False, rows=(("",),)):
    """A scorecard with these heads; ``own`` columns of items, whose texts are ``rows``, and those of criteria."""
    one = small_programme.zoo().scorecards[0]
    first = replace(one.items[0].criteria[0], others=tuple((head, "甲局") for head in of_criteria))
    items = tuple(
        replace(
            one.items[0],
            number=str(place),
            standard=Decimal(10 * place),
            others=tuple(zip(own, texts, strict=False)),
            criteria=(replace(first, criterion_id=f"{place}.1"), replace(first, criterion_id=f"{place}.2", others=())),
        )
        for place, texts in enumerate(rows, 1)
    )
    frame = replace(one.frame, heads=heads)
    return replace(one, frame=frame, items=items, shows_deductions=deductions)


def shown(scorecard):
    return tuple(column.shows for column in print_columns(scorecard))


@pytest.mark.parametrize(
    ("heads", "deductions", "wanted"),
    [
        (SHORT, False, (*USUAL[:4], Shows.SCORE)),
        (LONG, True, USUAL),
        ((), True, USUAL),  # nothing said: as usual
        (("编号", "内容", "办法", "满分", "扣分原因", "得分", "附记"), True, USUAL),  # 办法, 附记: by their place
        (("指标", "评分标准", "分值", "得分"), False, (*USUAL[1:4], Shows.SCORE)),  # an annex without numbers
        (("序号", "考核内容", "分值", "评分标准", "得分"), False, (*USUAL[:2], *USUAL[3:1:-1], Shows.SCORE)),
        (("考核内容", "评分方法"), False, (*USUAL[1:4], Shows.SCORE)),  # points are printed anyway
        (LONG, False, USUAL),  # the document has them
    ],
)
def test_what_the_heads_show(heads, deductions, wanted):
    scorecard = card(heads, deductions=deductions)
    assert shown(scorecard) == wanted
    assert print_table(scorecard).faults == ()


@pytest.mark.parametrize(
    ("heads", "faults"),
    [
        ((*SHORT[:4], "责任单位", "实得分"), [(4, HeadFault.UNKNOWN)]),
        (("一级指标", *SHORT), [(0, HeadFault.UNKNOWN)]),
        ((*SHORT[:3], "分值", "满分", "实得分"), [(4, HeadFault.TWICE)]),
        ((*SHORT[:3], "权数", "实得分"), [(3, HeadFault.UNKNOWN)]),  # where 标准分 is printed, something of 分
        ((*SHORT, "考核方式", "考核方式"), [(5, HeadFault.UNKNOWN), (6, HeadFault.UNKNOWN)]),
    ],
)
def test_heads_that_cannot_be_printed(heads, faults):
    assert list(print_table(card(heads)).faults) == faults


def test_with_a_fault_points_have_their_columns_all_the_same():
    """What is refused by the check is printed without the head in question, wherever it is read unchecked."""
    own = tuple(f"说明{place}" for place in range(16))
    scorecard = card((*own, *SHORT), own, rows=(own,))
    assert [fault for _, fault in print_table(scorecard).faults] == [HeadFault.TOO_MANY] * 5
    assert shown(scorecard)[16:] == (Shows.STANDARD, Shows.SCORE)
    assert card_columns(scorecard).standard == 17


def test_the_documents_own_columns_stand_where_the_document_has_them():
    heads = ("一级指标", "序号", "考核内容", "考核方式", "评分方法", "标准分", "责任单位", "实得分", "备注")
    own = ("一级指标", "考核方式", "备注")
    scorecard = card(heads, own, ("责任单位",), rows=(("一", "查看", "见附表"),), deductions=True)
    columns = print_columns(scorecard)
    assert tuple(column.head for column in columns) == (*heads[:7], "扣分原因", *heads[7:])
    assert [column.head for column in columns if column.shows is Shows.OTHER] == [
        "一级指标",
        "考核方式",
        "责任单位",
        "备注",
    ]
    assert other_text(columns[-1], scorecard.items[0]) == "见附表"  # printed text, not what units note
    assert other_text(columns[6], scorecard.items[0]) == "甲局（1.1）"
    at = card_columns(scorecard)
    assert [column.head for column in at.printed] == [*heads[:7], "备注"]
    assert (at.standard, at.clause, at.fact, at.last) == (6, 9, 12, at.score)


def test_the_forms_cells_lie_after_the_annexs_columns():
    zoo = small_programme.zoo()
    one = replace(
        zoo.scorecards[0], frame=replace(zoo.scorecards[0].frame, heads=("考核内容", "评分方法", "分值", "得分"))
    )
    plans = [build_plan(each, each.units[0]) for each in (zoo, replace(zoo, scorecards=(one,)))]
    columns = [plan.layout.columns[CARD_SHEET][InputKind.FACT] for plan in plans]
    assert columns == [8, 7]
    for plan, column in zip(plans, columns, strict=True):
        assert {cell.column for cell in plan.layout.inputs if cell.kind is InputKind.FACT} == {column}
    assert plans[0].layout.digest != plans[1].layout.digest


def test_groups_end_where_an_earlier_group_does():
    rows = (("一", "甲"), ("一", "甲"), ("一", "乙"), ("二", "乙"), ("二", "乙"))
    scorecard = card(("一级指标", "二级指标", *SHORT), ("一级指标", "二级指标"), rows=rows)
    found = [
        [(group.words, len(group.items)) for group in item_groups(scorecard, column)]
        for column in print_columns(scorecard)[:2]
    ]
    assert found == [[("一", 3), ("二", 2)], [("甲", 2), ("乙", 1), ("乙", 2)]]


@pytest.mark.parametrize(
    ("words", "blank", "scored", "formula"),
    [
        ("一", "一\n小计30分", "一\n小计30分，得12.35分", '"一"&CHAR(10)&"小计30分，得"&ROUND($A$1+$A$2,2)&"分"'),
        ("一（30分）", "一（30分）", "一（30分）\n得12.35分", '"一（30分）"&CHAR(10)&"得"&ROUND($A$1+$A$2,2)&"分"'),
        ("", "", "", ""),
        ('"甲"\n乙', '"甲"\n乙\n小计30分', '"甲"\n乙\n小计30分，得12.35分', None),
    ],
)
def test_a_group_has_a_subtotal(words, blank, scored, formula):
    scorecard = card(("一级指标", *SHORT), ("一级指标",), rows=((words,), (words,)))
    (group,) = item_groups(scorecard, print_columns(scorecard)[0])
    assert group_words(group) == blank
    assert group_words(group, "得", Decimal("12.345")) == scored
    made = group_formula(group, "得", ["$A$1", "$A$2"])
    assert formula in {None, made}
    assert made.startswith('"""甲"""&CHAR(10)&"乙"&') or formula is not None


def test_one_item_needs_no_subtotal():
    scorecard = card(("一级指标", *SHORT), ("一级指标",), rows=(("一",),))
    (group,) = item_groups(scorecard, print_columns(scorecard)[0])
    assert (group_words(group, "得", Decimal(1)), group_formula(group, "得", ["$A$1"])) == ("一", "")
