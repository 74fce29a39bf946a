"""The readers of workbooks and of Parquet, in a process of its own with bounds on its memory and its time.

A file can be made so that its reader asks for more memory than there is, which ends the process it works in; here that
is not ours. It wakes while a workbook is looked over. This file is also the program of that process, until its input
ends: a line of JSON and the bytes of a workbook in, the cells of one sheet out; or a line of JSON in that names a
Parquet file, and out whether it can be read.
"""

from __future__ import annotations

import atexit
import io
import json
import math
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any

import polars as pl
from polars import selectors

_ROWS, _TEXT, _END = b"R", b"T", b"E"  # what an answer is: some rows, why there are none, that there are no more
_SENT_ROWS = 100_000
_LARGE = 1_000_000  # bytes of a file after which the process does not stay, since it keeps the memory
_PATIENCE = 6  # times the seconds of work; on a machine that does much else they take longer
_ONE_AT_A_TIME = Lock()
BOUNDED = sys.platform.startswith("linux")  # whether the system holds a process to its memory; macOS does not


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many bytes of memory the reader may have, and how many seconds of work it may take."""

    memory: int
    seconds: int


class Unread(Exception):  # noqa: N818 - it says what the file is
    """The reader says why it cannot read a file."""


class Stopped(Exception):  # noqa: N818 - it says what became of the reader
    """The reader was stopped by its bounds, or has ended by itself."""


def wake() -> None:
    """Start the process, if it does not run yet; it ends with the program."""
    _reader(os.getpid())


def stop() -> None:
    """End the process, whatever it reads; the next file has another one."""
    _reader(os.getpid()).kill()


def cells(raw: bytes, sheet: str, bounds: Bounds) -> pl.DataFrame:
    """Return the cells of a sheet of the workbook `raw` as text, from its first row on; null where empty.

    Errors: Unread when it is damaged, Stopped when it would take more than it may.
    """
    return pl.concat(_answered({"sheet": sheet, "size": len(raw)}, raw, bounds, len(raw)), rechunk=True)


def try_parquet(path: Path, block: int, bounds: Bounds) -> None:
    """Read all columns of a Parquet file, block by block, and keep nothing. block: how many rows it has.

    Errors: Unread when it is damaged, Stopped when it would take more than it may.
    """
    _answered({"parquet": str(path.absolute()), "block": block, "size": 0}, b"", bounds, path.stat().st_size)


def _answered(asked: dict[str, Any], raw: bytes, bounds: Bounds, length: int) -> list[pl.DataFrame]:
    """Return the rows that the reader sends. raw: what it reads, unless that is a file. length: of what it reads."""
    with _ONE_AT_A_TIME:
        reader = _living()
        patience = Timer(bounds.seconds * _PATIENCE, reader.kill)
        patience.start()
        stays = False
        try:
            found = _asked(reader, asked, raw, bounds)
            stays = length <= _LARGE
        except Unread:
            stays = length <= _LARGE
            raise
        except (OSError, EOFError):
            raise Stopped(_why(_ended(reader), bounds)) from None
        finally:
            patience.cancel()
            if not stays:  # after an interruption what it still says would be taken for its next answer
                reader.kill()
                _ended(reader)
    return found


def _asked(reader: subprocess.Popen[bytes], asked: dict[str, Any], raw: bytes, bounds: Bounds) -> list[pl.DataFrame]:
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdin.write(json.dumps(asked | asdict(bounds)).encode() + b"\n")
    reader.stdin.write(raw)
    reader.stdin.flush()
    found: list[pl.DataFrame] = []
    while (kind := _exactly(reader.stdout, 1)) != _END:
        said = _exactly(reader.stdout, int.from_bytes(_exactly(reader.stdout, 8)))
        if kind == _TEXT:
            raise Unread(said.decode())
        found.append(pl.read_ipc_stream(io.BytesIO(said)))
    return found


def _exactly(stream: IO[bytes], size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return found


def _living() -> subprocess.Popen[bytes]:
    """Return the process; another one where the system has ended it since."""
    reader = _reader(os.getpid())
    if reader.poll() is not None:
        _ended(reader)
    return _reader(os.getpid())


def _why(code: int, bounds: Bounds) -> str:
    if code == -signal.SIGABRT:
        return f"it asked for more than {bounds.memory // 1_000_000:,} MB of memory"
    if code in (-getattr(signal, "SIGXCPU", 0), -getattr(signal, "SIGKILL", 0)):
        return f"it worked for more than {bounds.seconds:,} seconds, or the system ended it"
    return f"it ended by itself ({code})"


@cache
def _reader(_: int) -> subprocess.Popen[bytes]:
    """Return the process of this one, named by its number: what is forked from it has none yet."""
    # -P: the folder of this file is no place to look for modules in
    command = [sys.executable, "-P", __file__]
    own = {**os.environ, "POLARS_MAX_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # each thread takes room, used or not
    pipe = subprocess.PIPE
    reader = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=own)
    atexit.register(_ended, reader)
    return reader


def _ended(reader: subprocess.Popen[bytes]) -> int:
    """Let the process end, and return its exit code."""
    _reader.cache_clear()
    for pipe in (reader.stdin, reader.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    return reader.wait()


def _serve() -> None:
    """Read what comes in until nothing more does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends our parent, and that ends us
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        raw = sys.stdin.buffer.read(asked["size"])
        _bound(asked["memory"], asked["seconds"])
        try:
            if "parquet" in asked:
                _read_parquet(asked["parquet"], asked["block"])
            else:
                _send_sheet(raw, asked["sheet"])
        except MemoryError:
            os.abort()  # as Rust does; our parent knows what that means
        except BaseException as error:  # what panics in Rust is no Exception
            _send(_TEXT, str(error).encode("utf-8", "replace"))
        else:
            sys.stdout.buffer.write(_END)
        sys.stdout.buffer.flush()


def _read_parquet(path: str, block: int) -> None:
    table = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    for start in range(0, table.select(pl.len()).collect().item(), block):
        rows = table.slice(start, block).collect()
        rows.select((selectors.date() | selectors.datetime()).dt.to_string("iso"))  # a day that no calendar has


def _bound(memory: int, seconds: int) -> None:
    """Bound our memory and time; where the system cannot, only the time for which our parent waits is bounded."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, math.ceil(time.process_time()) + seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _send_sheet(raw: bytes, name: str) -> None:
    import fastexcel

    sheet = fastexcel.read_excel(raw).load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    frame = sheet.to_polars()
    for some in frame.iter_slices(_SENT_ROWS) if frame.height else (frame,):
        packed = io.BytesIO()
        some.write_ipc_stream(packed)
        _send(_ROWS, packed.getbuffer())


def _send(kind: bytes, said: bytes | memoryview) -> None:
    sys.stdout.buffer.write(kind + len(said).to_bytes(8))
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    _serve()
