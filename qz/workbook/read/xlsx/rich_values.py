"""Pictures that Excel stores in cells as rich values: their parts lead from a cell's number to the picture's part."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from qz.workbook.read.fault import UnreadableFile
from qz.workbook.read.package import Package
from qz.workbook.read.xml import local_name, parse_elements, parse_texts

_IMAGE_KEY: Final = "_rvRel:LocalImageIdentifier"


def excel_images(package: Package) -> Mapping[str, str]:
    """The part of each picture that Excel stores in a cell, by the number in the cell (``vm``, from 1).

    Source: [MS-XLSX] 2.6.215 to 2.6.222 (rich values and their relationships).
    """
    with suppress(UnreadableFile, KeyError, IndexError, ValueError):
        pictures = _related_parts(package)
        keys = _image_keys(package)
        values = _rich_values(package)
        found = {}
        for number, place in enumerate(_value_numbers(package) if pictures else (), start=1):
            structure, fields = values[place]
            if structure in keys:
                found[str(number)] = pictures[int(fields[keys[structure]])]
        return found
    return {}


def _related_parts(package: Package) -> list[str]:
    """The parts that rich values refer to by number."""
    part = "xl/richdata/richvaluerel.xml"
    relations = package.relationships(part)
    parts: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if local_name(element) == "rel":
            key = next((value for name, value in attributes.items() if local_name(name) == "id"), "")
            parts.append(relations[key].target)

    if part in package:
        parse_elements(package.read(part), part, start)
    return parts


def _image_keys(package: Package) -> Mapping[int, int]:
    """By structure's number, which of its fields is the number of a picture."""
    part = "xl/richdata/rdrichvaluestructure.xml"
    keys: dict[int, int] = {}
    count = [-1, -1]

    def start(element: str, attributes: dict[str, str]) -> None:
        local = local_name(element)
        if local == "s":
            count[:] = count[0] + 1, -1
        elif local == "k":
            count[1] += 1
            if attributes.get("n") == _IMAGE_KEY:
                keys[count[0]] = count[1]

    if part in package:
        parse_elements(package.read(part), part, start)
    return keys


def _rich_values(package: Package) -> list[tuple[int, list[str]]]:
    """Each rich value: its structure's number and its fields."""
    part = "xl/richdata/rdrichvalue.xml"
    values: list[tuple[int, list[str]]] = []
    fields: list[str] = []

    def end(element: str, attributes: dict[str, str], text: str) -> None:
        local = local_name(element)
        if local == "v":
            fields.append(text)
        elif local == "rv":
            values.append((int(attributes.get("s", "-1")), list(fields)))
            fields.clear()

    if part in package:
        parse_texts(package.read(part), part, end)
    return values


def _value_numbers(package: Package) -> list[int]:
    """For each ``vm``, the number of the rich value it means."""
    part = "xl/metadata.xml"
    rich: list[int] = []
    cells: list[int] = []
    within = [""]

    def start(element: str, attributes: dict[str, str]) -> None:
        local = local_name(element)
        if local in {"futureMetadata", "cellMetadata", "valueMetadata"}:
            within[0] = attributes.get("name", local)
        elif local == "rvb" and within[0] == "XLRICHVALUE":
            rich.append(int(attributes["i"]))
        elif local == "rc" and within[0] == "valueMetadata":
            cells.append(int(attributes["v"]))

    if part in package:
        parse_elements(package.read(part), part, start)
    return [rich[number] for number in cells]
