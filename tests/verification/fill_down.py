"""Type a word and fill it down as a person does in LibreOffice: ``python3 fill_down.py ORDER.json PROFILE_DIR``.

Runs under the Python that has LibreOffice's bridge, with ``scripts`` on its path. Goes through the commands of the
menu, which respect locked cells, not through the bridge's own setters, which do not.
"""

import json
import sys
from pathlib import Path

import uno
from office_fill import FILTERS, connect, option


def fill_down(desktop, order):
    path = Path(order["open"]).absolute()
    document = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (option("Hidden", True),))
    controller = document.CurrentController
    context = uno.getComponentContext()
    helper = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for title, (first, last), column, words in order["do"]:
        sheet = document.Sheets.getByName(title)
        controller.setActiveSheet(sheet)
        controller.select(sheet.getCellByPosition(column, first))
        typed = (option("StringName", words),)
        helper.executeDispatch(controller.Frame, ".uno:EnterString", "", 0, typed)
        if last > first:  # of one cell alone it takes the one above
            controller.select(sheet.getCellRangeByPosition(column, first, column, last))
            helper.executeDispatch(controller.Frame, ".uno:FillDown", "", 0, ())
    target = Path(order["save"]).absolute()
    document.storeToURL(target.as_uri(), (option("FilterName", FILTERS[target.suffix]),))


def main():
    office, desktop = connect(Path(sys.argv[2]))
    try:
        fill_down(desktop, json.loads(Path(sys.argv[1]).read_text("utf-8")))
    finally:
        office.kill()  # after commands of the menu it does not end by itself
        office.wait(30)


if __name__ == "__main__":
    main()
