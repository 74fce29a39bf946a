"""The same footprint with what people would otherwise use, in one run: pandas, pymrio + pandas, DuckDB, and ours.

    python benchmarks/peers.py [--rows 1000000] [--times 3]

Ledger → spending category → emission factor → totals by department and supplier. The rules and factors are the shipped
ones for Kommun-Bas (in November 2026: 263 rules with 2,500 keywords), written as CSV by `exported_rules.py`. That takes
our precedence from a set of rules to a list of 4,900 lines, of which the first that fits decides: so every peer can
express all rules and decides all rows itself. Each peer is a file in `peers/` and a process of its own:

- pandas, usual: a function applied to every row; it remembers its answers
- pandas, distinct: the rules are asked once for each distinct value, then merged, as an expert does
- pymrio + pandas: the factors are the multipliers of an input-output system; the ledger as in pandas, usual
- DuckDB: SQL; the totals alone, and with the rows written as Parquet too

Promised: at least 5 times as fast as pandas, usual, and pymrio + pandas; not slower than DuckDB with the totals alone.

Ours is `run`: it also finds out what the file is, writes the row-level Parquet, page and workbook, computes ranges and
checks the laws. Every peer's rows, money and kilograms are compared with ours for each department, supplier and outcome
(counted, left out, unmapped), and the largest difference is printed. What the peers do not do: ours recognises natural
persons among the suppliers and shows them as one, and so they are compared.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

from measuring import HERE, PROGRAM, in_turn, ledger_of, made, median, ratio
from scores import Score, leave, score

OURS = "run"
PEERS = {
    "pandas, usual": "pandas_usual",
    "pandas, distinct": "pandas_distinct",
    "pymrio + pandas": "pymrio_pandas",
    "DuckDB": "duckdb_sql",
    "DuckDB, rows written": "duckdb_sql",
}
ROWS_WRITTEN = "DuckDB, rows written"
AT_LEAST = {"pandas, usual": 5.0, "pymrio + pandas": 5.0, "DuckDB": 1.0}  # the others are for information
KEYS = {"departments": "department", "suppliers": "supplier_id", "outcomes": "status"}
MOST_MONEY, MOST_KG = Decimal("0.01"), Decimal("0.1")  # pandas adds floats
NOTHING = (0, Decimal(0), Decimal(0))
Totals = dict[str, tuple[int, Decimal, Decimal]]  # key → rows, kronor, kg


def peers(rows: int, times: int, folder: Path) -> list[Score]:
    """Return the scores of the peers, with ratios to ours. Errors: SystemExit where one comes to another result."""
    ledger, tables, ours = ledger_of(rows, folder), folder / "tables", folder / "ours"
    tables.mkdir()
    made(HERE / "exported_rules.py", str(tables))
    commands = {}
    for name, script in PEERS.items():
        (folder / name).mkdir()
        files = [str(ledger), str(tables), str(folder / name)]
        more = [str(folder / name / "rows.parquet")] if name == ROWS_WRITTEN else []
        commands[name] = [sys.executable, str(HERE / "peers" / f"{script}.py"), *files, *more]
    commands[OURS] = [*PROGRAM, "run", str(ledger), "--out", str(ours)]
    took = in_turn(commands, times, ours)
    found = [score(f"{OURS} beside its peers", rows, median(took[OURS]))]
    for name in PEERS:
        longer, least = ratio(took[name], took[OURS]), AT_LEAST.get(name)
        promise = (f"at least {least:g} x", longer >= least) if least else None
        found.append(score(name, rows, median(took[name]), (OURS, longer), promise))
    compare(ours / "footprint.parquet", {name: folder / name for name in PEERS})
    return found


def compare(footprint: Path, results: Mapping[str, Path]) -> None:
    """Print how far each result is from ours. Errors: SystemExit where one is farther than floats explain."""
    ours = {table: our_totals(footprint, key) for table, key in KEYS.items()}
    apart = False
    for name, folder in results.items():
        found = [
            difference(totals, their_totals(folder / f"{table}.csv", totals.keys())) for table, totals in ours.items()
        ]
        rows, money, kilograms = (max(column) for column in zip(*found, strict=True))
        print(f"{name}: at most {rows} rows, {money} kr and {kilograms} kg from ours", flush=True)
        apart |= rows > 0 or money > MOST_MONEY or kilograms > MOST_KG
    print("compared: " + ", ".join(f"{len(totals):,} {table}" for table, totals in ours.items()), flush=True)
    if apart:
        raise SystemExit("not all come to the same result")


def difference(ours: Totals, theirs: Totals) -> tuple[int, Decimal, Decimal]:
    """Return the largest difference in rows, money and kilograms of any key; a missing key counts as nothing."""
    pairs = [(ours.get(key, NOTHING), theirs.get(key, NOTHING)) for key in ours.keys() | theirs.keys()]
    rows, money, kilograms = zip(*([abs(a - b) for a, b in zip(*pair, strict=True)] for pair in pairs), strict=True)
    return max(rows), max(money), max(kilograms)


def our_totals(footprint: Path, key: str) -> Totals:
    """Return rows, money and kilograms of each value of a column of our footprint."""
    import polars as pl  # not before all is measured: see measuring.measured

    lines = (
        pl.scan_parquet(footprint, glob=False)
        .group_by(pl.col(key).cast(pl.String).fill_null("").str.replace("_", " ", literal=True))
        .agg(pl.len(), pl.col("amount").sum(), pl.col("kg_co2e").sum())
        .collect()
    )
    return {name: (rows, money, kilograms) for name, rows, money, kilograms in lines.iter_rows()}


def their_totals(path: Path, known: Collection[str]) -> Totals:
    """Return what a peer wrote; suppliers that ours does not show, because they are persons, are none, as in ours."""
    found: Totals = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            key = line["key"] if line["key"] in known else ""
            rows, money, kilograms = found.get(key, NOTHING)
            told = (int(line["rows"]), Decimal(line["amount"]), Decimal(line["kg_co2e"]))
            found[key] = (rows + told[0], money + told[1], kilograms + told[2])
    return found


def main() -> None:
    """Measure; end with 1 when ours is not as much faster as is promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        leave(peers(chosen.rows, chosen.times, Path(folder)))


if __name__ == "__main__":
    main()
