"""The manual's first chapter: the sheets and columns of the programme workbook, and how cells are read."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from qz.programme.guide.markdown_table import markdown_table
from qz.programme.sheets.columns import CellKind, Column, SheetSpec
from qz.programme.sheets.programme_sheets import SHEETS, sheet_spec
from qz.words import DISTRICT_WORDS, OFFICE_WORDS

_KINDS_OF_CELL: Final[Mapping[CellKind, str]] = MappingProxyType(
    {
        CellKind.TEXT: "一行文字；单元格里的换行不计",
        CellKind.PROSE: "照文件填写，可以换行",
        CellKind.CODE: "短代号；前后空格和换行不计",
        CellKind.LIST: "可以写多个，用顿号分开；逗号、分号、换行也认",
        CellKind.WHOLE: "整数；全角数字也认",
        CellKind.AMOUNT: "数字；比率写成百分数，如 92%",
        CellKind.CHOICE: "从列表里选一个词",
        CellKind.ANY: "随项目而定，见说明",
    }
)
_DATES: Final = (
    "日期可以是日期格式的单元格，也可以写成 2011-12-15、2011/12/15、2011.12.15、2011年12月15日，后面可以带时间 17:00。"
    "报送截止时间只写日期的，算到当天结束。"
    "公式按算出的结果读；错误值和没有结果的公式是错误。合并的单元格按第一格读。"
)


def describe_sheet(spec: SheetSpec) -> str:
    """The section of one sheet: what it holds, and its columns or rows."""
    parts = [f"### {spec.title}", spec.note]
    if spec.aliases:
        parts.append(f"表名也可以写成：{'、'.join(spec.aliases)}。")
    if spec.open_columns:
        parts.append(spec.open_columns)
    if spec.keys:
        parts.append(_keys(spec))
    else:
        parts.append(_columns(spec))
    return "\n\n".join(parts)


def _keys(spec: SheetSpec) -> str:
    heads = [column.head for column in spec.columns]
    rows = [
        [
            key.word,
            "必填" if key.required else "",
            key.help,
            "、".join(key.vocabulary.choices) if key.vocabulary else "",
            key.default,
            "、".join(key.aliases),
        ]
        for key in spec.keys
    ]
    given = f"每行一个项目，三列：{'、'.join(heads)}。"
    return f"{given}\n\n{markdown_table(('项目', '要求', '填什么', '可选的词', '不填时', '也可以写成'), rows)}"


def _columns(spec: SheetSpec) -> str:
    rows = [
        [
            _head(spec, place),
            "必填" if column.required else "须有此列" if column.headed else "",
            column.kind.value,
            column.help,
            _words(column),
            "、".join(column.aliases),
        ]
        for place, column in enumerate(spec.columns)
    ]
    return markdown_table(("列标题", "要求", "怎样填", "填什么", "可选的词", "也可以写成"), rows)


def _head(spec: SheetSpec, place: int) -> str:
    """The head of a column; for a column without one, the head of the column before it."""
    head = spec.columns[place].head.replace("\n", "")
    return head or f"{spec.columns[place - 1].head}（右边一列，没有自己的标题）"


def _words(column: Column) -> str:
    if column.vocabulary is not None:
        return "、".join(column.vocabulary.choices)
    if column.choices_from is None:
        return ""
    spec = sheet_spec(column.choices_from[0])
    return f"《{spec.title}》的“{spec.column(column.choices_from[1]).head}”"


def describe_cells() -> str:
    """The section on how cells are read, and which other spellings count."""
    office, district = "”“".join(OFFICE_WORDS), "”“".join(DISTRICT_WORDS)
    return "\n\n".join(
        (
            "### 单元格怎样读",
            markdown_table(("怎样填", "说明"), [[kind.value, text] for kind, text in _KINDS_OF_CELL.items()]),
            _DATES,
            "下列栏目除了列表里的词，也认这些写法：",
            markdown_table(("栏目", "也认的写法"), _spellings()),
            f"核定单位写“{office}”或留空，都指办公室。《单位目标》里总目标那一行的单位可以写“{district}”。",
            "只核定别人的单位（没有评分表，也没有任务和指标）同样写在《单位》里：不发填报表，不算未报送，只给它核定表。",
        )
    )


def _spellings() -> Iterator[Sequence[str]]:
    """Vocabularies with more spellings than words, each once, with all heads where it is used."""
    heads: dict[str, dict[str, None]] = {}
    for spec in SHEETS:
        for name, vocabulary in (
            *((column.head, column.vocabulary) for column in spec.columns),
            *((key.word, key.vocabulary) for key in spec.keys),
        ):
            if vocabulary is not None and vocabulary.spellings:
                spellings = "；".join(f"{spelling} → {word}" for spelling, word in vocabulary.spellings.items())
                heads.setdefault(spellings, {})[f"《{spec.title}》{name}".replace("\n", "")] = None
    for spellings, names in heads.items():
        yield "、".join(names), spellings
