"""`periods`: what is in the archive of a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands.options import FOLDER, Terminal, entity_of
from procurement_footprint.job import job
from procurement_footprint.period import spans
from procurement_footprint.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_footprint.analysis.coverage import Coverage
    from procurement_footprint.ledger.archive import Archive
    from procurement_footprint.ledger.archive.holdings import Holding

HEAD = ("period", "rows", "money", "counted", "state", "imports")


@click.command()
@click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")
@click.option("--entity", metavar="CODE", help="Only this entity of a group.")
def periods(folder: Path | None, entity: str | None) -> None:
    """List what is in the archive of the project: for each entity its years, quarters and months.

    For each the rows that count and their money, which share of the money is counted in the footprint (by quarter and
    year, in the reporting currency), whether it is open or closed, and the imports that it is of. Months without rows
    between others are named.
    """
    home = project.load(folder) if folder else project.around(Path.cwd())
    if entity is not None:
        entity_of(home, entity)
    if home.folder is None or home.archive is None:
        click.echo("nothing has been imported yet: procurement-footprint import FILE")
        return
    from procurement_footprint import inquiries
    from procurement_footprint.ledger import archive, closings
    from procurement_footprint.ledger.archive.holdings import gaps, holdings

    held, closed = archive.load(home.folder), closings.months_closed(home.folder)
    wrong: Refused | None = None
    try:
        covered = inquiries.coverage(job((), home, entity=entity, as_of=held.last), held, Terminal())
    except Refused as refused:  # the figures cannot be made; what is in the archive is shown all the same
        covered, wrong = None, refused
    for code in sorted({one.entity for one in held.imports} if entity is None else {entity}):
        click.echo(f"{code}\n" + "\n".join(_table(holdings(held, code), closed, covered)))
        if missing := gaps(held, code):
            click.echo(f"  without rows: {', '.join(spans(missing))}")
    _imports(held, entity)
    if wrong:
        raise wrong


def _table(held: Sequence[Holding], closed: dict[str, str], covered: Coverage | None) -> list[str]:
    rows = [HEAD, *(_line(one, closed, covered) for one in held)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    return [
        "  " + "  ".join(cell.ljust(width) if place in (0, 4, 5) else cell.rjust(width)
                         for place, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]  # fmt: skip


def _line(one: Holding, closed: dict[str, str], covered: Coverage | None) -> tuple[str, ...]:
    from procurement_footprint.ledger.archive.refusals import money

    is_month = len(one.period) == 7 and "Q" not in one.period
    share = None if covered is None or is_month else covered.share(one.entity, one.period)
    depth = 2 * (len(one.period) > 4) + 2 * is_month
    return (
        " " * depth + one.period,
        f"{one.rows.rows:,}",
        money(one.rows),
        "" if share is None else f"{share * 100:.1f} %",
        _state(one, closed),
        ", ".join(map(str, one.imports)),
    )


def _state(one: Holding, closed: dict[str, str]) -> str:
    within = list(dict.fromkeys(closed[month] for month in one.months if month in closed))
    if not within:
        return "open"
    if all(month in closed for month in one.months):
        return "closed" if within == [one.period] else f"closed with {', '.join(within)}"
    return f"open but for {', '.join(within)}"


def _imports(held: Archive, entity: str | None) -> None:
    click.echo("imports")
    for one in held.imports:
        if entity in (None, one.entity):
            why = f": {one.reason}" if one.reason else ""
            gone = len(one.months) - len(held.counting(one))
            replaced = f", {gone} of its {len(one.months)} months replaced since" if gone else ""
            click.echo(
                f"  {one.number}  {one.imported}  {one.label}  {one.source}  {one.rows.rows:,} rows{replaced}{why}"
            )
