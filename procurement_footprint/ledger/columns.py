"""The contract between the rooms: which columns a row carries, in which room it gets them, and their types.

A room adds columns and takes nothing away. LEDGER is what the ledger room delivers, PRICED adds the reporting
currency, CLASSIFIED what was bought, SPENT the kilograms by money, FOOTPRINT those of activity data, if any.
A row that a split decides walks on in parts: they share its row_id, and their money adds up to its money.
"""

from __future__ import annotations

import polars as pl

COUNTED, LEFT_OUT, UNMAPPED = "counted", "left_out", "unmapped"
STATUSES = (COUNTED, LEFT_OUT, UNMAPPED)
QUALITIES = ("A", "B", "C", "D", "E")
MONEY = pl.Decimal(18, 2)
KILOGRAMS = pl.Decimal(18, 3)
PART = pl.Int16()
CODED = pl.Categorical()  # a text that repeats from row to row, see `coded.py`

# Every public row of a ledger, as booked. Codes are text: leading zeros live. Missing text is null, never "".
LEDGER: dict[str, pl.DataType] = {
    "row_id": pl.String(),  # 2025-q1.xlsx:Blad1:1042 - file, sheet (Excel only), line as the user sees it; unique
    "booked_on": pl.Date(),
    "period": CODED,  # 2025-Q1
    "organisation_id": CODED,
    "organisation": CODED,
    "department_id": CODED,
    "department": CODED,
    "supplier_id": CODED,  # NNNNNN-NNNN where it is a valid Swedish number, else as delivered
    "supplier": CODED,
    "sole_trader": pl.Boolean(),  # the supplier is a natural person: pooled in everything that is shown
    "voucher": pl.String(),
    "chart": CODED,  # which chart of accounts `account` belongs to; null where the ledger has no accounts
    "account": CODED,
    "account_text": CODED,
    "cpv": CODED,
    "unspsc": CODED,
    "state_account": CODED,  # S-kod of the central government accounts
    "text": pl.String(),
    "counterparty": CODED,
    "contract": CODED,
    "amount": MONEY,  # net of VAT, credit notes negative
    "currency": CODED,  # ISO 4217
}
PRICED = LEDGER | {"reporting_amount": MONEY}
CLASSIFIED = PRICED | {
    "status": pl.Enum(STATUSES),
    "category": CODED,  # null unless counted, or unmapped for want of a factor
    "reason": CODED,  # null when counted: the left-out reason, or why a row is unmapped
    "rule_id": CODED,
    "evidence": CODED,  # supplier, cpv, unspsc, account_text, account, text, supplier_industry; or of activity data
    "part": PART,  # null in a row that is whole; 1, 2, … in the parts of a split row, which share its row_id
}
SPENT = CLASSIFIED | {
    "factor_set": CODED,
    "factor_year": pl.Int32(),
    "exchange_rate": pl.Float64(),  # units of `currency` per unit of the factor set's currency
    "deflator": pl.Float64(),  # prices of factor_year / prices of the year of purchase; 1.0 when idle
    "price_basis": pl.Float64(),  # VAT and price basis; 1.0 when idle
    "kg_per_unit": pl.Float64(),  # kg CO2e per unit of `currency`, all multipliers included
    "kg_co2e": KILOGRAMS,  # whole grams; null, never 0, when not counted
    "scope": CODED,
    "quality": pl.Enum(QUALITIES),
}
# What activity data say about a row; null in rows that they do not reach.
MEASURED: dict[str, pl.DataType] = {
    "activity": CODED,  # activities/energy.csv:3 - the line of activity data
    "covered_amount": MONEY,  # the part of reporting_amount whose kilograms come from it
    "kg_spend_based": KILOGRAMS,  # what money alone would give: amount × kg_per_unit
    "kg_scope_1": KILOGRAMS,  # in kg_co2e: burnt by the buyer
    "kg_scope_2": KILOGRAMS,  # in kg_co2e: electricity and heat by the kWh
    "kg_biogenic": KILOGRAMS,  # CO2 from biomass, not in kg_co2e; null where the factor does not say
}
FOOTPRINT = SPENT | MEASURED

ROWS = (pl.col("part").is_null() | (pl.col("part") == 1)).sum().cast(pl.Int64)
"""How many rows of the ledger there are: a row in several parts is counted once, where its first part is."""
