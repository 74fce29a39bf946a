"""Numbers of suppliers: missing ones, such as are no organisation number, and natural persons' where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.supplier_quality.finding import (
    INVALID,
    MISSING,
    NO_ORGANISATION_NUMBERS,
    PERSON,
    PERSON_IN_TEXT,
    Finding,
    Supplier,
)
from procurement_footprint.ledger.identity import numbered, with_person

SOLE_TRADERS = "(sole traders)"
MASKED = "******-****"
TEXTS = ("department", "account_text", "text", "voucher", "counterparty", "contract")
_FOREIGN = re.compile(r"[A-Z]{2}[0-9A-Z]{7,13}", re.IGNORECASE)  # a VAT number of another country
_REGISTER = "write the organisation number into the supplier register of the finance system"


def missing_or_invalid(suppliers: Sequence[Supplier]) -> Iterator[Finding]:
    """Yield the suppliers without a number, and those whose number is no organisation number.

    Where fewer than half of the numbers are organisation numbers the ledger has another numbering: that is one finding,
    as it is where there are no numbers at all.
    """
    with_number = {one.number: one for one in suppliers if one.number}
    legal = sum(one.legal for one in with_number.values())
    if 2 * legal < len(with_number) or not with_number:
        yield _whole(suppliers, f"{legal} of {len(with_number)} numbers of suppliers are organisation numbers")
        if not with_number:
            return
    for one in suppliers:
        if one.number is None and one.name is not None:
            yield Finding(MISSING, one.shown, one.rows, one.amount, "no organisation number", _REGISTER)
        elif one.number and not one.legal and 2 * legal >= len(with_number) and not _FOREIGN.fullmatch(one.number):
            what = "this is no valid organisation number: ten digits, the last of them checks the others"
            yield Finding(INVALID, one.shown, one.rows, one.amount, what, _REGISTER)


def _whole(suppliers: Sequence[Supplier], what: str) -> Finding:
    rows, amount = sum(one.rows for one in suppliers), sum((one.amount for one in suppliers), Decimal(0))
    fix = "have the organisation number delivered too: with it suppliers are the same in every ledger"
    return Finding(NO_ORGANISATION_NUMBERS, "(all suppliers)", rows, amount, what, fix)


def persons(rows: pl.LazyFrame) -> Iterator[Finding]:
    """Yield how much is bought from natural persons, and where personal identity numbers stand in texts.

    They are pooled: no finding names a person or a number.
    """
    sole = rows.filter(pl.col("sole_trader").fill_null(False))
    either = pl.coalesce(pl.col("supplier_id").cast(pl.String), pl.col("supplier").cast(pl.String))
    found = sole.select(pl.len(), either.n_unique().alias("people"), pl.sum("reporting_amount"))
    count, people, amount = found.collect(engine="streaming").row(0)
    if count:
        what = f"{people} suppliers are natural persons ({MASKED}); everything that is shown pools them"
        fix = "see that only people who need it can open the ledger; the reports name no person"
        yield Finding(PERSON, SOLE_TRADERS, count, Decimal(amount), what, fix)
    for column in TEXTS:
        yield from _in_text(rows, column)


def _in_text(rows: pl.LazyFrame, column: str) -> Iterator[Finding]:
    text = pl.col(column).cast(pl.String)
    candidates = rows.filter(numbered(text)).select("row_id", "reporting_amount", text).collect(engine="streaming")
    if candidates.is_empty():
        return
    held = candidates.filter(pl.col(column).is_in(with_person(candidates[column]).implode()))
    if held.height:
        first = held["row_id"].sort()[0]
        what = f'personal identity numbers ({MASKED}) stand in the column "{column}", for example in {first}'
        fix = "have the export made without them; the reports do not show this column of these rows"
        yield Finding(
            PERSON_IN_TEXT, f"(column {column})", held.height, sum(held["reporting_amount"], Decimal(0)), what, fix
        )
