"""What `mappings diff` prints: rules that differ, and rows that move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import polars as pl

    from procurement_footprint.footprint.moves import Moves, Totals
    from procurement_footprint.mapping.changes import Change

MOST_RULES, MOST_MOVES = 40, 20
NONE = "none"
QUIET = {"book", "examples", "reviewed"}  # of a rule that is new or gone: in rules.csv
WORDS = {
    "moved": "rows that move from one outcome to another",
    "recomputed": "rows with the same outcome and other kilograms or money",
    "only_in_a": "rows that only A has: the ledgers differ",
    "only_in_b": "rows that only B has: the ledgers differ",
}


def rules_that_differ(found: Sequence[Change]) -> None:
    """Print the rules that differ, key by key."""
    from procurement_footprint.mapping.changes import ADDED, CHANGED, ENDED, KINDS

    count = [f"{sum(one.kind == kind for one in found)} {kind}" for kind in KINDS]
    click.echo(f"\nrules: {', '.join(count)}")
    for one in found[:MOST_RULES]:
        click.echo(f"{one.kind}: {one.rule} ({one.place})")
        for key, old, new in one.keys:
            if one.kind in (ENDED, CHANGED):
                click.echo(f"  {key:12}  {old or NONE}\n  {'':12}→ {new or NONE}")
            elif key not in QUIET:
                click.echo(f"  {key:12}  {new if one.kind == ADDED else old}")
    if len(found) > MOST_RULES:
        click.echo(f"… and {len(found) - MOST_RULES} more: all of them with --out DIR")


def rows_that_differ(found: Moves, currency: str) -> None:
    """Print totals, then what differs by kind, by outcome and by department."""
    from procurement_footprint.footprint import moves

    _totals(found.before, found.after, currency)
    for kind in moves.KINDS:
        groups = found.groups.filter(found.groups["kind"] == kind)
        if groups.height:
            _kind(kind, groups, currency)
    if found.groups.is_empty():
        click.echo("no row differs")
    else:
        _table("by department, everything above", moves.by(found.groups, ["department_id", "department"]), _department)


def _kind(kind: str, groups: pl.DataFrame, currency: str) -> None:
    from procurement_footprint.footprint import moves

    money = sum(groups["amount_before"], Decimal(0)) or sum(groups["amount_after"], Decimal(0))
    title = f"{WORDS[kind]}: {groups['rows'].sum():,} rows, {money:,} {currency}"
    _table(title, moves.by(groups, ["before", "after"]), _outcome)


def _outcome(line: dict[str, Any]) -> str:
    outcomes = [one for one in (line["before"], line["after"]) if one]  # a row that only one side has, has one outcome
    return " → ".join(dict.fromkeys(outcomes))


def _department(line: dict[str, Any]) -> str:
    return " ".join(str(one) for one in (line["department_id"], line["department"]) if one) or "(no department)"


def _totals(before: Totals, after: Totals, currency: str) -> None:
    click.echo(f"  {'':8}{'rows':>12} {currency:>22} {'kg CO2e':>22}")
    for name, one in (("A", before), ("B", after)):
        click.echo(f"  {name:8}{one.rows:>12,} {one.amount:>22,} {one.kg:>22,}")
    rows, money, kg = after.rows - before.rows, after.amount - before.amount, after.kg - before.kg
    click.echo(f"  {'B - A':8}{rows:>+12,} {money:>+22,} {kg:>+22,}")


def _table(title: str, lines: pl.DataFrame, named: Callable[[dict[str, Any]], str]) -> None:
    click.echo(f"\n{title}")
    click.echo(f"  {'rows':>10} {'money in A':>20} {'in B':>20} {'kg in A':>18} {'in B':>18} {'B - A':>18}")
    for line in lines.head(MOST_MOVES).iter_rows(named=True):
        change = line["kg_after"] - line["kg_before"]
        figures = f"{line['rows']:>10,} {line['amount_before']:>20,} {line['amount_after']:>20,}"
        kilograms = f"{line['kg_before']:>18,} {line['kg_after']:>18,} {change:>+18,}"
        click.echo(f"  {figures} {kilograms}  {named(line)}")
    if lines.height > MOST_MOVES:
        click.echo(f"  … and {lines.height - MOST_MOVES} more: all of them with --out DIR")
