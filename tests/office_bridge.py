"""One LibreOffice for many conversions: ``python3 office_bridge.py PROFILE_DIR``, with ``scripts`` on its path.

Runs under the Python that has LibreOffice's bridge. Every line of the input is an order (JSON): pairs of a file to open
and the path to save it to, or to write the values of its sheets to (``.json``, which takes a tenth of the time). The
answer to it is a line too: what was not written and why. It ends with the input.
"""

import json
import sys
import time
from pathlib import Path

from office_fill import option, running

WORKBOOK = {
    ".xlsx": "Calc Office Open XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
}
DOCUMENT = {".pdf": "writer_pdf_Export"}
"""What LibreOffice's own ``--convert-to`` takes for a suffix."""

TRIES = 3
"""A LibreOffice just started, on a busy machine, now and then refuses its first file; later ones are tried once."""


def values_of(document):
    """Each sheet's values by its name, a list a row: numbers (dates too), texts (blank: empty), ``None`` (errors)."""
    found = {}
    for sheet in document.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        found[sheet.Name] = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).getDataArray()
    return found


def save_as(desktop, source, target, tries):
    """Open, recalculate as the profile has it, save, close; the words of a fault or nothing."""
    hidden = (option("Hidden", True), option("Silent", True), option("ReadOnly", True))
    for again in reversed(range(tries)):
        document = desktop.loadComponentFromURL(source.as_uri(), "_blank", 0, hidden)
        if document is not None:
            break
        if again:
            time.sleep(1)
    else:
        return "it does not open"
    try:
        if target.suffix == ".json":
            target.write_text(json.dumps(values_of(document)), "utf-8")
            return ""
        is_workbook = document.supportsService("com.sun.star.sheet.SpreadsheetDocument")
        name = (WORKBOOK if is_workbook else DOCUMENT).get(target.suffix)
        if name is None:
            return f"it is no workbook to be saved as {target.suffix}"
        document.storeToURL(target.as_uri(), (option("FilterName", name),))
    finally:
        document.close(True)
    return ""


def main():
    tries = TRIES
    with running(Path(sys.argv[1])) as desktop:
        for line in sys.stdin:
            faults = []
            for source, target in json.loads(line):
                try:
                    fault = save_as(desktop, Path(source), Path(target), tries)
                except Exception as error:  # noqa: BLE001 - the office's own, none of which names the file
                    fault = repr(error)
                tries = tries if fault else 1
                if fault:
                    faults.append(f"{Path(target).name}: {fault}")
            print(json.dumps(faults), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
