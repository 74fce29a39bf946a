"""`mappings`: what the rules, categories and crosswalks say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands.options import FOLDER
from procurement_footprint.problems import EXIT_FINDINGS

if TYPE_CHECKING:
    from procurement_footprint.footprint.basis import Basis
    from procurement_footprint.mapping.listing import Lines

WIDEST = 100


@click.group()
def mappings() -> None:
    """List, show and check categories, rules and crosswalks."""


@mappings.command("list")
@click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")
def list_(folder: Path | None) -> None:
    """List the rule books, the spending categories and the reasons for leaving out."""
    from procurement_footprint.mapping import listing

    known = _known(folder).mappings
    _print("Rule books", [{**line, "sha256": str(line["sha256"])[:12]} for line in listing.books(known)])
    _print("Spending categories", listing.categories(known))
    _print("Reasons for leaving out", listing.reasons(known))


@mappings.command()
@click.argument("name", metavar="RULE|CATEGORY|REASON")
@click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")
def show(name: str, folder: Path | None) -> None:
    """Show a rule, or the rules and products of a category, or the rules of a left-out reason.

    \b
    procurement-footprint mappings show food
    procurement-footprint mappings show wages
    """
    from procurement_footprint.mapping import listing

    basis = _known(folder)
    known = basis.mappings
    if name in {rule.id for rule in known.rules}:
        _print(f"Rule {name}", listing.rule(known, name))
    elif name in known.taxonomy.categories:
        _print(f"Category {name}: rules", listing.rules_of(known, name))
        _print(f"Category {name}: products of {basis.factors.identity}", listing.products(basis.crosswalk, name))
    elif name in known.reasons.by_id:
        _print(f"Left out as {name}: rules", listing.rules_of(known, name))
    else:
        message = f'there is no rule, category or reason "{name}"; all of them: mappings list'
        raise click.BadParameter(message, param_hint="NAME")


@mappings.command()
@click.option("--project", "folder", type=FOLDER, help="Project folder (default: the one around you).")
@click.pass_context
def check(context: click.Context, folder: Path | None) -> None:
    """Run the examples of every rule and check every file of the mappings.

    Exit code 0: all is well; 1: an example comes out otherwise than its rule says; 3: a file is refused.
    """
    from procurement_footprint.mapping import mappings as checked

    known = _known(folder).mappings
    checked.check_tables(known)
    found = checked.check(known)
    for one in found:
        click.echo(f"{one}\n")
    examples = sum(len(rule.examples) for rule in known.rules)
    click.echo(f"{len(known.rules)} rules with {examples} examples: {len(found)} findings")
    context.exit(EXIT_FINDINGS if found else 0)


def _known(folder: Path | None) -> Basis:
    from procurement_footprint.footprint import basis

    return basis.load(project.load(folder) if folder else project.around(Path.cwd()))


def _print(title: str, lines: Lines) -> None:
    click.echo(f"\n{title}")
    if not lines:
        click.echo("  none")
        return
    widths = {key: min(WIDEST, max(len(key), *(len(str(line[key])) for line in lines))) for key in lines[0]}
    click.echo("  " + "  ".join(key.ljust(width) for key, width in widths.items()).rstrip())
    for line in lines:
        click.echo("  " + "  ".join(str(line[key]).ljust(width) for key, width in widths.items()).rstrip())
