"""`suppliers check`: what is wrong or doubtful about the suppliers of a ledger, with the money each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import atomic
from procurement_footprint.commands.options import Terminal, job_options
from procurement_footprint.job import Job
from procurement_footprint.problems import EXIT_FINDINGS

if TYPE_CHECKING:
    from procurement_footprint.analysis.supplier_quality.finding import Finding

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
WORDS = {
    "purchase_card": "purchase cards: the seller is unknown",
    "factoring": "factoring: the seller is unknown",
    "payment_service": "payment services: the seller is unknown",
    "several_numbers": "one name under several numbers",
    "names_alike": "names that are nearly the same",
    "several_names": "one number under names that are not alike",
    "number_missing": "suppliers without a number",
    "number_invalid": "numbers that are no organisation numbers",
    "no_organisation_numbers": "a numbering of its own",
    "natural_person": "natural persons",
    "personal_number_in_text": "personal identity numbers in texts",
}


@click.command()
@job_options
@click.option("--out", type=NEW_FILE, metavar="FILE.csv", help="Write every finding into a new CSV file.")
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help="Print so many findings.")
@click.pass_context
def check(context: click.Context, asked: Job, out: Path | None, top: int) -> None:
    """Look over the suppliers of the project's ledgers in a PERIOD, or of LEDGER files.

    Found are: missing and invalid organisation numbers, one supplier under several numbers or names, natural persons
    (pooled, never named), and payees behind which somebody else has sold: purchase cards, factoring, payment services.
    The largest money comes first; a supplier may be found several times.

    Exit code 0: nothing was found; 1: something was; 3: a file is refused.

    \b
    procurement-footprint suppliers check 2024
    procurement-footprint suppliers check ledgers/2024.csv --out suppliers-to-look-at.csv
    """
    if out and out.exists():
        raise click.UsageError(f"{out} is already there; choose another file with --out")
    from procurement_footprint import inquiries
    from procurement_footprint.analysis.supplier_quality import look
    from procurement_footprint.reporting import tables
    from procurement_footprint.reporting.folder import passing_workroom

    with passing_workroom() as room:
        bought = inquiries.delivered(asked, room, Terminal())
        found = look.over(bought.rows)
    _print(found[:top], bought.currency)
    _summary(found, bought.currency)
    if out:
        atomic.file(out, tables.as_csv(look.table(found)))
        click.echo(f"written to {out}")
    context.exit(EXIT_FINDINGS if found else 0)


def _print(found: Sequence[Finding], currency: str) -> None:
    for one in found:
        other = f" ~ {one.other}" if one.other else ""
        click.echo(f"{one.amount:,} {currency}, {one.rows:,} rows: {one.supplier}{other}")
        click.echo(f"    {one.what}\n    fix: {one.fix}\n")


def _summary(found: Sequence[Finding], currency: str) -> None:
    for kind, words in WORDS.items():
        held = [one for one in found if one.kind == kind]
        if held:
            money = sum(one.amount for one in held)
            click.echo(f"{len(held):>6}  {money:>20,} {currency}  {words}")
    click.echo("1 finding" if len(found) == 1 else f"{len(found)} findings")
