"""The catalogue of findings about a programme workbook: code, severity, sentence, and what to do.

``PROGRAMME_CATALOGUE`` has the same structure as ``qz.findings.CATALOGUE``. ``P0x``–``P3x`` are found when reading,
``P5x`` and above when checking.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from qz.findings import catalogue_of, quote
from qz.model.finding import Finding, Severity
from qz.model.place import Place
from qz.words import fold

_ERROR: Final = Severity.ERROR
_WARNING: Final = Severity.WARNING
UNOPENED: Final = "P01"
"""The code of a workbook that cannot be opened."""

_KINDS: Final = (
    (UNOPENED, _ERROR, "打不开", "考核方案打不开：{reason}", "请用 Excel、WPS 或 LibreOffice 打开后另存为 .xlsx 再试"),
    ("P02", _ERROR, "缺少工作表", "缺少工作表《{title}》", "请补上这张表，或从上一年的考核方案复制"),
    ("P03", _ERROR, "缺少列标题", "找不到列标题{heads}", "请在表的上部用一行写出列标题，文字与原表一致"),
    ("P04", _ERROR, "没有填写", "“{head}”没有填写", "请填写：{help}"),
    ("P05", _ERROR, "读不出", "“{head}”填的是“{found}”，读不出{wanted}", "请改为{wanted}"),
    ("P06", _ERROR, "不在可选的词里", "“{head}”填的是“{found}”，不在可选的词里", "请改为：{choices}"),
    ("P07", _ERROR, "重复", "“{head}”里的“{found}”与{other}重复", "请改为不重复的名称或编号"),
    ("P08", _ERROR, "引用的不存在", "“{head}”填的是“{found}”，{where}里没有", "请改正，或先在{where}里补上"),
    (
        "P09",
        _ERROR,
        "不认识的单位",
        "“{head}”里的“{found}”既不是单位名称，也不是单位统称",
        "请改正写法，或在《单位》《单位统称》里补上",
    ),
    ("P10", _ERROR, "不认识的计分方式", "“{found}”不是已有的计分方式", "请从列表中选：{choices}"),
    ("P11", _ERROR, "公式没有结果", "公式没有算出结果", "请改填数值或文字"),
    ("P12", _ERROR, "错误值", "单元格是错误值“{found}”", "请改填正确的内容"),
    (
        "P13",
        _ERROR,
        "口径设置看不懂",
        "口径设置“{found}”看不懂",
        "请写成“参数=取值”，参数和取值见《参数》，如：不足一步=按一步扣",
    ),
    ("P14", _ERROR, "比率大于100%", "比率“{found}”大于 100%", "请写成百分数，如 92%（或 0.92）"),
    ("P15", _ERROR, "空方案", "责任分解表没有任务，也没有评分表", "请至少填写其中一样"),
    ("P16", _ERROR, "代号不合规定", "代号“{found}”不合规定", "请用{wanted}"),
    ("P17", _ERROR, "计分方式缺内容", "计分方式“{kind}”须填“{head}”", "请填写：{help}"),
    (
        "P18",
        _ERROR,
        "数据类型不合",
        "填报数据“{fact}”的类型是{found}，计分方式“{kind}”要用{wanted}",
        "请改类型或计分方式",
    ),
    ("P19", _ERROR, "数据过多", "计分方式“{kind}”只能用一项填报数据，这里有{count}项", "请拆成几个条款，各用一项"),
    (
        "P20",
        _ERROR,
        "填了用不上的内容",
        "计分方式“{kind}”用这项数据时不看“{head}”，填的“{found}”不起作用",
        "请清空，或改用别的计分方式",
    ),
    (
        "P71",
        _ERROR,
        "计分方式不能这样比较",
        "计分方式“{kind}”用这项数据时，“{head}”不能填“{found}”",
        "留空就是≥；要按“{found}”计分，请改用别的计分方式",
    ),
    ("P21", _ERROR, "统称不代表单位", "统称“{found}”没有代表任何单位", "请填写它代表的类别或单位"),
    ("P22", _ERROR, "不认识的类别", "类别“{found}”在《单位》里没有", "请改正，或在《单位》的“类别”一栏使用这个词"),
    ("P23", _ERROR, "应为正数", "“{found}”应填正数{why}", "请填写大于 0 的数{otherwise}"),
    ("P24", _ERROR, "上下限颠倒", "下限“{low}”大于上限“{high}”", "请改正其中之一"),
    ("P25", _ERROR, "评分表是空的", "评分表“{found}”没有考核内容", "请在《考核内容》里写出各项，或删去这张评分表"),
    ("P26", _ERROR, "考核内容没有条款", "考核内容“{found}”没有条款", "请在《评分方法》里写出它的条款"),
    ("P27", _ERROR, "口径设置写错了地方", "口径设置“{found}”写在这里不起作用", "请移到{where}"),
    ("P28", _ERROR, "评分没有上限", "评分类数据“{found}”没有上限", "请填写最高分"),
    ("P29", _ERROR, "同一条款前后不一", "“{head}”与条款{criterion}第一行填的不一样", "请留空，或改为与第一行一致"),
    (
        "P30",
        _WARNING,
        "不属于方案的工作表",
        "工作表《{title}》不属于考核方案，没有读取",
        "如有用的内容，请移到相应的表里",
    ),
    (
        "P31",
        _WARNING,
        "不属于本表的列",
        "列“{head}”不属于本表，没有读取",
        "如是笔误请改正列标题，不需要的可以删去；文件另有的列要印出来的，请写进《附件版式》的列标题",
    ),
    ("P32", _WARNING, "不认识的参数", "“{head}”填的是“{found}”，项目名称不认识，没有采用", "请核对项目名称"),
    ("P33", _ERROR, "没有牵头部门", "这项任务没有牵头部门", "请写明由谁牵头"),
    (
        "P34",
        _ERROR,
        "目标给错了单位",
        "{unit}不按有“{fact}”的评分表考核，这个目标用不上",
        "请清空，或核对《单位》里{unit}的评分表",
    ),
    (
        "P35",
        _WARNING,
        "批评条款不会失分",
        "批评条款“{found}”只有加分，不会失分，不会触发",
        "请改填会扣分或不得分的条款",
    ),
    (
        "P36",
        _ERROR,
        "名称不能作文件名",
        "“{head}”里的“{found}”要用作文件名，含有文件名不能用的符号",
        '请去掉 \\ / : * ? " < > | 这些符号',
    ),
    (
        "P42",
        _ERROR,
        "分档看不懂",
        "“{head}”写的是“{found}”，读不成从高到低的几档",
        "请写成 80%以上5分、60%以上3分、其余1分 的样子：各档同用“以上”或同用“以下”，一档比一档分低，比率写百分号",
    ),
    ("P43", _ERROR, "最高一档与分值不符", "最高一档是{found}分，本条分值是{points}分", "请改成一样"),
    ("P44", _ERROR, "目标不能按比例", "目标是{found}，不能按完成比例计分", "请填大于0的目标，或改用别的计分方式"),
    ("P37", _ERROR, "一步太大", "比率每少{step}才算一步，等于从不扣分", "请写成百分数，如 1% 或 5%"),
    (
        "P38",
        _ERROR,
        "对应指标填错了地方",
        "任务里的指标不用对应别的指标（填的是“{found}”）",
        "请清空；主要目标里的数才写它对应责任分解表的哪个指标",
    ),
    (
        "P39",
        _ERROR,
        "没有责任单位",
        "主要目标里的“{found}”没有写由谁填报",
        "请写明责任单位；责任分解表里已有这个指标的，改写“对应指标”",
    ),
    (
        "P40",
        _ERROR,
        "底线只能不超过",
        "底线填的比较是“{found}”，只能是 ≤（不超过）",
        "请改为 ≤ 或留空，或把性质改为指标",
    ),
    (
        "P45",
        _ERROR,
        "满分起评的项目里不能得分",
        "考核内容是满分起评的，计分方式“{kind}”在这里不起作用",
        "请改用扣分类的计分方式（每少扣分、扣分、缺数扣分、否则扣分），或把这项考核内容改为零分起评",
    ),
    (
        "P49",
        _ERROR,
        "选项的分数看不懂",
        "“{head}”写的是“{found}”，读不成每个选项各得几分",
        "请给每个选项写一次分数，如 优5分、良3分、其余不得分；选项照《填报数据》的“选项”写",
    ),
    (
        "P57",
        _ERROR,
        "名次的分数看不懂",
        "“{head}”写的是“{found}”，读不成各名次的分数",
        "请写成 第1名3分、第2名2分、其余1分，或 倒数第1名2分 的样子：从第1名写起，名次相连，一档比一档分低",
    ),
    (
        "P41",
        _ERROR,
        "并计不合用",
        "“并计”写的是“{found}”，{why}",
        "请每条写同样的话，如 同一奖项取最高、荣誉加分最多5分",
    ),
    (
        "P55",
        _ERROR,
        "公式不合用",
        "“公式”写的是“{found}”，{why}",
        "{advice}",
    ),
    (
        "P56",
        _WARNING,
        "缺公式要用的数",
        "公式用到“{fact}”，{units}没有填，有关的数算不出来",
        "请在《单位目标》“{fact}”一列填写，没有这一列的加上；确实没有这个数的单位可以空着，有关条款按没有填报计分",
    ),
    (
        "P47",
        _ERROR,
        "选项不合用",
        "选项类数据“{fact}”的选项是“{found}”",
        "请写两个以上不相同的选项，用顿号分开，不用数字、“不适用”或“属实”，合计不超过{most}字",
    ),
    (
        "P48",
        _ERROR,
        "用不上的数据",
        "“{head}”里的“{found}”用不上：“{fact}”是{kind}数据",
        "请清空，或改换数据或它的类型",
    ),
    ("P46", _ERROR, "用不上的口径设置", "计分方式“{kind}”不看口径设置“{found}”", "请删去，或移到用得上它的条款"),
    (
        "P53",
        _ERROR,
        "等次的先后颠倒",
        "最低总分{found}分，不低于上面更好一档的{above}分",
        "请把好的一档写在前面，分数从高到低",
    ),
    (
        "P54",
        _ERROR,
        "没有等次",
        "后果填的是“{found}”，评分表“{card}”没有等次",
        "请在《等次》里写出各档，或改用别的后果",
    ),
    (
        "P50",
        _WARNING,
        "数字没有指标",
        "任务{task}的工作目标里有{found}，《指标》里没有",
        "请在《指标》里补上；不是目标的数标为“非指标”",
    ),
    (
        "P58",
        _WARNING,
        "没有可比的单位",
        "条款{criterion}按与本组各单位的比较计分，{groups}只有1个单位",
        "请核对《单位》的分组，或改用不与别人比较的计分方式",
    ),
    (
        "P59",
        _ERROR,
        "单位目标用不上",
        "没有条款按各单位自己的“{fact}”目标计分，这一列不起作用",
        "请删去这一列；要按它计分的，把条款的“目标值”“组内对照”清空，改用有单位目标的计分方式",
    ),
    ("P51", _WARNING, "原文不在目标里", "原文“{found}”在{where}的原文里找不到", "请照原文改正"),
    ("P52", _WARNING, "目标值不在原文里", "目标值{target}在原文“{found}”里找不到", "请核对目标值和原文"),
    (
        "P60",
        _WARNING,
        "主要目标没有任务",
        "主要目标“{found}”没有任务落实{numbers}",
        "请核对是否漏了任务，或确认不列入分解表",
    ),
    (
        "P61",
        _WARNING,
        "正文与分解表的数不同",
        "主要目标写“{found}”，责任分解表任务{task}写的是{table}",
        "请核对以哪个为准",
    ),
    (
        "P62",
        _WARNING,
        "正文与分解表的字句不同",
        "主要目标与责任分解表（任务{tasks}）的同一句话字句不同：{pairs}",
        "请核对是否笔误",
    ),
    ("P63", _WARNING, "正文的目标不在分解表", "主要目标“{found}”在责任分解表（任务{tasks}）里没有", "请核对是否漏列"),
    (
        "P64",
        _WARNING,
        "正文与分解表整条不同",
        "主要目标（“{found}”等）与责任分解表（任务{tasks}）的写法完全不同",
        "请核对两处的要求是否一致",
    ),
    (
        "P65",
        _WARNING,
        "任务没有主要目标",
        "责任分解表的这些任务，没有一条主要目标写明由它落实：{tasks}",
        "请核对《主要目标》的对应任务，或确认正文没有写",
    ),
    (
        "P66",
        _WARNING,
        "正文的话不在分解表",
        "主要目标写的{phrases}，责任分解表（任务{tasks}）里没有",
        "请核对是否漏列",
    ),
    (
        "P68",
        _WARNING,
        "分解表的话不在正文",
        "责任分解表任务{task}写的{phrases}，对应的主要目标里没有",
        "请核对是否正文漏写，或确认只列在分解表",
    ),
    (
        "P69",
        _WARNING,
        "评分表与正文的字句不同",
        "{card}考核内容{item}写“{found}”，正文或责任分解表写的是“{other}”",
        "请核对是否笔误",
    ),
    (
        "P67",
        _WARNING,
        "争创没有目标值",
        "争创的指标只报获得几项，填的目标值“{found}”不起作用",
        "请清空，或把性质改为指标",
    ),
    ("P70", _WARNING, "名称中间有空格", "“{found}”的写法中间有空格", "请去掉空格，以免与同名单位混淆"),
    ("P72", _WARNING, "大类同名", "序号{numbers}的工作内容同为“{found}”", "请核对是否应合并，或名称有误"),
    (
        "P74",
        _WARNING,
        "名称与条文差一个字",
        "数据名称“{found}”与考核内容{item}的条文“{other}”差一个字",
        "请核对以哪个为准",
    ),
    ("P75", _WARNING, "还有没填的", "“{found}”里还有“××”", "请填上新文件的；还没有的可以清空这一格"),
    (
        "P76",
        _WARNING,
        "还没有改",
        "标着要改的格还是原样（{what}）",
        "请改成新的；改过还在提醒的、确实不用改的，请删去批注",
    ),
    (
        "P120",
        _WARNING,
        "还没有核对",
        "“{head}”有{count}格标着请核，还是原样：{cells}",
        "请照各格的批注核对，不对的改正；核对过的，选中这些格，删去批注",
    ),
    ("P73", _WARNING, "工作目标重复", "任务{task}与任务{other}的工作目标完全相同", "请核对是否重复粘贴"),
    (
        "P77",
        _ERROR,
        "列标题没有着落",
        "评分表“{card}”的第{number}个列标题“{found}”印不出来：{why}",
        "文件另有的列（如 责任单位），请在《考核内容》或《评分方法》里加上同样标题的一列，照文件填好；重复的请删去",
    ),
    (
        "P78",
        _WARNING,
        "分组的分值不符",
        "评分表“{card}”的{head}“{found}”写的分值，与其中各项的标准分合计{worth}分不符",
        "请核对文件和各项的标准分",
    ),
    (
        "P80",
        _ERROR,
        "条款分值不足标准分",
        "考核内容{item}从零起评，各条款分值合计{total}分，不到标准分{standard}分",
        "请核对各条款的分值",
    ),
    (
        "P81",
        _WARNING,
        "条款分值超过标准分",
        "考核内容{item}从零起评，各条款分值合计{total}分，超过标准分{standard}分",
        "请核对各条款的分值；确要如此的，超过部分不计",
    ),
    (
        "P82",
        _WARNING,
        "标准分合计不符",
        "评分表“{card}”的标准分合计{total}分，不是{nominal}分",
        "请核对各项标准分或总分",
    ),
    (
        "P83",
        _WARNING,
        "总分靠加分项凑足",
        "评分表“{card}”合计{total}分，其中{points}分是只有加分、上不封顶的考核内容{items}；没有加分的单位最高{rest}分",
        "请确认这样掌握，或在口径设置里定加分上限",
    ),
    (
        "P79",
        _ERROR,
        "本条没有可失去的分",
        "条款的另一行写“不得分”，是发生时本条不得分；计分方式“{kind}”本来就不给分",
        "请改为另一条款，写“不得分”（整项不得分）或“扣分”",
    ),
    (
        "P101",
        _ERROR,
        "没有可扣的分",
        "考核内容{item}的标准分是 0，扣分的条款{criteria}没有可扣的分",
        "请把这些条款和评分方法里的原话移到有标准分的考核内容，从那一项里扣，扣到0分为止；要从总分里扣的，另做一份考核方案，把这些条款写成加分，再在《综合得分》里写两行：一行来源留空，一行来源填那份方案名、计法填“扣分”",
    ),
    (
        "P100",
        _ERROR,
        "对照分不出高下",
        "计分方式“{kind}”比较为{comparator}、组内对照为{figure}，各单位都一样",
        "请改比较（越少越好的填≤）或组内对照",
    ),
    ("P84", _ERROR, "缺单位目标", "“{fact}”按各单位目标计分，{units}没有目标", "请在本表填写，不承担的填 0"),
    ("P85", _WARNING, "单位目标合计不符", "“{fact}”各单位目标合计{total}，全区是{district}", "请核对分解数"),
    (
        "P86",
        _WARNING,
        "全区目标与指标不符",
        "“{fact}”全区目标是{district}，指标{indicator}是{target}",
        "请核对以哪个为准",
    ),
    (
        "P87",
        _WARNING,
        "单位目标文件没有写明",
        "评分表“{card}”的条款{criteria}按各单位的目标计分，文件里只有总的目标（{targets}）",
        "各单位的目标由办公室在本表分解，请确认",
    ),
    (
        "P88",
        _WARNING,
        "自己核定自己",
        "评分表“{card}”的条款{criteria}由{unit}核定，而{unit}自己也按这张评分表考核",
        "请确认这样掌握，或改由办公室核定；自己核定自己的，核定表、收件登记和查询里都会标明",
    ),
    (
        "P89",
        _WARNING,
        "目标超过上限",
        "目标{target}大于“{fact}”的上限{most}，达不到",
        "请核对目标值和上限",
    ),
    (
        "P90",
        _WARNING,
        "数据没有用处",
        "填报数据“{fact}”没有条款或核对用到",
        "请在《评分方法》里用上，或者删去，免得单位白填",
    ),
    ("P91", _WARNING, "条款不在评分方法里", "条款“{found}”不是考核内容{item}评分方法里的原话", "请照文件改正"),
    (
        "P92",
        _WARNING,
        "分数与条款不符",
        "条款{criterion}填了{points}分，条款原文（“{found}”）里没有这个分数",
        "请核对分值和每次分数",
    ),
    (
        "P93",
        _WARNING,
        "评分上限与分值不符",
        "“{fact}”最高可评{most}分，条款{criterion}的分值是{points}分",
        "请改为一致",
    ),
    ("P94", _WARNING, "评分表没有单位", "没有单位按评分表“{card}”考核", "请在《单位》里指定，或删去这张评分表"),
    (
        "P95",
        _WARNING,
        "不向单位要任何东西",
        "{unit}没有评分表，没有任务和指标，也不核定别的单位，不给它发填报表",
        "请核对是否漏写：《单位》的“评分表”、《责任分解表》里它的名称、《评分方法》的“核定单位”；确实无关的，可以留着，也可以删去这一行",
    ),
    (
        "P96",
        _WARNING,
        "缺失分用语",
        "条款{criterion}（{fact}）没有失分用语",
        "请填写扣分原因里的说法，如：无年度工作总结",
    ),
    ("P97", _WARNING, "没有邮箱", "{unit}没有电子邮箱，邮件草稿不写收件人", "请填写"),
    ("P98", _WARNING, "附件版式不全", "“{found}”的附件版式没有{missing}", "请照文件补上；文件本来没有的栏不必补"),
    ("P99", _WARNING, "截止时间过早", "{what}{found}早于{other}{wanted}", "请核对"),
)

PROGRAMME_CATALOGUE: Final = catalogue_of(_KINDS)
"""Every kind of finding about a programme workbook by its code."""


def is_unopened(findings: Iterable[Finding]) -> bool:
    """Whether the workbook could not be opened at all, so that no cell of it can be marked."""
    return any(finding.code == UNOPENED for finding in findings)


class ProgrammeFault(Exception):
    """Raised for a workbook that cannot be read as a programme. ``findings``: all errors and warnings."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """The message is the sentence of the first error."""
        self.findings = findings
        errors = [finding.sentence for finding in findings if finding.severity is Severity.ERROR]
        super().__init__(errors[0] if errors else "考核方案无法使用")


def make_finding(code: str, place: Place, file: str = "", **words: object) -> Finding:
    """A finding of the catalogue with its sentence. Raises ``KeyError`` for an unknown code or a missing word."""
    kind = PROGRAMME_CATALOGUE[code]
    where = f"{place}：" if place.sheet else f"“{quote(file)}”：" if file else ""
    return Finding(file, place.sheet, place.cell, code, kind.severity, kind.word(where, words, {"found"}))


_REFERENCES: Final = frozenset({"P08", "P09", "P22"})
_TITLE: Final = re.compile("《(.+?)》")


_LOSES_NAMES: Final = frozenset({"P02", "P03", "P04", "P07", "P11", "P12", "P16", "P36"})
"""Errors by which a sheet may lose a name that others refer to."""
_UNREAD: Final = frozenset({"P11", "P12"})
"""Errors of a cell that is then read as if it were blank."""


class Collector:
    """Collects the findings about one workbook. An error prevents findings that would only follow from it.

    ``titles``: the usual title of a sheet by its name in the file. ``texts``: by usual title, the folded texts of the
    sheets that were read.
    """

    def __init__(self, file: str) -> None:
        """``file``: the workbook's name in findings."""
        self.file = file
        self.titles: dict[str, str] = {}
        self._findings: list[Finding] = []
        self.texts: Mapping[str, frozenset[str]] = {}
        self._faulty: set[str] = set()
        self._losing: set[str] = set()
        self._unread: set[Place] = set()

    def add(self, code: str, place: Place, after: tuple[str, ...] = (), /, **words: object) -> None:
        """Add a finding of the catalogue, unless one of the sheets in ``after`` (titles) has an error.

        A finding about a reference to nothing depends on the sheets named in its sentence.
        """
        finding = make_finding(code, place, self.file, **words)
        title = self.titles.get(place.sheet, place.sheet)
        if place in self._unread or ({*after} - {place.sheet, title}) & self._faulty:
            return
        named = {*_TITLE.findall(finding.sentence)} - {place.sheet, title} if code in _REFERENCES else set()
        if any(self._is_consequence(name, str(words.get("found", ""))) for name in named & self._faulty):
            return
        self._findings.append(finding)
        if finding.severity is Severity.ERROR:
            self._faulty.add(title)
        if code in _LOSES_NAMES:
            self._losing.add(title)
        if code in _UNREAD:
            self._unread.add(place)

    def _is_consequence(self, title: str, name: str) -> bool:
        """Whether a reference may fail by errors of the sheet: it lost a name, or has the one that is referred to."""
        return title in self._losing or title not in self.texts or fold(name) in self.texts[title]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings so far, in the order in which they were added."""
        return tuple(self._findings)

    def has_error_on(self, title: str) -> bool:
        """Whether there is an error on the sheet with this usual title."""
        return title in self._faulty

    @property
    def has_errors(self) -> bool:
        """Whether any of them is an error."""
        return any(finding.severity is Severity.ERROR for finding in self._findings)
