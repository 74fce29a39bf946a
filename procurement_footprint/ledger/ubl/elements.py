"""XML, read with mistrust: no document types, no entities; elements by their namespace, whatever its prefix."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from procurement_footprint.problems import Problem, Refused, problem

_UBL: Final = "{urn:oasis:names:specification:ubl:schema:xsd:"
CBC, CAC = f"{_UBL}CommonBasicComponents-2}}", f"{_UBL}CommonAggregateComponents-2}}"
ROOTS: Final = {f"{_UBL}Invoice-2}}Invoice": "Invoice", f"{_UBL}CreditNote-2}}CreditNote": "CreditNote"}
_ENVELOPE: Final = "StandardBusinessDocument"  # in which the Peppol network sends it
_AMOUNT: Final = re.compile(r"([+-]?)(\d{1,13})(?:\.(\d{1,2})0*)?", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)


def root(raw: bytes, place: str) -> Element | None:
    """Return the Invoice or CreditNote in an XML file, also inside the network's envelope; None where it is another.

    Errors: Refused when it is not well-formed, or declares a document type, in which alone entities can be.
    """
    try:
        top: Element = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:  # before anything is expanded
        raise Refused([problem("ubl-declarations", place)]) from None
    except (ParseError, ValueError, LookupError) as error:
        raise Refused([problem("ubl-damaged", place, why=f"its XML is not well-formed ({error})")]) from None
    if top.tag.rpartition("}")[2] == _ENVELOPE:
        return next((part for part in top if part.tag in ROOTS), None)
    return top if top.tag in ROOTS else None


@dataclass(slots=True)
class Reader:
    """Reads elements of one invoice; what is wrong is added to `problems`.

    place: the file, or the file and a line of the invoice.
    """

    place: str
    problems: list[Problem] = field(default_factory=list)

    def at(self, path: str) -> str:
        """Return where an element stands, for a Problem: `a.xml, line 3, element Item/Name`."""
        return f"{self.place}, element {path}"

    def text(self, inside: Element, path: str, needed: bool = False) -> str | None:
        """Return the text of the first element `path` (its local names; the last is a basic one), stripped."""
        found = inside.find(basic(path))
        text = (found.text or "").strip() if found is not None else ""
        if needed and not text:
            self.problems.append(problem("ubl-missing", self.at(path)))
        return text or None

    def date(self, inside: Element, path: str) -> date | None:
        """Return the date in an element that must be there."""
        text = self.text(inside, path, needed=True)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            self.problems.append(problem("ubl-date", self.at(path), text or ""))
            return None

    def amount(self, inside: Element, path: str, currency: str | None, needed: bool = True) -> int | None:
        """Return an amount in öre, which must be in the currency of the invoice; None where it is missing or wrong."""
        text = self.text(inside, path, needed)
        if text is None:
            return None
        found = _AMOUNT.fullmatch(text)
        if not found:
            self.problems.append(problem("ubl-amount", self.at(path), text))
            return None
        element = inside.find(basic(path))
        other = element.get("currencyID") if element is not None else None
        if other and currency and other != currency:
            self.problems.append(problem("ubl-currency", self.at(path), text, other=other, currency=currency))
            return None
        ore = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
        return -ore if found[1] == "-" else ore

    def number(self, inside: Element, path: str) -> Fraction | None:
        """Return the number in an element, exactly; None where it is missing or wrong."""
        text = self.text(inside, path)
        if text is None:
            return None
        value = Fraction(text) if _NUMBER.fullmatch(text) else None
        if value is None or (path.endswith("BaseQuantity") and value <= 0):
            self.problems.append(problem("ubl-number", self.at(path), text))
            return None
        return value


@cache
def basic(path: str) -> str:
    """Return a path of local names as ElementTree finds it: the last is a basic component, the others aggregates."""
    *above, last = path.split("/")
    return "/".join((*(CAC + name for name in above), CBC + last))


def aggregates(inside: Element, name: str) -> list[Element]:
    """Return the aggregate components of that name right inside an element."""
    return inside.findall(CAC + name)
