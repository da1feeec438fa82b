"""The clerk's manual of the programme workbook in Markdown, made from the definitions that the program itself uses.

Sheets and columns come from the schema, kinds of rule from the registry, findings from the catalogues, and examples
from a sample programme.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Final

from qz.findings import CATALOGUE, FindingKind
from qz.model.scores import Effect
from qz.model.trust import RULES, Party
from qz.programme.faults import PROGRAMME_CATALOGUE
from qz.programme.guide.contents import describe_needs
from qz.programme.guide.guide_tables import tables_of
from qz.programme.guide.manual_sheets import describe_cells, describe_sheet
from qz.programme.guide.markdown_table import markdown_table
from qz.programme.guide.sentence_guide import ELSEWHERE, guide_sentences
from qz.programme.raw import RawProgramme, RawRow, RawValue
from qz.programme.reading.typed_records import show_value
from qz.programme.sheets.programme_sheets import SHEETS, sheet_spec
from qz.rules.registry import KINDS
from qz.rules.rule_kind import RuleKind
from qz.values.value_types import TYPES, VALUE_TYPES
from qz.words import fold

_BLANK: Final = re.compile(r"\{[^}]*\}")
_EFFECTS: Final[Mapping[Effect, str]] = MappingProxyType(
    {
        Effect.EARN: "得分：计入本项得分，本项最多得标准分",
        Effect.BONUS: "加分：在标准分之外另加",
        Effect.DEDUCT: "扣分：从本项里扣，扣到 0 为止",
        Effect.VETO: "不得分：触发时本项为 0",
    }
)
_FAMILIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "F": "文件",
        "I": "是哪份表",
        "L": "表的样子",
        "V": "填的内容",
        "C": "内容之间",
        "S": "从哪里来",
        "K": "核定表",
        "R": "复核申请",
        "T": "台账",
    }
)

_INTRODUCTION: Final = (
    "# 考核方案工作簿参考手册",
    "本手册由读取考核方案的程序代码生成（`make manual`），请勿手工修改。",
    (
        "一个年度的考核全部写在一个工作簿里：`templates/<年度>.xlsx`。在 Excel、WPS 或 LibreOffice 里改这个工作簿，"
        "填报表、核对、计分、排名就随之改变，不用改程序。起一份新年度的方案用 `make new YEAR=2012`；"
        "改完运行 `make check`，按提示改到没有错误，再用 `make forms` 发填报表。"
    ),
    (
        "表名、列标题和可选的词要与本手册一致（空格、换行、全角半角不计）；列的先后可以变，列可以多，"
        "不认识的表和列不读取，只提醒。"
    ),
)
_SCORING: Final = (
    "《评分方法》的每个条款选一种计分方式。一项考核内容的得分 = 各条得分之和（满分起评的从标准分起算）减去扣分，"
    "不低于 0、不高于标准分，再加上加分；有“不得分”条款触发的，本项为 0。没有填报的数据，按对本单位不利的方式计，"
    "标“待补”。"
)

_HOW_TO_LOOK_UP: Final = (
    "从文件里的句子找到最像的一句，照它填《评分方法》和《填报数据》；数字换成文件里的。每一句都由程序试算过。"
    "“单位目标”写在《单位目标》里，“上限”“选项”写在《填报数据》里。"
)
_BEGIN: Final = """## 七、另一个考核、另一个办公室怎样起步

1. 起一份方案：有正式文件的，`make import FILE=文件.docx`；没有的，`make new YEAR=年度 BLANK=1` 起一份空白的，
   每种计分方式有一行示例；有上一年的，`make new YEAR=年度`。要改的格都标了色，批注里写明改什么。
2. 一个考核一份工作簿：`templates/<年度>.xlsx`；同一年还有别的考核的，另起名字，如 `templates/2012-食品安全.xlsx`，
   命令后面写 `YEAR=2012-食品安全` 或 `PROGRAMME=templates/2012-食品安全.xlsx`。各用各的文件夹
   （`returns/2012-食品安全/`、`output/2012-食品安全/`），密钥也各是各的，互不相混。不写年度的，用最新的一份方案。
3. 填《基本信息》《单位》；评分表逐字照文件填《评分表》《考核内容》；每句评分方法照第六章找到计分方式，
   填《评分方法》《填报数据》。
4. 运行 `make check`。它列出的就是还要办的事：错误（不改不能发表）、提醒（请核对）、还没有改的格，互不相干的一次列全，
   逐格说明；`output/<年度>/考核方案检查-<年度>.xlsx` 里在那一格上批注。改一批，再运行一次，直到没有错误。
5. 用一两个单位试：`make forms` 生成填报表，自己填两份放进 `returns/<年度>/`，`make collect`，看 `排名.xlsx`，
   与手工算的对一对。
6. 试过的表和 `returns/<年度>/` 里的试填文件移走，再正式发表。

命令的退出状态：0 是办成了（`make check` 有错误、有提醒也是 0，以列出的为准；`make collect` 有单位未报、有错误也是 0）；
2 是没有办成，屏幕上有一句话说明为什么、怎么办。"""


def write_manual(*examples: RawProgramme) -> str:
    """The manual. ``examples``: the raw tables of programmes that together use every kind of rule."""
    parts = (
        _introduction(),
        *(describe_sheet(spec) for spec in SHEETS),
        describe_cells(),
        _rules(examples),
        _findings("三、检查考核方案时的提示", PROGRAMME_CATALOGUE.values()),
        _findings("四、收表时的提示", CATALOGUE.values()),
        _trust(),
        _guide(),
        _BEGIN,
    )
    return "\n\n".join(parts) + "\n"


def _introduction() -> str:
    rows = [[f"[{spec.title}](#{spec.title})", "必有" if spec.required else "可空", spec.note] for spec in SHEETS]
    return "\n\n".join((*_INTRODUCTION, "## 一、工作表", markdown_table(("工作表", "要求", "内容和填法"), rows)))


def _rules(examples: Sequence[RawProgramme]) -> str:
    parts = ["## 二、计分方式", _SCORING]
    for kind in KINDS.values():
        parts += [f"### {kind.label}", kind.summary, f"- {_EFFECTS[kind.effect]}。"]
        parts[-1] += f"\n- 要填：{describe_needs(kind.needs)}。"
        parts[-1] += "".join(f"\n- {line}" for line in _more(kind))
        parts += ["例：", _example(kind, examples)]
    return "\n\n".join(parts)


def _more(kind: RuleKind) -> Iterator[str]:
    if kind.needs.types:
        yield f"可用的数据类型：{'、'.join(VALUE_TYPES.word(value_type) for value_type in kind.needs.types)}。"
    if len(kind.needs.comparators) > 1:
        yield f"“比较”可选：{'、'.join(kind.needs.comparators)}；留空为 ≥。"
    if kind.needs.triggers:
        counted = "，计数的为 1 次以上" if any(TYPES[each].is_number for each in kind.needs.types) else ""
        yield f"“触发”可选：{'、'.join(kind.needs.triggers)}；留空为“是”{counted}。"


def _example(kind: RuleKind, examples: Sequence[RawProgramme]) -> str:
    """The rows of the first criterion of this kind in the sample programmes, else in the guide."""
    spec = sheet_spec("criteria")
    rows = _criterion_rows(kind, [row for example in examples for row in example.tables["criteria"].rows])
    used = [
        column
        for column in spec.columns
        if column.field not in {"scorecard_id", "item_number", "reading", "verifier"}
        and any(row.get(column.field) is not None for row in rows)
    ]
    cells = [[show_value(row.get(column.field)) for column in used] for row in rows]
    return markdown_table([column.head for column in used], cells)


def _criterion_rows(kind: RuleKind, rows: Sequence[RawRow]) -> Sequence[Mapping[str, RawValue]]:
    criteria = groupby(rows, key=lambda row: (row.values.get("scorecard_id"), row.values.get("criterion_id")))
    for _, group in criteria:
        found = tuple(group)
        if fold(show_value(found[0].values.get("kind"))) == fold(kind.label):
            return [row.values for row in found]
    sentence = next(one for one in guide_sentences() if one.kind == kind.label)
    return tables_of([sentence])["criteria"]


def _findings(title: str, kinds: Iterable[FindingKind]) -> str:
    rows = [
        [kind.code, kind.severity.value, kind.title, _BLANK.sub("…", kind.sentence), _BLANK.sub("…", kind.to_do)]
        for kind in kinds
    ]
    families = "；".join(
        f"{letter} {name}" for letter, name in _FAMILIES.items() if any(r[0][0] == letter for r in rows)
    )
    lead = "错误：改正之前不能用。提醒：不妨碍使用，请核对。每条提示前面都写明所在的表和单元格。"
    lead += f"编号的字母：{families}。" if families else ""
    return f"## {title}\n\n{lead}\n\n{markdown_table(('编号', '级别', '名称', '提示', '怎么办'), rows)}"


_CONFIRMED_STATUS: Final = (
    "《参数》的“事实不符仍计已完成”填“否”的，只管没有核定的任务；核定单位核定为已完成的（填“属实”“其余属实”，"
    "或在《复核》里改为已完成），按核定计，与事实不符的仍逐条列出。"
)
_ARCHIVE: Final = (
    "### 归档\n\n`make archive` 把结束的一年放进 `output/<年度>/归档-<年度>.zip`：方案、收到的文件（以摘要为名）、"
    "结果、补正表、核定表、考核结果告知书、发信记录、每一分的说明（`逐分说明.xlsx`）、综合得分用的别的考核的结果，"
    "和列出这一切的 `归档清单.xlsx`，"
    "清单带办公室的封签。结果与现在的方案、收件对不上的不归档，请先重新汇总。\n\n`make archive CHECK=归档文件` 核对："
    "缺了什么、哪个被改动、多出什么；封签是不是本办公室的（没有密钥的，只核对是否完整）；再用里面的方案和收件重新计分，与归档的结果比较。"
    "收回的表封签是否相符记在清单里，没有密钥也能得出同样的结果。没有出入的退出码是 0，有出入的是 2。"
)


def _guide() -> str:
    """The sentences by pattern with the rows they become; then those for which there is no kind of rule."""
    parts = [
        "## 六、我有这样一句话，用哪一种",
        _HOW_TO_LOOK_UP,
    ]
    heads = ("文件里的句子", "计分方式", "填报数据（类型，计量单位）", "其他栏目")
    for pattern, some in groupby(guide_sentences(), key=lambda one: one.pattern):
        rows = [[one.sentence, one.kind, _fact_words(one.fact), _column_words(one.columns)] for one in some]
        parts += [f"### {pattern}", markdown_table(heads, rows)]
    parts += ["### 不写在《评分方法》里的", markdown_table(("文件里的句子", "写在哪里"), ELSEWHERE)]
    return "\n\n".join(parts)


def _fact_words(fact: Sequence[str]) -> str:
    """``迟报次数（计数，次）``; a dash for a kind without facts."""
    return f"{fact[0]}（{'，'.join(fact[1:])}）" if fact else "—"


def _column_words(columns: Mapping[str, str]) -> str:
    return "；".join(f"{head} {value}" for head, value in columns.items()) or "—"


def _trust() -> str:
    """The table of who may send which workbook, from ``qz.model.trust``."""
    rows = [
        [rule.word, "；".join(party.value for party in Party if party in rule.parties), "要相符", rule.otherwise]
        for rule in RULES.values()
    ]
    lead = (
        "办公室发出的表都有封签（用 `templates/<年度>.key` 加在表里，看不见，另存、换软件不掉）。收回的表既要封签相符，"
        "又要从下面的地方来；缺一样的不计入，等人在《收件确认》里定。邮件服务器核对发件人没有通过的，与别人的邮箱一样办理。"
        "几时收到，以收件服务器记的为准。没有密钥时不核对封签。一个单位、办公室都可以有几个邮箱，写在名册的同一格里，用分号隔开。"
    )
    table = markdown_table(("表", "从哪里来的算", "封签", "否则"), rows)
    return f"## 五、谁说了算\n\n{lead}\n\n{table}\n\n{_CONFIRMED_STATUS}\n\n{_ARCHIVE}"
