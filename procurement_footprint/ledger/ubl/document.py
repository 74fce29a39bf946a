"""One XML file becomes an invoice: its head, its lines, and the money checked by the rules of Peppol BIS Billing 3."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from procurement_footprint.ledger.identity import masked
from procurement_footprint.ledger.ubl import elements, parties, sums
from procurement_footprint.ledger.ubl.classifications import codes
from procurement_footprint.ledger.ubl.elements import ROOTS, Reader, aggregates
from procurement_footprint.ledger.ubl.invoice import Invoice, Line
from procurement_footprint.problems import Refused, problem


def invoice(raw: bytes, place: str, entry: str) -> Invoice | None:
    """Return the invoice or credit note in an XML file; None where it is another kind of document.

    place, entry: as in `Invoice`. In a credit note all money and quantities are negative.
    Errors: Refused with everything that is wrong with it.
    """
    top = elements.root(raw, masked(place))
    if top is None:
        return None
    reader = Reader(masked(place))
    credit = ROOTS[top.tag] == "CreditNote"
    currency = reader.text(top, "DocumentCurrencyCode", needed=True)
    lines = _lines(top, reader, "CreditNoteLine" if credit else "InvoiceLine", currency)
    issued_on, number = reader.date(top, "IssueDate"), reader.text(top, "ID", needed=True)
    net = sums.net(top, reader, [line.net for line in lines], currency)
    if reader.problems or issued_on is None or net is None:
        raise Refused(reader.problems)
    supplier_id, supplier = parties.party(top, reader, "AccountingSupplierParty")
    buyer_id, buyer = parties.party(top, reader, "AccountingCustomerParty")
    return Invoice(
        place=place,
        entry=entry,
        number=number or "",
        issued_on=issued_on,
        credit=credit,
        currency=(currency or "").upper(),
        supplier_id=supplier_id,
        supplier=supplier,
        buyer_id=buyer_id,
        buyer=buyer,
        buyer_reference=reader.text(top, "BuyerReference"),
        order=reader.text(top, "OrderReference/ID"),
        contract=reader.text(top, "ContractDocumentReference/ID"),
        net=-net if credit else net,
        lines=tuple(_settled(lines, net, -1 if credit else 1)),
    )


def _settled(lines: list[Line], net: int, sign: int) -> list[Line]:
    """Return the lines with their part of what the whole invoice allows and charges, and with the sign of a credit."""
    amounts = sums.settled([line.net for line in lines], net)
    return [
        replace(
            line,
            net=sign * line.net,
            amount=sign * amount,
            quantity=None if line.quantity is None else sign * line.quantity,
        )
        for line, amount in zip(lines, amounts, strict=True)
    ]


def _lines(top: Element, reader: Reader, name: str, currency: str | None) -> list[Line]:
    found = aggregates(top, name)
    if not found:
        reader.problems.append(problem("ubl-missing", reader.at(name)))
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for place, element in enumerate(found, 1):
        number = reader.text(element, "ID") or str(place)
        seen[number] = seen.get(number, 0) + 1
        unique = number if seen[number] == 1 else f"{number}#{seen[number]}"
        own = Reader(f"{reader.place}, line {unique}", reader.problems)
        lines.append(_line(element, own, unique, currency))
    return lines


def _line(element: Element, reader: Reader, number: str, currency: str | None) -> Line:
    net = reader.amount(element, "LineExtensionAmount", currency)
    name = "CreditedQuantity" if element.tag.endswith("CreditNoteLine") else "InvoicedQuantity"
    quantity = reader.number(element, name)
    sums.check_line(element, reader, quantity, net, currency)
    counted = element.find(elements.basic(name))
    cpv, unspsc, unused = codes(_classifications(element))
    return Line(
        number=number,
        text=reader.text(element, "Item/Name") or reader.text(element, "Item/Description") or "",
        net=net or 0,
        amount=net or 0,
        quantity=quantity,
        unit=(counted.get("unitCode") or "").strip().upper() if counted is not None else "",
        cpv=cpv,
        unspsc=unspsc,
        unused=unused,
    )


def _classifications(element: Element) -> list[tuple[str, str]]:
    path = "Item/CommodityClassification/ItemClassificationCode"
    found = element.findall(elements.basic(path))
    return [((one.get("listID") or "").strip().upper(), (one.text or "").strip()) for one in found if one.text]
