"""The members of the invented group, and what each buys in a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from procurement_footprint.demo.bookings import Booking, bookings
from procurement_footprint.demo.group_settings import Company, Entry, Settings
from procurement_footprint.demo.settings import Account, Town, Trades, load_accounts, load_town, load_trades
from procurement_footprint.demo.suppliers import Market, Supplier, markets, suppliers

# Trades with one seller: the members that the others buy from.
OWN = {"own_energy": "Norrsele Energi AB"}


@dataclass(frozen=True, slots=True)
class Member:
    """One member: `town` holds its settings as a buyer, `itself` is how the others' ledgers name it."""

    code: str
    counterparty: str
    chart: str
    share: str
    itself: Supplier
    town: Town
    accounts: tuple[Account, ...]
    rows: int
    entries: tuple[Entry, ...] = ()

    def department_id(self, department: str) -> str:
        """Return the code of a department, "" where there is none."""
        return next((code for code, name in self.town.departments.items() if name == department), "")


@dataclass(frozen=True, slots=True)
class Group:
    """The whole group: its settings, its members (the municipality first), and everybody who sells to them."""

    settings: Settings
    members: tuple[Member, ...]
    trades: Trades
    everyone: tuple[Supplier, ...]

    def called(self, code: str) -> Member:
        """Return the member with this code."""
        return next(one for one in self.members if one.code == code)

    def member(self, supplier: Supplier) -> Member | None:
        """Return the member that a supplier is, if it is one."""
        return next((one for one in self.members if one.itself.number == supplier.number), None)

    def purchases(self, member: Member, year: int, rows: int) -> list[Booking]:
        """Return the `rows` rows that a member buys in `year`, the municipality's as in the plain demonstration."""
        sellers = markets(self.everyone, self.trades, year)
        alone = {trade: Market((_named(self.everyone, name),), (1.0,)) for trade, name in OWN.items()}
        return bookings(member.town, member.accounts, sellers | alone, year, rows)


def load_members(settings: Settings) -> Group:
    """Return the group: its companies are suppliers of the municipality, and buy in the municipality's markets."""
    town, plain = load_town(), load_trades()
    trades = replace(plain, trades=plain.trades | settings.trades)
    everyone = suppliers(town, trades)
    municipality = settings.municipality
    first = Member(
        code=municipality.code,
        counterparty=municipality.counterparty,
        chart="kbas",
        share="1",
        itself=_named(everyone, town.name),
        town=town,
        accounts=load_accounts(town),
        rows=municipality.rows,
    )
    companies = (_company(one, town, _named(everyone, one.name)) for one in settings.companies)
    return Group(settings, (first, *companies), trades, everyone)


def sizes(group: Group) -> Mapping[str, int]:
    """Return how many rows each member buys in a year, by its code."""
    return {member.code: member.rows for member in group.members}


def _company(company: Company, town: Town, itself: Supplier) -> Member:
    buyer = replace(
        town,
        name=company.name,
        organisation_id=itself.number,
        seed=f"{town.seed}/{company.code}",
        ledger_total=company.ledger_total,
        credit_notes=company.credit_notes,
        no_department=company.no_department,
        departments=company.departments,
        groups=company.groups,
    )
    return Member(
        code=company.code,
        counterparty=company.counterparty,
        chart="bas",
        share=company.share,
        itself=itself,
        town=buyer,
        accounts=load_accounts(buyer, company.accounts),
        rows=company.rows,
        entries=company.entries,
    )


def _named(everyone: tuple[Supplier, ...], name: str) -> Supplier:
    return next(supplier for supplier in everyone if supplier.name == name)
