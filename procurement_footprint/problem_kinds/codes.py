"""What can be wrong with code books and with a project's register of suppliers."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

CODES: dict[str, Kind] = {
    "mapping-code": Kind(
        '{noun} "{rule}": this is not the beginning of a code as ledgers are read',
        "write the first digits of the {key} code, without check digit, dots and letters",
    ),
    "code-book-header": Kind("these are not the columns of a code book", "write the header {wanted}"),
    "code-book-line": Kind("this line does not have what a code book needs", "write {wanted}; only why may be empty"),
    "code-book-code": Kind("this is not the beginning of a code", "write digits, or a section letter"),
    "code-book-outcome": Kind('there is no category or reason for leaving out "{outcome}"', "{fix}"),
    "register-missing": Kind(
        'the register of suppliers "{register}" is not there', "correct its name, or delete the line"
    ),
    "register-header": Kind(
        "no line says in which column the organisation numbers and in which the SNI codes stand",
        'call them "organisationsnummer" and "sni"; the names of the suppliers may stand in "leverantör"',
    ),
    "register-number": Kind(
        "this is not the organisation number of a legal entity",
        "correct it (ten digits, the last is a check digit), or delete the line: sole traders are never in it",
    ),
    "register-sni": Kind("there is no such code in {label}", "write it as the business register does: 81.210"),
    "register-twice": Kind("this supplier stands with another code ({other}) at {first}", "keep one of the two lines"),
    "register-edition": Kind(
        "these codes mean one thing in SNI 2007 and another in SNI 2025, and no code tells which of them this is",
        'call the column of the codes "SNI 2007" or "SNI 2025"',
    ),
}
