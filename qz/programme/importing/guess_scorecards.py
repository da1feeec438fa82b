"""A scorecard as printed, guessed into items, criteria and facts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from qz.layout.print_columns import is_group
from qz.model.scores import Effect
from qz.programme.importing.annexes import Annex
from qz.programme.importing.clauses import amounts_left, read_clause
from qz.programme.importing.guess import GuessedRow, Unread
from qz.programme.importing.guessed_rule import NUMBER, Clause, GuessedRule, GuessedTerm, number_of
from qz.programme.importing.units import kinds_in
from qz.rules.registry import LABELS
from qz.rules.veto import Veto
from qz.words import fold, squeeze

_NUMBERED: Final = re.compile(r"^\s*[（(]?\d+[)）．.、]\s*")
_PREAMBLE: Final = re.compile(r"^(?:查看|查阅|检查|听取|实地|现场)[^，。；]*[，,]")
_ENDS: Final = re.compile(r"[。；;]\s*")
_EARNS: Final = frozenset(label for label, kind in LABELS.items() if kind.effect is Effect.EARN)
_LOSES: Final = frozenset(
    label for label, kind in LABELS.items() if kind.effect is Effect.DEDUCT or label == Veto.label
)
_IDS: Final[Mapping[str, str]] = {"部门": "department", "镇": "town", "街道": "town", "乡": "town"}
_CAPS: Final[Mapping[str, re.Pattern[str]]] = {
    "bonus_cap": re.compile(
        rf"加分(?:项目?)?(?:合计|累计|总计|总分|总和)[^，。；、\d]{{0,4}}(?:不(?:得)?超过|最[高多])(?:为|加)?{NUMBER}分"
    ),
    "total_cap": re.compile(
        rf"(?:考核)?总(?:得)?分[^，。；、\d加]{{0,6}}(?:不(?:得)?超过|最[高多])(?:为|计)?{NUMBER}分"
    ),
}
_LETTERS: Final = "abcdefghij"
_LONGEST_LABEL: Final = 30


@dataclass(slots=True)
class GuessedCard:
    """One scorecard's rows by sheet key, what could not be read, and the kinds of unit it scores."""

    label: str
    kinds: tuple[str, ...]
    rows: dict[str, list[GuessedRow]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)

    def add(self, sheet: str, row: GuessedRow) -> GuessedRow:
        """Add a row to a sheet."""
        self.rows.setdefault(sheet, []).append(row)
        return row


def guess_scorecard(annex: Annex, place: int) -> GuessedCard:
    """The rows of 评分表, 考核内容, 评分方法, 填报数据 and 单位目标 for a printed scorecard, the ``place``-th."""
    kinds = kinds_in(annex.title)
    label = "".join(kinds)
    card = GuessedCard(label, kinds)
    row = card.add("scorecards", GuessedRow({"label": label, "nominal_total": _total(annex)}))
    source = f"请核：由“{annex.title}”猜。"
    row.guess("scorecard_id", _IDS.get(kinds[0], f"card{place}"), source)
    row.guess("summary_name", f"{label}考核汇总", source)
    row.guess("ranking_name", f"{label}排名", source)
    row.guess("shows_deductions", "是" if any("扣分原因" in squeeze(head) for head in annex.heads) else "否", source)
    for number, item in enumerate(annex.rows, 1):
        _guess_item(card, item, item.get("number") or str(number), annex.own)
    return card


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


def split_method(method: str) -> Iterator[str]:
    """The clauses of 评分方法: the numbered ones, else one for each ；or 。."""
    lines = [line for line in method.split("\n") if line.strip()]
    if any(_NUMBERED.match(line) for line in lines):
        kept = ""
        for line in lines:
            if _NUMBERED.match(line) and kept:
                yield kept
                kept = ""
            kept += _NUMBERED.sub("", line)
        yield kept
    else:
        for part in _ENDS.split(_PREAMBLE.sub("", "".join(lines))):
            if part.strip():
                yield part.strip()


def _guess_item(card: GuessedCard, item: Mapping[str, str], number: str, own: Sequence[str]) -> None:
    groups = [item[head] for head in reversed(own) if is_group(fold(head)) and item.get(head)]
    content, method = item.get("content") or "".join(groups[:1]), item["method"]
    row = card.add("items", GuessedRow({"scorecard_id": card.label, "number": number}))
    row.guess("label", _short(content or method), f"请改：取自“{content[:40]}”，填一个简称。")
    row.values |= {
        "content": content or method,
        "method": method,
        "standard": number_of(squeeze(item.get("standard", ""))),
        **{head: item.get(head) or None for head in own},
    }
    kinds = []
    for place, printed in enumerate(split_method(method), 1):
        text = squeeze(printed).rstrip("。；;")
        rule = read_clause(Clause(squeeze(content), text))
        if rule is None:
            card.unread.append(Unread(f"{card.label}第{number}项", text, "没有一种写法与它相符，请自己选计分方式"))
            continue
        if left := amounts_left(text, rule):
            why = f"只读了一部分：{'、'.join(left)}没有读成规则"
            card.unread.append(Unread(f"{card.label}第{number}项", text, why))
        kinds.append(rule.kind)
        _add_criteria(card, number, f"{number}.{place}", text, rule)
    full = bool(set(kinds) & _LOSES) and not set(kinds) & _EARNS
    row.guess("starts_full", "满分起评" if full else "零分起评", f"请核：由评分方法“{method[:60]}”猜。")


def _short(text: str) -> str:
    words = re.split(r"[，。；、,;（(]", squeeze(text))[0]
    return words[:8] or "请改"


def _add_criteria(card: GuessedCard, item: str, criterion: str, text: str, rule: GuessedRule) -> None:
    source = f"请核：由“{text}”按“{rule.pattern}”猜。"
    for place, term in enumerate(rule.terms):
        name = criterion + (_LETTERS[place] if rule.apart else "")
        first = place == 0 or rule.apart
        row = card.add("criteria", GuessedRow({"scorecard_id": card.label, "item_number": item, "criterion_id": name}))
        if first:
            row.values["clause"] = text
            row.guess("kind", rule.kind, source)
            for field_name in ("points", "least", "most", "consequence"):
                if value := getattr(rule, field_name):
                    row.guess(field_name, value, source)
        if term.words:
            row.guess("fact_id", _fact(card, name, place, term, text), source)
        for field_name in ("target", "step", "rate", "trigger", "once", "comparator", "bands"):
            if value := getattr(term, field_name):
                row.guess(field_name, value, source)
        if rule.kind in {"完成目标得分", "超额加分", "按比例得分"} and term.target is None:
            card.facts[str(row.values["fact_id"])] = text


def _fact(card: GuessedCard, criterion: str, place: int, term: GuessedTerm, text: str) -> str:
    """Add the term's fact to 填报数据, and give its label; one already there under that label is used again."""
    label = term.words.strip("，。；、 ")[:_LONGEST_LABEL]
    known = {str(row.values["label"]): row for row in card.rows.get("facts", [])}
    if label in known and known[label].values["value_type"] == term.value_type:
        return label
    while label in known:
        label = f"{label}（{criterion}）"
    source = f"请改：由“{text}”猜，写成填报单位看得懂的名称和提示。"
    fact_id = re.sub(r"[^0-9a-z]+", "_", f"c_{criterion}_{place + 1}")
    row = card.add("facts", GuessedRow({"scorecard_id": card.label, "fact_id": fact_id}))
    row.guess("label", label, source)
    row.guess("value_type", term.value_type, source)
    if term.value_type == "评分":
        row.values |= {"minimum": Decimal(0), "maximum": term.points, "step": Decimal("0.5"), "unit_of_measure": "分"}
    if term.choices:
        row.guess("choices", term.choices, source)
    if term.value_type == "比率":
        row.values["unit_of_measure"] = "%"
    row.guess("help", f"按“{text}”如实填写。", source)
    return label


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
