"""Invented ledgers in many dialects, and what each of their rows says. A seed gives the same ledgers for ever."""

from __future__ import annotations

import csv
import io
import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any

import oracle

Row = dict[str, Any]
CURRENCIES = ("SEK", "EUR", "NOK", "DKK", "GBP", "USD", "CHF", "PLN")
COLUMNS = {
    "booked_on": "Bokföringsdatum",
    "organisation_id": "Köpare id",
    "organisation": "Köpare",
    "department_id": "Förvaltningskod",
    "department": "Förvaltning",
    "supplier_id": "Leverantör id",
    "supplier": "Leverantör",
    "voucher": "Verifikationsnummer",
    "account": "Konto nr",
    "account_text": "Kontotext",
    "cpv": "CPV-kod",
    "unspsc": "UNSPSC",
    "state_account": "S-kod",
    "text": "Fakturatext",
    "amount": "Belopp",
    "currency": "Valuta",
}
BUYERS = (("212000-2627", "Umeå kommun"), ("556012-5790", "Småstad Energi AB"), ("212000-9991", "Småstads kommun"))
DEPARTMENTS = ((None, None), ("100", "Kommunstyrelsen"), ("210", "För- och grundskola"), ("300", "Vård, omsorg"))
MASKED = ("*****", "Skyddad identitet", "[Kan innehålla personuppgifter]", "Sekretess")
WORDS = [
    "Bok",
    "papper",
    "Åre",
    "Örnsköldsvik",
    "drift",
    "avtal",
    "2024",
    "kv",
    "faktura",
    "resa",
    "övrigt",
    "nämnd",
    "AB",
]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a ledger is written."""

    separator: str = ";"
    encoding: str = "utf-8"
    decimal: str = ","
    thousands: str = ""
    dates: str = "%Y-%m-%d"
    total: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """One file of ledgers. rows: what its lines say, without row_id. columns: those that it has."""

    name: str
    rows: Sequence[Row]
    columns: Sequence[str] = tuple(COLUMNS)
    dialect: Dialect = field(default_factory=Dialect)

    def written(self) -> bytes:
        """Return the file."""
        page = io.StringIO()
        writer = csv.writer(page, delimiter=self.dialect.separator, lineterminator="\n")
        writer.writerow([COLUMNS[name] for name in self.columns])
        for row in self.rows:
            writer.writerow([self._cell(name, row[name]) for name in self.columns])
        if self.dialect.total:
            said = {"booked_on": "Summa", "amount": self._cell("amount", sum(row["amount"] for row in self.rows))}
            writer.writerow([said.get(name, "") for name in self.columns])
        return page.getvalue().encode(self.dialect.encoding)

    def said(self) -> list[Row]:
        """Return the rows as a reader must understand them."""
        monthly = self.dialect.dates == "%Y%m"
        return [
            dict.fromkeys(COLUMNS)
            | {name: row[name] for name in self.columns}
            | {"row_id": f"{self.name}:{line}", "currency": row["currency"]}
            | {"booked_on": row["booked_on"].replace(day=1) if monthly else row["booked_on"]}
            for line, row in enumerate(self.rows, 2)
        ]

    def _cell(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if name == "booked_on":
            return str(value.strftime(self.dialect.dates))
        if name == "amount":
            plain = f"{value:,.2f}".replace(",", "\0").replace(".", self.dialect.decimal)
            return plain.replace("\0", self.dialect.thousands)
        return str(value)


def books(seed: int, number: int, rows: int, chart: str, years: tuple[int, int], foreign: bool = True) -> list[Book]:
    """Return so many files, each with the ledgers of all BUYERS, of about so many rows each.

    foreign: some have other currencies than kronor.
    """
    chance = random.Random(seed)
    return [_book(chance, f"ledger-{one}.csv", rows, chart, years, foreign) for one in range(number)]


def _book(chance: random.Random, name: str, rows: int, chart: str, years: tuple[int, int], foreign: bool) -> Book:
    dialect = Dialect(
        separator=chance.choice(";;;,\t|"),
        encoding=chance.choice(["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16"]),
        decimal=chance.choice(",,."),
        dates=chance.choice(["%Y-%m-%d", "%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%Y%m"]),
        total=chance.random() < 0.1,
    )
    dialect = replace(dialect, thousands=chance.choice(["", " ", "\u00a0", "." if dialect.decimal == "," else ","]))
    if dialect.encoding in ("cp850", "cp1252") and dialect.thousands == "\u00a0":
        dialect = replace(dialect, thousands=" ")
    absent = {one for one in ("department_id", "cpv", "unspsc", "state_account", "text") if chance.random() < 0.4}
    if not foreign or chance.random() < 0.5:
        absent.add("currency")
    if chart == "none":
        absent |= {"account", "account_text"}
    made = []
    for buyer in BUYERS:
        people = _suppliers(chance, buyer)
        many = max(2, int(rows * chance.uniform(0.3, 1.7)))
        made += [_row(chance, people, chart, years, absent) | _of(buyer) for _ in range(many)]
    for row in made if dialect.encoding.startswith("cp") else ():
        row["account_text"] = row["account_text"] and unicodedata.normalize("NFC", row["account_text"])
    made[0]["booked_on"] = made[0]["booked_on"].replace(day=chance.randint(13, 28))
    return Book(name, made, [one for one in COLUMNS if one not in absent], dialect)


def _of(buyer: tuple[str, str]) -> Row:
    return {"organisation_id": buyer[0], "organisation": buyer[1]}


def _row(chance: random.Random, people: list[Row], chart: str, years: tuple[int, int], absent: set[str]) -> Row:
    day = date(years[0], 1, 1) + timedelta(chance.randrange((date(years[1], 10, 30) - date(years[0], 1, 1)).days))
    account, text = chance.choice(_accounts(chart))
    if chance.random() < 0.3:
        account = str(chance.randrange(1000, 99999))
    if chance.random() < 0.3:
        text = chance.choice([None, " ".join(chance.sample(WORDS, 2)), chance.choice(_accounts(chart))[1]])
    text = text and _worded(chance, text)
    department = chance.choice(DEPARTMENTS)
    cents = int(10 ** chance.uniform(0, 9)) * chance.choice([1] * 8 + [-1, -1]) * (chance.random() > 0.01)
    return {
        "booked_on": day,
        "department_id": department[0],
        "department": department[1],
        **chance.choice(people),
        "voucher": str(chance.randrange(10**6, 10**7)),
        "account": account if chance.random() < 0.95 else None,
        "account_text": text,
        "cpv": _code(chance, "cpv-2008") if chance.random() < 0.2 else None,
        "unspsc": _code(chance, "unspsc") if chance.random() < 0.1 else None,
        "state_account": chance.choice(["5012", "5531", "5721", "5234", "4711"]) if chance.random() < 0.1 else None,
        "text": " ".join(chance.sample(WORDS, 3)) if chance.random() < 0.5 else None,
        "amount": Decimal(cents) / 100,
        "currency": "SEK" if "currency" in absent else chance.choice(("SEK", "SEK", *CURRENCIES)),
    }


@cache
def _accounts(chart: str) -> list[tuple[str, str]]:
    """Return accounts and texts: those of the examples of all rules, each with an account that is in place or not."""
    held = [rule for book in _books_of(chart) for rule in oracle.document(f"mappings/rules/{book}.yaml")["rules"]]
    examples = [one for rule in held for one in rule["examples"]]
    numbers = [one["account"] for one in examples if "account" in one] or ["4010", "6410"]
    texts = [one["account_text"] for one in examples if "account_text" in one]
    pairs = [(one["account"], one["account_text"]) for one in examples if {"account", "account_text"} <= one.keys()]
    chance = random.Random(chart)
    return pairs + [(chance.choice(numbers), one) for one in texts]


def _books_of(chart: str) -> list[str]:
    charts = oracle.document("mappings/charts.yaml")["charts"]
    return [one for held in charts if held["id"] == chart for one in held["books"] if not one.startswith("codes/")]


def _worded(chance: random.Random, text: str) -> str:
    """Return a text in another spelling that means the same: capitals, accents apart, other blanks and marks."""
    forms = (str.upper, str.lower, partial(unicodedata.normalize, "NFD"), lambda one: one.replace(" ", "  "),
             lambda one: one.replace(" ", ", "), lambda one: one.replace(" ", "-"), lambda one: f"({one})")  # fmt: skip
    return chance.choice(forms)(text) if chance.random() < 0.4 else text


def _code(chance: random.Random, book: str) -> str:
    start = chance.choice(oracle.table(f"mappings/codes/{book}.csv"))["code"]
    return start + "".join(chance.choice("0123456789") for _ in range(8 - len(start)))


def _suppliers(chance: random.Random, buyer: tuple[str, str]) -> list[Row]:
    """Return companies and people in many spellings, masked ones, nobody, and payees that sell nothing."""
    companies = [(_number(chance, "55"), f"{chance.choice(WORDS)} & Söner {one} AB") for one in range(8)]
    people = [(_number(chance, None), f"Firma {chance.choice(WORDS)} {one}") for one in range(4)]
    known = [
        (_spelt(chance, number, person), name)
        for held, person in ((companies, 0), (people, 1))
        for number, name in held
    ]
    known += [(None, people[0][1]), (None, companies[0][1]), (str(chance.randrange(1000, 99999)), "Grus i Åsele HB")]
    known += [(companies[1][0], "Samma bolag, annat namn"), (None, f"Målare {people[1][0]}"), (None, None)]
    known += [("202100-5448", "Skatteverket"), (None, "KPA Pension"), buyer]
    known += [(chance.choice([None, *MASKED]), chance.choice(MASKED))]
    return [{"supplier_id": number, "supplier": name} for number, name in known]


def _number(chance: random.Random, start: str | None) -> str:
    """Return a valid number: of a company that begins so, or of a person."""
    while True:
        day = chance.choice([0, 60]) + chance.randint(1, 28) if chance.random() < 0.9 else 60
        person = f"{chance.choice([0, 3, 9, 24, *range(40, 100)]):02}{chance.randint(1, 12):02}{day:02}"
        nine = (
            f"{person}{chance.choice([100, 900]) + chance.randrange(100):03}"
            if start is None
            else f"{start}{chance.randrange(2000000, 9999999)}"
        )
        for last in "0123456789":
            if oracle.ten_digits(nine + last):
                return f"{nine[:6]}-{nine[6:]}{last}"


def _spelt(chance: random.Random, number: str, person: int) -> str:
    """Return a number as finance systems write it: with century, as a VAT number, with its zero lost, as interim."""
    plain = number.replace("-", "")
    forms = [number, number, plain, f"SE{plain}01", f"{number[:6]} {number[7:]}"]
    if not person:
        return chance.choice([*forms, f"16{plain}"])
    century = "20" if number < "25" else "19"
    lost = [plain[1:]] if plain[0] == "0" != plain[1] else []
    interim = [f"{number[:7]}T{number[8:]}"] if number[7] == "1" else []
    odd = [number.replace("-", "+"), *interim, *interim, *interim]
    return chance.choice([*forms, *lost, *odd, century + number, century + plain])
