"""A footprint, or the purchases before they become one: the rows, and everything that they were made from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from procurement_footprint.footprint.activities import Measured
from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.conserve import Tally
from procurement_footprint.footprint.details import Details
from procurement_footprint.footprint.survey import Survey
from procurement_footprint.job import Job
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.mapping.chart_of_file import Settled
from procurement_footprint.mapping.group import Group


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a run has computed. rows: the FOOTPRINT contract. tally, kilograms: what they add up to.

    currency: that of reporting_amount.
    charts: the chart of accounts of each file. measured: what activity data say; None where the project has none.
    group: the entities whose purchases these are as one; None where they are those of one.
    details: what invoices say about the rows; None where there are none.
    """

    rows: pl.LazyFrame
    tally: Tally
    kilograms: Decimal
    currency: str
    job: Job
    ledger: Ledger
    survey: Survey
    basis: Basis
    charts: Settled
    measured: Measured | None = None
    group: Group | None = None
    details: Details | None = None


@dataclass(frozen=True, slots=True)
class Purchases:
    """What ledgers hold. rows: the PRICED contract, lazily. currency: that of reporting_amount."""

    rows: pl.LazyFrame
    currency: str
    ledger: Ledger
    survey: Survey
    known: Basis
    job: Job
