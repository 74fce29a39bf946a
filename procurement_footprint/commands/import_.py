"""`import`: ledger files into the archive of a project."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from procurement_footprint import period, project
from procurement_footprint.commands.options import FILE, FOLDER, LEDGER, Terminal, entity_of, usage
from procurement_footprint.entities import OWN, Entity
from procurement_footprint.person_numbers import masked
from procurement_footprint.project import Project

if TYPE_CHECKING:
    from procurement_footprint.ledger.archive.taking import Taken
    from procurement_footprint.ledger.archive.wish import Wish
    from procurement_footprint.ledger.book import Tally

AMOUNT = re.compile(r"[+-]?\d+([.,]\d{1,2})?")
BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]")


class _Amount(click.ParamType[Decimal]):
    """An amount as people write it: 1 234,50 or 1234.50."""

    name = "amount"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        bare = BLANKS.sub("", str(value)).replace("\u2212", "-")
        if not AMOUNT.fullmatch(bare):
            self.fail(f"{value} is not an amount; write it like 1234.50", param, ctx)
        return Decimal(bare.replace(",", ".")).quantize(Decimal("0.01"))


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=LEDGER, metavar="FILE...")
@click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")
@click.option("--entity", metavar="CODE", help="Whose ledger it is, in a group of several entities.")
@click.option("--period", "span", metavar="PERIOD", help="Only rows of 2024, 2024-Q1 or 2024-03.")
@click.option("--profile", metavar="NAME|FILE", help="Ledger profile (default: that of the entity, or of its imports).")
@click.option("--control-total", type=_Amount(), metavar="AMOUNT", help="What the files add up to, to be held against.")
@click.option("--replace", "overlap", flag_value="replace", help="Put the files' months in the place of those there.")
@click.option("--add", "overlap", flag_value="add", help="Add only the rows that the archive does not have.")
@click.option("--reason", metavar="TEXT", help="Why, with --replace and --add.")
@click.option("--new-layout", is_flag=True, help="The columns have changed, and are read rightly as shown.")
@click.option("--suppliers", type=FILE, help="Supplier ledger that names the suppliers of a SIE file's vouchers.")
@click.option("--accept-problems", is_flag=True, help="Set rows that cannot be read aside as `rejected`.")
def import_(
    files: tuple[Path, ...],
    folder: Path | None,
    entity: str | None,
    span: str | None,
    profile: str | None,
    control_total: Decimal | None,
    overlap: Literal["replace", "add"] | None,
    reason: str | None,
    new_layout: bool,
    suppliers: Path | None,
    accept_problems: bool,
) -> None:
    """Take ledger FILEs into the archive of the project, all of them or none.

    The same rows never count twice: a file whose rows are all there already changes nothing, under whatever name and
    in whatever order. A file that differs from months that are there is shown as a difference and refused, unless
    --replace or --add says what is meant. Later commands in the project read what is in the archive.
    """
    if overlap and not (reason or "").strip():
        raise click.UsageError(f"--{overlap} changes what is in the archive: say why with --reason TEXT")
    if reason and not overlap:
        raise click.UsageError("--reason goes with --replace or --add")
    home = project.load(folder) if folder else project.around(Path.cwd())
    if home.folder is None:
        raise click.UsageError("an import needs a project: make one with `start`, or name it with --project")
    from procurement_footprint.ledger.archive import taking

    with usage():
        wish = replace(
            _wish(home, entity_of(home, entity), span, profile, accept_problems),
            overlap=overlap or "refuse",
            layout="named" if profile else "new" if new_layout else "known",
            reason=reason and masked(reason),
            control_total=control_total,
            suppliers=suppliers,
        )
    terminal, first = Terminal(), home.archive is None
    taken = taking.take_in(home.folder, files, wish, terminal.progress)
    if first and home.ledgers:
        terminal.say("from now on the commands of this project read its archive, not the ledgers in procurement.yaml")
    for one in taken:
        for note in one.notes if one.imported else ():
            terminal.say(note)
        click.echo("\n".join(_said(one)))


def _wish(home: Project, entity: Entity | None, span: str | None, profile: str | None, accept_problems: bool) -> Wish:
    from procurement_footprint.ledger import profile as profiles
    from procurement_footprint.ledger.archive.wish import Wish
    from procurement_footprint.ledger.book import Choices

    named = profile or home.profile_called(entity.profile if entity else home.settings.profile)
    choices = Choices(
        profile=profiles.named(named) if named else None,
        period=period.parse(span) if span is not None else None,
        accept_problems=accept_problems,
        organisation_id=entity.id if entity else None,
        organisation=entity.name if entity else None,
    )
    return Wish(entity.code if entity else OWN, choices, date.today().isoformat())


def _said(one: Taken) -> list[str]:
    """Return what became of a file, in words."""
    from procurement_footprint.ledger.archive.refusals import lines

    if one.imported is None:
        return [f"{one.source}: nothing new, all its {_rows(one.read)} are in the archive already"]
    new = one.imported
    held = f", {_rows(new.held_already)} were there already" if new.held_already.rows else ""
    said = [f"{one.source}: {_rows(new.rows)} taken in as {new.label}{held}"]
    if overlapping := [month for month in one.months if month.overlaps]:
        said += [f"  {line}" for line in lines(overlapping)]
    said += [f"  {month}: {_rows(tally)}" for month, tally in new.months.items() if not overlapping]
    if new.replaced:
        said.append(f"  replaced: {', '.join(new.replaced)}")
    if new.outside_period.rows:
        said.append(f"  outside {new.period}, not taken in: {_rows(new.outside_period)}")
    if new.rejected.rows:
        said.append(f"  could not be read, set aside: {_rows(new.rejected)}")
    for closed in one.closed:
        said.append(
            f"  {closed.period} is closed as version {closed.version}: its result stays as it is; "
            f"`restate {closed.period} --reason …` makes a new version"
        )
    return said


def _rows(tally: Tally) -> str:
    from procurement_footprint.ledger.archive.refusals import money

    rows = "1 row" if tally.rows == 1 else f"{tally.rows:,} rows"
    return f"{rows} ({money(tally)})" if tally.amounts else rows
