"""`verify`: make a footprint again and compare it byte by byte; of a closed period see first that nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import period, project
from procurement_footprint.commands.options import FILE, FOLDER, FOOTPRINT, LEDGER, Terminal
from procurement_footprint.problems import EXIT_FINDINGS, Refused

if TYPE_CHECKING:
    from procurement_footprint.footprint.repeat import Inputs
    from procurement_footprint.footprint.repeated import Repeated
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

    Every file is first held against the manifest: one that was changed is named (exit code 1). Then the footprint is
    made again. The ledgers, and a ledger profile of your own, are found by name and SHA-256 near DIR; or name them,
    then their SHA-256 alone decides. DIR may be anywhere: rules, decisions and factors of your own are those of the
    project around it, or of --project. Nothing is written there. Exit code 1 when a file differs.

    Of a closed PERIOD (all of its versions; without an argument: of all closed periods) every file is first held
    against closing.json: one that was changed is named (exit code 1). Then it is made again. What does not come out as
    it was because the program, shipped rules or your own have changed since is named as such; that is no damage.

    \b
    procurement-footprint verify latest
    procurement-footprint verify 2024
    """
    from procurement_footprint.footprint.repeat import Inputs
    from procurement_footprint.ledger import closings

    place = home or project.folder_around(what if isinstance(what, Path) else Path.cwd())
    inputs = Inputs(project.written(place) if place else project.Project(), ledgers, profile, invoices)
    if isinstance(what, Path) and not closings.is_version(what):
        if _footprint(what, inputs):
            context.exit(EXIT_FINDINGS)
        return
    found = [_closed(one, inputs) for one in _wanted(what, inputs.project)]
    if any(found):
        context.exit(EXIT_FINDINGS)


def _footprint(folder: Path, inputs: Inputs) -> bool:
    """Check a footprint, make it again and say what was found; return whether anything was changed or differs."""
    from procurement_footprint import workflow
    from procurement_footprint.analysis import stored

    if changed := stored.changed(folder):
        _say(f"{folder}: CHANGED since it was made", changed)
        return True
    if origin := stored.shared_from(folder):
        click.echo(f"{folder}: intact; what was shared of the footprint whose manifest has the SHA-256 {origin}")
        return False
    try:
        found = workflow.verify(folder, inputs, Terminal())
    except Refused:
        click.echo(f"{folder}: intact, every file is as manifest.json says; but it cannot be made again:")
        raise
    if not found.differences:
        click.echo(f"identical: every file in {folder} comes out again byte for byte")
        return False
    return _differing(found, f"{folder}: ", "made again: not as it was, because of what has changed since then", inputs)


def _wanted(what: Path | str | None, around: project.Project) -> tuple[Closing, ...]:
    """Return the versions of closed periods that are meant."""
    from procurement_footprint.ledger import closings

    inside = around.folder is not None and (around.folder / closings.FOLDER).resolve()
    if isinstance(what, Path) and (not inside or inside not in what.resolve().parents):
        return (closings.read(what),)
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
        _say(f"{held.name}: DAMAGED, not as it was when it was closed", damaged)
        return True
    from procurement_footprint import keeping

    files = len(held.outputs) + 1
    click.echo(f"{held.name}: intact, all {files} files are as {held.by} closed them on {held.when[:10]}")
    try:
        found = keeping.verify(held, inputs, Terminal())
    except Refused as refused:
        _say("  cannot be made again:", [str(one).replace("\n", "\n  ") for one in refused.problems])
        return True
    if not found.differences:
        _say("  made again: every file comes out byte for byte", [f"since then: {line}" for line in found.since])
        return False
    why = "made again: not as it was, because of what has changed since then; what was closed holds"
    return _differing(found, "  ", why, inputs) and not found.since


def _differing(found: Repeated, start: str, because: str, inputs: Inputs) -> bool:
    """Say how a footprint that was made again differs; return whether somebody must look at it."""
    from procurement_footprint.ledger import pseudonym_key

    if found.only_pseudonyms:
        keyless = pseudonym_key.key(inputs.project.folder) is None
        why = "which is not here" if keyless else "and this project has another one"
        said = "made again: all rows and tables as they were; only the pseudonyms of natural persons differ: they come"
        click.echo(f"{start}{said} from the {pseudonym_key.FILE} of the project, {why}")
        return not keyless
    nothing = "made again: NOT as it was, though nothing that decides it has changed"
    _say(f"{start}{because if found.since else nothing}", [*found.since, *found.differences])
    return True


def _say(first: str, lines: Sequence[str]) -> None:
    """Print a line, and further ones indented below it."""
    click.echo("\n".join([first, *(f"  {line}" for line in lines)]))
