"""A footprint is opened by its folder or by its period, closed or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from procurement_footprint import opening, period, planning, project
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


def test_ledgers_are_read_once_for_all_periods_and_each_is_as_by_itself(small_town: Path) -> None:
    home, listener = project.load(small_town), Kept()
    spans = [Named(span=period.parse(name)) for name in ("2023", "2024", "2024-Q1")]
    with opening.opened(spans, home, listener) as together:
        manifests = [one.footprint.sha256 for one in together]
    lines = [line for line in listener.said if "rows" not in line]
    assert len(lines) == len(set(lines))
    assert sum("header on line 1" in line for line in lines) == 2
    read = [line for line in listener.said if line.endswith(": 300")]
    assert len(read) == 2
    for span, manifest in zip(spans, manifests, strict=True):
        with opening.opened([span], home, Kept()) as (apart,):
            assert apart.footprint.sha256 == manifest


def test_years_that_have_been_looked_at_are_not_read_again(small_town: Path) -> None:
    home, listener = project.load(small_town), Kept()
    with opening.ledgers_of(home) as at_hand:
        years = planning.whole_years(home, at_hand, listener)
        assert [str(year) for year in years] == ["2023", "2024"]
        read = [line for line in listener.said if line.endswith(": 300")]
        with opening.opened(years[:1], home, listener, at_hand=at_hand) as (first,):
            assert first.name == "2023"
            assert [line for line in listener.said if line.endswith(": 300")] == read


def test_a_ledger_without_dates_is_read_for_each_period(tmp_path: Path) -> None:
    lines = ["leverantor;leverantor_id;verifikationsnummer;konto_nr;konto_text;belopp (SEK)",
             "Ek AB;599100-0008;1;64110;Livsmedel;10,50", ""]  # fmt: skip
    (tmp_path / "undated.csv").write_text("\n".join(lines), encoding="utf-8")
    settings = "project: Undated\nchart: kbas\nledgers: [undated.csv]\n"
    (tmp_path / "procurement.yaml").write_text(settings, encoding="utf-8")
    spans = [Named(span=period.parse(name)) for name in ("2024-01", "2024-02")]
    with opening.opened(spans, project.load(tmp_path), Kept()) as opened:
        days = [one.footprint.rows.collect()["booked_on"][0].isoformat() for one in opened]
    assert days == ["2024-01-01", "2024-02-01"]
