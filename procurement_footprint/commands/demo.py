"""`demo`: an invented municipality, or a group of one and its companies, its footprint and its report, in seconds."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint import project
from procurement_footprint.commands import report
from procurement_footprint.commands.run import default_folder, publish
from procurement_footprint.job import job
from procurement_footprint.languages import LANGUAGES


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option("--group", is_flag=True, help="A municipality and two companies (default DIR: demo-group).")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the report (default: sv).")
def demo(folder: Path | None, group: bool, lang: str | None) -> None:
    """Make an invented Swedish municipality in DIR (default: demo-town), compute its footprint and report on it.

    Two years of purchases, some 40,000 rows; with --group some 72,000, by three entities that sell to each other.
    The report compares the second year with the first. Nothing in it is real.
    """
    folder = folder or Path("demo-group" if group else "demo-town")
    if folder.exists() and any(folder.iterdir()) and not (folder / project.FILE).is_file():
        raise click.UsageError(f"{folder} holds something else; choose an empty or a new folder")
    from procurement_footprint.demo.group import write_group
    from procurement_footprint.demo.plans import write_plans
    from procurement_footprint.demo.town import write_town

    write = write_group if group else write_town
    write(folder)
    write_plans(folder)
    held = project.load(folder)
    asked = job((), held, language=lang)
    publish(asked, default_folder(asked))
    click.echo()
    report.present(None, None, held, asked.language, None)
