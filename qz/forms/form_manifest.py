"""The manifest of a form, by which it is recognised under any file name."""

from collections.abc import Mapping

from qz.model.layout import FormLayout
from qz.model.manifest import MANIFEST_FORMAT, Key, WorkbookKind
from qz.workbook.seal import sealed


def manifest_of(layout: FormLayout, key: bytes) -> Mapping[str, str]:
    """The manifest's keys and values (``qz.workbook.manifest_sheet``), sealed with the office's key."""
    entries: dict[str, str] = {
        Key.FORMAT: MANIFEST_FORMAT,
        Key.KIND: WorkbookKind.RETURN,
        Key.YEAR: str(layout.year),
        Key.PROGRAMME: layout.programme_id,
        Key.UNIT_CODE: layout.unit_code,
        Key.UNIT_NAME: layout.unit_name,
        Key.EDITION: layout.edition,
        Key.DIGEST: layout.digest,
    }
    return sealed(entries, key)
