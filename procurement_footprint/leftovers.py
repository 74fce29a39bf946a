"""Hidden folders and files that are worked in: who works in one holds it, and what nobody holds is removed.

The system lets go of what a program held when it dies: also where another program gets its number, in containers where
all have the same one, and on the other machines of a shared disk. On Windows nothing is held and nothing removed.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if os.name != "nt":
    import fcntl

PART = ".part"
PASSING = "procurement-footprint"  # what is thrown away is called so in the folder of temporary files
HELD = "held"  # the file in a folder that its owner has locked
_TOKEN_BYTES = 6
_PAUSE = 0.02  # seconds
_NAMED = re.compile(rf"\.(.+)\.[0-9a-f]{{{2 * _TOKEN_BYTES}}}\{PART}")
_IN_PATH = re.compile(rf"\.([^/\\]+)\.[0-9a-f]{{{2 * _TOKEN_BYTES}}}\{PART}(?:[/\\](?:result|spool(?:-\d+)?)\b)?")
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@contextmanager
def held_folder(parent: Path, name: str) -> Iterator[Path]:
    """Give a new hidden folder in `parent`, for what is to be called `name`; it and all in it is removed at the end.

    Only its owner can look into it.
    """
    place, handle = _new_folder(parent, name)
    try:
        yield place
    finally:
        _clear(place)
        _let_go(handle)


@contextmanager
def held_file(path: Path, mode: int) -> Iterator[Path]:
    """Give a new hidden file beside `path`, to take its place; it is removed where it is still there at the end.

    mode: its rights, as for `os.open`.
    """
    new, handle = _new_file(path, mode)
    try:
        yield new
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
    finally:
        _let_go(handle)


@contextmanager
def alone(path: Path, patience: float) -> Iterator[None]:
    """Let one at a time through the block; `path` is there only while somebody is in it.

    Errors: TimeoutError after `patience` seconds.
    """
    if os.name == "nt":
        yield
        return
    until = time.monotonic() + patience
    while (handle := _locked(path, os.O_RDWR | os.O_CREAT)) is None:
        if time.monotonic() > until:
            raise TimeoutError(path)
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(handle)


def sweep(parent: Path) -> None:
    """Remove what programs that were killed have left behind in `parent`."""
    for place in sorted(parent.glob(f".*{PART}")):
        if os.name != "nt" and _NAMED.fullmatch(place.name) and not place.is_symlink():
            with suppress(OSError):  # another may have been quicker, or it is not ours to remove
                _remove_unless_held(place)


def at_work(target: Path) -> bool:
    """Return whether somebody works on what is to become `target`."""
    if os.name == "nt":
        return False
    places = target.parent.glob(f".*{PART}")
    return any((named := _NAMED.fullmatch(one.name)) and named[1] == target.name and _is_held(one) for one in places)


def shown(path: str) -> str:
    """Return a path in which hidden folders and files have the names that users know."""
    return _IN_PATH.sub(r"\1", path)


def _hidden(parent: Path, name: str) -> Path:
    return parent / f".{name}.{os.urandom(_TOKEN_BYTES).hex()}{PART}"


def _new_folder(parent: Path, name: str) -> tuple[Path, int | None]:
    """Return a new folder and what holds it; another is made where somebody swept it before it was held."""
    while True:
        place = _hidden(parent, name)
        place.mkdir(mode=0o700, parents=True)  # another, which has made the folder around it, may remove it
        if os.name == "nt":
            return place, None
        try:
            handle = _locked(place / HELD, os.O_RDWR | os.O_CREAT)
        except FileNotFoundError:
            continue
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        if handle is not None:
            return place, handle


def _new_file(path: Path, mode: int) -> tuple[Path, int | None]:
    while True:
        new = _hidden(path.parent, path.name)
        if os.name == "nt":
            os.close(os.open(new, _NEW, mode))
            return new, None
        if (handle := _locked(new, _NEW, mode)) is not None:
            return new, handle


def _locked(path: Path, flags: int, mode: int = 0o600) -> int | None:
    """Open a file and hold it; None where another holds it or has removed it.

    On a disk that knows no locks it is open and not held: nobody can hold it there, and so nobody removes it.
    """
    handle = os.open(path, flags | os.O_NOFOLLOW, mode)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        return handle
    if _still_there(handle, path):
        return handle
    os.close(handle)
    return None


def _still_there(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _remove_unless_held(place: Path) -> None:
    if place.is_dir() and not (place / HELD).exists():
        place.rmdir()  # only where it is empty: its owner died before it was held
        return
    handle = os.open(place / HELD if place.is_dir() else place, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if place.is_dir():
            _clear(place)
        else:
            place.unlink()
    finally:
        os.close(handle)


def _clear(place: Path) -> None:
    """Remove a folder, last of all the file by which it is known as ours."""
    with suppress(OSError):
        for one in sorted(place.iterdir()):
            if one.is_dir():
                shutil.rmtree(one, ignore_errors=True)
            elif one.name != HELD:
                one.unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)


def _is_held(place: Path) -> bool:
    """Whether somebody holds a folder or a file; where that cannot be asked, nobody is said to."""
    try:
        handle = os.open(place / HELD if place.is_dir() else place, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def _let_go(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
