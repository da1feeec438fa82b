"""The table of patterns: what a scoring clause may look like, tried from the top; the first that fits is taken."""

from decimal import Decimal
from typing import Final

from qz.programme.importing.clauses.pattern_terms import (
    answered,
    bonus,
    counted,
    each_rate,
    from_nothing,
    graded,
    happened,
    measured,
    none_of_it,
    nothing,
    of_full,
    once,
    single,
    undone,
)
from qz.programme.importing.clauses.rule_pattern import RulePattern as Pattern
from qz.programme.raw import Percent

_CARD: Final = "一票否决，不得评优，降一档"
_RESULT: Final = r"(?:的|，|本年度|年度|当年|考核|考评|结果|实行|予以|直接|一律)*"
WHOLE_CARD: Final = tuple(
    Pattern(_CARD, "一票否决", f"〔何事〕{_RESULT}{words}", happened, consequence)
    for consequence, words in (
        ("总分为0", "(?:一票否决.{0,8}|总分(?:为|计|记|得)?(?:0|零)分?)"),
        ("不得评优", "(?:不得|不能)(?:参与|参加)?(?:评优|评先|评为优秀|评为先进).{0,6}"),
        ("不得评优", "取消(?:当年|年度|其)?评(?:优|先)(?:评[优先]|树优)?的?资格"),
        ("降一档", "(?:降低?|下降)一个?(?:等次|档次|档)"),
        ("定为末档", "[定评判]定?为(?:不合格|不达标|末档|[Dd]级)(?:等次)?"),
    )
)
"""What becomes of the whole scorecard."""

_TASKS: Final = "少完成一项扣…分（任务）"
_OWN_TASKS: Final = "(?=.*(?:牵头|承担|责任分解)).*任务.*(?:少|未)完成[1一]项(?:任务)?扣〔每分〕分"
TASKS: Final = (Pattern(_TASKS, "任务未完成扣分", _OWN_TASKS, nothing, free=True),)
"""The tasks of the responsibility table, one by one."""

_MORE: Final = "不超过…，每超…扣…分"
_MORE_STEP: Final = "每(?:超过?|多|高出?|增加?)〔一步数〕扣〔每分〕分"
_LESS_STEP: Final = "〔每少〕〔一步〕〔些〕扣〔每分〕分"
_TO_NOTHING: Final = "(?:，最多(?P=points)分)?"
"""A cap at the clause's own points, which they come to anyway."""
_BONUS: Final = "加〔每分〕分〔至多〕"
AGAINST_TARGETS: Final = (
    Pattern(
        _MORE,
        "每少扣分",
        f"〔何事〕〔不超过〕(?:本单位)?〔目标数〕(?:[以之]内)?〔的〕得〔分值〕分，{_MORE_STEP}",
        measured("≤"),
    ),
    Pattern(
        _MORE,
        "缺数扣分",
        f"〔何事〕〔不超过〕(?:本单位)?〔目标数〕(?:[以之]内)?〔的〕{_MORE_STEP}〔至多〕",
        single(measured("≤")),
    ),
    Pattern(
        "…各得…分，每项指标降…扣…分",
        "每少扣分",
        f"〔何事〕(?:达标)?得〔分值〕分〔又〕{_LESS_STEP}{_TO_NOTHING}",
        each_rate,
    ),
    Pattern(
        "达到…得…分，每低…扣…分",
        "每少扣分",
        f"〔何事〕〔达到〕〔目标〕(?:以上)?〔的〕得〔分值〕分〔又〕{_LESS_STEP}{_TO_NOTHING}",
        measured(),
    ),
    Pattern(
        "…得…分，每少…扣…分",
        "每少扣分",
        f"〔何事〕(?:得|共|计)?〔分值〕分〔又〕{_LESS_STEP}{_TO_NOTHING}",
        measured(asked=True),
    ),
    Pattern(
        "…得…分，每发生一起扣…分",
        "每少扣分",
        f"〔何事〕得〔分值〕分[，；][^，；。]{{0,16}}?(?:每|有|发生|发现|出现)+〔一个〕〔什么〕扣〔每分〕分{_TO_NOTHING}",
        none_of_it,
    ),
    Pattern(
        "少于…的，每少…扣…分",
        "缺数扣分",
        f"〔何事〕(?<!不)(?<!不得)(?:少于|低于|不足|未达到?|达不到|不到)〔目标〕〔的〕{_LESS_STEP}〔至多〕",
        single(measured()),
    ),
    Pattern(
        "不少于…，每少…扣…分",
        "缺数扣分",
        f"〔何事〕〔达到〕〔目标〕(?:以上|/年|每年)?的?〔又〕(?:[^，；。]{{0,8}}，)?{_LESS_STEP}〔至多〕",
        single(measured()),
    ),
    Pattern(
        "少于…的，每少…扣…分", "缺数扣分", "〔何事〕每[低少]于〔目标〕〔一步〕扣〔每分〕分〔至多〕", single(measured())
    ),
    Pattern(
        "缺一次扣…分，考核内容写明次数",
        "缺数扣分",
        f"〔何事〕[，；。]?{_LESS_STEP}〔至多〕",
        single(measured(asked=True, needed=True)),
    ),
    Pattern(
        "超过…的，每…加…分",
        "超额加分",
        f"〔何事〕超过〔目标数〕的?，(?:〔每多〕|每)〔一步数〕{_BONUS}",
        single(measured()),
    ),
    Pattern(
        "除完成任务外…加…分",
        "超额加分",
        f"〔何事〕(?:超额|超出|超过(?:任务|目标))(?:完成|部分)?的?，?(?:〔每多〕|每)〔一步〕〔些〕{_BONUS}",
        single(measured()),
    ),
    Pattern("除完成任务外…加…分", "超额加分", f"除完成[^，]*，?〔何事〕{_BONUS}", bonus),
)
"""Something measured against a target: so many points for each step short of it, or beyond it."""

_EACH_EARNS: Final = "每完成一个得…分，最高…分"
_ACCRUES: Final = "〔些〕得〔每分〕分"
_UP_TO: Final = "，最多〔分值〕分"
_BEYOND_OWN: Final = "〔何事〕超过(?:本单位)?(?:任务|目标)(?:数)?的?，每(?:超过?|多)?〔一步〕"
ACCRUALS: Final = (
    Pattern(_EACH_EARNS, "每多得分", f"{_BEYOND_OWN}{_ACCRUES}{_UP_TO}", single(measured())),
    Pattern(
        _EACH_EARNS,
        "每多得分",
        f"〔何事〕超过〔目标〕的?，每(?:超过?|多)?〔一步〕{_ACCRUES}{_UP_TO}",
        single(measured()),
    ),
    Pattern(
        _EACH_EARNS,
        "每多得分",
        f"〔何事〕(?:每|每(?:完成|增长|新增|上升|提高)|(?=[1一]))〔一步〕{_ACCRUES}{_UP_TO}".replace(
            "〔加〕", "(?:完成|增长|新增|上升|提高)"
        ),
        from_nothing(single(measured())),
    ),
    Pattern(
        _EACH_EARNS,
        "每多得分",
        f"〔何事〕(?:每|每(?:完成|增长|新增|上升|提高))〔一步〕{_ACCRUES}",
        from_nothing(single(measured())),
        of_item=True,
    ),
)
"""Points that grow from nothing, so many for each, up to the clause's or the item's."""

_SHARE: Final = "得分＝…÷目标×…，按完成比例得分"
_BY_SHARE: Final = "按(?:实际)?(?:完成)?的?比例(?:计算)?(?:得分|计分|给分)"
SHARES: Final = (
    Pattern(
        _SHARE,
        "按比例得分",
        "(?:本项)?得分[＝=](?:当年|本年|全年|实际)?〔何数〕[÷/](?:本单位|年度|全年)?目标[^×*]{0,3}[×*]〔分值〕分?(?:，最多(?P=points)分?)?",
        measured(value_type="数值"),
        free=True,
    ),
    Pattern(
        _SHARE,
        "按比例得分",
        f"(?:未?完成)?〔何事〕〔的〕{_BY_SHARE}[（，]?(?:得|满分|共|计)?〔分值〕分[）]?",
        measured(value_type="数值"),
    ),
    Pattern(
        _SHARE,
        "按比例得分",
        f"(?:全面)?完成〔何数〕(?:任务|目标)?〔的〕得〔分值〕分[，；](?:未|没有)(?:全部)?完成〔的〕{_BY_SHARE}",
        measured(value_type="数值"),
    ),
    Pattern(
        "按…得分，满分…分",
        "按比例得分",
        "按〔何数〕的?(?:比例)?(?:得分|计分)[（，]?(?:满分|共|计)〔分值〕分[）]?",
        of_full(Percent(Decimal(1)), measured(value_type="比率")),
    ),
    Pattern(
        "测评结果×…%得分",
        "按比例得分",
        r"(?:得分[＝=])?〔何数〕[×*]\d+(?:\.\d+)?%(?:得分|计分|计入)?",
        of_full(Decimal(100), measured(value_type="数值")),
        of_item=True,
    ),
)
"""Points in proportion."""

_NOT_EACH: Final = r"(?!.*每[^，。；季月年周天\d]{0,3}[\d一])"
"""A clause that says each of what is no clause of all or nothing."""
_NOT_FOR_EACH: Final = r"(?!.*每[^，。；]{0,8}?[\d一])"
_DISCRETION: Final = "…扣（加）…至…分"
COUNTS: Final = (
    Pattern(_TASKS, "任务未完成扣分", "(?=.*任务).*(?:少|未)完成[1一]项(?:任务)?扣〔每分〕分", nothing, free=True),
    Pattern("…每…加…分", "加分", f"〔何事〕〔每一个〕〔什么〕{_BONUS}", counted),
    Pattern("…每…加…分", "加分", "〔何事〕每〔一个〕〔些〕得〔每分〕分〔至多〕", counted),
    Pattern("…加…分", "加分", f"{_NOT_EACH}〔何事〕{_BONUS}", bonus),
    Pattern(
        "…每…扣…分",
        "扣分",
        "(?!.*每[超低高多])〔何事〕(?:(?:每|有|发生|发现|出现|查实|缺|少|漏|迟报|一次)+|每[^，。；每\\d]{1,6}?(?=[1一]))〔一个〕〔什么〕扣〔每分〕分〔至多〕",
        counted,
    ),
    Pattern("…几个扣…分", "扣分", "(?!.*每)〔何事〕〔几个〕的?扣〔每分〕分〔至多〕", counted),
)
"""So many points a time."""

DISCRETION: Final = tuple(
    Pattern(_DISCRETION, kind, f"(?!.*(?:不得分|分.*分.*分)).*?(?:酌情)?{sentence}", nothing, free=True)
    for kind, word in (("酌情扣分", "扣"), ("酌情加分", "加"))
    for sentence in (f"{word}〔最少〕分?[-–—～~至到]〔最多〕分", f"酌情{word}分，?(?:最多|不超过){word}?〔最多〕分")
)
"""A verifier says how many."""

_DEGREE: Final = "(?=(?:积极|有效|大力|切实|深入|认真|扎实|不断|努力)|.*(?:到边到位|情况较好))"
_TASK_DONE: Final = "(?=.*(?:完成.{0,20}(?:任务|目标)|(?:任务|目标).{0,6}完成))"
_MET: Final = "(?=.*(?:达标|合格率|整改率|宣贯率|培训率|覆盖率|达到))"
_EARNED: Final = r"(?<![扣加\d.至到])(?:得|为|共)?(?<![扣加\d.至到])〔分值〕分"
_OR_NOTHING: Final = "(?:[，；](?:否则|〔反面〕)的?〔不得〕)?"
ONCE: Final = (
    Pattern("未…扣…分", "否则扣分", f"{_NOT_FOR_EACH}〔何事〕扣〔每分〕分〔至多〕", undone),
    Pattern("…扣…分", "扣分", f"{_NOT_FOR_EACH}〔何事〕扣〔每分〕分〔至多〕", once),
    Pattern("…不得分", "不得分", "〔何事〕〔不得〕", happened),
    Pattern("完成…任务…分", "完成目标得分", f"{_TASK_DONE}〔何事〕{_EARNED}{_OR_NOTHING}", measured()),
    Pattern(
        "不超过…得…分",
        "达标得分",
        f"〔何事〕〔不超过〕〔目标数〕(?:[以之]内)?〔的〕得〔分值〕分{_OR_NOTHING}",
        measured("≤"),
    ),
    Pattern(
        "达到…得…分",
        "达标得分",
        f"{_NOT_EACH}〔何事〕〔达到〕〔目标〕(?:以上)?〔的〕{_EARNED}(?:[，；](?:否则|〔反面〕)的?〔不得〕)?",
        measured(),
    ),
    Pattern(
        "正常召开…分",
        "达标得分",
        f"(?=.*(?:正常|定期|按时)(?:召开|举行|开展))〔何事〕{_EARNED}",
        measured(asked=True, needed=True),
    ),
    Pattern("…达标…分", "达标得分", f"{_MET}〔何事〕{_EARNED}{_OR_NOTHING}", each_rate),
    Pattern("积极…分，有效…分", "评分", f"{_DEGREE}〔何事〕{_EARNED}", graded),
    Pattern("…分", "是则得分", f"{_NOT_EACH}〔何事〕{_EARNED}{_OR_NOTHING}", answered),
)
"""Points or none, once."""
