"""rejected.csv quotes cells that could not be read, but never a personal identity number in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command

from procurement_footprint.ledger.identity import masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("19640823-3234", "******-****"),
        ("640823+3234 Anna", "******-**** Anna"),
        ("6408233234;x", "******-****;x"),
        ("640883-3231", "******-****"),  # a coordination number
        ("556012-5790", "556012-5790"),  # an organisation's
        ("2024-13-01", "2024-13-01"),
        ("12345678901234567", "12345678901234567"),
    ],
)
def test_only_the_numbers_of_persons_are_masked(value: str, shown: str) -> None:
    assert masked(value) == shown


def test_a_number_in_an_unreadable_cell_or_a_torn_row_is_not_passed_on(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    (tmp_path / "a.csv").write_text(
        "Datum;Leverantör;Konto;Kontotext;Belopp\n"
        "2024-01-31;A AB;64110;Livsmedel;100,00\n"
        "2024-01-31;B AB;64110;Livsmedel;200,50\n"
        "2024-01-31;C AB;64110;Livsmedel;640823-3234\n"
        "2024-01-31;Anna 19640823-3234;64110\n",
        encoding="utf-8",
    )
    done = procurement_footprint("run", "a.csv", "--chart", "kbas", "--accept-problems", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    listed = (tmp_path / "out" / "rejected.csv").read_text(encoding="utf-8")
    assert len(listed.splitlines()) == 3
    assert listed.count("******-****") == 2
    for path in (tmp_path / "out").iterdir():
        assert b"3234" not in path.read_bytes(), path.name
