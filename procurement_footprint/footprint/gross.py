"""Ledgers whose amounts include VAT: whether one is such, and whether its VAT can be taken out.

A ledger profile that is chosen holds for all files of a run, and those that are recognised are net of VAT: the ledgers
of a run all include VAT, or none does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from procurement_footprint.footprint.basis import Basis
from procurement_footprint.ledger.book import LedgerFile
from procurement_footprint.problems import Problem, Refused, problem

if TYPE_CHECKING:
    from procurement_footprint.factors.taxes import VatRates


def settled(basis: Basis, files: Sequence[LedgerFile], rows: pl.LazyFrame) -> Basis:
    """Return the basis for these ledgers: with VAT rates where their amounts include VAT.

    rows: the LEDGER rows of the files. Errors: Refused for amounts of a currency whose VAT we do not know, and for
    those booked before the rates begin.
    """
    if not any(profile.vat == "included" for file in files for profile in file.profiles):
        return basis
    held = basis if basis.vat else basis.including_vat()
    if held.vat is None:
        return held
    if problems := [*_foreign(files, held.vat), *_early(rows, held.vat)]:
        raise Refused(problems)
    return held


def _foreign(files: Sequence[LedgerFile], rates: VatRates) -> list[Problem]:
    known = rates.description.currency
    others = [(file.name, ", ".join(sorted(set(file.amounts) - {known}))) for file in files]
    return [problem("ledger-vat-currency", name, currencies=held, known=known) for name, held in others if held]


def _early(rows: pl.LazyFrame, rates: VatRates) -> list[Problem]:
    early = rows.filter(pl.col("booked_on") < rates.since).select("row_id", "booked_on")
    found = early.head(1).collect(engine="streaming").rows()
    return [
        problem("ledger-vat-early", row, str(day), identity=rates.identity, since=rates.since) for row, day in found
    ]
