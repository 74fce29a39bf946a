"""Ledger profiles: what a finance system calls its columns and how it writes money and dates."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from procurement_footprint import named_paths, plain_yaml, shelf
from procurement_footprint.ledger import accounting_period
from procurement_footprint.ledger.columns import LEDGER
from procurement_footprint.problems import Problem, Refused, problem

Unit = Literal["kr", "ore", "tkr"]
DateFormat = Literal[
    "auto", "YYYYMM", "YYYYMMDD", "YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "file-name"
]  # file-name: the month stands in the file's name
# what a column of a file may be: what rows carry, and what only says on which day they stand
DELIVERED = (*(c for c in LEDGER if c not in ("row_id", "period", "sole_trader", "chart")), accounting_period.COLUMN)
SPLITS = ("account", "department_id")  # columns whose cell may hold a code and its text


class Organisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The buyer, where the ledger does not say it in a column."""

    id: str | None = None
    name: str | None = None


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One dialect of ledger.

    columns: our column → the header names it has there, preferred first.
    headers, absent: the header names that must, and must not, be there for the dialect to be recognised;
    buyers: the numbers one of which the rows must then have as their buyer's.
    undecided: the headers one of which is the amount, in a profile that its user has yet to complete.
    """

    name: str
    version: str = "1"
    title: str = ""
    source: str = ""
    headers: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    buyers: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]]
    amount_unit: Unit = "kr"
    decimal: Literal[",", ".", "auto"] = "auto"
    date: DateFormat = "auto"
    currency: str | None = None
    chart: str | None = None
    organisation: Organisation = Organisation()
    vat: Literal["excluded", "included"] = "excluded"
    code_and_text: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    undecided: tuple[str, ...] = ()


def load(path: Path) -> Profile:
    """Return the ledger profile in a YAML file; Refused says what is wrong with it."""
    profile = plain_yaml.convert(plain_yaml.load(path), Profile, path.name)
    if problems := _mistakes(profile, path):
        raise Refused(problems)
    return profile


@cache
def shipped() -> tuple[Profile, ...]:
    """Return the profiles that come with the product, by name."""
    folder = shelf.folder("mappings") / "ledgers"
    return tuple(load(path) for path in sorted(folder.glob("*.yaml")) if path.name != "synonyms.yaml")


def named(name_or_path: str) -> Profile:
    """Return the shipped profile of that name, or the profile in the file of that path."""
    for profile in shipped():
        if profile.name == name_or_path:
            return profile
    path = Path(name_or_path)
    if named_paths.is_file(path):
        return load(path)
    names = ", ".join(profile.name for profile in shipped())
    raise Refused([problem("profile-unknown", "--profile", name=name_or_path, names=names)])


def _mistakes(profile: Profile, path: Path) -> list[Problem]:
    problems = []
    for column in profile.columns:
        if column not in DELIVERED:
            place = f"{path.name}:{plain_yaml.line_of(path, column)}"
            problems.append(problem("profile-column", place, column=column, columns=", ".join(DELIVERED)))
    if profile.undecided:
        place, names = f"{path.name}:{plain_yaml.line_of(path, 'undecided')}", ", ".join(profile.undecided)
        problems.append(problem("profile-undecided", place, names=names))
    elif not profile.columns.get("amount"):
        problems.append(problem("profile-amount", f"{path.name}:{plain_yaml.line_of(path, 'columns')}"))
    for column in profile.code_and_text:
        if column not in SPLITS:
            place = f"{path.name}:{plain_yaml.line_of(path, 'code_and_text')}"
            columns = " or ".join(SPLITS)
            problems.append(problem("profile-code-and-text", place, column=column, columns=columns))
    if profile.currency is not None and not (len(profile.currency) == 3 and profile.currency.isupper()):
        place = f"{path.name}:{plain_yaml.line_of(path, 'currency')}"
        problems.append(problem("profile-currency", place, profile.currency))
    return problems
