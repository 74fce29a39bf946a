"""Adds a decision to the file `supplier-aliases.yaml` of a project; what is there is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from procurement_footprint import atomic, plain_yaml
from procurement_footprint.ledger.alias_file import parse
from procurement_footprint.ledger.aliases import FILE, Alias
from procurement_footprint.problems import Refused, problem

LOCK = f".{FILE}.lock"
PATIENCE = 30.0  # seconds: an entry is written in a few milliseconds


def append(folder: Path, alias: Alias) -> Path:
    """Add an alias to the end of the file of the project in `folder`, without touching what is there; return the file.

    Errors: Refused, and nothing is written, when the file would have a fault.
    """
    path = folder / FILE
    try:
        with FileLock(folder / LOCK, timeout=PATIENCE):
            before = path.read_bytes() if path.is_file() else b""
            gap = b"" if not before or before.endswith(b"\n") else b"\n"
            whole = before + gap + _text(alias)
            parse(whole)
            atomic.file(path, whole)
    except Timeout:
        raise Refused([problem("alias-locked", str(path), seconds=f"{PATIENCE:g}")]) from None
    return path


def next_id(held: Sequence[Alias], when: date) -> str:
    """Return the id of the next alias of a day: s-20261124-001, -002, …"""
    day = f"s-{when:%Y%m%d}-"
    numbers = [int(one.id.removeprefix(day)) for one in held if one.id.startswith(day) and one.id[len(day) :].isdigit()]
    return f"{day}{max(numbers, default=0) + 1:03d}"


def _text(alias: Alias) -> bytes:
    said: dict[str, object] = {"id": alias.id, "when": alias.when.isoformat(), "who": alias.who, "why": alias.why}
    rest = {"number": alias.number, "name": alias.name, "numbers": list(alias.numbers), "names": list(alias.names),
            "withdraws": alias.withdraws}  # fmt: skip
    lines = plain_yaml.dump(said | {key: value for key, value in rest.items() if value}).splitlines()
    return "".join(f"{'- ' if place == 0 else '  '}{line}\n" for place, line in enumerate(lines)).encode()
