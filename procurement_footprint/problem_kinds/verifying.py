"""What can be wrong with a finished footprint, and with what it is to be made again from."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

VERIFYING: dict[str, Kind] = {
    "manifest-missing": Kind("there is no {file} in this folder", "name a folder that `run` or `demo` has made"),
    "manifest-unreadable": Kind(
        "this manifest cannot be read: {why}", "take the folder as `run` has made it, unchanged"
    ),
    "manifest-changed": Kind(
        "this manifest was changed since it was written: it does not agree with its own SHA-256",
        "put it back from a backup, or make the footprint again",
    ),
    "path-not-utf8": Kind(
        "the name of this folder, or of one around it, is not in UTF-8, as Parquet files need it",
        "rename it, or set the locale of the terminal to one in UTF-8 (LC_ALL=C.UTF-8)",
    ),
    "verify-ledger-missing": Kind(
        'the ledger "{name}" with SHA-256 {sha256} was not found near the footprint',
        "name the file: procurement-footprint verify DIR LEDGER",
    ),
    "verify-file-changed": Kind(
        "this file is not as it was when the footprint was made: its SHA-256 was {sha256}",
        "put it back as it was, or name where it is as it was: procurement-footprint verify DIR LEDGER",
    ),
    "verify-ledger-other": Kind(
        "this file is none of the ledgers that the footprint was made from",
        "leave it out, or name one whose SHA-256 stands in manifest.json under inputs",
    ),
    "verify-profile-missing": Kind(
        'the ledger profile "{name}" was not found as it was when the footprint was made', "name it: --profile FILE"
    ),
    "verify-profile-other": Kind(
        "the footprint was not made with this ledger profile",
        "name one whose SHA-256 stands in manifest.json under made_with, profiles; or leave --profile out",
    ),
}
