"""通报.docx: what it says of an assessment, by the programme's thresholds, and what a faulty template costs."""

import argparse
import zipfile
from dataclasses import replace
from decimal import Decimal

import ooxml
import pytest
import report_cases as cases
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docxtpl import DocxTemplate
from small_programme import fact, programme

from qz.cli.paper_files import prepare_papers, template_path
from qz.layout import many_units
from qz.model.assessment_rules import BulletinThresholds
from qz.model.stages import Stage
from qz.model.verification import Verification
from qz.reports.bulletin.bulletin_words import bulletin_words
from qz.reports.bulletin.document_lists import quote
from qz.reports.bulletin.named_units import threshold_words
from qz.reports.losses import item_words
from qz.reports.papers.papers import BULLETIN_NAME
from qz.reports.papers.word_paper import PaperFault, _Template, draft_paper, is_edited
from qz.reports.results import write_results
from qz.values.numerals import write_chinese

TEMPLATE = cases.ROOT / "templates" / BULLETIN_NAME


def draft(assessment, folder, template=TEMPLATE):
    path = folder / BULLETIN_NAME
    path.write_bytes(draft_paper(bulletin_words(assessment), template))
    return path


def text_of(path):
    return "\n".join(paragraph.text for paragraph in Document(path).paragraphs if paragraph.text.strip())


def tables_of(path):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(path).tables]


def with_limits(assessment, **limits):
    """The assessment under other thresholds for the towns' scorecard and none for the departments'.

    Nothing of the samples is verified, so that nobody is commended unless the thresholds allow it.
    """
    limits = {"provisional_barred": False} | limits
    card = assessment.programme.scorecards[0].scorecard_id
    programme = replace(assessment.programme, bulletin=(BulletinThresholds(card, **limits),))
    return replace(assessment, programme=programme)


def names(rows):
    return [row["单位"] for row in rows]


def test_the_samples_bulletin_reads_as_expected(samples, tmp_path):
    path = draft(samples, tmp_path)
    said = text_of(path)
    for words in (
        "关于2011年新北区质量振兴工作\n考核情况的通报",
        "（送审稿，阶段：自评）",
        "各镇人民政府、街道办事处，区各委办局，区各公司、直属单位：",
        "附件：1．2011年新北区质量振兴工作镇街道考核得分表",
        "　　　2．2011年新北区质量振兴工作部门考核得分表",
        "常州市新北区人民政府办公室\n　　　　年　　月　　日",
        "根据《2011年新北区质量振兴工作实施意见》（常新政办〔2011〕35号），区质量振兴工作领导小组办公室对新北区2011年质量振兴工作",
        "完成情况进行了考核，数据统计到2011年11月30日为止。现将有关情况通报如下。",
        "应报单位21个，已报20个，未报送1个（龙虎塘街道）。",
        "以下得分依据各单位自报数据计算，尚未核定，核定完成前不得印发。",
        "总分不低于90分的：没有单位列入。\n达到上述条件而没有列入的：春江镇（第1名）得分为自报，尚未核定；三井街道（第2名）",
        "予以通报批评。没有单位列入。",
        "六、没有报送的单位\n龙虎塘街道没有报送考核材料，不计分、不排名。",
        "（联系人：陈晓明，电话：0519-85120000）",
    ):
        assert words in said, words
    assert "{" not in said
    assert "模板说明" not in said


def test_the_tables_are_the_rankings_and_what_stays_undone(samples, tmp_path):
    towns, departments, undone, *_ = tables_of(draft(samples, tmp_path))
    for table, card in zip((towns, departments), samples.programme.scorecards, strict=True):
        rows = samples.rankings[card.scorecard_id]
        assert [row[1] for row in table[1:]] == [samples.programme.unit(row.unit_code).name for row in rows]
        assert [row[2].rstrip("※") for row in table[1:]] == [
            f"{row.totals.total:f}".rstrip("0").rstrip(".") if row.totals else "—" for row in rows
        ]
    assert ["5", "罗溪镇", "85※", "84", "1", "待补正"] in towns
    assert towns[-1] == ["—", "龙虎塘街道", "—", "—", "—", "未报送"]
    reason = "部分工作尚在推进，预计明年一季度完成。"
    assert ["1.3", "服务质量", "任务未完成", "经发局", reason] in undone
    assert ["3.2", "工业计量", "完成计量确认：目标≥10家，实际9家，差1家", "质监分局", "未说明"] in undone


def test_annexes_have_every_item_and_the_imprint_comes_last(samples, tmp_path):
    """附件 are the full tables: what was kept of each item's standard score, and the bonus behind it."""
    *_, towns, departments, imprint = tables_of(draft(samples, tmp_path))
    for table, card in zip((towns, departments), samples.programme.scorecards, strict=True):
        assert len(table[0]) == 4 + len(card.items)
        for row, line in zip(table[1:], samples.rankings[card.scorecard_id], strict=True):
            score = samples.scores.get(line.unit_code)
            assert row[4:] == ([item_words(part) for part in score.items] if score else ["—"] * len(card.items))
    assert towns[0][5] == "2\n名牌战略\n（15）"
    assert departments[0][-1] == "6\n荣誉加分\n（加分）"
    assert imprint == [["常州市新北区人民政府办公室　　　　　年　　月　　日印发"]]
    particulars = replace(samples.programme.particulars, copies_to="市质监局", printed_by="区政府办公室")
    told = replace(samples, programme=replace(samples.programme, particulars=particulars))
    imprint = tables_of(draft(told, tmp_path))[-1]
    assert imprint == [["抄送：市质监局。"], ["区政府办公室　　　　　年　　月　　日印发"]]


def test_pages_are_numbered_at_their_outer_edges(samples, tmp_path):
    paper = Document(draft(samples, tmp_path))
    assert paper.settings.odd_and_even_pages_header_footer
    section = paper.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
    assert odd.text == even.text == "— 1 —"


def test_a_note_beside_a_task_done_is_no_reason_for_a_missed_indicator(samples, programme_2011):
    code = cases.programme_unit(programme_2011, "质监分局").code
    given = samples.answers[code]
    told = replace(given, notes={"3.2": replace(given.statuses["3.2"], value="已按期完成。", typed="已按期完成。")})

    def reasons(answers):
        words = bulletin_words(cases.sample_assessment(programme_2011, **{code: answers}))["未完成"]
        return [row["原因"] for row in words if row["任务"] == "3.2"]

    assert reasons(told) == ["未说明"]
    undone = {**given.statuses, "3.2": replace(given.statuses["3.2"], value=False, typed="未完成")}
    assert reasons(replace(told, statuses=undone)) == ["已按期完成。", "已按期完成。"]


def test_a_veto_named_in_the_thresholds_is_criticised_and_never_commended(samples):
    limits = {"commend_ranks": 9, "commend_total": Decimal(80), "criticise_total": Decimal(70)}
    barred = with_limits(samples, criticise_criteria=("7.4",), provisional_barred=True, **limits)
    words = bulletin_words(barred)["评分表"][0]
    assert [(row["单位"], row["原因"]) for row in words["批评"]] == [
        ("河海街道", "被省级以上新闻媒体爆光，不得分（打假第7.4条）"),
        ("西夏墅镇", "总分69分，低于70分"),
    ]
    assert "河海街道" not in names(words["表扬"])
    passed = {row["单位"]: row["原因"] for row in words["未列入表扬"]}
    assert passed["河海街道"].startswith("被省级以上新闻媒体爆光，不得分（打假第7.4条）；")
    assert passed["新桥镇"].startswith("得分为暂计，缺1.3 配有质监协管人员")
    assert passed["春江镇"] == "得分为自报，尚未核定"
    assert names(words["表扬"]) == []
    unnamed = bulletin_words(with_limits(samples, **limits))["评分表"][0]
    assert names(unnamed["批评"]) == ["西夏墅镇"]
    assert "河海街道" not in names(unnamed["表扬"])
    allowed = bulletin_words(with_limits(samples, vetoed_barred=False, provisional_barred=False, **limits))["评分表"][0]
    assert {"河海街道", "新桥镇"} <= {*names(allowed["表扬"])}
    verified_or_not = bulletin_words(with_limits(samples, provisional_barred=True, unverified_barred=False, **limits))
    assert names(verified_or_not["评分表"][0]["表扬"]) == ["春江镇", "三井街道", "孟河镇", "薛家镇"]
    assert names(allowed["未列入表扬"]) == []


def test_a_veto_is_criticised_for_the_facts_the_thresholds_name_alone(samples):
    def criticised(*facts):
        limits = with_limits(samples, criticise_criteria=("7.4",), criticise_facts=dict.fromkeys(facts, Decimal(1)))
        return names(bulletin_words(limits)["评分表"][0]["批评"])

    assert criticised() == criticised("provincial_media_exposure") == ["河海街道"]
    assert criticised("regional_counterfeit_case") == []
    assert criticised("major_quality_accidents") == ["河海街道"]


def test_criticised_on_a_fact_alone_from_its_number_on(samples):
    """西夏墅镇 had one equipment accident and lost 2 points by 9.3."""

    def criticised(**limits):
        rows = bulletin_words(with_limits(samples, **limits))["评分表"][0]["批评"]
        return [(row["单位"], row["原因"]) for row in rows]

    assert criticised(criticise_facts={"equipment_accidents": Decimal(1)}) == [("西夏墅镇", "特种设备事故起数1起")]
    assert criticised(criticise_facts={"equipment_accidents": Decimal(2)}) == []
    ((unit, why),) = criticised(criticise_criteria=("9.3",))
    assert unit == "西夏墅镇"
    assert why.endswith("第9.3条）")


@pytest.mark.parametrize(("limits", "where"), [({}, "排名"), ({"talk_total": Decimal(60)}, "奖惩建议表")])
def test_of_very_many_criticised_the_first_are_named_and_the_rest_counted(samples, monkeypatch, limits, where):
    low = with_limits(samples, criticise_total=Decimal(1000), **limits)
    everyone = names(bulletin_words(low)["评分表"][0]["批评"])
    monkeypatch.setattr(many_units, "POLICY", replace(many_units.POLICY, document_rows=3, document_first=2))
    rows = bulletin_words(low)["评分表"][0]["批评"]
    assert len(rows) == len(everyone) > 3
    assert names(rows) == [*everyone[:2], f"其余{len(everyone) - 2}个单位"]
    assert [(row["原因"], row["暂计"]) for row in rows][-1] == (f"见《{where}》", "")


@pytest.mark.parametrize(
    ("limits", "commended", "criticised"),
    [
        ({}, [], []),
        ({"commend_ranks": 1}, ["春江镇"], []),
        ({"commend_total": Decimal("105.5")}, ["春江镇", "三井街道"], []),
        ({"commend_ranks": 2, "commend_total": Decimal(106)}, ["春江镇"], []),
        ({"criticise_total": Decimal(69)}, [], []),
        ({"criticise_total": Decimal("69.01")}, [], ["西夏墅镇"]),
    ],
)
def test_thresholds_at_their_edges(samples, limits, commended, criticised):
    words = bulletin_words(with_limits(samples, **limits))["评分表"][0]
    assert (names(words["表扬"]), names(words["批评"])) == (commended, criticised)
    assert bool(words["表扬标准"]) == any(key.startswith("commend") for key in limits)
    assert bool(words["批评标准"]) == any(key.startswith("criticise") for key in limits)


def test_without_thresholds_the_sections_go_and_the_numbers_close_up(samples, tmp_path):
    said = text_of(draft(replace(samples, programme=replace(samples.programme, bulletin=())), tmp_path))
    heads = [line for line in said.splitlines() if line[1:2] == "、"]
    assert heads == ["一、总体情况", "二、考核得分和名次", "三、没有完成的目标任务", "四、没有报送的单位"]


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage("核定中", 126, 328), "以下得分部分已经核定（已核定126条，共328条），其余依据各单位自报数据计算"),
        (Stage("核定", 328, 328), "以下得分均已核定。"),
        (Stage("复核中", 328, 328), "以下得分均已核定。"),
        (Stage("定稿", 328, 328), "以下得分均已核定。"),
    ],
)
def test_the_stage_is_said(samples, tmp_path, stage, words):
    stages = {"town": stage, "": stage}
    heard = replace(samples, verification=Verification(stages={"town": stage}), stages=stages)
    said = text_of(draft(heard, tmp_path))
    assert words in said
    assert ("送审稿" in said) == (stage.word != "定稿")


def test_what_is_final_without_being_verified_says_why(samples, tmp_path):
    settings = replace(samples.programme.settings, final_reason="经领导小组会议审定")
    stage = Stage("定稿", 126, 328, "经领导小组会议审定")
    final = replace(samples, programme=replace(samples.programme, settings=settings), stages={"": stage})
    said = text_of(draft(final, tmp_path))
    words = "以下得分部分已经核定（已核定126条，共328条），其余依据各单位自报数据计算；经领导小组会议审定。"
    assert words in said
    assert "送审稿" not in said
    assert "不得印发" not in said


def test_a_programme_without_scorecards_speaks_of_tasks_alone(second, tmp_path):
    programme = replace(
        second.programme,
        scorecards=(),
        bulletin=(),
        units=tuple(replace(unit, scorecard_id="") for unit in second.programme.units),
    )
    answers = {code: replace(given, facts={}, verified_scores={}) for code, given in second.answers.items()}
    path = draft(cases.assessment_of(programme, answers, self_total=""), tmp_path)
    said = text_of(path)
    assert "本年度只考核目标任务完成情况，不计分、不排名。" in said
    assert "名次" not in said.replace("不排名", "")
    unmet, imprint = tables_of(path)
    assert unmet[0][0] == "任务"
    assert "印发" in imprint[-1][0]


def test_a_programme_without_tasks_does_not_speak_of_them(second, tmp_path):
    programme = replace(second.programme, tasks=(), main_goals=())
    answers = {code: replace(given, indicators={}, statuses={}, notes={}) for code, given in second.answers.items()}
    assessment = cases.assessment_of(programme, answers)
    path = draft(assessment, tmp_path)
    said = text_of(path)
    assert "考核得分和名次" in said
    assert "任务" not in said
    assert "指标" not in said
    assert ooxml.lint_document(path) == []


def test_another_programme_and_nobody_replied(second, tmp_path):
    for assessment in (second, cases.assessment_of(second.programme, {})):
        path = draft(assessment, tmp_path)
        assert "2011" not in text_of(path)
        assert ooxml.lint_document(path) == []


HOSTILE = "{{ 标题 }}{% for %}</w:t></w:r><w:br/>&lt;\t\x07\x0b\n\ud800{_{“=1+1” " + "长" * 200


def test_nothing_typed_becomes_markup(samples, programme_2011, tmp_path):
    code = cases.programme_unit(programme_2011, "经发局").code
    given = samples.answers[code]
    notes = {key: replace(note, value=HOSTILE, typed=HOSTILE) for key, note in given.notes.items()}
    hostile = cases.sample_assessment(programme_2011, **{code: replace(given, notes=notes)})
    path = draft(hostile, tmp_path)
    assert ooxml.lint_document(path) == []
    (reason,) = [row[4] for row in tables_of(path)[2] if row[:1] == ["1.3"]]
    assert reason.startswith("{{ 标题 }}{% for %}</w:t></w:r><w:br/>&lt; {{“=1+1” 长长")
    assert reason.endswith("长……")


def test_the_same_bytes_every_time(samples):
    assert draft_paper(bulletin_words(samples), TEMPLATE) == draft_paper(bulletin_words(samples), TEMPLATE)


def spoilt(folder, old, new):
    """The template with words of its text replaced."""
    path = folder / BULLETIN_NAME
    with zipfile.ZipFile(TEMPLATE) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode())
            target.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{{ 标题 }}", "{{ 题目 }}", "用了不认识的字段"),
        ("{{ 标题 }}", "{{ 标题 ", "标记写法有误"),
        ("{%p endif %}", "", "标记写法有误"),
        ("{{ 标题 }}", "{{ 标题 + 1 }}", "标记算不出来"),
        ("{{ 标题 }}", "{% if 标题 %}", "标记写法有误"),
        ("{{ 办公室 }}", "{{ 办公室.__class__.__mro__ }}", "标记算不出来"),
    ],
)
def test_a_wrong_mark_in_the_template_is_a_sentence(samples, tmp_path, old, new, words):
    with pytest.raises(PaperFault, match=words) as caught:
        draft_paper(bulletin_words(samples), spoilt(tmp_path, old, new))
    assert str(caught.value).startswith("通报没有写出：模板 ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", "这是文字".encode()])
def test_a_template_that_is_no_document_is_a_sentence(samples, tmp_path, data):
    path = tmp_path / BULLETIN_NAME
    path.write_bytes(data)
    with pytest.raises(PaperFault, match="不是 Word 文档"):
        draft_paper(bulletin_words(samples), path)
    with pytest.raises(PaperFault, match="没有找到模板"):
        draft_paper(bulletin_words(samples), tmp_path / "无.docx")


def arguments(folder):
    return argparse.Namespace(year="2011", programme=folder / "方案.xlsx", output=folder)


@pytest.fixture
def programme_folder(tmp_path):
    """A folder with a programme of its own, where a template beside it counts."""
    (tmp_path / "方案.xlsx").write_bytes(b"")
    return tmp_path


def test_the_template_beside_the_programme_goes_before_the_projects(programme_folder, monkeypatch):
    monkeypatch.chdir(programme_folder)
    assert template_path(arguments(programme_folder), BULLETIN_NAME) == TEMPLATE
    own = programme_folder / BULLETIN_NAME
    own.write_bytes(TEMPLATE.read_bytes())
    assert template_path(arguments(programme_folder), BULLETIN_NAME) == own


def test_a_faulty_template_costs_the_bulletin_not_the_results(second, programme_folder):
    spoilt(programme_folder, "{{ 标题 }}", "{{ 题目 }}")
    results = programme_folder / "results"
    bulletin = prepare_papers(arguments(programme_folder), second, results)
    assert bulletin.writers == {}
    assert len(bulletin.sentences) == 1
    paths = write_results(second, results, bulletin.writers)
    assert [path.name for path in paths if path.suffix == ".docx"] == []
    (results / BULLETIN_NAME).write_bytes(TEMPLATE.read_bytes())
    assert "是以前的" in prepare_papers(arguments(programme_folder), second, results).sentences[1]


def test_a_draft_somebody_edited_stays_and_the_new_one_lies_beside_it(second, programme_folder):
    results = programme_folder / "results"

    def write():
        bulletin = prepare_papers(arguments(programme_folder), second, results)
        write_results(second, results, bulletin.writers)
        return bulletin.sentences

    def edit(path):
        document = Document(path)  # what a program does that leaves the saved time alone
        document.add_paragraph("领导批示")
        document.save(path)
        assert is_edited(path)
        return path.read_bytes()

    assert write() == ()
    assert write() == ()
    path, beside = results / BULLETIN_NAME, results / "通报（新稿）.docx"
    fresh = path.read_bytes()
    edited = edit(path)
    for _ in range(2):
        (sentence,) = write()
        assert f"{path} 有人改过，原样保留；按这次结果起草的另存为 通报（新稿）.docx" in sentence
        assert path.read_bytes() == edited
        assert beside.read_bytes() == fresh
    also = edit(beside)
    (sentence,) = write()
    assert "通报（新稿1）.docx" in sentence
    assert (path.read_bytes(), beside.read_bytes()) == (edited, also)


def test_headings_number_as_one_writes_them():
    assert [write_chinese(number) for number in (1, 9, 10, 11, 19, 20, 35)] == [
        "一", "九", "十", "十一", "十九", "二十", "三十五",
    ]  # fmt: skip
    assert quote(" 甲\n\t乙 ") == "甲 乙"


def test_the_template_itself_opens_clean():
    assert ooxml.lint_document(TEMPLATE) == []


def test_at_the_end_a_whole_total_bears_no_word_of_corrections(verified_samples):
    unit = next(unit for unit in verified_samples.programme.units if unit.name == "新桥镇")

    def note(word):
        said = bulletin_words(replace(verified_samples, stages={"": Stage(word, 1, 1)}))
        return next(row["备注"] for card in said["评分表"] for row in card["排名"] if row["单位"] == unit.name)

    assert note("告知") == "待补正"
    assert note("定稿") == ""


def test_a_threshold_is_said_in_the_facts_own_terms():
    facts = [
        fact("late", "count", "迟报次数", "次"),
        fact("failed", "rate", "不合格率"),
        fact("forged", "yes_no", "造假"),
    ]
    card = programme(facts, ()).scorecards[0]
    watched = {"late": Decimal(2), "failed": Decimal("0.1"), "forged": Decimal(1)}
    assert threshold_words(card, watched) == "有“迟报次数”达到2次、“不合格率”达到10%、“造假”情形"
    assert threshold_words(card, {"failed": Decimal(1)}) == "有“不合格率”达到100%情形"


def test_breaks_and_tabs_become_what_the_library_makes_of_them():
    run = '<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    xml = "".join(
        f'<w:p w:x="1"><w:pPr/>{run.format(text)}</w:p>' for text in ("一", "二\n三", "四\t五", "六\f七", "八\a九", "")
    )
    template = _Template(str(TEMPLATE))
    made = template.resolve_listing(f"<w:body>\n{xml}\n</w:body>")
    assert made == DocxTemplate.resolve_listing(template, f"<w:body>\n{xml}\n</w:body>")
    assert made.count("<w:br/>") == made.count("<w:tab/>") == made.count("w:br w:type") == 1
