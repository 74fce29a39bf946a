"""`suggest`: what undecided lines probably are; `suggest --evaluate`: how good that is."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint import atomic
from procurement_footprint.commands.options import Terminal, job_options
from procurement_footprint.job import Job


@click.command()
@job_options
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="Print so many lines.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write all lines as CSV, too.")
@click.option("--evaluate", is_flag=True, help="Say how good suggestions are for decided lines.")
@click.option(
    "--hide", type=click.FloatRange(0, 1, max_open=True), help="With --evaluate: hide this share of the rules."
)
@click.option("--seed", type=click.IntRange(0), help="With --evaluate: another draw (default: 1).")
def suggest(asked: Job, top: int, out: Path | None, evaluate: bool, hide: float | None, seed: int | None) -> None:
    """Suggest what the undecided lines in the ledgers of a project (PERIOD: 2024-Q1) or in LEDGERs are.

    Learnt from rules, decisions and decided lines; largest money first, three suggestions each, with probability and
    reason. Nothing is applied: to decide, use map. With --evaluate, decided lines are predicted from the lines of
    other suppliers.

    \b
    procurement-footprint suggest 2024-Q1 --top 5
    procurement-footprint suggest --evaluate --hide 0.3
    """
    if not evaluate and (hide is not None or seed is not None):
        raise click.UsageError("--hide and --seed go with --evaluate")
    if evaluate and out:
        raise click.UsageError("--out goes with suggestions, not with --evaluate")
    if out and out.exists():
        raise click.UsageError(f"{out} is already there; choose another file with --out")
    from procurement_footprint import inquiries
    from procurement_footprint.reporting import evaluation, suggested

    if evaluate:
        found = inquiries.evaluated(asked, Terminal(), hide or 0.0, 1 if seed is None else seed)
        click.echo(evaluation.printed(found), nl=False)
        return
    proposed = inquiries.suggested(asked, Terminal())
    if out:
        atomic.file(out, suggested.as_csv(proposed))
    click.echo(suggested.listing(proposed, top), nl=False)
