"""Which run of a project is the newest: the file `footprints/latest` holds the name of its folder."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint import atomic, named_paths
from procurement_footprint.problems import Refused, problem

WORD, FOLDER = "latest", "footprints"


def point(project: Path | None, result: Path) -> None:
    """Let `footprints/latest` name a result folder that is there now, if it is one of the project's."""
    inside = project and result.absolute().parent == (project / FOLDER).absolute()
    if project and inside and not (project / FOLDER / WORD).is_dir():  # a run may have been called so
        atomic.file(project / FOLDER / WORD, f"{result.name}\n".encode())


def of(project: Path) -> Path:
    """Return the newest result folder of the project.

    Errors: Refused when there is none yet, or it is not there any more.
    """
    path = project / FOLDER / WORD
    try:
        name = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Refused([problem("latest-missing", str(path))]) from None
    found = project / FOLDER / name
    if name in ("", "..") or Path(name).name != name or not named_paths.is_dir(found):
        raise Refused([problem("latest-gone", str(path), name)])
    return found
