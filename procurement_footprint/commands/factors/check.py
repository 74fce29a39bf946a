"""`factors check`: are the files of figures unchanged, whole and free of outliers?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands.factors.options import project_of, project_option
from procurement_footprint.problems import EXIT_FINDINGS

if TYPE_CHECKING:
    from procurement_footprint.factors.factor_set import FactorSet
    from procurement_footprint.factors.findings import Finding
    from procurement_footprint.factors.policy import Policy


@click.command()
@click.argument("name", required=False, metavar="[SET]")
@click.option("--against", metavar="SET", help="Hold the factors against those of another set.")
@project_option
@click.pass_context
def check(context: click.Context, name: str | None, against: str | None, folder: Path | None) -> None:
    """Check every file of figures, or one factor SET: unchanged (SHA-256), readable, complete, free of outliers.

    SET is NAME, NAME@VERSION or a folder; `:POLICY` behind it names the vintage policy that is to handle what is odd.
    Odd are: jumps of more than 30 % between two years, breaks of valuation, factors beyond three robust deviations from
    all products (or from the usual ratio to the other set), zeros, negative values.

    Exit code 0: all is well, or handled by the policy; 1: a figure is missing, or odd and not handled; 3: a file was
    changed or cannot be read.
    """
    if against is not None and name is None:
        raise click.UsageError("name the SET that is to be held against the other one")
    from procurement_footprint.factors import figures

    own = project_of(folder)
    shelves = figures.shelves(own.folder)
    default = own.settings.factor_policy
    found = _everything(shelves, default) if name is None else _one(name, against, shelves, default)
    context.exit(EXIT_FINDINGS if found else 0)


def _everything(shelves: tuple[Path, ...], default: str | None) -> int:
    """Print what there is to say about all files; return how many findings nobody handles."""
    from procurement_footprint.factors import completeness, currencies, findings, inventory, policy, prices
    from procurement_footprint.factors.sources import food_split

    food_split.load()  # refused when it was changed
    held, policies = inventory.load(shelves), policy.load()
    for identity, source in (
        *((one.identity, one.citation) for one in held.sets),
        *((one.identity, one.citation) for one in held.rates),
        *((one.identity, one.citation) for one in held.indices),
        *((one.identity, one.citation) for one in held.activities),
        *((one.identity, one.citation) for one in held.spreads),
        *((one.identity, one.citation) for one in held.vat),
        *((one.identity, one.citation) for one in held.people),
    ):
        click.echo(f"{identity}: unchanged, SHA-256 {source.sha256}")
    rates, index = currencies.load(shelves=shelves), prices.load(shelves=shelves)
    missing = [line for one in held.sets for line in completeness.findings(one, rates, index)]
    for gap in (gap for one in held.sets for gap in one.description.gaps):
        click.echo(f"known gap: {gap.product} {gap.year}: {gap.why}")
    for line in dict.fromkeys(missing):
        click.echo(f"missing: {line}")
    chosen = policies.named(default, "procurement.yaml")
    open_ = [_said(one, chosen, findings.of_set(one, chosen, policies)) for one in held.sets]
    return _last(len(dict.fromkeys(missing)) + sum(open_), chosen)


def _one(name: str, against: str | None, shelves: tuple[Path, ...], default: str | None) -> int:
    from procurement_footprint.factors import chosen as chosen_sets
    from procurement_footprint.factors import findings, policy

    policies = policy.load()
    published, policy_name = chosen_sets.published(name, shelves)
    chosen = policies.named(policy_name or default, name)
    click.echo(f"{published.identity}: unchanged, SHA-256 {published.citation.sha256}")
    found = findings.of_set(published, chosen, policies)
    if against is not None:
        other, _ = chosen_sets.published(against, shelves)
        if other.description.products != published.description.products:
            classes = f"{published.description.products} and {other.description.products}"
            raise click.UsageError(f"the sets have other products ({classes}); compare categories with: factors diff")
        found = (*found, *findings.against(published, other, policies))
    return _last(_said(published, chosen, found), chosen)


def _said(published: FactorSet, chosen: Policy, found: tuple[Finding, ...]) -> int:
    """Print the findings of a set, those that nobody handles first; return how many these are."""
    unhandled = [one for one in found if not one.handled]
    for one in unhandled:
        click.echo(f"open: {published.identity}: {one.kind}: {one.what}")
    for one in found:
        if one.handled:
            click.echo(f"handled: {published.identity}: {one.kind}: {one.what}\n  {one.handled}")
    return len(unhandled)


def _last(count: int, chosen: Policy) -> int:
    click.echo("1 finding" if count == 1 else f"{count} findings", nl=False)
    click.echo(f" that the vintage policy {chosen.id} does not handle")
    return count
