"""The footprint of a ledger with pandas, by somebody who knows that a function for every row is slow.

    python benchmarks/peers/pandas_distinct.py LEDGER TABLES OUT

The same as `pandas_usual.py`, but the rules are asked once for each distinct supplier, and account with its text; what
they say is merged with the rows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from pandas_usual import UNDECIDED, by_account, by_supplier, factors, priced, read, totals

PAYEE, ACCOUNT = ["kopare_id", "leverantor_id", "leverantor"], ["konto_nr", "konto_text"]


def classified(ledger: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Return the ledger with `category` and `left_out`."""
    of_supplier, of_account = by_supplier(folder), by_account(folder)
    payees, accounts = ledger[PAYEE].drop_duplicates(), ledger[ACCOUNT].drop_duplicates()
    payees["said"] = [of_supplier(*payee) for payee in payees.itertuples(index=False, name=None)]
    payees = payees[payees["said"] != UNDECIDED]
    payees["by_category"], payees["by_reason"] = payees["said"].str[0], payees["said"].str[1]
    accounts["said"] = [of_account(*account) for account in accounts.itertuples(index=False, name=None)]
    accounts["category"], accounts["left_out"] = accounts["said"].str[0], accounts["said"].str[1]
    merged = ledger.merge(accounts.drop(columns="said"), on=ACCOUNT, how="left")
    merged = merged.merge(payees.drop(columns="said"), on=PAYEE, how="left")
    paid = merged["by_category"].notna()
    merged.loc[paid, "category"] = merged.loc[paid, "by_category"]
    merged.loc[paid, "left_out"] = merged.loc[paid, "by_reason"]
    return merged


if __name__ == "__main__":
    path, tables, target = map(Path, sys.argv[1:])
    totals(priced(classified(read(path), tables), factors(tables)), target)
