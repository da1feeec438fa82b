"""Renders the texts that the office may edit (Jinja templates), and says in Chinese what is wrong with one."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError

from qz.records import dataclass


@dataclass(frozen=True, slots=True)
class TextFolder:
    """A folder of texts, and how its errors are reported.

    ``what``: the Chinese name of these texts. ``place``: how a sentence names one of them. ``fault``: what is raised.
    """

    folder: Path
    what: str
    place: Callable[[str], str]
    fault: type[Exception]


def render_text(environment: Environment, texts: TextFolder, name: str, words: Mapping[str, Any]) -> str:
    """The text ``name`` with ``words`` filled in.

    Raises:
        Exception: ``texts.fault`` with a Chinese sentence: the text is missing, cannot be read, or has an error.
    """
    try:
        return environment.get_template(name).render(words)
    except TemplateNotFound as fault:
        raise texts.fault(f"{texts.what}不全：{texts.folder} 里没有《{fault.name}》，请从原版补上。") from fault
    except UnicodeDecodeError as fault:
        raise texts.fault(f"{texts.place(name)}不是 UTF-8 编码，请另存为 UTF-8 后再运行。") from fault
    except TemplateSyntaxError as fault:
        place = f"{texts.place(fault.name or name)}第 {fault.lineno} 行"
        raise texts.fault(f"{place}写法有误（{fault.message}），请对照原版改正。") from fault
    except TemplateError as fault:
        advice = "可用的字段见同一文件夹里的说明"
        raise texts.fault(f"{texts.place(name)}用了不认识的字段（{fault.message}），{advice}。") from fault
