"""How long `run` and `report` take on a large municipality, and how large what they write is.

    python benchmarks/report.py [--rows 1000000] [--keep FOLDER]

A project with that many rows in each of two years, 60 departments and 20,000 suppliers is made (`large_town.py`), with
the example targets and measures. `run` of the later year and `report` are started in processes of their own. Printed
are wall-clock seconds, peak memory, and the size of every file of the report. Ends with 1 when report.html or all pages
of the site together are over 3 MB.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from measuring import HERE, PROGRAM, made, measured
from scores import Score, leave, score

from procurement_footprint import shelf

ROWS, YEAR = 1_000_000, "2024"
LIMIT = 3_000_000  # bytes
ONE_FILE = "report.html"


def plans(folder: Path) -> None:
    """Write the example targets and measures into a project; what they name is there."""
    for name in ("targets", "measures"):
        text = (shelf.folder("mappings") / name / "example.yaml").read_text(encoding="utf-8")
        (folder / f"{name}.yaml").write_text(text.replace("[Måltidsservice]", "[Måltidsservice 1]"), encoding="utf-8")


def sizes(folder: Path) -> bool:
    """Print the size of every file of a report; return whether pages and the report in one file keep to LIMIT."""
    held = {path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    for name, size in sorted(held.items()):
        print(f"{size / 1000:>10,.1f} kB  {name}")
    pages = sum(size for name, size in held.items() if name.endswith(".html") and name != ONE_FILE)
    print(f"{pages / 1000:>10,.1f} kB  all pages of the site", flush=True)
    return max(pages, held[ONE_FILE]) <= LIMIT


def report(rows: int, folder: Path) -> list[Score]:
    """Return the scores of `run` and `report`; rows: in each of the two years. Ledgers in the folder are used again."""
    if not (folder / "procurement.yaml").is_file():
        made(HERE / "large_town.py", str(rows), str(folder))
    plans(folder)
    found = []
    for name in ("run", "report"):
        out = folder / name
        shutil.rmtree(out, ignore_errors=True)
        took = measured([*PROGRAM, name, YEAR, "--project", str(folder), "--out", str(out)])
        promise = (f"pages at most {LIMIT / 1e6:g} MB", sizes(out)) if name == "report" else None
        found.append(score(f"{name}, two large years", rows, took, promise=promise))
    return found


def main() -> None:
    """Measure; end with 1 when the report is larger than is promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS, help="in each year")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work in this folder; use the ledgers in it again")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = chosen.keep or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        leave(report(chosen.rows, folder))


if __name__ == "__main__":
    main()
