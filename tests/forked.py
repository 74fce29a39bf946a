"""Commands in processes of their own, forked from one that has imported the program: each starts a second earlier.

This file is also that process: a line of JSON in for each command, its exit code out. Commands draw, one after the
other, with the engine that it has woken: to wake one takes more than most commands do.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fitted

PROGRAM = "procurement_footprint"
ROOT = Path(__file__).parents[1]
HEAVY = ("distributed", "factors.input_output", "spark", "__main__")  # what few commands need, or not all machines have
LIBRARIES = ("babel.numbers", "jinja2", "openpyxl", "rich.console", "rich.table", "xlsxwriter")
ENDED = range(6)  # a command that was stopped midway may have left half a drawing in the engine


def run(
    arguments: Sequence[str], cwd: Path, environment: Mapping[str, str], root: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run `python -m procurement_footprint` with these arguments and return what it said; root: where it stands."""
    with TemporaryDirectory() as place:
        said = [Path(place) / name for name in ("out", "err")]
        asked = {
            "arguments": arguments,
            "cwd": str(cwd),
            "environment": dict(environment),
            "said": list(map(str, said)),
        }
        server = _server(str(root))
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = (path.read_text(encoding="utf-8") for path in said)
    return subprocess.CompletedProcess([*arguments], code, out, err)


@cache
def _server(root: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    )


def _serve() -> None:
    _import()
    from procurement_footprint.reporting import drawing

    drawing.wake()
    models = TemporaryDirectory()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line), Path(models.name))
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code not in ENDED:
            drawing._end(drawing._engine())
            drawing._engine.cache_clear()
            drawing.wake()
        print(code, flush=True)


def _import() -> None:
    package = importlib.import_module(PROGRAM)
    names = [one.name for one in pkgutil.walk_packages(package.__path__, f"{PROGRAM}.", onerror=lambda _: None)]
    heavy = tuple(f"{PROGRAM}.{name}" for name in HEAVY)
    for name in [*LIBRARIES, *(name for name in names if not name.startswith(heavy))]:
        importlib.import_module(name)


def _become(asked: dict[str, Any], models: Path) -> None:
    """Be the command: its folder, environment, streams and arguments; ends the process. models: kept by `fitted`."""
    if fitted.COMMANDS & {*asked["arguments"][:1]}:
        fitted.remember(models)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    streams = [os.open(os.devnull, os.O_RDONLY), *(os.open(path, os.O_WRONLY | os.O_CREAT) for path in asked["said"])]
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.argv = [PROGRAM, *asked["arguments"]]
    try:
        runpy.run_module(PROGRAM, run_name="__main__", alter_sys=True)
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    _serve()
