"""What lines of a report stand for: an address that leads to the same place whatever the report is written as.

`page/quality` is a page of the report and `section/unmapped` a part of one, `department/…` the page of a department,
`category/food` how a category was computed, `group/energy` its lines in the table of categories, `supplier/…` who buys
what from a supplier, `data/departments` a table as a CSV file and `book/departments` a sheet of the workbook. A table
holds addresses and no links: where an address leads, and whether it leads anywhere, is only known
when the report is written (`Places`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from posixpath import dirname, relpath
from typing import Any
from unicodedata import normalize

from procurement_footprint.analysis.sums import DEPARTMENTS

_LONGEST = 40
_DIGITS = 16  # hexadecimal: nobody finds two names that share them by trying


@dataclass(frozen=True, slots=True)
class Places:
    """Where addresses lead, seen from the file `here`. known: address → `quality.html` or `steps.html#food`."""

    known: Mapping[str, str]
    here: str = ""

    def __call__(self, address: str | None) -> str | None:
        """Return the link to an address; None where this report has no such place."""
        place = self.known.get(address or "")
        if place is None:
            return None
        file, mark, part = place.partition("#")
        if file in ("", self.here):
            return f"{mark}{part}" if part else "#main"
        return relpath(file, dirname(self.here) or ".") + mark + part


NOWHERE = Places({})


def page(name: str) -> str:
    """Return the address of a page of the report."""
    return f"page/{name}"


def category(identifier: str | None) -> str:
    """Return the address of how a spending category was computed."""
    return f"category/{_distinct(str(identifier))}"


def department(row: Mapping[str, Any]) -> str:
    """Return the address of a department's page. row: has DEPARTMENTS, any of it may be None."""
    keys = "\n".join(str(row.get(name) or "") for name in DEPARTMENTS)
    shown = slug(str(row.get("department") or row.get("department_id") or "none"))
    return f"department/{shown}-{sha256(keys.encode()).hexdigest()[:_DIGITS]}"


def section(name: str) -> str:
    """Return the address of a part of a page, by the id of its heading."""
    return f"section/{name}"


def group(identifier: str | None) -> str:
    """Return the address of a group of spending categories."""
    return f"group/{_distinct(str(identifier))}"


def supplier(row: Mapping[str, Any]) -> str | None:
    """Return the address of a supplier; None for a pool. row: supplier_id, supplier and, where it has it, pooled."""
    known = str(row["supplier_id"] or row["supplier"] or "")
    if row.get("pooled") or not known:
        return None
    return f"supplier/{slug(known)}-{sha256(known.encode()).hexdigest()[:_DIGITS]}"


def data(name: str) -> str:
    """Return the address of an exact table as a CSV file."""
    return f"data/{name}"


def book(sheet: str) -> str:
    """Return the address of a sheet of the workbook."""
    return f"book/{sheet}"


def anchor(address: str) -> str:
    """Return the id of the element that an address leads to, inside a page."""
    return address.replace("/", "-")


def slug(text: str) -> str:
    """Return a text as it may stand in the name of a file: `Vård och omsorg` as `vard-och-omsorg`."""
    plain = normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "x"


def _distinct(identifier: str) -> str:
    """Return an identifier as it is where it may stand in an address, else with what tells it from all others."""
    shown = slug(identifier)
    return shown if shown == identifier else f"{shown}-{sha256(identifier.encode()).hexdigest()[:_DIGITS]}"
