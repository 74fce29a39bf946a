"""Charts of accounts: which numbering the accounts of a ledger follow, told from accounts and their texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import polars as pl

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping import patterns
from procurement_footprint.mapping.keys import NO_CHART
from procurement_footprint.mapping.taxonomy import Names
from procurement_footprint.problems import Problem, Refused, problem

FEWEST_VOTES = 3  # assumption: fewer accounts than this may meet hints of a chart by chance
CLEAR_SHARE = 0.8  # assumption: real ledgers have a few accounts of their own; a fifth of the votes may stray


class Hint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sign of a chart: an account that begins so (any, where empty), whose text has one of these words."""

    words: tuple[str, ...]
    account: tuple[str, ...] = ()


class Chart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A chart of accounts: the rule books for its rows, and the hints by which it is recognised."""

    id: str
    name: Names
    books: tuple[str, ...]
    hints: tuple[Hint, ...] = ()


class _ChartsFile(msgspec.Struct, forbid_unknown_fields=True):
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    """The chart of accounts that a ledger follows, or None where that is unclear; why, to be printed."""

    chart: str | None
    why: str


def load(path: Path | None = None) -> tuple[Chart, ...]:
    """Return the known charts of accounts (the shipped ones where no path is given).

    Errors: Refused with every Problem of the file.
    """
    path = path or shelf.folder("mappings") / "charts.yaml"
    charts = plain_yaml.convert(plain_yaml.load(path), _ChartsFile, path.name).charts
    ids = [chart.id for chart in charts]
    problems = [
        problem("mapping-duplicate-id", f"{path.name}:{plain_yaml.line_of(path, f'id: {name}')}", id=name)
        for name in sorted({name for name in ids if ids.count(name) > 1})
    ]
    if problems:
        raise Refused(problems)
    return charts


def recognise(accounts: pl.DataFrame, charts: tuple[Chart, ...] | None = None) -> Recognition:
    """Return the chart of accounts that a ledger follows.

    Each distinct account with its text has one vote for every chart one of whose hints it meets. Clear: at
    least FEWEST_VOTES votes and CLEAR_SHARE of all votes for one chart. A ledger without accounts follows the
    chart "none" unless its texts are clear. accounts: `account`, `account_text` (String, null where missing).
    """
    charts = load() if charts is None else charts
    distinct = accounts.select("account", "account_text").unique()
    votes = {chart.id: votes for chart in charts if (votes := _votes(distinct, chart))}
    total = sum(votes.values())
    leading = max(votes, key=lambda chart: (votes[chart], chart), default=None)
    if leading and votes[leading] >= FEWEST_VOTES and votes[leading] >= CLEAR_SHARE * total:
        return Recognition(leading, f"{votes[leading]} of the {total} accounts that tell say {leading}")
    if distinct["account"].null_count() == distinct.height:
        return Recognition(NO_CHART, "the ledger has no accounts")
    counted = ", ".join(f"{chart} {votes[chart]}" for chart in sorted(votes)) or "no account tells"
    return Recognition(None, f"accounts that tell: {counted}" if votes else counted)


def unclear(place: str, recognition: Recognition, charts: tuple[Chart, ...]) -> Problem:
    """Return the Problem that the chart of accounts of a ledger has to be named by the user."""
    return problem("chart-unclear", place, recognition.why, known=_known(charts))


def _votes(distinct: pl.DataFrame, chart: Chart) -> int:
    parsed = iter(patterns.parse([word for hint in chart.hints for word in hint.words]))
    hints = [(hint.account, [next(parsed) for _ in hint.words]) for hint in chart.hints]
    folded = distinct.select("account", patterns.folded(pl.col("account_text")))
    return sum(_meets(account or "", text or "", hints) for account, text in folded.iter_rows())


def _meets(account: str, text: str, hints: Sequence[tuple[tuple[str, ...], list[patterns.Pattern]]]) -> bool:
    return any(
        (not begins or account.startswith(begins)) and any(all(part in text for part in word.parts) for word in words)
        for begins, words in hints
    )


def check(chosen: str, charts: tuple[Chart, ...]) -> None:
    """See that a chart of accounts that the user names is known. Errors: Refused."""
    if chosen not in {chart.id for chart in charts}:
        raise Refused([problem("chart-unknown", "--chart", chosen, known=_known(charts))])


def _known(charts: tuple[Chart, ...]) -> str:
    return ", ".join(sorted(chart.id for chart in charts))
