"""Where the ledgers of a cluster lie: files, folders of files, and URLs of stores that the driver and executors see."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from procurement_footprint.problems import Refused, problem

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_NO_LEDGER = (".", "_")  # what a cluster writes beside the files: _SUCCESS, .part-00000.crc
_STORES = {name: name for name in ("s3", "gs", "abfs", "abfss", "hdfs")} | {"s3a": "s3", "s3n": "s3"}


def files(named: str) -> tuple[Path, ...]:
    """Return the ledger files that a path or URL names: one file, or all in a folder, sorted by their path.

    What lies in a store is read from there, and does for reading what a Path does.
    Errors: Refused where nothing is there, or it is a store that cannot be read.
    """
    if not _SCHEME.match(named) or Path(named).exists():
        return _in(Path(named), named)
    url = urlsplit(named)
    scheme = url.scheme.lower()
    if scheme == "file" and url.netloc in ("", "localhost"):
        return _in(Path(unquote(url.path)), named)
    if scheme in _STORES:
        return _in_store(named, f"{_STORES[scheme]}:{named.partition(':')[2]}")
    raise Refused([problem("spark-file-system", named, why=f"{scheme}: is no store that is known")])


def _in(path: Path, named: str) -> tuple[Path, ...]:
    if not path.exists():
        raise Refused([problem("spark-file-system", named, why="there is no such file or folder")])
    if not path.is_dir():
        return (path,)
    found = sorted(one for one in path.rglob("*") if one.is_file() and _is_ledger(one.relative_to(path)))
    if not found:
        raise Refused([problem("spark-folder-empty", named)])
    return tuple(found)


def _in_store(named: str, url: str) -> tuple[Path, ...]:
    try:
        from upath import UPath  # only where ledgers lie in a store

        return _in(cast(Path, UPath(url)), named)
    except Refused:
        raise
    except Exception as error:  # each store's library has its own
        why = str(error).strip().split("\n", maxsplit=1)[0] or type(error).__name__
        raise Refused([problem("spark-file-system", named, why=why)]) from None


def _is_ledger(inside: Path) -> bool:
    return not any(part.startswith(_NO_LEDGER) for part in inside.parts)
