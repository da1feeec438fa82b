"""Fill a programme's forms with the answers of ``samples/<year>.toml`` through LibreOffice, as a unit would.

Thin: reads the table, writes the blank forms, has LibreOffice type every answer into the cell of its defined name
and save,
then stamps the saved time the table gives. Run by ``make samples``; needs LibreOffice with its Python bridge
(python3-uno).
"""

import argparse
import datetime as dt
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sample_reviews import answer_orders, application_orders, confirmation_orders, folder_of
from sample_verification import register_order, verification_orders

from qz.cli.assessed import collect
from qz.cli.office_key import make_key
from qz.cli.programme_file import programme_path
from qz.cli.sent_forms import blank_forms
from qz.forms.all_forms import write_forms
from qz.layout.form import build_layout
from qz.model.choices import Role
from qz.model.layout import PERSONAL, FormLayout, InputCell, InputKind
from qz.model.programme import Programme
from qz.model.task_table import Task, Unit
from qz.programme.read_programme import read_programme

ROOT = Path(__file__).resolve().parent.parent
PARTICULARS = ("reporter", "reporter_phone", "reviewer", "report_date")


class Speaker:
    """Gives each cell of a unit's form the words the table has for it."""

    def __init__(self, table: dict[str, Any], programme: Programme, unit: Unit, number: int) -> None:
        """Speak for one unit, the ``number``-th of the roster."""
        self._table = table
        self._unit = unit
        self._number = number
        self._tasks: dict[str, tuple[Task, Role]] = {
            task.task_id: (task, role) for task, role in programme.tasks_of(unit)
        }
        cards = [card for card in table["scorecard"] if unit.name in card["units"]]
        self._facts = (
            {key: column[cards[0]["units"].index(unit.name)] for key, column in cards[0]["facts"].items()}
            if cards
            else {}
        )
        self._words = {
            key: itertools.cycle(words[number % len(words) :] + words[: number % len(words)])
            for key, words in self._pools()
        }

    def _pools(self) -> Iterator[tuple[str, list[str]]]:
        yield from self._table["evidence"].items()
        yield from self._table["notes"].items()

    def answer(self, cell: InputCell, saved: dt.datetime) -> str:
        """The words for one input cell."""
        if cell.kind is InputKind.FACT:
            return str(self._facts.get(cell.key, ""))
        if cell.kind is InputKind.FACT_EVIDENCE:
            return self._evidence(cell)
        if cell.kind is InputKind.INDICATOR:
            return str(self._table["indicators"].get(self._unit.name, {}).get(cell.key.replace(".", "_"), ""))
        if cell.kind in {InputKind.INDICATOR_TARGET, InputKind.INDICATOR_DOCUMENT}:
            target, document = self._table["targets"][self._unit.name][cell.key.replace(".", "_")]
            return str(target if cell.kind is InputKind.INDICATOR_TARGET else document)
        if cell.kind in PERSONAL:
            return self._nominee(cell.key)
        if cell.kind is InputKind.PARTICULAR:
            return self._particular(cell, saved)
        undone = cell.key in self._table["undone"].get(self._unit.name, [])
        if cell.kind is InputKind.TASK_STATUS:
            return "未完成" if undone else "已完成"
        if cell.kind is InputKind.TASK_NOTE:
            return next(self._words["undone" if undone else "done"])
        return "" if undone else next(self._words["task"])

    def _evidence(self, cell: InputCell) -> str:
        given = self._table["reasons"].get(self._unit.name, {}).get(cell.key)
        said = self._facts.get(cell.key, "")
        if given is not None or said in {"", "否", "0"}:
            return str(given or "")
        kinds = {"是": "yes_no"} | ({} if "%" not in said else {said: "rate"})
        return next(self._words[kinds.get(said, "grade" if "grade" in cell.name else "count")])

    def _nominee(self, key: str) -> str:
        """A word of a row of 表彰推荐: name, post, merits."""
        rows = self._table.get("nominees", {}).get(self._unit.name, [])
        number, _, part = key.partition(".")
        return str(rows[int(number) - 1][("", "post", "merits").index(part)]) if int(number) <= len(rows) else ""

    def _particular(self, cell: InputCell, saved: dt.datetime) -> str:
        people, number = self._table["people"], self._number
        return {
            "reporter": people["reporters"][number % len(people["reporters"])],
            "reporter_phone": f"{people.get('phones', '0519-8512')}{7000 + 37 * number}",
            "reviewer": people["reviewers"][number % len(people["reviewers"])],
            "report_date": saved.date().isoformat(),
        }[cell.name]


def typed(words: str) -> list[Any]:
    """What the bridge is to do: ``["number", 0.925]``, ``["date", "2011-12-05"]``, ``["text", "是"]``."""
    if re.fullmatch(r"\d+(\.\d+)?%", words):
        return ["number", float(f"{words[:-1]}e-2")]
    if re.fullmatch(r"\d+(\.\d+)?", words):
        return ["number", float(words)]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
        return ["date", words]
    return ["text", words.removeprefix("!")]


def orders(table: dict[str, Any], programme: Programme, forms: Path, target: Path) -> list[dict[str, Any]]:
    """One order a file: which form to open, what to type where, where to save."""
    units = {unit.name: (number, unit) for number, unit in enumerate(programme.units)}
    made = []
    for file in table["file"]:
        number, unit = units[file["unit"]]
        speaker = Speaker(table, programme, unit, number)
        layout: FormLayout = build_layout(programme, unit)
        answers = {cell.name: speaker.answer(cell, file["saved"]) for cell in layout.inputs} | file.get("answers", {})
        form = next(forms.glob(f"{unit.code}-*.xlsx"))
        values = {name: typed(words) for name, words in answers.items() if words}
        made.append({"form": str(form), "save": str(target / file["name"]), "values": values})
    return made


def stamp(path: Path, saved: dt.datetime) -> None:
    """Set the workbook's own saved time; every other byte of its parts stays as the spreadsheet program wrote it."""
    rewritten = path.with_suffix(".tmp")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "docProps/core.xml":
                when = f"{saved:%Y-%m-%dT%H:%M:%SZ}"
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", lambda match: match[1] + when.encode(), data)  # noqa: B023
            info.date_time = saved.timetuple()[:6]
            target.writestr(info, data)
    rewritten.replace(path)


def carry_out(made: list[dict[str, Any]], work: Path) -> None:
    """Have LibreOffice carry the orders out."""
    for order in made:
        Path(order["save"]).parent.mkdir(parents=True, exist_ok=True)
    plan = work / "orders.json"
    plan.write_text(json.dumps(made, ensure_ascii=False), "utf-8")
    bridge = Path(__file__).with_name("office_fill.py")
    subprocess.run(["/usr/bin/python3", str(bridge), str(plan), str(work / "profile")], check=True)


def as_typed(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The orders with each word as the bridge is to type it."""
    for order in made:
        order["values"] = {name: typed(words) for name, words in order.pop("names").items()}
        order["cells"] = [[sheet, row, column, typed(words)] for sheet, row, column, words in order["cells"] if words]
    return made


def review(table: dict[str, Any], programme: Programme, work: Path, target: Path) -> int:
    """Fill in the applications for another look and, against what they came to, the answers; how many there are."""
    folder = folder_of(target)
    shutil.rmtree(folder, ignore_errors=True)
    carry_out(as_typed(application_orders(table, collect(programme, target), work, folder)), work)
    applied = table.get("application", [])
    for file in applied:
        stamp(folder / file["name"], file["saved"])
    both = work / "applied"
    shutil.copytree(target, both)
    if applied:
        shutil.copytree(folder, both / "复核")
    assessment = collect(programme, both)
    made = answer_orders(table, assessment, work, folder) + confirmation_orders(table, assessment, work, folder)
    carry_out(as_typed(made), work)
    for file in [*table.get("answer", []), *([table["confirmation"]] if "confirmation" in table else [])]:
        stamp(folder / file["name"], file["saved"])
    return len(applied) + len(made)


def verify(table: dict[str, Any], programme: Programme, work: Path, target: Path) -> list[dict[str, Any]]:
    """Fill in the registers and, against the returns that are there now, the verification workbooks; the orders."""
    assessment = collect(programme, target)
    made = verification_orders(table, assessment, work, target) + register_order(table, programme, work, target)
    carry_out(as_typed(made), work)
    for file in [*table.get("verification", []), *([table["register"]] if "register" in table else [])]:
        stamp(target / file["name"], file["saved"])
    return made


def main() -> None:
    """Make the samples of one year anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", required=True)
    parser.add_argument("--reviews-only", action="store_true", help="keep the returns, make 复核 alone")
    arguments = parser.parse_args()
    year = arguments.year
    table = tomllib.loads((ROOT / "samples" / f"{year}.toml").read_text("utf-8"))
    programme, _ = read_programme(ROOT / programme_path(argparse.Namespace(year=year, programme=None)))
    programme = replace(programme, key=make_key(ROOT / "samples" / f"{year}.key", programme))
    target = ROOT / "samples" / year
    if arguments.reviews_only:
        with tempfile.TemporaryDirectory() as work:
            count = review(table, programme, Path(work), target)
        print(f"{count} 份复核样例已写入 {folder_of(target)}")
        return
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as work:
        forms = Path(work) / "forms"
        write_forms(blank_forms(programme), forms)
        made = orders(table, programme, forms, target)
        carry_out(made, Path(work))
        for file in table["file"]:
            stamp(target / file["name"], file["saved"])
        made += verify(table, programme, Path(work), target)
        review(table, programme, Path(work), target)
    print(f"{len(made)} 份样例已写入 {target}")


if __name__ == "__main__":
    main()
