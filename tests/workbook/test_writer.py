"""What the workbook writer promises whoever writes a file with it."""

import pytest

from qz.workbook.write.book import Book


def test_a_file_that_cannot_be_written_is_the_systems_error(tmp_path):
    """As when it is open in Excel: commands look for ``OSError`` and say so in a sentence."""
    path = tmp_path / "填报表.xlsx"
    path.mkdir()
    with pytest.raises(OSError, match="填报表"), Book.create(path, "填报表") as book:
        book.sheet("表")
