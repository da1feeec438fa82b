"""What one collect came to is kept in the register whatever its size, and read back exactly."""

import datetime as dt

import pytest

from qz.layout.many_units import ManyUnits
from qz.model.returns import MAX_TEXT
from qz.reports.receipts.changes import since_last_run, summary_words, write_changes
from qz.reports.receipts.item_lines import ItemLines, SnapshotItem
from qz.reports.receipts.packed_log import STORE_SHEET, read_log, write_log
from qz.reports.receipts.receipt_register import write_register
from qz.reports.receipts.snapshot import Change, ChangeLog, labels_of, take_items
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.write.book import Book

MOMENT = dt.datetime(2011, 12, 6, 16, 5)  # noqa: DTZ001 - local time of the office
ODD = ("=1+1", "_x000D_", "一\n二", " 前后 ", "“”", '"\\', "\ufffe坏", "", "🙂")


def log_of(units, changes=3):
    """A log of so many units, each with sixty things said of it."""
    items = {}
    for number in range(units):
        said = {("数据", f"fact {place}"): SnapshotItem(f"{number * place}次", str(number)) for place in range(58)}
        said["收件", "f" * 64] = SnapshotItem("采用", label=f"{ODD[number % len(ODD)]}.xlsx")
        said["状态", ""] = SnapshotItem(ODD[number % len(ODD)])
        items[f"T{number:05}"] = said
    told = tuple(Change("2011-12-05 09:30", "数据", "孟河镇", str(n), ODD[n % len(ODD)], "") for n in range(changes))
    return ChangeLog("2011-12-06 16:05", ItemLines.of(items.items()), {"fact 1": "会议次数"}, told)


@pytest.mark.parametrize("units", [0, 1, 700])
def test_it_comes_back_as_it_was(programme_2011, tmp_path, units):
    log, path = log_of(units), tmp_path / "收件登记.xlsx"
    with Book.create(path, "登记") as book:
        book.sheet("单位").text(0, 0, "单位", "body")
        write_log(book, log, programme_2011)
    again = read_log(path, programme_2011)
    assert (again.when, again.labels, again.changes) == (log.when, log.labels, log.changes)
    assert list(again.items) == list(log.items)
    assert all(again.items[code] == items for code, items in log.items.items())


@pytest.mark.proof
def test_sixty_things_of_thousands_of_units_take_a_few_cells(programme_2011, tmp_path):
    path = tmp_path / "收件登记.xlsx"
    with Book.create(path, "登记") as book:
        write_log(book, log_of(3000), programme_2011)
    cells = read_workbook(path.read_bytes()).sheet(STORE_SHEET).cells
    assert len(cells) < 60
    assert max(len(cell.text) for cell in cells.values()) <= MAX_TEXT


@pytest.mark.parametrize("harm", ["cut", "typed over", "row gone"])
def test_what_was_harmed_is_no_log(programme_2011, tmp_path, harm):
    path = tmp_path / "收件登记.xlsx"
    rows = []
    with Book.create(path, "登记") as book:
        write_log(book, log_of(700), programme_2011)
    sheet = read_workbook(path.read_bytes()).sheet(STORE_SHEET)
    rows = [
        [sheet.at(row, column).text for column in range(4)] for row in range(1 + max(row for row, _ in sheet.cells))
    ]
    assert len(rows) > 5
    changed = {"cut": rows[:-1], "typed over": [*rows[:-1], ["属实"]], "row gone": [*rows[:2], *rows[3:]]}[harm]
    with Book.create(path, "登记") as book:
        again = book.sheet(STORE_SHEET)
        for row, texts in enumerate(changed):
            for column, text in enumerate(texts):
                again.text(row, column, text, "body")
    assert read_log(path, programme_2011) is None


def test_a_line_that_somebody_wrote_holds_nothing():
    assert dict(ItemLines.read([b'["Z01",[["\xe6\x95\xb0","fact 1","2","",""]]]', b'["Z02",5]', b'["Z03",[[1]]]'])) == {
        "Z01": {("数", "fact 1"): SnapshotItem("2")},
        "Z02": {},
        "Z03": {},
    }
    with pytest.raises(ValueError, match="Expecting"):
        ItemLines.read([b"{}"])


def test_more_changes_than_are_told_are_counted(samples, tmp_path, monkeypatch):
    """Of each kind, and the sheet says that not all are listed."""
    path = tmp_path / "收件登记.xlsx"
    write_register(samples, path, since_last_run(path, samples, MOMENT))
    monkeypatch.setattr("qz.layout.many_units.POLICY", ManyUnits(changes=4))
    items = {code: {key: SnapshotItem("另一个") for key in said} for code, said in take_items(samples).items()}
    monkeypatch.setattr("qz.reports.receipts.changes.take_items", lambda _: ItemLines.of(items.items()))
    log = since_last_run(path, samples, MOMENT)
    assert len(log.changes) == 4
    assert log.fresh["数据"] == sum(kind == "数据" for said in items.values() for kind, _ in said) > 100
    assert f"数据{log.fresh['数据']}处" in summary_words(log)
    with Book.create(path, "登记") as book:
        write_changes(book, samples, log)
    sheet = read_workbook(path.read_bytes()).sheet("变化")
    assert sheet.at(2, 0).text.endswith("只列最近的4处。")


def test_everything_that_is_the_same_for_every_unit_has_a_label(samples):
    labels = labels_of(samples.programme)
    for said in take_items(samples).values():
        for (kind, key), item in said.items():
            assert item.label or labels[key or kind]
