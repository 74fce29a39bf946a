"""A municipality's ledger and its company's may follow different charts of accounts in one run."""

from __future__ import annotations

import polars as pl
import pytest

from procurement_footprint.ledger.addresses import file_of
from procurement_footprint.mapping import chart_of_file, charts
from procurement_footprint.mapping.charts import Recognition
from procurement_footprint.problems import Refused

KNOWN = charts.load()
MUNICIPAL = [("50110", "Löner"), ("62110", "Elavgifter"), ("64110", "Livsmedel"), ("60100", "Lokalhyra")]
COMPANY = [("5010", "Lokalhyra"), ("5020", "El för belysning"), ("7010", "Löner till kollektivanställda"),
           ("6110", "Kontorsmateriel"), ("5410", "Förbrukningsinventarier")]  # fmt: skip


def settled(files: dict[str, list[tuple[str | None, str | None]]], chosen: str | None = None) -> chart_of_file.Settled:
    lines = [(name, *account) for name, accounts in files.items() for account in accounts]
    accounts = pl.DataFrame(lines, dict.fromkeys(("file", "account", "account_text"), pl.String()), orient="row")
    return chart_of_file.settle(chosen, list(files), accounts, KNOWN)


def test_each_file_is_recognised_by_itself_and_each_is_told() -> None:
    found = settled({"town.csv": MUNICIPAL, "company.csv": COMPANY, "small.csv": [(None, "Böcker")]})
    assert {name: one.chart for name, one in found.items()} == {
        "town.csv": "kbas",
        "company.csv": "bas",
        "small.csv": "none",
    }
    assert [line.partition(" (")[0] for line in chart_of_file.said(found)] == [
        "chart of accounts of town.csv: kbas",
        "chart of accounts of company.csv: bas",
        "chart of accounts of small.csv: none",
    ]


def test_the_rows_of_each_file_get_its_chart_and_a_profile_s_own_stays() -> None:
    ids = ["a.csv:2", "a.csv:x.csv:2", "b.xlsx:Blad1:7", "b.xlsx:Blad1:8"]
    rows = pl.LazyFrame({"row_id": ids, "chart": [None, None, None, "regionbas"]})
    found = {name: Recognition(chart, "told") for name, chart in
             (("a.csv", "kbas"), ("a.csv:x.csv", "none"), ("b.xlsx", "bas"))}  # fmt: skip
    charted = chart_of_file.entered(rows, found).collect()
    assert charted["chart"].to_list() == ["kbas", "none", "bas", "regionbas"]
    assert rows.select(file=file_of(found)).collect()["file"].to_list() == [
        "a.csv",
        "a.csv:x.csv",
        "b.xlsx",
        "b.xlsx",
    ]


def test_the_chosen_chart_holds_for_every_file_and_is_said_once() -> None:
    found = settled({"town.csv": MUNICIPAL, "company.csv": COMPANY}, "bas")
    assert list(chart_of_file.said(found)) == ["chart of accounts: bas (chosen)"]
    rows = pl.LazyFrame({"row_id": ["town.csv:2", "company.csv:2"], "chart": [None, "kbas"]})
    assert chart_of_file.entered(rows, found).collect()["chart"].to_list() == ["bas", "bas"]


def test_a_small_file_follows_the_files_that_have_its_accounts() -> None:
    found = settled({"town.csv": MUNICIPAL, "december.csv": [("64110", "Livsmedel")]})
    assert found["december.csv"] == Recognition("kbas", "1 of its 1 accounts also stand in the files that say kbas")


def test_every_file_that_is_not_clear_is_named() -> None:
    with pytest.raises(Refused) as refused:
        settled({"town.csv": MUNICIPAL, "odd.csv": [("4711", "Diverse")], "other.csv": [("4712", "Annat")]})
    assert [(one.code, one.place) for one in refused.value.problems] == [
        ("chart-unclear", "odd.csv"),
        ("chart-unclear", "other.csv"),
    ]


def test_a_profile_that_names_its_chart_needs_no_accounts() -> None:
    found = settled({"a.csv": []})
    assert list(chart_of_file.said(found)) == [
        "chart of accounts: as its profile says (each row's ledger profile names it)"
    ]
