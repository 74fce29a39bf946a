"""Which lines of the double entry belong to the purchase ledger, and why the others are set aside.

- Cost accounts are rows; the rules of the chart of accounts decide about them, as in every ledger.
- Income accounts are rows where they name a counterparty (the group's internal sales); else they are set aside.
- Acquisitions of fixed assets are rows: accounts 10, 11 and 12 without what depreciates and disposes of them.
- All other accounts of the balance sheet are set aside, and those of the internal accounts (classes 9 and 0).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from procurement_footprint.ledger.sie import ADDED_TWICE, BALANCE, DISPOSAL, INCOME, INTERNAL, TAKEN_OUT
from procurement_footprint.ledger.sie.records import Records
from procurement_footprint.ledger.sie.vouchers import ADDED, BOOKED, REMOVED
from procurement_footprint.ledger.synonyms import fold

COST, BALANCE_SHEET, ASSET, SALES, INSIDE = "cost", "balance", "asset", "income", "internal"
# BAS, Kommun-Bas, L-Bas and the state alike; classes 9 and 0 divide what classes 1 to 8 have booked already
_NUMBERS: Final = {"1": BALANCE_SHEET, "2": BALANCE_SHEET, "3": SALES, "9": INSIDE, "0": INSIDE}
_DECLARED: Final = {"T": BALANCE_SHEET, "S": BALANCE_SHEET, "I": SALES, "K": COST}
_ASSETS: Final = ("10", "11", "12")  # intangible assets, buildings and land, equipment, in all these charts
_WEARING: Final = re.compile("(?<!ej)avskr|nedskr|uppskr|realisation|reavinst|reaforlust|utranger|avyttr")
# accounts of money and claims: in charts from before EUBAS97, 10 was cash
_MONEY: Final = re.compile("kassa|bank|giro|checkrak|fordran|fordring")
# assumption: where accounts have no names, BAS: 1219, 1229, … are what has been depreciated, 1118 … written down
_WEARING_NUMBER: Final = re.compile(r"1[0-2]\d9|1[0-2][0-79]8|39[67]\d|79[67]\d|78\d\d")


@dataclass(frozen=True, slots=True)
class Nature:
    """What an account is for. wears: it depreciates assets, or holds what their sale wins or loses."""

    of: str
    wears: bool


def of_account(account: str, records: Records) -> tuple[Nature, bool]:
    """Return the nature of an account, and whether its #KTYP contradicts its number.

    An account is only set aside where its number and its #KTYP, if it has one, say the same: what is in doubt
    stays, and the rules decide.
    """
    number = _NUMBERS.get(account[:1], COST)
    declared = number if number == INSIDE else _DECLARED.get(records.natures.get(account, ""), number)
    earns = declared == SALES and account[:1] == "8"  # interest received, taxes of a municipality
    of = number if declared == number else SALES if earns else COST
    name = fold(records.accounts.get(account, ""))
    wears = bool(_WEARING.search(name)) if name else bool(_WEARING_NUMBER.fullmatch(account))
    if of == BALANCE_SHEET and account.startswith(_ASSETS) and not wears and not _MONEY.search(name):
        of = ASSET
    return Nature(of, wears), declared != number and not earns


def aside(lines: pl.DataFrame, natures: dict[str, Nature]) -> pl.Series:
    """Return why each line is set aside, null where it is a row of the ledger.

    lines: label, voucher, account, amount (text), counterparty. In a voucher that wears assets, money taken from an
    asset's account is depreciation or disposal; money put there is still an acquisition (an old car for a new one).
    """
    account, label = pl.col("account").cast(pl.String), pl.col("label").cast(pl.String)
    nature = account.replace_strict({name: one.of for name, one in natures.items()}, return_dtype=pl.String)
    wearing = account.is_in([name for name, one in natures.items() if one.wears])
    in_voucher = (wearing & (label == BOOKED)).any().over("voucher")
    taken = pl.col("amount").str.starts_with("-")
    reason = (
        pl.when(label == ADDED).then(pl.lit(ADDED_TWICE))
        .when(label == REMOVED).then(pl.lit(TAKEN_OUT))
        .when((nature == ASSET) & in_voucher & taken).then(pl.lit(DISPOSAL))
        .when((nature == BALANCE_SHEET) & wearing & account.str.contains("^1[0-2]")).then(pl.lit(DISPOSAL))
        .when(nature == BALANCE_SHEET).then(pl.lit(BALANCE))
        .when(nature == INSIDE).then(pl.lit(INTERNAL))
        .when((nature == SALES) & pl.col("counterparty").is_null()).then(pl.lit(INCOME))
    )  # fmt: skip
    return lines.select(aside=reason).to_series()
