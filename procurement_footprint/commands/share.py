"""`share`: what of a footprint may be published, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint import period, project
from procurement_footprint.commands import near
from procurement_footprint.commands.options import FOLDER, NEW_FOLDER
from procurement_footprint.project import LARGEST_THRESHOLD, Project


@click.command()
@click.argument("result", metavar="RESULT|PERIOD|latest")
@click.option("--out", type=NEW_FOLDER, required=True, help="Folder to make.")
@click.option("--threshold", type=click.IntRange(0, LARGEST_THRESHOLD), metavar="SEK",
              help="Pool suppliers from which less was bought (default: share_threshold, else 50000).")  # fmt: skip
@click.option("--project", "home", type=FOLDER, help="Project folder (default: the one around the result).")
def share(result: str, out: Path, threshold: int | None, home: Path | None) -> None:
    """Write what may be published of a footprint into a new folder.

    RESULT is the folder of a footprint; PERIOD finds that of the project, latest its newest one. Written are
    report.html, report.xlsx, the tables, purchases.csv (open data: money and kilograms by quarter, department, supplier
    and account) and manifest.json with the totals. Natural persons and small suppliers are pooled, texts and vouchers
    left out, and everything adds up to the footprint.

    Every file is looked through before the folder appears: with a natural person's number, or a name that the ledgers
    know as one's, in any cell, nothing is written (exit code 3); the place is named, the value is not.

    \b
    procurement-footprint share 2024 --out to-publish
    """
    if out.exists():
        raise click.UsageError(f"{out} is already there; name a new folder with --out")
    own = project.load(home) if home else project.around(Path.cwd())
    folder = _folder(result, own)
    own = own if home else project.around(folder)
    from procurement_footprint import sharing
    from procurement_footprint.footprint import finished
    from procurement_footprint.ledger import known_names, pseudonym_key
    from procurement_footprint.reporting.share.scan import Known
    from procurement_footprint.reporting.share.write import Sharing

    settings = own.settings
    least = settings.share_threshold if threshold is None else threshold
    names, key = known_names.held(own.folder), pseudonym_key.key(own.folder)
    known = Known(key, names, frozenset(settings.share_accepted))
    report = sharing.share(finished.opened(folder, own), Sharing(own, least, known), out)
    currency = report.breakdown.currency
    click.echo(f"in {out}: {len(list(out.iterdir()))} files; suppliers below {least:,} {currency} are pooled")
    looked = f"no number of a natural person, and none of {len(names)} known names" if key else "no number of a person"
    click.echo(f"looked through: {looked}")


def _folder(result: str, own: Project) -> Path:
    """Return the folder of the footprint that is meant."""
    from procurement_footprint.reporting import latest

    if result == latest.WORD:
        if own.folder:
            return latest.of(own.folder)
        if found := near.footprints():
            return found[0]
        raise click.UsageError("no footprint near here; name its folder")
    if Path(result).is_dir():
        return Path(result)
    if not period.LOOKS.fullmatch(result):
        raise click.UsageError(f"{result} is neither the folder of a footprint nor a period")
    places = _of_period(own.folder, result) if own.folder else []
    if not places:
        raise click.UsageError(f"this project has no footprint of {result}; make one: run --period {result}")
    return places[0]


def _of_period(home: Path, name: str) -> list[Path]:
    """Return the footprints of a period in a project: the last closed version, else that of the last run."""
    from procurement_footprint.footprint import manifest

    closed = sorted((int(place.name), place) for place in (home / "closed" / name).glob("*") if place.name.isdigit())
    runs = [path.parent for path in (home / "footprints").glob(f"*/{manifest.FILE}")]
    made = [place for place in runs if manifest.read(place)["run"]["period"] == name]
    newest = sorted(made, key=lambda place: (place / manifest.FILE).stat().st_mtime_ns, reverse=True)
    return [*(place for _, place in reversed(closed)), *newest]
