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
    "closing-closed": Kind(
        "{period} is closed, by {by} on {when}: what is closed never changes",
        'make a further version beside it: restate {period} --reason "..." --by NAME',
    ),
    "closing-inside": Kind(
        "{period} lies inside {around}, which is closed: its months are closed with it",
        'make a further version of {around}: restate {around} --reason "..." --by NAME',
    ),
    "closing-open": Kind("{period} is not closed", "close it first: close {period} --by NAME"),
    "closing-damaged": Kind(
        "this closed period is not as it was when it was closed", "put its files back from a backup, then begin again"
    ),
    "closing-incomplete": Kind(
        "there are no rows in some months of {period}",
        "bring them in first; or, where that is right, close it all the same with --incomplete",
    ),
    "closing-currency": Kind(
        "version {version} of {period} is in {before}, and this one would be in {after}; they cannot be compared",
        "write currency: {before} into procurement.yaml",
    ),
    "version-missing": Kind(
        "there is no version {version} of {period}", "name one that is there: verify {period} lists them"
    ),
    # the newest run
    "latest-missing": Kind("the project has no run yet", "make one: run"),
    "latest-gone": Kind(
        "the newest run is not there any more", "make another with run, or name the folder of a footprint"
    ),
}
