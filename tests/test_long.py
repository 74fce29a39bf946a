"""Long runs, with a command of their own: mutated ledgers. See CONTRIBUTING.md."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest

from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.problems import Refused

SPECIMENS = sorted(
    path for path in (Path(__file__).parent / "specimens").glob("*.*") if path.is_file() and path.suffix != ".md"
)
MUTANTS = 2_000

pytestmark = pytest.mark.long


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return the bytes with a few of them changed, lost, doubled or moved."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : min(to, at + 50)]
            case 2:
                data[at:at] = data[at : min(to, at + 50)]
            case 3:
                data[at:at] = chance.choice([b'"', b";", b"\n", b"\r", b"\x00", b"\xff", "å".encode(), b"="])
        if not data:
            data = bytearray(b"x")
    return bytes(data)


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda path: path.name)
def test_a_mutated_ledger_is_read_or_refused_in_words(specimen: Path, tmp_path: Path) -> None:
    chance, raw = random.Random(specimen.name), specimen.read_bytes()
    for number in range(MUTANTS // len(SPECIMENS)):
        path, spool = tmp_path / specimen.name, tmp_path / str(number)
        path.write_bytes(mutated(raw, chance))
        spool.mkdir()
        with suppress(Refused):
            ledger = read([path], spool, Choices(), lambda name, rows: None)
            assert ledger.files[0].rows == ledger.rows.collect().height
