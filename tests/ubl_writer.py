"""Writes invoices and credit notes as the specification of Peppol BIS Billing 3 says, for tests; nothing is copied."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from xml.sax.saxutils import escape, quoteattr

URN = "urn:oasis:names:specification:ubl:schema:xsd:"


@dataclass
class Line:
    """quantity × price ÷ base, less allowances, plus charges. net: instead of what that gives."""

    name: str = "Varor"
    quantity: str = "1"
    unit: str = "C62"
    price: str = "100.00"
    base: str | None = None
    allowances: tuple[str, ...] = ()
    charges: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()  # listID, code
    net: str | None = None
    id: str | None = None

    @property
    def amount(self) -> Decimal:
        if self.net is not None:
            return Decimal(self.net)
        whole = Fraction(self.quantity) * Fraction(self.price) / Fraction(self.base or "1") * 100
        ore = int(abs(whole) + Fraction(1, 2)) * (-1 if whole < 0 else 1)
        return Decimal(ore).scaleb(-2) - sum(map(Decimal, self.allowances)) + sum(map(Decimal, self.charges))


@dataclass
class Invoice:
    """said: what the totals say instead of what they are, by element."""

    number: str = "F-1"
    lines: list[Line] = field(default_factory=lambda: [Line()])
    credit: bool = False
    issued: str = "2024-03-15"
    currency: str = "SEK"
    supplier: str = "Kontorsgrossisten AB"
    supplier_ids: dict[str, str] = field(default_factory=lambda: {"legal 0007": "5560360793"})
    allowances: tuple[str, ...] = ()
    charges: tuple[str, ...] = ()
    said: dict[str, str] = field(default_factory=dict)
    prefixes: tuple[str, str, str] = ("", "cac", "cbc")

    @property
    def net(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0)) - self._less + self._more

    @property
    def _less(self) -> Decimal:
        return sum(map(Decimal, self.allowances), Decimal(0))

    @property
    def _more(self) -> Decimal:
        return sum(map(Decimal, self.charges), Decimal(0))

    @property
    def xml(self) -> bytes:
        kind = "CreditNote" if self.credit else "Invoice"
        parts = [
            self._b("CustomizationID", "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"),
            self._b("ID", self.number),
            self._b("IssueDate", self.issued),
            self._b("DocumentCurrencyCode", self.currency),
            self._b("BuyerReference", "ZZ100"),
            self._a("OrderReference", self._b("ID", "O-7")),
            self._supplier(),
            self._party("AccountingCustomerParty", "Norrsele kommun", {"legal 0007": "2120009991"}),
            *(self._adjustment("false", amount) for amount in self.allowances),
            *(self._adjustment("true", amount) for amount in self.charges),
            self._totals(),
            *(self._line(number, line, kind) for number, line in enumerate(self.lines, 1)),
        ]
        top, cac, cbc = self.prefixes
        root = f"{top}:{kind}" if top else kind
        spaces = f' xmlns{":" + top if top else ""}="{URN}{kind}-2" xmlns:{cac}="{URN}CommonAggregateComponents-2"'
        spaces += f' xmlns:{cbc}="{URN}CommonBasicComponents-2"'
        text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{spaces}>\n' + "\n".join(parts) + f"\n</{root}>\n"
        return text.encode()

    def _b(self, name: str, text: str, **attributes: str) -> str:
        tag = f"{self.prefixes[2]}:{name}"
        said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        return f"<{tag}{said}>{escape(text)}</{tag}>"

    def _a(self, name: str, *inside: str) -> str:
        tag = f"{self.prefixes[1]}:{name}"
        return f"<{tag}>{''.join(inside)}</{tag}>"

    def _amount(self, name: str, amount: Decimal | str) -> str:
        return self._b(name, f"{amount:.2f}" if isinstance(amount, Decimal) else amount, currencyID=self.currency)

    def _adjustment(self, indicator: str, amount: str) -> str:
        return self._a("AllowanceCharge", self._b("ChargeIndicator", indicator), self._amount("Amount", amount))

    def _supplier(self) -> str:
        return self._party("AccountingSupplierParty", self.supplier, self.supplier_ids)

    def _party(self, role: str, name: str, ids: dict[str, str]) -> str:
        inside, legal = [], [self._b("RegistrationName", name)]
        for kind, number in ids.items():
            where, _, scheme = kind.partition(" ")
            attributes = {"schemeID": scheme} if scheme else {}
            if where == "endpoint":
                inside.append(self._b("EndpointID", number, **attributes))
            elif where == "vat":
                tax = self._a("TaxScheme", self._b("ID", scheme or "VAT"))
                inside.append(self._a("PartyTaxScheme", self._b("CompanyID", number), tax))
            else:
                legal.append(self._b("CompanyID", number, **attributes))
        return self._a(role, self._a("Party", *inside, self._a("PartyLegalEntity", *legal)))

    def _totals(self) -> str:
        extension = sum((line.amount for line in self.lines), Decimal(0))
        amounts = {"LineExtensionAmount": extension, "TaxExclusiveAmount": self.net}
        if self.allowances:
            amounts["AllowanceTotalAmount"] = self._less
        if self.charges:
            amounts["ChargeTotalAmount"] = self._more
        amounts["PayableAmount"] = self.net
        return self._a("LegalMonetaryTotal", *(self._amount(k, self.said.get(k, v)) for k, v in amounts.items()))

    def _line(self, place: int, line: Line, kind: str) -> str:
        quantity = "CreditedQuantity" if self.credit else "InvoicedQuantity"
        codes = [
            self._a("CommodityClassification", self._b("ItemClassificationCode", code, listID=name))
            for name, code in line.codes
        ]
        base = [self._b("BaseQuantity", line.base, unitCode=line.unit)] if line.base else []
        return self._a(
            f"{kind}Line",
            self._b("ID", line.id or str(place)),
            self._b(quantity, line.quantity, unitCode=line.unit),
            self._amount("LineExtensionAmount", line.amount),
            *(self._adjustment("false", amount) for amount in line.allowances),
            *(self._adjustment("true", amount) for amount in line.charges),
            self._a("Item", self._b("Name", line.name), *codes),
            self._a("Price", self._b("PriceAmount", line.price, currencyID=self.currency), *base),
        )
