"""The sheets about the assessment and its units: 基本信息, 单位, 单位统称, 参数, 通报, 附件版式."""

from typing import Final

from qz.programme.sheets.columns import CellKind, Column, KeyRow, SheetSpec, scorecard_column
from qz.words import FRAME_PARTS, SETTINGS, TABLE_WORD, YES_NO

PARTICULARS: Final = SheetSpec(
    key="particulars",
    title="基本信息",
    note="本年度考核的基本情况。填报表、邮件、排名和通报都从这里取名称、文号和截止时间。最下面可以自行添加其他项目。",
    required=True,
    columns=(
        Column("key", "项目", CellKind.TEXT, 22, "项目名称，不要改动。", required=True),
        Column("value", "内容", CellKind.ANY, 52, "在这一列填写。"),
        Column("help", "说明", CellKind.PROSE, 60, "供参考，不影响考核。"),
    ),
    keys=(
        KeyRow("year", "年度", "考核年度，四位数字，如 2011。", required=True, aliases=("年份", "考核年度")),
        KeyRow("district", "地区", "被考核的地区，如 平川县。", required=True, aliases=("区县",)),
        KeyRow("name", "考核名称", "考核工作的简称，如 安全生产工作。", required=True),
        KeyRow("title", "文件标题", "文件的全名。", required=True, aliases=("标题",)),
        KeyRow("document_number", "文号", "文件的发文字号。", aliases=("发文字号",)),
        KeyRow("issued", "印发日期", "日期，如 2011-06-23。", aliases=("发文日期",)),
        KeyRow(
            "edition",
            "版次",
            "填报表的版次。填报表发出后又改动并重新发出时，加 1。",
            required=True,
            aliases=("填报表版次",),
        ),
        KeyRow(
            "deadline",
            "报送截止时间",
            "日期和时间，如 2011-12-15 17:00；此后报送的记为逾期。",
            required=True,
            aliases=("截止时间", "报送期限"),
        ),
        KeyRow(
            "counted_until",
            "统计截止日",
            "日期，如 2011-11-30：填报的数据统计到这一天为止。可以不填。",
            aliases=("数据截止日", "统计截止日期"),
        ),
        KeyRow(
            "verify_by",
            "核定截止日",
            "日期，如 2011-12-26：请核定部门在这一天前交回核定表。可以不填。",
            aliases=("核定截止日期",),
        ),
        KeyRow("office", "办公室", "组织考核的办公室全称。", required=True, aliases=("考核办公室",)),
        KeyRow("contact", "联系人", "填报单位有疑问时找谁。", required=True),
        KeyRow("phone", "联系电话", "办公室电话。", required=True, aliases=("电话",)),
        KeyRow("email", "电子邮箱", "填报表寄回的邮箱。", required=True, aliases=("邮箱", "电子邮件")),
        KeyRow("address", "地址", "办公地址，可以不填。"),
        KeyRow("issuer", "发文机关", "通报由谁印发和署名；不填就是办公室。", aliases=("发文单位",)),
        KeyRow("addressees", "主送", "通报主送哪些单位，如 各镇人民政府、街道办事处，区各委办局；不填写“各有关单位”。"),
        KeyRow("copies_to", "抄送", "通报抄送哪些单位，多个用顿号或逗号隔开；不填，版记里不列抄送。"),
        KeyRow("printed_by", "印发机关", "版记里由谁印发；不填就是发文机关。"),
        KeyRow(
            "report_to",
            "报告主送",
            "考核情况报告给谁，如 区人民政府；不填就不起草报告。",
            aliases=("报告主送机关",),
        ),
        KeyRow(
            "appeal_by",
            "复核截止时间",
            "日期和时间，如 2011-12-30 17:00：各单位对考核结果有异议的，在此前提出。"
            "填了，核定完就给每个单位写考核结果告知书；不填不写。",
            aliases=("申请复核截止时间",),
        ),
        KeyRow(
            "tells_rank",
            "告知名次",
            "告知书里写不写名次：是或否；留空为“是”。",
            vocabulary=YES_NO,
        ),
    ),
)

UNITS: Final = SheetSpec(
    key="units",
    title="单位",
    frozen=2,
    note="被考核和参加考核的单位，一行一个。代号一经使用不要更改；各镇、街道等统称在《单位统称》表里说明代表哪些单位。",
    required=True,
    aliases=("单位名册", "单位名单"),
    columns=(
        Column(
            "code",
            "代号",
            CellKind.CODE,
            9,
            "字母和数字，不重复，如 Z01；用在文件名和编号里。",
            required=True,
            aliases=("单位代号", "编码"),
        ),
        Column(
            "name", "单位名称", CellKind.TEXT, 16, "文件里使用的名称，不重复。", required=True, aliases=("名称", "单位")
        ),
        Column(
            "aliases",
            "其他名称",
            CellKind.LIST,
            34,
            "全称、旧称、简称，用顿号分开；收到的表里写这些名称也认得出。",
            aliases=("别名", "别称"),
        ),
        Column(
            "kind",
            "类别",
            CellKind.TEXT,
            10,
            "镇、街道、部门等，由办公室自定，供《单位统称》引用。",
            required=True,
            aliases=("单位类别",),
        ),
        scorecard_column("按哪张评分表考核（《评分表》里的名称）；不计分的留空。", required=False),
        Column("email", "电子邮箱", CellKind.TEXT, 28, "填报表寄往的邮箱。", aliases=("邮箱",)),
        Column("contact", "联系人", CellKind.TEXT, 10, "该单位的联系人。"),
        Column("phone", "联系电话", CellKind.TEXT, 16, "该单位的电话。", aliases=("电话",)),
        Column(
            "group",
            "分组",
            CellKind.TEXT,
            10,
            "同一张评分表的单位分组排名的，写属于哪一组，如 A类、镇；不分组的留空。",
            aliases=("组别", "考核分组"),
        ),
        Column(
            "places",
            "表彰名额",
            CellKind.WHOLE,
            10,
            "可以推荐几名先进个人；留空同《评分表》里的，0 为不推荐。",
        ),
    ),
)

PHRASES: Final = SheetSpec(
    key="phrases",
    title="单位统称",
    note=(
        "责任分解表里代表多个单位的说法（如 各镇、街道），一行一个。"
        "写明代表哪些类别，或者逐个列出单位；两栏都填则合在一起。"
    ),
    columns=(
        Column(
            "phrase",
            "统称",
            CellKind.TEXT,
            26,
            "与责任分解表里的写法一致（空格和换行不计）。",
            required=True,
            aliases=("说法",),
        ),
        Column("kinds", "代表的类别", CellKind.LIST, 24, "《单位》里“类别”一栏的词，用顿号分开。", aliases=("类别",)),
        Column("units", "代表的单位", CellKind.LIST, 40, "单位名称，用顿号分开。", aliases=("单位",)),
        Column("remark", "备注", CellKind.PROSE, 40, "供参考，不影响考核。"),
    ),
)

PARAMETERS: Final = SheetSpec(
    key="parameters",
    title="参数",
    note="文件没有写明、由办公室掌握的口径。留空即按默认值。个别考核内容或条款另有口径的，在该行“口径设置”一栏写，如：不足一步=按一步扣。",
    columns=(
        Column("key", "参数", CellKind.TEXT, 22, "参数名称，不要改动。", required=True),
        Column("value", "取值", CellKind.ANY, 18, "从列表中选，或填分数。"),
        Column("help", "说明", CellKind.PROSE, 70, "供参考，不影响考核。"),
    ),
    keys=tuple(
        KeyRow(
            setting.field,
            setting.word,
            setting.help,
            False,
            setting.aliases,
            setting.vocabulary,
            setting.default,
            setting.listed,
            setting.sentence,
        )
        for setting in SETTINGS
    ),
)

BULLETIN: Final = SheetSpec(
    key="bulletin",
    title="通报",
    note=(
        "通报里表彰和批评谁，每张评分表一行。留空的条件不用。表彰须名次和总分都达到，被否决、暂定的一般不表彰；"
        "批评为总分低于分数线，或者在所列条款上失分，或者所列数据达到所写的数。"
    ),
    columns=(
        scorecard_column(),
        Column("commend_ranks", "表彰名次", CellKind.WHOLE, 12, "前几名，如 3。", aliases=("表彰前几名",)),
        Column("commend_total", "表彰最低总分", CellKind.AMOUNT, 14, "总分不低于多少分才表彰。"),
        Column(
            "vetoed_barred",
            "被否决的不表彰",
            CellKind.CHOICE,
            12,
            "有“不得分”情形的单位是否不表彰；留空为“是”。",
            vocabulary=YES_NO,
        ),
        Column(
            "provisional_barred",
            "暂定的不表彰",
            CellKind.CHOICE,
            12,
            "得分暂计（还有应填未填的）或者有报来的文件待确认的单位是否不表彰；留空为“是”。",
            vocabulary=YES_NO,
        ),
        Column(
            "unverified_barred",
            "未核定的不表彰",
            CellKind.CHOICE,
            12,
            "得分没有核定完的单位是否不表彰；留空同“暂定的不表彰”。不另行核定的考核填“否”。",
            vocabulary=YES_NO,
        ),
        Column("criticise_total", "批评分数线", CellKind.AMOUNT, 14, "总分低于多少分予以通报批评。"),
        Column(
            "criticise_criteria",
            "批评条款",
            CellKind.LIST,
            24,
            "触发“不得分”或失分即予批评的条款号，用顿号分开，如 6.5、7.4。",
        ),
        Column(
            "criticise_facts",
            "批评数据",
            CellKind.LIST,
            24,
            "填报数据的名称，达到多少即批评的写“≥”和数，如 特种设备事故起数≥2；不写为1（“是”为1）。"
            "属于所列批评条款的，该条款只看这些数据；不属于的，单独作为批评的理由。",
        ),
        Column(
            "talk_total",
            "约谈分数线",
            CellKind.AMOUNT,
            12,
            "总分低于多少分建议约谈；这一栏和“追责数据”都不填，不写《奖惩建议表》。",
        ),
        Column(
            "account_facts",
            "追责数据",
            CellKind.LIST,
            24,
            "填报数据的名称，达到多少即建议追责的写“≥”和数，写法同“批评数据”，如 重大质量事故起数。",
        ),
        Column("remark", "备注", CellKind.PROSE, 46, "供参考，不影响考核。"),
    ),
)

FRAMES: Final = SheetSpec(
    key="frames",
    title="附件版式",
    note="各附件印在表格外面的文字：附件号、标题、列标题、表前段落、表后的结尾，按先后一行一条，逐字照文件填写。",
    columns=(
        Column(
            "subject",
            "所属",
            CellKind.CODE,
            16,
            f"“{TABLE_WORD}”，或《评分表》里的名称。",
            required=True,
        ),
        Column(
            "part",
            "部分",
            CellKind.CHOICE,
            10,
            "附件、标题、列标题、段落或结尾。",
            required=True,
            vocabulary=FRAME_PARTS,
        ),
        Column("text", "文字", CellKind.PROSE, 90, "照文件填写。", required=True, aliases=("内容",)),
    ),
)
