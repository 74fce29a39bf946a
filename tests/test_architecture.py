"""The house: imports go one way, libraries live in their rooms, `--help` is quick."""

import ast
import subprocess
import sys
from pathlib import Path

import click
import pytest

import procurement_footprint
from procurement_footprint.commands import cli
from procurement_footprint.commands.menu import MENU

PACKAGE = Path(__file__).resolve().parents[1] / "procurement_footprint"
ROOMS = [
    *("commands", "publishing", "reading", "presenting", "following"),
    *("prioritising", "planning", "comparing", "abating", "simulating", "opening"),
    *("inquiries", "keeping", "sharing", "workflow", "ready", "composing", "engine", "distributed"),
    *("reporting", "analysis", "footprint", "factors", "mapping", "ledger"),
]
COMMONS = {
    "atomic",
    "entities",
    "entity_checks",
    "job",
    "languages",
    "leftovers",
    "named_paths",
    "period",
    "person_numbers",
    "plain_yaml",
    "problem_kinds",
    "problems",
    "project",
    "shelf",
}
HOMES = {
    "click": {"commands"},
    "jinja2": {"reporting"},
    "vl_convert": {"reporting"},
    "xlsxwriter": {"reporting"},
    "babel": {"reporting"},
    "yaml": {"plain_yaml"},
    "defusedxml": {"ledger", "reporting"},
    "fastexcel": {"ledger"},
    "filelock": {"ledger", "mapping"},
    "stdnum": {"ledger", "demo"},
    "numpy": {"analysis", "factors", "mapping"},
    "scipy": {"factors"},
    "rapidfuzz": {"analysis"},
    "pymrio": {"factors"},
    "sklearn": {"mapping"},
    "pandas": set(),
    "requests": set(),
    "urllib": {"distributed"},
    "socket": {"distributed"},
    "pyspark": {"distributed", "ledger"},
    "py4j": {"distributed"},
    "upath": {"distributed"},
}
FILES = sorted(PACKAGE.rglob("*.py"))
COMMANDS = [
    path
    for path in (*(PACKAGE / "commands").glob("*.py"), *(PACKAGE / "commands").glob("*/__init__.py"))
    if path.parent.name != "commands" or "@click.command" in path.read_text(encoding="utf-8")
]


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def imports(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    here = room_of(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "procurement_footprint" or len(parts) < 2:
            continue
        there = parts[1]
        if here in COMMONS:
            assert there in COMMONS, f"{path.name} imports {name}"
        elif here in ROOMS and there in ROOMS:
            assert ROOMS.index(there) >= ROOMS.index(here), f"{path.name} imports {name}"
        elif here == "demo":
            assert there in COMMONS | {"demo"}, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    for name in imports(path):
        library = name.split(".")[0]
        assert room_of(path) in HOMES.get(library, {room_of(path)}), f"{path.name} imports {library}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} is too long"


@pytest.mark.parametrize("asked", [["--help"], ["run", "--help"]], ids=" ".join)
def test_help_imports_click_and_little_of_our_own(asked: list[str]) -> None:
    program = (
        f"import sys; sys.argv = ['procurement-footprint', *{asked}]\n"
        "from procurement_footprint.commands import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('LOADED', *sorted({name.split('.')[0] for name in sys.modules}))\n"
        "print('OURS', *sorted(name for name in sys.modules if name.startswith('procurement_footprint.')))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Usage: procurement-footprint" in result.stdout
    *_, loaded, ours = (line.split()[1:] for line in result.stdout.splitlines() if line)
    assert "click" in loaded
    assert not {"polars", "narwhals", "numpy", "msgspec", "yaml", "jinja2", "rich", "vl_convert"} & {*loaded}
    assert len(ours) < 13, ours


def test_the_front_door_is_sorted_and_light() -> None:
    assert procurement_footprint.__all__ == sorted(procurement_footprint.__all__)
    for name in procurement_footprint.__all__:
        assert hasattr(procurement_footprint, name)
        assert name in dir(procurement_footprint)
    assert not hasattr(procurement_footprint, "read")
    program = "import sys, procurement_footprint as pf; pf.Job; print('polars' in sys.modules, pf.open.__module__)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "False procurement_footprint.reading\n"


@pytest.mark.parametrize("name", sorted(MENU))
def test_the_menu_says_what_the_command_says(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").partition("\n\n")[0].replace("\n", " ") == MENU[name]


def test_every_command_is_on_the_menu() -> None:
    made = {path.stem if path.stem != "__init__" else path.parent.name for path in COMMANDS}
    assert {name.rstrip("_") for name in made} == {*MENU}
