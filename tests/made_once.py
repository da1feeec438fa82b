"""What makes the same of the same is done once in a session, whoever asks.

Some 300 tests and commands read the programme of 2011 or a copy of it, check it and make its blank forms, which takes
longer than most of what they are about. Import this before what imports ``read_programme``. Tests that are about
reading, checking or building call these where they are defined, or with contents of their own.
"""

import functools
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from qz.engine.forms import form_template
from qz.forms import blank_forms
from qz.programme import check, read_programme

_MOST = 20
"""Workbooks, or programmes with their forms, kept of each sort."""


def of_workbook(make, named, usable=lambda _: True):
    """``make`` of a path, remembered by the workbook's name and bytes; ``named`` gives a result the path asked for."""
    known = {}

    @functools.wraps(make)
    def once(path):
        try:
            key = Path(path).name, Path(path).read_bytes()
        except OSError:  # making says what is wrong
            return make(path)
        if key not in known:
            made = make(path)
            if not usable(made):
                return made
            if len(known) == _MOST:
                known.pop(next(iter(known)))
            known[key] = made
        return named(known[key], path)

    return once


def _read_from(result, path):
    programme, findings = result
    return replace(programme, path=str(path)), findings


def _checked_at(report, path):
    return replace(report, path=path, programme=replace(report.programme, path=str(path)))


def of_plan(write):
    """``write`` of a form's plan and score to a path or a buffer, its bytes remembered by programme, unit and score."""
    known = []

    @functools.wraps(write)
    def once(plan, score, target):
        programme = replace(plan.programme, path="", folder="")
        forms = next((forms for like, forms in known if like == programme), None)
        if forms is None:
            forms = {}
            known[:] = [*known[-_MOST:], (programme, forms)]
        made = forms.setdefault(plan.unit.code, [])
        data = next(
            (data for like, of, data in made if of == score and like == replace(plan, programme=like.programme)), None
        )
        if data is None:
            buffer = BytesIO()
            write(plan, score, buffer)
            data = buffer.getvalue()
            made.append((plan, score, data))
        target.write(data)

    return once


read_programme.read_programme = of_workbook(read_programme.read_programme, _read_from)
check.check_workbook = of_workbook(check.check_workbook, _checked_at, lambda report: report.programme is not None)
blank_forms.write_form = of_plan(blank_forms.write_form)
form_template.write_shown = of_plan(form_template.write_shown)
