"""`report`: the whole report on a period, as pages to publish and pass on."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands import near
from procurement_footprint.commands.leaflets import home, refuse_there
from procurement_footprint.commands.options import FOLDER, NAMED, NEW_FOLDER, Terminal
from procurement_footprint.languages import LANGUAGES

if TYPE_CHECKING:
    from procurement_footprint.opening import Named
    from procurement_footprint.project import Project


@click.command()
@click.argument("footprint", type=NAMED, required=False, metavar="[PERIOD|DIR]")
@click.option("--before", type=NAMED, metavar="PERIOD|DIR", help="What it is compared with (default: a year before).")
@click.option("--out", type=NEW_FOLDER, help="Folder to make (default: a new one in the project's reports/).")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the report (default: sv).")
@click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")
def report(
    footprint: Named | None, before: Named | None, out: Path | None, lang: str | None, folder: Path | None
) -> None:
    """Make the whole report on a period: pages to read, publish and pass on, and the workbook.

    PERIOD is 2024 or 2024-Q1, or 2024@1 for a version of a closed one; DIR the folder of a footprint; the newest whole
    year of the project where nothing is named. Beside what `run` tells there is a page for each department, hot spots,
    what changed since the year before, how the targets in targets.yaml go, and what the measures in measures.yaml give.
    report.html is all of it in one file.

    \b
    procurement-footprint report 2024 --out report-2024
    """
    refuse_there(out)
    held = home(folder)
    present(footprint, before, held, lang or held.settings.language, out)


def present(footprint: Named | None, before: Named | None, held: Project, language: str, out: Path | None) -> None:
    """Make the whole report on a footprint, or on the newest whole year of the project, and say where it is."""
    from procurement_footprint.reporting import drawing

    drawing.wake()
    from procurement_footprint import opening, planning, presenting
    from procurement_footprint.reporting.site import files

    terminal = Terminal()
    with ExitStack() as open_ones:
        with opening.ledgers_of(held) as at_hand:
            years = planning.whole_years(held, at_hand, terminal)
            one = footprint or (years[-1] if years else near.newest(held))
            other = before or presenting.earlier(one, years)
            wanted = years if presenting.wanted(held) else ()
            named = dict.fromkeys(each for each in (*wanted, other, one) if each)
            opened = open_ones.enter_context(opening.opened(tuple(named), held, terminal, language, at_hand))
        found = dict(zip(named, opened, strict=True))
        before_it = found[other] if other else None
        held_years = tuple(found[each] for each in wanted)
        material = presenting.material(found[one], before_it, held_years, held, language)
        edition = presenting.edition(material, held, language)
    target = out or _target(held, edition.name)
    files.write(edition, target)
    click.echo(f"Pages of departments: {len(edition.departments)}")
    click.echo(f"Open: {target / files.FIRST}")


def _target(held: Project, name: str) -> Path:
    """Return where a report goes when it is not told: into the project's `reports`, else here."""
    from procurement_footprint.reporting.folder import free_name, usual_name

    short = usual_name("-".join(name.split()))
    return free_name(held.folder / "reports" / short if held.folder else Path(f"report-{short}"))
