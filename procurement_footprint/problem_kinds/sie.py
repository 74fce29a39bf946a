"""What can be wrong with a SIE file, and with a ledger that its suppliers are taken from."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

SIE: dict[str, Kind] = {
    "sie-unlike": Kind(
        "this is called like a SIE file, but does not begin with #FLAGGA as one does",
        "export it again as SIE 4; if it is another kind of file, rename it",
    ),
    "sie-5": Kind("this is SIE 5 (XML), which is not read", "export as SIE 4 with vouchers (type 4E)"),
    "sie-no-vouchers": Kind(
        "this is SIE of type {kind}: it has balances of {holds}, and no vouchers, so no purchase can be told from "
        "another",
        "export as SIE 4 with vouchers (type 4E)",
    ),
    "sie-quote": Kind(
        "a quote here neither opens nor closes a field, or opens one that is not closed on this line",
        'export the file again, or write \\" for a quote inside a text',
    ),
    "sie-objects": Kind(
        "the list of objects is missing, not closed, or not of pairs (dimension and object)",
        'write it in braces after the account: {{}} or {{1 "100"}}',
    ),
    "sie-record": Kind("this #{label} has too few fields or wrong ones", "write {needs}"),
    "sie-stray": Kind("this is neither a record nor the brace of a voucher", "export the file again, or delete it"),
    "sie-outside": Kind(
        "this #{label} stands outside the braces of a voucher", "export the file again; lines seem to be missing above"
    ),
    "sie-voucher-open": Kind(
        "the voucher that begins here is not closed by a brace: {why}",
        "export the file again; if no line is missing, write the brace",
    ),
    "sie-added-alone": Kind(
        "the copy (#TRANS) that must follow this #RTRANS does not; only #TRANS lines count",
        "export the file again, or write the line once more as #TRANS",
    ),
    "sie-unbalanced": Kind(
        "debit and credit of voucher {voucher} do not agree: its lines add up to {gap}",
        "find the missing or doubled lines in the bookkeeping program, and export again",
    ),
    "sie-account": Kind(
        "there is no #KONTO record for account {account} (lines that use it: {lines}; this is the first)",
        "export the file with all accounts, or add the record",
    ),
    "sie-outside-year": Kind(
        "this day is not in the year of the file (#RAR 0: {first} to {last})", "correct the day, or the #RAR record"
    ),
    "sie-result": Kind(
        "control total: the result of account {account} is said to be {total}, its lines in the vouchers add up to "
        "{above} ({gap} between)",
        "export all vouchers of the year, from the same day as the results",
    ),
    "sie-more": Kind("this is so in {count} more places; the first {shown} are listed", "export the file again"),
    "suppliers-no-voucher": Kind(
        "the ledger that suppliers are taken from has no {missing}, by which its rows could be found again",
        "export it with voucher number and supplier",
    ),
    "suppliers-no-book": Kind(
        "suppliers are joined to SIE files, and none of the ledgers is one", "leave --suppliers out"
    ),
}
