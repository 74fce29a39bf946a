"""What the program has at hand: no client of a network, nothing that runs what a file says."""

from __future__ import annotations

import ast
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from test_architecture import FILES, imports, room_of

NETWORK = {"socket", "ssl", "http", "ftplib", "smtplib", "telnetlib", "asyncio", "requests", "httpx", "webbrowser"}
RUNS = {"pickle", "marshal", "shelve", "ctypes", "runpy", "code"}
STARTS = {"subprocess", "multiprocessing", "pty"}
# file → what it may have: sockets of a Spark cluster (loopback unless its user names another), what goes between its
# workers, the engine that draws, the reader of workbooks, and the error that Python's own cache of templates may raise
ALLOWED = {
    "distributed/session.py": {"socket", "subprocess"},
    "distributed/walking.py": {"pickle"},
    "ledger/sandbox.py": {"subprocess"},
    "reporting/drawing.py": {"subprocess"},
    "reporting/compiled.py": {"pickle"},
}
CALLS = {"eval", "exec", "compile", "__import__"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_no_file_imports_what_it_need_not_have(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)} & (NETWORK | RUNS | STARTS)
    place = "/".join(path.parts[path.parts.index(room_of(path)) if room_of(path) in path.parts else -1 :])
    assert used <= ALLOWED.get(place, set())


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_no_file_runs_a_text(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not {one.id for one in calls if isinstance(one, ast.Name)} & CALLS
    assert not [one for one in calls if isinstance(one, ast.Attribute) and one.attr in ("system", "popen", "unpickle")]


# as `.ci/audit.py` has them: what may be used together with a program under EUPL-1.2
LICENCES = ("MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "Lesser General Public", "Zlib", "0BSD")


def test_what_is_installed_with_the_program_is_under_licences_that_go_with_its_own() -> None:
    found = {name: _licence(name) for name in sorted(_needed("procurement-footprint"))}
    assert len(found) > 15
    assert {name: said for name, said in found.items() if not any(one in said for one in LICENCES)} == {}


def _needed(name: str) -> set[str]:
    wanted, found = [name], set[str]()
    while wanted:
        for line in metadata.requires(wanted.pop()) or ():
            one = Requirement(line)
            if (one.marker is None or one.marker.evaluate({"extra": ""})) and one.name.lower() not in found:
                found.add(one.name.lower())
                wanted.append(one.name)
    return found


def _licence(name: str) -> str:
    held = metadata.metadata(name)
    texts = [
        held.get("License-Expression") or "",
        *(one for one in held.get_all("Classifier") or () if "License" in one),
    ]
    return " ".join([*texts, *(held.get("License") or "").splitlines()[:1]])
