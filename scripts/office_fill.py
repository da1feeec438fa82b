"""Type answers into workbooks through LibreOffice: ``python3 office_fill.py ORDERS.json PROFILE_DIR``.

Runs under the Python that has LibreOffice's bridge (python3-uno), so it imports nothing of this project. Each order
names the
form to open, the cells (by defined name) with what to type, and the path to save to.
"""

import contextlib
import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xls": "MS Excel 97", ".ods": "calc8"}


def connect(profile: Path) -> tuple[subprocess.Popen[bytes], Any]:
    """Start a headless office of its own and return its desktop; ``RuntimeError`` if it does not come up.

    A busy machine takes minutes over what an idle one does in seconds.
    """
    profile.mkdir(parents=True, exist_ok=True)
    pipe = f"qz{profile.stat().st_ino}"
    office = subprocess.Popen(
        [
            "soffice",
            "--headless",
            "--norestore",
            "--nologo",
            f"-env:UserInstallation={profile.absolute().as_uri()}",
            f"--accept=pipe,name={pipe};urp;",
        ]
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(1200):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001 - the office drops the bridge as it goes
            time.sleep(0.25)
            continue
        return office, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise RuntimeError("LibreOffice did not start")


@contextlib.contextmanager
def running(profile: Path) -> Iterator[Any]:
    """The desktop of a headless office of its own, which ends with the block."""
    office, desktop = connect(profile)
    try:
        yield desktop
    finally:
        with contextlib.suppress(Exception):  # the office drops the bridge as it goes
            desktop.terminate()
        office.wait(30)


def option(name: str, value: Any) -> Any:
    """One property of the office's."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def cell_of(document: Any, name: str) -> Any:
    """The cell a defined name stands for; ``KeyError`` if the workbook has no such name."""
    names = document.NamedRanges
    if not names.hasByName(name):
        raise KeyError(name)
    area = names.getByName(name).getReferredCells()
    return area.getCellByPosition(0, 0)


def type_into(cell: Any, kind: str, value: Any) -> None:
    """Type one value: a number, a date, a formula or a text."""
    if kind == "number":
        cell.setValue(value)
    elif kind == "date":
        epoch = dt.date(1899, 12, 30)
        cell.setValue((dt.date.fromisoformat(value) - epoch).days)
    elif kind == "formula":
        cell.setFormula(value)
    else:
        cell.setString(value)


def fill(desktop: Any, order: dict[str, Any]) -> None:
    """Open, type, save, close."""
    document = desktop.loadComponentFromURL(
        Path(order["form"]).absolute().as_uri(), "_blank", 0, (option("Hidden", True),)
    )
    try:
        for name, (kind, value) in order["values"].items():
            type_into(cell_of(document, name), kind, value)
        for sheet, row, column, (kind, value) in order.get("cells", []):
            type_into(document.Sheets.getByName(sheet).getCellByPosition(column, row), kind, value)
        target = Path(order["save"]).absolute()
        document.storeToURL(target.as_uri(), (option("FilterName", FILTERS[target.suffix]),))
    finally:
        document.close(True)


def main() -> None:
    """Carry out every order."""
    orders = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with running(Path(sys.argv[2])) as desktop:
        for order in orders:
            fill(desktop, order)


if __name__ == "__main__":
    main()
