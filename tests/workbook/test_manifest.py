"""What a workbook says of itself, however much that is."""

from qz.model.manifest import Key
from qz.workbook.manifest_sheet import manifest_in_properties, read_manifest, write_manifest
from qz.workbook.read.xlsx.read_xlsx import read_workbook
from qz.workbook.write.book import Book


def test_what_is_too_long_for_a_property_stands_on_the_sheet(tmp_path):
    """The units of a 核定表 of many: their codes are more than a file's property may hold."""
    said = {Key.FORMAT: "1", Key.UNITS: "、".join(f"Z{number:04d}" for number in range(150))}
    with Book.create(tmp_path / "核定表.xlsx", "核定表") as book:
        write_manifest(book, said)
    raw = read_workbook((tmp_path / "核定表.xlsx").read_bytes())
    assert read_manifest(raw) == said
    assert manifest_in_properties(raw) == {Key.FORMAT: "1"}
