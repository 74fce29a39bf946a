"""What can be wrong with an import into a project's archive, and with the archive itself."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

ARCHIVE: dict[str, Kind] = {
    "project-locked": Kind(
        "somebody else is writing in this project; waited {seconds} seconds",
        "wait until that command has ended, then start this one again",
    ),
    "folder-at-work": Kind(
        "another command makes this folder at the moment",
        "wait until it has ended, or name another folder",
    ),
    "archive-damaged": Kind(
        "the archive is not as it was written: {why}",
        "restore the folder archive/ from a backup; nothing in it may be changed or deleted by hand",
    ),
    "archive-control-total": Kind(
        "the rows add up to {read} {currency}, the control total given is {given}: a difference of {gap}",
        "check that the export is complete, and that the total is of these rows, net of VAT",
    ),
    "archive-control-currencies": Kind(
        "one control total is given, but the rows are in several currencies",
        "import without --control-total and compare the sums that `periods` shows",
    ),
    "archive-overlap": Kind(
        "months of {entity} are in the archive already",
        "--replace --reason TEXT puts the months of this file in the place of those that are there; "
        "--add --reason TEXT adds only the rows that are not there yet",
    ),
    "archive-files-overlap": Kind(
        "{other}, named in the same command, holds the same months of {entity}",
        "import one of them with --replace, then the other with --add",
    ),
    "verify-imports-missing": Kind(
        "it was made of an archive with {seen} imports, and the archive of this project has {held}",
        "name the project that it was made in with --project",
    ),
    "verify-import-other": Kind(
        "import {number} of this project is not of the file {name} that it was made with",
        "name the project that it was made in with --project",
    ),
    "archive-closed": Kind(
        "it has rows of {period}, which is closed as version {version}",
        "late bookings are taken in with --add --reason TEXT, other ones with --replace --reason TEXT; the closed "
        "result stays as it is until `restate {period}` makes a new version",
    ),
    "archive-columns-changed": Kind(
        "the columns are not those of the last import of {entity}, {label}",
        "look the columns over: where they are read rightly say --new-layout, else name a --profile",
    ),
    "archive-columns-lost": Kind(
        "columns that the last import of {entity}, {label}, had are not found: {lost}",
        "name a --profile that says what they are called now, or that is without them",
    ),
    "archive-columns-unread": Kind(
        "the columns are not those of the last import of {entity}, {label}",
        "name a --profile that says what the columns are called now",
    ),
}
