"""Which chart of accounts holds for each ledger file of a run: a municipality's and a company's may differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from procurement_footprint.job import Job
from procurement_footprint.ledger.addresses import file_of
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.columns import CODED
from procurement_footprint.mapping import charts
from procurement_footprint.mapping.charts import CLEAR_SHARE, Chart, Recognition
from procurement_footprint.mapping.keys import NO_CHART
from procurement_footprint.problems import Refused

CHOSEN = "chosen"
ACCOUNT = ["account", "account_text"]

Settled = Mapping[str, Recognition]  # file → chart of accounts; None where each row's profile names it


def of_entities(job: Job, ledger: Ledger) -> Mapping[str, str]:
    """Return the chart of accounts of each file that has one by the user's word, or by that of its entity."""
    of_entity = {one.code: one.chart for one in job.project.entities}
    chosen = {file.name: job.chart or of_entity.get(file.entity or "") for file in ledger.files}
    return {name: chart for name, chart in chosen.items() if chart}


def settle(
    chosen: str | Mapping[str, str] | None, files: Sequence[str], accounts: pl.DataFrame, known: tuple[Chart, ...]
) -> Settled:
    """Return the chart of accounts that holds for each file: the chosen one, else the one recognised.

    chosen: one for all files, or for some of them by name.
    A file that does not tell follows the others where they agree and have its accounts.
    accounts: `file`, `account`, `account_text` of the rows whose profile names no chart.
    Errors: Refused when the chosen chart is not known, or with every file whose accounts are not clear.
    """
    said = dict.fromkeys(files, chosen) if isinstance(chosen, str) else chosen or {}
    for name in dict.fromkeys(said.values()):
        charts.check(name, known)
    if len(said) == len(files):
        return {name: Recognition(chart, CHOSEN) for name, chart in said.items()}
    held = {str(name): own for (name,), own in accounts.group_by("file") if name not in said}
    alone = {name: charts.recognise(own, known) for name, own in held.items()}
    told = {name: _followed(name, alone, held) for name in alone}
    told |= {name: Recognition(chart, CHOSEN) for name, chart in said.items()}
    if unclear := [name for name in files if name in told and told[name].chart is None]:
        raise Refused(charts.unclear(name, told[name], known) for name in unclear)
    named = Recognition(None, "each row's ledger profile names it")
    return {name: told.get(name, named) for name in files}


def said(settled: Settled) -> Iterable[str]:
    """Return what is to be printed: one line where the same holds for all files, else one for each."""
    distinct = list(dict.fromkeys(settled.values()))
    lines = [("", distinct[0])] if len(distinct) == 1 else [(f" of {name}", one) for name, one in settled.items()]
    return (f"chart of accounts{of}: {one.chart or 'as its profile says'} ({one.why})" for of, one in lines)


def entered(rows: pl.LazyFrame, settled: Settled) -> pl.LazyFrame:
    """Return the rows with the settled charts; a chosen one holds for all, a recognised one fills gaps."""
    of_file = {name: one.chart for name, one in settled.items()}
    first, *others = set(of_file.values())
    chart = pl.lit(first, dtype=pl.String).cast(CODED)
    if others:
        chart = file_of(of_file).replace_strict(of_file, return_dtype=pl.String).cast(CODED)
    chosen = [name for name, one in settled.items() if one.why == CHOSEN]
    if len(chosen) == len(settled):
        return rows.with_columns(chart=chart)
    filled = pl.col("chart").fill_null(chart)
    if chosen:
        filled = pl.when(file_of(of_file).is_in(chosen)).then(chart).otherwise(filled)
    return rows.with_columns(chart=filled)


def _followed(name: str, alone: Settled, held: Mapping[str, pl.DataFrame]) -> Recognition:
    """Return what holds for a file: what it says itself, else what files with the same accounts say."""
    others = {other: one.chart for other, one in alone.items() if one.chart not in (None, NO_CHART)}
    if alone[name].chart is not None or len(set(others.values())) != 1:
        return alone[name]
    (chart,) = set(others.values())
    theirs, own = pl.concat([held[other] for other in others]), held[name].select(ACCOUNT).unique()
    shared = own.join(theirs, on=ACCOUNT, how="semi", nulls_equal=True).height
    if shared < CLEAR_SHARE * own.height:
        return alone[name]
    return Recognition(chart, f"{shared} of its {own.height} accounts also stand in the files that say {chart}")
