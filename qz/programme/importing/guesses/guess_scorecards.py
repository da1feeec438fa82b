"""A scorecard as printed, guessed into items, criteria and facts."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from qz.layout.print_columns import is_group
from qz.model.scores import Effect
from qz.programme.importing.clauses.guessed_rule import NUMBER, Clause, GuessedRule, number_of
from qz.programme.importing.clauses.read_clause import ReadClause, amounts_left, read_clause, read_sentences
from qz.programme.importing.document.annexes import Annex
from qz.programme.importing.guesses.guess import GuessedRow, Unread
from qz.programme.importing.guesses.guess_criteria import add_criteria
from qz.programme.importing.guesses.guessed_card import GuessedCard
from qz.programme.importing.guesses.units import DEPARTMENT, kinds_in
from qz.rules.registry import LABELS
from qz.rules.veto import Veto
from qz.words import fold, squeeze

_BEGINS: Final = r"(?:^|(?<=[\n。；;]))\s*"
_MARKS: Final = tuple(
    re.compile(_BEGINS + mark + r"\s*")
    for mark in (r"\d+[．.、](?!\d)", r"[（(]\d+[）)]", r"\d+[）)]", "[⒈-⒛]", "[①-⑳]", "[⑴-⒇]")
)
"""How documents number clauses, on lines of their own or in a row; other numbers within one go with it."""
_TAKES_FROM_NOTHING: Final = (
    "这一项没有分值，扣分没有可扣的分：请把这几条移到扣得着的考核内容里，"
    "或另做一份考核方案，把它们写成加分，在《综合得分》里作为扣分"
)
_NO_PATTERN: Final = "没有一种写法与它相符，请自己选计分方式"
_EARNS: Final = frozenset(label for label, kind in LABELS.items() if kind.effect is Effect.EARN)
_LOSES: Final = frozenset(
    label for label, kind in LABELS.items() if kind.effect is Effect.DEDUCT or label == Veto.label
)
_TAKES: Final = frozenset(label for label, kind in LABELS.items() if kind.effect is Effect.DEDUCT)
_ONLY_EARNS: Final = _EARNS - {"每少扣分"}
"""Kinds that only an item that starts from zero takes."""
_OF_PLACE: Final = re.compile(r"^[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道)(?=\d{4}年)")
_IDS: Final[Mapping[str, str]] = {
    "部门": "department",
    "镇": "town",
    "街道": "town",
    "乡": "town",
    "村": "village",
    "社区": "community",
}
_CAPS: Final[Mapping[str, re.Pattern[str]]] = {
    "bonus_cap": re.compile(
        rf"加分(?:项目?)?(?:合计|累计|总计|总分|总和)[^，。；、\d]{{0,4}}(?:不(?:得)?超过|最[高多])(?:为|加)?{NUMBER}分"
    ),
    "total_cap": re.compile(
        rf"(?:考核)?总(?:得)?分[^，。；、\d加]{{0,6}}(?:不(?:得)?超过|最[高多])(?:为|计)?{NUMBER}分"
    ),
}


def guess_scorecard(annex: Annex, place: int, labels: Collection[str], of_text: Sequence[str]) -> GuessedCard:
    """The rows of 评分表, 考核内容, 评分方法, 填报数据 and 单位目标 for a printed scorecard, the ``place``-th.

    ``labels``: those of the scorecards before it; ``of_text``: the kinds of unit that the document's text names.
    """
    kinds = kinds_in(_OF_PLACE.sub("", annex.title)) or tuple(of_text) or (DEPARTMENT,)
    label = "".join(kinds)
    label = label if label not in labels else f"{label}{place}"
    card = GuessedCard(label, kinds)
    row = card.add("scorecards", GuessedRow({}))
    source = f"请核：由“{annex.title}”猜。"
    row.guess("label", label, source)
    code = _IDS.get(kinds[0], "card")
    row.guess("scorecard_id", code if label == "".join(kinds) else f"{code}{place}", source)
    row.guess("summary_name", f"{label}考核汇总", source)
    row.guess("ranking_name", f"{label}排名", source)
    row.guess("shows_deductions", "是" if any("扣分原因" in squeeze(head) for head in annex.heads) else "否", source)
    row.guess("nominal_total", _total(annex), "请核：由各项分值相加。")
    numbers = _item_numbers(annex)
    for item, number in zip(annex.rows, numbers, strict=True):
        _guess_item(card, item, number, annex.own)
    return card


def _item_numbers(annex: Annex) -> list[str]:
    """Each item's number: as printed where each has its own, 2.1, 2.2 under a printed 2, else counted."""
    printed = [squeeze(row.get("number", "")) for row in annex.rows]
    if not any(printed):
        return [str(place) for place in range(1, len(printed) + 1)]
    for place in range(1, len(printed)):
        printed[place] = printed[place] or printed[place - 1]
    return [
        f"{number}.{printed[: place + 1].count(number)}" if printed.count(number) > 1 else number
        for place, number in enumerate(printed)
    ]


def guess_caps(card: GuessedCard, paragraphs: Iterable[str]) -> None:
    """加分合计不超过10分, 总分不超过100分: what the document's text says of all its scorecards."""
    row = card.rows["scorecards"][0]
    for paragraph in paragraphs:
        for name, pattern in _CAPS.items():
            found = pattern.search(paragraph)
            if found and name not in row.values:
                row.guess(name, number_of(found[1]), f"请核：由“{found[0]}”猜。")


def _total(annex: Annex) -> Decimal:
    return sum((number_of(squeeze(row.get("standard", ""))) for row in annex.rows), Decimal(0))


def split_method(method: str) -> list[str]:
    """The numbered clauses of 评分方法, what stands before the first with it; empty where none is numbered."""
    for mark in _MARKS:
        starts = list(mark.finditer(method))
        if starts:
            ends = [found.start() for found in starts[1:]] + [len(method)]
            before = method[: starts[0].start()]
            texts = [method[found.end() : end] for found, end in zip(starts, ends, strict=True)]
            return [squeeze(text) for text in (before + texts[0], *texts[1:])]
    return []


def _read_method(method: str, content: str, standard: Decimal) -> Iterator[ReadClause]:
    """Each clause of 评分方法 as it was read: the numbered ones, else each sentence of what none numbers."""
    if numbered := split_method(method):
        for text in numbered:
            yield read_clause(Clause(content, text, standard))
    else:
        yield from read_sentences(Clause(content, squeeze(method), standard))


def _guess_item(card: GuessedCard, item: Mapping[str, str], number: str, own: Sequence[str]) -> None:
    groups = [item[head] for head in reversed(own) if is_group(fold(head)) and item.get(head)]
    content, method = item.get("content") or "".join(groups[:1]), item["method"]
    row = card.add("items", GuessedRow({"scorecard_id": card.label, "number": number}))
    row.guess("label", _short(content or method), f"请核：取自“{(content or method)[:40]}”，要一个简称。")
    standard = number_of(squeeze(item.get("standard", "")).removesuffix("分"))
    row.values |= {
        "content": content or method,
        "method": method,
        "standard": standard,
        **{head: item.get(head) or None for head in own},
    }
    if not item.get("standard"):
        row.sources["standard"] = "请核：文件没有写分值，按 0 分计（只加分或只减分）。"
    card.items[number] = re.split(r"[，。；、,;（(]", squeeze(content))[0]
    rules: list[GuessedRule] = []
    where = f"{card.label}第{number}项"
    asked = squeeze("".join([*(item.get(head) or "" for head in own), content]))
    for place, read in enumerate(_read_method(method, asked, standard), 1):
        card.unread += [Unread(where, text, _NO_PATTERN) for text in read.left]
        of_clause = [rule for rule, _ in read.rules]
        for text in (words for _, words in read.rules):
            if left := amounts_left(text, of_clause, standard):
                card.unread.append(Unread(where, text, f"只读了一部分：{'、'.join(left)}没有读成规则"))
        rules += of_clause
        add_criteria(card, number, f"{number}.{place}", read.rules)
    kinds = {rule.kind for rule in rules}
    earned = sum((rule.points or Decimal(0) for rule in rules), Decimal(0))
    full = bool(kinds & _LOSES) and (not kinds & _EARNS or (earned < standard and not kinds & _ONLY_EARNS))
    if not standard and kinds & _TAKES:
        card.unread.append(Unread(where, method, _TAKES_FROM_NOTHING))
    row.guess("starts_full", "满分起评" if full else "零分起评", f"请核：由评分方法“{method[:60]}”猜。")


def _short(text: str) -> str:
    words = re.split(r"[，。；、,;（(]", squeeze(text))[0]
    return words[:8] or "请改"


def target_rows(cards: Iterable[GuessedCard], units: Sequence[GuessedRow], district: str) -> list[GuessedRow]:
    """The rows of 《单位目标》: a unit a row, a column a fact with targets of the units' own; all to be filled in."""
    columns = {name: text for card in cards for name, text in card.facts.items()}
    scored = {kind for card in cards if card.facts for kind in card.kinds}
    names = [str(unit.values["name"]) for unit in units if unit.values["kind"] in scored]
    rows = []
    for name in [*names, district] if columns else []:
        row = GuessedRow({"unit": name})
        for column, text in columns.items():
            row.guess(column, None, f"请填：{name}“{text}”的目标，不承担的填 0。")
        rows.append(row)
    return rows
