"""Long: commands killed at 300 moments and at every call that changes files, refused at every call, two at once.

Which commands, and how many of each: `CRASH_COMMANDS="run close" CRASH_KILLS=10 pytest -m long tests/crash`.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import aftermath
import pytest
import stage
import together
import watched
from aftermath import CLEANING, COMMANDS, Case, State
from stage import Act

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not watched.possible(), reason="the system does not tell a process of another's calls"),
]

NAMES = os.environ.get("CRASH_COMMANDS", " ".join(COMMANDS)).split()
KILLS = int(os.environ.get("CRASH_KILLS", "75"))  # of each command, at random moments
HELD = int(os.environ.get("CRASH_HELD", "4"))  # calls at which each of two is held
PAIRS = list(product(NAMES, repeat=2))
SIZES = range(0, 1_500, 150)  # kibibytes of a disk
REFUSALS = (errno.ENOSPC, errno.EIO)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the projects of these tests are."""
    return tmp_path_factory.mktemp("anywhere")


@pytest.fixture(scope="module")
def cases(place: Path) -> dict[str, Case]:
    """The commands, each run once."""
    town = aftermath.start(place / "town")
    return {name: aftermath.case(name, town, place) for name in COMMANDS}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where a project is for a while."""
    yield tmp_path / "town"
    _gone(tmp_path / "town")


@pytest.mark.parametrize("name", NAMES)
def test_killed_at_random_moments(name: str, cases: dict[str, Case], folder: Path) -> None:
    chance, case, stood = random.Random(name), cases[name], Counter[str]()
    for _ in range(KILLS):
        scene = aftermath.stopped(case, folder, Act(after=chance.uniform(0, case.seconds)))
        standing = aftermath.seen_after_a_kill(case, folder)
        stood[f"{standing}{', ended before' if scene.code == 0 else ''}"] += 1
        _gone(folder)
    print(f"\n{name}: {dict(stood)}")


@pytest.mark.parametrize("name", NAMES)
def test_killed_at_every_call(name: str, cases: dict[str, Case], folder: Path) -> None:
    case, stood = cases[name], []
    for at in _thinned(case):
        aftermath.stopped(case, folder, Act(at=at))
        stood.append(aftermath.seen_after_a_kill(case, folder))
        _gone(folder)
    print(f"\n{name}: {dict(Counter(stood))}")
    assert {*stood} == {"before", "after"}


@pytest.mark.parametrize("number", REFUSALS, ids=errno.errorcode.get)
@pytest.mark.parametrize("name", NAMES)
def test_refused_at_every_call(name: str, number: int, cases: dict[str, Case], folder: Path) -> None:
    case, stood = cases[name], Counter[str]()
    for at in _thinned(case):
        scene = aftermath.stopped(case, folder, Act(at=at, errno=number))
        try:
            stood[f"{scene.code}, {aftermath.seen_after_a_refusal(case, folder, scene, at[0] in CLEANING)}"] += 1
        except AssertionError as error:
            raise AssertionError(f"{at}: {scene.err[-2000:]}") from error
        _gone(folder)
    print(f"\n{name}, {errno.errorcode[number]}: {dict(stood)}")


@pytest.fixture(scope="module")
def left(cases: dict[str, Case], place: Path) -> dict[str, list[State]]:
    """What each command may leave where another runs at the same time."""
    return together.allowed(cases, place, PAIRS)


@pytest.mark.parametrize(("name", "other"), PAIRS)
def test_held_while_another_runs(
    name: str, other: str, cases: dict[str, Case], left: dict[str, list[State]], folder: Path
) -> None:
    case = cases[name]
    for at in random.Random(f"{name} {other}").sample(case.calls, HELD):
        together.seen_together(case, other, at, folder, left)
        _gone(folder)


@pytest.mark.parametrize("name", NAMES)
def test_on_a_small_disk(name: str, cases: dict[str, Case], tmp_path: Path) -> None:
    case, disk, stood = cases[name], tmp_path / "disk", Counter[str]()
    disk.mkdir()
    taken = sum(len(content) // 4096 + 1 for content in case.before.values()) * 4
    for size in SIZES:
        mounted = ("mount", "-t", "tmpfs", "-o", f"size={taken + size}k", "tmpfs", str(disk))
        if not shutil.which("mount") or subprocess.run(mounted, capture_output=True, check=False).returncode:
            pytest.skip("no disk can be mounted here")
        try:
            scene = aftermath.stopped(case, disk / "town", Act())
            stood[aftermath.seen_after_a_refusal(case, disk / "town", scene, cleaning=False)] += 1
        finally:
            subprocess.run(("umount", str(disk)), check=True)
    print(f"\n{name}: {dict(stood)}")


def _thinned(case: Case) -> list[tuple[str, str, int]]:
    """Return the calls of a command, of those that are alike the first two and the last."""
    times = Counter(one[:2] for one in case.calls)
    return [one for one in case.calls if one[1] != ".tmp" and (one[2] < 3 or one[2] == times[one[:2]])]


def _gone(folder: Path) -> None:
    for one in (folder, stage.temporary(folder)):
        for _ in range(20):  # a process that was started by a killed one may still write
            shutil.rmtree(one, ignore_errors=True)
            if not one.exists():
                break
            time.sleep(0.1)
