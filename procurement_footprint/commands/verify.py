"""`verify`: make a footprint again and compare it byte by byte; of a closed period see first that nothing changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import period, project
from procurement_footprint.commands.options import FILE, FOLDER, FOOTPRINT, LEDGER, Terminal
from procurement_footprint.problems import EXIT_FINDINGS, Refused

if TYPE_CHECKING:
    from procurement_footprint.footprint.repeat import Inputs
    from procurement_footprint.ledger.closings import Closing


class _PeriodOrFootprint(click.ParamType[object]):
    """The folder of a footprint, or the name of a closed period that is no folder here."""

    name = "directory or period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        if isinstance(value, str) and period.LOOKS.fullmatch(value) and not Path(value).exists():
            return value
        return FOOTPRINT.convert(str(value), param, ctx)


@click.command()
@click.argument("what", type=_PeriodOrFootprint(), metavar="[DIR|PERIOD]", required=False)
@click.argument("ledgers", nargs=-1, type=LEDGER, metavar="[LEDGER...]")
@click.option("--project", "home", type=FOLDER, help="Project folder (default: the one around DIR).")
@click.option("--profile", type=FILE, metavar="FILE", help="The ledger profile that the run was made with.")
@click.option("--invoices", multiple=True, type=LEDGER, metavar="PATH", help="The invoices that went with the ledgers.")
@click.pass_context
def verify(
    context: click.Context,
    what: Path | str | None,
    ledgers: tuple[Path, ...],
    home: Path | None,
    profile: Path | None,
    invoices: tuple[Path, ...],
) -> None:
    """Re-run the footprint in DIR from its manifest and say whether every file is identical.

    The ledgers, and a ledger profile of your own, are found by name and SHA-256 near DIR; or name them, then
    their SHA-256 alone decides. Exit code 1 when a file differs.

    Of a closed PERIOD (all of its versions; without an argument: of all closed periods) every file is first held
    against closing.json: one that was changed is named (exit code 1). Then it is made again. What does not come out as
    it was because the program, shipped rules or your own have changed since is named as such; that is no damage.

    \b
    procurement-footprint verify latest
    procurement-footprint verify 2024
    """
    from procurement_footprint.footprint.repeat import Inputs
    from procurement_footprint.ledger import closings

    around = project.load(home) if home else project.around(what if isinstance(what, Path) else Path.cwd())
    inputs = Inputs(around, ledgers, profile, invoices)
    if isinstance(what, Path) and not closings.is_version(what):
        if _footprint(what, inputs):
            context.exit(EXIT_FINDINGS)
        return
    found = [_closed(one, inputs) for one in _wanted(what, around)]
    if any(found):
        context.exit(EXIT_FINDINGS)


def _footprint(folder: Path, inputs: Inputs) -> bool:
    """Make a footprint again; return whether anything differs."""
    from procurement_footprint import workflow
    from procurement_footprint.ledger import pseudonym_key

    home = inputs.project.folder
    keyless = home is not None and pseudonym_key.key(home) is None  # the run makes one
    differences = workflow.verify(folder, inputs, Terminal())
    for line in differences:
        click.echo(line)
    if differences and keyless:
        click.echo(f"the project had no {pseudonym_key.FILE}: natural persons have other pseudonyms than they had then")
    if not differences:
        click.echo(f"identical: every file in {folder} comes out again byte for byte")
    return bool(differences)


def _wanted(what: Path | str | None, around: project.Project) -> tuple[Closing, ...]:
    """Return the versions of closed periods that are meant."""
    from procurement_footprint.ledger import closings

    if around.folder is None:
        raise click.UsageError("name the folder of a footprint, or stand in a project with closed periods")
    every = closings.load(around.folder)
    if isinstance(what, Path):
        chosen = tuple(one for one in every if one.folder.resolve() == what.resolve())
    else:
        chosen = tuple(one for one in every if what is None or one.period == what)
    if not chosen:
        raise click.UsageError(
            f"{what} is not closed in this project" if what else "no period of this project is closed"
        )
    return chosen


def _closed(held: Closing, inputs: Inputs) -> bool:
    """Check a version of a closed period and say what was found; return whether it was damaged."""
    from procurement_footprint.footprint import closing

    if damaged := closing.damage(held):
        click.echo(f"{held.name}: DAMAGED, not as it was when it was closed")
        for line in damaged:
            click.echo(f"  {line}")
        return True
    from procurement_footprint import keeping

    files = len(held.outputs) + 1
    click.echo(f"{held.name}: intact, all {files} files are as {held.by} closed them on {held.when[:10]}")
    try:
        differences, since = keeping.verify(held, inputs, Terminal())
    except Refused as refused:
        click.echo("  cannot be made again:")
        for one in refused.problems:
            click.echo(f"  {one}".replace("\n", "\n  "))
        return True
    if not differences:
        click.echo("  made again: every file comes out byte for byte")
        return False
    if since:
        click.echo("  made again: not as it was, because of what has changed since then; what was closed holds")
    else:
        click.echo("  made again: NOT as it was, though nothing that decides it has changed")
    for line in (*since, *differences):
        click.echo(f"  {line}")
    return not since
