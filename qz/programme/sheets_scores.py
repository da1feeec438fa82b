"""The sheets of the scorecards: 评分表, 考核内容, 评分方法, 填报数据, 数据核对, 单位目标."""

from typing import Final

from qz.programme.columns import CellKind, Column, SheetSpec, listed_words, scorecard_column
from qz.rules.registry import LABELS
from qz.values.value_types import VALUE_TYPES
from qz.words import (
    COMPARATORS,
    CONSEQUENCES,
    DISTRICT_WORDS,
    FILLERS,
    FOLDED_FROM,
    GROUP_FIGURES,
    SEVERITIES,
    STARTS,
    YES_NO,
    Vocabulary,
)

RULE_KINDS: Final[Vocabulary[str]] = Vocabulary({label: kind.kind for label, kind in LABELS.items()})
"""The words for kinds of rule, as they are registered."""

_SCORECARD: Final = scorecard_column(width=12)

SCORECARDS: Final = SheetSpec(
    key="scorecards",
    title="评分表",
    note="每类被考核单位一张评分表，一行一张。没有评分表的年度（只收任务完成情况）本表留空。",
    columns=(
        Column("scorecard_id", "代号", CellKind.CODE, 13, "英文字母，不重复，如 town。", required=True),
        Column("label", "名称", CellKind.TEXT, 14, "如 镇街道。", required=True),
        Column(
            "summary_name", "汇总表名称", CellKind.TEXT, 20, "汇总工作簿的文件名，如 镇街道考核汇总。", required=True
        ),
        Column("ranking_name", "排名表名称", CellKind.TEXT, 18, "排名里的表名，如 镇街道排名。", required=True),
        Column(
            "shows_deductions",
            "列扣分原因",
            CellKind.CHOICE,
            12,
            "单位表上是否有“扣分原因”和“备注”两栏。",
            vocabulary=YES_NO,
        ),
        Column("nominal_total", "总分", CellKind.AMOUNT, 8, "文件写明的总分，一般为 100。", required=True),
        Column("remark_fact_ids", "备注取自", CellKind.LIST, 24, "“备注”一栏取自哪些填报数据（名称）。"),
        Column(
            "folded_points",
            "折算满分",
            CellKind.AMOUNT,
            10,
            "本考核在上一级考核（如目标考核）里占多少分，如 20：得到总分的记满，其余按比例折算。不折算的不填。",
        ),
        Column(
            "folded_from",
            "折算口径",
            CellKind.CHOICE,
            12,
            "按总分（含加分）折算，或只按标准分得分折算；留空为“总分”。",
            vocabulary=FOLDED_FROM,
        ),
        Column(
            "folded_capped",
            "折算封顶",
            CellKind.CHOICE,
            10,
            "折算分是否不超过折算满分；留空为“是”。",
            vocabulary=YES_NO,
        ),
        Column(
            "places",
            "表彰名额",
            CellKind.WHOLE,
            10,
            "这张评分表的单位每家可以推荐几名先进个人，如 1：填报表里就有《表彰推荐》；不推荐的留空。",
        ),
        Column("bonus_cap", "加分合计上限", CellKind.AMOUNT, 12, "各项加分合计最多加几分，如 10；不限的不填。"),
        Column("total_cap", "总分上限", CellKind.AMOUNT, 10, "总分（含加分）最多几分，如 100、120；不限的不填。"),
    ),
)

ITEMS: Final = SheetSpec(
    key="items",
    title="考核内容",
    frozen=3,
    note="评分表印出的每一行。考核内容和评分方法逐字照文件填写，分段处换行。零分起评：各条得分相加；满分起评：从标准分往下扣。",
    columns=(
        _SCORECARD,
        Column("number", "序号", CellKind.CODE, 7, "照文件填写。", required=True),
        Column("label", "简称", CellKind.TEXT, 16, "表头和图上用的短名称，如 组织领导。", required=True),
        Column("content", "考核内容", CellKind.PROSE, 58, "照文件填写。", required=True),
        Column(
            "method", "评分方法", CellKind.PROSE, 58, "照文件填写。", required=True, aliases=("考核方法", "评分办法")
        ),
        Column(
            "standard",
            "标准分",
            CellKind.AMOUNT,
            8,
            "分值；只有加分、不在总分里的写 0。",
            required=True,
            aliases=("分值",),
        ),
        Column("starts_full", "起评", CellKind.CHOICE, 11, "零分起评，或满分起评。", required=True, vocabulary=STARTS),
        Column(
            "overrides",
            "口径设置",
            CellKind.LIST,
            22,
            "本项另有口径的写在这里，如：加分上限=5。",
            aliases=("设置",),
            headed=True,
        ),
    ),
    open_columns=(
        "文件的附表里另有的列（如 一级指标、考核方式、责任单位、需提交材料）加在后面：标题照文件写，并照文件的先后写进"
        "《附件版式》的列标题，就印在填报表和单位表上。以“一级”“二级”等开头、以“类别”结尾的列把考核内容分成组："
        "与上一行同组的可以空着，同组的印成一格，有几项的附小计。没有写进列标题的列不印，只提醒。"
    ),
    open_kind=CellKind.PROSE,
)

CRITERIA: Final = SheetSpec(
    key="criteria",
    title="评分方法",
    frozen=3,
    note=(
        "每个条款怎样算分。一个条款用到几项填报数据就写几行，条款号相同；第二行起，条款、计分方式、分值、口径等不必重复。"
        "计分方式从列表中选，各种方式的算法见《目录》。"
    ),
    columns=(
        _SCORECARD,
        Column("item_number", "序号", CellKind.CODE, 7, "属于哪一项考核内容。", required=True),
        Column(
            "criterion_id",
            "条款号",
            CellKind.CODE,
            8,
            "如 6.2、8.2a；同一评分表内不重复。",
            required=True,
            aliases=("条款编号",),
        ),
        Column("clause", "条款", CellKind.PROSE, 38, "评分方法里的原话。", aliases=("条款原文",), headed=True),
        Column("kind", "计分方式", CellKind.CHOICE, 15, "从列表中选。", vocabulary=RULE_KINDS, headed=True),
        Column("points", "分值", CellKind.AMOUNT, 7, "本条的分值；加分、扣分、不得分的条款不填。", headed=True),
        Column(
            "fact_id",
            "填报数据",
            CellKind.TEXT,
            32,
            "《填报数据》里的名称；按任务扣分的条款不填。",
            aliases=("数据代号",),
            choices_from=("facts", "label"),
            headed=True,
        ),
        Column(
            "comparator",
            "比较",
            CellKind.CHOICE,
            7,
            "有目标的计分方式用：≥ 不低于，≤ 不超过，= 等于；留空为 ≥。",
            vocabulary=COMPARATORS,
            headed=True,
        ),
        Column(
            "target",
            "目标值",
            CellKind.AMOUNT,
            9,
            "固定的目标；比率写成百分数。按各单位目标计的不填。不得分用比率的，写到多少就不得分。",
            headed=True,
        ),
        Column(
            "step",
            "每少",
            CellKind.AMOUNT,
            8,
            "每少（每多、每满）多少算一步，如 1%、5%、1。每少扣分必填；加分、扣分、缺数扣分的比率必填，"
            "组内对照的也必填；其他留空的，差（多）几就算几。",
            aliases=("步长",),
            headed=True,
        ),
        Column(
            "rate",
            "每次分数",
            CellKind.AMOUNT,
            10,
            "每一步、每一个、每一次加或扣几分（正数）。",
            aliases=("每项分数", "每步分数"),
            headed=True,
        ),
        Column(
            "trigger",
            "触发",
            CellKind.CHOICE,
            7,
            "扣分、不得分用：填“是”或“否”时触发；计数的留空，有 1 次即触发。",
            vocabulary=YES_NO,
            headed=True,
        ),
        Column("once", "只计一次", CellKind.CHOICE, 10, "无论几次只扣一次的填“是”。", vocabulary=YES_NO, headed=True),
        Column(
            "phrase",
            "失分用语",
            CellKind.PROSE,
            30,
            "扣分原因里怎样写，如：专题会议缺{n}次。{n} 代表次数（按名次的是名次），{v} 代表所填的值。"
            "“，扣几分”自动加上。",
        ),
        Column(
            "reading", "口径", CellKind.PROSE, 46, "怎样理解和掌握本条，印在填报表和核定表上。", aliases=("口径说明",)
        ),
        Column(
            "verifier",
            "核定单位",
            CellKind.TEXT,
            12,
            "由哪个单位核定；留空为办公室。",
            aliases=("核定",),
            choices_from=("units", "name"),
        ),
        Column(
            "overrides",
            "口径设置",
            CellKind.LIST,
            22,
            "本条另有口径的写在这里，如：不足一步=按一步扣。",
            aliases=("设置",),
            headed=True,
        ),
        Column(
            "bands",
            "分档",
            CellKind.PROSE,
            26,
            "分档得分用：各档写在一格里，分高的在前，如 80%以上5分、60%以上3分、其余1分；"
            "越少越好的，如 5次以下5分、10次以下3分。"
            "选项得分用：给每个选项写明分数，如 纳入规划1分、部门规划0.5分、其余不得分。"
            "按名次得分、加分、扣分用：如 第1名3分、第2名2分、第3名1分；前3名2分、前6名1分；倒数第1名2分。",
        ),
        Column(
            "least",
            "最少分数",
            CellKind.AMOUNT,
            10,
            "酌情扣分、酌情加分用：要扣（加）就至少几分，如 0.5；按名次得分用：再后也得几分。",
        ),
        Column(
            "most",
            "最多分数",
            CellKind.AMOUNT,
            10,
            "本条最多加或扣几分，如 4；不填的不限；酌情扣分、酌情加分不填的，最多为本项标准分。",
        ),
        Column(
            "consequence",
            "后果",
            CellKind.CHOICE,
            11,
            "一票否决用：总分为0；不得评优；降一档；定为末档（后两样要有《等次》）。",
            vocabulary=CONSEQUENCES,
        ),
        Column(
            "pool",
            "并计",
            CellKind.TEXT,
            20,
            "几条合起来算的，每条写同样的话：“…取最高”只计分数最多的一条，“…最多5分”合计不超过5分。如 同一奖项取最高。",
        ),
        Column(
            "against",
            "组内对照",
            CellKind.CHOICE,
            11,
            "与本组各单位比的，填平均值、最高值或最低值，代替目标值。完成目标得分、按比例得分、每少扣分、每多得分、缺数扣分、超额加分用。",
            vocabulary=GROUP_FIGURES,
        ),
    ),
    open_columns=(
        "文件的附表里另有、而各条款不同的列（如 责任单位、需提交材料），也可以加在这里：填报表上印在各条款旁边。"
        "要印的同样写进《附件版式》的列标题。"
    ),
    open_kind=CellKind.PROSE,
)

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
        Column("minimum", "下限", CellKind.AMOUNT, 8, "留空：计数和评分为 0，比率为 0%。", headed=True),
        Column("maximum", "上限", CellKind.AMOUNT, 8, "留空：比率为 100%，其余不限；评分必填。", headed=True),
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
