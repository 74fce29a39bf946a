"""A footprint is opened by its folder or by its period, closed or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from procurement_footprint import opening, period, project
from procurement_footprint.opening import Named
from procurement_footprint.problems import Refused


class Kept:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, line: str) -> None:
        self.said.append(line)

    def progress(self, name: str, rows: int) -> None:
        self.said.append(f"{name}: {rows}")


def test_a_name_is_a_period_a_version_or_neither() -> None:
    assert opening.parse("2024") == Named(span=period.parse("2024"))
    assert opening.parse("2024-Q1@2") == Named(span=period.parse("2024-Q1"), version=2)
    assert [opening.parse(text) for text in ("footprint", "2024@x", "latest")] == [None, None, None]
    assert str(Named(span=period.parse("2024"), version=1)) == "2024@1"


def test_a_folder_is_opened_and_a_period_is_computed_for_the_occasion(small_town: Path) -> None:
    listener = Kept()
    named = [Named(folder=small_town / "footprint"), Named(span=period.parse("2023"))]
    with opening.opened(named, project.load(small_town), listener) as (whole, year):
        assert (whole.name, year.name) == ("footprint", "2023")
        assert set(year.footprint.rows.collect()["booked_on"].dt.year()) == {2023}
        place = year.footprint.folder
        assert place.is_dir()
    assert not place.exists()
    assert "2023: computed from the ledger as it is now" in listener.said


def test_a_version_that_is_not_there_is_refused(small_town: Path) -> None:
    named = Named(span=period.parse("2024"), version=3)
    with pytest.raises(Refused) as refused, opening.opened([named], project.load(small_town), Kept()):
        pass
    assert str(refused.value) == (
        "2024@3: there is no version 3 of 2024\n    fix: name one that is there: verify 2024 lists them"
    )
