"""A score: what one benchmark measured, how it is kept in `recorded.csv`, and how it stands in the scoreboard."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version

from measuring import HERE, Measure

RECORDED = HERE / "recorded.csv"
PACKAGES = ("polars", "duckdb", "pandas", "pymrio", "pyspark", "fastexcel")
KEPT, BROKEN = "kept", "NOT KEPT"
TOLERATED = 2.0  # times the recorded ratio; more is a fault, less may be the machine


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the scoreboard.

    ratio: how many times as long as `against` took. promise: what it must keep to; kept: KEPT or BROKEN, empty without
    a promise. versions: of Python and the packages. All of it texts and numbers, as in the file.
    """

    measure: str
    rows: int
    seconds: float
    cpu_seconds: float
    megabytes: float
    against: str = ""
    ratio: float | None = None
    promise: str = ""
    kept: str = ""
    date: str = ""
    cores: int = 0
    versions: str = ""

    @property
    def key(self) -> tuple[str, int, str]:
        """What tells scores apart: a newer one takes the place of an older one with the same key."""
        return self.measure, self.rows, self.against

    def __str__(self) -> str:
        compared = f" | {self.ratio:6.2f} x {self.against}" if self.ratio is not None else ""
        promise = f" | {self.promise}: {self.kept}" if self.promise else ""
        figures = f"{self.seconds:7.2f} s {self.cpu_seconds:7.2f} CPU-s {self.megabytes:6,.0f} MB"
        return f"{self.measure:30} {self.rows:>11,} rows {figures}{compared}{promise}"


def score(
    measure: str,
    rows: int,
    took: Measure,
    against: tuple[str, float] | None = None,
    promise: tuple[str, bool] | None = None,
) -> Score:
    """Return a score of today on this machine, and print it.

    against: a name, and how many times as long as that it took. promise: its words, and whether it is kept.
    """
    found = Score(
        measure=measure,
        rows=rows,
        seconds=round(took.seconds, 3),
        cpu_seconds=round(took.cpu, 3),
        megabytes=round(took.megabytes),
        against=against[0] if against else "",
        ratio=round(against[1], 3) if against else None,
        promise=promise[0] if promise else "",
        kept=(KEPT if promise[1] else BROKEN) if promise else "",
        date=date.today().isoformat(),
        cores=len(os.sched_getaffinity(0)),
        versions=versions(),
    )
    print(found, flush=True)
    return found


def versions() -> str:
    """Return the versions of Python and of the PACKAGES that are installed, as one text."""
    found = [f"python {python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def read(path: Path) -> list[Score]:
    """Return the scores of a file; none where there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [_score(line) for line in csv.DictReader(file)]


def _score(line: dict[str, str]) -> Score:
    numbers = {"rows": int, "cores": int, "seconds": float, "cpu_seconds": float, "megabytes": float}
    told = {name: numbers.get(name, str)(value) for name, value in line.items() if name != "ratio"}
    return Score(**told, ratio=float(line["ratio"]) if line["ratio"] else None)


def write(path: Path, scores: Iterable[Score]) -> None:
    """Write scores into a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Score)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(one) for one in scores)


def renewed(old: Iterable[Score], new: Iterable[Score]) -> list[Score]:
    """Return all scores, the new in place of the old of the same key; each measure together, the fewest rows first."""
    found = {one.key: one for one in (*old, *new)}
    measures = list(dict.fromkeys(one.measure for one in found.values()))
    return sorted(found.values(), key=lambda one: (measures.index(one.measure), one.rows))


def recorded_ratio(scores: Iterable[Score], key: tuple[str, int, str]) -> float | None:
    """Return the ratio that is recorded for a key, None where there is none."""
    return next((one.ratio for one in scores if one.key == key), None)


def much_worse(ratio: float, recorded: float | None) -> bool:
    """Return whether a ratio is TOLERATED times the recorded one or more; without a record nothing is worse."""
    return recorded is not None and ratio >= TOLERATED * recorded


def exit_code(scores: Sequence[Score]) -> int:
    """Return 1 when a promise is not kept, else 0."""
    return int(any(one.kept == BROKEN for one in scores))


def leave(scores: Sequence[Score]) -> None:
    """End the program: with 1 when a promise is not kept."""
    sys.exit(exit_code(scores))
