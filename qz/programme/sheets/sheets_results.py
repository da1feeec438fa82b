"""The sheets about results: 等次 and 综合得分."""

from typing import Final

from qz.programme.sheets.columns import CellKind, Column, SheetSpec, scorecard_column
from qz.words import PART_EFFECTS

GRADES: Final = SheetSpec(
    key="grades",
    title="等次",
    note=(
        "考核结果评哪几档，一行一档，好的在前；不评等次的留空。单位评为总分够得上、名额还有的最好一档，名额按名次先后给；"
        "同名次的同进同退，可以多出名额。分组排名的，名额各组分别算。"
    ),
    columns=(
        scorecard_column(),
        Column("name", "等次", CellKind.TEXT, 12, "如 优秀、良好、合格、不合格。", required=True),
        Column("least", "最低总分", CellKind.AMOUNT, 10, "总分不低于多少分；不看总分的留空。", headed=True),
        Column(
            "quota",
            "名额",
            CellKind.AMOUNT,
            10,
            "最多几个单位，如 3；或者占应评单位的百分之几，如 20%（不足一个的舍去）；不限的留空。",
            headed=True,
        ),
        Column("group", "分组", CellKind.TEXT, 10, "只用于哪一组（《单位》里“分组”的词）；留空为各组都用。"),
        Column("remark", "备注", CellKind.PROSE, 46, "供参考，不影响考核。"),
    ),
)

COMPOSITE: Final = SheetSpec(
    key="composite",
    title="综合得分",
    note=(
        "几次、几项考核的得分合成一个综合得分，一行一个部分；不合成的留空。来源留空是本方案的总分；别的考核写它的方案名"
        "（templates 里的文件名，如 2012-上半年），取它最近一次汇总的总分，写几个的取平均。来源里没有的单位是“不考核”，"
        "这一部分的分摊到其余部分；有而没有报送的，这一部分为0分。单位按名称对应。"
    ),
    columns=(
        scorecard_column("给哪张评分表的单位算综合得分。"),
        Column("name", "部分", CellKind.TEXT, 18, "如 上半年考核、年度考核、负面清单。", required=True),
        Column("sources", "来源", CellKind.LIST, 30, "别的考核的方案名，多个用顿号分开取平均；留空是本方案。"),
        Column(
            "effect",
            "计法",
            CellKind.CHOICE,
            9,
            "加权；加分、扣分是按折算后的分直接加减。留空为加权。",
            vocabulary=PART_EFFECTS,
        ),
        Column("weight", "权重", CellKind.AMOUNT, 9, "占多少，如 60%；留空为 100%。", headed=True),
        Column("scale", "折算", CellKind.AMOUNT, 9, "满分折成多少分，如 20；留空不折。", headed=True),
        Column("full", "满分", CellKind.AMOUNT, 9, "这一部分的满分，折算、分摊时用；留空为 100。"),
        Column("remark", "备注", CellKind.PROSE, 40, "供参考，不影响考核。"),
    ),
)
