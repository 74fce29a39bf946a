"""Where the shipped folders and files stand: in an installed package or beside it in a checkout."""

from __future__ import annotations

from hashlib import file_digest, sha256
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
    """Return the SHA-256 of a file, in hexadecimal; of a folder that of the list that sha256sum makes."""
    if path.is_dir():
        names = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
        return sha256("".join(f"{digest(path / name)}  {name}\n" for name in names).encode()).hexdigest()
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
