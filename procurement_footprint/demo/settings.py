"""The invented municipality as its settings files describe it: money, departments, accounts, trades."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import msgspec

from procurement_footprint import plain_yaml

HERE = Path(__file__).resolve().parent
Weighted = tuple[tuple[str, float], ...]


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Accounts that belong together: their share of the ledger, growth a year and spread of amounts."""

    share: float
    change: float
    spread: float
    assumption: str


class Town(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `town.yaml` says; the texts that begin with `assumption` are its reasons."""

    name: str
    assumption_name: str
    organisation_id: str
    assumption_organisation_id: str
    municipality_code: str
    assumption_municipality_code: str
    seed: str
    base_year: int
    inhabitants: int
    inhabitants_change_a_year: int
    ledger_total: int
    assumption_ledger_total: str
    assumption_rows: str
    credit_notes: float
    no_department: float
    seasons: dict[str, list[float]]
    departments: dict[str, str]
    groups: dict[str, Group]

    def inhabitants_in(self, year: int) -> int:
        """Return the number of inhabitants at the end of `year`."""
        return self.inhabitants + self.inhabitants_change_a_year * (year - self.base_year)


class Trade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of business among the suppliers."""

    suppliers: int
    words: list[str] = []
    forms: dict[str, float] = {}
    fixed: list[str] = []
    basis: str = ""
    rebid: int = 9999


class Trades(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `suppliers.yaml` says: the words for names, and the trades."""

    places: list[str]
    surnames: list[str]
    first_names: list[str]
    trades: dict[str, Trade]


@dataclass(frozen=True, slots=True)
class Account:
    """One account: its `share` of the ledger's total in the base year, in rows of about `row_sek`."""

    number: str
    text: str
    group: str
    share: float
    row_sek: float
    season: str
    departments: Weighted
    trade: str


def load_town() -> Town:
    """Return the invented municipality."""
    return plain_yaml.convert(plain_yaml.load(HERE / "town.yaml"), Town, "town.yaml")


def load_trades() -> Trades:
    """Return the trades of the invented suppliers."""
    return plain_yaml.convert(plain_yaml.load(HERE / "suppliers.yaml"), Trades, "suppliers.yaml")


def load_accounts(town: Town, name: str = "accounts.csv") -> tuple[Account, ...]:
    """Return the accounts of `town`, or of a company like it; their shares of the ledger's total add up to 1."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    of_group = dict.fromkeys(town.groups, 0.0)
    for line in lines:
        of_group[line["group"]] += float(line["weight"])
    whole = sum(group.share for group in town.groups.values())
    shares = {name: group.share / whole / of_group[name] for name, group in town.groups.items()}
    return tuple(_account(line, shares[line["group"]], town) for line in lines)


def _account(line: dict[str, str], share: float, town: Town) -> Account:
    parts = line["departments"].split()
    weighted = zip(parts[::2], parts[1::2], strict=True)
    return Account(
        number=line["account"],
        text=line["account_text"],
        group=line["group"],
        share=share * float(line["weight"]),
        row_sek=float(line["row_sek"]),
        season=line["season"],
        departments=tuple((town.departments[code], float(weight)) for code, weight in weighted),
        trade=line["trade"],
    )
