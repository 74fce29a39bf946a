"""Who works in a hidden folder or file holds it; what nobody holds is removed; what is not ours stays."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from procurement_footprint import atomic, leftovers
from procurement_footprint.ledger import known_names, lock, pseudonym_key
from procurement_footprint.problems import Refused, problem
from procurement_footprint.reporting.folder import free_name, passing_workroom, workroom

TOKEN = "0123456789ab"
WORKING = """
import sys, time
from pathlib import Path
from procurement_footprint import leftovers
with leftovers.held_folder(Path(sys.argv[1]), "2024") as place, leftovers.held_file(Path(sys.argv[1], "a"), 0o600):
    (place / "result").mkdir()
    (place / "result" / "rows").touch()
    print(place.name, flush=True)
    time.sleep(60)
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing is held on Windows")


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that works on `2024`, and on the file `a`, in the folder."""
    process = subprocess.Popen([sys.executable, "-c", WORKING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(".2024.")
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_program_works_in_stays_until_it_is_killed(tmp_path: Path, worker: subprocess.Popen[str]) -> None:
    before = names(tmp_path)
    leftovers.sweep(tmp_path)
    assert (names(tmp_path), len(before)) == (before, 2)
    assert leftovers.at_work(tmp_path / "2024")
    assert not leftovers.at_work(tmp_path / "2025")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert not leftovers.at_work(tmp_path / "2024")
    leftovers.sweep(tmp_path)
    assert names(tmp_path) == []


def test_who_makes_a_folder_is_not_disturbed(tmp_path: Path, worker: subprocess.Popen[str]) -> None:
    assert free_name(tmp_path / "2024") == tmp_path / "2024-2"
    with pytest.raises(Refused) as refused, workroom(tmp_path / "2024"):
        pass
    assert refused.value.problems == (problem("folder-at-work", str(tmp_path / "2024")),)
    assert str(refused.value) == (
        f"{tmp_path}/2024: another command makes this folder at the moment\n"
        "    fix: wait until it has ended, or name another folder"
    )
    assert len(names(tmp_path)) == 2


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    (kept / "result").mkdir(parents=True)
    (kept / "held").touch()
    for name in (".film.part", ".2024.17.part", ".2024.part", f"2024.{TOKEN}.part", f".2024.{TOKEN}.parts"):
        (tmp_path / name).touch()
    (tmp_path / f".others.{TOKEN}.part" / "result").mkdir(parents=True)  # nothing in it says that it is ours
    (tmp_path / f".linked.{TOKEN}.part").symlink_to(kept)
    (tmp_path / f".inside.{TOKEN}.part").mkdir()
    (tmp_path / f".inside.{TOKEN}.part" / "held").symlink_to(kept / "held")
    before = names(tmp_path)
    leftovers.sweep(tmp_path)
    assert names(tmp_path) == before
    assert names(kept) == ["held", "result"]


@pytest.mark.parametrize("held", [True, False], ids=["killed at work", "killed before it was held"])
def test_what_a_killed_program_left_is_in_nobodys_way(tmp_path: Path, held: bool) -> None:
    left = tmp_path / f".2024.{TOKEN}.part"
    left.mkdir()
    if held:
        (left / "held").touch()
        (left / "spool").mkdir()
    with workroom(tmp_path / "2024") as room:
        assert not left.exists()
        (room.result / "a.txt").touch()
    assert names(tmp_path) == ["2024"]


def test_what_a_killed_program_left_of_temporary_files_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procurement_footprint.reporting.folder.gettempdir", lambda: str(tmp_path))
    left = tmp_path / f".procurement-footprint.{TOKEN}.part"
    left.mkdir()
    (left / "held").touch()
    with passing_workroom() as room:
        (place,) = tmp_path.iterdir()
        assert (room.spool.parent, place.stat().st_mode & 0o077) == (place, 0)  # for its owner alone
    assert names(tmp_path) == []


def test_folders_that_were_made_for_a_folder_that_does_not_appear_go_with_it(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(KeyboardInterrupt), atomic.folder(tmp_path / "there" / "deep" / "deeper" / "result"):
        raise KeyboardInterrupt
    assert names(tmp_path / "there") == []


def test_a_folder_that_somebody_else_made_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError) as refused, atomic.folder(tmp_path / "result"):
        (tmp_path / "result").mkdir()  # an empty one, which a plain rename would replace
    assert refused.value.filename == str(tmp_path / "result")
    assert names(tmp_path) == ["result"]


def test_a_file_keeps_its_rights_and_its_content_where_it_cannot_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    path.chmod(0o640)
    atomic.file(path, b"after")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"after", 0o640)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device") as refused:
        atomic.file(path, b"too much")
    assert (refused.value.filename, path.read_bytes(), names(tmp_path)) == (str(path), b"after", ["a.txt"])


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (pl.exceptions.ComputeError("No space left on device (os error 28)"), errno.ENOSPC),
        (OSError("No space left on device (os error 28): /somewhere"), errno.ENOSPC),
        (pl.exceptions.ComputeError("parquet: File out of specification: Invalid thrift: transport error"), errno.EIO),
        (OSError(errno.ENOSPC, "No space left on device"), errno.ENOSPC),
    ],
)
def test_what_the_system_refuses_names_a_place_in_pythons_way(said: Exception, number: int) -> None:
    with pytest.raises(OSError, match=r"\[Errno") as refused, atomic.naming(Path("2024")):
        raise said
    assert (refused.value.errno, refused.value.filename) == (number, "2024")


@pytest.mark.parametrize(
    "said",
    [
        pl.exceptions.ComputeError("could not parse"),
        OSError("file not found (os error 2)"),
        FileNotFoundError(errno.ENOENT, "No such file", "a.csv"),
        ValueError("os error 28"),
    ],
)
def test_what_is_no_refusal_of_writing_stays_as_it_is(said: Exception) -> None:
    with pytest.raises(type(said)) as raised, atomic.naming(Path("2024")):
        raise said
    assert raised.value is said


def test_hidden_names_are_shown_as_users_know_them() -> None:
    shown = {
        f"/p/footprints/.2024.{TOKEN}.part/result/report.xlsx": "/p/footprints/2024/report.xlsx",
        f"/p/.archive.{TOKEN}.part/spool-1/a.parquet": "/p/archive/a.parquet",
        f"/p/..gitignore.{TOKEN}.part": "/p/.gitignore",
        "/p/.film.part/result": "/p/.film.part/result",
    }
    assert {path: leftovers.shown(path) for path in shown} == shown


def test_a_disk_that_is_full_leaves_no_half_key_and_no_half_gitignore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitignore").write_bytes(b"*.bak\n")
    plain, times = os.fsync, []

    def full_at_the_key(handle: int) -> None:
        times.append(handle)
        if len(times) > 2:  # the file and the folder of .gitignore come before it
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        plain(handle)

    monkeypatch.setattr(os, "fsync", full_at_the_key)
    with pytest.raises(OSError, match="No space left on device") as refused:
        pseudonym_key.made(tmp_path)
    monkeypatch.undo()
    assert refused.value.filename == str(tmp_path / ".pseudonym-key")
    assert (tmp_path / ".gitignore").read_bytes().startswith(b"*.bak\n.pseudonym-key\n")
    assert pseudonym_key.key(tmp_path) is None
    assert len(pseudonym_key.made(tmp_path)) == 32  # the next start is not hindered


def test_names_are_added_to_those_that_another_run_kept_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, held, first = b"k" * 32, known_names.held, []

    def looked_at_before_another_run(folder: Path | None) -> frozenset[str]:
        before = held(folder)
        if not first:
            first.append(before)
            known_names.remember(tmp_path, ["Bo Alm-Dal"], key)
        return before

    monkeypatch.setattr(known_names, "held", looked_at_before_another_run)
    known_names.remember(tmp_path, ["Anna Ekström"], key)
    assert len(held(tmp_path)) == 2
    assert (tmp_path / ".pseudonym-names").stat().st_mode & 0o077 == 0


def test_who_waits_too_long_for_what_is_private_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    with lock.private(tmp_path), pytest.raises(Refused) as refused, lock.private(tmp_path):
        pass
    assert [one.code for one in refused.value.problems] == ["project-locked"]
