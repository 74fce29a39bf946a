from pathlib import Path

import pytest

from procurement_footprint.leftovers import held_folder, sweep
from procurement_footprint.reporting.folder import free_name, workroom


def test_a_result_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "result"
    with workroom(target) as room:
        (room.result / "a.txt").write_text("a", encoding="utf-8")
        (room.spool / "big").write_text("b", encoding="utf-8")
        assert not target.exists()
    assert [path.name for path in target.iterdir()] == ["a.txt"]
    assert [path.name for path in target.parent.iterdir()] == ["result"]


def break_off(target: Path) -> None:
    with workroom(target) as room:
        (room.result / "a.txt").write_text("a", encoding="utf-8")
        raise RuntimeError("out of paper")


def test_a_result_does_not_appear_when_something_goes_wrong(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="out of paper"):
        break_off(tmp_path / "result")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    dead = tmp_path / ".result.0123456789ab.part"
    (dead / "result").mkdir(parents=True)
    (dead / "held").touch()
    with held_folder(tmp_path, "result") as own:
        sweep(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [own.name]


def test_a_new_name_is_found_when_the_wanted_one_is_taken(tmp_path: Path) -> None:
    assert free_name(tmp_path / "a") == tmp_path / "a"
    (tmp_path / "a").mkdir()
    (tmp_path / "a-2").mkdir()
    assert free_name(tmp_path / "a") == tmp_path / "a-3"
