"""`mappings show`: a rule, or what a category or a reason is made of."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint.commands.mappings.options import known, project_option, show_table


@click.command()
@click.argument("name", metavar="RULE|CATEGORY|REASON")
@project_option
def show(name: str, folder: Path | None) -> None:
    """Show a rule, or the rules, products and criteria of a category, or the rules of a left-out reason.

    \b
    procurement-footprint mappings show food
    procurement-footprint mappings show wages
    """
    from procurement_footprint.mapping import criteria, listing

    basis = known(folder)
    held = basis.mappings
    if name in {rule.id for rule in held.rules}:
        show_table(f"Rule {name}", listing.rule(held, name))
    elif name in held.taxonomy.categories:
        show_table(f"Category {name}: rules", listing.rules_of(held, name))
        show_table(f"Category {name}: products of {basis.factors.identity}", listing.products(basis.crosswalk, name))
        show_table(f"Category {name}: criteria known to us", listing.criteria(criteria.load().of(name)))
    elif name in held.reasons.by_id:
        show_table(f"Left out as {name}: rules", listing.rules_of(held, name))
    else:
        message = f'there is no rule, category or reason "{name}"; all of them: mappings list'
        raise click.BadParameter(message, param_hint="NAME")
