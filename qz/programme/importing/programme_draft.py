"""A document's blocks to the draft of a programme: every sheet's rows, every guess marked, what could not be read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Final

from qz.programme.importing.document.annexes import Annex, DocumentParts, TableKind, split_document
from qz.programme.importing.document.blocks import Block
from qz.programme.importing.document.table_rows import SECTION
from qz.programme.importing.guesses.body import guess_main_goals, guess_particulars
from qz.programme.importing.guesses.guess import GuessedRow, Unread
from qz.programme.importing.guesses.guess_grades import guess_grades
from qz.programme.importing.guesses.guess_indicators import guess_indicators, unread_numbers
from qz.programme.importing.guesses.guess_scorecards import guess_caps, guess_scorecard, target_rows
from qz.programme.importing.guesses.guess_wordings import guess_wordings
from qz.programme.importing.guesses.guessed_card import GuessedCard
from qz.programme.importing.guesses.units import guess_units, kind_of
from qz.programme.importing.guesses.units_in_text import NamedUnit, units_in_text
from qz.programme.raw import PlainTables
from qz.programme.sheets.programme_sheets import sheet_spec
from qz.records import dataclass
from qz.words import DISTRICT_WORDS, TABLE_WORD

_LOST: Final = "《责任分解表》没有这一栏，没有导入；要保留的写进工作目标或口径里"
_CATEGORY: Final = "重点任务"
"""Stands for the category of tasks that have none."""


@dataclass(slots=True)
class ProgrammeDraft:
    """The rows of each sheet by its key, and what became no row. ``year`` is empty where the document names none."""

    year: str
    rows: dict[str, list[GuessedRow]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def tables(self) -> PlainTables:
        """The rows as the programme's writer takes them."""
        return {key: [row.values for row in rows] for key, rows in self.rows.items()}


def draft_programme(blocks: Sequence[Block], year: str = "") -> ProgrammeDraft:
    """Read a document's parts and guess a programme from them; ``year`` stands over the document's own."""
    parts = split_document(blocks)
    tables = [annex for annex in parts.annexes if annex.kind is TableKind.TASKS]
    listed = units_in_text(parts.body)
    kinds = tuple(dict.fromkeys(kind_of(unit.name) for unit in listed))
    cards: list[GuessedCard] = []
    for annex in parts.annexes:
        if annex.kind is TableKind.SCORECARD:
            cards.append(guess_scorecard(annex, len(cards) + 1, [card.label for card in cards], kinds))
    particulars, year = guess_particulars(parts.body, [annex.title for annex in parts.annexes], year)
    draft = ProgrammeDraft(year, {"particulars": particulars})
    _add_units(draft, tables, cards, listed)
    draft.rows["tasks"] = list(_task_rows(tables))
    tasks = list(_number_tasks(draft.rows["tasks"]))
    draft.rows["indicators"] = list(_indicators(draft, tasks))
    draft.rows["main_goals"] = list(guess_main_goals(parts.body, tasks))
    for card in cards:
        guess_caps(card, parts.body)
        for key, rows in card.rows.items():
            draft.rows.setdefault(key, []).extend(rows)
        draft.unread += card.unread
    draft.rows["unit_targets"] = target_rows(cards, draft.rows["units"], DISTRICT_WORDS[0])
    draft.rows["parameters"] = [
        GuessedRow({"key": key.word, "value": key.default or None, "help": key.help})
        for key in sheet_spec("parameters").keys
    ]
    draft.rows["grades"] = list(guess_grades(parts.body, [card.label for card in cards]))
    draft.rows["bulletin"] = [GuessedRow({"scorecard_id": card.label}) for card in cards]
    draft.rows["frames"] = list(_frames(parts, cards))
    draft.unread += [Unread(annex.title, words, _LOST) for annex in parts.annexes for words in annex.lost]
    draft.unread += [Unread("文件", heads, "这张表既不是责任分解表也不是评分细则，没有导入") for heads in parts.unknown]
    return draft


def _add_units(
    draft: ProgrammeDraft, tables: Sequence[Annex], cards: Sequence[GuessedCard], listed: Sequence[NamedUnit]
) -> None:
    units, phrases = guess_units(tables, listed)
    scored = {unit.name for unit in listed} or {str(unit.values["name"]) for unit in units}
    card_of = {kind: card.label for card in cards for kind in card.kinds}
    for unit in units:
        kind = str(unit.values["kind"])
        if kind in card_of and unit.values["name"] in scored:
            unit.guess("scorecard_id", card_of[kind], f"请核：按类别“{kind}”对应评分表。")
    there = {str(unit.values["kind"]) for unit in units}
    for kind in card_of:
        if kind not in there:
            why = f"文件没有写出{kind}的名称，请在《单位》里逐个补上"
            draft.unread.append(Unread("《单位》", kind, why))
    draft.rows["units"], draft.rows["phrases"] = units, phrases


def _task_rows(tables: Iterable[Annex]) -> Iterator[GuessedRow]:
    """The rows of 《责任分解表》 as printed; a number or category that the document has not is guessed."""
    for annex in tables:
        numbered = any(row.get("number") for row in annex.rows)
        for place, printed in enumerate(annex.rows, 1):
            section = printed.get(SECTION, "")
            row = GuessedRow({name: text or None for name, text in printed.items() if name != SECTION})
            if not numbered:
                row.guess("number", str(place), "请核：文件没有序号，按先后编的。")
            if "category" not in printed:
                row.guess("category", section or _CATEGORY, f"请改：“{annex.title}”没有写工作内容的大类，填一个。")
            yield row


def _number_tasks(rows: Iterable[GuessedRow]) -> Iterator[tuple[str, str]]:
    """Each task's id (序号.place under it) and goal."""
    number, place = "", 0
    for row in rows:
        printed = str(row.values.get("number") or number)
        if printed != number:
            number, place = printed, 0
        place += 1
        yield f"{number}.{place}", str(row.values["goal"])


def _indicators(draft: ProgrammeDraft, tasks: Sequence[tuple[str, str]]) -> Iterator[GuessedRow]:
    for task_id, goal in tasks:
        rows = [*guess_indicators(task_id, goal), *guess_wordings(task_id, goal)]
        yield from rows
        left = unread_numbers(goal, rows)
        draft.unread += [Unread(f"任务{task_id}", number, "这个数没有读成指标") for number in left]


def _frames(parts: DocumentParts, cards: Sequence[GuessedCard]) -> Iterator[GuessedRow]:
    labels = iter(card.label for card in cards)
    for annex in parts.annexes:
        subject = TABLE_WORD if annex.kind is TableKind.TASKS else next(labels)
        texts = [("附件", annex.label), ("标题", annex.title)]
        texts += [("段落", text) for text in annex.paragraphs]
        texts += [("列标题", head) for head in annex.heads] + [("结尾", text) for text in annex.ending]
        for part, text in texts:
            if text:
                yield GuessedRow({"subject": subject, "part": part, "text": text})
