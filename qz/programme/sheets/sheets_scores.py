"""The sheets of the scorecards: 评分表, 考核内容, 评分方法."""

from typing import Final

from qz.programme.sheets.columns import CellKind, Column, SheetSpec, scorecard_column
from qz.rules.registry import LABELS
from qz.words import (
    COMPARATORS,
    CONSEQUENCES,
    FOLDED_FROM,
    GROUP_FIGURES,
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
