"""References between sheets: to a scorecard or a fact, by its code or its Chinese name."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Final

from qz.model.scorecards import Fact
from qz.programme.faults import Collector
from qz.programme.raw import RawTable
from qz.programme.reading.typed_records import Record, read_records
from qz.records import dataclass
from qz.words import RESULT_NAMES, fold


@dataclass(frozen=True, slots=True)
class Index:
    """Codes to which other sheets may refer, each with its Chinese name."""

    codes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, pairs: Iterable[tuple[str, str]]) -> "Index":
        """The index of (code, name) pairs. A code takes precedence over another entry's name."""
        pairs = tuple(pairs)
        codes = {fold(code): code for code, _ in pairs}
        for code, name in pairs:
            codes.setdefault(fold(name), code)
        return cls(codes)

    def get(self, text: str) -> str | None:
        """The code for a code or name; ``None`` where there is none."""
        return self.codes.get(fold(text))

    def find(self, record: Record, name: str, where: str, found: Collector) -> str:
        """The code for the text of a cell; ``""`` for a blank, and ``""`` with a finding where there is none."""
        codes = self.find_all(record, name, (record.text(name),), where, found) if record.text(name) else ()
        return codes[0] if codes else ""

    def find_all(
        self, record: Record, name: str, texts: Iterable[str], where: str, found: Collector
    ) -> tuple[str, ...]:
        """The codes for the texts of a cell; a finding for each text without one."""
        codes = []
        for text in texts:
            code = self.get(text)
            if code is None:
                found.add("P08", record.place(name), head=record.head(name), found=text, where=where)
            else:
                codes.append(code)
        return tuple(codes)


@dataclass(frozen=True, slots=True)
class Links:
    """To what sheets may refer: scorecards, and the facts of each; ``known``: the facts themselves."""

    cards: Index = field(default_factory=Index)
    facts: Mapping[str, Index] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Fact]] = field(default_factory=dict)

    def facts_of(self, card: str) -> Index:
        """The index of a scorecard's facts."""
        return self.facts.get(card, Index())


FACTS_SHEET = "这张评分表的《填报数据》"
CARDS_SHEET = "《评分表》"


def read_card_records(table: RawTable | None, found: Collector) -> tuple[Record, ...]:
    """评分表: one record for each scorecard. Codes, names and file names must be unique."""
    seen: dict[str, Record] = {}
    words: set[str] = set()
    for record in read_records(table, found):
        card = record.text("scorecard_id")
        if not card:
            continue
        for name in ("scorecard_id", "label"):
            text = fold(record.text(name))
            if text in words and not (name == "label" and text == fold(card)):
                _add_double(record, name, _OTHER_CARD, found)
            words.add(text)
        check_file_name(record, "summary_name", found)
        if fold(record.text("summary_name")) in {fold(name) for name in RESULT_NAMES}:
            _add_double(record, "summary_name", "另一个结果的文件名", found)
        for name in ("summary_name", "ranking_name"):
            if any(fold(other.text(name)) == fold(record.text(name)) for other in seen.values()):
                _add_double(record, name, _OTHER_CARD, found)
        seen.setdefault(card, record)
    return tuple(seen.values())


_OTHER_CARD: Final = "另一张评分表"


def _add_double(record: Record, name: str, other: str, found: Collector) -> None:
    found.add("P07", record.place(name), head=record.head(name), found=record.text(name), other=other)


_NOT_IN_FILE_NAMES: Final = frozenset('\\/:*?"<>|')


def check_file_name(record: Record, name: str, found: Collector) -> None:
    """Report characters that a file name may not contain, in a text after which files are named."""
    if _NOT_IN_FILE_NAMES & set(record.text(name)):
        found.add("P36", record.place(name), head=record.head(name), found=record.text(name))


def read_card_rows(table: RawTable | None, cards: Index, found: Collector) -> tuple[Record, ...]:
    """The records of a sheet whose rows belong to scorecards, with the code in ``scorecard_id``; no others."""
    rows = []
    for record in read_records(table, found):
        card = cards.find(record, "scorecard_id", CARDS_SHEET, found)
        if card:
            rows.append(replace(record, values={**record.values, "scorecard_id": card}))
    return tuple(rows)
