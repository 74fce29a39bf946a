"""`map`: people decide what nobody has decided, in the terminal or in a workbook."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from procurement_footprint.commands.options import FILE, NEW_FILE, Terminal, period_options, with_ledgers
from procurement_footprint.job import Job


@click.command("map")
@period_options
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--out", type=NEW_FILE, help="Write a workbook to fill in.")
@click.option("--from", "filled", type=FILE, help="Read a workbook that has been filled in.")
def map_(asked: Job, by: str | None, out: Path | None, filled: Path | None) -> None:
    """Decide what nobody has decided in the ledgers of a project (PERIOD: 2024-Q1) or in LEDGERs.

    In the terminal, one key a decision, largest kilograms at stake first; each is kept as soon as it is made. Or in a
    workbook: --out writes it, people fill it in, --from reads it back. Decisions stand in the project's folder
    decisions/ and count from the next run on.

    \b
    procurement-footprint map 2024-Q1 --by "Anna Lind"
    procurement-footprint map 2024-Q1 --out review.xlsx
    procurement-footprint map --from review.xlsx --by "Anna Lind"
    """
    _check(asked, by, out, filled)
    if filled:
        _read_back(asked, filled, by or "")
    elif out:
        _write(asked, out)
    else:
        _ask(asked, by or "")


def _check(asked: Job, by: str | None, out: Path | None, filled: Path | None) -> None:
    if asked.project.folder is None:
        raise click.UsageError(
            "decisions live in a project, and there is none around you; start one with: "
            "procurement-footprint start DIR --ledger FILE, or name it with --project DIR"
        )
    if out and filled:
        raise click.UsageError("--out writes a workbook and --from reads one: give one of them")
    if out and out.exists():
        raise click.UsageError(f"{out} is already there; choose another file with --out")
    if not out and not (by or "").strip():
        raise click.UsageError("who decides? Name yourself: --by NAME")
    if not out and not filled and not sys.stdin.isatty():
        raise click.UsageError("map asks in a terminal, and there is none; --out FILE.xlsx writes a workbook instead")
    if not filled:
        with_ledgers(asked)


def _ask(asked: Job, by: str) -> None:
    from procurement_footprint import inquiries
    from procurement_footprint.commands.map.desk import Desk
    from procurement_footprint.commands.map.session import Session
    from procurement_footprint.reporting.language import Words
    from procurement_footprint.reporting.outcomes import outcomes

    assert asked.project.folder is not None  # _check
    found, known = inquiries.undecided(asked, Terminal())
    words = Words(asked.language)
    Session(found, outcomes(known, words), words, Desk(asked.project.folder, known, by)).run()


def _write(asked: Job, out: Path) -> None:
    from procurement_footprint import inquiries
    from procurement_footprint.reporting import review
    from procurement_footprint.reporting.language import Words
    from procurement_footprint.reporting.outcomes import outcomes

    found, known = inquiries.undecided(asked, Terminal())
    words = Words(asked.language)
    lines = review.write(found, outcomes(known, words), words, out)
    click.echo(words("review.written", lines=words.number(lines), file=out))


def _read_back(asked: Job, filled: Path, by: str) -> None:
    from procurement_footprint.mapping import decision_files, mappings, recording
    from procurement_footprint.reporting import review_answers
    from procurement_footprint.reporting.language import Words
    from procurement_footprint.reporting.outcomes import outcomes

    folder, words = asked.project.folder, Words(asked.language)
    assert folder is not None  # _check
    known = mappings.load(asked.project.rule_books, decisions=asked.project.decisions)
    names = recording.known(known)
    held = decision_files.read(folder / decision_files.FOLDER, names).holding
    answers = review_answers.read(filled, outcomes(known, words), held, by, date.today(), words)
    if answers.drafts:
        made, files = recording.record(folder, names, answers.drafts)
        click.echo(words("review.read", made=words.number(len(made)), files=", ".join(str(path) for path in files)))
    if answers.known or not answers.drafts:
        click.echo(words("review.known", lines=words.number(answers.known)))
