"""Edit workbooks through LibreOffice: ``python3 office_edit.py ORDERS.json PROFILE_DIR``.

Runs under the Python that has LibreOffice's bridge, with ``scripts`` on its path. An order names a workbook to open,
what to do to it (``[[what, sheet, …], …]``) and the files to save it as.
"""

import json
import sys
from pathlib import Path

from office_fill import FILTERS, option, running

EDITS = {
    "insert rows": lambda _, sheet, *where: sheet.Rows.insertByIndex(*where),
    "delete rows": lambda _, sheet, *where: sheet.Rows.removeByIndex(*where),
    "insert columns": lambda _, sheet, *where: sheet.Columns.insertByIndex(*where),
    "delete columns": lambda _, sheet, *where: sheet.Columns.removeByIndex(*where),
    "hide rows": lambda _, sheet, first, count: setattr(
        sheet.getCellRangeByPosition(0, first, 0, first + count - 1).Rows, "IsVisible", False
    ),
    "merge": lambda _, sheet, area: sheet.getCellRangeByName(area).merge(True),
    "rename": lambda _, sheet, name: setattr(sheet, "Name", name),
    "copy": lambda document, sheet, name: document.Sheets.copyByName(sheet.Name, name, document.Sheets.Count),
    "move": lambda document, sheet, place: document.Sheets.moveByName(sheet.Name, place),
    "remove": lambda document, sheet: document.Sheets.removeByName(sheet.Name),
}


def carry_out(desktop, order):
    document = desktop.loadComponentFromURL(Path(order["open"]).as_uri(), "_blank", 0, (option("Hidden", True),))
    for what, title, *where in order["do"]:
        sheet = document.Sheets.getByName(title)
        sheet.unprotect("")
        EDITS[what](document, sheet, *where)
    for target in map(Path, order["save"]):
        document.storeToURL(target.as_uri(), (option("FilterName", FILTERS[target.suffix]),))
    document.close(True)


def main():
    with running(Path(sys.argv[2])) as desktop:
        for order in json.loads(Path(sys.argv[1]).read_text("utf-8")):
            carry_out(desktop, order)


if __name__ == "__main__":
    main()
