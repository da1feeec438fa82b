"""The office of the samples, and the workbooks that the fuzz programs damage: 核定表, 台账, 复核申请, and returns."""

import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import filled
import fuzz
from damage import make_source

from qz.cli import office_key
from qz.cli.verified import assess_verified
from qz.intake.reading.spellings import Spellings
from qz.intake.receive import read_returns
from qz.layout import application_sheet
from qz.layout.register_workbook import build_registers
from qz.layout.verification_row import OPEN_COLUMNS
from qz.layout.verification_workbook import PERSON_NAME
from qz.model.layout import cell_name
from qz.model.manifest import WorkbookKind
from qz.registers.write_register import write_registers
from qz.scoring.assess import score_answers
from qz.verification.locate import find_sheets
from qz.verification.subjects import Subjects
from qz.verification.write_workbook import layouts_of, write_verification
from qz.workbook.manifest_sheet import read_manifest
from qz.workbook.read.xlsx.read_xlsx import read_workbook

SAMPLES = filled.ROOT / "samples" / "2011"
VERIFIED = ("核定表-安监局.xlsx", "核定表-办公室.xlsx", "核定表-工商分局.xlsx", "核定表-质监分局.xlsx")
REGISTER = "台账.xlsx"
APPLICATION = SAMPLES.with_name("2011-复核") / "三井街道关于考核结果的复核申请.xlsx"
FILLED = "信息报送"
EVENTS = ((40695, "薛家镇", "A1", "一"), (40696, "孟河镇", "A2", "二"), (40697, "薛家镇", "A3", "三"))
KEY = office_key.read_key(SAMPLES.with_suffix(".key"))


@dataclass(frozen=True)
class Office:
    """A programme, and what there is to hold the office's workbooks against."""

    programme: object
    intake: object
    subjects: object
    registers: object
    self_scores: object
    find_unit: object


@lru_cache
def office(*, sealed):
    """The office of the samples, with its key or without."""
    if not sealed:
        known = office(sealed=True)
        return replace(known, programme=replace(known.programme, key=b""))
    programme = replace(filled.programme(), key=KEY)
    intake = read_returns(programme, SAMPLES, filled.layout_of)
    assert len(intake.returns) > 15, "the samples do not count"
    return Office(
        programme,
        intake,
        Subjects(programme),
        build_registers(programme),
        score_answers(programme, intake.answers),
        Spellings(programme).find,
    )


# What is damaged.


@dataclass(frozen=True)
class Book:
    """An undamaged workbook. ``rows``: by part, the rows (from one) that hold something; ``claims``: its manifest."""

    source: object
    kind: WorkbookKind
    rows: dict
    claims: dict


@lru_cache
def books():
    """The workbooks that are damaged: 核定表, 台账, 复核申请, and returns for their seals."""
    verified = [(name, (SAMPLES / "核定" / name).read_bytes()) for name in VERIFIED]
    own = own_books()
    made = [_verification(name, data) for name, data in [*verified, own[0]]]
    made += [_register(name, data) for name, data in ((REGISTER, (SAMPLES / REGISTER).read_bytes()), own[1])]
    made.append(_application(APPLICATION.name, APPLICATION.read_bytes()))
    returned = [each for each in fuzz.sources() if each.name in fuzz.SAMPLES]
    return [*made, *(Book(each, WorkbookKind.RETURN, {}, claims_of(read_workbook(each.data))) for each in returned)]


def own_books():
    """A 核定表 and a 台账 by the project's own writer, the latter filled in by another."""
    known = office(sealed=True)
    assessment = assess_verified(known.programme, known.intake)
    layout = next(each for each in layouts_of(assessment) if each.verifier_name == "质监分局")
    with tempfile.TemporaryDirectory() as folder:
        verified, register = Path(folder) / "a.xlsx", Path(folder) / "b.xlsx"
        write_verification(assessment, layout, verified)
        write_registers(known.programme, register)
        return ("核定表-自制.xlsx", verified.read_bytes()), ("台账-自制.xlsx", _filled(register.read_bytes()))


def _filled(data):
    heads = next(sheet for sheet in office(sealed=True).registers.sheets if sheet.name == FILLED).heads
    for row, (day, unit, number, event) in enumerate(EVENTS, start=4):
        typed = {"日期": (f"<v>{day}</v>", None), "数量": (f"<v>{row}</v>", None)}
        words = {"单位": unit, "文号": number, "事项": event}
        typed |= {head: (f"<is><t>{text}</t></is>", "inlineStr") for head, text in words.items()}
        for head, (content, kind) in typed.items():
            data = filled.put_at(data, FILLED, cell_name(row, heads.index(head)), content, kind)
    return data


def _verification(name, data):
    raw = read_workbook(data)
    named, rows = {}, {}
    for found in find_sheets(raw):
        part = filled.sheet_part(data, found.sheet.name)
        named[part] = {
            found.name(row, column).encode(): str(key) for row, key in found.keys.items() for column in OPEN_COLUMNS
        }
        rows[part] = [row + 1 for row in found.keys]
    sheet, row, column = raw.names[PERSON_NAME]
    named[filled.sheet_part(data, sheet)] = {cell_name(row, column).encode(): "person"}
    source = make_source(name, data, read_manifest(raw)["verifier"], named)
    return Book(source, WorkbookKind.VERIFICATION, rows, claims_of(raw))


def _register(name, data):
    raw = read_workbook(data)
    named, rows = {}, {}
    for register in office(sealed=True).registers.sheets:
        sheet = raw.sheet(register.name)
        part = filled.sheet_part(data, register.name)
        last = max(row for row, column in sheet.cells if column < 5) + 1
        named[part] = {
            cell_name(row, column).encode(): f"{register.name}|{row}" for row, column in sheet.cells if row >= 2
        }
        rows[part] = list(range(5, last + 1))
    return Book(
        make_source(name, data, "", named), WorkbookKind.REGISTER, {k: v for k, v in rows.items() if v}, claims_of(raw)
    )


def _application(name, data):
    raw = read_workbook(data)
    sheet, part = raw.sheet(application_sheet.SHEET), filled.sheet_part(data, application_sheet.SHEET)
    head = next(row for (row, _), cell in sheet.cells.items() if cell.text == application_sheet.CLAUSE)
    typed = {cell_name(row, column).encode(): f"row {row}" for row, column in sheet.cells if row > head}
    return Book(make_source(name, data, "", {part: typed}), WorkbookKind.APPLICATION, {}, claims_of(raw))


def claims_of(raw):
    """What a workbook says of itself as its seal covers it."""
    return {key: value.strip() for key, value in read_manifest(raw).items() if value.strip()}
