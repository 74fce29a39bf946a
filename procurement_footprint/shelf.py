"""Where the shipped folders and files stand: in an installed package or beside it in a checkout."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the shipped folder `emission_factors`, `mappings` or `reports`."""
    installed = PACKAGE / "shipped" / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def file(name: str) -> Path:
    """Return the shipped file `METHOD.md`."""
    installed = PACKAGE / "shipped" / name
    return installed if installed.is_file() else PACKAGE.parent / name


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
