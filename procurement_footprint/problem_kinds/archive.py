"""What can be wrong with an import into a project's archive, and with the archive itself."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

ARCHIVE: dict[str, Kind] = {
    "project-locked": Kind(
        "somebody else is writing in this project; waited {seconds} seconds",
        "wait until that command has ended, then start this one again",
    ),
    "archive-damaged": Kind(
        "the archive is not as it was written: {why}",
        "restore the folder archive/ from a backup; nothing in it may be changed or deleted by hand",
    ),
}
