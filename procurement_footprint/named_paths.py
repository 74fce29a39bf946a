"""Paths as somebody wrote them into a file: where no file can have such a name, there is none."""

from __future__ import annotations

from pathlib import Path


def exists(path: Path) -> bool:
    """Return whether there is something at a path; its name may be longer than names can be."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Return whether there is a file at a path; its name may be longer than names can be."""
    return exists(path) and path.is_file()


def is_dir(path: Path) -> bool:
    """Return whether there is a folder at a path; its name may be longer than names can be."""
    return exists(path) and path.is_dir()
