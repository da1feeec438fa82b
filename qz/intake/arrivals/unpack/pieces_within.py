"""What the child process hands back: the files within one container, and the bounds it keeps."""

import json
from collections.abc import Iterable
from dataclasses import field
from typing import Final

from qz.records import dataclass

MOST_BYTES: Final = 384 << 20
"""Bytes that all files of one container may have together."""
MOST_FILES: Final = 20_000
_HEAD: Final = 8


class Refused(Exception):
    """Raised for a container that is not opened: the finding's code and its words."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code, self.words = code, words


@dataclass(frozen=True, slots=True)
class Within:
    """One file inside a container; where it could not be read, ``code`` and ``words`` of the finding."""

    name: str
    data: bytes = b""
    code: str = ""
    words: dict[str, str] = field(default_factory=dict)
    is_link: bool = False


def check_sizes(sizes: Iterable[int]) -> None:
    """Compare the sizes declared in a directory with the limits before unpacking. Raises ``Refused``."""
    count = total = 0
    for size in sizes:
        count, total = count + 1, total + size
        if count > MOST_FILES:
            raise Refused("F09", detail=f"里面有{MOST_FILES}个以上的文件")
        if total > MOST_BYTES:
            raise Refused("F09", detail=f"展开后超过{MOST_BYTES >> 20}MB")


def pack(files: Iterable[Within]) -> bytes:
    """The files as bytes to pass between processes."""
    every = list(files)
    head = [[each.name, len(each.data), each.code, each.words, each.is_link] for each in every]
    listed = json.dumps(head).encode()
    return b"".join([len(listed).to_bytes(_HEAD, "big"), listed, *(each.data for each in every)])


def unpack(answer: bytes) -> list[Within]:
    """The files that ``pack`` wrote."""
    place = _HEAD + int.from_bytes(answer[:_HEAD], "big")
    files = []
    for name, size, code, words, is_link in json.loads(answer[_HEAD:place]):
        files.append(Within(name, answer[place : place + size], code, words, is_link))
        place += size
    return files
