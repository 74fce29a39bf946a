"""Makes a large municipality for measuring reports: 60 departments, 20,000 suppliers, as many rows a year as asked for.

    python benchmarks/large_town.py 1000000 FOLDER [YEAR]

The invented municipality's rows again and again: each of its departments is a handful of units, and each supplier that
is no person many companies of the same trade, so that accounts, trades and money stay as they are. Invented numbers
(599…, see `procurement_footprint/demo/numbers.py`). The same bytes every time.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from make_ledger import BATCH, COLUMNS, FIRST_VOUCHER, ROWS_PER_YEAR, YEARS

from procurement_footprint.demo.numbers import SERIES, check_digit
from procurement_footprint.demo.settings import load_town
from procurement_footprint.demo.town import HEADER, ledger_lines

DEPARTMENTS, SUPPLIERS = 60, 20_000
NAME, NUMBER, AMOUNT, DEPARTMENT = 3, 4, 7, 9
COMPANIES = tuple(SERIES.values())
SETTINGS = """\
project: benchmark
organisation: {{id: {id}, name: {name}}}
inhabitants: {{"2023": "130112", "2024": "130054"}}
chart: kbas
ledgers: [{ledgers}]
"""


def large_town(folder: Path, rows: int, years: Sequence[int] = YEARS) -> None:
    """Write a project with a ledger of `rows` rows for each of these years into `folder`."""
    town = load_town()
    ledgers = [f"{year}.csv" for year in years]
    said = SETTINGS.format(id=town.organisation_id, name=town.name, ledgers=", ".join(ledgers))
    (folder / "procurement.yaml").write_text(said, encoding="utf-8")
    header = ";".join(HEADER.split(";")[:COLUMNS])
    for year, name in zip(years, ledgers, strict=True):
        with (folder / name).open("wb") as file:
            file.write(f"\ufeff{header}\n".encode())
            lines = islice(_lines(year), rows)
            while batch := list(islice(lines, BATCH)):
                file.write("".join(batch).encode())


def _lines(year: int) -> Iterator[str]:
    """Return lines of a year without end; each time round other units buy from other companies, for a little more."""
    rows = [line.split(";")[:COLUMNS] for line in ledger_lines(load_town(), year, ROWS_PER_YEAR)]
    companies = sorted({row[NUMBER] for row in rows if row[NUMBER].startswith(COMPANIES)})
    places = {number: place for place, number in enumerate(companies)}
    alike = -(-SUPPLIERS // len(companies))
    units = DEPARTMENTS // len({row[DEPARTMENT].strip() for row in rows} - {""})
    sold: Counter[str] = Counter()
    voucher, time_round = FIRST_VOUCHER * (year - YEARS[0] + 1), 0
    while True:
        for number, row in enumerate(rows):
            cells, voucher = [*row[:-1], row[-1].strip()], voucher + 1
            which = sold[cells[NUMBER]] % alike
            sold[cells[NUMBER]] += 1
            if cells[NUMBER] in places and which:
                nine = f"{COMPANIES[0]}{places[cells[NUMBER]] * alike + which:06d}"
                cells[NAME], cells[NUMBER] = f"{cells[NAME]} {which}", f"{nine[:6]}-{nine[6:]}{check_digit(nine)}"
            cells[2] = str(voucher)
            if cells[DEPARTMENT]:
                cells[DEPARTMENT] += f" {(number + time_round) % units + 1}"
            cents = int(cells[AMOUNT].replace(",", ""))
            whole, rest = divmod(abs(cents + cents * time_round // 1000), 100)
            cells[AMOUNT] = f"{'-' if cents < 0 else ''}{whole},{rest:02d}"
            yield f"{';'.join(cells)}\n"
        time_round += 1


if __name__ == "__main__":
    large_town(Path(sys.argv[2]), int(sys.argv[1]), [int(year) for year in sys.argv[3:]] or YEARS)
