"""What a SIE file says above its vouchers: the organisation, the years, accounts, dimensions and objects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

# of the standard, but without anything that a ledger of purchases needs
UNREAD: Final = {"ADRESS", "BKOD", "ENHET", "FLAGGA", "FNR", "FORMAT", "FTYP", "GEN", "IB", "KSUMMA", "OIB", "OMFATTN",
                 "OUB", "PBUDGET", "PROGRAM", "PROSA", "PSALDO", "SRU", "TAXAR", "UB"}  # fmt: skip
RESERVED: Final = {"1": "kostnadsställe", "2": "kostnadsbärare", "6": "projekt", "7": "anställd", "8": "kund",
                   "9": "leverantör", "10": "faktura"}  # fmt: skip
THIS_YEAR: Final = "0"
_DAY: Final = re.compile(r"\d{8}")


@dataclass(slots=True)
class Records:
    """The records outside the vouchers. accounts: number → name; natures: number → T, S, K or I (#KTYP).

    dimensions: number → name; objects: (dimension, object) → name. years: number, 0 being the file's own → first and
    last day as YYYYMMDD. results: account → its line in the file and its result of the year. unknown: labels that are
    not in the standard, counted.
    """

    kind: str = ""
    number: str = ""
    name: str = ""
    currency: str = ""
    chart: str = ""
    years: dict[str, tuple[str, str]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    natures: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    results: dict[str, tuple[int, str]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)

    def take(self, label: str, values: list[str], line: int) -> str | None:
        """Keep one record, its label without #; return what it lacks, if anything."""
        known = _READ.get(label)
        if known is None:
            self.unknown[label] += 1
            return None
        needs, keep = known
        if len(values) < len(needs.split(", ")):
            return needs
        return keep(self, values, line)


def _kind(records: Records, values: list[str], line: int) -> None:
    records.kind = values[0]


def _number(records: Records, values: list[str], line: int) -> None:
    records.number = values[0]


def _name(records: Records, values: list[str], line: int) -> None:
    records.name = values[0]


def _currency(records: Records, values: list[str], line: int) -> None:
    records.currency = values[0]


def _chart(records: Records, values: list[str], line: int) -> None:
    records.chart = values[0].strip()


def _year(records: Records, values: list[str], line: int) -> str | None:
    if not all(_DAY.fullmatch(day) for day in values[1:3]):
        return "days as YYYYMMDD"
    records.years[values[0]] = (values[1], values[2])
    return None


def _account(records: Records, values: list[str], line: int) -> None:
    records.accounts[values[0]] = values[1] if len(values) > 1 else ""


def _nature(records: Records, values: list[str], line: int) -> None:
    records.natures[values[0]] = values[1].upper()


def _dimension(records: Records, values: list[str], line: int) -> None:
    records.dimensions[values[0]] = values[1]


def _object(records: Records, values: list[str], line: int) -> None:
    records.objects[values[0], values[1]] = values[2] if len(values) > 2 else ""


def _result(records: Records, values: list[str], line: int) -> None:
    if values[0] == THIS_YEAR:
        records.results[values[1]] = (line, values[2])


Keep = Callable[[Records, list[str], int], str | None]
_READ: Final[dict[str, tuple[str, Keep]]] = {
    "SIETYP": ("a type", _kind),
    "ORGNR": ("a number", _number),
    "FNAMN": ("a name", _name),
    "VALUTA": ("a currency", _currency),
    "KPTYP": ("a chart of accounts", _chart),
    "RAR": ("a year, its first day, its last day", _year),
    "KONTO": ("an account", _account),
    "KTYP": ("an account, T S K or I", _nature),
    "DIM": ("a dimension, a name", _dimension),
    "UNDERDIM": ("a dimension, a name", _dimension),
    "OBJEKT": ("a dimension, an object", _object),
    "RES": ("a year, an account, an amount", _result),
}
