"""Folders and files that appear whole or not at all.

Everything is made in a hidden folder beside its place (same volume), flushed to disk and renamed in one step.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PART = ".part"
RESULT = "result"


@contextmanager
def folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends well it becomes the folder `target`.

    What is made beside it (its parent is ours) is thrown away. Whatever goes wrong inside, `target` does not appear
    and the place is cleaned up.
    """
    with folders(target.parent, target.name) as made:
        made.mkdir()
        yield made
        publish([made], [target])


@contextmanager
def folders(parent: Path, name: str) -> Iterator[Path]:
    """Give the path of a folder, not there yet, on the volume of `parent`; it and all beside it is thrown away."""
    parent = parent.absolute()
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    place = parent / f".{name}.{os.getpid()}{PART}"
    try:
        place.mkdir()
        yield place / RESULT
    finally:
        shutil.rmtree(place, ignore_errors=True)


def publish(made: Sequence[Path], targets: Sequence[Path]) -> None:
    """Flush all folders to disk, then rename one after another; where one cannot be, those before it go back."""
    for one in made:
        flush(one)
    pairs = list(zip(made, targets, strict=True))
    try:
        for one, target in pairs:
            one.rename(target)
    except BaseException:
        for one, target in reversed(pairs):
            if target.exists() and not one.exists():
                target.rename(one)
        raise
    for parent in {target.parent for target in targets}:
        flush_folder(parent)


def remove(place: Path, beside: Path) -> None:
    """Remove a folder in one step, through a hidden one in `beside`, on the same volume."""
    hidden = beside / f".{place.name}.{os.getpid()}{PART}"
    place.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def file(path: Path, content: bytes) -> None:
    """Write a file, or put it in the place of the one that is there, in one step."""
    new = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        with new.open("wb") as made:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    flush_folder(path.parent)


def sweep(parent: Path) -> None:
    """Remove what programs that were killed have left behind in `parent`."""
    for place in parent.glob(f".*{PART}"):
        owner = place.name.removesuffix(PART).rpartition(".")[2]
        if owner.isdigit() and not alive(int(owner)):
            if place.is_dir():
                shutil.rmtree(place, ignore_errors=True)
            else:
                with suppress(OSError):
                    place.unlink()


def alive(process: int) -> bool:
    """Return whether a process of this machine is there; where that cannot be asked, it is said to be."""
    if os.name == "nt":  # asking with signal 0 would end the process there
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def flush(folder: Path) -> None:
    """See that a folder and the files in it are on the disk."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            flush(path)
            continue
        with path.open("rb") as file:
            os.fsync(file.fileno())
    flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    if os.name == "nt":  # Windows cannot open a folder to flush it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
