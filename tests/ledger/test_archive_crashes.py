"""Whatever stops an import, the archive is as it was before, and the next import finds nothing in its way."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from archive_town import day, held, ledger, project, take, wish
from conftest import ROOT

from procurement_footprint.ledger import archive
from procurement_footprint.ledger.archive.taking import take_in

FIRST = [(day(1), "A", "1.00"), (day(1), "A", "1.00")]
FILES = {"feb.csv": [(day(2), "B", "2.00")], "mar.csv": [(day(3), "C", "4.00")], "jan.csv": [(day(1), "D", "8.00")]}
AFTER = Counter(row for rows in FILES.values() for row in rows)
KILLS = 40

# imports three files at once, of which the last replaces what is there, and kills itself at one of its steps
DYING = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from archive_town import take
left = int(sys.argv[3])
def dying(plain):
    def step(*given, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(*given, **named)
    return step
for name in sys.argv[4].split():
    setattr(Path, name, dying(getattr(Path, name)))
take(Path(sys.argv[2]), *map(Path, sys.argv[5:]), overlap="replace", reason="reissued")
"""


def town(folder: Path) -> Path:
    """A project with two rows of January in its archive."""
    made = project(folder / "town")
    take(made, ledger(folder / "first.csv", FIRST))
    return made


def files(folder: Path) -> list[Path]:
    return [ledger(folder / name, rows) for name, rows in FILES.items()]


def as_before_or_after(folder: Path) -> bool:
    """Whether the archive holds what it held, or all of the files; returns whether it is the first."""
    rows = held(folder)
    assert rows in (Counter(FIRST), AFTER)
    return rows == Counter(FIRST)


def nothing_is_left_over(folder: Path) -> None:
    """After one more import no leftover is there, and all is in."""
    take(folder, *files(folder.parent), overlap="replace", reason="once more")
    assert held(folder) == AFTER
    assert not list(folder.rglob("*.part"))
    assert len(list((folder / "archive").iterdir())) == archive.load(folder).last


def killed(folder: Path, step: int, steps: str) -> bool:
    """Start an import that dies at the so-and-so-many-th of these steps; returns whether it had so many."""
    here = str(Path(__file__).parent)
    program = [sys.executable, "-c", DYING, here, str(folder), str(step), steps, *map(str, files(folder.parent))]
    done = subprocess.run(program, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


@pytest.mark.parametrize("there", [1, 2])
def test_an_import_that_is_killed_while_its_folders_appear_is_not_in(tmp_path: Path, there: int) -> None:
    folder = town(tmp_path)
    assert killed(folder, there + 1, "rename")
    assert len(list((folder / "archive").iterdir())) == 1 + there
    assert as_before_or_after(folder)
    nothing_is_left_over(folder)


@pytest.mark.long
def test_an_import_that_is_killed_at_any_step_is_in_wholly_or_not_at_all(tmp_path: Path) -> None:
    kept = []
    for step in range(1, 100):
        (tmp_path / f"{step}").mkdir()
        folder = town(tmp_path / f"{step}")
        dead = killed(folder, step, "rename replace mkdir write_bytes unlink")
        kept.append(as_before_or_after(folder))
        nothing_is_left_over(folder)
        if not dead:
            break
    assert len(kept) > 20
    assert kept == sorted(kept, reverse=True)  # as before, and from one step on as after
    assert not kept[-1]


@pytest.mark.long
def test_an_import_that_is_killed_at_any_moment_is_in_wholly_or_not_at_all(tmp_path: Path) -> None:
    chance = random.Random(7)
    for number in range(KILLS):
        (tmp_path / f"{number}").mkdir()
        folder = town(tmp_path / f"{number}")
        run = subprocess.Popen(
            [sys.executable, "-m", "procurement_footprint", "import", "--project", str(folder), "--replace",
             "--reason", "reissued", *map(str, files(folder.parent))],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.2, 1.5))
        run.send_signal(signal.SIGKILL)
        run.wait()
        as_before_or_after(folder)
        nothing_is_left_over(folder)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_import_that_is_interrupted_while_its_folders_appear_leaves_none(tmp_path, monkeypatch, at) -> None:
    folder, plain, renamed = town(tmp_path), Path.rename, []

    def rename(path, target):
        if target.parent.name == "archive":
            renamed.append(target)
            if len(renamed) == at:
                raise KeyboardInterrupt
        return plain(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        take(folder, *files(tmp_path), overlap="replace", reason="reissued")
    monkeypatch.undo()
    assert held(folder) == Counter(FIRST)
    assert [path.name for path in (folder / "archive").iterdir()] == ["0001-own-2024-01"]
    assert not list(folder.rglob("*.part"))


def test_an_import_that_is_interrupted_while_it_reads_leaves_nothing(tmp_path) -> None:
    folder = town(tmp_path)
    before = sorted(folder.rglob("*"))

    def interrupt(name, rows):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(folder, files(tmp_path), wish(overlap="replace", reason="x"), interrupt)
    assert sorted(folder.rglob("*")) == before


def test_a_disk_that_is_full_leaves_the_archive_as_it_was(tmp_path) -> None:
    folder = town(tmp_path)
    rows = [(day(5, 1 + number % 28), f"S{number}", f"{number}.25") for number in range(9000)]
    many = ledger(tmp_path / "many.csv", rows)
    done = subprocess.run(
        [sys.executable, "-m", "procurement_footprint", "import", "--project", str(folder), str(many)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "fix: look at the folder's rights and the room on the disk" in done.stderr
    assert held(folder) == Counter(FIRST)
    assert not list(folder.rglob("*.part"))
