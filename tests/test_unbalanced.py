"""When a room loses or changes anything, nothing is written and the exit code is 4."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest

from procurement_footprint import commands, workflow

Rows = nw.LazyFrame[Any]


def losing(rows: Rows) -> Rows:
    return rows.filter(~nw.col("row_id").str.ends_with(":17"))


def doubling(rows: Rows) -> Rows:
    return nw.concat([rows, rows.filter(nw.col("row_id").str.ends_with(":17"))])


def changing(rows: Rows) -> Rows:
    more = (nw.col("amount").cast(nw.Float64) + 0.01).cast(nw.Decimal(18, 2))
    return rows.with_columns(
        amount=nw.when(nw.col("row_id").str.ends_with(":17")).then(more).otherwise(nw.col("amount"))
    )


def weightless(rows: Rows) -> Rows:
    return rows.with_columns(kg_co2e=nw.when(~nw.col("row_id").str.ends_with(":17")).then(nw.col("kg_co2e")))


@pytest.mark.parametrize("room", ["classify", "calculate"])
@pytest.mark.parametrize(
    ("fault", "said"), [(losing, "rows came in and"), (doubling, "rows came in and"), (changing, "SEK came in and")]
)
def test_a_room_that_loses_doubles_or_changes_a_row_stops_the_run(
    small_town: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    room: str,
    fault: Callable[[Rows], Rows],
    said: str,
) -> None:
    right = getattr(workflow, room)
    monkeypatch.setattr(workflow, room, lambda *arguments: fault(right(*arguments)))
    assert said in refused_run(small_town, tmp_path, monkeypatch, capsys)


def test_a_counted_row_without_kilograms_stops_the_run(
    small_town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = workflow.calculate
    monkeypatch.setattr(workflow, "calculate", lambda *arguments: weightless(right(*arguments)))
    assert "rows have kilograms though not counted, or are counted without" in refused_run(
        small_town, tmp_path, monkeypatch, capsys
    )


def refused_run(
    small_town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    town = tmp_path / "town"
    shutil.copytree(small_town, town, ignore=shutil.ignore_patterns("footprint"))
    monkeypatch.chdir(town)
    monkeypatch.setattr(sys, "argv", ["procurement-footprint", "run", "--out", "result"])
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == 4
    hidden = [".gitignore", ".pseudonym-key", ".pseudonym-names"]  # made by the run that went well
    assert sorted(path.name for path in town.iterdir()) == [*hidden, "README.md", "ledgers", "procurement.yaml"]
    said = capsys.readouterr().err
    assert "nothing was written: the figures do not reconcile" in said
    return said
