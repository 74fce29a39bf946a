"""How commands end when the world around them does: pipes that close, disks that are full, signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, Command

PROGRAM = f'"{sys.executable}" -m procurement_footprint'
LEDGER = "Datum;Leverantör;Konto;Kontotext;Belopp\n" + "2024-01-31;A AB;64110;Livsmedel;100,00\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such pipes and signals on Windows")


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


def test_a_pipe_is_no_ledger(folder: Path) -> None:
    done = shell(f"{PROGRAM} run <(cat a.csv) --chart kbas", folder)
    assert done.returncode == 2
    assert "is a pipe or a device, not a file; save it as a file first" in " ".join(done.stderr.split())


def test_a_reader_that_goes_is_no_error_and_the_folder_is_whole(folder: Path) -> None:
    done = shell(f"{PROGRAM} run a.csv --chart kbas --out out | true", folder)
    assert (done.returncode, "Traceback" in done.stderr, "Exception" in done.stderr) == (0, False, False), done.stderr
    assert (folder / "out" / "manifest.json").is_file()
    done = shell(f"{PROGRAM} why a.csv:2 --in out | true", folder)
    assert (done.returncode, done.stderr) == (0, "")
    done = shell(f"{PROGRAM} run a.csv --chart kbas --out again 2>&1 | true", folder)
    assert (done.returncode, (folder / "again" / "manifest.json").is_file()) == (0, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full device is there on Linux only")
def test_a_summary_that_cannot_be_printed_does_not_deny_the_folder(folder: Path) -> None:
    done = shell(f"{PROGRAM} run a.csv --chart kbas --out out > /dev/full", folder)
    assert done.returncode == 1
    assert done.stderr.endswith(
        "Error: the footprint is in out; only its summary cannot be printed: No space left on device\n"
    )
    assert (folder / "out" / "manifest.json").is_file()


def test_a_folder_that_cannot_be_made_is_named_as_the_user_did(folder: Path, procurement_footprint: Command) -> None:
    done = procurement_footprint("run", "a.csv", "--chart", "kbas", "--out", folder / "a.csv" / "out", cwd=folder)
    assert done.returncode == 3
    assert ".part" not in done.stderr
    fix = "look at the folder's rights and the room on the disk, or choose another folder with --out"
    assert done.stderr.endswith(f"\n    fix: {fix}\n")


def test_an_end_that_the_system_asks_for_leaves_nothing_behind(folder: Path) -> None:
    rows = LEDGER.splitlines(keepends=True)
    (folder / "big.csv").write_text(rows[0] + rows[1] * 400_000, encoding="utf-8")
    running = subprocess.Popen(
        [sys.executable, "-m", "procurement_footprint", "run", "big.csv", "--chart", "kbas", "--out", "out"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    while running.poll() is None and not list(folder.glob(".out.*")):
        time.sleep(0.01)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=60)
    assert (running.returncode, said.splitlines()[-1]) == (143, "ended by the system: nothing was written")
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "big.csv"]
