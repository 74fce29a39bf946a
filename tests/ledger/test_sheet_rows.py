"""A long sheet comes in blocks; how its columns are read is one decision, whatever block shows it."""

from decimal import Decimal

import polars as pl
import pytest

from procurement_footprint.ledger import header
from procurement_footprint.ledger.sheet_rows import read_sheet
from procurement_footprint.ledger.spool import Spool
from procurement_footprint.ledger.typed import Given

HEADER = ["datum", "leverantör", "konto", "belopp"]


class Blocks:
    """A sheet whose blocks are given; `read` counts how often it was read."""

    name = None

    def __init__(self, *blocks):
        self.given, self.read = blocks, 0

    def head(self, rows=200):
        return [(1, HEADER)]

    def blocks(self, header_line, rejected=None, coded=()):
        self.read += 1
        line = header_line
        for block in self.given:
            cells = {f"c{n}": pl.Series([row[n] for row in block], dtype=pl.String) for n in range(len(HEADER))}
            numbers = pl.Series(range(line + 1, line + 1 + len(block)), dtype=pl.UInt32)
            line += len(block)
            yield pl.DataFrame({"line": numbers, **cells})


@pytest.fixture
def reading(tmp_path):
    def result(*blocks):
        sheet = Blocks(*blocks)
        layout = header.find(sheet.head(), "l.csv")
        given = Given("l.csv:", None, "SEK", None, None)
        spool = Spool(tmp_path, memory=200)
        found = read_sheet(sheet, layout, given, None, spool, lambda rows: None)
        days = pl.concat(spool.scan()).collect()["booked_on"].cast(pl.String).to_list() if spool.blocks else []
        return found, sheet.read, days

    return result


def row(date="2024-01-31", amount="1"):
    return [date, "A AB", "6410", amount]


def test_blocks_that_agree_are_read_once(reading):
    found, times, days = reading([row(amount="1,50")], [row(amount="7")])
    assert (found.accepted.amounts, times, len(days)) == ({"SEK": Decimal("8.50")}, 1, 2)


def test_a_mark_that_comes_late_holds_for_all_blocks(reading):
    found, times, _ = reading([row(amount="1.234")], [row(amount="2")], [row(amount="0,50")])
    assert (found.accepted.amounts, times) == ({"SEK": Decimal("1236.50")}, 2)
    assert found.accepted.rows == 3


def test_an_order_of_dates_that_shows_late_holds_for_all_blocks(reading):
    _, times, days = reading([row("02/01/2024")], [row("31/01/2024")])
    assert (days, times) == (["2024-01-02", "2024-01-31"], 2)


def test_blocks_that_contradict_each_other_are_refused(reading):
    found, _, _ = reading([row(amount="1,50")], [row(amount="1.50")])
    assert [problem.code for problem in found.problems] == ["amount-mixed"]
    assert found.accepted.rows == 0


def test_totals_are_held_against_all_blocks_above(reading):
    total = ["Summa", None, None, "3"]
    found, _, _ = reading(
        [row(), row()], [row(), total], [row(), ["Summa", None, None, "1"], ["Totalt", None, None, "4"]]
    )
    assert (found.problems, found.control.agreed, found.accepted.rows) == ([], 3, 4)
