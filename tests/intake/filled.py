"""Forms of 2011 filled so that nothing is found in them, and ways to change one thing at a time."""

import io
import re
import sys
import tempfile
import zipfile
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

sys.path.append(str(Path(__file__).resolve().parents[1]))  # a fuzz of its own has no pytest to find what tests share

from repacked import repack

from qz.forms.build import write_form
from qz.layout.form import build_layout, build_plan
from qz.model.choices import Comparator
from qz.model.layout import InputKind
from qz.model.scores import Answers
from qz.model.values import Answer, ValueType
from qz.programme.read_programme import read_programme
from qz.scoring.engine import score_unit

ROOT = Path(__file__).parents[2]
SAVED = "2011-12-05T02:00:00Z"


@lru_cache
def programme():
    return read_programme(ROOT / "templates" / "2011.xlsx")[0]


def unit_of(name):
    return next(unit for unit in programme().units if unit.name == name)


@lru_cache
def layout_of(unit):
    return build_layout(programme(), unit)


def input_of(unit_name, name):
    return layout_of(unit_of(unit_name)).by_name()[name]


def _good(spec, indicator=None):
    kind = spec.value_type
    if indicator is not None and indicator.target is not None and kind is not ValueType.YES_NO:
        nudge = {Comparator.AT_LEAST: indicator.target, Comparator.AT_MOST: indicator.target}
        return nudge.get(indicator.comparator, indicator.target)
    return {
        ValueType.YES_NO: True,
        ValueType.STATUS: True,
        ValueType.COUNT: Decimal(1),
        ValueType.NUMBER: Decimal("1.5"),
        ValueType.RATE: Decimal("0.965"),
        ValueType.GRADE: spec.maximum,
        ValueType.DATE: "2011-12-05",
        ValueType.TEXT: "材料齐全",
    }[kind]


def good_answers(unit, of=None, changed=MappingProxyType({}), words="佐证材料见附件"):
    """Answers of one unit in which nothing is to be found; ``changed``: other values by input name.

    ``of``: another programme than that of 2011.
    """
    of = of or programme()
    indicators = of.indicators
    tables = {kind: {} for kind in InputKind}
    for cell in build_layout(of, unit).inputs:
        value = _good(cell.spec, indicators.get(cell.key) if cell.kind is InputKind.INDICATOR else None)
        value = changed.get(cell.name, value)
        tables[cell.kind][cell.key] = Answer(value, str(value), evidence=words)
    return Answers(
        facts=tables[InputKind.FACT],
        statuses=tables[InputKind.TASK_STATUS],
        notes=tables[InputKind.TASK_NOTE],
        indicators=tables[InputKind.INDICATOR],
        particulars=tables[InputKind.PARTICULAR],
        verified_scores=MappingProxyType({}),
        targets=tables[InputKind.INDICATOR_TARGET],
    )


@lru_cache
def form(unit_name, saved=SAVED):
    """A unit's form as bytes, filled in without fault and saved before the deadline."""
    unit = unit_of(unit_name)
    return form_with(programme(), unit, good_answers(unit), saved)


def form_with(of, unit, answers, saved=SAVED):
    """A unit's form of any programme as bytes, filled in with these answers."""
    plan = build_plan(of, unit)
    score = score_unit(of, unit, answers) if plan.scorecard else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_form(plan, score, path, answers)
        return saved_at(path.read_bytes(), saved)


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return source.read(name)


def saved_at(data, moment):
    """The workbook with another saved time; ``None`` for none."""

    def change(body):
        new = b"" if moment is None else moment.encode()
        body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", lambda found: found[1] + new, body)
        return body if moment else re.sub(rb"(<dcterms:created[^>]*>)[^<]*", rb"\1", body)

    return repack(data, {"docProps/core.xml": change})


@lru_cache
def sheet_part(data, title):
    """The name of the part that holds a sheet."""
    book = part(data, "xl/workbook.xml").decode()
    sheets = re.findall(r'<sheet name="([^"]*)"[^>]*r:id="(rId\d+)"', book)
    relation = next(relation for name, relation in sheets if name == title)
    relations = part(data, "xl/_rels/workbook.xml.rels").decode()
    for found in re.findall(r"<Relationship [^>]*>", relations):
        if f'Id="{relation}"' in found:
            return "xl/" + re.search(r'Target="([^"]*)"', found)[1]
    raise KeyError(title)


def cell_xml(attributes, content):
    return f"<c {attributes}>{content}</c>" if content else f"<c {attributes}/>"


def put(data, unit_name, name, content, kind=None):
    """One input's cell with other XML content; ``kind`` is its ``t``, styles stay."""
    cell = input_of(unit_name, name)
    return put_at(data, cell.sheet, cell.cell, content, kind)


def put_at(data, sheet, address, content, kind=None):
    """A cell with other XML content, whatever it was before."""

    def change(body):
        text = body.decode()
        pattern = re.compile(rf'<c r="{address}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
        assert len(pattern.findall(text)) == 1, (sheet, address)
        mark = f' t="{kind}"' if kind else ""
        return pattern.sub(lambda found: cell_xml(f'r="{address}"{found[1]}{mark}', content), text).encode()

    return repack(data, {sheet_part(data, sheet): change})


def typed(data, unit_name, name, text):
    """A text typed into an input."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return put(data, unit_name, name, f'<is><t xml:space="preserve">{escaped}</t></is>', "inlineStr")


def number(data, unit_name, name, value):
    """A number typed into an input."""
    return put(data, unit_name, name, f"<v>{value}</v>")


def blank(data, unit_name, name):
    """An input left blank."""
    return put(data, unit_name, name, "")
