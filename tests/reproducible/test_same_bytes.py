"""The same job gives the same bytes: whatever the time zone, locale, hash seed, number of threads, folder or origin."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from conftest import ROOT

EVERYTHING = Path(__file__).with_name("everything.py")
ZONES = ("UTC", "Pacific/Auckland")
LOCALES = (
    {"LC_ALL": "C.UTF-8"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},  # files are ASCII unless it is said otherwise
)
SEEDS = ("0", "1", "4294967295")
THREADS = ("1", "2")
FOLDERS = ("a", "another [folder] #1")
MADE = {"out", "shared", "published", "compared", "reported", "closed"}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a job is done: the place of one of ZONES, LOCALES, …; origin: the folder in which the package stands."""

    zone: int
    locale: int
    seed: int
    threads: int
    folder: int
    origin: Path

    def digests(self, place: Path, *commands: str) -> dict[str, str]:
        """Do the job in a new folder below `place`; return path → SHA-256 of everything that it writes."""
        (place / FOLDERS[self.folder]).mkdir(parents=True)
        environment = {"PATH": "/usr/bin:/bin", "TZ": ZONES[self.zone], "PYTHONHASHSEED": SEEDS[self.seed]}
        environment |= {"POLARS_MAX_THREADS": THREADS[self.threads], "PYTHONPATH": str(self.origin)}
        done = subprocess.run(
            [sys.executable, EVERYTHING, place / FOLDERS[self.folder] / "town", *commands],
            cwd=place,
            env={**environment, **LOCALES[self.locale]},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, f"{self}: {done.stderr.decode(errors='replace')}"
        found: dict[str, str] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a wheel installs it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(folder / "installed")
    return folder / "installed"


def test_everything_is_the_same_in_opposite_settings(wheel: Path, tmp_path: Path) -> None:
    """Each value of each setting once; the third hash seed with `run` alone, as the rest would take too long."""
    here = Setting(0, 0, 0, 1, 0, ROOT).digests(tmp_path / "here")
    there = Setting(1, 1, 1, 0, 1, wheel).digests(tmp_path / "there")
    run = Setting(1, 0, 2, 1, 1, ROOT).digests(tmp_path / "again", "1")
    assert {name.partition("/")[0] for name in here} == MADE
    assert there == here
    assert run == {name: sha256 for name, sha256 in here.items() if name.startswith("out/")}


@pytest.mark.long
def test_everything_is_the_same_in_all_settings(wheel: Path, tmp_path: Path) -> None:
    axes = (ZONES, LOCALES, SEEDS, THREADS, FOLDERS)
    places = product(*(range(len(axis)) for axis in axes), (ROOT, wheel))
    with ThreadPoolExecutor(2) as workers:
        found = workers.map(lambda one: Setting(*one[1]).digests(tmp_path / str(one[0])), enumerate(places))
        first, *others = found
    assert len(others) == 95
    assert all(other == first for other in others)
