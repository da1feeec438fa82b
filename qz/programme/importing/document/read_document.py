"""An official document as paragraphs and tables, whatever file it came in."""

from pathlib import Path

from qz.programme.importing.document.blocks import Block, TableBlock, TextBlock
from qz.programme.importing.document.read_docx import read_docx
from qz.programme.importing.document.read_flattened import read_flattened
from qz.programme.importing.document.read_pasted import read_pasted


class DocumentFault(ValueError):
    """A file that is no document this command reads; the message is one Chinese sentence."""


_READERS = {".docx": read_docx, ".txt": read_flattened, ".xlsx": read_pasted}


def read_document(path: Path) -> tuple[Block, ...]:
    """The document's blocks in order.

    Raises:
        DocumentFault: not there, of another kind, damaged, or empty.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentFault(f"{path.name} 不是 .docx、.txt 或 .xlsx。请在 Word 或 WPS 里另存为 .docx，再导入。")
    try:
        blocks = tuple(reader(path.read_bytes()))
    except OSError as error:
        raise DocumentFault(f"打不开 {path}（{error.strerror}）。") from None
    except ValueError as fault:
        raise DocumentFault(
            f"{path.name} 读不出来（{fault}）。请在 Word 或 WPS 里打开，另存为 .docx，再导入。"
        ) from None
    if not blocks:
        raise DocumentFault(f"{path.name} 里没有文字。")
    return blocks


__all__ = ["Block", "DocumentFault", "TableBlock", "TextBlock", "read_document"]
