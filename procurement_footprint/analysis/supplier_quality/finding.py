"""The nouns: a supplier as a ledger has it, and something that was found about one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

PERSON, PERSON_IN_TEXT = "natural_person", "personal_number_in_text"
MISSING, INVALID, NO_ORGANISATION_NUMBERS = "number_missing", "number_invalid", "no_organisation_numbers"
SEVERAL_NUMBERS, SEVERAL_NAMES, ALIKE = "several_numbers", "several_names", "names_alike"
PURCHASE_CARD, FACTORING, PAYMENT_SERVICE = "purchase_card", "factoring", "payment_service"
KINDS = (
    PURCHASE_CARD,
    FACTORING,
    PAYMENT_SERVICE,
    SEVERAL_NUMBERS,
    ALIKE,
    SEVERAL_NAMES,
    MISSING,
    INVALID,
    NO_ORGANISATION_NUMBERS,
    PERSON,
    PERSON_IN_TEXT,
)


@dataclass(frozen=True, slots=True)
class Supplier:
    """One number and name, never a natural person's, with its rows and its money in the reporting currency.

    legal: the number is a legal entity's. bare: the name as names are compared, without its legal form.
    """

    number: str | None
    name: str | None
    rows: int
    amount: Decimal
    legal: bool = False
    bare: str = ""

    @property
    def shown(self) -> str:
        """Number and name, as far as there are any."""
        return " ".join(one for one in (self.number, self.name) if one)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a supplier that is worth a look: what, and how it is mended.

    supplier: whose rows and money these are, in words. other: the supplier that it may be.
    """

    kind: str
    supplier: str
    rows: int
    amount: Decimal
    what: str
    fix: str
    other: str = ""
