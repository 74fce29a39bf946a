"""What can be wrong with invoices (UBL, Peppol BIS Billing 3) and with what a project says about them."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

_CORRECT = "ask the supplier for a corrected one, or set it aside with --accept-problems"

INVOICES: dict[str, Kind] = {
    "ubl-damaged": Kind(
        "this invoice cannot be read: {why}", "get the file again, or set it aside with --accept-problems"
    ),
    "ubl-declarations": Kind(
        "this XML declares a document type; no invoice does, and it may be an attack",
        "find out where the file comes from; --accept-problems sets it aside",
    ),
    "ubl-missing": Kind("this element is missing or empty", _CORRECT),
    "ubl-date": Kind("this is not a date", _CORRECT),
    "ubl-amount": Kind("this is not an amount with at most two decimals", _CORRECT),
    "ubl-number": Kind("this is not a number, or a base quantity that is not above 0", _CORRECT),
    "ubl-currency": Kind("this amount is in {other}, and the invoice in {currency}", _CORRECT),
    "ubl-line-sum": Kind(
        "quantity × price ÷ base quantity, less allowances, plus charges, is {sum}; the line says {said}", _CORRECT
    ),
    "ubl-total": Kind("{parts} add up to {sum}; the invoice says {said}", _CORRECT),
    "ubl-twice": Kind(
        "this invoice stands in {other} too: supplier {supplier}, number {number}",
        "delete one of the two files; --accept-problems sets this one aside",
    ),
    "ubl-no-invoices": Kind("there is no invoice in it", "name the folder or zip that holds invoices as UBL (XML)"),
    "ubl-too-large": Kind("this is too large to be unpacked: {what}", "pack the invoices into several archives"),
    "ubl-nested": Kind("there is an archive inside this one", "unpack it, and pack the invoices into one archive"),
    "invoices-missing": Kind('there is nothing at "{name}"', "correct the name, or delete the line"),
    "verify-invoices-missing": Kind(
        'the invoices "{name}" with SHA-256 {sha256} were not found near the footprint',
        "name them: procurement-footprint verify DIR --invoices PATH",
    ),
    "invoice-quantity-what": Kind(
        "this line does not say what is bought", "fill at least one of {fields}: a unit alone says nothing"
    ),
    "invoice-quantity-code": Kind(
        "this is not the beginning of a code as ledgers are read", "write two to eight digits, without check digit"
    ),
    "invoice-quantity-tie": Kind(
        "a line of an invoice fits this and {other}, which say different things",
        "make one of the two narrower: with a longer code, a supplier, or letters of the item's name",
    ),
    "ubl-archive": Kind("this archive is damaged: {why}", "pack it again"),
}
