"""The invented municipality group as `group.yaml` describes it: what is added to the municipality."""

from __future__ import annotations

import msgspec

from procurement_footprint import plain_yaml
from procurement_footprint.demo.settings import HERE, Group, Trade


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a company books once a month without an invoice: so many SEK on one account against another."""

    text: str
    debit: str
    credit: str
    sek: int


class Company(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A company of the group; what is not said here is as in the municipality."""

    code: str
    name: str
    counterparty: str
    accounts: str
    share: str
    ledger_total: int
    rows: int
    credit_notes: float
    no_department: float
    assumption: str
    departments: dict[str, str]
    groups: dict[str, Group]
    entries: tuple[Entry, ...]


class Municipality(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the companies' ledgers name the municipality, and how many rows it books in a year."""

    code: str
    counterparty: str
    rows: int


class Outsiders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The codes by which the ledgers name those outside the group."""

    company: str
    person: str
    public: str


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `group.yaml` says; the texts that begin with `assumption` are its reasons."""

    name: str
    outsiders: Outsiders
    municipality: Municipality
    late: float
    late_days: tuple[int, int]
    companies: tuple[Company, ...]
    sold_as: dict[str, dict[str, str]]
    trades: dict[str, Trade]


def load_group() -> Settings:
    """Return the invented municipality group."""
    return plain_yaml.convert(plain_yaml.load(HERE / "group.yaml"), Settings, "group.yaml")
