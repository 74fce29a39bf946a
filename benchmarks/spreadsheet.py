"""How long `run` on an Excel workbook takes, against calamine reading its rows and doing nothing with them.

    python benchmarks/spreadsheet.py [--rows 200000] [--times 3]

The workbook is written once by xlsxwriter, as finance systems do: texts shared, amounts as numbers, days as dates.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import xlsxwriter
from measuring import HERE, PROGRAM, in_turn, ledger_of, made, median, ratio
from scores import Score, leave, score

ROWS, LIMIT_RATIO = 200_000, 2.0
CALAMINE = """
import sys
import fastexcel
sheet = fastexcel.read_excel(sys.argv[1]).load_sheet(0, dtypes="string")
print(sheet.to_polars().shape)
"""
AMOUNT, DAY = 7, 8


def workbook(ledger: Path, path: Path) -> None:
    """Write a ledger as a workbook of one sheet."""
    book = xlsxwriter.Workbook(path)
    sheet, day = book.add_worksheet("Blad1"), book.add_format({"num_format": "yyyy-mm-dd"})
    with ledger.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, delimiter=";")
        sheet.write_row(0, 0, next(lines))
        for number, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                if column == AMOUNT:
                    sheet.write_number(number, column, float(cell.replace(",", ".")))
                elif column == DAY:
                    sheet.write_datetime(number, column, datetime.fromisoformat(cell), day)
                else:
                    sheet.write_string(number, column, cell)
    book.close()


def spreadsheet(rows: int, times: int, folder: Path) -> list[Score]:
    """Return the scores of calamine and of `run`."""
    path, out = folder / "ledger.xlsx", folder / "out"
    made(HERE / "spreadsheet.py", "--make", str(ledger_of(rows, folder)), str(path))
    commands = {
        "calamine": [sys.executable, "-c", CALAMINE, str(path)],
        "run": [*PROGRAM, "run", str(path), "--out", str(out)],
    }
    took = in_turn(commands, times, out)
    held = ratio(took["run"], took["calamine"])
    promise = (f"at most {LIMIT_RATIO:g} x", held <= LIMIT_RATIO)
    return [
        score("calamine, XLSX", rows, median(took["calamine"])),
        score("run, XLSX", rows, median(took["run"]), ("calamine, XLSX", held), promise),
    ]


def main() -> None:
    """Measure; end with 1 when the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--make", nargs=2, type=Path, metavar=("LEDGER", "WORKBOOK"), help="only write the workbook")
    chosen = parser.parse_args()
    if chosen.make:
        workbook(*chosen.make)
        return
    with tempfile.TemporaryDirectory() as folder:
        leave(spreadsheet(chosen.rows, chosen.times, Path(folder)))


if __name__ == "__main__":
    main()
