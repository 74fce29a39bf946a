"""What tests of open data share: two years of the small town, made and published once."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from closed_project import here

OPEN_DATA = """\
open_data:
  base_url: https://data.example.com/norrsele
  email: oppnadata@example.com
  contact: Norrsele & grannar <ekonomi>
  homepage: https://example.com/klimat
  spatial: http://sws.geonames.org/6695072
  issued: 2024-04-30
  availability: AVAILABLE
"""


@dataclass(frozen=True)
class Town:
    """folder: the project, with the footprints y2023 and y2024. out: what was published. said: on the terminal."""

    folder: Path
    out: Path
    said: str


def settings(text: str, open_data: str) -> str:
    """The settings of the town with another `open_data`."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("open_data")) + open_data


def published(small_town: Path, place: Path, years: Sequence[str]) -> Town:
    """Years of the small town as open data, the last first; suppliers below half a million are pooled."""
    folder = place / "town"
    shutil.copytree(small_town, folder)
    path = folder / "procurement.yaml"
    path.write_text(settings(path.read_text(encoding="utf-8"), OPEN_DATA), encoding="utf-8")
    for year in years:
        done = here("run", "--period", year, "--out", f"y{year}", cwd=folder)
        assert done.returncode == 0, done.stderr
    done = here("publish", "out", *(f"y{year}" for year in reversed(years)), "--threshold", "500000", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Town(folder, folder / "out", done.stdout)


def lines(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(found: list[dict[str, str]], column: str) -> Decimal:
    """The exact sum of a column."""
    return sum((Decimal(line[column]) for line in found if line[column]), Decimal(0))
