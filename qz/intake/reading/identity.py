"""Which form a workbook is: its unit, year, programme and edition, by its contents, never by its file name.

A form's manifest stands on a hidden sheet and in the file's properties. Where both are lost, the form is recognised by
the defined names and row keys of this programme's forms, and by the unit's name where the form writes it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Final

from qz.intake.intake_records import Identity, Issue, Refusal
from qz.intake.reading.spellings import Spellings
from qz.layout.form import programme_id
from qz.layout.form_plan import CARD_SHEET, NOMINEE_SHEET, PARTICULARS_SHEET, TASK_SHEET
from qz.layout.register_workbook import build_registers
from qz.layout.verification_row import read_key
from qz.model.manifest import MANIFEST_FORMAT, Key, WorkbookKind
from qz.model.programme import Programme
from qz.model.returns import CellState, RawWorkbook
from qz.model.task_table import Unit
from qz.model.trust import RULES, Seal
from qz.records import dataclass
from qz.values.clean import tight
from qz.workbook.manifest_sheet import manifest_in_properties, manifest_on
from qz.workbook.seal import check_seal

READ_ELSEWHERE: Final = frozenset({WorkbookKind.VERIFICATION, WorkbookKind.REGISTER})
"""Kinds of workbook whose manifests are checked by the stages that read them."""
_DECISIVE: Final[Mapping[str, str]] = {
    Key.KIND: "种类",
    Key.YEAR: "年度",
    Key.PROGRAMME: "考核",
    Key.UNIT_CODE: "单位编号",
    Key.EDITION: "版次",
}
_ROW_KEY: Final = re.compile(r"(?:fact|task|indicator|nominee|particular):[\w.]+")
_INPUT_NAME: Final = re.compile(r"(?:fact_\w+|task_\w+_(?:status|note|evidence)|indicator_\w+|nominee_\w+)")
_SHEET_OF: Final[Mapping[str, str]] = {
    "task": TASK_SHEET,
    "indicator": TASK_SHEET,
    "fact": CARD_SHEET,
    "nominee": NOMINEE_SHEET,
    "particular": PARTICULARS_SHEET,
}
"""The sheet of a form whose row keys begin with this word."""
_FILLER: Final = re.compile(r"^填报单位[:：](.+)$")
_BRACKETED: Final = re.compile(r"^[（(](.+)[)）]$")
_TELLING: Final = 6
"""A text with so many characters does not stand in another workbook by chance."""
_ENOUGH: Final = 3
"""With so many names or row keys of a form, a workbook is taken for one."""


@dataclass(frozen=True)
class Checker:
    """Compares the manifests of workbooks with one programme."""

    programme: Programme
    spellings: Spellings

    @cached_property
    def _printed(self) -> frozenset[str]:
        """Texts that only forms of this programme have; a workbook with some of them was typed after a form."""
        cards = self.programme.scorecards
        texts = [fact.label for card in cards for fact in card.facts.values()]
        texts += [criterion.clause for card in cards for criterion in card.criteria]
        texts += [task.goal for task in self.programme.tasks]
        texts += [indicator.label for indicator in self.programme.indicators.values()]
        return frozenset(text for text in map(tight, texts) if len(text) >= _TELLING)

    def identify(self, book: RawWorkbook) -> Identity:
        """What the workbook is.

        Raises:
            Refusal: It is not a form, or not one of this year, programme, edition and roster, or contradicts itself.
        """
        on_sheets = [words for words in map(manifest_on, book.sheets) if words]
        stored = manifest_in_properties(book)
        manifest = self._agreed([*on_sheets, *([stored] if stored else [])])
        identity = self._identify(book, manifest, written=bool(on_sheets))
        digest = next((words[Key.DIGEST] for words in [*on_sheets, stored] if words.get(Key.DIGEST)), "")
        return replace(identity, digest=digest, seal=self._seal([*on_sheets, stored]))

    def _seal(self, manifests: list[Mapping[str, str]]) -> Seal:
        """The state of the seal; it is wrong where the manifests on sheets and in the properties differ.

        The first manifest counts; the last is that in the properties.
        """
        read = manifests[0]
        agreed = all(read.get(key, "") == value for manifest in manifests for key, value in manifest.items() if value)
        seal = check_seal(read, self.programme.key)
        return seal if agreed or seal is Seal.UNKNOWN else Seal.WRONG

    def _identify(self, book: RawWorkbook, manifest: Mapping[str, str], *, written: bool) -> Identity:
        if not manifest and (kind := self._kind_by_contents(book)):
            return Identity(kind, "")
        if not manifest.get(Key.UNIT_CODE) and manifest.get(Key.KIND, WorkbookKind.RETURN) == WorkbookKind.RETURN:
            return self._recover(book, manifest)
        kind = manifest.get(Key.KIND, WorkbookKind.RETURN)
        if kind in READ_ELSEWHERE:
            return Identity(kind, manifest.get(Key.UNIT_CODE, ""), speaker=manifest.get(Key.VERIFIER, ""))
        if kind == WorkbookKind.APPLICATION:
            return self._application(manifest)
        self._check(manifest)
        if kind not in RULES:
            raise Refusal("I01")
        if kind != WorkbookKind.RETURN:
            return Identity(kind, manifest.get(Key.UNIT_CODE, ""))
        unit = self._asked(self._unit(manifest))
        issues = () if written else (Issue("I07", {"how": "文件属性", "unit": unit.name}),)
        return Identity(WorkbookKind.RETURN, unit.code, issues)

    def _application(self, manifest: Mapping[str, str]) -> Identity:
        """A unit's application: of this assessment and edition, and a unit of the roster's."""
        particulars = self.programme.particulars
        wanted = {
            Key.FORMAT: MANIFEST_FORMAT,
            Key.YEAR: str(particulars.year),
            Key.PROGRAMME: programme_id(self.programme),
            Key.EDITION: particulars.edition,
        }
        for key, value in wanted.items():
            if manifest.get(key, "") != value:
                what = _DECISIVE.get(key, "格式")
                raise Refusal("R01", self._code(manifest), what=what, found=manifest.get(key, ""), wanted=value)
        if not manifest.get(Key.UNIT_CODE):
            raise Refusal("R01", what=_DECISIVE[Key.UNIT_CODE], found="", wanted="名册里的单位")
        unit = self._unit(manifest)
        return Identity(WorkbookKind.APPLICATION, unit.code, speaker=unit.code)

    def _agreed(self, manifests: list[Mapping[str, str]]) -> Mapping[str, str]:
        agreed: dict[str, str] = {}
        for manifest in manifests:
            for key, value in manifest.items():
                if value and agreed.setdefault(key, value) != value and key in _DECISIVE:
                    raise Refusal("I06", what=_DECISIVE[key], found=agreed[key], other=value)
        return agreed

    def _kind_by_contents(self, book: RawWorkbook) -> str:
        """核定表 or register, for a workbook without a manifest that looks like one; ``""`` for any other."""
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

    def _check(self, manifest: Mapping[str, str]) -> None:
        particulars = self.programme.particulars
        own, year = programme_id(self.programme), str(particulars.year)
        if manifest.get(Key.FORMAT, MANIFEST_FORMAT) != MANIFEST_FORMAT:
            raise Refusal("I15", found=manifest[Key.FORMAT])
        kind = manifest.get(Key.KIND, WorkbookKind.RETURN)
        if kind not in set(WorkbookKind):
            raise Refusal("I15", found=kind)
        if kind not in RULES:
            raise Refusal("I19", what=WorkbookKind(kind).word)
        theirs = manifest.get(Key.PROGRAMME, own)
        their_year = manifest.get(Key.YEAR, year)
        if theirs.removesuffix(f"-{their_year}") != own.removesuffix(f"-{year}"):
            raise Refusal("I03", found=theirs, wanted=own)
        if their_year != year:
            raise Refusal("I02", found=their_year, wanted=year)
        if theirs != own:
            raise Refusal("I03", found=theirs, wanted=own)
        edition = manifest.get(Key.EDITION, particulars.edition)
        if kind == WorkbookKind.RETURN and edition != particulars.edition:
            raise Refusal("I04", self._code(manifest), found=edition, wanted=particulars.edition)

    def _code(self, manifest: Mapping[str, str]) -> str:
        code = manifest.get(Key.UNIT_CODE, "")
        return code if self.programme.find_unit(code) else ""

    def _unit(self, manifest: Mapping[str, str]) -> Unit:
        code, name = manifest[Key.UNIT_CODE], manifest.get(Key.UNIT_NAME, "")
        unit = self.programme.find_unit(code)
        if unit is None:
            raise Refusal("I05", found=name or code)
        named = self.spellings.find(name) if name else unit
        if named is not None and named.code != code:
            raise Refusal("I06", what="单位", found=unit.name, other=named.name)
        return unit

    def _asked(self, unit: Unit) -> Unit:
        """The unit, if it is asked for anything."""
        if not self.programme.is_asked(unit):
            raise Refusal("I20", unit.code, unit=unit.name)
        return unit

    def _recover(self, book: RawWorkbook, manifest: Mapping[str, str]) -> Identity:
        """Identify a workbook whose manifest is lost, or has lost its unit. Raises ``Refusal``."""
        self._check(manifest)
        texts = list(_texts(book))
        if not manifest and not _looks_like_form(book):
            alike = sum(text in self._printed for text in set(texts))
            raise Refusal("I18", count=str(alike)) if alike >= _ENOUGH else Refusal("I01")
        self._check_titles(book, texts)
        units = {unit.code: unit for unit in self._named(book, texts)}
        if len(units) != 1:
            names = "、".join(unit.name for unit in units.values())
            raise Refusal("I08", detail=f"（里面写了{names}）" if names else "")
        unit = self._asked(next(iter(units.values())))
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
        """The refusal of single sheets that were copied out of a form."""
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
