"""Measures everything that is promised about speed and memory, and writes it down: the scoreboard, by one command.

    python benchmarks/scoreboard.py [--long] [--only NAME ...] [--times 3]

Writes `recorded.csv` (a line for each figure) and the table between the marks in `README.md`, beside this file. What is
not measured this time stays as it was recorded, with its date. `--long` adds ledgers of 10 and 50 million rows (an
hour, 40 GB of disk where TMPDIR is). Without it: 12 minutes at the most, on two cores that do nothing else.
Ends with 1 when a promise is not kept.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import scores
from compare import MILLION, sizes
from many_rules import ROWS as MANY
from many_rules import SCRIPT, many_rules
from measuring import HERE
from page_and_workbook import ROWS as LARGE_TOWN
from page_and_workbook import page_and_workbook
from peers import peers
from report import report
from scores import RECORDED, Score
from spreadsheet import ROWS as WORKBOOK
from spreadsheet import spreadsheet
from start import start
from stored import PROMISED_ROWS, stored

README = HERE / "README.md"
BEGIN, END = "<!-- the table is made by scoreboard.py -->", "<!-- end of the table -->"
SMALL, LONG = (100_000, MILLION), (10 * MILLION, 50 * MILLION)
ONLY_LONG = ("report",)
STARTS = 15


def benchmarks(times: int, long: bool) -> dict[str, Callable[[Path], list[Score]]]:
    """Return every benchmark by its name; each works in a folder of its own."""
    found: dict[str, Callable[[Path], list[Score]]] = {
        "start": lambda _: start(STARTS),
        "sizes": lambda folder: sizes((*SMALL, *LONG) if long else SMALL, times, folder),
        "peers": lambda folder: peers(MILLION, times, folder),
        "spreadsheet": lambda folder: spreadsheet(WORKBOOK, times, folder),
        "page": lambda folder: page_and_workbook(LARGE_TOWN, times, folder),
        "report": lambda folder: report(MILLION, folder),
        "stored": lambda folder: stored(PROMISED_ROWS if long else MILLION, times, folder),
    }
    if SCRIPT.is_file():
        found["rules"] = lambda folder: many_rules(MANY, times, folder)
    return found


def table(held: Iterable[Score]) -> str:
    """Return scores as a table in Markdown."""
    lines = [
        "| what | rows | seconds | CPU-s | MB | ratio | promise | |",
        "|---|--:|--:|--:|--:|---|---|---|",
    ]
    for one in held:
        rows = f"{one.rows:,}" if one.rows else ""
        compared = f"{one.ratio:.2f} × {one.against}" if one.ratio is not None else ""
        figures = f"{one.seconds:.2f} | {one.cpu_seconds:.2f} | {one.megabytes:,.0f}"
        kept = f"**{one.kept}**" if one.kept == scores.BROKEN else one.kept
        lines.append(f"| {one.measure} | {rows} | {figures} | {compared} | {one.promise} | {kept} |")
    return "\n".join(lines)


def circumstances(held: Iterable[Score]) -> str:
    """Return when, on how many cores and with which versions scores were measured, newest first."""
    found = sorted({(one.date, one.cores, one.versions) for one in held}, reverse=True)
    return "\n".join(f"- {date}, {cores} cores: {versions}" for date, cores, versions in found)


def written(text: str, held: list[Score]) -> str:
    """Return the README with the table in place of the old one. Errors: ValueError where it has no marks."""
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{README.name} has no {BEGIN!r} with {END!r} after it")
    return f"{before}{BEGIN}\n\n{table(held)}\n\n{circumstances(held)}\n\n{END}{after}"


def main() -> None:
    """Measure, write, and say what is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="10 and 50 million rows, and the whole report, as well")
    names = list(benchmarks(1, long=False))
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    every = benchmarks(chosen.times, chosen.long)
    failed = []
    for name in chosen.only or [name for name in every if chosen.long or name not in ONLY_LONG]:
        try:
            with tempfile.TemporaryDirectory() as folder:
                record(every[name](Path(folder)))
        except (SystemExit, subprocess.CalledProcessError) as error:
            failed.append(f"{name} was not measured: {error}")
            print(failed[-1], flush=True)
    broken = [str(one) for one in scores.read(RECORDED) if one.kept == scores.BROKEN]
    print("\n".join(("", "What is not kept:" if broken or failed else "All is kept.", *broken, *failed)))
    sys.exit(int(bool(broken or failed)))


def record(new: list[Score]) -> None:
    """Write new scores into the file and into the table."""
    held = scores.renewed(scores.read(RECORDED), new)
    scores.write(RECORDED, held)
    README.write_text(written(README.read_text(encoding="utf-8"), held), encoding="utf-8")


if __name__ == "__main__":
    main()
