"""Pictures of a received workbook and the cells they are of: in a cell (WPS, Excel) or drawn over cells.

None of it is looked for in a workbook that has no pictures; a part that is damaged costs only the pictures it places.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Final

from qz.model.returns import PlacedPicture
from qz.records import dataclass
from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import Package, Relationship
from qz.workbook.read.xlsx.drawn_pictures import drawn_pictures, embedded
from qz.workbook.read.xlsx.rich_values import excel_images
from qz.workbook.read.xlsx.small_parts import column_index
from qz.workbook.read.xml import local_name, parse_elements

_MOST: Final = 500
"""So many pictures of one workbook are read at most."""
_WPS_PART: Final = "xl/cellimages.xml"
_IN_WPS_CELL: Final = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"[^>]*>(?:[^<]|<(?!/?c[\s/>]))*?DISPIMG\((?:&quot;|")(\w{1,80})(?:&quot;|")'
)
_IN_EXCEL_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"[^>]*? vm="([0-9]{1,7})"')


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A sheet as the package has it: its name, its part's name and its bytes."""

    name: str
    part: str
    data: bytes


def has_pictures(package: Package) -> bool:
    """Whether the workbook can have pictures, by the names of its parts."""
    return any("media/" in name for name in package.names)


def find_pictures(package: Package, sheets: Iterable[SheetSource]) -> tuple[PlacedPicture, ...]:
    """Every picture of the sheets, in their order, with the cells it is of."""
    in_wps = _wps_images(package)
    in_excel = excel_images(package)
    found = (
        picture
        for sheet in sheets
        for picture in (
            *_in_cells(sheet, _IN_WPS_CELL, in_wps),
            *_in_cells(sheet, _IN_EXCEL_CELL, in_excel),
            *_drawn(package, sheet),
        )
        if picture.part in package
    )
    return tuple(islice(found, _MOST))


def _in_cells(sheet: SheetSource, cell: re.Pattern[bytes], images: Mapping[str, str]) -> Iterator[PlacedPicture]:
    for letters, digits, name in cell.findall(sheet.data) if images else ():
        part = images.get(name.decode())
        if part:
            row, column = int(digits) - 1, column_index(letters.decode())
            yield PlacedPicture(sheet.name, (row, column, row, column), part, in_cell=True)


def _wps_images(package: Package) -> Mapping[str, str]:
    """The part of each picture that WPS stores in a cell, by its name there (``ID_…``)."""
    images: dict[str, str] = {}
    named = [""]
    relations: Mapping[str, Relationship] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        local = local_name(element)
        if local == "cNvPr":
            named[0] = attributes.get("name", "")
        elif local == "blip" and (relation := relations.get(embedded(attributes))):
            images.setdefault(named[0], relation.target)

    if _WPS_PART in package:
        with suppress(UnreadableFile):
            relations = package.relationships(_WPS_PART)
            parse_elements(package.read(_WPS_PART), _WPS_PART, start)
    return images


def _drawn(package: Package, sheet: SheetSource) -> Iterator[PlacedPicture]:
    """The pictures drawn over a sheet."""
    with suppress(UnreadableFile):
        for relation in package.relationships(sheet.part).values():
            if relation.kind == "drawing" and relation.target in package:
                for area, part in drawn_pictures(package, relation.target, sheet.data):
                    yield PlacedPicture(sheet.name, area, part, in_cell=False)
