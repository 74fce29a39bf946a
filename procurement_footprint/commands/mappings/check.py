"""`mappings check`: what is wrong, idle or out of date in rules, categories and crosswalks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands.mappings.options import project_of, project_option
from procurement_footprint.commands.options import FOOTPRINT_OR_FILE, Terminal
from procurement_footprint.problems import EXIT_FINDINGS, Problem

if TYPE_CHECKING:
    from procurement_footprint.footprint.basis import Basis
    from procurement_footprint.mapping.mappings import Mappings
    from procurement_footprint.mapping.usage import Usage

WORDS = {
    "mapping-example": "examples that come out otherwise",
    "mapping-tie": "ties",
    "mapping-shadowed": "shadowed rules",
    "mapping-never-met": "rules that meet no row",
    "mapping-never-wins": "rules that meet rows and decide none",
    "mapping-review-old": "reviews that are too old",
    "mapping-ended": "rules that have ended",
    "mapping-no-crosswalk": "categories without a crosswalk",
}


@click.command()
@click.option(
    "--on", "things", type=FOOTPRINT_OR_FILE, multiple=True, metavar="FOOTPRINT|LEDGER", help="Hold rules against rows."
)
@click.option("--shipped", is_flag=True, help="With --on: name shipped rules that meet or decide no row, too.")
@click.option("--review-months", type=click.IntRange(min=1), metavar="N", help="A review lasts N months (default: 36).")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day it is (default: today).")
@project_option
@click.pass_context
def check(
    context: click.Context,
    things: tuple[Path, ...],
    shipped: bool,
    review_months: int | None,
    as_of: datetime | None,
    folder: Path | None,
) -> None:
    """Run the examples of every rule, and look for what is wrong, idle or out of date in the mappings.

    Found are: examples that come out otherwise than their rule says, rules that tie, rules that another one covers,
    reviews that are too old, rules that have ended and that none follows, categories without a line in the crosswalk
    of the project's factor set. With --on (a finished footprint, or one or more ledgers) also ties about its rows and
    the project's rules that meet none of them or decide none.

    Exit code 0: all is well; 1: something was found; 3: a file is refused.
    """
    own = project_of(folder)
    known, used, name = _loaded(things, own)
    months = review_months or int(own.settings.review_months)
    found = _in_files(known, as_of.date() if as_of else date.today(), months)
    if used:
        from procurement_footprint.mapping import usage

        every = known.mappings.ids
        wanted = every if shipped else every - known.mappings.shipped_ids
        found = list(dict.fromkeys([*found, *used.ties, *usage.idle(used, wanted, name)]))
        _say_idle(used, known.mappings, name)
    for one in found:
        click.echo(f"{one}\n")
    _summary(known.mappings, found)
    context.exit(EXIT_FINDINGS if found else 0)


def _in_files(known: Basis, as_of: date, months: int) -> list[Problem]:
    """Return what the files of the mappings by themselves show."""
    from procurement_footprint.mapping import mappings, shadows, upkeep

    held = known.mappings
    mappings.check_tables(held)
    return [
        *mappings.check(held),
        *shadows.shadowed(held.rule_sets),
        *upkeep.old_reviews(held.rules, as_of, months),
        *upkeep.ended(held.rules, as_of),
        *upkeep.without_crosswalk(held, known.crosswalk, known.factors.identity),
    ]


def _loaded(things: tuple[Path, ...], own: project.Project) -> tuple[Basis, Usage | None, str]:
    """Return what is to be checked, and what its rules do on the rows of a footprint or of ledgers."""
    from procurement_footprint.footprint import basis, manifest, rows
    from procurement_footprint.mapping import usage

    if not things:
        return basis.load(own), None, ""
    name = ", ".join(str(one) for one in things)
    if len(things) == 1 and things[0].is_dir():
        known = basis.load(own, manifest.pinned(manifest.read(things[0])))
        return known, usage.of(rows.scan(things[0] / rows.FILE), known.mappings.rule_sets), name
    if not all(one.is_file() for one in things):
        raise click.UsageError("name one footprint, or one or more ledgers")
    from procurement_footprint import inquiries
    from procurement_footprint.job import job
    from procurement_footprint.reporting.folder import passing_workroom

    with passing_workroom() as room:
        bought = inquiries.purchases(job(things, own), room, Terminal())
        known = bought.known
        return known, usage.of(inquiries.charted(bought, Terminal()), known.mappings.rule_sets), name


def _say_idle(used: Usage, known: Mappings, name: str) -> None:
    shipped = [rule.id for rule in used.in_force if rule.id in known.shipped_ids]
    met, won = (sum(rule_id in ids for rule_id in shipped) for ids in (used.met, used.won))
    click.echo(f"{name}: of {len(shipped)} shipped rules that hold for it {met} meet rows and {won} decide some\n")


def _summary(known: Mappings, found: Sequence[Problem]) -> None:
    count = Counter(one.code for one in found)
    for code, words in WORDS.items():
        if count[code]:
            click.echo(f"{words}: {count[code]}")
    examples = sum(len(rule.examples) for rule in known.rules)
    click.echo(f"{len(known.rules)} rules with {examples} examples: {len(found)} findings")
