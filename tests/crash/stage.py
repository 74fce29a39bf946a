"""Commands that are stopped on the way: killed, refused a change to files, or held while another command runs.

This file is also the process that they are forked from: a line of JSON in for each act, what happened out.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import forked
import watched

TOKEN = re.compile(r"\.[0-9a-f]{12}\.part")
WHEN = "2025-02-03T04:05:06+00:00"
DRAWING = ("run", "close")  # commands that draw
PATIENCE = 0.5  # seconds that a command waits for the lock of a project


@dataclass(frozen=True, slots=True)
class Act:
    """What happens to a command.

    at: a call: what, which file, the how-manieth of these. errno: how the system refuses it; signal: what is sent
    before it; neither: the process is killed there. after: seconds till it is killed.
    meanwhile: the command that runs while this one is held at that call.
    """

    at: tuple[str, str, int] | None = None
    errno: int | None = None
    signal: int | None = None
    after: float | None = None
    meanwhile: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What happened: exit code, what was said, the changes to files that were asked for; those of `meanwhile`."""

    code: int
    out: str
    err: str
    calls: tuple[tuple[str, str, int], ...]
    met: bool
    seconds: float
    meanwhile: Scene | None = None


def play(arguments: Sequence[str], folder: Path, act: Act = Act()) -> Scene:
    """Run a command in a project folder; temporary files are beside it, in `<folder>.tmp`."""
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    asked = {"arguments": arguments, "folder": str(folder), "beside": False, **asdict(act)}
    server.stdin.write(json.dumps(asked) + "\n")
    server.stdin.flush()
    return _scene(json.loads(server.stdout.readline()))


def temporary(folder: Path) -> Path:
    """Return where the commands of a project folder have their temporary files."""
    place = folder.with_name(f"{folder.name}.tmp")
    place.mkdir(exist_ok=True)
    return place


def _scene(told: Mapping[str, Any]) -> Scene:
    meanwhile = told["meanwhile"] and _scene(told["meanwhile"])
    calls = tuple((call, path, number) for call, path, number in told["calls"])
    return Scene(told["code"], told["out"], told["err"], calls, told["met"], told["seconds"], meanwhile)


@cache
def _server() -> subprocess.Popen[str]:
    root, here = str(Path(__file__).parents[2]), Path(__file__).parent
    paths = os.pathsep.join([root, str(here.parent), str(here)])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    )


@dataclass(slots=True)
class _Seen:
    """The calls of a command so far, and what is done at one of them."""

    asked: Mapping[str, Any]
    times: Counter[tuple[str, str]] = field(default_factory=Counter)
    calls: list[tuple[str, str, int]] = field(default_factory=list)
    met: bool = False
    meanwhile: dict[str, Any] | None = None

    def judge(self, call: str, path: str) -> int:
        folder = self.asked["folder"]
        if not path.startswith(folder):
            return 0
        name = TOKEN.sub("", path.removeprefix(folder).lstrip("/"))
        self.times[call, name] += 1
        here = (call, name, self.times[call, name])
        self.calls.append(here)
        if self.met or list(here) != self.asked["at"]:
            return 0
        self.met = True
        if self.asked["meanwhile"]:
            other = {"arguments": self.asked["meanwhile"], "beside": True, "at": None, "meanwhile": []}
            self.meanwhile = _played({**self.asked, **other})
            return 0
        return int(self.asked["errno"] or -(self.asked["signal"] or signal.SIGKILL))


def _serve() -> None:
    forked._import()
    from procurement_footprint.reporting import drawing

    drawing.wake()
    gc.freeze()
    for line in sys.stdin:
        told = _played(json.loads(line))
        if told["code"] not in forked.ENDED and json.loads(line)["arguments"][0] in DRAWING:
            drawing._end(drawing._engine())  # it may hold half a drawing
            drawing._engine.cache_clear()
            drawing.wake()
        print(json.dumps(told), flush=True)


def _played(asked: Mapping[str, Any]) -> dict[str, Any]:
    seen = _Seen(asked)
    with tempfile.TemporaryDirectory() as place:
        said = [Path(place) / name for name in ("out", "err")]
        for path in said:
            path.touch()
        ours, theirs = socket.socketpair()
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            ours.close()
            _become(asked, said, theirs)
        theirs.close()
        with ours:
            watched.answer(ours, child, seen.judge, None if asked["after"] is None else started + asked["after"])
        _, status = os.waitpid(child, 0)
        out, err = (path.read_text(encoding="utf-8") for path in said)
    return {"code": os.waitstatus_to_exitcode(status), "out": out, "err": err, "calls": seen.calls, "met": seen.met,
            "seconds": time.monotonic() - started, "meanwhile": seen.meanwhile}  # fmt: skip


def _become(asked: Mapping[str, Any], said: Sequence[Path], teller: socket.socket) -> None:
    closing = importlib.import_module("procurement_footprint.footprint.closing")
    lock = importlib.import_module("procurement_footprint.ledger.lock")
    key = importlib.import_module("procurement_footprint.ledger.pseudonym_key")
    takes_in = importlib.import_module("procurement_footprint.commands.import_")
    closing._now = lambda: WHEN
    takes_in.date = SimpleNamespace(today=lambda: datetime.fromisoformat(WHEN).date())
    key.secrets = SimpleNamespace(token_hex=lambda size: "5e" * size)
    lock.locked.__wrapped__.__defaults__, lock.PATIENCE = (PATIENCE,), PATIENCE
    try:
        watched.watch_me(teller)
    finally:
        teller.close()
    if asked["beside"]:  # who is held may be drawing
        importlib.import_module("procurement_footprint.reporting.drawing")._engine.cache_clear()
    tempfile.tempdir = None  # it was asked for before
    folder = Path(asked["folder"])
    environment = {**os.environ, "TMPDIR": str(temporary(folder))}
    told = {"arguments": asked["arguments"], "cwd": asked["folder"], "environment": environment, "said": said}
    forked._become(told, folder)


if __name__ == "__main__":
    _serve()
