"""Who sells and who buys: the number of the legal entity first, then what else names the party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from procurement_footprint.ledger.ubl import elements
from procurement_footprint.ledger.ubl.elements import CAC, Reader, aggregates

ORGANISATION_NUMBER: Final = "0007"  # of ISO 6523: Swedish organisation numbers
_VAT: Final = re.compile(r"SE(\d{10})01", re.ASCII | re.IGNORECASE)


def party(top: Element, reader: Reader, role: str) -> tuple[str | None, str | None]:
    """Return number and name of the party in a role (AccountingSupplierParty, AccountingCustomerParty).

    The number is the Swedish organisation number of the legal entity, else that of the electronic address, else the
    one inside a Swedish VAT number, else any number of the legal entity, a VAT number, an electronic address.
    """
    found = top.find(f"{CAC}{role}/{CAC}Party")
    if found is None:
        return None, None
    name = reader.text(found, "PartyLegalEntity/RegistrationName") or reader.text(found, "PartyName/Name")
    numbers = list(_numbers(found))
    ours = [number for scheme, number in numbers if scheme == ORGANISATION_NUMBER]
    vat = [match[1] for _, number in numbers if (match := _VAT.fullmatch(number.replace(" ", "")))]
    others = [number for _, number in numbers]
    return next(iter((*ours, *vat, *others)), None), name


def _numbers(found: Element) -> Iterator[tuple[str, str]]:
    """Yield scheme and number of the legal entity, the VAT registration and the electronic address."""
    address = found.findall(elements.basic("EndpointID"))
    legal = found.findall(elements.basic("PartyLegalEntity/CompanyID"))
    schemes = aggregates(found, "PartyTaxScheme")
    vat = [one for scheme in schemes if _is_vat(scheme) for one in scheme.findall(elements.basic("CompanyID"))]
    for one in (*legal, *vat, *address):
        if one.text and one.text.strip():
            yield (one.get("schemeID") or "").strip(), one.text.strip()


def _is_vat(scheme: Element) -> bool:
    name = scheme.find(elements.basic("TaxScheme/ID"))
    return name is None or (name.text or "").strip().upper() == "VAT"
