"""Codes of public classifications as ledgers write them, brought to the one form that rules compare.

CPV 2008: eight digits, without the check digit; a zero that a spreadsheet took from the front is put back. UNSPSC:
eight digits. State account (S-kod): four digits without the S. What is no such code stays as it was delivered.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from procurement_footprint.ledger.columns import CODED

# spaces, dots and dashes between the digits; what is left of 12345678.0 where a number became text
_BETWEEN: Final = "[\\s\u00a0\u202f.\u2010-\u2015\u2212-]"
_AS_NUMBER: Final = r"^([0-9]+)\.0+$"
# with the check digit that follows eight digits, or with the name of the code behind it; both are dropped
_CPV: Final = r"^([0-9]{8})[0-9]?$"
_CPV_SHORT: Final = r"^([39][0-9]{6})$"  # divisions 03 and 09
_CPV_NAMED: Final = r"^([0-9]{8}-[0-9])\s"
_UNSPSC: Final = r"^([0-9]{8})$"
_STATE: Final = r"^(?i:s)?([0-9]{4})$"

NORMALISED: Final = ("cpv", "unspsc", "state_account")


def normalised(texts: pl.Series) -> pl.Series:
    """Return a coded column of LEDGER that is called after its classification, each distinct text read once."""
    distinct = texts.unique().cast(pl.String)
    table = pl.DataFrame({"text": distinct}).with_columns(code=_FORMS[texts.name](pl.col("text")))
    changed = table.filter(pl.col("text") != pl.col("code"))
    if changed.is_empty():
        return texts
    codes = texts.cast(pl.String).replace_strict(table["text"], table["code"], return_dtype=pl.String)
    return codes.cast(CODED).alias(texts.name)


def _cpv(text: pl.Expr) -> pl.Expr:
    bare = _bare(pl.coalesce(text.str.extract(_CPV_NAMED), text))
    # a dash before the last digit tells a check digit from the last digit of a code that lost its zero
    checked = text.str.extract(r"^([39][0-9]{6})-[0-9]$")
    short = pl.concat_str(pl.lit("0"), pl.coalesce(checked, bare.str.extract(_CPV_SHORT)))
    return pl.coalesce(pl.when(checked.is_not_null()).then(short), bare.str.extract(_CPV), short, text)


def _unspsc(text: pl.Expr) -> pl.Expr:
    return pl.coalesce(_bare(text).str.extract(_UNSPSC), text)


def _state(text: pl.Expr) -> pl.Expr:
    return pl.coalesce(_bare(text).str.extract(_STATE), text)


def _bare(text: pl.Expr) -> pl.Expr:
    return pl.coalesce(text.str.extract(_AS_NUMBER), text.str.replace_all(_BETWEEN, ""))


_FORMS: Final = {"cpv": _cpv, "unspsc": _unspsc, "state_account": _state}
