"""Which invoices were found in the ledger and what came of them: `invoices.csv`, and a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from procurement_footprint.footprint.details import Details
from procurement_footprint.ledger.columns import MONEY
from procurement_footprint.ledger.identity import identities, masked
from procurement_footprint.mapping.invoiced import LINE, SLICE, USED, Match
from procurement_footprint.reporting.tables import POOLED

INVOICES = {
    "invoice": pl.String(),
    "number": pl.String(),
    "issued_on": pl.Date(),
    "supplier_id": pl.String(),
    "supplier": pl.String(),
    "status": pl.String(),
    "currency": pl.String(),
    "amount": MONEY,
    "ledger_amount": MONEY,
    "lines": pl.Int64(),
    "rows": pl.Int64(),
    "parts": pl.Int64(),
    "coded_amount": MONEY,
    "measured_amount": MONEY,
}
_WHY = {
    "no_codes": "their lines have no code and no quantity that counts",
    "not_in_ledger": "no row has this supplier's number and this number as its voucher",
    "amount_differs": "the amount without VAT is not that of the rows",
    "other_currency": "the rows are in another currency",
    "nothing_net": "the amount is 0.00",
    "no_supplier_number": "the invoice does not say its supplier's number",
    "several": "several invoices have this supplier and number",
}


def table(details: Details) -> pl.DataFrame:
    """Return one line for each invoice (INVOICES), in the order in which they were read; persons are not named.

    coded_amount, measured_amount: the ledger's money that got a code, and that a quantity is about, in the reporting
    currency.
    """
    counts = _counts(details)
    numbers = pl.Series([one.supplier_id for one in details.matches if one.supplier_id], dtype=pl.String)
    persons = set(identities(numbers).filter("person")["delivered"])
    return pl.DataFrame([_line(one, counts, persons) for one in details.matches], schema=INVOICES, orient="row")


def said(details: Details, currency: str) -> Iterator[str]:
    """Yield how many invoices, and how much money, refine the ledger, and why others do not."""
    found = table(details)
    used = found.filter(pl.col("status") == USED)
    coded, measured = (used[name].sum() or Decimal(0) for name in ("coded_amount", "measured_amount"))
    yield (
        f"invoices: {used.height:,} of {found.height:,} refine the ledger: {int(used['rows'].sum()):,} rows in "
        f"{int(used['parts'].sum()):,} parts, {coded:,} {currency} with a code, {measured:,} {currency} with a quantity"
    )
    others = found.filter(pl.col("status") != USED)
    for (status,), lines in others.sort("status", maintain_order=True).group_by("status", maintain_order=True):
        sums = lines.group_by("currency").agg(pl.sum("amount")).sort("currency")
        money = ", ".join(f"{amount:,} {unit}" for unit, amount in sums.iter_rows())
        first = lines.row(0, named=True)
        yield (
            f"invoices: {lines.height:,} ({money}) do not, since {_WHY[str(status)]}; "
            f"first {first['invoice']}, number {masked(first['number'])}"
        )


def _counts(details: Details) -> dict[str, tuple[int, Decimal, Decimal]]:
    """Return for each row of the ledger that invoices refine its parts, its money with a code, and with a quantity."""
    money, nothing = pl.col("_reporting_amount"), pl.lit(Decimal(0), MONEY)
    coded = pl.col("_cpv").is_not_null() | pl.col("_unspsc").is_not_null()
    sums = details.table.group_by("row_id").agg(
        pl.col(LINE).count(),
        coded=pl.when(coded).then(money).otherwise(nothing).sum(),
        measured=pl.when(pl.col(SLICE).is_not_null()).then(money).otherwise(nothing).sum(),
    )
    return {row_id: (parts, coded, measured) for row_id, parts, coded, measured in sums.iter_rows()}


def _line(one: Match, counts: dict[str, tuple[int, Decimal, Decimal]], persons: set[str]) -> tuple[object, ...]:
    invoice, rows = one.invoice, one.rows
    held = [counts[row_id] for row_id in rows["row_id"] if row_id in counts] if one.kinds else []
    person = one.supplier_id in persons
    ledger = None if rows.is_empty() or rows["currency"].n_unique() > 1 else rows["amount"].sum()
    return (
        masked(invoice.place),
        masked(invoice.number),
        invoice.issued_on,
        None if person else one.supplier_id,
        POOLED["sole_traders"] if person else invoice.supplier and masked(invoice.supplier),
        one.status,
        invoice.currency,
        Decimal(invoice.net).scaleb(-2),
        ledger,
        len(invoice.lines),
        rows.height,
        sum(parts for parts, *_ in held),
        sum((coded for _, coded, _ in held), Decimal(0)),
        sum((measured for *_, measured in held), Decimal(0)),
    )
