"""Write a programme workbook again with the current look, its contents unchanged; one that has it is left as it is.

Usage: python scripts/restyle_programme.py templates/2011.xlsx [...]
"""

import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile

from qz.programme.load import load_tables
from qz.programme.raw import RawProgramme, RawValue
from qz.programme.writing.write_programme import write_programme


def restyle(path: Path) -> bool:
    """Write the workbook anew in place; ``False``, leaving it alone, when something in it would be lost."""
    raw, found = load_tables(path)
    if raw.unknown_sheets or found.has_errors:
        return False
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / path.name
        write_programme(copy, raw.plain())
        if _held(load_tables(copy)[0]) != _held(raw):
            return False
        if _parts(copy) != _parts(path):
            copy.replace(path)
    return True


def _parts(path: Path) -> dict[str, bytes]:
    """The workbook's parts by name; how they are deflated differs from one machine to another."""
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def _held(raw: RawProgramme) -> dict[str, list[dict[str, RawValue]]]:
    """What is filled in, sheet by sheet; a column or a sheet that came since is blank."""
    return {
        key: [{name: value for name, value in row.items() if value is not None} for row in rows]
        for key, rows in raw.plain().items()
        if rows
    }


def main(arguments: list[str]) -> int:
    """Restyle every workbook named."""
    done = {argument: restyle(Path(argument)) for argument in arguments}
    for argument, is_done in done.items():
        print(f"{argument}: {'has this look' if is_done else 'left alone: it holds something that would be lost'}")
    return 0 if all(done.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
