"""docs/architecture.md names files and functions: each is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_every_file_named_is_there():
    named = set(re.findall(r"`((?:[\w*]+/)*[\w*<>]+\.(?:py|toml|md))(?::[^`]*)?`", PAGE))
    assert len(named) > 30
    known = [
        *ROOT.joinpath("qz").rglob("*.py"),
        *ROOT.joinpath("tests").rglob("*.*"),
        *ROOT.joinpath("scripts").glob("*.py"),
    ]
    paths = [path.relative_to(ROOT).as_posix() for path in known]
    missing = [
        name for name in named if "<" not in name and "*" not in name and not any(path.endswith(name) for path in paths)
    ]
    assert missing == []


def test_every_function_named_is_in_its_file():
    named = re.findall(r"`((?:\w+/)+\w+\.py): (\w+)`", PAGE)
    assert len(named) > 10
    missing = []
    for path, name in named:
        tree = ast.parse((ROOT / "qz" / path).read_text("utf-8"))
        defined = {getattr(node, "name", "") for node in ast.walk(tree)}
        defined |= {
            target.id
            for node in tree.body
            for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
            if isinstance(target, ast.Name)
        }
        missing += [f"{path}: {name}"] if name not in defined else []
    assert missing == []
