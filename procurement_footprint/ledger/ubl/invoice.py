"""The nouns: an invoice, and one line of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice. Money in whole öre and quantities are negative in a credit note.

    number: its id, unique in the invoice. net: as the line says it, after its own allowances and charges. amount: net
    with its part of the allowances and charges of the whole invoice. unit: code of UN/ECE Recommendation 20, "" where
    there is none. cpv, unspsc: codes whose shape is right, else None. unused: classifications that are not used, in
    words.
    """

    number: str
    text: str
    net: int
    amount: int
    quantity: Fraction | None
    unit: str
    cpv: str | None
    unspsc: str | None
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice or credit note whose lines add up to `net`, its amount without VAT in öre of its currency.

    place: its file as messages name it, `invoices.zip:2024/17.xml`; entry: the same without the zip or folder.
    """

    place: str
    entry: str
    number: str
    issued_on: date
    credit: bool
    currency: str
    supplier_id: str | None
    supplier: str | None
    buyer_id: str | None
    buyer: str | None
    buyer_reference: str | None
    order: str | None
    contract: str | None
    net: int
    lines: tuple[Line, ...]
