"""Commands whose every step into the file system and the network is written down, by Python and by the kernel.

This file is also the process that forks them (`forked`), with an audit hook that its children inherit; where strace is,
it looks on: what a library does in Rust no audit hook sees.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
SYSTEM_CALLS = (
    "socket,socketpair,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"
)
CHANGING = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "shutil.rmtree")
FOLDERS = {"os.mkdir": 2, "os.rename": 2, "os.link": 2, "os.symlink": 2}  # which argument is an open folder
CALL = re.compile(r"^(?P<process>\d+) +(?P<call>\w+)\((?P<asked>.*)\) += (?P<said>-?\d+)")
NAME = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<folder>[^>]*)>, )?"(?P<name>(?:[^"\\]|\\.)*)"')
WRITES = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)")
INTERNET = re.compile(r"^AF_(?!UNIX)")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


class Watched:
    """Runs one command after the other.

    hooked: what Python's audit hook has seen. traced: what the kernel was asked.
    """

    def __init__(self, place: Path, server: subprocess.Popen[str]) -> None:
        self._place, self._server = place, server

    def __call__(self, *arguments: str | Path, cwd: Path) -> Said:
        """Run a command in a folder."""
        said = [self._place / name for name in ("out", "err")]
        for path in said:
            path.write_bytes(b"")
        environment = {**os.environ, "PYTHONPATH": str(TESTS.parent), "PYTHONIOENCODING": "utf-8"}
        asked = {"arguments": list(map(str, arguments)), "cwd": str(cwd), "environment": environment}
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(asked | {"said": list(map(str, said))}) + "\n")
        self._server.stdin.flush()
        code = int(self._server.stdout.readline())
        return Said(code, *(path.read_text(encoding="utf-8") for path in said))

    def hooked(self) -> list[list[str]]:
        """Return events: which, and where."""
        path = self._place / "hooked"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    def traced(self) -> list[tuple[str, str]]:
        """Return system calls that did something: which, and what was asked; none where strace is missing."""
        path = self._place / "traced"
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
        calls = (CALL.match(line) for line in lines)
        return [(call["call"], call["asked"]) for call in calls if call and int(call["said"]) >= 0]

    def written(self, cwd: Path) -> set[str]:
        """Return all paths that were written, made, renamed or removed, as far as they are on a disk.

        cwd: the folder in which the commands were given.
        """
        places = {where for event, where in self.hooked() if event in (*CHANGING, "open")}
        for call, asked in self.traced():
            if not call.startswith("socket") and (not call.startswith("open") or WRITES.search(asked)):
                places |= {_path(found, cwd) for found in NAME.finditer(asked)}
        return {os.path.realpath(one) for one in places if not one.startswith(("/dev/", "/proc/"))}

    def sockets(self) -> list[str]:
        """Return what was asked of the network."""
        traced = [asked for call, asked in self.traced() if call.startswith("socket") and INTERNET.match(asked)]
        return [*(event for event, _ in self.hooked() if event.startswith("socket.")), *traced]


def traceable() -> bool:
    """Return whether the kernel lets us look on here."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0


@contextmanager
def watching(place: Path) -> Iterator[Watched]:
    """Give the command line, watched; place: an empty folder for what is seen."""
    tracing = ["strace", "-f", "-y", "-qq", "--seccomp-bpf", "-s", "4096", "-e", f"trace={SYSTEM_CALLS}"]
    before = [*tracing, "-o", str(place / "traced")] if traceable() else []
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent), "PYTHONIOENCODING": "utf-8", "TMPDIR": str(place)}
    server = subprocess.Popen(
        [*before, sys.executable, __file__, str(place / "hooked")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    try:
        yield Watched(place, server)
    finally:
        assert server.stdin is not None
        server.stdin.close()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def _path(found: re.Match[str], cwd: Path) -> str:
    octal = found["name"].encode("latin-1", "replace").decode("unicode_escape")  # strace writes other bytes so
    name = octal.encode("latin-1", "replace").decode("utf-8", "replace")
    return os.path.join(found["folder"] or cwd, name)  # noqa: PTH118 - an absolute name stays as it is


def _seen(event: str, arguments: tuple[object, ...]) -> str | None:
    """Return where an event of interest happens; None where it is none."""
    if event.startswith("socket."):
        return str(arguments[1:3])
    if event in CHANGING:
        return _absolute(os.fsdecode(arguments[0]), arguments[FOLDERS.get(event, 1)])  # type: ignore[arg-type]
    if event == "open" and isinstance(arguments[0], (str, bytes)) and _writes(*arguments[1:3]):
        return os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100
    return None


def _absolute(name: str, folder: object) -> str:
    """Return where a name is; folder: the number of an open folder, or none."""
    inside = f"/proc/self/fd/{folder}"
    held = os.readlink(inside) if isinstance(folder, int) and folder > 2 and os.path.exists(inside) else os.getcwd()  # noqa: PTH109, PTH110, PTH115
    return os.path.join(held, name)  # noqa: PTH118


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return any(sign in mode for sign in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def _watch(path: str) -> None:
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        where = _seen(event, arguments)
        if where is not None:
            os.write(log, (json.dumps([event, where]) + "\n").encode())

    sys.addaudithook(hook)


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    import forked

    _watch(sys.argv[1])
    forked._serve()
