"""The money of an invoice, in whole öre: checked by the published rules, and shared out over the lines.

line = round(quantity × price ÷ base quantity) − allowances + charges        PEPPOL-EN16931-R120, 0.02 apart at most
lines = Σ line                                                               BR-CO-10
without VAT = lines − Σ allowances + Σ charges of the whole invoice          BR-CO-11, 12, 13
amount_i = line_i + (without VAT − lines) shared out in proportion to |line_i|
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from xml.etree.ElementTree import Element

from procurement_footprint.ledger.apportion import apportioned
from procurement_footprint.ledger.ubl.elements import Reader, aggregates
from procurement_footprint.problems import problem

SLACK = 2  # öre
_TOTALS = "LegalMonetaryTotal"


def check_line(
    element: Element, reader: Reader, quantity: Fraction | None, net: int | None, currency: str | None
) -> None:
    """Hold the net amount of a line against its quantity, price, allowances and charges, where all is there."""
    price = reader.number(element, "Price/PriceAmount")
    base = reader.number(element, "Price/BaseQuantity") or Fraction(1)
    less, more = _adjustments(element, reader, currency)
    if price is None or quantity is None or net is None:
        return
    expected = _halves_up(quantity * price / base * 100) - less + more
    if abs(expected - net) > SLACK:
        said = {"sum": money(expected), "said": money(net)}
        reader.problems.append(problem("ubl-line-sum", reader.at("LineExtensionAmount"), **said))


def net(top: Element, reader: Reader, lines: Sequence[int], currency: str | None) -> int | None:
    """Return the amount of an invoice without VAT, when its lines, allowances and charges add up to it."""
    less, more = _adjustments(top, reader, currency)
    of_lines = reader.amount(top, f"{_TOTALS}/LineExtensionAmount", currency)
    without_vat = reader.amount(top, f"{_TOTALS}/TaxExclusiveAmount", currency)
    if reader.problems:
        return None
    _check(reader, "LineExtensionAmount", "the lines", sum(lines), of_lines)
    for name, what, amount in (
        ("AllowanceTotalAmount", "the allowances", less),
        ("ChargeTotalAmount", "the charges", more),
    ):
        said = reader.amount(top, f"{_TOTALS}/{name}", currency, needed=False)
        _check(reader, name, what, amount, said or 0)
    _check(reader, "TaxExclusiveAmount", "lines, allowances and charges", (of_lines or 0) - less + more, without_vat)
    return without_vat


def settled(lines: Sequence[int], whole: int) -> list[int]:
    """Return the amounts of the lines with their part of what the whole is more or less than they: they add up to it.

    Where all lines are 0, all of them carry the same part.
    """
    rest = whole - sum(lines)
    weights = [abs(line) for line in lines]
    if not any(weights):
        weights = [1] * len(lines)
    parts = apportioned(rest, weights) if rest else [0] * len(lines)
    return [line + part for line, part in zip(lines, parts, strict=True)]


def money(ore: int) -> str:
    """Return öre as an amount is written: -1234.50."""
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02d}"


def _check(reader: Reader, name: str, parts: str, amount: int, said: int | None) -> None:
    if said is not None and said != amount:
        values = {"parts": parts, "sum": money(amount), "said": money(said)}
        reader.problems.append(problem("ubl-total", reader.at(f"{_TOTALS}/{name}"), **values))


def _adjustments(inside: Element, reader: Reader, currency: str | None) -> tuple[int, int]:
    """Return what the allowances and the charges right inside an element add up to."""
    less = more = 0
    for one in aggregates(inside, "AllowanceCharge"):
        amount = Reader(f"{reader.place}, element AllowanceCharge", reader.problems).amount(one, "Amount", currency)
        if (reader.text(one, "ChargeIndicator") or "").lower() in ("true", "1"):
            more += amount or 0
        else:
            less += amount or 0
    return less, more


def _halves_up(value: Fraction) -> int:
    size = int(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size
