"""The sheets about tasks and goals: 责任分解表, 指标, 主要目标."""

from typing import Final

from qz.programme.sheets.columns import CellKind, Column, SheetSpec
from qz.values.value_types import INDICATOR_TYPES
from qz.words import COMPARATORS, INDICATOR_KINDS, SET_ELSEWHERE, TABLE_WORD

TASKS: Final = SheetSpec(
    key="tasks",
    title=TABLE_WORD,
    note=(
        "文件所附的责任分解表，可以从 Word 整表粘贴到列标题下面，合并的单元格不必拆开，单元格内的换行不影响。"
        "任务按“序号.序号下第几行”编号（如 1.2），《指标》和《主要目标》里用这个编号。"
    ),
    aliases=("目标任务责任分解表",),
    anchor="goal",
    columns=(
        Column(
            "number", "序号", CellKind.CODE, 7, "照文件填写；空白或合并表示与上一行相同。", required=True, carries=True
        ),
        Column(
            "category",
            "工作内容",
            CellKind.PROSE,
            9,
            "大类，如 提高质量水平；空白或合并表示与上一行相同。",
            required=True,
            carries=True,
        ),
        Column("subcategory", "", CellKind.PROSE, 9, "小类，如 产品质量；空白或合并表示与上一行相同。", carries=True),
        Column("goal", "工作目标", CellKind.PROSE, 66, "照文件填写。", required=True, aliases=("目标",)),
        Column(
            "lead",
            "牵头部门\n（责任部门）",
            CellKind.PROSE,
            16,
            "单位名称或统称，用顿号或换行分开；每项任务都要有。",
            aliases=("牵头部门", "责任部门", "牵头单位", "责任单位", "牵头部门(责任部门)"),
            headed=True,
        ),
        Column(
            "support",
            "配合部门\n（单位）",
            CellKind.PROSE,
            28,
            "单位名称或统称，用顿号或换行分开；没有可留空。",
            aliases=("配合部门", "配合单位", "配合部门(单位)"),
        ),
    ),
)

INDICATORS: Final = SheetSpec(
    key="indicators",
    title="指标",
    frozen=1,
    note=(
        "从工作目标和主要目标里摘出的每一个数，一行一个。要完成的目标填“指标”；"
        "写“无、不发生、杜绝、防止”某种情形的填“底线”，不超过目标值（留空为0）才算做到；"
        "只说争创、没有定数的填“争创”，报获得几项；只是提到、不是目标的数（如 8条河道）填“非指标”，写明原文即可。"
        "主要目标里的数，责任分解表里已有、只是字句不同的写“对应指标”，分解表里没有的写明责任单位。"
        "“汇总数据”写由各单位上报数相加的填报数据名称，多个用顿号分开；“底线”有汇总数据的，由汇总得出，不再另报。"
    ),
    columns=(
        Column(
            "task_id",
            "任务",
            CellKind.CODE,
            8,
            "任务编号，如 1.4；在主要目标里的，写主要目标的编号，如 一.5。",
            required=True,
            aliases=("任务编号",),
        ),
        Column(
            "kind",
            "性质",
            CellKind.CHOICE,
            9,
            "指标；底线（不得发生的）；争创（没有定数的）；或非指标。",
            required=True,
            vocabulary=INDICATOR_KINDS,
        ),
        Column("label", "指标名称", CellKind.TEXT, 34, "填报表上显示的名称。", aliases=("名称",), headed=True),
        Column("quote", "原文", CellKind.PROSE, 40, "工作目标或主要目标里的原话，须包含这个数。", required=True),
        Column(
            "comparator",
            "比较",
            CellKind.CHOICE,
            7,
            "≥ 不低于；≤ 不超过；= 等于。",
            vocabulary=COMPARATORS,
            headed=True,
        ),
        Column(
            "target",
            "目标值",
            CellKind.AMOUNT,
            10,
            f"数字；比率写成百分数，如 92%。由别的文件下达、现在还没有数的写“{SET_ELSEWHERE}”，"
            "由填报单位连同文件一起填。底线留空为0，争创不填。",
            headed=True,
            words=(SET_ELSEWHERE,),
        ),
        Column("unit_of_measure", "计量单位", CellKind.TEXT, 11, "如 只、家、%。", aliases=("单位",)),
        Column(
            "value_type",
            "类型",
            CellKind.CHOICE,
            8,
            "计数（整数）、比率（百分数）或数值（可有小数）。",
            vocabulary=INDICATOR_TYPES,
            headed=True,
        ),
        Column("minimum", "下限", CellKind.AMOUNT, 9, "实际值不可能低于多少；留空为 0。"),
        Column("maximum", "上限", CellKind.AMOUNT, 9, "实际值不可能高于多少；比率留空为 100%。"),
        Column(
            "reporters",
            "责任单位",
            CellKind.PROSE,
            18,
            "由谁填报，用顿号或换行分开；留空为任务的牵头部门。几家牵头而只有一家有数的，写明那一家。主要目标里的必须写。",
            aliases=("填报单位",),
        ),
        Column(
            "same_as",
            "对应指标",
            CellKind.TEXT,
            28,
            "主要目标里的数与责任分解表的哪个指标是一回事（写指标名称）；字句完全相同的不用写。",
        ),
        Column(
            "sums_scorecard_ids",
            "汇总评分表",
            CellKind.LIST,
            13,
            "汇总数据属于哪几张评分表，用顿号分开。",
        ),
        Column(
            "sums",
            "汇总数据",
            CellKind.LIST,
            32,
            "填报数据的名称；“是”计1。各单位之和应等于牵头部门的数字；底线由它得出。",
        ),
        Column("sum_units", "汇总单位", CellKind.PROSE, 18, "只汇总这些单位的，写单位名称或统称；留空为全部。"),
        Column(
            "formerly",
            "上年名称",
            CellKind.TEXT,
            28,
            "上一年方案里叫什么。名称改得多、与上年对比时认不出是同一个的才写。",
            aliases=("上年指标",),
        ),
    ),
)

MAIN_GOALS: Final = SheetSpec(
    key="main_goals",
    title="主要目标",
    note="文件正文里的主要目标，一条一行，写明由责任分解表的哪几项任务落实。没有任务落实的留空，检查时会提醒。",
    columns=(
        Column("goal_id", "编号", CellKind.CODE, 9, "自定，不重复，如 一.1；不要与任务编号相同。", required=True),
        Column("section", "章节", CellKind.TEXT, 22, "如 （一）产品质量目标；与上一行相同的可留空。", carries=True),
        Column("text", "原文", CellKind.PROSE, 96, "照文件填写。", required=True, aliases=("内容",)),
        Column("task_ids", "对应任务", CellKind.LIST, 16, "任务编号，用顿号分开。", aliases=("任务",)),
    ),
)
