"""``qz import``: an official document becomes a draft programme, letter for letter, with every guess marked."""

import contextlib
import io
from collections import Counter
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from qz.cli.main import main
from qz.programme.check.open_cells import open_cells
from qz.programme.check.run import check_workbook
from qz.programme.guide.sentence_guide import guide_sentences
from qz.programme.importing.clauses.fact_names import name_of
from qz.programme.importing.clauses.guessed_rule import Clause
from qz.programme.importing.clauses.read_clause import PATTERNS, amounts_left, read_clause
from qz.programme.importing.document.annexes import split_document
from qz.programme.importing.document.blocks import TableBlock, TextBlock
from qz.programme.importing.document.read_document import DocumentFault, read_document
from qz.programme.importing.document.read_docx import read_docx
from qz.programme.importing.document.read_flattened import read_flattened
from qz.programme.importing.guesses.title import find_district, find_title, name_of_assessment
from qz.programme.importing.guesses.units_in_text import units_in_text
from qz.programme.importing.programme_draft import draft_programme
from qz.programme.importing.write_draft import write_draft
from qz.programme.load import load_tables
from qz.programme.reading.place_bands import read_place_bands
from qz.programme.reading.typed_records import show_value
from qz.programme.writing.marked_book import open_to_mark
from qz.words import squeeze

ROOT = Path(__file__).parents[2]
OFFICIAL = ROOT / "samples" / "official"


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """The folder of both years' imported programmes, and what the command said of the last, 2011."""
    folder = tmp_path_factory.mktemp("imported")
    for year in (2010, 2011):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            assert main(["import", str(OFFICIAL / f"{year}.txt"), "--output", str(folder)]) == 0
    return folder, said.getvalue()


@pytest.fixture(scope="module", params=[2010, 2011])
def both(request, imported):
    """What a year's document is imported as, beside the workbook the office keeps: both as tables."""
    drafted, _ = load_tables(imported[0] / f"{request.param}.xlsx")
    kept, _ = load_tables(ROOT / "templates" / f"{request.param}.xlsx")
    return drafted.plain(), kept.plain()


def texts(rows, *fields):
    return [tuple(squeeze(show_value(row.get(field))) for field in fields) for row in rows]


def filled(rows):
    """The rows of a responsibility table with each blank number and category filled from above."""
    above = {}
    for row in rows:
        above |= {field: row[field] for field in ("number", "category") if row.get(field)}
        yield {**row, **above}


def test_every_task_lead_and_support_letter_for_letter(both):
    drafted, kept = both
    fields = ("number", "category", "subcategory", "goal", "lead", "support")
    assert texts(filled(drafted["tasks"]), *fields) == texts(filled(kept["tasks"]), *fields)


def test_the_annexes_are_as_printed(both):
    drafted, kept = both
    assert texts(drafted["items"], "number", "content", "method", "standard") == texts(
        kept["items"], "number", "content", "method", "standard"
    )
    goals = texts(drafted["main_goals"], "goal_id", "text")
    assert goals == texts(kept["main_goals"], "goal_id", "text")
    assert Counter(texts(drafted["frames"], "part", "text")) >= Counter(
        row for row in texts(kept["frames"], "part", "text") if row[0] in {"标题", "列标题", "段落"}
    )


def test_the_numbers_of_the_goals_are_indicators(both):
    """At least 95 in 100 with their task, nature, target and comparator."""
    drafted, kept = both
    fields = ("task_id", "kind", "target", "comparator")
    wanted = Counter(
        row for row in texts(kept["indicators"], *fields) if row[0][0].isdigit() and row[2] not in {"", "0", "另行下达"}
    )
    found = Counter(texts(drafted["indicators"], *fields))
    assert (wanted & found).total() >= 0.95 * wanted.total()


def test_goals_without_a_number_are_indicators_too(both):
    """What must not happen, what is striven for and what another document sets: each with its task and words."""
    drafted, kept = both
    fields = ("task_id", "kind", "quote", "target", "comparator")
    wanted = {
        row
        for row in texts(kept["indicators"], *fields)
        if row[0][0].isdigit() and (row[1] in {"底线", "争创"} or row[3] == "另行下达")
    }
    assert wanted <= set(texts(drafted["indicators"], *fields))


def test_criteria_have_their_kind_and_points(both):
    """At least 85 in 100."""
    drafted, kept = both
    fields = ("scorecard_id", "criterion_id", "kind", "points")
    wanted = {row for row in texts(kept["criteria"], *fields) if row[2]}
    found = {row for row in texts(drafted["criteria"], *fields) if row[2]}
    assert len(wanted & found) >= 0.85 * len(wanted)


def test_check_is_the_list_of_what_is_to_do(imported):
    """What the document does not say is all that check calls an error: it names no 街道 and sets no unit its target."""
    errors = check_workbook(imported[0] / "2011.xlsx").errors
    assert {(each.sheet, each.cell) for each in errors if each.code != "P84"} == {("单位统称", "B4")}
    assert {each.sheet for each in errors if each.code == "P84"} == {"单位目标"}


def test_guesses_are_coloured_and_say_where_they_come_from(imported):
    folder, said = imported
    book = openpyxl.load_workbook(folder / "2011.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows(min_row=4) for cell in row if cell.comment]
    comments = [cell.comment.text for cell in cells if cell.comment.text.startswith("请")]
    assert f"有 {len(comments)} 个单元格是按文件猜的" in said
    assert book["评分方法"]["E4"].comment.text == "请核：由“有专人负责质量振兴工作并明确责任部门2分”按“…分”猜。"
    assert [cell.value for cell in book["读不成规则"][3]][:2] == ["《单位》", "街道"]
    assert f"check --programme {folder / '2011.xlsx'}，按它列出的逐条改" in said


def only_rule(text, content="", standard=None):
    """The one rule that a clause is, nothing of it left."""
    read = read_clause(Clause(content, text, standard))
    assert read.left == ()
    ((rule, _),) = read.rules
    return rule


RANKED = "第一名…分，前几名加…分，末位扣…分"
CLAUSES = [
    (RANKED, "", "满意度测评第一名得5分，依次减0.5分", "按名次得分", "5"),
    (RANKED, "", "招商到位资金排名前三的分别加3、2、1分", "按名次加分", None),
    (RANKED, "", "信息上报居全县前三名的，各加1分", "按名次加分", None),
    (RANKED, "", "群众满意度列全市末位的扣2分", "按名次扣分", None),
    ("一票否决，不得评优，降一档", "", "一次死亡2人以上的，实行一票否决", "一票否决", None),
    ("一票否决，不得评优，降一档", "", "未完成年度投资任务的，不得评先", "一票否决", None),
    ("少完成一项扣…分（任务）", "", "牵头任务全部完成得20分，每少完成一项扣4分", "任务未完成扣分", None),
    ("少完成一项扣…分（任务）", "", "未完成年度任务的，少完成一项扣2分", "任务未完成扣分", None),
    ("不超过…，每超…扣…分", "", "越级上访不超过3起，每超1起扣2分", "缺数扣分", None),
    ("不超过…，每超…扣…分", "", "差错率控制在2%以内得4分，每超0.5个百分点扣1分", "每少扣分", "4"),
    (
        "…各得…分，每项指标降…扣…分",
        "办结率、回访率均为100%",
        "办结率和回访率各得3分，每项指标降1%扣1分",
        "每少扣分",
        "3",
    ),
    ("达到…得…分，每低…扣…分", "", "农户参保率达到95%得8分，每下降1个百分点扣0.5分", "每少扣分", "8"),
    ("达到…得…分，每低…扣…分", "", "通车率达到100%得满分，每低一个百分点减2分，减完为止", "每少扣分", "20"),
    ("…得…分，每少…扣…分", "全年培训12次以上", "开展业务培训6分，每少1次扣0.5分", "每少扣分", "6"),
    ("…得…分，每发生一起扣…分", "", "提案按时办结率100%得5分，每有一件逾期办结减1分", "每少扣分", "5"),
    ("少于…的，每少…扣…分", "", "夜间巡查少于10次的，每少一次扣1分", "缺数扣分", None),
    ("不少于…，每少…扣…分", "", "许可证发证率95%以上，每低1个百分点扣0.5分", "缺数扣分", None),
    ("不少于…，每少…扣…分", "", "主要领导带队检查不少于4次，每少一次扣2分", "缺数扣分", None),
    ("缺一次扣…分，考核内容写明次数", "每年开展夜间巡查至少10次", "夜间巡查每少一次扣1分", "缺数扣分", None),
    ("超过…的，每…加…分", "", "招商到位资金超过2000万元的，每500万元加0.5分，最高加3分", "超额加分", None),
    ("除完成任务外…加…分", "", "除完成任务外，每多建成1个示范点加0.5分", "超额加分", None),
    ("除完成任务外…加…分", "", "网点建设超额完成的每个加1分", "超额加分", None),
    ("每完成一个得…分，最高…分", "", "超过本单位任务的，每超1个得0.5分，最高2分", "每多得分", "2"),
    ("每完成一个得…分，最高…分", "", "在市级媒体发稿每篇计2分，最高10分", "每多得分", "10"),
    ("每完成一个得…分，最高…分", "", "投资额每增长1个百分点得0.2分", "每多得分", "20"),
    ("得分＝…÷目标×…，按完成比例得分", "", "得分＝实际投资额÷目标×30，最高30分", "按比例得分", "30"),
    ("得分＝…÷目标×…，按完成比例得分", "", "完成植树任务的得10分，未完成的按完成比例得分", "按比例得分", "10"),
    ("按…得分，满分…分", "", "按群众安全感得分，满分10分", "按比例得分", "10"),
    ("测评结果×…%得分", "", "年终测评得分×20%计分", "按比例得分", "20"),
    ("…以上得…分，…以上得…分", "", "覆盖率90%以上得8分，70%以上得5分，以下不得分", "分档得分", "8"),
    ("…以上得…分，…以上得…分", "", "投诉不超过2件得6分，不超过5件得3分，其余1分", "分档得分", "6"),
    ("…以上得…分，…以上得…分", "", "满意率≥90%的得9分，80%≤满意率＜90%的得6分，低于80%的不得分", "分档得分", "9"),
    ("…以上得…分，…以上得…分", "", "建有20人以上队伍的得8分，10人以上的得4分，不足10人的不得分", "分档得分", "8"),
    ("…以上得…分，…以上得…分", "", "收入50万元以上得9分；30万元以上50万元以下得5分；30万元以下不得分", "分档得分", "9"),
    ("…扣（加）…至…分", "", "整改不彻底的，扣1至3分", "酌情扣分", None),
    ("…扣（加）…至…分", "", "工作有创新的酌情加分，最高3分", "酌情加分", None),
    ("…得…分，…得…分（几种情形）", "", "县级开展得3分，部门开展得2分，没有开展不得分", "选项得分", "3"),
    ("…每…加…分", "", "获得省级表彰每项加3分", "加分", None),
    ("…加…分", "", "被省级表彰的加3分", "加分", None),
    ("…每…扣…分", "", "发生一起重复上访扣1分", "扣分", None),
    ("…每…扣…分", "", "规范性文件未按要求备案的每件扣1分", "扣分", None),
    ("…每…扣…分", "", "私设摊点的，扣2分/处", "扣分", None),
    ("…几个扣…分", "", "重伤1人扣15分", "扣分", None),
    ("未…扣…分", "", "未建立工作台账的扣3分", "否则扣分", None),
    ("…扣…分", "", "信息报送不及时的减1分", "扣分", None),
    ("…不得分", "", "发生较大以上事故的不得分", "不得分", None),
    ("完成…任务…分", "", "完成年度植树任务8分", "完成目标得分", "8"),
    ("不超过…得…分", "", "差错率不超过2‰得4分，超过的不得分", "达标得分", "4"),
    ("达到…得…分", "", "农村自来水普及率达95%得6分，否则不得分", "达标得分", "6"),
    ("正常召开…分", "每年至少召开联席会议2次", "联席会议正常召开2分", "达标得分", "2"),
    ("…达标…分", "抽检合格率90%", "抽检合格率达标5分", "达标得分", "5"),
    ("积极…分，有效…分", "", "积极参与区域协作4分", "评分", "4"),
    ("…分", "", "设立举报电话2分", "是则得分", "2"),
    ("…分", "", "有专门会议纪要的计5分，否则不得分", "是则得分", "5"),
]


@pytest.mark.parametrize(("pattern", "content", "text", "kind", "points"), CLAUSES)
def test_a_pattern_reads_its_clause(pattern, content, text, kind, points):
    rule = only_rule(text, content, Decimal(20))
    assert (rule.pattern, rule.kind, rule.points and str(rule.points)) == (pattern, kind, points)
    assert amounts_left(text, [rule], Decimal(20)) == ()


@pytest.mark.parametrize(
    ("text", "kind", "term"),
    [
        ("①未及时完成备案的扣2分", "否则扣分", ("及时完成备案", "是否", "", "")),
        ("未组织不少于4场宣讲的扣2分", "否则扣分", ("组织不少于4场宣讲", "是否", "", "")),
        ("未建立台账、未落实责任的扣2分", "扣分", ("未建立台账、未落实责任", "是否", "是", "是")),
        ("1.信息报送不及时的扣1分", "扣分", ("信息报送不及时", "是否", "是", "是")),
        ("工程未达到进度要求扣5分", "扣分", ("工程未达到进度要求", "是否", "是", "是")),
        ("党政主要领导没有参与包案的扣3分", "扣分", ("党政主要领导没有参与包案", "是否", "是", "是")),
        ("因保密审查不到位扣2分", "扣分", ("因保密审查不到位", "是否", "是", "是")),
        ("无故缺席会议的扣1分", "扣分", ("无故缺席会议", "是否", "是", "是")),
        ("①未落实责任的不得分", "不得分", ("落实责任", "是否", "否", "")),
        ("整改未落实的不得分", "不得分", ("整改未落实", "是否", "是", "")),
        ("危房未改造的每户扣1分", "扣分", ("危房未改造的每户", "计数", "", "")),
        ("每案次扣1分", "扣分", ("每案次", "计数", "", "")),
        ("错发物资每批次扣2分", "扣分", ("错发物资每批次", "计数", "", "")),
        ("发现一条失实信息扣1分", "扣分", ("发现一条失实信息", "计数", "", "")),
        ("每有一户返贫的扣2分", "扣分", ("每有一户返贫", "计数", "", "")),
        ("未落实责任造成事故的扣5分", "扣分", ("未落实责任造成事故", "计数", "", "")),
        ("未按规定报告或瞒报的扣5分", "扣分", ("未按规定报告或瞒报", "是否", "是", "是")),
        ("未尽责导致群体上访的不得分", "不得分", ("未尽责导致群体上访", "是否", "是", "")),
    ],
)
def test_a_deduction_is_never_turned_round(text, kind, term):
    """A negative is taken out of the fact's name, which 否 then sets off, or stays in a name that 是 sets off."""
    rule = only_rule(text)
    (found,) = rule.terms
    assert (rule.kind, (found.words, found.value_type, found.trigger, found.once)) == (kind, term)


@pytest.mark.parametrize(
    ("text", "rules", "left"),
    [
        ("每年演练不少于2次，少一次扣3分，未演练的不得分", ["缺数扣分", "不得分"], ()),
        ("责任到人得4分；按时报送总结得3分", ["是则得分", "是则得分"], ()),
        ("建立台账得2分，未建立的不得分", ["是则得分"], ()),
        ("完成任务得20分，每少1个扣5分；超额完成的每个加2分", ["每少扣分", "超额加分"], ()),
        ("公示及时，发现一处错漏扣1分", ["扣分"], ()),
        ("超时一次扣1分；视情况酌情处理的另行扣分", ["扣分"], ("视情况酌情处理的另行扣分",)),
        ("得票最多的得3分，其余得1分", [], ("得票最多的得3分，其余得1分",)),
        ("调解率达98%得15分，每下降1%扣1分，低于90%不得分", ["每少扣分"], ("低于90%不得分",)),
        ("有记录得5分，每降低一档扣1分", [], ("有记录得5分，每降低一档扣1分",)),
    ],
)
def test_a_clause_of_several_sentences_is_read_whole_or_said(text, rules, left):
    """The longest run that is one rule, then the next; of a sentence that is read in part nothing is kept."""
    read = read_clause(Clause("", text))
    assert [rule.kind for rule, _ in read.rules] == rules
    assert read.left == left


def test_several_that_earn_together_have_one_most():
    (rule, _), *others = read_clause(
        Clause("", "县级媒体刊发每篇计2分，市级媒体每篇计4分，最高10分", Decimal(20))
    ).rules
    assert not others
    assert (rule.kind, rule.points) == ("每多得分", 10)
    assert [(term.words, term.target, term.rate) for term in rule.terms] == [("县级媒体刊发", 0, 2), ("市级媒体", 0, 4)]


@pytest.mark.parametrize(
    ("lines", "title", "name", "district"),
    [
        (
            ["白沙县人民政府办公室", "关于印发《白沙县2019年度林长制考核办法》的通知"],
            "白沙县2019年度林长制考核办法",
            "林长制",
            "白沙县",
        ),
        (
            ["白沙县防汛抗旱指挥部", "关于印发2021年度防汛工作考核细则的通知"],
            "2021年度防汛工作考核细则",
            "防汛工作",
            "白沙县",
        ),
        (
            ["中共文水市委办公室", "2022年度市直机关绩效考核实施方案"],
            "2022年度市直机关绩效考核实施方案",
            "市直机关",
            "文水市",
        ),
        (["关于印发2011年文水区植树工作", "实施意见的通知"], "2011年文水区植树工作实施意见", "植树工作", "文水区"),
        (
            ["柳溪街道2020年垃圾分类工作考核办法（试行）"],
            "柳溪街道2020年垃圾分类工作考核办法（试行）",
            "垃圾分类工作",
            "柳溪街道",
        ),
        (["附件：2018年城乡环境整治考核评分表"], "2018年城乡环境整治考核评分表", "城乡环境整治", ""),
    ],
)
def test_what_the_document_is_called(lines, title, name, district):
    assert find_title(lines) == title
    assert find_district(title, lines) == district
    assert name_of_assessment(title, district) == name


def test_units_that_the_text_lists():
    """Those under 考核对象, in groups or on one line, are the ones that are scored; leads of tasks are not."""
    body = [
        "一、考核对象",
        "（一）一类单位（2个）",
        "公安局、住建局。",
        "（二）二类单位：文旅局和教育局",
        "二、考核办法",
        "由人社局负责。",
    ]
    assert [(unit.name, unit.group) for unit in units_in_text(body)] == [
        ("公安局", "一类单位"),
        ("住建局", "一类单位"),
        ("文旅局", "二类单位"),
        ("教育局", "二类单位"),
    ]
    assert [
        unit.name for unit in units_in_text(["一、考核对象：上村、下村（含园区）、各有关单位。", "其他：不计。"])
    ] == ["上村", "下村"]
    table = TableBlock((("序号", "工作任务", "责任单位"), ("1", "植树6万株。", "林业局")))
    card = TableBlock((("考核内容", "评分办法", "分值"), ("植树", "未植树的扣5分", "10")))
    texts = ["2013年考核办法", "一、考核对象：公安局、住建局。", "附件1", "任务分解表", "附件2", "考核评分表"]
    blocks = [TextBlock(text) for text in texts]
    draft = draft_programme([*blocks[:4], table, *blocks[4:], card])
    assert [(row.values["name"], row.values.get("scorecard_id")) for row in draft.rows["units"]] == [
        ("公安局", "部门"),
        ("住建局", "部门"),
        ("林业局", None),
    ]
    (task,) = draft.rows["tasks"]
    assert (task.values["number"], task.values["category"], "category" in task.sources) == ("1", "重点任务", True)


@pytest.mark.parametrize(
    "heads",
    [
        ("序号", "工作任务", "牵头单位", "责任单位"),
        ("序号", "年度目标任务", "责任部门", "协办单位"),
        ("类别", "主要任务", "年度目标任务", "主要责任单位", "配合单位"),
    ],
)
def test_responsibility_tables_by_other_words(heads):
    row = dict(zip(heads[::-1], ("林业局、水利局", "农业局", "植树6万株。", "绿化", "生态"), strict=False))
    table = TableBlock((heads, tuple(row[head] for head in heads)))
    (annex,) = split_document([TextBlock("2013年任务分解表"), table]).annexes
    assert [(row["goal"], row["lead"], row["support"]) for row in annex.rows] == [
        ("植树6万株。", "农业局", "林业局、水利局")
    ]


def card_of(*rows):
    """The draft of a scorecard with these rows of 考核内容, 评分办法 and 分值, and its items by what they are about."""
    table = TableBlock((("考核内容", "评分办法", "分值"), *rows))
    draft = draft_programme([TextBlock("2013年考核办法"), TextBlock("附件"), TextBlock("部门考核评分表"), table])
    return draft, {row.values["content"]: row.values for row in draft.rows["items"]}


def test_an_item_starts_full_where_its_clauses_take_from_its_points():
    _, items = card_of(
        ("责任", "1、无台账的扣5分；2、签订率达到100%得10分，每低1个百分点扣1分。", "20"),
        ("宣传", "1、有专栏得5分；2、迟报每次扣1分。", "5"),
        ("发展", "在县级媒体发稿每篇计2分，最高10分。", "10"),
    )
    assert {name: item["starts_full"] for name, item in items.items()} == {
        "责任": "满分起评",
        "宣传": "零分起评",
        "发展": "零分起评",
    }


def test_what_is_taken_where_there_are_no_points_is_said():
    """One of an item without points: a veto of the whole scorecard stands, a deduction has nothing to be taken from."""
    draft, items = card_of(("否决项", "发生泄密的，一票否决。", ""), ("减分项", "通报批评每次减2分。", ""))
    assert [item["standard"] for item in items.values()] == [0, 0]
    assert [one.words for one in draft.unread if "没有可扣的分" in one.why] == ["通报批评每次减2分。"]


def test_a_surplus_is_of_what_the_clause_counts():
    draft, _ = card_of(("户厕", "改造户厕40户得20分，每少1户扣0.5分，超额完成每户加0.2分（最高5分）", "20"))
    rows = [row.values for row in draft.rows["criteria"]]
    assert [(row["kind"], row["fact_id"], row["target"]) for row in rows] == [
        ("每少扣分", "改造户厕", 40),
        ("超额加分", "改造户厕", 40),
    ]


def test_a_target_of_nothing_is_written():
    draft, _ = card_of(("发展", "在县级媒体发稿每篇计2分，最高10分。", "10"))
    (row,) = draft.rows["criteria"]
    assert (row.values["target"], "target" in row.sources) == (0, True)


def test_a_column_that_has_no_place_is_said():
    table = TableBlock((("序号", "工作任务", "责任单位", "完成时限"), ("1", "植树6万株。", "林业局", "4月底")))
    draft = draft_programme([TextBlock("2013年任务分解表"), table])
    assert [(one.where, one.words) for one in draft.unread] == [("2013年任务分解表", "完成时限：4月底")]


def test_of_the_same_thing_the_highest_bonus_counts():
    rules = [
        rule for rule, _ in read_clause(Clause("", "国家级表彰的加3分，省级表彰的加2分，同一事项按最高级别加分")).rules
    ]
    assert [(rule.kind, rule.pool) for rule in rules] == [("加分", "同一事项取最高")] * 2


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("发生一起重复上访", "重复上访起数"),
        ("信息报送每少1条", "信息报送缺少的条数"),
        ("被县级以上通报批评的，每次", "被县级以上通报批评次数"),
        ("每有一户返贫", "返贫户数"),
        ("班子成员受到处分的，每人次", "班子成员受到处分人次"),
        ("新增1家省级试点", "省级试点"),
        ("建立了由主要领导任组长的领导小组（文件），并根据人员变动情况及时调整充实", "并根据人员变动情况及时调整充实"),
    ],
)
def test_a_fact_is_called_by_what_is_counted(words, name):
    assert name_of(words) == name


@pytest.mark.parametrize(
    "heads",
    [
        (("序号", "考核内容", "", "标准分", "评分标准及考核办法"), ("", "一级指标", "二级指标", "", "")),
        (("序号", "考核内容", "标准分", "评分标准及考核办法"), ("一级指标", "二级指标")),
        (("序号", "一级指标", "二级指标", "分值（分）", "扣分标准"),),
        (("序号", "考核类别", "考核要点", "标准分", "计分办法"),),
        (("序号", "考核类别", "项目", "分值", "考核标准"),),
        (("编号", "考核类别", "考核内容", "满分", "评分细则"),),
    ],
)
def test_heads_by_other_words_and_of_two_rows(heads):
    table = TableBlock((*heads, ("1", "治理", "水质", "20", "每发现一处扣1分")))
    (annex,) = split_document([TextBlock("附件"), TextBlock("评分表"), table]).annexes
    (row,) = annex.rows
    assert (row["number"], row["standard"], row["method"]) == ("1", "20", "每发现一处扣1分")
    assert "水质" in (row.get("content"), row.get("二级指标"))


def test_rows_of_a_scorecard_as_offices_lay_them_out():
    """No column of rules, points in the words, a line across the table, several rows of one 分值, a total."""
    rows = (
        ("考核项目", "考评细项", "分值"),
        ("一、组织", "", ""),
        ("组织建设", "明确分管领导。", "3"),
        ("", "开展业务培训（5分）", ""),
        ("合计", "", "8"),
    )
    (annex,) = split_document([TextBlock("附件"), TextBlock("评分表"), TableBlock(rows)]).annexes
    assert [(row["content"], row["method"], row["standard"], row["大类"]) for row in annex.rows] == [
        ("组织建设", "明确分管领导。", "3", "一、组织"),
        ("组织建设", "开展业务培训（5分）", "5", "一、组织"),
    ]
    rows = (
        ("考核内容", "评分办法", "分值"),
        ("制度", "无制度的扣1分", "10"),
        ("", "未落实的扣2分", ""),
        ("减分", "投诉每起扣1分", ""),
    )
    (annex,) = split_document([TextBlock("附件"), TextBlock("评分表"), TableBlock(rows)]).annexes
    assert [(row["method"], row["standard"]) for row in annex.rows] == [
        ("无制度的扣1分\n未落实的扣2分", "10"),
        ("投诉每起扣1分", ""),
    ]


def test_what_is_deducted_for_twice_keeps_each_its_answer():
    terms = only_rule("未建立台账扣2分，信息报送不及时扣1分").terms
    assert [(term.words, term.trigger, term.once) for term in terms] == [
        ("建立台账", "否", ""),
        ("信息报送不及时", "是", ""),
    ]


def test_places_are_written_as_the_programme_reads_them():
    texts = ("招商到位资金排名前三的分别加3、2、1分", "信息上报居全县前三名的，各加1分", "群众满意度列全市末位的扣2分")
    terms = [only_rule(text).terms[0] for text in texts]
    assert [term.words for term in terms] == ["招商到位资金", "信息上报", "群众满意度"]
    assert [term.bands for term in terms] == ["第1名3分、第2名2分、第3名1分", "前三名1分", "末位2分"]
    assert all(read_place_bands(term.bands) for term in terms)


def test_every_pattern_has_a_clause():
    assert list(PATTERNS) == list(dict.fromkeys(name for name, *_ in CLAUSES))


@pytest.mark.parametrize(
    "text",
    [
        "完成任务60%以上得50分，80%以上得75分",
        "得分＝当年签约额÷目标×50，最高60分",
        "第一名得满分，第二名95%",
        "信访最少的得3分，第二少的得2分",
        "未到位的扣3至1分",
        "台账不规范的视情况酌情扣分",
        "加强组织领导",
        "参保率每下降2%扣0.1分",
    ],
)
def test_what_no_pattern_covers_is_left_to_the_clerk(text):
    assert read_clause(Clause("", text)).rules == ()


def test_a_cap_that_the_rule_does_not_hold_is_said():
    text = "领导走访企业每家加0.5分，最高3分"
    assert only_rule(text).most == 3
    text = "例会每季度不少于1次，每少1次扣1分，扣完4分为止"
    assert (only_rule(text).most, only_rule(text).terms[0].target) == (4, 4)
    text = "台账不全的每处扣1分，其中涉密的扣4分"
    assert amounts_left(text, [only_rule("台账不全的每处扣1分")]) == ("4分",)


def test_places_with_a_least_and_of_what_nobody_wants():
    rule = only_rule("群众满意度第一名得15分，以后每退后一名减1分，最少得8分")
    assert (rule.kind, rule.points, rule.least, rule.terms[0].comparator) == ("按名次得分", 15, 8, "")
    rule = only_rule("信访件数列全县最后一名的扣3分，倒数第二名的扣1分")
    assert (rule.kind, rule.terms[0].comparator) == ("按名次扣分", "≤")
    assert rule.terms[0].bands == "倒数第1名3分、倒数第2名1分"
    assert read_place_bands(rule.terms[0].bands) is not None


def test_what_the_text_says_of_the_whole_scorecard(tmp_path):
    """Quotas of grades and caps of a scorecard; what the document does not say, check asks for."""
    blocks = [
        TextBlock("一、90分以上为优秀，80分以上为良好，80分以下为合格。优秀名额不超过考核单位的30%，良好不超过5个。"),
        TextBlock("二、各项加分合计不超过6分，总分最高100分。"),
        TextBlock("附件：东湖区2013年投资工作考核评分表"),
        TextBlock("东湖区2013年投资工作考核评分表"),
        TableBlock((("序号", "考核内容", "评分办法", "分值"), ("1", "投资", "发生投诉每起扣2分", "100"))),
    ]
    draft = draft_programme(blocks)
    tables = draft.tables()
    assert texts(tables["grades"], "name", "least", "quota") == [
        ("优秀", "90", "30%"),
        ("良好", "80", "5"),
        ("合格", "", ""),
    ]
    assert texts(tables["scorecards"], "bonus_cap", "total_cap") == [("6", "100")]
    write_draft(draft, tmp_path / "2013.xlsx")
    book = open_to_mark(tmp_path / "2013.xlsx")
    asked = {each.cell for each in open_cells(book, "2013.xlsx") if each.sheet == "基本信息"}
    rows = {str(row["key"]): f"B{place}" for place, row in enumerate(tables["particulars"], 4)}
    assert rows["办公室"] in asked
    assert rows["地区"] not in asked
    assert dict(texts(tables["particulars"], "key", "value"))["地区"] == "东湖区"


def test_the_guides_sentences_are_seldom_read_otherwise():
    """They were written apart from the patterns: of those read, few become another kind, and none of the new kinds."""
    read = [(one.kind, read_clause(Clause("", one.sentence)).rules) for one in guide_sentences()]
    right = sum([rule.kind for rule, _ in rules] == [kind] for kind, rules in read)
    other = [rule.kind for kind, rules in read for rule, _ in rules if rule.kind != kind]
    assert right >= 50
    assert len(other) <= 10
    assert not {"选项得分", "分档得分", "按比例得分", "酌情扣分", "酌情加分", "一票否决"}.intersection(other)


def test_what_a_clause_says_beside_its_points_is_drafted():
    """Bands, options, caps, what becomes of the scorecard, and the grades that the text names."""
    clauses = (
        "覆盖率90%以上得8分，70%以上得5分，以下不得分",
        "县级开展得3分，部门开展得2分，没有开展不得分",
        "整改不彻底的，扣1至3分",
        "领导走访企业每家加0.5分，最高3分",
        "得分＝实际投资额÷目标×30，最高30分",
        "投诉不超过2件得6分，不超过5件得3分，其余1分",
        "弄虚作假的，不得评优",
    )
    method = "\n".join(f"{place}．{text}；" for place, text in enumerate(clauses, 1))
    card = TableBlock((("序号", "考核内容", "评分办法", "分值"), ("1", "投资。", method, "47")))
    table = TableBlock((("序号", "工作内容", "工作目标", "牵头部门"), ("1", "投资", "引进项目6个。", "各镇")))
    grades = TextBlock("考核结果分等次，90分以上为优秀，80分以上的为良好，80分以下为不合格。")
    blocks = [
        TextBlock("2013年东湖区投资工作考核方案"),
        grades,
        TextBlock("附件1："),
        TextBlock("2013年责任分解表"),
        table,
    ]
    draft = draft_programme([*blocks, TextBlock("附件2："), TextBlock("2013年各镇投资工作考核评分细则"), card])
    rows = [row.values for row in draft.rows["criteria"]]
    fields = ("kind", "points", "bands", "least", "most", "consequence")
    assert [tuple(show_value(row.get(field)) for field in fields) for row in rows] == [
        ("分档得分", "8", "90%以上8分、70%以上5分、其余不得分", "", "", ""),
        ("选项得分", "3", "县级开展3分、部门开展2分、没有开展不得分", "", "", ""),
        ("酌情扣分", "", "", "1", "3", ""),
        ("加分", "", "", "", "3", ""),
        ("按比例得分", "30", "", "", "", ""),
        ("分档得分", "6", "2以下6分、5以下3分、其余1分", "", "", ""),
        ("一票否决", "", "", "", "", "不得评优"),
    ]
    facts = {row.values["label"]: row.values for row in draft.rows["facts"]}
    assert facts["县级开展情况"]["choices"] == "县级开展、部门开展、没有开展"
    assert {one.where for one in draft.unread} == {"《单位》"}
    assert [(row.values["name"], row.values.get("least")) for row in draft.rows["grades"]] == [
        ("优秀", 90),
        ("良好", 80),
        ("不合格", None),
    ]


def word_document():
    """A made-up assessment of river chiefs, as Word saves it: merged cells, a cell of two paragraphs."""
    document = docx.Document()
    for text in ("2013年东湖区河长制工作考核方案", "东河办〔2013〕7号", "附件1：", "2013年河长制工作责任分解表"):
        document.add_paragraph(text)
    table = document.add_table(rows=3, cols=5)
    for place, head in enumerate(("序号", "工作内容", "工作目标", "牵头部门", "配合部门")):
        table.cell(0, place).text = head
    table.cell(1, 0).merge(table.cell(2, 0)).text = "1"
    table.cell(1, 1).merge(table.cell(2, 1)).text = "治理"
    goal = table.cell(1, 2)
    goal.text = "整治黑臭河道6条，"
    goal.add_paragraph("水质达标率达到85%。")
    table.cell(2, 2).text = "新建污水管网3.5公里。"
    for row, lead in ((1, "水务局"), (2, "住建局")):
        table.cell(row, 3).text = lead
        table.cell(row, 4).text = "各镇"
    document.add_paragraph("附件2：")
    document.add_paragraph("2013年各镇河长制工作考核评分细则")
    card = document.add_table(rows=2, cols=4)
    for place, head in enumerate(("序号", "考核内容", "评分办法", "分值")):
        card.cell(0, place).text = head
    for place, text in enumerate(
        ("1", "巡河。每年至少巡河12次。", "1．制定巡河制度4分；\n2．按比例得分的另计。", "10")
    ):
        card.cell(1, place).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_document_of_another_office(tmp_path, capsys):
    path = tmp_path / "河长制.docx"
    path.write_bytes(word_document())
    assert main(["import", str(path), "--output", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    tables = load_tables(tmp_path / "2013.xlsx")[0].plain()
    assert texts(tables["tasks"], "number", "goal", "lead") == [
        ("1", "整治黑臭河道6条，水质达标率达到85%。", "水务局"),
        ("", "新建污水管网3.5公里。", "住建局"),
    ]
    assert texts(tables["indicators"], "task_id", "target", "unit_of_measure", "value_type") == [
        ("1.1", "6", "条", "计数"),
        ("1.1", "85%", "%", "比率"),
        ("1.2", "3.5", "公里", "数值"),
    ]
    particulars = dict(texts(tables["particulars"], "key", "value"))
    assert (particulars["地区"], particulars["文号"]) == ("东湖区", "东河办〔2013〕7号")
    assert texts(tables["units"], "code", "name", "kind") == [("B01", "水务局", "部门"), ("B02", "住建局", "部门")]
    assert "镇第1项：按比例得分的另计（没有一种写法与它相符，请自己选计分方式）" in said


def test_merged_cells_of_word_speak_once():
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "宽"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "高"
    stream = io.BytesIO()
    document.save(stream)
    assert table._tbl.tr_lst[1].tc_lst[2].find(f".//{qn('w:vMerge')}") is not None
    assert list(read_docx(stream.getvalue())) == [TableBlock((("宽", "", "高"), ("", "", "")))]


def scored_document(rows, heads):
    """A Word document with a scorecard of these rows; ``None`` goes on with the cell above."""
    document = docx.Document()
    for text in ("2013年东湖区河长制工作考核方案", "附件1：", "2013年各镇河长制工作考核评分细则"):
        document.add_paragraph(text)
    table = document.add_table(rows=1 + len(rows), cols=len(heads))
    for number, texts in enumerate((heads, *rows)):
        for column, text in enumerate(texts):
            if text is None:
                table.cell(number - 1, column).merge(table.cell(number, column))
            else:
                table.cell(number, column).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


HEADS = ("一级指标", "二级指标", "评分标准", "分值", "考核方式", "责任单位", "得分", "备注")


def test_a_documents_own_columns_are_kept_and_printed(tmp_path):
    rows = [
        ("组织（20分）", "制度", "制定巡河制度10分", "10", "查看资料", "水务局", "", ""),
        (None, "队伍", "配备巡河员10分", "10", "", None, "", "按村"),
        ("成效（80分）", "水质", "水质达标率达到85%得80分", "80", "现场抽查", "环保局", "", ""),
    ]
    path = tmp_path / "河长制.docx"
    path.write_bytes(scored_document(rows, HEADS))
    assert main(["import", str(path), "--output", str(tmp_path)]) == 0
    raw, found = load_tables(tmp_path / "2013.xlsx")
    tables = raw.plain()
    assert texts(tables["items"], *HEADS[:2], "content", *HEADS[4:6], "备注") == [
        ("组织（20分）", "制度", "制度", "查看资料", "水务局", ""),
        ("组织（20分）", "队伍", "队伍", "", "水务局", "按村"),
        ("成效（80分）", "水质", "水质", "现场抽查", "环保局", ""),
    ]
    assert tuple(text for part, text in texts(tables["frames"], "part", "text") if part == "列标题") == HEADS
    assert not {one.code for one in check_workbook(tmp_path / "2013.xlsx").findings} & {"P31", "P77", "P78"}
    assert found.findings == ()


def test_text_as_word_flattens_it():
    flat = "甲\n\t序号\n\t内容\n\n（全）\n\n\t1\n\t一\n二\n\n\n乙\n"
    blocks = list(read_flattened(flat.encode("gb18030")))
    assert blocks == [TextBlock("甲"), TableBlock((("序号", "内容\n（全）"), ("1", "一\n二"))), TextBlock("乙")]


PRINTED = (
    ("序号", "考核项目", "考核标准", "分值", "得分"),
    ("1", "组织领导", "1、无专人负责的扣2分；\n2、无工作计划的扣3分。", "40", ""),
    ("2", "隐患整改", "整改率达到100%得满分，每低1%扣1分。", "60", ""),
)


@pytest.mark.parametrize("layout", ["a row a line", "a row a line, ends cut off", "a cell a line", "without numbers"])
def test_text_in_the_layouts_of_word(layout):
    """Tabs between the cells of a row, or each cell a line of its own: the same tables."""
    rows = [row[1:] for row in PRINTED] if layout == "without numbers" else PRINTED
    if layout.startswith("a row"):
        lines = ["\t".join(row).rstrip("\t" if "cut off" in layout else "") for row in rows]
    else:
        lines = [cell for row in rows for cell in row]
    text = "\r\n".join(("某县考核细则", "附件", "考核评分表", *lines)).replace("\n2、", "\r\n2、")
    blocks = list(read_flattened(text.encode("gb18030")))
    assert blocks[:3] == [TextBlock("某县考核细则"), TextBlock("附件"), TextBlock("考核评分表")]
    (annex,) = split_document(blocks).annexes
    assert [(row["content"], row["method"], row["standard"]) for row in annex.rows] == [row[1:4] for row in PRINTED[1:]]


def test_a_pasted_workbook_reads_as_the_document(tmp_path):
    flat = read_document(OFFICIAL / "2010.txt")
    book = openpyxl.Workbook()
    for block in flat:
        for row in [(block.text,)] if isinstance(block, TextBlock) else block.rows:
            cells = list(row)
            if len(cells) == 5:
                cells.insert(2, "")
            book.active.append([cell or None for cell in cells])
    path = tmp_path / "贴.xlsx"
    book.save(path)
    pasted = draft_programme(read_document(path))
    assert [row.values for row in pasted.rows["tasks"]] == [row.values for row in draft_programme(flat).rows["tasks"]]


def test_a_table_of_neither_kind_is_listed():
    parts = split_document([TextBlock("附件1"), TableBlock((("姓名", "电话"), ("甲", "1")))])
    assert parts.unknown == ("姓名、电话",)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "文件.doc",
            b"\xd0\xcf\x11\xe0",
            "文件.doc 不是 .docx、.txt 或 .xlsx。请在 Word 或 WPS 里另存为 .docx，再导入。",
        ),
        ("坏.docx", b"PK", "坏.docx 读不出来（不是完好的 Word 文档）。请在 Word 或 WPS 里打开，另存为 .docx，再导入。"),
        ("空.txt", b"\n\n", "空.txt 里没有文字。"),
    ],
)
def test_what_is_no_document_is_said(tmp_path, capsys, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    assert main(["import", str(tmp_path / name), "--output", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{sentence}\n"
    with pytest.raises(DocumentFault):
        read_document(tmp_path / name)


def test_without_a_year_it_asks_for_one(tmp_path, capsys):
    (tmp_path / "无.txt").write_text("\t工作目标\n\t牵头部门\n\n\t植树\n\t农业局\n", "utf-8")
    assert main(["import", str(tmp_path / "无.txt"), "--output", str(tmp_path)]) == 2
    assert "没有写明年度，请加上 --year" in capsys.readouterr().err


def test_a_programme_that_is_there_is_not_overwritten(imported, capsys):
    before = (imported[0] / "2010.xlsx").read_bytes()
    assert main(["import", str(OFFICIAL / "2010.txt"), "--output", str(imported[0])]) == 2
    assert "已经有了，没有改动它" in capsys.readouterr().err
    assert (imported[0] / "2010.xlsx").read_bytes() == before


_NAMES = {"scorecard_id", "item_number", "criterion_id", "fact_id", "number", "code", "task_id", "goal_id", "subject"}
_HELPS = {"help", "key", "part", "unit"}


def test_whatever_the_document_does_not_say_is_marked():
    """Every cell is printed in the document word for word, or coloured with what it rests on, or only refers."""
    for year in (2010, 2011):
        blocks = read_document(OFFICIAL / f"{year}.txt")
        printed = squeeze("".join(str(block) for block in blocks)).replace("\\n", "")
        draft = draft_programme(blocks)
        unmarked = [
            (sheet, name, value)
            for sheet, rows in draft.rows.items()
            if sheet not in {"parameters", "frames", "bulletin"}
            for row in rows
            for name, value in row.values.items()
            if value is not None and name not in row.sources and not _is_printed(name, value, printed)
        ]
        assert unmarked == []


def _is_printed(name, value, printed):
    words = squeeze(show_value(value)).replace("；", "")
    return name in _NAMES | _HELPS or words in printed.replace("；", "")
