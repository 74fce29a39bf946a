"""Invoices as a ledger: one row for each line of an invoice, addressed by its file and the line's id."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import polars as pl

from procurement_footprint.ledger import frames
from procurement_footprint.ledger.typed import AT
from procurement_footprint.ledger.ubl.invoice import Invoice, Line
from procurement_footprint.ledger.ubl.invoices import Invoices
from procurement_footprint.ledger.ubl.sums import money
from procurement_footprint.problems import Problem, Refused

HEADER = (
    "IssueDate", "CustomerID", "Customer", "BuyerReference", "SupplierID", "Supplier", "InvoiceID", "OrderReference",
    "ContractReference", "ItemName", "CPV", "UNSPSC", "Quantity", "UnitCode", "LineAmount", "Currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InvoiceRows:
    """The lines of invoices as one sheet: line 1 the names of the columns, line n + 1 the n-th line of all."""

    found: Invoices
    name: str | None = None

    def head(self, rows: int = 200) -> list[tuple[int, list[str | None]]]:
        """Return the names of the columns (line 1) and the first lines of invoices."""
        lines = [(number, cells[1:]) for number, cells in zip(range(2, rows + 1), self._cells(), strict=False)]
        return [(1, list(HEADER)), *lines]

    def blocks(
        self, header_line: int, rejected: list[Problem] | None = None, coded: Collection[int] = ()
    ) -> Iterator[pl.DataFrame]:
        """Yield the lines of all invoices as text columns; see `source.Sheet`. Invoices that are wrong are left out."""
        schema = dict.fromkeys((AT, *frames.columns(len(HEADER))), pl.String())
        cells = list(self._cells())
        frame = pl.DataFrame(cells, schema=schema, orient="row").with_row_index("line", offset=2)
        yield frame.filter(pl.col("line") > header_line)
        if rejected is not None:
            rejected += self.found.problems
        elif self.found.problems:
            raise Refused(self.found.problems)

    def _cells(self) -> Iterator[list[str | None]]:
        for invoice in self.found.all:
            for line in invoice.lines:
                yield _cells(invoice, line)


def _cells(invoice: Invoice, line: Line) -> list[str | None]:
    return [
        f"{invoice.entry}:{line.number}",
        invoice.issued_on.isoformat(),
        invoice.buyer_id,
        invoice.buyer,
        invoice.buyer_reference,
        invoice.supplier_id,
        invoice.supplier,
        invoice.number,
        invoice.order,
        invoice.contract,
        line.text or None,
        line.cpv,
        line.unspsc,
        None if line.quantity is None else f"{float(line.quantity):.15g}",
        line.unit or None,
        money(line.amount),
        invoice.currency,
    ]
