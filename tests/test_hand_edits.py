"""Workbooks of the output that somebody changed by hand are kept, each under a name of its own."""

from qz.cli.hand_edits import CHANGED, keep_filled_in
from qz.reports.folders import Output


def test_changed_volumes_with_the_same_span_are_both_kept(tmp_path):
    names = [f"{card}-单位表/001-050.xlsx" for card in ("镇街道考核汇总", "部门考评汇总")]
    for name in names:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f"手改 {name}", encoding="utf-8")  # it does not open, so it is not one of ours
    output, kept = keep_filled_in(Output(tmp_path, lambda _: (), []), names, mark=CHANGED)
    new = tmp_path / "new"
    new.mkdir()
    output.write(new)
    assert {path.name: (new / path.name).read_text(encoding="utf-8") for path in kept} == {
        f"{name.split('/')[0]}-001-050（手工改过的）.xlsx": f"手改 {name}" for name in names
    }
