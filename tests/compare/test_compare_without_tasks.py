"""Two years of an assessment that has no responsibility table: what is printed does not count tasks."""

from pathlib import Path

from qz.cli.main import main

SOURCE = Path(__file__).parents[2] / "samples" / "programmes" / "2012.xlsx"


def test_years_without_tasks_are_not_counted_as_nothing(tmp_path, capsys):
    assert main(["new", "2013", "--from", str(SOURCE), "--output", str(tmp_path)]) == 0
    capsys.readouterr()
    years = [str(SOURCE), str(tmp_path / "2013.xlsx")]
    assert main(["compare", *years, "--returns", str(tmp_path), "--output", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "两年都没有责任分解表的任务。" in said
    assert "0 项" not in said
    assert "：。" not in said
