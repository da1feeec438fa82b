"""Make ``templates/台账.xlsx``, the office's empty registers, from the programme of a year.

Usage: python scripts/make_register_template.py [--year 2011]
"""

import argparse
from pathlib import Path

from qz.layout.register_workbook import FILE_NAME
from qz.programme.read_programme import read_programme
from qz.registers.write_register import write_registers

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def main() -> None:
    """Write the workbook anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", default="2011")
    programme, _ = read_programme(TEMPLATES / f"{parser.parse_args().year}.xlsx")
    path = TEMPLATES / FILE_NAME
    print(path if write_registers(programme, path) else "没有填报数据取自台账")


if __name__ == "__main__":
    main()
