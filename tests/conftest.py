"""What all tests share: the command line as users start it, and a small invented town with its footprint."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Tests run side by side, each on small ledgers, for which more threads only wait for each other: a fifth of the work.
# How many there are changes no byte of a result: `tests/reproducible` tries one and two.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import forked
import pytest
from hypothesis import Phase, settings

from procurement_footprint.demo.town import write_town

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from procurement_footprint.distributed.cluster import Cluster

# how long an example takes depends on what else the machine does; many more of them: HYPOTHESIS_PROFILE=thorough
settings.register_profile("patient", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
# the same examples for each mutant, few, and none made smaller where one fails: `mutmut run`
FINDING = (Phase.explicit, Phase.generate)
settings.register_profile("mutants", deadline=None, max_examples=25, derandomize=True, database=None, phases=FINDING)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))

# The files that take most, the longest first, so that no worker is left alone with one at the end; the others take
# less than a quarter of a minute each (`pytest -n 0 --durations=0 FILE`).
LONGEST = (
    "test_manual",
    "test_fuzz",
    "test_cluster",
    "test_stopped_commands",
    "test_pages_in_use",
    "test_accessible_pages",
    "test_as_delivered",
    "test_outputs_hostile",
    "test_outputs_names",
    "test_whole_workbook",
    "test_tampering",
    "test_same_rows",
    "test_audit",
    "test_reading",
    "test_watched_commands",
    "test_verify",
    "test_share",
    "test_oracle",
    "test_suggest_evaluate",
    "test_breakdown",
    "test_follow_up",
    "test_change_effects",
    "test_targets_command",
    "test_closing",
    "test_commands",
    "test_wheel",
    "test_opening",
    "test_department_story",
    "test_classify",
    "test_other_factors",
    "test_follow_up_on_paper",
    "test_group_story",
    "test_group_year",
    "test_same_bytes",
    "test_invoice_story",
    "test_uncertainty",
    "test_map",
    "test_decision_story",
    "test_prices_of_a_run",
    "test_reading_stretches",
    "test_activity_story",
    "test_metamorphic",
    "test_delimited",
    "test_publish",
)
gc.set_threshold(100_000)  # as the program does: nearly nothing that we make are cycles

ROOT = Path(__file__).resolve().parents[1]
READ_LATE = {"COLUMNS", "HOME"}  # what is looked at when a command runs, not when the program is imported
Command = Callable[..., subprocess.CompletedProcess[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take most first."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


def pytest_collection_finish() -> None:
    """Look no more for cycles among what the collection of thousands of tests has made."""
    gc.freeze()


def command(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own and return what it said."""
    if hasattr(os, "fork") and environment.keys() <= READ_LATE:
        said = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}
        return forked.run([*map(str, arguments)], cwd, said)
    return subprocess.run(
        [sys.executable, "-m", "procurement_footprint", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def procurement_footprint() -> Command:
    """The command line."""
    return command


@pytest.fixture(scope="session")
def small_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project folder of the invented town with few rows, its footprint in `footprint`. Not to be changed."""
    folder = tmp_path_factory.mktemp("small-town")
    write_town(folder, years=(2023, 2024), rows_per_year=300)
    done = command("run", "--out", folder / "footprint", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def whole_report(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The whole report on the invented town by language, with targets and measures (`editions`)."""
    import editions  # here, since few tests need all that it imports

    return editions.editions(small_town, tmp_path_factory.mktemp("site") / "town")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser of the machine."""
    import browsing

    with browsing.chromium() as held:
        yield held


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A Spark session on this machine."""
    import on_spark

    with on_spark.session() as held:
        yield held


@pytest.fixture(scope="session")
def town_report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The whole report of a town, by language. Not to be changed."""
    import browsing

    return browsing.town(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="session")
def group_report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The whole report of a group of entities, by language. Not to be changed."""
    import browsing

    return browsing.group(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="session")
def long_leaflet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A leaflet with long tables, alone. Not to be changed."""
    import long_tables

    path = tmp_path_factory.mktemp("leaflet") / "report.html"
    path.write_text(long_tables.page("sv"), encoding="utf-8")
    return path
