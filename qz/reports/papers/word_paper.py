"""Drafts a paper as a Word document, from a template that the office edits in Word (docxtpl)."""

import datetime as dt
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from qz.values.numerals import write_chinese

_WRITTEN: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""The fixed time in a draft's properties, so that the same results give the same bytes."""
_PROPERTIES: Final = "docProps/core.xml"
_IDENTIFIER: Final = qn("dc:identifier")
_DIGEST_HERE: Final = "the digest of the parts"
"""Stands in the properties until the other parts are saved."""
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_UNREADABLE: Final = (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError)
_PARAGRAPH: Final = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
_BREAK: Final = re.compile(r"[\t\a\n\f]")
_ADVICE: Final = "请对照原版改正，或换回原版"


class PaperFault(Exception):
    """The template is missing or wrong; the message is a Chinese sentence with its path and the reason."""


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A template whose result is refused where it is not well-formed; the library would silently drop parts of it."""

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml)
        return super().fix_tables(xml)

    def resolve_listing(self, xml: str) -> str:
        """Tabs and breaks in texts as Word has them; the library looks in all paragraphs, here only where one is."""

        def resolved(found: re.Match[str]) -> str:
            paragraph = found.group()
            return super(_Template, self).resolve_listing(paragraph) if _BREAK.search(paragraph) else paragraph

        return _PARAGRAPH.sub(resolved, xml)


def draft_paper(words: dict[str, Any], template: Path) -> bytes:
    """The draft of a paper; the same words and template give the same bytes.

    Args:
        words: Every word that the template may use; 标题 and 办公室 also become the document's title and author.
        template: The template; its name without ``.docx`` is the paper's name in messages.

    Raises:
        PaperFault: The template is missing, is not a Word document, or has an error.

    Source: product specification, "Results".
    """
    document = _open(template)
    _in_words(template, lambda: document.render(words, _environment(), autoescape=True))
    return _packed(document, words)


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.filters["中文数"] = write_chinese
    return environment


def _open(path: Path) -> _Template:
    if not path.is_file():
        raise PaperFault(f"{path.stem}没有写出：没有找到模板 {path}，请从原版补上。")
    try:
        document = _Template(io.BytesIO(path.read_bytes()))
        document.init_docx()
    except OSError as fault:
        raise PaperFault(f"{path.stem}没有写出：模板 {path} 打不开，请在 Word 里关闭它再运行。") from fault
    except _UNREADABLE as fault:
        raise PaperFault(f"{path.stem}没有写出：模板 {path} 不是 Word 文档（.docx）或已损坏，请换回原版。") from fault
    _check_braces(path, document)
    return document


def _check_braces(path: Path, document: _Template) -> None:
    """Refuse a mark that is not closed in its own paragraph: the library would leave out the text after it.

    Raises ``PaperFault``.
    """
    for paragraph in document.docx.element.body.iter(qn("w:p")):
        text = "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
        if any(text.count(left) != text.count(right) for left, right in (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))):
            where = f"“{text.strip()[:30]}”这一段的括号没有成对"
            raise PaperFault(f"{path.stem}没有写出：模板 {path} 的标记写法有误（{where}），{_ADVICE}。")


def _in_words(path: Path, render: Callable[[], None]) -> None:
    """Render the template. Every error becomes a ``PaperFault``, for only the template's own text is run here."""
    head = f"{path.stem}没有写出：模板 {path}"
    try:
        render()
    except TemplateSyntaxError as fault:
        raise PaperFault(f"{head} 的标记写法有误（{fault.message}），{_ADVICE}。") from fault
    except UndefinedError as fault:
        advice = "可用的字段见模板开头的说明"
        raise PaperFault(f"{head} 用了不认识的字段（{fault.message}），{advice}。") from fault
    except etree.XMLSyntaxError as fault:
        raise PaperFault(f"{head} 里成对的标记（如 {{%p if %}} 和 {{%p endif %}}）放错了位置，{_ADVICE}。") from fault
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as fault:
        raise PaperFault(f"{head} 的标记算不出来（{fault}），{_ADVICE}。") from fault


def _packed(document: _Template, words: dict[str, Any]) -> bytes:
    """The document's bytes, with fixed properties and zip times."""
    properties = document.docx.core_properties
    properties.title = words["标题"].replace("\n", "")
    properties.author = words["办公室"]
    properties.last_modified_by = words["办公室"]
    properties.subject = properties.comments = properties.keywords = properties.category = ""
    properties.revision = 1
    properties.created = properties.modified = _WRITTEN.replace(tzinfo=None)
    properties.identifier = _DIGEST_HERE
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    parts = _parts(saved)
    parts[_PROPERTIES] = parts[_PROPERTIES].replace(_DIGEST_HERE.encode(), _digest(parts).encode())
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            part = zipfile.ZipInfo(name, _ZIP_TIME)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(part, data)
    return packed.getvalue()


def _parts(document: io.BytesIO) -> dict[str, bytes]:
    """A document's parts by name, in its order."""
    with zipfile.ZipFile(document) as package:
        return {name: package.read(name) for name in package.namelist()}


def _digest(parts: Mapping[str, bytes]) -> str:
    """SHA-256 over a document's parts without its properties. A program that saves the document changes its parts."""
    digest = hashlib.sha256()
    for name in sorted(parts.keys() - {_PROPERTIES}):
        digest.update(name.encode() + b"\0" + parts[name])
    return digest.hexdigest()


def is_edited(path: Path) -> bool:
    """Whether somebody has saved the draft since it was written, or the file is not a draft of this program.

    The draft has its own digest in its properties, so that no clock is needed.
    """
    if not path.is_file():
        return False
    try:
        parts = _parts(io.BytesIO(path.read_bytes()))
        return bool(parse_xml(parts[_PROPERTIES]).findtext(_IDENTIFIER) != _digest(parts))
    except _UNREADABLE:
        return True
