"""The peers of the benchmark come to the same footprint as `run`; else their seconds say nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

PEERS = Path(__file__).parents[2] / "benchmarks" / "peers.py"


@pytest.mark.long
def test_all_peers_come_to_the_same_result() -> None:
    command = [sys.executable, str(PEERS), "--rows", "5000", "--times", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr  # 1: with so few rows start-up is all there is, and promises break
    told = [line for line in done.stdout.splitlines() if "from ours" in line]
    assert len(told) == 5, done.stdout + done.stderr
    assert all(line.endswith(": at most 0 rows, 0.00 kr and 0.000 kg from ours") for line in told)
    assert "compared: 11 departments, " in done.stdout
    assert "not all come to the same result" not in done.stderr
