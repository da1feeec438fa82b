"""Which form a workbook is: whose, of which year, programme and edition. Found by what it holds, never by its name.

A form says so twice, on a hidden sheet and in its properties. Where both are gone, what is left is asked: the defined
names and row keys of this programme's forms, and the unit's name in the places the form writes it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from qz.intake.intake_records import Identity, Issue, Refusal
from qz.intake.reading.spellings import Spellings
from qz.layout.form import CARD_SHEET, PARTICULARS_SHEET, TASK_SHEET, programme_id
from qz.layout.register_workbook import build_registers
from qz.layout.verification_workbook import read_key
from qz.model.manifest import MANIFEST_FORMAT, Key, WorkbookKind
from qz.model.programme import Programme, Unit
from qz.model.returns import CellState, RawWorkbook
from qz.model.trust import RULES, Seal
from qz.values.clean import tight
from qz.workbook.manifest_sheet import manifest_in_properties, manifest_on, read_manifest
from qz.workbook.seal import check_seal

READ_ELSEWHERE: Final = frozenset({WorkbookKind.VERIFICATION, WorkbookKind.REGISTER})
"""Kinds of workbook that the stages reading them hold against the programme themselves."""
_DECISIVE: Final[Mapping[str, str]] = {
    Key.KIND: "种类",
    Key.YEAR: "年度",
    Key.PROGRAMME: "考核",
    Key.UNIT_CODE: "单位编号",
    Key.EDITION: "版次",
}
_ROW_KEY: Final = re.compile(r"(?:fact|task|indicator|particular):[\w.]+")
_INPUT_NAME: Final = re.compile(r"(?:fact_\w+|task_\w+_(?:status|note|evidence)|indicator_\w+)")
_SHEET_OF: Final[Mapping[str, str]] = {
    "task": TASK_SHEET,
    "indicator": TASK_SHEET,
    "fact": CARD_SHEET,
    "particular": PARTICULARS_SHEET,
}
"""The sheet of a form whose rows have keys that begin so."""
_FILLER: Final = re.compile(r"^填报单位[:：](.+)$")
_BRACKETED: Final = re.compile(r"^[（(](.+)[)）]$")
_TELLING: Final = 6
"""Characters of a text that does not stand in other workbooks by chance."""
_ENOUGH: Final = 3
"""Names or row keys of a form's kind that make a workbook look like one."""


def stated_digest(book: RawWorkbook) -> str:
    """The digest of its layout that a form carries; ``""`` where it is lost."""
    for sheet in book.sheets:
        digest = manifest_on(sheet).get(Key.DIGEST, "")
        if digest:
            return digest
    return manifest_in_properties(book).get(Key.DIGEST, "")


@dataclass(frozen=True)
class Checker:
    """Holds manifests against one programme."""

    programme: Programme
    spellings: Spellings

    @cached_property
    def _printed(self) -> frozenset[str]:
        """Texts that only forms of this programme have: a workbook with some of them was made after one."""
        cards = self.programme.scorecards
        texts = [fact.label for card in cards for fact in card.facts.values()]
        texts += [criterion.clause for card in cards for criterion in card.criteria]
        texts += [task.goal for task in self.programme.tasks]
        texts += [indicator.label for indicator in self.programme.indicators.values()]
        return frozenset(text for text in map(tight, texts) if len(text) >= _TELLING)

    def identify(self, book: RawWorkbook) -> Identity:
        """What the workbook is.

        Raises:
            Refusal: it is no form, or not one of this year, programme, edition and roster, or contradicts itself.
        """
        written = [words for words in map(manifest_on, book.sheets) if words]
        stored = manifest_in_properties(book)
        said = self._agreed([*written, *([stored] if stored else [])])
        return replace(self._identify(book, said, written=bool(written)), seal=self._seal(book, [*written, stored]))

    def _seal(self, book: RawWorkbook, manifests: list[Mapping[str, str]]) -> Seal:
        """What the seal is worth: of a workbook that says two things of itself, nothing."""
        said = read_manifest(book)
        agreed = all(said.get(key, "") == value for manifest in manifests for key, value in manifest.items() if value)
        seal = check_seal(said, self.programme.key)
        return seal if agreed or seal is Seal.UNKNOWN else Seal.WRONG

    def _identify(self, book: RawWorkbook, said: Mapping[str, str], *, written: bool) -> Identity:
        if not said and (kind := self._kind_by_contents(book)):
            return Identity(kind, "")
        if not said.get(Key.UNIT_CODE) and said.get(Key.KIND, WorkbookKind.RETURN) == WorkbookKind.RETURN:
            return self._recover(book, said)
        kind = said.get(Key.KIND, WorkbookKind.RETURN)
        if kind in READ_ELSEWHERE:
            return Identity(kind, said.get(Key.UNIT_CODE, ""), speaker=said.get(Key.VERIFIER, ""))
        self._check(said)
        if kind not in RULES:
            raise Refusal("I01")
        if kind != WorkbookKind.RETURN:
            return Identity(kind, said.get(Key.UNIT_CODE, ""))
        unit = self._unit(said)
        issues = () if written else (Issue("I07", {"how": "文件属性", "unit": unit.name}),)
        return Identity(WorkbookKind.RETURN, unit.code, issues)

    def _agreed(self, manifests: list[Mapping[str, str]]) -> Mapping[str, str]:
        said: dict[str, str] = {}
        for manifest in manifests:
            for key, value in manifest.items():
                if value and said.setdefault(key, value) != value and key in _DECISIVE:
                    raise Refusal("I06", what=_DECISIVE[key], found=said[key], other=value)
        return said

    def _kind_by_contents(self, book: RawWorkbook) -> str:
        """The kind of a workbook without a manifest that another stage is to judge; ``""`` for any other."""
        keys = sum(
            read_key(cell.text) is not None
            for sheet in book.sheets
            for cell in sheet.cells.values()
            if "|" in cell.text
        )
        if keys >= _ENOUGH:
            return WorkbookKind.VERIFICATION
        titles = {tight(f"{register.name}台账") for register in build_registers(self.programme).sheets}
        found = {text.lstrip("0123456789年") for text in _texts(book)} & titles
        return WorkbookKind.REGISTER if len(found) >= min(_ENOUGH, len(titles)) > 0 else ""

    def _check(self, said: Mapping[str, str]) -> None:
        particulars = self.programme.particulars
        own, year = programme_id(self.programme), str(particulars.year)
        if said.get(Key.FORMAT, MANIFEST_FORMAT) != MANIFEST_FORMAT:
            raise Refusal("I15", found=said[Key.FORMAT])
        kind = said.get(Key.KIND, WorkbookKind.RETURN)
        if kind not in set(WorkbookKind):
            raise Refusal("I15", found=kind)
        if kind not in RULES:
            raise Refusal("I19", what=WorkbookKind(kind).word)
        theirs = said.get(Key.PROGRAMME, own)
        their_year = said.get(Key.YEAR, year)
        if theirs.removesuffix(f"-{their_year}") != own.removesuffix(f"-{year}"):
            raise Refusal("I03", found=theirs, wanted=own)
        if their_year != year:
            raise Refusal("I02", found=their_year, wanted=year)
        if theirs != own:
            raise Refusal("I03", found=theirs, wanted=own)
        edition = said.get(Key.EDITION, particulars.edition)
        if kind == WorkbookKind.RETURN and edition != particulars.edition:
            raise Refusal("I04", self._code(said), found=edition, wanted=particulars.edition)

    def _code(self, said: Mapping[str, str]) -> str:
        code = said.get(Key.UNIT_CODE, "")
        return code if self.programme.find_unit(code) else ""

    def _unit(self, said: Mapping[str, str]) -> Unit:
        code, name = said[Key.UNIT_CODE], said.get(Key.UNIT_NAME, "")
        unit = self.programme.find_unit(code)
        if unit is None:
            raise Refusal("I05", found=name or code)
        named = self.spellings.find(name) if name else unit
        if named is not None and named.code != code:
            raise Refusal("I06", what="单位", found=unit.name, other=named.name)
        return unit

    def _recover(self, book: RawWorkbook, said: Mapping[str, str]) -> Identity:
        """Identify a workbook whose manifest is gone, or has lost its unit."""
        self._check(said)
        texts = list(_texts(book))
        if not said and not _looks_like_form(book):
            alike = sum(text in self._printed for text in set(texts))
            raise Refusal("I18", count=str(alike)) if alike >= _ENOUGH else Refusal("I01")
        self._check_titles(book, texts)
        units = {unit.code: unit for unit in self._named(book, texts)}
        if len(units) != 1:
            names = "、".join(unit.name for unit in units.values())
            raise Refusal("I08", detail=f"（里面写了{names}）" if names else "")
        (unit,) = units.values()
        return Identity(WorkbookKind.RETURN, unit.code, (Issue("I07", {"how": "表内写的单位名称", "unit": unit.name}),))

    def _check_titles(self, book: RawWorkbook, texts: list[str]) -> None:
        particulars = self.programme.particulars
        name = re.escape(tight(particulars.district) + tight(particulars.name))
        years = {found for text in texts for found in re.findall(rf"(\d{{4}})年{name}", text)}
        if years and str(particulars.year) not in years:
            raise Refusal("I02", found=min(years), wanted=str(particulars.year))
        if not years:
            raise self._copied_out(book, texts)

    def _copied_out(self, book: RawWorkbook, texts: list[str]) -> Refusal:
        """Why sheets of a form, without what they stood beside, are no form."""
        keys = {cell.text.partition(":")[0] for sheet in book.sheets for cell in sheet.cells.values()}
        sheets = dict.fromkeys(title for key, title in _SHEET_OF.items() if key in keys)
        units = list(dict.fromkeys(self._named(book, texts)))
        if not sheets or len(units) != 1:
            return Refusal("I08", detail="")
        return Refusal("I16", units[0].code, unit=units[0].name, what="》《".join(sheets))

    def _named(self, book: RawWorkbook, texts: list[str]) -> Iterator[Unit]:
        for text in texts:
            found = _FILLER.match(text)
            unit = self.spellings.find(found[1]) if found else None
            if unit:
                yield unit
        for sheet in book.sheets:
            if not any(_is_row_key(cell.text) for cell in sheet.cells.values()):
                for cell in sheet.cells.values():
                    found = _BRACKETED.match(tight(cell.text)) if len(cell.text) < 40 else None
                    unit = self.spellings.find(found[1]) if found else None
                    if unit:
                        yield unit


def _is_row_key(text: str) -> bool:
    return ":" in text and bool(_ROW_KEY.fullmatch(text))


def _texts(book: RawWorkbook) -> Iterator[str]:
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            if cell.state is CellState.TEXT and len(cell.text) < 200:
                yield tight(cell.text)


def _looks_like_form(book: RawWorkbook) -> bool:
    if sum(bool(_INPUT_NAME.fullmatch(name)) for name in book.names) >= _ENOUGH:
        return True
    return sum(_is_row_key(cell.text) for sheet in book.sheets for cell in sheet.cells.values()) >= _ENOUGH
