"""The last look before anything is published: no number and no known name of a natural person, in any file.

A finding says where, and never what.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from procurement_footprint import person_numbers
from procurement_footprint.ledger import known_names, pseudonyms
from procurement_footprint.problems import Problem, problem
from procurement_footprint.reporting.share.contents import Unreadable, of_file

_WITHOUT_KEY: Final = "its pseudonym (which only a project has)"


@dataclass(frozen=True, slots=True)
class Known:
    """What a project knows. names: of natural persons, hashed. accepted: pseudonyms of what may be published."""

    key: bytes | None = None
    names: frozenset[str] = field(default_factory=frozenset)
    accepted: frozenset[str] = field(default_factory=frozenset)


def folder(place: Path, known: Known) -> list[Problem]:
    """Return a Problem for each number and name of a natural person in the files of a folder, sorted by file."""
    return [one for path in sorted(place.rglob("*")) if not path.is_dir() for one in file(path, path.name, known)]


def file(path: Path, name: str, known: Known) -> Iterator[Problem]:
    """Yield a Problem for each number and name of a natural person in a file; name: what the file is called."""
    met: dict[str, list[tuple[str, str]]] = {}
    told: set[tuple[str, str, str]] = set()
    shown = _masked(name)
    try:
        for place, text in of_file(path):
            if text not in met:
                met[text] = list(_found(text, known))
            for code, one in met[text]:
                if (place, code, one) not in told:
                    told.add((place, code, one))
                    yield problem(code, f"{shown}{_masked(place)}", pseudonym=one)
    except Unreadable:
        yield problem("share-unknown-file", shown)


def _found(text: str, known: Known) -> Iterator[tuple[str, str]]:
    """Yield what is personal in a text: the code of the Problem, and the pseudonym."""
    plain = person_numbers.DIGEST.sub(" ", text)
    for start, end in person_numbers.spans(plain):
        one = pseudonyms.pseudonym(plain[start:end], known.key) if known.key else _WITHOUT_KEY
        if one not in known.accepted:
            yield "share-person-number", one
    if known.key and known.names:
        for one in known_names.found(plain, known.names, known.key):
            if one not in known.accepted:
                yield "share-person-name", one


def _masked(place: str) -> str:
    return person_numbers.masked(place)
