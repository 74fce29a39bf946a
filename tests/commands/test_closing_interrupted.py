"""Whatever ends `restate` before its time, the project is as it was; the next start cleans up. See tests/crash, too."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from closed_project import files, here
from conftest import ROOT

from procurement_footprint import atomic
from procurement_footprint.demo.town import write_town
from procurement_footprint.footprint import closing
from procurement_footprint.ledger import closings, lock
from procurement_footprint.reporting import publish

CLOSE = ("close", "2024-Q1", "--by", "Anna Lind")
RESTATE = ("restate", "2024-Q1", "--by", "Eva Ek", "--reason", "a line less")
LEDGER = Path("ledgers") / "leverantorsreskontra-2024.csv"
KILLS = 40


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town in which nothing is closed. Not to be changed."""
    town = tmp_path_factory.mktemp("interrupted") / "town"
    write_town(town, years=(2024, 2024), rows_per_year=200)
    assert here("check", cwd=town).returncode in (0, 1)  # makes the key by which persons have pseudonyms
    return town


@pytest.fixture(scope="module")
def closed_town(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a closed quarter, whose ledger has changed since then. Not to be changed."""
    town = tmp_path_factory.mktemp("interrupted-closed") / "town"
    shutil.copytree(small, town)
    assert here(*CLOSE, cwd=town).returncode == 0
    lines = (town / LEDGER).read_bytes().splitlines(keepends=True)
    (town / LEDGER).write_bytes(b"".join([lines[0], *lines[2:]]))
    return town


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def writing_ends_at(name: str) -> Iterator[None]:
    """Let the disk be full when a file of this name is to be written."""
    write = Path.write_bytes

    def until(path: Path, content: bytes) -> int:
        if path.name == name:
            full()
        return write(path, content)

    with patch.object(Path, "write_bytes", until):
        yield


MOMENTS: dict[str, Callable[[], object]] = {
    "disk full at the price list": partial(writing_ends_at, "multipliers.csv"),
    "disk full at the page": partial(writing_ends_at, "report.html"),
    "disk full at what pins it": partial(writing_ends_at, closings.FILE),
    "disk full when it is flushed": partial(patch.object, atomic, "flush", full),
    "Ctrl-C while files are written": partial(patch.object, publish, "files", interrupted),
    "Ctrl-C before it appears": partial(patch.object, closing, "pin", interrupted),
    "Ctrl-C when it appears": partial(patch.object, Path, "rename", interrupted),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_full_disk_or_an_interruption_leaves_the_project_as_it_was(moment: str, closed_town: Path) -> None:
    before = files(closed_town)
    with MOMENTS[moment]():  # type: ignore[attr-defined]
        done = here(*RESTATE, cwd=closed_town)
    assert done.returncode == (130 if "Ctrl-C" in moment else 3), done.stderr
    assert files(closed_town) == before


def started(command: tuple[str, ...], town: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "procurement_footprint", *command],
        cwd=town,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_what_a_killed_restatement_left_is_removed_at_the_next_start(closed_town: Path, tmp_path: Path) -> None:
    town = Path(shutil.copytree(closed_town, tmp_path / "town"))
    before = files(town)
    run = started(RESTATE, town)
    while run.poll() is None and not list((town / "closed").glob("*/.2.*.part/result/footprint.parquet")):
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    left = files(town).keys() - before.keys()
    assert left
    assert all(name.startswith("closed/2024-Q1/.2.") for name in left)
    assert [one.version for one in closings.load(town)] == [1]
    again = here(*RESTATE, cwd=town)
    assert (again.returncode, sorted(path.name for path in (town / "closed" / "2024-Q1").iterdir())) == (0, ["1", "2"])
    assert all(not closing.damage(one) for one in closings.load(town))


def test_two_at_once_wait_for_each_other_and_the_second_says_who_holds_it(small: Path) -> None:
    before = files(small)
    with lock.locked(small), patch.object(lock, "locked", partial(lock.locked, patience=0.1)):
        done = here(*CLOSE, cwd=small)
    assert (done.returncode, f"process {os.getpid()} on" in done.stderr) == (3, True), done.stderr
    assert files(small) == before


@pytest.mark.long
def test_a_closing_that_is_killed_at_any_moment_is_there_whole_or_not_at_all(closed_town: Path, tmp_path: Path) -> None:
    chance = random.Random(1)
    for number in range(KILLS):
        town = Path(shutil.copytree(closed_town, tmp_path / str(number)))
        command = RESTATE if number % 2 else ("close", "2024-Q2", "--by", "Anna Lind")
        run = started(command, town)
        time.sleep(chance.uniform(0.0, 3.0))
        run.send_signal(signal.SIGKILL)
        run.wait()
        held = closings.load(town)
        assert all(not closing.damage(one) for one in held)
        again = here(*command, cwd=town)
        assert again.returncode == (3 if command[0] == "close" and len(held) == 2 else 0), again.stderr
        assert not list((town / "closed").glob("**/.*"))
        assert all(not closing.damage(one) for one in closings.load(town))
        shutil.rmtree(town)
