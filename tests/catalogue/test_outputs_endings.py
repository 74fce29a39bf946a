"""Entries O5, O6, O9 and O10: the same bytes wherever they are made, two at once, and an end at any moment."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from procurement_footprint.commands import screen

LEDGER = """\
Datum;Leverantör;Konto;Kontotext;Belopp
2024-01-31;A AB;64110;Livsmedel;100,00
2024-02-01;B AB;99999;X;5,00
"""
PROGRAM = (sys.executable, "-m", "procurement_footprint")
RUN = ("run", "a.csv", "--chart", "kbas", "--out", "out")
FAR = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "1"}
pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such signals and streams on Windows")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(LEDGER, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int], list[str]]:
    """A folder in which two runs make the same result at once; how both end and what they say."""
    home = tmp_path_factory.mktemp("twice")
    (home / "a.csv").write_text(LEDGER, encoding="utf-8")
    both = [started(home, *RUN), started(home, *RUN, PYTHONIOENCODING="cp850")]
    said = [one.communicate(timeout=120)[1].decode("latin-1") for one in both]
    return home, [one.returncode for one in both], said


def started(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    own = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    pipe, whole = subprocess.PIPE, [*PROGRAM, *arguments]
    return subprocess.Popen(whole, cwd=folder, stdout=pipe, stderr=pipe, env=own, start_new_session=True)


def test_o9_two_runs_at_once_leave_one_whole_folder_and_words(twice: tuple[Path, list[int], list[str]]) -> None:
    folder, codes, said = twice
    assert sorted(codes) == [0, 3], said
    assert not any("Traceback" in one for one in said)
    assert "out: " in said[codes.index(3)], "the place is named"
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "out"]


def test_o5_another_zone_language_seed_and_number_of_threads_make_the_same_bytes(
    twice: tuple[Path, list[int], list[str]],
) -> None:
    running = started(twice[0], "verify", "out", "a.csv", **FAR)
    out, said = running.communicate(timeout=120)
    assert running.returncode == 0, (out, said)


@pytest.mark.parametrize("moment", ["folder", "drawing"])
def test_o10_ctrl_c_of_a_terminal_ends_in_words_and_leaves_nothing(folder: Path, moment: str) -> None:
    """Ctrl-C goes to every program of the terminal: also to the one that draws, while it starts."""
    rows = LEDGER.splitlines(keepends=True)
    (folder / "a.csv").write_text(rows[0] + rows[1] * 200_000, encoding="utf-8")
    running = started(folder, *RUN)
    if moment == "drawing":
        first = running.stderr.readline()  # type: ignore[union-attr] # the ledger is being read, the engine wakes
        assert first
    else:
        while running.poll() is None and not list(folder.glob(".out.*")):
            time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert b"Traceback" not in said
    assert said.decode().splitlines()[-1].startswith("interrupted: ")
    assert [path.name for path in folder.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp850", "koi8-r", "utf-16-le"])
def test_o10_a_terminal_that_has_not_all_letters_gets_those_that_it_has(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, other = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(other, encoding=encoding, errors="backslashreplace"))
    screen.guard()
    screen.guard()
    for output in (sys.stdout, sys.stderr):
        print("a \N{LEFTWARDS ARROW} \N{EN DASH} \udcff b", file=output)
        output.flush()
    told = "utf-8" if encoding == "ascii" else encoding
    for held in (raw, other):
        line = held.getvalue().decode(told)
        assert (line[0], line[-2]) == ("a", "b")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rör\x1b]0;x\x07", "Rör\ufffd]0;x\ufffd"),
        ("a\r\x1b[2Kb", "a\ufffd\ufffd[2Kb"),
        ("\x9b31m", "\ufffd31m"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("a\x00b\x7f", "a\ufffdb\ufffd"),
        ("kr\u00a0\u2013 5\t%\nÅÄÖ", "kr\u00a0\u2013 5\t%\nÅÄÖ"),
        ("\udcff", "\ufffd"),
    ],
)
def test_o10_signs_that_steer_a_terminal_are_shown_as_a_mark(text: str, shown: str) -> None:
    assert screen.plain(text) == shown


def test_o10_what_we_ourselves_tell_a_terminal_goes_through(tmp_path: Path) -> None:
    with (tmp_path / "said").open("w", encoding="utf-8") as file:
        output = screen.Screen(file)
        output.write(f"{screen.REWRITE}a\x1b[2J\n")
        output.write(f"\rreading a\x07: 5 rows{screen.ERASE}")
        output.write("\x1b[1mbold\x1b[5m\x1b[0m\n")
    said = (tmp_path / "said").read_bytes().decode()
    assert said == "\r\x1b[Ka\ufffd[2J\n\rreading a\ufffd: 5 rows\x1b[K\x1b[1mbold\ufffd[5m\x1b[0m\n"
