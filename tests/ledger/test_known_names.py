"""Names of natural persons are kept so that a changed file is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from procurement_footprint.ledger import known_names
from procurement_footprint.problems import Refused


@pytest.mark.parametrize("byte", [0, 5, 12], ids=["letter", "not ascii", "line feed"])
def test_a_changed_byte_in_the_kept_names_is_refused_in_words(tmp_path: Path, byte: int) -> None:
    known_names.remember(tmp_path, ["Anna Ekström", "Dan Alm-Dal"], bytes(32))
    path = tmp_path / ".pseudonym-names"
    raw = bytearray(path.read_bytes())
    raw[byte] = {0: ord("g"), 5: 0xE8, 12: ord("'")}[byte]
    path.write_bytes(raw)
    with pytest.raises(Refused) as refused:
        known_names.held(tmp_path)
    assert str(refused.value) == (
        ".pseudonym-names: this is not how the names of natural persons are kept: lines of 12 hexadecimal digits\n"
        "    fix: delete the file; the next run of the project's ledgers keeps them anew"
    )
