"""Who writes in a project holds its lock; a second waits and is told who it is; a dead one holds nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from procurement_footprint.ledger.lock import HOLDER, locked
from procurement_footprint.problems import Refused

HOLDING = """
import sys, time, pathlib
from procurement_footprint.ledger.lock import locked
with locked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock of the folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def take(folder: Path, patience: float) -> None:
    with locked(folder, patience):
        pass


def test_a_second_is_told_who_holds_the_lock_and_since_when(tmp_path, holder):
    with pytest.raises(Refused) as refused:
        take(tmp_path, patience=0.1)
    (one,) = refused.value.problems
    assert one.what == "somebody else is writing in this project; waited 0.1 seconds"
    assert one.excerpt.startswith(f"process {holder.pid} on ")
    assert ", since 2" in one.excerpt
    assert one.fix == "wait until that command has ended, then start this one again"


def test_the_lock_of_a_dead_process_is_free(tmp_path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    take(tmp_path, patience=1)
    assert not (tmp_path / HOLDER).exists()


def test_it_is_free_when_the_work_ends_badly(tmp_path):
    with pytest.raises(RuntimeError), locked(tmp_path):
        raise RuntimeError
    take(tmp_path, patience=0.1)
