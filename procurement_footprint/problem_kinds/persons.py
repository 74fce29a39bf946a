"""What can be wrong about the personal data of a project: its key, and what would be shared."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

PERSONS: dict[str, Kind] = {
    "pseudonym-key-open": Kind(
        "others can read the key by which natural persons have pseudonyms",
        "make it readable for you alone: chmod 600 on this file; who has read it can tell who the pseudonyms are",
    ),
    "pseudonym-key-unreadable": Kind(
        "this is not a key for pseudonyms", "put the project's key back from where you keep a copy of it"
    ),
    "pseudonym-key-missing": Kind(
        "the key by which natural persons have pseudonyms is not here, and the project has kept pseudonyms",
        "put the key back from where you keep a copy: with another one the same person would be somebody else",
    ),
    "pseudonym-names-unreadable": Kind(
        "this is not how the names of natural persons are kept: lines of 12 hexadecimal digits",
        "delete the file; the next run of the project's ledgers keeps them anew",
    ),
    "share-person-number": Kind(
        "this would publish what looks like the number of a natural person",
        "correct it where it is written, for example in the export, and run again; is it no person's number, write"
        " {pseudonym} under share_accepted in procurement.yaml",
    ),
    "share-person-name": Kind(
        "this would publish the name of a natural person that the ledger knows",
        "correct it where it is written, for example in the export, and run again; may it be published, write"
        " {pseudonym} under share_accepted in procurement.yaml",
    ),
    "share-unknown-file": Kind("this file cannot be looked through", "take it out of the folder"),
    "share-totals": Kind(
        "the tables that would be shared add up to other totals than {manifest}: {what}",
        "use the program and the project as they were (made_with in manifest.json), or make the footprint again",
    ),
}
