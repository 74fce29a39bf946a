"""All steps from one footprint's method to another's; those that change nothing cost nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from procurement_footprint.footprint.basis import Basis
from procurement_footprint.footprint.finished import Finished
from procurement_footprint.footprint.restating import needed
from procurement_footprint.footprint.restating.factors import with_factors
from procurement_footprint.footprint.restating.needed import FACTORS, MAPPING
from procurement_footprint.footprint.restating.rules import group_of, rows_kept, under_rules
from procurement_footprint.mapping import persons

BOUNDARY = "boundary"


@dataclass(frozen=True, slots=True)
class Restated:
    """A footprint under another's method, `basis`. taken: the steps in which the methods differ.

    rows: a step (factors, mapping, boundary) → the rows after it; a step that changes nothing is not in it. kept: how
    many rows stayed as they are in the steps of mapping and boundary, see `rules`.
    """

    basis: Basis
    taken: tuple[str, ...]
    kept: int
    rows: dict[str, pl.LazyFrame]


def restated(before: Finished, after: Finished, name: str, key: bytes | None, spool: Path) -> Restated:
    """Return the rows of `before` after each step under the method of `after`.

    name: what the user calls `after`. key: of the project, by which rules find natural persons. spool: an empty folder
    of ours, in which rows are kept for as long as those of the result are asked for.
    Errors: Refused where the files that made `after` are not here any more.
    """
    taken = needed.steps(before, after)
    needed.refuse_gone(after, name, taken)
    basis = method(before, after, key)
    kept = rows_kept(before.rows) if MAPPING in taken else 0
    return Restated(basis, taken, kept, dict(_rows(before, basis, taken, spool)))


def method(before: Finished, after: Finished, key: bytes | None) -> Basis:
    """Return the method of `after` for the period and the ledger of `before`.

    Exchange rates are those of the quarter where `before` is one, and VAT is taken out where its amounts include it.
    """
    here, there = before.basis, after.basis
    if needed.other_roles(before, after, ("exchange_rates", "quarterly_exchange_rates")):
        quarterly = there.quarterly or here.quarterly
        rates = there.rates.in_quarter(quarterly, here.quarter) if here.quarter and quarterly else there.rates
    else:
        rates, quarterly = here.rates, here.quarterly
    vat = (there.vat or here.vat) if here.vat else None
    known = persons.by_pseudonym(there.mappings, key) if key else there.mappings
    return replace(there, mappings=known, rates=rates, quarterly=quarterly, quarter=here.quarter, vat=vat)


def _rows(before: Finished, basis: Basis, taken: tuple[str, ...], spool: Path) -> Iterator[tuple[str, pl.LazyFrame]]:
    rows = before.rows
    if FACTORS in taken:
        rows = with_factors(rows, basis)
        yield FACTORS, rows
    if MAPPING in taken:
        mapping, boundary = under_rules(rows, basis, group_of(before.manifest), spool)
        yield MAPPING, mapping
        yield BOUNDARY, boundary
