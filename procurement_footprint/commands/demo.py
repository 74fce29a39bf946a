"""`demo`: an invented municipality and its footprint, in seconds."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint import project
from procurement_footprint.commands.run import default_folder, publish
from procurement_footprint.job import job


@click.command()
@click.argument("folder", default="demo-town", type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option("--lang", type=click.Choice(project.LANGUAGES), help="Language of the report (default: sv).")
def demo(folder: Path, lang: str | None) -> None:
    """Make an invented Swedish municipality in DIR (default: demo-town) and compute its footprint.

    Two years of purchases, some 40,000 rows. Nothing in it is real.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / project.FILE).is_file():
        raise click.UsageError(f"{folder} holds something else; choose an empty or a new folder")
    from procurement_footprint.demo.town import write_town

    write_town(folder)
    asked = job((), project.load(folder), language=lang)
    target = default_folder(asked)
    publish(asked, target)
    click.echo(f"\nOpen {target / 'report.html'}")
