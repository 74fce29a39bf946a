"""The secret of a project by which its natural persons have pseudonyms: a file that only its owner can read.

It is never in anything that leaves the project. Without it nobody can tell who a pseudonym is, and the same person gets
another one: keep a copy where you keep passwords.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from procurement_footprint.atomic import PART
from procurement_footprint.problems import Refused, problem

FILE: Final = ".pseudonym-key"
NAMES: Final = ".pseudonym-names"  # pseudonyms of names, see `known_names.py`
IGNORED: Final = ".gitignore"
_PASSING: Final = ".procurement-footprint.*"  # the lock of a project, see `lock.py`
_BYTES: Final = 32
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_STORED: Final = ("archive/*/import.json", "closed/*/*/closing.json")  # beside these pseudonyms are kept


def key(folder: Path | None) -> bytes | None:
    """Return the key of the project in `folder`; None without a project or a key.

    Errors: Refused when others than the owner can read the file, or it is not a key.
    """
    path = folder / FILE if folder else None
    if path is None or not path.is_file():
        return None
    if os.name != "nt" and path.stat().st_mode & _OTHERS:  # Windows has other rights, which a folder hands down
        raise Refused([problem("pseudonym-key-open", FILE)])
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if not re.fullmatch(f"[0-9a-f]{{{2 * _BYTES}}}", text):
        raise Refused([problem("pseudonym-key-unreadable", FILE)])
    return bytes.fromhex(text)


def made(folder: Path) -> bytes:
    """Return the key of the project in `folder`, which gets one if it has none, and keeps it out of Git.

    Errors: those of `key`; Refused when there is no key though the project has kept pseudonyms.
    """
    if held := key(folder):
        return held
    if any(found for pattern in _STORED for found in folder.glob(pattern)):
        raise Refused([problem("pseudonym-key-missing", FILE)])
    ignore(folder)
    _write_whole(folder, secrets.token_hex(_BYTES) + "\n")
    found = key(folder)
    assert found is not None  # it was written above
    return found


def ignore(folder: Path) -> None:
    """See that Git leaves the key of the project in `folder` alone, and what commands leave while they run."""
    path = folder / IGNORED
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = [name for name in (FILE, NAMES, _PASSING) if name not in text.splitlines()]
    if lines:
        start = text if text.endswith("\n") or not text else text + "\n"
        path.write_text(start + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def passing(folder: Path, of: str) -> Path:
    """Return the path of a file that is there for a moment, which Git leaves alone and `atomic.sweep` cleans up."""
    return folder / f".procurement-footprint.{of}.{os.getpid()}{PART}"


def _write_whole(folder: Path, text: str) -> None:
    """Write the key in one step: whoever sees it sees all of it; that of a run that was quicker stays."""
    new = passing(folder, "key")
    new.unlink(missing_ok=True)
    write_private(new, text)
    try:
        os.link(new, folder / FILE)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        with suppress(FileExistsError):
            write_private(folder / FILE, text)
    new.unlink()


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read. Errors: FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
