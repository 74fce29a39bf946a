"""Every change to files that a process asks the system for, seen before it is made: refused, or the last one.

Linux tells a second process of each such call and waits for its answer (seccomp, user notification), whoever makes it:
Python, polars, or a process that was started. Nothing has to be compiled or installed for it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import select
import signal
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

_X86: Final = {
    "write": 1, "open": 2, "pwrite64": 18, "writev": 20, "sendfile": 40, "fsync": 74, "fdatasync": 75, "truncate": 76,
    "ftruncate": 77, "rename": 82, "mkdir": 83, "rmdir": 84, "creat": 85, "link": 86, "unlink": 87, "symlink": 88,
    "chmod": 90, "fchmod": 91, "openat": 257, "mkdirat": 258, "unlinkat": 263, "renameat": 264, "linkat": 265,
    "symlinkat": 266, "fchmodat": 268, "fallocate": 285, "pwritev": 296, "renameat2": 316, "copy_file_range": 326,
}  # fmt: skip
_ARM: Final = {
    "mkdirat": 34, "unlinkat": 35, "symlinkat": 36, "linkat": 37, "renameat": 38, "truncate": 45, "ftruncate": 46,
    "fallocate": 47, "fchmod": 52, "fchmodat": 53, "openat": 56, "write": 64, "writev": 66, "pwrite64": 68,
    "pwritev": 70, "sendfile": 71, "fsync": 82, "fdatasync": 83, "renameat2": 276, "copy_file_range": 285,
}  # fmt: skip
_MACHINES: Final = {"x86_64": (0xC000003E, _X86, 317), "aarch64": (0xC00000B7, _ARM, 277)}
_OF_HANDLE: Final = {"write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "ftruncate", "fchmod", "fallocate",
                     "sendfile"}  # fmt: skip
_NAME_AT: Final = {"renameat": 3, "renameat2": 3, "linkat": 3, "link": 1, "rename": 1, "symlink": 1, "symlinkat": 2}
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_NOTIFY, _ALLOW = 0x7FC00000, 0x7FFF0000
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_NOTICE, _ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
_NEW_PRIVILEGES, _LISTENER, _FILTER, _CONTINUE = 38, 8, 1, 1

Judge = Callable[[str, str], int]  # call and path → 0: let it be made; an errno: refuse it; -N: send signal N first


def possible() -> bool:
    """Whether this system can tell a process of the calls of another."""
    try:
        return "user_notif" in Path("/proc/sys/kernel/seccomp/actions_avail").read_text() and (
            platform.machine() in _MACHINES
        )
    except OSError:
        return False


def watch_me(teller: socket.socket) -> None:
    """Let whoever holds the other end of `teller` see each change to files that this process asks for from now on."""
    architecture, calls, seccomp = _MACHINES[platform.machine()]
    system = ctypes.CDLL(None, use_errno=True)
    program = _program(architecture, calls)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    asked = Program(len(program) // 8, program)
    system.prctl(_NEW_PRIVILEGES, 1, 0, 0, 0)
    listener = system.syscall(seccomp, _FILTER, _LISTENER, ctypes.byref(asked))
    if listener < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    socket.send_fds(teller, [b"."], [listener])
    os.close(listener)


def answer(teller: socket.socket, process: int, judge: Judge, until: float | None = None) -> None:
    """Answer all calls of a process, and of those that it starts, till they have ended; at `until` it is killed."""
    _, (listener, *_), _, _ = socket.recv_fds(teller, 1, 1)
    names = {number: name for name, number in _MACHINES[platform.machine()][1].items()}
    waiting = select.poll()
    waiting.register(listener, select.POLLIN)
    try:
        while True:
            left = None if until is None else max(0, int(1000 * (until - time.monotonic())))
            ready = waiting.poll(left)
            if not ready:
                os.kill(process, signal.SIGKILL)
                until = None
            elif not _answered(listener, names, process, judge):
                return
    finally:
        os.close(listener)


def _answered(listener: int, names: dict[int, str], process: int, judge: Judge) -> bool:
    """Answer one call; False where there is nobody left who could ask."""
    notice = bytearray(_NOTICE.size)
    try:
        fcntl.ioctl(listener, _RECEIVE, notice)
    except FileNotFoundError:  # who asked was killed meanwhile, or all have ended
        return not any(event & select.POLLHUP for _, event in _now(listener))
    number, thread, _, call, _, _, *arguments = _NOTICE.unpack(notice)
    said = judge(names[call], _path(thread, names[call], arguments))
    if said < 0:
        os.kill(process, -said)
        if said == -signal.SIGKILL:
            return True  # unanswered, so that the call is not made
    reply = _ANSWER.pack(number, 0, -max(said, 0), 0 if said > 0 else _CONTINUE)
    with suppress(FileNotFoundError):
        fcntl.ioctl(listener, _SEND, reply)
    return True


def _now(listener: int) -> list[tuple[int, int]]:
    waiting = select.poll()
    waiting.register(listener, select.POLLIN)
    return waiting.poll(0)


def _path(thread: int, call: str, arguments: list[int]) -> str:
    """Return the path that a call is about; of two the second, which is what appears."""
    try:
        if call in _OF_HANDLE or call == "copy_file_range":
            handle = arguments[2] if call == "copy_file_range" else arguments[0]
            return str(Path(f"/proc/{thread}/fd/{handle}").readlink())
        at = _NAME_AT.get(call, 1 if call.endswith("at") else 0)
        name = _text(thread, arguments[at])
        if name.startswith("/"):
            return name
        handle = arguments[at - 1] if call.endswith(("at", "at2")) else -100
        base = f"/proc/{thread}/cwd" if _signed(handle) == -100 else f"/proc/{thread}/fd/{handle}"
        return os.path.normpath(Path(base).readlink() / name)
    except OSError:
        return "?"


def _signed(handle: int) -> int:
    return handle - (1 << 64) if handle >> 63 else handle - (1 << 32) if handle >> 31 else handle


def _text(thread: int, address: int) -> str:
    with Path(f"/proc/{thread}/mem").open("rb", buffering=0) as memory:
        held = b""
        while b"\0" not in held:
            memory.seek(address + len(held))
            held += memory.read(min(256, 4096 - (address + len(held)) % 4096))
    return os.fsdecode(held.partition(b"\0")[0])


def _program(architecture: int, calls: dict[str, int]) -> bytes:
    """Return the filter: which calls are told. Opening a file is one where it may change it."""
    plain = [number for name, number in calls.items() if name not in ("open", "openat")]
    opening = [(calls[name], offset) for name, offset in (("open", 24), ("openat", 32)) if name in calls]
    lines = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _ALLOW), (_LOAD, 0, 0, 0)]
    for number in plain:
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _NOTIFY)]
    for number, flags in opening:
        lines += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, flags), (_ANY_BIT, 0, 1, _WRITING), (_RETURN, 0, 0, _NOTIFY)]
        lines += [(_RETURN, 0, 0, _ALLOW)]
    lines += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
