"""`mappings diff`: what changed in the rules, and what that does to a footprint."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import atomic, project
from procurement_footprint.commands.mappings.printed import rows_that_differ, rules_that_differ
from procurement_footprint.commands.options import FOOTPRINT, NEW_FOLDER, footprint_of

if TYPE_CHECKING:
    import polars as pl

    from procurement_footprint.mapping.mappings import Mappings


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--on", "footprint", type=FOOTPRINT, metavar="FOOTPRINT", help="Classify its rows with both rules.")
@click.option("--out", type=NEW_FOLDER, metavar="DIR", help="New folder for rules.csv, moves.csv and rows.csv.")
def diff(before: str, after: str, footprint: Path | None, out: Path | None) -> None:
    """Show what changes from A to B: two versions of the rules, or two footprints.

    A version of the rules is the word `shipped`, a project's folder, a folder of rule books (they stand on top of the
    shipped ones) or a folder like `mappings`. Shown are the rules that were added, removed, ended or changed; with --on
    also which rows of a FOOTPRINT move from category to category, with their money and their kilograms by the factors
    of that footprint. Rows that activity data reach, and of a group those that are not wholly its own, are left as they
    stand.

    Of two footprints, rows are the same where address, amount and currency are; all others are in only one of them.

    \b
    procurement-footprint mappings diff shipped demo-town --on demo-town/footprints/all
    procurement-footprint mappings diff footprints/2024 footprints/2024-2
    """
    if out and out.exists():
        raise click.UsageError(f"{out} is already there; choose another folder with --out")
    before, after = (str(footprint_of(name)) for name in (before, after))
    made = [_is_footprint(name) for name in (before, after)]
    if all(made) and footprint:
        raise click.UsageError("leave --on out: two footprints are compared as they stand")
    if any(made) and not all(made):
        raise click.UsageError("A and B must both be footprints, or both versions of rules")
    with atomic.folder(out.absolute()) if out else nullcontext() as folder:
        if all(made):
            _footprints(Path(before), Path(after), folder)
        else:
            _rules(before, after, footprint, folder)
    if out and (footprint or all(made)):
        click.echo(f"written to {out}")


def _is_footprint(name: str) -> bool:
    from procurement_footprint.footprint.manifest import FILE

    return (Path(name) / FILE).is_file()


def _rules(before: str, after: str, footprint: Path | None, out: Path | None) -> None:
    from procurement_footprint.footprint import rule_versions
    from procurement_footprint.mapping.changes import changes

    one, other = rule_versions.load(before), rule_versions.load(after)
    click.echo(f"A: {before}, {len(one.rules)} rules\nB: {after}, {len(other.rules)} rules")
    found = changes(one.rules, other.rules)
    rules_that_differ(found)
    if out:
        from procurement_footprint.reporting import differences

        differences.write_rules(out, found)
    if footprint:
        _on(footprint, one, other, out)


def _on(footprint: Path, before: Mappings, after: Mappings, out: Path | None) -> None:
    from procurement_footprint.footprint import basis, manifest, moves, rows

    written = manifest.read(footprint)
    held = basis.load(project.around(footprint), manifest.pinned(written))
    table = rows.scan(footprint / rows.FILE)
    sides = [moves.reclassified(table, replace(held, mappings=known)) for known in (before, after)]
    click.echo(f"\nThe rows of {footprint} with both rules")
    if kept := moves.measured(table):
        click.echo(f"  {kept:,} rows that activity data reach are left as they stand; a run says what they become")
    if divided := len(moves.invoiced(table)):
        click.echo(f"  {divided:,} rows that invoices divide are left as they stand; a run says what they become")
    _compared(sides[0], sides[1], written["totals"]["currency"], out)


def _footprints(before: Path, after: Path, out: Path | None) -> None:
    from procurement_footprint.footprint import manifest, moves, rows

    one, other = manifest.read(before), manifest.read(after)
    currencies = [written["totals"]["currency"] for written in (one, other)]
    if currencies[0] != currencies[1]:
        raise click.UsageError(f"A is in {currencies[0]} and B in {currencies[1]}; their money cannot be compared")
    click.echo(f"A: {before}\nB: {after}\n\nmade with")
    lines = manifest.made_otherwise(one, other)
    for line in lines or ("the same rules, factors and other files",):
        click.echo(f"  {line}")
    click.echo("\nThe rows of both footprints")
    sides = [moves.stored(rows.scan(folder / rows.FILE)) for folder in (before, after)]
    _compared(sides[0], sides[1], currencies[0], out)


def _compared(before: pl.LazyFrame, after: pl.LazyFrame, currency: str, out: Path | None) -> None:
    from procurement_footprint.footprint import moves

    found = moves.compare(before, after)
    rows_that_differ(found, currency)
    if out:
        from procurement_footprint.reporting import differences

        differences.write_moves(out, found.groups)
        differences.write_rows(out, moves.rows(before, after, max(found.before.rows, found.after.rows)))
