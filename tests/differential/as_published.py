"""Ledgers as published, read a second time with the csv module alone, by what their profiles say of their columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import oracle

Row = dict[str, Any]
COLUMNS = ("booked_on", "organisation_id", "organisation", "department_id", "department", "supplier_id", "supplier",
           "account", "account_text", "cpv", "unspsc", "state_account", "text", "amount", "currency")  # fmt: skip


def rows(path: Path, profile: str, chart: str, separator: str = ";") -> Iterator[Row]:
    """Yield the bookings of a file by one of the shipped profiles; lines without a day or an amount are none."""
    said = oracle.document(f"mappings/ledgers/{profile}.yaml")
    text = re.sub("\r(?!\n)", "\n", path.read_text("utf-8-sig"))
    header, *lines = csv.reader(io.StringIO(text), delimiter=separator)
    plain = [_name(one) for one in header]
    places = {
        name: next((plain.index(_name(one)) for one in said["columns"].get(name, ()) if _name(one) in plain), None)
        for name in COLUMNS
    }
    for number, line in enumerate(lines, 2):
        cells = {name: (line[place].strip() or None) if place is not None else None for name, place in places.items()}
        if cells["booked_on"] and cells["amount"]:
            new = {"booked_on": _day(cells["booked_on"]), "amount": _amount(cells["amount"])}
            currency = cells["currency"] or said.get("currency", "SEK")
            yield cells | new | {"currency": currency, "row_id": f"{path.name}:{number}", "chart": chart}


def _name(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _day(text: str) -> date:
    if found := re.match(r"(\d\d)/(\d\d)/(\d{4})", text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    digits = re.sub(r"\D", "", text)[:8].ljust(7, "0").ljust(8, "1")
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def _amount(text: str) -> Decimal:
    plain = re.sub(r"[\s\u00a0]", "", text)
    plain = plain.replace(",", "") if "." in plain or re.search(r",\d{3}", plain) else plain.replace(",", ".")
    return Decimal(plain).quantize(Decimal("0.01"))
