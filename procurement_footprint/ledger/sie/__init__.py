"""SIE 4, the files by which Swedish bookkeeping programs hand over a year's vouchers."""

# what can be wrong with a file whose vouchers can be read nevertheless
ACCEPTABLE = (
    "sie-quote",
    "sie-record",
    "sie-stray",
    "sie-voucher-open",
    "sie-added-alone",
    "sie-unbalanced",
    "sie-account",
    "sie-outside-year",
    "sie-result",
    "sie-more",
)
# why a line of the vouchers is set aside
BALANCE = "balance sheet account"
DISPOSAL = "depreciation or disposal of fixed assets"
INCOME = "income account, no counterparty named"
INTERNAL = "internal account"
ADDED_TWICE = "added line (#RTRANS), which its #TRANS repeats"
TAKEN_OUT = "removed line (#BTRANS)"
