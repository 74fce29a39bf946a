"""`suppliers merge` and `suppliers withdraw`: decide once which numbers and names are one supplier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands.options import FOLDER

if TYPE_CHECKING:
    from procurement_footprint.ledger.aliases import Alias

DAY = click.DateTime(["%Y-%m-%d"])
who_option = click.option("--who", required=True, metavar="NAME", help="Who decides it.")
why_option = click.option("--why", required=True, metavar="TEXT", help="The reason, for whoever reads it later.")
when_option = click.option("--when", type=DAY, metavar="DATE", help="The day it is decided (default: today).")
project_option = click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")


@click.command()
@click.option("--into", metavar="NUMBER", help="The organisation number that it stands under; none where it has none.")
@click.option("--name", required=True, metavar="NAME", help="The name that it stands under.")
@click.option("--number", "numbers", multiple=True, metavar="NUMBER", help="Another number of it; may be repeated.")
@click.option("--called", "names", multiple=True, metavar="NAME", help="Another name of it, in rows without a number.")
@who_option
@why_option
@when_option
@project_option
def merge(
    into: str | None,
    name: str,
    numbers: tuple[str, ...],
    names: tuple[str, ...],
    who: str,
    why: str,
    when: datetime | None,
    folder: Path | None,
) -> None:
    """Decide that several numbers or names in the ledgers are one supplier.

    The decision is added to supplier-aliases.yaml in the project. From the next run on, such rows stand under the
    number and the name that are decided, before any rule looks at them.

    \b
    procurement-footprint suppliers merge --into 599328-5195 --name "Norrsele Frukt AB" \\
      --number 4711 --called "Norrsele Frukt" --who "Anna Lind" --why "4711 is its number in the old system"
    """
    from procurement_footprint.ledger.aliases import Alias

    _decide(folder, Alias("", _day(when), who, why, into, name, numbers, names))


@click.command()
@click.argument("decision", metavar="ID")
@who_option
@why_option
@when_option
@project_option
def withdraw(decision: str, who: str, why: str, when: datetime | None, folder: Path | None) -> None:
    """Withdraw the decision ID: it stays in supplier-aliases.yaml, and no longer holds."""
    from procurement_footprint.ledger.aliases import Alias

    _decide(folder, Alias("", _day(when), who, why, withdraws=decision))


def home(folder: Path | None) -> Path:
    """Return the folder of the project that is meant. Errors: UsageError where there is none."""
    own = (project.load(folder) if folder else project.around(Path.cwd())).folder
    if own is None:
        raise click.UsageError("there is no project here; name its folder with --project")
    return own


def _day(when: datetime | None) -> date:
    return when.date() if when else date.today()


def _decide(folder: Path | None, alias: Alias) -> None:
    from procurement_footprint.ledger import alias_file, alias_writing, pseudonym_key, pseudonyms

    place = home(folder)
    alias = pseudonyms.written(alias, pseudonym_key.made(place))
    held = alias_file.load(place).written
    named = replace(alias, id=alias_writing.next_id(held, alias.when))
    path = alias_writing.append(place, named)
    click.echo(f"{named.id} is written in {path}; it holds from the next run on")
