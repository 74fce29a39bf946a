"""Natural persons in a ledger, protected before anybody else sees its rows."""

from __future__ import annotations

from pathlib import Path

from procurement_footprint.ledger import known_names, pseudonym_key, pseudonyms
from procurement_footprint.ledger.book import Ledger


def protected(ledger: Ledger, project: Path | None) -> Ledger:
    """Return the ledger with natural persons under the pseudonyms of a project folder; outside one they have none.

    What they are called is remembered in the project as hashes, so that nothing that is shared has their names.
    Errors: Refused where the project's key is missing or open to others.
    """
    key = pseudonym_key.made(project) if project else None
    found = pseudonyms.look(ledger, key)
    if key and project:
        known_names.remember(project, found.called, key)
    return pseudonyms.without(ledger, found)


def under(key: bytes, ledger: Ledger) -> Ledger:
    """Return the ledger with natural persons under the pseudonyms of a key; nobody is remembered."""
    return pseudonyms.without(ledger, pseudonyms.look(ledger, key))
