"""Write the papers' templates anew as they first came, to be edited in Word from then on: 通报 and the others."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from word_template import GREY, HEAD, KAI, RED, TITLE, Writer, save_template

HELP: Final = (
    (
        "【模板说明，写出的通报里没有灰色的字】本模板用 Word 编辑：文字、字体、版式都可以改；"
        "双花括号里是要填进去的字段，带百分号的是“如果……”和“逐个……”，成对出现，整行保留。"
    ),
    (
        "可用的字段：标题、年度、地区、考核、方案、文号、发文机关、办公室、联系人、电话、阶段（自评、核定中、核定）、现阶段（还有告知、复核中、定稿）、草稿（定稿以前）、定稿说明、已核定、核定进度、"
        "统计截止日、收件、主送、抄送、印发机关、应报数、未报送、逾期、评分表、"
        "任务、指标、指标情况、主要目标、与事实不符、未完成、复核、推荐人数、可表彰人数；序() 依次给出一、二、三。"
    ),
    (
        "评分表里每张有：名称、标准分、应评、已评、未报送、排名、有暂计、等次、综合、表扬标准、表扬、未列入表扬、批评标准、批评；"
        "等次里每档有：名称、单位；综合里每行有：名次、单位、综合得分、各部分；"
        "排名、表扬、未列入表扬、批评里每行有：名次、单位、总分、标准分得分、加分、失分、暂计、备注（未列入表扬、批评另有原因）；"
        "附件的表头是“各项”，排名里每行有“各项得分”，表名是“附件名”。"
    ),
    (
        "任务、指标里有：总数、已完成、未完成、未填报（指标是达到、未达到、未填报）；"
        "复核里有：申请、改变、维持、待答复、其他（没有申请的，“复核”是空的）；"
        "与事实不符里每行有：任务、工作内容、责任单位、指标、目标、实际、事实；未完成里每行有：任务、工作内容、事项、责任单位、目标、实际、差距、原因。"
    ),
)
RANKING: Final = (
    ("名次", "名次", 1.6), ("单位", "单位", 3.8), ("总分", "总分 }}{{ 行.暂计", 2.2), ("标准分得分", "标准分得分", 2.6),
    ("加分", "加分", 1.8), ("备注", "备注", 3.6),
)  # fmt: skip
COMPOSITE: Final = (
    ("名次", "名次", 1.6), ("单位", "单位", 3.8), ("综合得分", "综合得分", 2.6), ("各部分计入", "各部分", 7.6),
)  # fmt: skip
UNMET: Final = (
    ("任务", "任务", 1.4), ("工作内容", "工作内容", 2.7), ("没有完成的事项", "事项", 4.8),
    ("责任单位", "责任单位", 2.7), ("原因", "原因", 4.0),
)  # fmt: skip


def write_frame(writer: Writer, *more_help: str, number_line: str = "（文号待编）") -> None:
    """The document's head: who issues it, its number, the rule, its title and whom it is to."""
    for words in (*HELP, *more_help):
        writer.line("{#p " + words + " #}", size=9, colour=GREY)
    writer.line("{{ 发文机关 }}", TITLE, 26, align="center", colour=RED).paragraph_format.line_spacing = Pt(44)
    number = writer.line(number_line, align="center")
    edge = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="18" w:space="6" w:color="C00000"/></w:pBdr>'
    number._element.get_or_add_pPr().insert_element_before(parse_xml(edge), "w:spacing", "w:ind", "w:jc")  # noqa: SLF001
    writer.line("")
    writer.line("{{ 标题 }}", TITLE, 22, align="center").paragraph_format.line_spacing = Pt(34)
    writer.tag("if 草稿")
    writer.line("（送审稿，{{ 收件 }}）", KAI, size=14, align="center")
    writer.tag("endif")
    writer.line("")
    writer.line("{{ 主送 }}：")


def write_opening(writer: Writer, what_follows: str) -> None:
    """On what the document rests, and what follows."""
    writer.text(
        "根据《{{ 方案 }}》{% if 文号 %}（{{ 文号 }}）{% endif %}，{{ 办公室 }}对{{ 地区 }}{{ 年度 }}年{{ 考核 }}"
        "完成情况进行了考核{% if 统计截止日 %}，数据统计到{{ 统计截止日 }}为止{% endif %}。" + what_follows
    )


def write_overview(writer: Writer) -> None:
    """How many reported, what was done, and how far the figures are verified."""
    writer.text(
        "应报单位{{ 应报数 }}个，已报{{ 应报数 - 未报送|length }}个{% if 未报送 %}，未报送{{ 未报送|length }}个"
        "（{{ 未报送|join('、') }}）{% endif %}"
        "{% if 逾期 %}，逾期报送{{ 逾期|length }}个（{{ 逾期|join('、') }}）{% endif %}。"
    )
    writer.tag("if 任务.总数 or 指标.总数 or 主要目标")
    writer.text(
        "责任分解表所列任务{{ 任务.总数 }}项，已完成{{ 任务.已完成 }}项，未完成{{ 任务.未完成 }}项"
        "{% if 任务.未填报 %}，责任单位未报或未报全{{ 任务.未填报 }}项{% endif %}。"
        "{% if 指标.总数 %}分解表的{{ 指标情况 }}。{% endif %}{% if 主要目标 %}主要目标另有{{ 主要目标 }}。{% endif %}"
    )
    writer.tag("endif")
    writer.tag("if 与事实不符")
    writer.text(
        "责任单位报为已完成而事实与之不符的{{ 与事实不符|length }}处："
        "{% for 行 in 与事实不符 %}任务{{ 行.任务 }}{{ 行.工作内容 }}"
        "（{{ 行.责任单位 }}），{{ 行.指标 }}目标{{ 行.目标 }}，实际{{ 行.实际 }}（{{ 行.事实 }}）"
        "{{ '；' if not loop.last }}{% endfor %}。"
    )
    writer.tag("endif")
    writer.tag("if 复核")
    writer.text(
        "考核结果告知各单位后，收到复核申请{{ 复核.申请 }}条，经复核改变{{ 复核.改变 }}条，维持{{ 复核.维持 }}条"
        "{% if 复核.待答复 %}，待答复{{ 复核.待答复 }}条{% endif %}"
        "{% if 复核.其他 %}，逾期、待补正或不受理{{ 复核.其他 }}条{% endif %}。"
    )
    writer.tag("endif")
    writer.tag("if not 评分表")
    writer.text("本年度只考核目标任务完成情况，不计分、不排名。")
    writer.tag("elif 已核定")
    writer.text("以下得分均已核定。")
    writer.tag("elif not 草稿")
    writer.text(
        "以下得分{% if 核定进度 %}部分已经核定（{{ 核定进度 }}），其余{% endif %}"
        "依据各单位自报数据计算；{{ 定稿说明 }}。"
    )
    writer.tag('elif 阶段 == "核定中"')
    writer.text("以下得分部分已经核定（{{ 核定进度 }}），其余依据各单位自报数据计算，核定完成前不得印发。")
    writer.tag("else")
    writer.text("以下得分依据各单位自报数据计算，尚未核定，核定完成前不得印发。")
    writer.tag("endif")


def write_rankings(writer: Writer) -> None:
    """A ranking a scorecard."""
    writer.tag("if 评分表")
    writer.head("考核得分和名次")
    writer.tag("for 表 in 评分表")
    writer.subhead("{{ 表.名称 }}")
    writer.text("标准分{{ 表.标准分 }}分，应评{{ 表.应评 }}个单位，已评{{ 表.已评 }}个。")
    writer.table(RANKING, "表.排名", frozenset())
    writer.tag("if 表.等次")
    writer.text(
        "评定等次：{% for 档 in 表.等次 %}{{ 档.名称 }}"
        "{% if 档.单位 %}{{ 档.单位|length }}个（{{ 档.单位|join('、') }}）"
        "{% else %}没有{% endif %}{{ '；' if not loop.last }}{% endfor %}。"
    )
    writer.tag("endif")
    writer.tag("if 表.综合")
    writer.text("综合得分和名次：")
    writer.table(COMPOSITE, "表.综合", frozenset({"各部分"}))
    writer.tag("endif")
    writer.tag("if 表.有暂计")
    writer.line("注：带※的单位还有应填未填的数据，得分为暂计。", size=12, indent=True)
    writer.tag("endif")
    writer.tag("endfor")
    writer.tag("endif")


def write_praise(writer: Writer) -> None:
    """Whom the thresholds commend and criticise."""
    writer.tag("if 评分表|selectattr('表扬标准')|list")
    writer.head("予以表扬的单位")
    writer.tag("for 表 in 评分表|selectattr('表扬标准')")
    writer.subhead("{{ 表.名称 }}")
    writer.text(
        "{{ 表.表扬标准 }}的：{% for 行 in 表.表扬 %}{{ 行.单位 }}（第{{ 行.名次 }}名，{{ 行.总分 }}分{{ 行.暂计 }}）"
        "{{ '、' if not loop.last }}{% else %}没有单位{{ '列入' if 表.未列入表扬 else '达到' }}{% endfor %}。"
    )
    writer.tag("if 表.未列入表扬")
    writer.text(
        "达到上述条件而没有列入的：{% for 行 in 表.未列入表扬 %}{{ 行.单位 }}（第{{ 行.名次 }}名）{{ 行.原因 }}"
        "{{ '；' if not loop.last }}{% endfor %}。"
    )
    writer.tag("endif")
    writer.tag("endfor")
    writer.tag("endif")
    writer.tag("if 推荐人数")
    writer.text("各单位推荐先进个人{{ 推荐人数 }}名，其中没有不利情况的{{ 可表彰人数 }}名，另行发文表彰。")
    writer.tag("endif")
    writer.tag("if 评分表|selectattr('批评标准')|list")
    writer.head("予以通报批评的单位")
    writer.tag("for 表 in 评分表|selectattr('批评标准')")
    writer.subhead("{{ 表.名称 }}")
    writer.text("{{ 表.批评标准 }}的，予以通报批评。{{ '没有单位列入。' if not 表.批评 }}")
    writer.tag("for 行 in 表.批评")
    writer.text("{{ loop.index }}．{{ 行.单位 }}：{{ 行.原因 }}{{ '（得分为暂计）' if 行.暂计 }}。")
    writer.tag("endfor")
    writer.tag("endfor")
    writer.tag("endif")


def write_unmet(writer: Writer) -> None:
    """What stays undone, with the reasons that were given."""
    writer.tag("if 未完成")
    writer.text("没有完成的任务、没有达到的指标和责任单位所报原因如下：")
    writer.table(UNMET, "未完成", frozenset({"事项", "原因"}))
    writer.tag("elif 任务.总数 or 指标.总数")
    writer.text("任务全部完成，指标全部达到。")
    writer.tag("endif")


def write_absent(writer: Writer) -> None:
    """Who never replied."""
    writer.tag("if 未报送")
    writer.head("没有报送的单位")
    writer.text("{{ 未报送|join('、') }}没有报送考核材料，不计分、不排名。")
    writer.tag("endif")


def write_close(writer: Writer) -> None:
    """The annexes' names, who signs, the date, and whom to ask."""
    writer.tag("if 评分表")
    writer.line("", keep=True)
    writer.tag("for 表 in 评分表")
    writer.line("{{ '附件：' if loop.first else '　　　' }}{{ loop.index }}．{{ 表.附件名 }}", indent=True, keep=True)
    writer.tag("endfor")
    writer.tag("endif")
    writer.line("", keep=True)
    writer.line("{{ 发文机关 }}", align="right", keep=True)
    writer.line("　　　　年　　月　　日　　", align="right", keep=True)
    writer.text("（联系人：{{ 联系人 }}，电话：{{ 电话 }}）")


def write_annexes(writer: Writer) -> None:
    """The full tables, a page each; then 版记."""
    writer.tag("for 表 in 评分表")
    writer.line("附件{{ loop.index }}", HEAD, keep=True).paragraph_format.page_break_before = True
    writer.line("{{ 表.附件名 }}", TITLE, 18, align="center", keep=True)
    heads = (("名次", "名次", 1.0), ("单位", "单位", 2.0), ("总分", "总分", 1.2), ("加分", "加分", 1.0))
    writer.wide_table(heads, "表.各项", "行.各项得分", "表.排名")
    writer.line("注：各项为标准分得分，“＋”后面为加分；表头括号里是标准分。", size=10.5)
    writer.tag("endfor")
    writer.line("")
    writer.imprint()


def write_bulletin(writer: Writer) -> None:
    """通报.docx."""
    write_frame(writer)
    write_opening(writer, "现将有关情况通报如下。")
    writer.head("总体情况")
    write_overview(writer)
    write_rankings(writer)
    write_praise(writer)
    writer.tag("if 未完成 or 任务.总数 or 指标.总数")
    writer.head("没有完成的目标任务")
    write_unmet(writer)
    writer.tag("endif")
    write_absent(writer)
    writer.text("请各单位认真总结经验，针对存在的问题抓好整改，把下一年度的工作做得更好。", keep=True)
    write_close(writer)
    write_annexes(writer)


REPORT_HELP: Final = (
    "本模板另有：目标章节（每章有 名称、情况）；"
    "失分情况（每张评分表有 名称、条款、条款数，条款里每行有 条款、内容、单位数、失分）。"
)


def write_report(writer: Writer) -> None:
    """考核情况报告.docx: an upward document, so that its number's line bears 签发人 too."""
    write_frame(writer, REPORT_HELP, number_line="（文号待编）　　　　　　　　　　签发人：　　　　")
    write_opening(writer, "现将有关情况报告如下。")
    writer.head("考核工作开展情况")
    write_overview(writer)
    writer.tag("if 目标章节")
    writer.head("主要目标完成情况")
    writer.tag("for 章 in 目标章节")
    writer.text("{{ 章.名称 }}：{{ 章.情况 }}。")
    writer.tag("endfor")
    writer.tag("endif")
    write_rankings(writer)
    write_problems(writer)
    write_praise(writer)
    writer.head("下一步工作打算")
    writer.text("（请按实际填写：督促整改、落实奖惩、改进下一年度考核的打算。）")
    writer.text("专此报告。", keep=True)
    write_close(writer)
    write_annexes(writer)


def write_problems(writer: Writer) -> None:
    """What cost units points, and what stays undone."""
    writer.head("存在的主要问题")
    writer.tag("for 表 in 失分情况|selectattr('条款')")
    writer.text(
        "{{ 表.名称 }}失分的条款共{{ 表.条款数 }}条，失分较多的是："
        "{% for 行 in 表.条款 %}第{{ 行.条款 }}条“{{ 行.内容 }}”（{{ 行.单位数 }}个单位，合计{{ 行.失分 }}分）"
        "{{ '；' if not loop.last }}{% endfor %}。"
    )
    writer.tag("endfor")
    write_unmet(writer)
    writer.tag("if 未报送")
    writer.text("{{ 未报送|join('、') }}没有报送考核材料。")
    writer.tag("endif")


DECISION_HELP: Final = (
    "本模板另有：先进单位（每张评分表有 名称、单位）；先进个人（每行有 单位、姓名、职务）；"
    "待核实人数（有不利情况、没有列入的推荐人选，见《表彰推荐汇总》）。"
)
PEOPLE: Final = (("单位", "单位", 4.6), ("姓名", "姓名", 3.0), ("职务", "职务", 8.0))


def write_decision(writer: Writer) -> None:
    """表彰决定.docx: the commended units and people."""
    write_frame(writer, DECISION_HELP)
    writer.text(
        "根据《{{ 方案 }}》{% if 文号 %}（{{ 文号 }}）{% endif %}和{{ 年度 }}年{{ 考核 }}考核结果，"
        "为鼓励先进，推动工作，决定对{% if 先进单位 or not 先进个人 %}工作成绩突出的单位{% endif %}"
        "{% if 先进单位 and 先进个人 %}和{% endif %}{% if 先进个人 %}表现突出的个人{% endif %}予以表彰。"
    )
    writer.head("先进单位")
    writer.tag("for 表 in 先进单位")
    writer.subhead("{{ 表.名称 }}")
    writer.text("{{ 表.单位|join('、') }}。")
    writer.tag("else")
    writer.text("没有单位列入。")
    writer.tag("endfor")
    writer.tag("if 推荐人数")
    writer.head("先进个人")
    writer.tag("if 先进个人")
    writer.table(PEOPLE, "先进个人", frozenset({"职务"}))
    writer.tag("else")
    writer.text("没有个人列入。")
    writer.tag("endif")
    writer.tag("if 草稿 and 待核实人数")
    writer.text("（另有推荐人选{{ 待核实人数 }}名有不利情况，没有列入，见《表彰推荐汇总》，核实后再定。）")
    writer.tag("endif")
    writer.tag("endif")
    writer.text("希望受到表彰的单位和个人珍惜荣誉，再接再厉，把今后的工作做得更好。", keep=True)
    writer.line("", keep=True)
    writer.line("{{ 发文机关 }}", align="right", keep=True)
    writer.line("　　　　年　　月　　日　　", align="right", keep=True)
    writer.line("")
    writer.imprint()


TEMPLATES: Final[Mapping[str, Callable[[Writer], None]]] = {
    "通报": write_bulletin,
    "考核情况报告": write_report,
    "表彰决定": write_decision,
}


def main() -> int:
    """Write each template that is not there; with ``--overwrite`` those that are there too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("templates"))
    parser.add_argument("--overwrite", action="store_true")
    arguments = parser.parse_args()
    for name, write in TEMPLATES.items():
        path = arguments.folder / f"{name}.docx"
        if path.exists() and not arguments.overwrite:
            print(f"{path} 已经有了；要换回原版请加 --overwrite。", file=sys.stderr)
            continue
        save_template(path, f"{name}模板", write)
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
