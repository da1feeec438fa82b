"""What a person should look at: a code of the catalogue, a place, and what was found there."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """错误 stops what it touches from counting; 提醒 informs."""

    ERROR = "错误"
    WARNING = "提醒"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found. ``sentence`` is the whole Chinese sentence, made by the catalogue (``qz.findings``).

    ``key`` is the defined name of the input concerned (``fact_…``), where there is one.
    """

    file: str
    sheet: str
    cell: str
    code: str
    severity: Severity
    sentence: str
    unit_code: str = ""
    key: str = ""
