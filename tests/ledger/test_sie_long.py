"""SIE files changed at random, by bytes and by marks of the format: read, or refused in words; never a traceback."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from procurement_footprint.ledger.hints import SourceHints
from procurement_footprint.ledger.sie.open_sie import open_sie
from procurement_footprint.problems import Refused

SPECIMENS = sorted((Path(__file__).parents[1] / "specimens").glob("sie-*"))
MARKS = (
    b'"', b'\\"', b"{", b"}", b"\n{\n", b"\n}\n", b"#TRANS ", b"#VER ", b"#RTRANS ", b"#BTRANS ", b" ", b"\t", b'""',
    b"\x81", b"\xff", b"-", b",", b"\x1a", b"\n#RES 0 5460 x\n", b"\n#RAR 0 1 2\n", b"\n#SIETYP 2\n",
    b"\n#KTYP 5460 T\n", b"\n#DIM 1\n",
)  # fmt: skip
MUTANTS, LONGEST = 20_000, 10.0

pytestmark = pytest.mark.long


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return the bytes with a few of them changed, lost, doubled, or marks put between them."""
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(raw) + 1), chance.randint(0, 60)
        piece = chance.choice(
            [bytes([chance.randrange(256)]), chance.choice(MARKS), raw[at : at + length] * 2, raw[:length], b""]
        )
        raw = raw[:at] + piece + raw[at + chance.choice([0, 1, length]) :]
    return raw


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda path: path.name)
def test_a_mutated_sie_file_is_read_or_refused_in_words(specimen: Path) -> None:
    chance, raw, slowest = random.Random(specimen.name), specimen.read_bytes(), 0.0
    for _ in range(MUTANTS // len(SPECIMENS)):
        begun = time.process_time()
        with suppress(Refused):
            sheet, _, _ = open_sie(mutated(raw, chance), "book.se", SourceHints())
            lines = [line for block in sheet.blocks(1, []) for line in block["line"]]
            assert lines == sorted(set(lines))
        slowest = max(slowest, time.process_time() - begun)
    assert slowest < LONGEST
