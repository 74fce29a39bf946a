"""What can be wrong with closed periods, and what stands in the way of closing one."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

CLOSINGS: dict[str, Kind] = {
    "closing-missing": Kind(
        "this is a version of a closed period without its {file}",
        "put the file back from a backup; a folder that `close` did not make belongs elsewhere",
    ),
    "closing-unreadable": Kind("what pins this closed period cannot be read: {why}", "put it back from a backup"),
    "closing-changed": Kind(
        "what pins this closed period was changed: it does not agree with its own SHA-256",
        "put it back from a backup",
    ),
}
