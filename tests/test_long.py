"""Long runs, with a command of their own: runs killed at random moments. See CONTRIBUTING.md."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

KILLS = 60

pytestmark = pytest.mark.long


def test_a_run_that_is_killed_leaves_no_half_result(small_town: Path, tmp_path: Path) -> None:
    chance = random.Random(1)
    for number in range(KILLS):
        out = tmp_path / f"result-{number}"
        run = subprocess.Popen(
            [sys.executable, "-m", "procurement_footprint", "run", "--project", str(small_town), "--out", str(out)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.0, 2.5))
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert not out.exists() or (out / "manifest.json").is_file()
