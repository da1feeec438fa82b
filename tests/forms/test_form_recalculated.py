"""Recalculating a form in another program changes no value, blank or filled with whatever people type."""

import form_cases
import pytest

from qz.scoring.engine import score_unit

pytestmark = pytest.mark.office

UNITS = ["孟河镇", "质监分局", "春江镇", "国税局", "河海街道", "经发局", "环保局"]


@pytest.fixture(scope="module")
def forms(office, tmp_path_factory, programme):
    """Blank and filled forms with what LibreOffice makes of them: (path, recalculated, plan, answers)."""
    folder = tmp_path_factory.mktemp("forms")
    found = form_cases.filled(programme, UNITS, folder, 42, "填报")
    found += [form_cases.blank(programme, name, folder / f"blank-{name}.xlsx") for name in UNITS[:4]]
    bare = form_cases.unscored(programme)
    (folder / "bare").mkdir()
    found += form_cases.filled(bare, ["环保局", "城建局"], folder / "bare", 2, "只报任务")
    found.append(form_cases.blank(bare, "药监分局", folder / "blank-bare.xlsx"))
    made = office.convert([path for path, _, _ in found], folder / "recalculated")
    return [(path, new, plan, answers) for (path, plan, answers), new in zip(found, made, strict=True)]


def same(one, other):
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return one == other


def test_recalculation_changes_no_cached_value(forms):
    wrong = []
    for path, new, _, _ in forms:
        cached, again = form_cases.formula_values(path), form_cases.formula_values(new)
        assert len(cached) > 20
        wrong += [
            f"{path.stem} {sheet}!{cell}: wrote {value!r}, recalculated {again.get((sheet, cell))!r}"
            for (sheet, cell), value in cached.items()
            if not same(value, again.get((sheet, cell)))
        ]
    assert wrong == []


def test_the_total_is_the_engines(forms):
    for _, new, plan, answers in forms:
        if plan.scorecard is None:
            continue
        values = form_cases.formula_values(new)
        column = "N"
        total = values["自评表", f"{column}{plan.card_total_row + 1}"]
        assert abs(total - float(score_unit(plan.programme, plan.unit, answers).total)) < 1e-9
