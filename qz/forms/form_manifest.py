"""What a form says of itself, so that it is known under any file name."""

from collections.abc import Mapping
from typing import Final

from qz.model.layout import MANIFEST_FORMAT, FormLayout
from qz.workbook.seal import sealed

RETURN_KIND: Final = "return"
"""The ``kind`` of a return form, blank or filled."""


def manifest_of(layout: FormLayout, key: bytes = b"") -> Mapping[str, str]:
    """Key and value of each row of the manifest (``qz.workbook.manifest``), sealed with the office's key."""
    said = {
        "qz_format": MANIFEST_FORMAT,
        "kind": RETURN_KIND,
        "year": str(layout.year),
        "programme_id": layout.programme_id,
        "unit_code": layout.unit_code,
        "unit_name": layout.unit_name,
        "edition": layout.edition,
        "digest": layout.digest,
    }
    return sealed(said, key)
