"""Which chart of accounts #KPTYP names."""

from __future__ import annotations

from typing import Final

from procurement_footprint.ledger.sie.records import Records
from procurement_footprint.ledger.synonyms import fold

_COMPANIES: Final = ("bas20", "eubas", "ne20")  # BAS2014, EUBAS97, NE2007
_EARLIER: Final = ("bas9", "bas8", "bas7")  # BAS95, BAS96: before EUBAS97 gave the accounts the numbers of today
_MUNICIPALITIES: Final = ("kbas", "kommunbas", "kommunalbas")
_PAY: Final = ("lon", "arbetsgivaravg", "pension", "socialaavg")


def chart_of(records: Records) -> tuple[str | None, list[str]]:
    """Return the chart of accounts of a file, None where its accounts have to tell; and what is to be said of it.

    Bookkeeping programs write EUBAS97 by default. Where accounts of class 5 are called wages, that is not BAS, in
    which wages are class 7; then the accounts decide, as they do in every other ledger.
    """
    said, name = records.chart, fold(records.chart)
    if name.startswith(_MUNICIPALITIES):
        return "kbas", [f"#KPTYP {said}"]
    if name.startswith(_EARLIER):
        return None, [f"#KPTYP {said} is a chart from before EUBAS97, so the accounts decide"]
    if not name.startswith(_COMPANIES):
        return None, [f"#KPTYP {said} is not known here"] if said else []
    pay = [number for number, text in records.accounts.items() if number.startswith("5") and _is_pay(text)]
    if len(pay) > 2:
        return None, [f"#KPTYP {said} is not believed: wages are class 5 here, as in account {pay[0]}"]
    return "bas", [f"#KPTYP {said}"]


def _is_pay(text: str) -> bool:
    return fold(text).startswith(_PAY)
