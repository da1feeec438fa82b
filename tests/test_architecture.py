"""Imports run one way: words and types, workbooks and layouts, rules, the stages, the command line."""

import ast
from functools import cache
from pathlib import Path

import qz
from qz.rules.registry import KINDS
from qz.values.value_types import TYPES

ROOT = Path(qz.__file__).parent
LAYERS = [
    {"records"},
    {"engine.parallel"},
    {"engine.kept"},
    {"model", "words", "findings"},
    {"engine.cells"},
    {"workbook", "layout", "values"},
    {"rules", "evidence"},
    {"programme", "forms", "intake", "registers", "verification", "reviews", "scoring", "reports"}
    | {"corrections", "mail"}
    | {"compare", "archive"},
    {"engine.forms"},
    {"cli", "__init__", "engine"},
    {"__main__"},
]
SIDEWAYS = {
    ("layout", "workbook"),
    ("layout", "values"),
    ("words", "model"),
    ("findings", "model"),
    ("words", "findings"),
    ("values", "layout"),
}


@cache
def parsed(path):
    """A module's syntax tree; each is looked at by many tests."""
    return ast.parse(path.read_text("utf-8"))


def part_of(module):
    """The part of the house a module is in; the engine room's parts stand each beside what they serve."""
    names = module.split(".")[1:]
    return ".".join(names[:2]) if names[:1] == ["engine"] else names[0] if names else "__init__"


def level_of(part):
    return next(level for level, names in enumerate(LAYERS) if part in names)


def imports(path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "qz":
            yield node.module if node.module != "qz" else f"qz.{node.names[0].name}"
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "qz")


def wrong_imports(root=ROOT):
    wrong = []
    for path in sorted(root.rglob("*.py")):
        part = part_of(".".join(("qz", *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__"))
        for module in imports(path):
            other = part_of(module)
            if other in {part, "__init__", "__version__"} or (part, other) in SIDEWAYS:
                continue
            if level_of(other) >= level_of(part):
                wrong.append(f"{path.relative_to(root)} imports {module}")
    return wrong


def test_every_folder_has_its_layer():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders <= set().union(*LAYERS)


def test_imports_run_one_way():
    assert wrong_imports() == []


def test_a_stage_importing_a_stage_is_seen(tmp_path):
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "bad.py").write_text("from qz.intake.receive import read_returns\n", "utf-8")
    assert wrong_imports(tmp_path) == ["forms/bad.py imports qz.intake.receive"]


OF_THE_COMMAND_LINE = {"print", "sys.exit", "exit", "dt.datetime.now", "time.time", "dt.date.today"}


def test_only_the_command_line_prints_or_exits():
    calls = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}"
        for path in sorted(ROOT.rglob("*.py"))
        if path.relative_to(ROOT).parts[0] not in {"cli", "__main__.py"}
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in OF_THE_COMMAND_LINE
    ]
    assert calls == []


def library_calls(root=ROOT):
    """Where the writing library's own objects are touched outside ``qz.workbook``."""
    return [
        f"{path.relative_to(root)}:{node.lineno} {ast.unparse(node)}"
        for path in sorted(root.rglob("*.py"))
        if path.relative_to(root).parts[0] != "workbook"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == "raw"
    ]


def test_nobody_but_the_workbook_room_touches_the_writing_library():
    assert library_calls() == []


def test_a_page_that_touches_the_writing_library_is_seen(tmp_path):
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "bad.py").write_text("def finish(sheet):\n    sheet.raw.set_zoom(85)\n", "utf-8")
    assert library_calls(tmp_path) == ["forms/bad.py:2 sheet.raw"]


def shared_names(root=ROOT):
    """Modules of one file name, and classes of one name, whatever room they are in: each with where it stands."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        place = path.relative_to(root).as_posix()
        if path.name not in {"__init__.py", "__main__.py"}:
            found.setdefault(path.name, []).append(place)
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(place)
    return {name: places for name, places in found.items() if len(places) > 1}


def test_no_two_modules_or_classes_have_one_name():
    assert shared_names() == {}


def test_a_second_module_or_class_of_a_name_is_seen(tmp_path):
    for room in ("forms", "intake"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "names.py").write_text(f"class Entry:\n    '''Of {room}.'''\n", "utf-8")
    assert shared_names(tmp_path) == {name: ["forms/names.py", "intake/names.py"] for name in ("names.py", "Entry")}


def classes_with(attribute, folder):
    """The classes of a folder's modules that give a value to ``attribute`` in their body."""
    return {
        node.name
        for path in folder.glob("*.py")
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef)
        for line in node.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == attribute
    }


def test_every_kind_of_rule_and_every_type_of_value_has_its_row():
    assert classes_with("kind", ROOT / "rules") == {type(kind).__name__ for kind in KINDS.values()}
    assert classes_with("key", ROOT / "values") == {type(each).__name__ for each in TYPES.values()}


LASTING = {
    "cli/kept_results.py _program",
    "engine/cells/cell_xml.py text_body",
    "engine/cells/fast_sheet.py _row_height",
    "engine/cells/fast_sheet.py row_cells",
    "engine/cells/package_rows.py _format",
    "engine/forms/placeholders.py number_as_written",
    "engine/parallel/packed.py _is_named",
    "engine/parallel/packed.py _named",
    "engine/parallel/packed.py unpack",
    "engine/parallel/shared.py _load",
    "forms/form_wording.py _environment",
    "intake/reading/examine.py _examiner",
    "model/layout.py column_name",
    "workbook/write/look.py text_setting",
    "workbook/write/text_room.py lines_in",
    "workbook/write/text_room.py text_columns",
}
"""What a process remembers as long as it lives, each measured to be worth it. All else is owned by an object."""


def lasting_caches(root=ROOT):
    """The functions of modules whose results are remembered as long as the process lives, and what asks for an id."""
    return {
        f"{path.relative_to(root).as_posix()} {name}"
        for path in sorted(root.rglob("*.py"))
        for node in ast.walk(parsed(path))
        for name in (
            [node.name for each in node.decorator_list if ast.unparse(each).split("(")[0] in {"cache", "lru_cache"}]
            if isinstance(node, ast.FunctionDef)
            else [ast.unparse(node)]
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "id"
            else []
        )
    }


def test_what_a_process_remembers_is_known_and_is_not_kept_by_id():
    assert lasting_caches() == LASTING


def test_another_cache_is_seen(tmp_path):
    (tmp_path / "bad.py").write_text("@lru_cache(maxsize=8)\ndef look(it):\n    return known[id(it)]\n", "utf-8")
    assert lasting_caches(tmp_path) == {"bad.py look", "bad.py id(it)"}


def test_data_classes_are_made_quickly():
    slow = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.rglob("*.py"))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        if any(name.name == "dataclass" for name in node.names)
    ]
    assert slow == ["records.py"], "import dataclass from qz.records"
