"""What a reader needs to make a footprint again: the program, its files by version and SHA-256, and the commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from procurement_footprint.footprint import finished, rows
from procurement_footprint.footprint.finished import Finished


@dataclass(frozen=True, slots=True)
class File:
    """A file that decided something: its role, name, version ("" for none) and SHA-256."""

    role: str
    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Made:
    """How a footprint was made.

    sha256: of its rows, footprint.parquet. program: which made it, `0.1.0`. files: by role. changed: roles whose files
    are not here as they were then. commands: what computes it, checks it and explains it.
    """

    sha256: str
    program: str
    files: tuple[File, ...]
    changed: tuple[str, ...]
    commands: tuple[str, ...]


def made(done: Finished) -> Made:
    """Return how a finished footprint was made."""
    files = [
        File(role, one["name"], one["version"], one["sha256"])
        for role, held in sorted(done.manifest["made_with"].items())
        for one in held
    ]
    return Made(
        sha256=str(done.manifest["outputs"][rows.FILE]),
        program=str(done.manifest["program"]["version"]),
        files=tuple(files),
        changed=tuple(finished.changed(done)),
        commands=tuple(_commands(done.manifest["run"]["period"])),
    )


def _commands(period: str | None) -> Sequence[str]:
    program, run = "procurement-footprint", f" {period}" if period else ""
    return f"{program} run{run}", f"{program} verify latest", f"{program} why --category food"
