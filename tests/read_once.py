"""A programme workbook of the same name and bytes is read once in a session, whoever asks: it comes to the same.

Some 300 tests and commands read the programme of 2011 or a copy of it, which takes longer than most of what they are
about. Import this before what imports ``read_programme``. A workbook with errors is read each time.
"""

import functools
from dataclasses import replace
from pathlib import Path

from qz.programme import read_programme as module

_read = module.read_programme
_known = {}
_MOST = 50
"""Workbooks kept."""


@functools.wraps(_read)
def _read_once(path):
    try:
        key = Path(path).name, Path(path).read_bytes()
    except OSError:  # the reading says what is wrong
        return _read(path)
    if key not in _known:
        result = _read(path)
        if len(_known) == _MOST:
            _known.pop(next(iter(_known)))
        _known[key] = result
    programme, findings = _known[key]
    return replace(programme, path=str(path)), findings


module.read_programme = _read_once
