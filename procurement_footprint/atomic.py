"""Folders and files that appear whole or not at all.

Everything is made in a hidden folder beside its place (same volume), flushed to disk and renamed in one step.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from procurement_footprint import leftovers
from procurement_footprint.problems import Refused, problem

RESULT = "result"
_NUMBER = re.compile(r"os error (\d+)")  # how Rust writes an errno
_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM)
_BROKEN_OFF = "transport error"  # what polars says of some writes that were refused, without a number
_NOTED: ContextVar[list[Path] | None] = ContextVar("noted", default=None)


@contextmanager
def folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends well it becomes the folder `target`.

    What is made beside it (its parent is ours) is thrown away. Whatever goes wrong inside, `target` does not appear
    and the place is cleaned up. Errors: Refused when somebody else makes that folder at the moment.
    """
    if leftovers.at_work(target):
        raise Refused([problem("folder-at-work", str(target))])
    with folders(target.parent, target.name) as made:
        made.mkdir()
        yield made
        publish([made], [target])


@contextmanager
def folders(parent: Path, name: str) -> Iterator[Path]:
    """Give the path of a folder, not there yet, on the volume of `parent`; it and all beside it is thrown away."""
    parent = parent.absolute()
    with standing(parent):
        leftovers.sweep(parent)
        with naming(parent / name), leftovers.held_folder(parent, name) as place:
            yield place / RESULT


@contextmanager
def standing(folder: Path) -> Iterator[None]:
    """Let a folder be there, and those around it; what was made goes where nothing stands in it when the block ends."""
    grown = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in grown:
            flush_folder(one.parent)
        yield
    finally:
        for one in grown:
            with suppress(OSError):
                one.rmdir()  # only where it is empty


def publish(made: Sequence[Path], targets: Sequence[Path]) -> None:
    """Flush all folders to disk, then rename one after another; where one cannot be, those before it go back."""
    for one in made:
        flush(one)
    pairs = list(zip(made, targets, strict=True))
    try:
        for one, target in pairs:
            if target.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
            one.rename(target)
        for parent in {target.parent for target in targets}:
            flush_folder(parent)
    except BaseException:
        for one, target in reversed(pairs):
            if target.exists() and not one.exists():
                target.rename(one)
        raise
    if (noted := _NOTED.get()) is not None:
        noted.extend(targets)


@contextmanager
def noting() -> Iterator[list[Path]]:
    """Give a list in which stands which folders have appeared since the block began."""
    noted: list[Path] = []
    before = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(before)


def remove(place: Path, beside: Path) -> None:
    """Remove a folder in one step, through a hidden one in `beside`, on the same volume."""
    with leftovers.held_folder(beside, place.name) as hidden:
        place.rename(hidden / RESULT)


def file(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file, or put it in the place of the one that is there, in one step.

    mode: its rights; None: those of the one that is there, else what is usual.
    """
    with naming(path), leftovers.held_file(path, 0o666 if mode is None else mode) as new:
        with new.open("r+b") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
        if mode is None and path.exists():
            shutil.copymode(path, new)
        new.replace(path)
        flush_folder(path.parent)


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Let everything that the system refuses inside say so in Python's way, and of `place` where it names no file."""
    try:
        yield
    except Exception as error:
        refused = _refused(error, place)
        if refused is None:
            raise
        raise refused from None


def _refused(error: Exception, place: Path) -> OSError | None:
    """Return what the system refused, in Python's way; None where it is said so already, or nothing was refused."""
    from polars.exceptions import PolarsError  # few come here

    if not isinstance(error, (OSError, PolarsError)) or getattr(error, "filename", None):
        return None
    said = _NUMBER.search(str(error))
    broken_off = errno.EIO if _BROKEN_OFF in str(error) else None
    number = getattr(error, "errno", None) or (int(said[1]) if said else broken_off)
    return OSError(number, os.strerror(number), str(place)) if number in _WRITING else None


def flush(folder: Path) -> None:
    """See that a folder and the files in it are on the disk."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            flush(path)
            continue
        with naming(path), path.open("rb") as file:
            os.fsync(file.fileno())
    flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    if os.name == "nt":  # Windows cannot open a folder to flush it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with naming(folder):
            os.fsync(handle)
    finally:
        os.close(handle)
