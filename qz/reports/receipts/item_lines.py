"""The items of many units, each unit's as the packed line in which the register stores them: read when looked up."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from qz.engine.parallel.packed_file import PackedFile
from qz.records import dataclass

Key = tuple[str, str]
"""The key of a unit's item: its kind, and a file's digest, a fact's id and so on."""


@dataclass(frozen=True, slots=True)
class SnapshotItem:
    """One item as it was after a collect.

    ``words``: what is shown. ``value``: what is compared, ``""``: the words are; a value that a verifier only confirmed
    has other words (with its source), but the same value. ``label``: what it is called, ``""`` where all units have the
    same label (``ChangeLog.labels``).
    """

    words: str
    value: str = ""
    label: str = ""

    @property
    def compared(self) -> str:
        """The text by which it is compared."""
        return self.value or self.words


Items = Mapping[Key, SnapshotItem]
_CODE_AT: Final = 1
"""Where a line has the unit's code: it is a list of the code and the items."""


def json_line(value: object) -> bytes:
    """A value as one line of JSON; a lone surrogate, which UTF-8 cannot encode, is written as a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class ItemLines(Mapping[str, Items]):
    """Items by unit code."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        """``packed``: the lines, compressed; equal items give the same bytes."""
        self.packed = packed

    @classmethod
    def of(cls, items: Iterable[tuple[str, Items]]) -> "ItemLines":
        """Items as they come."""
        rows = (
            (code, [(*key, item.words, item.value, item.label) for key, item in own.items()]) for code, own in items
        )
        return cls(PackedFile((code, zlib.compress(json_line((code, own)), 1)) for code, own in rows))

    @classmethod
    def read(cls, lines: Iterable[bytes]) -> "ItemLines":
        """Lines as ``lines`` gives them. Raises ``ValueError`` where one does not begin with a code."""
        code_of = json.JSONDecoder().raw_decode
        read = ((str(code_of(line.decode(), _CODE_AT)[0]), zlib.compress(line, 1)) for line in lines)
        return cls(PackedFile(read))

    def lines(self) -> Iterator[bytes]:
        """The lines, one for each unit."""
        return map(zlib.decompress, self.packed.values())

    def __getitem__(self, code: str) -> Items:
        """A unit's items; none where somebody wrote something else in their place."""
        try:
            _, rows = json.loads(zlib.decompress(self.packed[code]))
            return {(kind, key): SnapshotItem(words, value, label) for kind, key, words, value, label in rows}
        except (ValueError, TypeError):
            return {}

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)
