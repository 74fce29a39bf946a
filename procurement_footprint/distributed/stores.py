"""Where the ledgers of a cluster lie: files, folders of files, and URLs of stores that the driver and executors see."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from procurement_footprint.problems import Refused, problem

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_NO_LEDGER = (".", "_")  # what a cluster writes beside the files: _SUCCESS, .part-00000.crc


def files(named: str) -> tuple[Path, ...]:
    """Return the ledger files that a path or URL names: one file, or all in a folder, sorted by their path.

    Errors: Refused where nothing is there, or it is a store that cannot be read.
    """
    path = _path(named)
    if not path.exists():
        raise Refused([problem("spark-file-system", named, why="there is no such file or folder")])
    if not path.is_dir():
        return (path,)
    found = sorted(one for one in path.rglob("*") if one.is_file() and _is_ledger(one.relative_to(path)))
    if not found:
        raise Refused([problem("spark-folder-empty", named)])
    return tuple(found)


def _path(named: str) -> Path:
    if not _SCHEME.match(named) or Path(named).exists():
        return Path(named)
    url = urlsplit(named)
    if url.scheme.lower() != "file" or url.netloc not in ("", "localhost"):
        why = f"stores of {url.scheme}: are read where they are mounted as a folder"
        raise Refused([problem("spark-file-system", named, why=why)])
    return Path(unquote(url.path))


def _is_ledger(inside: Path) -> bool:
    return not any(part.startswith(_NO_LEDGER) for part in inside.parts)
