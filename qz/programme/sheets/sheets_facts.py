"""The sheets of the facts: 填报数据, 数据核对, 单位目标."""

from typing import Final

from qz.programme.sheets.columns import CellKind, Column, SheetSpec, listed_words, scorecard_column
from qz.values.value_types import TYPES, VALUE_TYPES, greatest_words, least_words
from qz.words import (
    COMPARATORS,
    DISTRICT_WORDS,
    FILLERS,
    SEVERITIES,
    YES_NO,
)

_SCORECARD: Final = scorecard_column(width=12)
_WANTED: Final = "、".join(each.word for each in TYPES.values() if each.wants_maximum)
_NO_MAXIMUM: Final = f"留空：{greatest_words()}，其余不限；{_WANTED}必填。"

FACTS: Final = SheetSpec(
    key="facts",
    title="填报数据",
    frozen=3,
    note="填报单位要填的每一个数、是否、比率和说明，一行一个。其他各表用名称引用；代号供程序识别，填报表发出后不要再改。",
    columns=(
        _SCORECARD,
        Column(
            "fact_id",
            "代号",
            CellKind.CODE,
            30,
            "小写英文字母、数字、下划线；同一评分表内不重复。",
            required=True,
            aliases=("数据代号",),
        ),
        Column(
            "label", "名称", CellKind.TEXT, 34, "填报表上显示、其他各表引用的名称；同一评分表内不重复。", required=True
        ),
        Column(
            "value_type",
            "类型",
            CellKind.CHOICE,
            8,
            f"{listed_words(VALUE_TYPES)}。",
            required=True,
            vocabulary=VALUE_TYPES,
        ),
        Column("unit_of_measure", "计量单位", CellKind.TEXT, 10, "如 次、只、家。"),
        Column("minimum", "下限", CellKind.AMOUNT, 8, f"留空：{least_words()}。", headed=True),
        Column("maximum", "上限", CellKind.AMOUNT, 8, _NO_MAXIMUM, headed=True),
        Column("step", "最小单位", CellKind.AMOUNT, 10, "评分用：如 0.5 表示以半分为单位。", headed=True),
        Column(
            "help",
            "填报提示",
            CellKind.PROSE,
            60,
            "选中单元格时显示：什么算数、怎样数。",
            required=True,
            aliases=("提示",),
        ),
        Column(
            "allows_not_applicable",
            "可填不适用",
            CellKind.CHOICE,
            12,
            "比率可填“不适用”的写“是”。",
            vocabulary=YES_NO,
            headed=True,
        ),
        Column(
            "required_when",
            "何时必填",
            CellKind.LIST,
            26,
            "说明类数据用：所列数据中任一项大于 0 或为“是”时必填。",
            headed=True,
        ),
        Column(
            "register",
            "台账",
            CellKind.TEXT,
            24,
            "由办公室台账的哪张表提供，没有留空；同一张表按类别分别计数的写“表名：类别”。",
        ),
        Column(
            "choices",
            "选项",
            CellKind.LIST,
            30,
            "选项类数据必填：有哪几项可选，如 优、良、中、差；填报表上从列表里选。",
        ),
        Column(
            "filled_by",
            "由谁填",
            CellKind.CHOICE,
            11,
            "留空为单位。暗访、测评、满意度等由考核方掌握的，填核定单位或办公室：填报表上只显示由谁填，数据填在核定表里。"
            "各单位早已定下、只用在公式里的数（如 常住人口、前年案件数），填考核方案：各单位的数填在《单位目标》里。",
            vocabulary=FILLERS,
        ),
        Column(
            "method",
            "计算方法",
            CellKind.PROSE,
            40,
            "印在填报表的《指标解释》里：比率写明分子和分母，如 已检定的台数÷应检定的台数。",
            aliases=("分子和分母",),
        ),
        Column("source", "数据来源", CellKind.PROSE, 30, "印在《指标解释》里：这个数从哪里来，如 检验报告、登记台账。"),
        Column(
            "formula",
            "公式",
            CellKind.TEXT,
            40,
            "由其他数据算出来的写公式，不用单位填，如 实检数÷应检数、（本年－上年）÷上年、平均（甲率，乙率）。"
            "用＋－×÷、括号和本评分表里计数、数值、比率、评分类数据的名称。"
            "本单位的目标写 目标（签约额），上年的数写 上年（签约额），各单位的数填在《单位目标》里。"
            "除数为0、没有上年数的无法计算。",
        ),
    ),
)

CHECKS: Final = SheetSpec(
    key="checks",
    title="数据核对",
    note="两项填报数据之间应有的关系，一行一条；收表时逐条核对，不符的退回补正或提醒。",
    columns=(
        _SCORECARD,
        Column("left", "数据", CellKind.TEXT, 32, "填报数据的名称。", required=True, choices_from=("facts", "label")),
        Column("comparator", "应当", CellKind.CHOICE, 8, "≤、≥ 或 =。", required=True, vocabulary=COMPARATORS),
        Column(
            "right", "对照", CellKind.ANY, 32, "另一项填报数据的名称，或一个数。", required=True, aliases=("对照数据",)
        ),
        Column("message", "提示语", CellKind.PROSE, 60, "不符时对填报单位说的话。", required=True),
        Column("severity", "级别", CellKind.CHOICE, 9, "错误，或提醒。", vocabulary=SEVERITIES),
    ),
)

UNIT_TARGETS: Final = SheetSpec(
    key="unit_targets",
    title="单位目标",
    frozen=1,
    note=(
        f"各单位自己的目标，一行一个单位，一列一项填报数据（列标题写填报数据的名称）。“{DISTRICT_WORDS[0]}”一行填文件下达的总目标，"
        "各单位之和应与它相等。不承担的填 0。公式里用上年数的，另加一列，列标题写“上年（名称）”。"
    ),
    columns=(
        Column(
            "unit",
            "单位",
            CellKind.TEXT,
            18,
            f"单位名称，或“{DISTRICT_WORDS[0]}”。",
            required=True,
            aliases=("单位名称",),
        ),
    ),
    open_columns="除下表各列外，其余每一列的标题就是一项数据的名称或代号。",
)
