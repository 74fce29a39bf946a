"""`run`: from ledger files to a footprint in a new folder."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands.options import NEW_FOLDER, POLARS, SPARK, Terminal, job_options

if TYPE_CHECKING:
    from procurement_footprint.engine import Engine
    from procurement_footprint.job import Job


@click.command()
@job_options
@click.option("--out", type=NEW_FOLDER, help="Folder to make (default: a new one, named by the ledger).")
@click.option(
    "--engine",
    type=click.Choice((POLARS, SPARK)),
    default=POLARS,
    is_eager=True,
    help="spark: on a cluster, where LEDGER may be a folder or a URL (default: polars).",
)
@click.option("--master", metavar="URL", help="The cluster: spark://host:7077, ... (default: this machine).")
def run(asked: Job, out: Path | None, engine: str, master: str | None) -> None:
    """Compute the footprint of one or more purchase LEDGERs, or of what the project has in a PERIOD.

    Reads CSV, TSV, XLSX, Parquet, JSON and SIE 4 as finance systems deliver them, and writes a new folder with
    report.html, report.xlsx, footprint.parquet, tables in CSV and manifest.json. Rows, money and kilograms
    reconcile, or nothing is written.
    """
    if master is not None and engine != SPARK:
        raise click.UsageError("--master names a Spark cluster; add --engine spark")
    target = out or default_folder(asked)
    if target.exists():
        raise click.UsageError(f"{target} is already there; choose another folder with --out")
    publish(asked, target, _on_cluster(master) if engine == SPARK else None)


def _on_cluster(master: str | None) -> AbstractContextManager[Engine]:
    from procurement_footprint.distributed import cluster, session

    return cluster.connected(master or session.LOCAL)


def default_folder(asked: Job) -> Path:
    """Return where a run writes when it is not told: in the project's `footprints`, else here."""
    from procurement_footprint.reporting.folder import free_name, usual_name

    folder, name = asked.project.folder, usual_name(asked.name)
    return free_name(folder / "footprints" / name if folder else Path(f"footprint-{name}"))


def publish(asked: Job, target: Path, engine: AbstractContextManager[Engine] | None = None) -> None:
    """Run the workflow into `target` and print what came out. engine: where it is done; None: here."""
    from procurement_footprint.reporting import drawing

    drawing.wake()  # before the libraries are imported, which leaves a core to it
    from procurement_footprint import workflow
    from procurement_footprint.engine import HERE

    with engine or nullcontext(HERE) as there:
        report = workflow.run(asked, target, Terminal(), there)
    from procurement_footprint.reporting import console

    try:
        click.echo(console.summary(report, target))
    except BrokenPipeError:
        raise
    except OSError as error:
        said = f"the footprint is in {target}; only its summary cannot be printed: {error.strerror or error}"
        raise click.ClickException(said) from None
