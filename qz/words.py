"""The one table of Chinese words and what they stand for: vocabularies with their accepted spellings.

Everything a clerk picks from a list or types as a fixed word is read and written through a ``Vocabulary``.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

from qz.model.choices import (
    Comparator,
    Consequence,
    FilledBy,
    GroupFigure,
    IndicatorKind,
    PartEffect,
    PartialStep,
    Role,
    TieBreak,
)
from qz.model.finding import Severity
from qz.model.values import NOT_APPLICABLE
from qz.records import dataclass

T = TypeVar("T")

CLAUSE_ENDS: Final = re.compile(r"[，。；！？,;\n]+")
"""The punctuation between the clauses of a text."""
_INVISIBLE: Final = frozenset({"Cf", "Cc"})


def squeeze(text: str) -> str:
    """The text without any white space or invisible characters, nothing else changed."""
    text = "".join(text.split())
    if text.isprintable():
        return text
    return "".join(char for char in text if unicodedata.category(char) not in _INVISIBLE)


def fold(text: str) -> str:
    """The text as words are compared: full-width forms folded, white space removed."""
    return squeeze(unicodedata.normalize("NFKC", text)).casefold()


@dataclass(frozen=True, slots=True)
class Vocabulary(Generic[T]):
    """A fixed set of words. ``words`` in the order a list shows them; ``spellings`` are accepted besides."""

    words: Mapping[str, T]
    spellings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def read(self, text: str) -> T | None:
        """What the word stands for, ``None`` for a word not in the table."""
        wanted = fold(text)
        for word, value in self.words.items():
            if fold(word) == wanted:
                return value
        for spelling, word in self.spellings.items():
            if fold(spelling) == wanted:
                return self.words[word]
        return None

    def word(self, value: T) -> str:
        """The word for a value; ``KeyError`` if there is none."""
        for word, known in self.words.items():
            if known == value:
                return word
        raise KeyError(value)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words as a list shows them."""
        return tuple(self.words)


YES: Final = "是"
NO: Final = "否"
YES_NO_CHOICES: Final = (YES, NO)
DONE: Final = "已完成"
UNDONE: Final = "未完成"
STATUS_CHOICES: Final = (DONE, UNDONE)
NOT_APPLICABLE_WORD: Final = NOT_APPLICABLE.value
REACHED: Final = "达到"
MISSED: Final = "未达到"
"""The fixed words of answers and of what comes of them."""


def quoted(words: str) -> str:
    """Words between double quotation marks, their own turned into single ones: ``“‘两免费’检定”``."""
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


NOTHING: Final = frozenset({"无", "没有", "未发生", "没有发生", "无此项", "/", "-", "--", "—", "——", "–", "―", "─"})
"""What a count is answered with where there is nothing to count, and a 是否 about an incident where there was none."""

THERE_IS: Final = frozenset({"有", "已有", "已制定", "已建立", "已成立", "已落实", "已开展", "已配备", "已明确"})
"""What a 是否 is answered with besides 是."""

YES_NO: Final[Vocabulary[bool]] = Vocabulary(
    {YES: True, NO: False},
    {
        "有": "是",
        "√": "是",
        "Y": "是",
        "YES": "是",
        "TRUE": "是",
        "无": "否",
        "×": "否",
        "N": "否",
        "NO": "否",
        "FALSE": "否",
    },
)

FOLDED_FROM: Final[Vocabulary[bool]] = Vocabulary({"总分": False, "标准分得分": True}, {"得分": "总分"})
"""What a result is folded from: whether it is what was kept of the standard score alone."""

COMPARATORS: Final[Vocabulary[Comparator]] = Vocabulary(
    {"≥": Comparator.AT_LEAST, "≤": Comparator.AT_MOST, "=": Comparator.EQUAL},
    {
        ">=": "≥",
        "不低于": "≥",
        "不少于": "≥",
        "<=": "≤",
        "不超过": "≤",
        "不高于": "≤",
        "不多于": "≤",
        "等于": "=",
        "==": "=",
    },
)

COMPARATOR_WORDS: Final = {Comparator.AT_LEAST: "不小于", Comparator.AT_MOST: "不大于", Comparator.EQUAL: "等于"}
"""A comparator in the words of a sentence."""

ROLES: Final[Vocabulary[tuple[Role, ...]]] = Vocabulary(
    {"牵头": (Role.LEAD,), "牵头和配合": (Role.LEAD, Role.SUPPORT)},
    {"仅牵头": "牵头", "牵头、配合": "牵头和配合", "牵头,配合": "牵头和配合", "全部": "牵头和配合"},
)

PARTIAL_STEPS: Final[Vocabulary[PartialStep]] = Vocabulary({step.value: step for step in PartialStep})

TIE_BREAKS: Final[Vocabulary[tuple[str, ...]]] = Vocabulary(
    {"无": (), **{tie.value: (tie.value,) for tie in TieBreak}}, {"并列": "无", "不区分": "无", "标准分": "标准分得分"}
)

RANKED_PROVISIONALLY: Final[Vocabulary[bool]] = Vocabulary(
    {"照排加※": True, "暂不排名": False}, {"照排": "照排加※", "是": "照排加※", "不排名": "暂不排名", "否": "暂不排名"}
)

TOTAL_PLACES: Final[Vocabulary[int]] = Vocabulary(
    {"两位小数": 2, "一位小数": 1, "整数": 0}, {"2": "两位小数", "1": "一位小数", "0": "整数", "取整": "整数"}
)

CONSEQUENCES: Final[Vocabulary[Consequence]] = Vocabulary(
    {one.value: one for one in Consequence},
    {
        "总分为零": "总分为0",
        "总分0分": "总分为0",
        "不得分": "总分为0",
        "取消评优资格": "不得评优",
        "不得评为优秀": "不得评优",
        "不评优": "不得评优",
        "降一等次": "降一档",
        "降低一个等次": "降一档",
        "下降一个等次": "降一档",
        "不合格": "定为末档",
        "评为不合格": "定为末档",
        "直接定为末档": "定为末档",
    },
)
"""What becomes of a whole scorecard where a criterion of kind 一票否决 holds."""

GROUP_FIGURES: Final[Vocabulary[GroupFigure]] = Vocabulary(
    {one.value: one for one in GroupFigure},
    {
        "平均": "平均值",
        "平均水平": "平均值",
        "均值": "平均值",
        "平均数": "平均值",
        "最高": "最高值",
        "最大值": "最高值",
        "最低": "最低值",
        "最小值": "最低值",
    },
)
"""What of its group a unit is held against."""

PART_EFFECTS: Final[Vocabulary[PartEffect]] = Vocabulary(
    {one.value: one for one in PartEffect}, {"折算": "加权", "直接加": "加分", "直接扣": "扣分", "扣减": "扣分"}
)

STARTS: Final[Vocabulary[bool]] = Vocabulary(
    {"零分起评": False, "满分起评": True}, {"从零起评": "零分起评", "零分": "零分起评", "满分": "满分起评"}
)

NO_INDICATOR: Final = "非指标"
"""A number that is no target."""

INDICATOR_KINDS: Final[Vocabulary[IndicatorKind | str]] = Vocabulary(
    {kind.value: kind for kind in IndicatorKind} | {NO_INDICATOR: NO_INDICATOR},
    {"是": "指标", "目标": "指标", "否": "非指标", "不是指标": "非指标", "不是目标": "非指标"},
)

SET_ELSEWHERE: Final = "另行下达"
"""The word for a target that another document sets."""

SEVERITIES: Final[Vocabulary[Severity]] = Vocabulary({severity.value: severity for severity in Severity})

UNCAPPED: Final = "不设"
"""The word for a cap that is not set."""

OFFICE_WORDS: Final = ("办公室", "区办公室", "本办公室")
"""Words that stand for the office itself where a verifying unit may be named."""

DISTRICT_WORDS: Final = ("全区", "合计", "全县", "全市", "全镇")
"""Words for the row of unit targets that holds the whole district's."""

STANDING_WORDS: Final = {
    "total": "总分",
    "base": "标准分得分",
    "bonus": "加分",
    "lost": "失分",
    "rank": "名次",
    "state": "状态",
}
"""How a unit stands: names in 数据.json, and words."""

RESULT_NAMES: Final = (
    "收件登记",
    "目标任务完成情况",
    "排名",
    "通报",
    "考核情况报告",
    "奖惩建议表",
    "表彰推荐汇总",
    "表彰决定",
)
"""What results are called whatever the programme; a scorecard's own workbook lies beside them under another name."""

TABLE_WORD: Final = "责任分解表"
"""The responsibility table, where a printed frame says what it belongs to."""

FRAME_PARTS: Final[Vocabulary[str]] = Vocabulary(
    {"附件": "annex", "标题": "title", "列标题": "heads", "段落": "paragraphs", "结尾": "closing"},
    {"附件号": "附件", "表头": "列标题", "结束行": "结尾"},
)


@dataclass(frozen=True, slots=True)
class SettingWord:
    """One parameter of the programme: its field in ``Settings``, its Chinese name, what it accepts and what it decides.

    ``vocabulary`` is ``None`` for a number (分) or ``UNCAPPED``; ``default`` is the word that holds when none is given.
    ``narrowest``: the sheet of the programme workbook (its key) down to which it may be overridden. ``listed``: it may
    be a list, of the vocabulary's words and of names. ``quiet``: results name it only where it is set. ``sentence``: it
    is a sentence of the office's own.
    """

    field: str
    word: str
    vocabulary: Vocabulary[Any] | None
    help: str
    aliases: tuple[str, ...] = ()
    default: str = "是"
    narrowest: str = "criteria"
    listed: bool = False
    quiet: bool = False
    sentence: bool = False

    def show(self, value: Any) -> str:
        """The word for a value; a list's words joined."""
        if self.listed and value:
            return "、".join(map(str, value))
        return self.vocabulary.word(value) if self.vocabulary else str(value)


SETTINGS: Final[tuple[SettingWord, ...]] = (
    SettingWord(
        "partial_step",
        "不足一步",
        PARTIAL_STEPS,
        "“每少…扣…”的条款，差额不满一步时怎样扣：不扣；按一步扣；按比例扣。",
        ("一步不足", "不足一步的处理"),
        "不扣",
    ),
    SettingWord(
        "bonus_cap",
        "加分上限",
        None,
        f"一项考核内容的加分最多加几分；写“{UNCAPPED}”表示上不封顶。",
        ("加分封顶",),
        UNCAPPED,
        "items",
    ),
    SettingWord(
        "deduct_cap",
        "扣分上限",
        None,
        f"一项考核内容的各条扣分合计最多扣几分；写“{UNCAPPED}”表示扣完标准分为止。",
        ("扣分封顶",),
        UNCAPPED,
        "items",
        quiet=True,
    ),
    SettingWord("veto_takes_bonus", "不得分含加分", YES_NO, "发生“不得分”情形时，本项的加分是否一并取消。"),
    SettingWord(
        "surplus_needs_target",
        "超额加分须各级达标",
        YES_NO,
        "超额加分是否要求各级目标都完成后才计。",
        ("超额加分须达标",),
        "否",
    ),
    SettingWord("not_applicable_met", "不适用视为达标", YES_NO, "比率填“不适用”时是否视为达标（核定时另有提醒）。"),
    SettingWord("zero_target_met", "零目标视为完成", YES_NO, "本单位目标为0时是否视为已完成。"),
    SettingWord("scored_roles", "计分的任务角色", ROLES, "任务完成情况按哪些角色的任务计分。", (), "牵头"),
    SettingWord("note_holds_bonus", "缺说明不计加分", YES_NO, "需注明而未注明的加分是否暂不计入。"),
    SettingWord(
        "denied_is_done",
        "事实不符仍计已完成",
        YES_NO,
        "任务填的是已完成，而事实（有事故、指标未达到）与之不符时，是否仍按已完成计分；不论怎样，都会逐条列出。",
        (),
        "是",
        "parameters",
    ),
    SettingWord(
        "none_done_vetoes",
        "全未完成不得分",
        YES_NO,
        "计分的任务一项都没有完成时，该项是否不得分；文件写明的才填“是”。",
        (),
        "否",
    ),
    SettingWord(
        "provisional_ranked",
        "暂定单位的名次",
        RANKED_PROVISIONALLY,
        "得分暂计（还有应填未填的）或者有报来的文件待确认的单位：照排加※，或者补齐、定下以前暂不排名。",
        ("暂定单位排名",),
        "照排加※",
        "parameters",
    ),
    SettingWord(
        "reviewer_required",
        "审核人必填",
        YES_NO,
        "报送信息里没有填审核人的，是否算没有报齐（退回补正）；“否”只作提醒。",
        (),
        "否",
        "parameters",
    ),
    SettingWord(
        "tie_break",
        "同分排序",
        TIE_BREAKS,
        "总分相同时按什么分先后，可以依次写几样，用顿号分开：标准分得分、加分，或者考核内容的简称（看那一项的得分）；“无”表示并列。",
        (),
        "无",
        "parameters",
        listed=True,
    ),
    SettingWord(
        "total_places",
        "总分保留",
        TOTAL_PLACES,
        "总分四舍五入到几位小数；各项得分总是保留两位。",
        ("总分小数", "总分保留小数"),
        "两位小数",
        "parameters",
        quiet=True,
    ),
    SettingWord(
        "final_reason",
        "定稿说明",
        None,
        "还有没办完的（如单位没有报齐、告知书是书面送达的）也要定稿，在这里写一句理由，如：经领导小组会议审定。"
        "写了就是定稿；不写，告知、复核都办完，复核截止时间已过，才是定稿。",
        (),
        "",
        "parameters",
        quiet=True,
        sentence=True,
    ),
)


FILLERS: Final[Vocabulary[FilledBy]] = Vocabulary({each.value: each for each in FilledBy}, {"填报单位": "单位"})
"""Who fills a fact in."""


def setting_of(text: str) -> SettingWord | None:
    """The parameter of that name."""
    wanted = fold(text)
    for setting in SETTINGS:
        if wanted in {fold(name) for name in (setting.word, *setting.aliases)}:
            return setting
    return None
