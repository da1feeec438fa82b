"""The one catalogue of what can be found in things received: code, severity, sentence, what to do.

Codes by family: F a file, I which form it is, L its layout, V a value typed, C values held against one another, B
who is nominated (表彰推荐); S who sent it, and whether it may decide; K what a verifier wrote (核定表), R what a unit
wants looked at again (复核申请), T what the office registered (台账).
Every refusal and every finding about things received is made by ``make_finding``; the register, the corrections, the
manual and the tests walk ``CATALOGUE``.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from string import Formatter
from types import MappingProxyType
from typing import Final

from qz.model.finding import Finding, Severity
from qz.records import dataclass

_QUOTED: Final = frozenset({"found", "wanted", "detail"})
"""Words that may be a file's own text."""
MAX_QUOTED: Final = 60
"""Characters of a typed text that a sentence quotes."""


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One entry. ``sentence`` says what was found and is accepted, ``to_do`` what to do: ``str.format`` templates."""

    code: str
    severity: Severity
    title: str
    sentence: str
    to_do: str

    @property
    def words(self) -> frozenset[str]:
        """The names of the words its templates want."""
        parts = (*Formatter().parse(self.sentence), *Formatter().parse(self.to_do))
        return frozenset(name for _, name, _, _ in parts if name)

    def word(self, place: str, words: Mapping[str, object], quoted: Collection[str] = _QUOTED) -> str:
        """The sentence with its words filled in, those of ``quoted`` shortened, after the place where it was found.

        Raises:
            KeyError: for a word that the templates want and did not get.
        """
        shown = {name: quote(str(word)) if name in quoted else str(word) for name, word in words.items()}
        return f"{place}{self.sentence.format_map(shown)}。{self.to_do.format_map(shown)}。"


def catalogue_of(rows: Iterable[tuple[str, Severity, str, str, str]]) -> Mapping[str, FindingKind]:
    """Kinds of finding by their code: code, severity, title, sentence and what to do of each.

    Raises:
        ValueError: for a code that two rows have; one would be shown as the other.
    """
    kinds: dict[str, FindingKind] = {}
    for row in rows:
        if row[0] in kinds:
            raise ValueError(f"two kinds of finding have the code {row[0]}")
        kinds[row[0]] = FindingKind(*row)
    return MappingProxyType(kinds)


_E: Final = Severity.ERROR
_W: Final = Severity.WARNING
_RESEND: Final = "请用办公室发的填报表填写后重新报送"
_FIX: Final = "请改正后重新报送"
DECIDE: Final = "请在《收件确认》里定下采用或不采用，存盘后放回收件文件夹"
_CHOOSE: Final = "请在《收件确认》里定下用哪一份，存盘后放回收件文件夹"
_CONFIRM: Final = "请核对，确认无误可不改"
_REAPPLY: Final = "请用最近一次发来的考核结果告知书里的《复核申请》填写"
_APPLY_AGAIN: Final = "重新发来；过了复核截止时间才发来的，由办公室定下是否受理"
_NOTED: Final = "如与本意不符请改正后重新报送"
_REVERIFY: Final = "请在核定表里改正，存盘后放回收件文件夹"
_REREGISTER: Final = "请在台账里改正后存盘，改正前这个单位的有关数据按自报计"

_KINDS: Final = (
    # The file (F)
    ("F01", _E, "空文件", "文件是空的（0字节）", "请确认原件能打开，再重新报送"),
    ("F02", _E, "文件不完整", "文件不完整，可能没有下载完或没有传完", "请重新下载或让对方重新发送"),
    ("F03", _E, "文件损坏", "文件内部损坏（{detail}），读不出来", "请用 Excel、WPS 打开原件，另存为 .xlsx 后重新报送"),
    (
        "F04",
        _E,
        "不认识的文件",
        "不认识这种文件，只收 .xlsx、.xls、.et、.ods 电子表格和装有它们的 .zip、.rar、.7z、.eml、.msg、.mbox",
        _RESEND,
    ),
    (
        "F05",
        _E,
        "不是电子表格",
        "这是{what}，不是电子表格，没有读取",
        "如是填报内容，请填在填报表里重新报送；如是佐证材料，请放进以单位名称命名的文件夹或与该单位的填报表放在一起",
    ),
    ("F06", _E, "有打开密码", "文件设了打开密码，读不了", "请去掉打开密码后重新报送"),
    ("F07", _E, "假的电子表格", "这是{what}，只是文件名像电子表格", "请用 Excel、WPS 打开，另存为 .xlsx 后重新报送"),
    ("F08", _E, "读不了的压缩包", "这是{what}，里面的文件读不了", "{how}"),
    ("F09", _E, "文件过大", "文件展开后过大（{detail}），正常的填报表不会这么大，没有打开", _RESEND),
    ("F10", _E, "内容过多", "表内有内容的单元格超过{limit}个，正常的填报表没有这么多", "请删去无关内容后重新报送"),
    (
        "F11",
        _E,
        "含不允许的声明",
        "文件里有文档类型声明（DTD），填报表里不会有，为安全起见没有打开",
        "请用 Excel、WPS 另存为 .xlsx 后重新报送",
    ),
    ("F12", _W, "临时文件", "这是{what}，不是报送的表，已跳过", "可以不管"),
    ("F13", _E, "层数过深", "压缩包或邮件里一层套一层，超过{limit}层，没有再打开", "请把填报表取出来直接报送"),
    ("F14", _E, "里面没有表", "{what}里没有文件", "请确认填报表已经放进去，再重新报送"),
    (
        "F15",
        _W,
        "含未读取的内容",
        "文件里有{what}，没有读取，也没有运行，只读了单元格里的值",
        "如填报的数要靠它们才对，请改为直接填数",
    ),
    ("F16", _W, "链接文件", "这是指向别处的链接，不是文件本身，已跳过", "请放入文件本身"),
    ("F17", _E, "读取超限", "读取时{detail}，已停止", "请用 Excel、WPS 打开，另存为 .xlsx 后重新报送"),
    ("F18", _E, "打不开", "文件打不开（{detail}）", "请确认文件没有被占用，且有读取权限"),
    (
        "F20",
        _E,
        "读取出了意外",
        "读取时出了意外（{detail}），没有采用",
        "请用 Excel、WPS 打开，另存为 .xlsx 后重新报送，并把原文件交给程序维护人",
    ),
    ("F19", _W, "邮件里的零件", "这是邮件里的{what}，不是报送的表，已跳过", "可以不管"),
    ("F21", _E, "读不了的邮件", "这是{what}，填报表可能在里面，读不了", "{how}"),
    ("F22", _E, "被加密或限制", "文件被{what}加密或限制了，读不了", "{how}"),
    ("F23", _E, "读不了的表格", "这是{what}，读不了这种格式", "{how}"),
    (
        "F24",
        _W,
        "退信",
        "这是退信：发出的邮件没有送到对方信箱",
        "请核对对方的邮箱地址，重新发送",
    ),
    ("F25", _W, "没有附件的邮件", "这封邮件没有附件，已跳过", "可以不管"),
    (
        "F26",
        _W,
        "网盘链接",
        "邮件里有{what}的下载链接{until}，链接里的文件没有随信来",
        "请让对方把文件作为普通附件重新发送，或在到期前下载下来放进收件文件夹",
    ),
    (
        "F27",
        _W,
        "未对应的佐证材料",
        "有{count}份佐证材料看不出对应哪一条：{files}",
        "请在文件名或文件夹名前写上条款号（如“1.4 年度计划”），或在填报表的佐证材料一栏写上文件名",
    ),
    (
        "F28",
        _W,
        "佐证材料未到",
        "填报表里写了佐证材料、没有见到文件的有{count}处：{claims}",
        "请补送，或说明材料存放何处",
    ),
    (
        "F29",
        _E,
        "压缩包损坏",
        "这个压缩包（或邮件附件包）损坏，里面的文件读不出来",
        "请重新压缩后报送，或直接报送里面的文件",
    ),
    # Which form it is (I)
    ("I01", _E, "不是填报表", "表里没有本次考核填报表的标记，也认不出是哪个单位的表", _RESEND),
    ("I02", _E, "年度不符", "这是{found}年的填报表，本次收的是{wanted}年的", "请用{wanted}年的填报表填写后重新报送"),
    ("I03", _E, "别的考核", "这是“{found}”的填报表，本次考核是“{wanted}”", _RESEND),
    ("I04", _E, "版次不符", "这是第{found}版填报表，现行的是第{wanted}版", "请用第{wanted}版填报表填写后重新报送"),
    (
        "I05",
        _E,
        "单位不在名册",
        "表里写的单位“{found}”不在本年度单位名册里",
        "请核对单位名册，或让该单位用自己的填报表重新报送",
    ),
    ("I06", _E, "身份自相矛盾", "表里的标记自相矛盾：{what}一处是“{found}”，另一处是“{other}”", _RESEND),
    ("I07", _W, "标记丢失已找回", "填报表的标记丢失，按{how}认出是{unit}的表", "请核对单位是否正确"),
    ("I08", _E, "认不出单位", "像是本次考核的填报表，但标记丢失，认不出是哪个单位的{detail}", _RESEND),
    (
        "I09",
        _W,
        "文件名与单位不符",
        "文件名里写的是{found}，表里的标记是{unit}，按标记计入{unit}",
        "请核对是否发错了表",
    ),
    (
        "I10",
        _E,
        "分不出先后",
        "{unit}有{count}份内容不同的报送，分不出先后：{others}",
        _CHOOSE,
    ),
    ("I11", _W, "逾期", "{basis}是{when}，晚于截止时间{deadline}，仍计入", "无需改表"),
    ("I12", _W, "无法判断逾期", "没有邮件日期，文件里也没有可信的保存时间，无法判断是否逾期", "请核对何时收到"),
    (
        "I13",
        _W,
        "表样有出入",
        "填报表的版次相同，但表样与现在的考核方案不完全一致，按各格的名称读取",
        "如已改过方案，请提高版次后重新发表",
    ),
    ("I14", _W, "发件人不在名册", "发件人{sender}不在单位名册的邮箱里", "请核对是否该单位所发"),
    (
        "I15",
        _E,
        "标记版本不认识",
        "填报表的标记格式“{found}”不认识",
        "请用现在的程序重新生成填报表，或改用能读它的程序",
    ),
    (
        "I16",
        _E,
        "只有其中的表",
        "这像是从{unit}的填报表里单独取出的《{what}》，填报表的标记和其余的工作表都没有，没有采用",
        "请报送整个填报表文件，不要只报其中的表",
    ),
    (
        "I17",
        _W,
        "转发件没有采用",
        "本办公室邮箱转发的这份填报表与{unit}自己报送的“{other}”填的不一样，以该单位自己报送的为准",
        "如应以转发的为准，请把它从邮件里另存出来，直接放进收件文件夹，并移走另一份",
    ),
    (
        "I18",
        _E,
        "照样另做的表",
        "里面有{count}处填报表的文字，却没有本次考核填报表的标记，像是照着填报表另做的表，没有采用",
        _RESEND,
    ),
    ("I19", _E, "不是报送的", "这是本办公室的{what}，不是报送的表，没有读取", "请从收件文件夹里移走"),
    (
        "I20",
        _E,
        "没有要报的",
        "现在的考核方案里，{unit}没有评分表，也没有任务和指标，不用报送，没有采用",
        "请核对考核方案：漏写了的补上，提高版次后重新发表；确实不用报的，从收件文件夹里移走",
    ),
    # Whom it comes from, and what was decided about it (S)
    ("S01", _E, "发件人无权", "这份{what}是{sender}（{whose}）发来的，应由{wanted}发来，没有计入", DECIDE),
    ("S02", _E, "封签不符", "这份{what}，{how}，不能确定是办公室发出的原件，没有计入", DECIDE),
    ("S03", _E, "没有封签", "这份{what}没有封签，不能确定是办公室发出的原件，没有计入", DECIDE),
    ("S04", _E, "发件人核对未通过", "这份{what}自称是{sender}发来的，但{detail}，可能是冒名，没有计入", DECIDE),
    (
        "S05",
        _E,
        "没有时间的一份",
        "这份{what}没有邮件日期，文件里也没有可信的保存时间；{unit}另有时间清楚的一份“{other}”，这一份没有计入",
        DECIDE,
    ),
    ("S06", _W, "时间在将来", "邮件写的日期{found}还没有到，不作先后和逾期的依据", "请核对何时收到"),
    (
        "S07",
        _W,
        "邮件日期与收到时间不符",
        "邮件自己写的日期是{found}，收件服务器或邮箱记的是{wanted}，相差很大，按后者计",
        "请核对发件人的电脑时间",
    ),
    ("S08", _E, "处理看不懂", "“处理”填的是“{found}”，应为{accepted}，没有照办", "请在《收件确认》里改正后放回"),
    ("S09", _E, "处理自相矛盾", "同一个文件有{count}个不同的处理，分不出先后，都没有照办", "请只留一份《收件确认》"),
    ("S10", _W, "没有写经办人", "作了处理，没有写{head}", "请补写，以备查考"),
    (
        "S11",
        _E,
        "收件确认来历不明",
        "这份收件确认{why}，没有照办",
        "请在最近一次生成的《收件确认》上填写，直接放进收件文件夹",
    ),
    ("S12", _E, "收件确认缺少栏目", "找不到“{head}”一栏，没有读取", "请在最近一次生成的《收件确认》上填写"),
    # Its layout (L)
    ("L01", _W, "名称丢失已找回", "有{count}个填报格的名称丢失（{what}），已按行号标记找到，照常读取", _CONFIRM),
    ("L02", _W, "行号标记丢失", "有{count}个填报格的行号标记丢失（{what}），已按名称找到，照常读取", _CONFIRM),
    ("L03", _W, "各行次序变了", "有{count}个填报格随整行移动了位置（{what}），已按行号标记读取", _CONFIRM),
    (
        "L04",
        _E,
        "位置不能确定",
        "“{label}”的位置不能确定：{detail}，没有读取",
        "请用原表重新填写这一格，不要移动、插入或复制单元格",
    ),
    ("L05", _E, "找不到填报格", "“{label}”的填报格找不到，名称和行号标记都没有了", "请用原表重新填写后报送"),
    (
        "L06",
        _E,
        "缺少工作表",
        "填报表缺少《{what}》或其中的标记全部丢失，{count}个填报格没有读到",
        "请用原表重新填写后报送，不要删除工作表",
    ),
    (
        "L07",
        _E,
        "工作表有两份",
        "《{what}》与《{other}》是同一张表的两份，填的不一样，不一样的{count}格没有读取",
        "请删去多余的一份后重新报送",
    ),
    (
        "L08",
        _W,
        "工作表有两份",
        "《{what}》与《{other}》是同一张表的两份，填的一样，照常读取",
        "请核对，以后不要复制工作表",
    ),
    ("L09", _E, "填报格重复", "“{label}”出现在{what}几处，填的不一样，没有读取", "请只保留一处后重新报送"),
    (
        "L10",
        _W,
        "锁定内容被改",
        "锁定的内容有{count}处被改动（{cells}），第一处原为“{wanted}”，现为“{found}”",
        "请恢复原表文字；计分不受影响",
    ),
    ("L11", _W, "公式被改", "自动计算的格有{count}处被改（{cells}）", "请恢复原表公式；得分由办公室重新计算，不受影响"),
    (
        "L12",
        _E,
        "许多填报格位置不能确定",
        "这张表移动、插入或排序过，“{first}”等{count}个填报格的位置不能确定，没有读取",
        "请用原表重新填写后报送",
    ),
    (
        "L13",
        _E,
        "填报格被合并",
        "“{label}”和“{other}”的填报格（{cells}）合并成了一格，不能确定各填多少，都没有读取",
        "请取消合并，分别填写后重新报送",
    ),
    (
        "L15",
        _E,
        "填报格并进了别的格",
        "“{label}”的填报格并进了{area}，看不出填的是什么，没有读取",
        "请取消合并，在原来的格里填写后重新报送",
    ),
    (
        "L14",
        _W,
        "隐藏的行里有内容",
        "有{count}个填了内容的格在隐藏的行里（{what}），照常读取",
        "请取消隐藏，核对这些行，确认无误可不改",
    ),
    # Values, one by one (V)
    ("V01", _E, "未填", "“{label}”没有填，应填{accepted}", "请补填后重新报送"),
    ("V02", _W, "未填", "“{label}”没有填", "请补填"),
    ("V03", _W, "缺佐证材料", "有{count}项填了数但没有写佐证材料：{what}", "请补写佐证材料的名称"),
    ("V04", _E, "整表未填", "《{what}》全部{count}个必填格都没有填", "请填写后重新报送"),
    ("V05", _E, "文字填在数字格", "“{label}”填的是“{found}”，读不出确定的数，应填{accepted}", _FIX),
    ("V06", _E, "不是整数", "“{label}”填的是{found}，应填{accepted}", _FIX),
    ("V07", _E, "超出范围", "“{label}”填的是{found}，超出范围，应填{accepted}", _FIX),
    (
        "V08",
        _E,
        "比率写法不明",
        "“{label}”填的是{found}，不知是{found}%还是别的意思，应填{accepted}",
        "请写明百分号后重新报送",
    ),
    ("V09", _E, "不在可选项里", "“{label}”填的是“{found}”，应填{accepted}", _FIX),
    ("V10", _E, "错误值", "“{label}”显示的是错误值{found}，应填{accepted}", "请改为直接填写后重新报送"),
    (
        "V11",
        _E,
        "公式没有结果",
        "“{label}”是公式，文件里没有存它的结果，应填{accepted}",
        "请用 Excel、WPS 打开并保存一次，或改为直接填写，再重新报送",
    ),
    ("V12", _E, "逻辑值填在数字格", "“{label}”填的是逻辑值{found}，应填{accepted}", _FIX),
    ("V13", _E, "单元格读不出", "“{label}”的单元格读不出（{detail}），应填{accepted}", _FIX),
    ("V14", _E, "文字过长", "“{label}”的文字超过{limit}字，没有读取", "请缩短后重新报送"),
    ("V15", _E, "档次不符", "“{label}”填的是{found}，不在档次上，应填{accepted}", _FIX),
    ("V16", _E, "不能填不适用", "“{label}”填的是“{found}”，这一项不能填不适用，应填{accepted}", _FIX),
    ("V17", _E, "日期看不懂", "“{label}”填的是“{found}”，读不出确定的日期，应填{accepted}", _FIX),
    ("V20", _W, "写法已转换", "“{label}”填的是“{found}”，按{read}读取", _NOTED),
    ("V21", _W, "填的是公式", "“{label}”填的是公式，按它的结果{read}读取", "请核对，最好直接填数"),
    ("V22", _W, "比率很小", "“{label}”填的是{read}，不到1%，是否漏乘了100", _CONFIRM),
    ("V23", _W, "单元格格式不符", "“{label}”的单元格是日期格式，显示为“{found}”一类的日期，按原数{read}读取", _CONFIRM),
    (
        "V24",
        _E,
        "日期填在数字格",
        "“{label}”显示为日期或时间“{found}”（存的数是{read}），不知填的是几，应填{accepted}",
        "请把这一格改成数字格式，重新填写后报送",
    ),
    ("V25", _E, "缺少审核人", "“{label}”没有填，本次考核要求有人审核", "请由审核人审核后补填，重新报送"),
    (
        "V26",
        _E,
        "格里放的是图片",
        "“{label}”这一格里放的是图片，图片里的内容没有读取，应填{accepted}",
        "请改为直接填写；图片是佐证材料的，请放进佐证材料一栏，或另存为文件一并报送",
    ),
    # Several values, held against one another (C)
    ("C01", _E, "数据矛盾", "“{left}”为{left_value}，“{right}”为{right_value}：{message}", "请核对后改正其中一项"),
    ("C02", _W, "数据可疑", "“{left}”为{left_value}，“{right}”为{right_value}：{message}", _CONFIRM),
    (
        "C03",
        _E,
        "缺少说明",
        "填了{what}，但“{label}”没有填；考核方案定为缺说明不计加分的，补写前不计加分",
        "请补写说明后重新报送",
    ),
    ("C04", _W, "填了不适用", "“{label}”填的是不适用", "请核定部门核定时确认理由"),
    ("C05", _W, "不适用没有理由", "“{label}”填的是不适用，佐证材料栏没有写明理由", "请在佐证材料栏写明理由"),
    (
        "C06",
        _W,
        "已完成但指标未达",
        "任务{task}填的是已完成（{status}），但指标“{label}”实际{found}，目标{wanted}",
        "请核对完成情况或实际值，改正其中一处",
    ),
    ("C07", _W, "与各单位合计不符", "“{label}”填的是{found}，各单位报的合计是{wanted}", "请与各单位核对"),
    ("C08", _W, "牵头部门填数不一", "“{label}”{unit}填的是{found}，{others}", "请各牵头部门核对后统一"),
    (
        "C09",
        _W,
        "自评分不一致",
        "表内自评总分是{found}，按规则计算是{wanted}，以计算的为准",
        "请核对表内公式是否被改动",
    ),
    ("C10", _W, "未完成没有说明", "任务{task}填的是未完成，没有写完成情况说明", "请补写原因和打算"),
    (
        "C11",
        _W,
        "与上年相差悬殊",
        "“{label}”填的是{found}，{year}年{verb}{wanted}，{apart}",
        "请核对计量单位、小数点和零的个数，确认无误可不改",
    ),
    (
        "C12",
        _W,
        "比率与上年相差过大",
        "“{label}”填的是{found}，{year}年{verb}{wanted}，{apart}",
        "请核对小数点和百分号，确认无误可不改",
    ),
    (
        "C13",
        _W,
        "与上年内容雷同",
        "与{year}年可比的{count}处数字和文字，有{same}处完全相同，像是照抄了上年的表",
        "请核对是否按本年的实际情况填写，确认无误可不改",
    ),
    (
        "C14",
        _W,
        "已完成但事实不符",
        "{unit}的任务{task}填的是已完成，但{what}：{facts}",
        "请核定完成情况，或核对所列的数据",
    ),
    # Who is nominated to be commended (B): nobody is named, for others read these sentences
    (
        "B01",
        _E,
        "推荐超出名额",
        "“{label}”超出名额：名额{places}人，推荐了{count}人，超出的不列入表彰决定",
        "请删去超出的人选后重新报送，其余内容照常采用",
    ),
    ("B02", _E, "推荐人选重复", "“{label}”的姓名在本表里填了{count}次", "请改正或删去重复的人选后重新报送"),
    ("B03", _E, "推荐内容不全", "“{who}”没有写{what}", "请补写；不推荐的请把整行清空，重新报送"),
    # What a verifier wrote (K)
    ("K01", _E, "核定表年度不符", "这是{found}年的核定表，本次是{wanted}年的，没有读取", "请用{wanted}年的核定表填写"),
    ("K02", _E, "别的考核的核定表", "这是“{found}”的核定表，本次考核是“{wanted}”，没有读取", "请用本次的核定表填写"),
    (
        "K03",
        _E,
        "核定表版次不符",
        "这是第{found}版方案的核定表，现行的是第{wanted}版，没有读取",
        "请在最近一次生成的核定表上填写",
    ),
    (
        "K04",
        _E,
        "核定单位不认识",
        "核定表的标记里写的核定单位“{found}”不在单位名册里，没有读取",
        "请用程序生成的核定表填写",
    ),
    (
        "K05",
        _E,
        "行标识丢失",
        "找不到各行的标识（隐藏的第一列），不能确定每行是哪个单位的哪项数据，没有读取",
        "请在程序生成的核定表上重新填写，不要删除列",
    ),
    ("K06", _E, "缺少栏目", "找不到“{head}”一栏，这一栏没有读取", "请在程序生成的核定表上重新填写，不要删除列"),
    (
        "K07",
        _E,
        "同一行重复",
        "{unit}“{label}”在核定表里有{count}行，填的不一样（{what}），都没有采用，暂不按核定计",
        "请只保留一行，存盘后放回收件文件夹",
    ),
    (
        "K08",
        _W,
        "方案里没有的行",
        "这一行（{found}）在现在的考核方案里没有，没有读取",
        "请在最近一次生成的核定表上填写",
    ),
    ("K09", _W, "单位没有报送", "{unit}没有采用的报送表，它的{count}项核定内容暂不计", "单位报来后自动计入，无需处理"),
    ("K10", _E, "核定内容有误", "{unit}：{what}", _REVERIFY),
    ("K11", _W, "核定写法已转换", "{unit}：{what}", "如与本意不符，请在核定表里改正"),
    (
        "K12",
        _E,
        "缺核定理由",
        "{unit}“{label}”核定为“{found}”，自报为“{wanted}”，不同而没有写核定理由，暂不按核定计",
        "请在“核定理由”里写明依据，存盘后放回收件文件夹",
    ),
    (
        "K13",
        _E,
        "没有可确认的自报值",
        "{unit}“{label}”填的是“{found}”，但这一行没有可以确认的自报值",
        "请填核定后的值并写明理由，或留空",
    ),
    ("K14", _E, "核定分超出范围", "{unit}条款{criterion}的核定分是{found}，应为{accepted}，没有采用", _REVERIFY),
    ("K15", _E, "填在不该填的格", "{unit}“{label}”这一行不能填{head}{why}，没有采用", _REVERIFY),
    (
        "K16",
        _E,
        "两家核定不一致",
        "{unit}“{label}”：{what}，都没有采用，暂不按核定计",
        "请各核定单位商定后改成一致",
    ),
    (
        "K17",
        _W,
        "核定后又改报",
        "{unit}“{label}”核定时自报为“{found}”，现在报来的是“{wanted}”；仍按核定的“{given}”计",
        "请重新核定",
    ),
    ("K18", _W, "没有写核定人", "有{count}行核定内容没有写核定人，记为{wanted}", "请在《核定说明》或各行写明核定人"),
    (
        "K19",
        _E,
        "核定表分不出先后",
        "{unit}“{label}”在{others}里填的不同，这几份核定表分不出先后，这一行都没有采用",
        _CHOOSE,
    ),
    (
        "K20",
        _W,
        "取自较早的核定表",
        "有{count}行是较晚的《{other}》里没有填的（{what}），按这一份合并计入",
        "分头填写的不用处理；已经撤回不算的，请让核定单位在最近的一份里改过来",
    ),
    (
        "K21",
        _W,
        "核定与台账不同",
        "{unit}“{label}”核定为“{found}”，台账登记为“{wanted}”，按核定计",
        "请核对核定表和台账",
    ),
    (
        "K22",
        _W,
        "核定后方案有改动",
        "核定表生成以后考核方案有过改动，按各行的标识读取",
        "请对照最近一次生成的核定表核对一遍",
    ),
    (
        "K23",
        _E,
        "行标识与内容不符",
        "这一行的标识是“{found}”，写的却是“{wanted}”，不能确定是哪一行，没有读取",
        "请在程序生成的核定表上重新填写，排序时不要漏掉隐藏的第一列",
    ),
    ("K24", _E, "核定表标记丢失", "核定表的标记{what}，没有读取", "请用程序生成的核定表填写"),
    ("K25", _W, "错误已经核定", "{what}；这一格已有{source}的值，按{source}计", "单位不用再补正"),
    (
        "K30",
        _E,
        "核定表缺行",
        "核定表里原有的{count}行找不到了（{what}），这些行没有读到，其余照常读取",
        "请在程序生成的核定表上补上这些行，不要删除行或工作表",
    ),
    (
        "K31",
        _W,
        "核定表有重复的行",
        "有{count}行在核定表里不止一处（{what}），填的一样的照常读取",
        "请删去多余的行或工作表，存盘后放回收件文件夹",
    ),
    (
        "K27",
        _W,
        "自己核定自己",
        "{unit}“{label}”由它自己核定为“{given}”，照核定计",
        "请由办公室复核",
    ),
    (
        "K32",
        _W,
        "核定表有隐藏的核定内容",
        "有{count}行核定内容在隐藏（或筛选掉）的行里（{what}），照常读取",
        "请取消筛选和隐藏，核对这些行，无误可不管",
    ),
    (
        "K33",
        _E,
        "核定表的格被合并",
        "第{rows}行的核定内容（{cells}）合并成了一格，不能确定各行核定了什么，都没有读取",
        "请取消合并，每行分别填写，存盘后放回收件文件夹",
    ),
    (
        "K26",
        _W,
        "两份核定表填的不同",
        "{unit}“{label}”这一份填的是“{found}”，较晚的“{other}”填的是“{given}”，按较晚的计",
        "请核对，确认无误可不管",
    ),
    (
        "K34",
        _E,
        "复核的申请已经换了",
        "{unit}“{label}”答复的那份复核申请已经换成别的，或不在收件文件夹里，答复没有采用",
        "请在最近一次生成的核定表的《复核》里答复",
    ),
    ("K35", _E, "复核没有写理由", "{unit}“{label}”复核填的是“{found}”，没有写理由，没有采用", _REVERIFY),
    (
        "K36",
        _E,
        "复核意见看不懂",
        "{unit}“{label}”：复核的行请在“核定值”填“维持”（核定分空着），或填改后的值、分；填的是“{found}”，没有读取",
        _REVERIFY,
    ),
    (
        "K37",
        _E,
        "改值不会改变得分",
        "{unit}“{label}”第一次直接给了核定分，复核改了核定值，得分不会变，没有采用",
        "请在“核定分”里填改后的分，存盘后放回收件文件夹",
    ),
    # What a unit wants looked at again (R)
    ("R01", _E, "复核申请版次不符", "这份复核申请的{what}是“{found}”，本次是“{wanted}”，没有读取", _REAPPLY),
    ("R02", _E, "复核申请缺少栏目", "找不到“{head}”一栏，没有读取", _REAPPLY),
    (
        "R03",
        _E,
        "申请的条款不认识",
        "条款填的是“{found}”，不在{unit}的条款清单里，或者这一条有几项数据，看不出是哪一项，这一行没有受理",
        f"请从列表中选条款，{_APPLY_AGAIN}",
    ),
    ("R04", _E, "申请没有填全", "这一行没有填“{head}”，没有受理", f"请补填，{_APPLY_AGAIN}"),
    ("R05", _E, "申请的格读不出", "{what}，这一行没有受理", f"请改正，{_APPLY_AGAIN}"),
    (
        "R06",
        _E,
        "应计的不合要求",
        "“{clause}”应计的填的是“{found}”，应填{accepted}，这一行没有受理",
        f"请改正，{_APPLY_AGAIN}",
    ),
    (
        "R07",
        _E,
        "同一条款申请了几次",
        "“{clause}”写了{count}行（{what}），内容不同，都没有受理",
        f"请合成一行，{_APPLY_AGAIN}",
    ),
    ("R08", _W, "申请人或日期不清楚", "“{head}”{what}，申请仍受理", "请补写，以备查考"),
    (
        "R09",
        _E,
        "复核申请逾期",
        "{unit}的复核申请，{basis}是{when}，晚于复核截止时间{deadline}，只作登记，没有交核定单位",
        DECIDE,
    ),
    (
        "R10",
        _W,
        "无法判断申请是否逾期",
        "没有邮件日期，文件里也没有可信的保存时间，无法判断是否逾期，申请仍受理",
        "请核对何时收到",
    ),
    ("R11", _E, "申请分不出先后", "{unit}申请复核“{clause}”的有{count}份，内容不同，分不出先后：{others}", _CHOOSE),
    (
        "R12",
        _W,
        "申请有更晚的",
        "{unit}“{clause}”较晚的“{other}”写的不同，按较晚的办理",
        "请核对，确认无误可不管",
    ),
    ("R13", _W, "申请里有公式", "“{head}”{what}", "请核对，确认无误可不管"),
    (
        "R14",
        _W,
        "申请的值与现在计入的相同",
        "{unit}“{clause}”要求的值与现在计入的相同（{found}），无需复核；申请仍受理，照常答复",
        "如所指不是这一项，请改写后再发；不再申请的，可填“撤回”再发",
    ),
    # What the office registered (T)
    ("T01", _E, "台账年度不符", "这是{found}年的台账，本次是{wanted}年的，没有读取", "请用{wanted}年的台账登记"),
    ("T02", _E, "台账分不出先后", "台账有{count}份，分不出先后：{others}，都没有采用", _CHOOSE),
    ("T03", _E, "台账缺少栏目", "《{what}》找不到“{head}”一栏，整张表没有采用，有关数据按自报计", "请补上这一栏的标题"),
    ("T04", _E, "台账单位不认识", "单位填的是“{found}”，不在单位名册里，这一行没有计入", "请改为名册里的单位名称"),
    ("T05", _E, "台账没有写单位", "这一行没有写单位，没有计入", "请补写单位，或清空这一行"),
    ("T06", _E, "台账日期有误", "{unit}这一行：{what}，没有计入", _REREGISTER),
    (
        "T07",
        _E,
        "台账日期不在本年度",
        "{unit}这一行的日期是{found}，不在{wanted}年内，没有计入",
        _REREGISTER,
    ),
    ("T08", _W, "台账没有写日期", "{unit}这一行没有写日期，仍计入", "请补写日期"),
    ("T09", _E, "台账数量有误", "{unit}这一行：{what}，没有计入", _REREGISTER),
    ("T10", _E, "台账类别有误", "{unit}这一行的“{head}”{what}，应为{accepted}，没有计入", _REREGISTER),
    (
        "T11",
        _W,
        "台账与自报不同",
        "{unit}“{label}”自报为“{found}”，台账登记为“{wanted}”，按台账计",
        "请核对，有误的改正台账",
    ),
    (
        "T12",
        _W,
        "台账缺少表",
        "考核方案要用的《{what}》在台账里没有，有关数据按自报计",
        "请用最近生成的台账，或补上这张表",
    ),
    (
        "T13",
        _W,
        "台账暂不计",
        "{unit}“{label}”自报为“{found}”，台账目前登记为“{wanted}”；《{what}》标着“{mark}”，仍按自报计",
        "登记齐全后请改标记",
    ),
    ("T14", _E, "台账登记情况看不懂", "登记情况填的是“{found}”，应为{accepted}，整张表没有采用", "请从列表中选"),
    ("T15", _E, "台账表重复", "《{what}》与《{other}》是同一本台账的两张表，都没有采用", "请合并成一张"),
    (
        "T16",
        _W,
        "台账不计入该单位",
        "{unit}有{count}行登记，但这本台账不计入它的任何数据",
        "请核对单位是否写对，写对的可不管",
    ),
    (
        "T18",
        _E,
        "台账没有登记情况",
        "《{what}》找不到“{head}”，不知登记是否齐全，整张表没有采用，有关数据按自报计",
        "请在表头上方写上“{head}”，右边从列表中选",
    ),
    (
        "T19",
        _E,
        "台账标记丢失",
        "台账的标记丢失，不能确定是哪一年的台账，没有采用",
        "请把登记的内容填到程序生成的台账里，再放进收件文件夹",
    ),
    ("T17", _W, "数据不能取自台账", "考核方案里“{label}”写明取自台账《{what}》，但{why}，按自报计", "请改正考核方案"),
    (
        "T21",
        _W,
        "台账登记中",
        "《{what}》还是登记中，没有登记而自报有数的{count}个单位（{units}）仍按自报计",
        "登记齐全后请把登记情况改为“已登记完毕”",
    ),
    (
        "T22",
        _W,
        "台账缺行",
        "《{what}》{detail}",
        "误删的请补登；有意删去、清空的，或只删了空行的，可不管",
    ),
    (
        "T23",
        _W,
        "台账有隐藏的登记",
        "有{count}行登记在隐藏（或筛选掉）的行里（{what}），照常计入",
        "请取消筛选和隐藏，核对这些行，无误可不管",
    ),
    (
        "T24",
        _E,
        "台账的格被合并",
        "第{rows}行的“{head}”（{cells}）合并成了一格，不能确定各行登记的是什么，都没有计入",
        "请取消合并，每行分别填写，改正前有关单位的数据按自报计",
    ),
    (
        "T20",
        _W,
        "台账重复登记",
        "{unit}这一行（{found}）与第{other}行内容完全相同，两行都计入",
        "如是重复登记请删去一行",
    ),
)

CATALOGUE: Final = catalogue_of(_KINDS)
"""Every kind of finding by its code."""

OFFICE_CODES: Final = frozenset({"I07", "I10", "I11", "I12", "I13", "I14", "I17", "I20", "C04", "C14"})
"""Findings about a unit's return that the office or a verifier is to act on, not the unit."""
OFFICE_FAMILIES: Final = ("K", "T", "S", "R")
"""Families of findings about what verifiers and the office itself wrote, about whom a file comes from, and about
applications (R), which a unit receives apart from those about its return."""


def is_for_unit(finding: Finding) -> bool:
    """Whether the unit whose return it was found in can mend it."""
    return finding.code not in OFFICE_CODES and not finding.code.startswith(OFFICE_FAMILIES)


def quote(text: str) -> str:
    """A typed text as a sentence quotes it: one line, no invisible characters, at most ``MAX_QUOTED`` of them."""
    seen = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text[: 4 * MAX_QUOTED])
    seen = " ".join(seen.split())
    return seen if len(seen) <= MAX_QUOTED else f"{seen[:MAX_QUOTED]}……"


def make_finding(
    code: str,
    *,
    file: str = "",
    sheet: str = "",
    cell: str = "",
    unit_code: str = "",
    key: str = "",
    **words: object,
) -> Finding:
    """A finding of the catalogue with its sentence filled in.

    The sentence begins with the place: sheet and cell where there are any, else the file.

    Raises:
        KeyError: for an unknown code or a word its templates want and did not get.
    """
    kind = CATALOGUE[code]
    place = f"《{sheet}》{cell}：" if sheet else f"“{quote(file)}”：" if file else ""
    return Finding(file, sheet, cell, code, kind.severity, kind.word(place, words), unit_code, key)
