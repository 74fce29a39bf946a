"""`publish`: footprints as open data, in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands import near
from procurement_footprint.commands.leaflets import home
from procurement_footprint.commands.options import FOLDER, NAMED, NEW_FOLDER, Terminal
from procurement_footprint.project import LARGEST_THRESHOLD

if TYPE_CHECKING:
    from procurement_footprint.footprint.at_hand import AtHand
    from procurement_footprint.opening import Named
    from procurement_footprint.project import Project
    from procurement_footprint.publishing import Published


@click.command()
@click.argument("out", type=NEW_FOLDER, metavar="DIR")
@click.argument("footprints", type=NAMED, nargs=-1, metavar="[PERIOD|RESULT|latest]...")
@click.option("--base-url", metavar="URL", help="Where DIR will be found (default: base_url under open_data).")
@click.option("--threshold", type=click.IntRange(0, LARGEST_THRESHOLD), metavar="SEK",
              help="Pool suppliers from which less was bought (default: share_threshold, else 50000).")  # fmt: skip
@click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")
def publish(
    out: Path, footprints: tuple[Named, ...], base_url: str | None, threshold: int | None, folder: Path | None
) -> None:
    """Write footprints as open data into the new folder DIR.

    PERIOD is 2024 or 2024-Q1, or 2024@1 for a version of a closed one; RESULT the folder of a footprint, latest the
    newest one; where nothing is named, all years of the project that are closed, else all years of its ledgers.
    Several follow each other in the same tables.

    Written are tables as CSV, among them indicators.csv with one line for each figure, datapackage.json (their schema),
    dcat.rdf (DCAT-AP-SE 3, for Sveriges dataportal) and README.md (terms, credit, columns, how to load them). Natural
    persons and small suppliers are pooled, no texts are written, and everything adds up to the footprints. Who
    publishes and where is said under open_data in procurement.yaml.

    Every file is looked through before the folder appears: with a natural person's number, or a name that the ledgers
    know as one's, nothing is written (exit code 3); the place is named, the value is not.

    \b
    procurement-footprint publish open-data 2023 2024
    """
    if out.exists():
        raise click.UsageError(f"{out} is already there; name a new folder")
    from procurement_footprint import opening, publishing
    from procurement_footprint.ledger import known_names, pseudonym_key
    from procurement_footprint.reporting.open_data import publisher
    from procurement_footprint.reporting.share.scan import Known
    from procurement_footprint.reporting.share.write import Sharing

    held, terminal = home(folder), Terminal()
    who = publisher.publisher(held, base_url)
    settings = held.settings
    least = settings.share_threshold if threshold is None else threshold
    names, key = known_names.held(held.folder), pseudonym_key.key(held.folder)
    asked = Sharing(held, least, Known(key, names, frozenset(settings.share_accepted)))
    with opening.ledgers_of(held) as at_hand:
        wanted = footprints or _wanted(held, at_hand, terminal)
        with opening.opened(wanted, held, terminal, at_hand=at_hand) as opened:
            done = publishing.publish(opened, asked, who, out)
    for line in _said(done, out, least, len(names) if key else None):
        click.echo(line)


def _wanted(held: Project, at_hand: AtHand, terminal: Terminal) -> tuple[Named, ...]:
    """Return the footprints that are meant where none is named."""
    from procurement_footprint import planning

    return (planning.whole_years(held, at_hand, terminal) if held.ledgers or held.archive else ()) or (
        near.newest(held),
    )


def _said(done: Published, out: Path, threshold: int, names: int | None) -> list[str]:
    """Return what the terminal says of what was published."""
    edition = done.edition
    currency = edition.parts[0].currency
    looked = (
        "no number of a person" if names is None else f"no number of a natural person, and none of {names} known names"
    )
    methods = list(dict.fromkeys(part.method.version for part in edition.parts))
    lines = [
        f"in {out}: {len(done.files)} files about {edition.version}",
        f"suppliers below {threshold:,} {currency} are pooled",
        f"looked through: {looked}",
        f"terms: {edition.licence.name}; what must be credited stands in README.md",
        *(f"method version: {version}" for version in methods),
    ]
    if len(methods) > 1:
        lines.append("the periods were not made in the same way: part of a difference can be the method (see restate)")
    if missing := edition.publisher.missing:
        lines.append(f"DCAT-AP-SE recommends, and open_data does not say: {', '.join(missing)}")
    return lines
