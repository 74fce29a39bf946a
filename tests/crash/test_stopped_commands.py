"""Whatever stops `run`, `import`, `close`, `publish`: the project is as before or after; the next start cleans up.

A few of the moments; all of them are tried by `pytest -m long tests/crash`.
"""

from __future__ import annotations

import errno
import random
import shutil
import signal
from pathlib import Path

import aftermath
import pytest
import stage
import together
import watched
from aftermath import COMMANDS, Case, State
from stage import Act

pytestmark = pytest.mark.skipif(not watched.possible(), reason="the system does not tell a process of another's calls")

KILLS = {"run": 3, "import": 5, "close": 2, "publish": 2}  # 75 of each in the long run
RESULTS = {
    "run": "footprints/.2024-Q1/result",
    "import": ".archive/result/0002-own-2024-07--2024-12",
    "close": "closed/2024-Q1/.1/result",
    "publish": ".open/result",
}
REFUSED = [
    ("run", "write", f"{RESULTS['run']}/footprint.parquet", errno.ENOSPC),
    ("run", "write", f"{RESULTS['run']}/report.xlsx", errno.ENOSPC),
    ("run", "rmdir", "footprints/.2024-Q1/spool", errno.EIO),
    ("import", "write", "..gitignore", errno.ENOSPC),
    ("import", "write", "..pseudonym-key", errno.ENOSPC),
    ("import", "write", f"{RESULTS['import']}/rows.parquet", errno.ENOSPC),
    ("import", "rename", "archive/0002-own-2024-07--2024-12", errno.EIO),
    ("import", "fsync", "archive", errno.EIO),
    ("import", "unlink", ".procurement-footprint.holder", errno.EIO),
    ("close", "write", f"{RESULTS['close']}/closing.json", errno.ENOSPC),
    ("close", "rename", "closed/2024-Q1/1", errno.EIO),
    ("publish", "write", ".tmp/.procurement-footprint/result/footprint.parquet", errno.ENOSPC),
    ("publish", "write", f"{RESULTS['publish']}/dcat.rdf", errno.ENOSPC),
]
# all sixteen, held at more calls, in the long run
PAIRS = [("run", "run"), ("import", "import"), ("import", "run"), ("close", "import"), ("publish", "close")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the projects of these tests are."""
    return tmp_path_factory.mktemp("stopped")


@pytest.fixture(scope="module")
def cases(place: Path) -> dict[str, Case]:
    """The commands, each run once."""
    town = aftermath.start(place / "town")
    return {name: aftermath.case(name, town, place) for name in COMMANDS}


@pytest.fixture(scope="module")
def left(cases: dict[str, Case], place: Path) -> dict[str, list[State]]:
    """What each command may leave where another runs at the same time."""
    return together.allowed(cases, place, PAIRS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_killed_command_leaves_the_project_as_before_or_after(
    name: str, cases: dict[str, Case], tmp_path: Path
) -> None:
    chance, case = random.Random(name), cases[name]
    for number, at in enumerate(chance.sample(case.calls, KILLS[name])):
        folder = tmp_path / str(number)
        scene = aftermath.stopped(case, folder, Act(at=at))
        assert scene.code == -signal.SIGKILL or not scene.met, at
        aftermath.seen_after_a_kill(case, folder)


@pytest.mark.parametrize(("name", "call", "file", "number"), REFUSED)
def test_what_the_system_refuses_is_said_and_leaves_nothing_half(
    name: str, call: str, file: str, number: int, cases: dict[str, Case], tmp_path: Path
) -> None:
    case, folder = cases[name], tmp_path / "town"
    at = (call, file, 1)
    scene = aftermath.stopped(case, folder, Act(at=at, errno=number))
    assert scene.met
    aftermath.seen_after_a_refusal(case, folder, scene, cleaning=call in aftermath.CLEANING)


@pytest.mark.parametrize(("name", "other"), PAIRS)
def test_two_at_once_leave_what_one_after_the_other_would(
    name: str, other: str, cases: dict[str, Case], left: dict[str, list[State]], tmp_path: Path
) -> None:
    case = cases[name]
    at = next(one for one in reversed(case.calls) if one[0] == "rename" and one[1].startswith(together.PLACES[name]))
    together.seen_together(case, other, at, tmp_path / "town", left)


def test_a_stop_after_the_folder_appeared_does_not_deny_it(cases: dict[str, Case], tmp_path: Path) -> None:
    folder = tmp_path / "town"
    scene = aftermath.stopped(cases["run"], folder, Act(at=("write", "footprints/.latest", 1), signal=signal.SIGTERM))
    assert (scene.code, scene.err.splitlines()[-1]) == (
        143,
        "ended by the system: whole and in its place is footprints/2024-Q1",
    )
    assert cases["run"].stands(aftermath.state(folder)) == "after"
    assert not aftermath.hidden(folder)


def test_what_cannot_be_written_after_the_folder_appeared_does_not_deny_it(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    folder = tmp_path / "town"
    act = Act(at=("write", "footprints/.latest", 1), errno=errno.ENOSPC)
    scene = aftermath.stopped(cases["run"], folder, act)
    assert scene.code == 1
    assert scene.err.endswith(
        f"{folder}/footprints/latest: No space left on device\n"
        "    fix: look at the folder's rights and the room on the disk, or choose another folder with --out\n"
        "before that: whole and in its place is footprints/2024-Q1\n"
    )


def test_a_full_folder_of_temporary_files_is_named_and_so_is_the_way_out(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    folder = tmp_path / "town"
    act = Act(at=("mkdir", ".tmp/.procurement-footprint/spool", 1), errno=errno.ENOSPC)
    scene = aftermath.stopped(cases["publish"], folder, act)
    assert (scene.code, scene.err) == (
        3,
        f"{stage.temporary(folder)}/procurement-footprint: No space left on device\n"
        "    fix: look at the folder's rights and the room on the disk, or name another folder for temporary files in "
        "the variable TMPDIR\n",
    )


def test_two_runs_into_one_folder_are_told_apart_at_once(cases: dict[str, Case], tmp_path: Path) -> None:
    folder = shutil.copytree(cases["run"].start, tmp_path / "town")
    stage.temporary(folder)
    wanted = ("run", "2024-Q1", "--out", "mine")
    scene = stage.play(wanted, folder, Act(at=("mkdir", ".mine/spool", 1), meanwhile=wanted))
    assert scene.code == 0
    assert scene.meanwhile is not None
    assert (scene.meanwhile.code, scene.meanwhile.err) == (
        3,
        f"{folder}/mine: another command makes this folder at the moment\n"
        "    fix: wait until it has ended, or name another folder\n\n"
        "1 problem: nothing was written\n",
    )


def test_the_names_of_two_first_runs_are_kept_under_one_key(cases: dict[str, Case], tmp_path: Path) -> None:
    at = ("rename", ".pseudonym-names", 1)
    folder = tmp_path / "town"
    scene = aftermath.stopped(cases["run"], folder, Act(at=at, meanwhile=COMMANDS["publish"]))
    assert scene.meanwhile is not None
    assert (scene.code, scene.meanwhile.code) == (0, 3)
    assert "somebody else is writing in this project; waited 0.5 seconds" in scene.meanwhile.err
    assert cases["run"].stands(aftermath.state(folder)) == "after"


def test_a_first_import_that_was_killed_midway_changes_nothing_for_a_run(
    cases: dict[str, Case], tmp_path: Path
) -> None:
    folder = tmp_path / "town"
    aftermath.stopped(cases["import"], folder, Act(at=("rename", "archive/0002-own-2024-07--2024-12", 1)))
    assert [path.name for path in (folder / "archive").iterdir()] == ["0001-own-2024-01--2024-06"]
    scene = stage.play(COMMANDS["run"], folder)
    assert scene.code == 0, scene.err
    place = together.PLACES["run"]
    assert together.inside(aftermath.state(folder), place) == together.inside(cases["run"].after, place)
