"""`factors`: what the kilograms rest on: factor sets, exchange rates, price indices and spreads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from procurement_footprint.problems import EXIT_FINDINGS, Problem, Refused

if TYPE_CHECKING:
    from procurement_footprint.factors.currencies import Rates
    from procurement_footprint.factors.factor_set import FactorSet
    from procurement_footprint.factors.origin import Citation
    from procurement_footprint.factors.prices import PriceIndex
    from procurement_footprint.factors.spreads import Spreads

T = TypeVar("T")


@click.group()
def factors() -> None:
    """List, show and check emission factors, exchange rates, price indices and spreads."""


@factors.command("list")
def list_() -> None:
    """List factor sets, exchange rates, price indices and spreads, with years and licence."""
    sets, rates, indices, tables = _everything()
    for one in sets:
        years = f"{one.vintages[0]}-{one.vintages[-1]}"
        content = f"{len(one.products)} products, {years}, {one.description.unit}"
        _entry(one.identity, one.title, content, one.citation)
    for table in rates:
        years = f"{table.years[0]}-{table.years[-1]}"
        _entry(table.identity, table.description.title, f"{', '.join(table.currencies)}, {years}", table.citation)
    for index in indices:
        years = f"{min(index.index)}-{index.through}"
        _entry(index.identity, index.description.title, f"{years}, {index.description.unit}", index.citation)
    for spread in tables:
        content = f"{len(spread.by_product)} products, {spread.description.unit}"
        _entry(spread.identity, spread.description.title, content, spread.citation)


@factors.command()
@click.argument("product", required=False)
@click.option("--year", type=int, help="Only the factors of this year.")
@click.option("--set", "name", default="figaro-se", show_default=True, help="Factor set: NAME or NAME@VERSION.")
def show(product: str | None, year: int | None, name: str) -> None:
    """Show the factors of PRODUCT over the years, or of every product in the latest year, with their source.

    \b
    procurement-footprint factors show C10T12
    procurement-footprint factors show --year 2021
    """
    from procurement_footprint.factors import factor_set, figures

    chosen = factor_set.load(name, shelves=figures.SHIPPED)
    if product is not None and product not in chosen.products:
        message = f'{chosen.identity} has no product "{product}"; all of them: factors show'
        raise click.BadParameter(message, param_hint="PRODUCT")
    if year is not None and year not in chosen.vintages:
        years = ", ".join(str(one) for one in chosen.vintages)
        raise click.BadParameter(f"{chosen.identity} has the years {years}", param_hint="--year")
    click.echo(f"{chosen.identity}: {chosen.description.unit}\n{chosen.description.price_basis}\n")
    if product is None:
        _one_year(chosen, year or chosen.vintages[-1])
    else:
        _one_product(chosen, product, year)
    click.echo(f"\nSource: {chosen.citation.attribution}")


@factors.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Check every file of figures: unchanged (SHA-256), readable, complete.

    Exit code 0: all is well; 1: a figure is missing; 3: a file was changed or cannot be read.
    """
    from procurement_footprint.factors.completeness import findings

    sets, rates, indices, tables = _everything()
    for identity, source in (
        *((one.identity, one.citation) for one in sets),
        *((one.identity, one.citation) for one in rates),
        *((one.identity, one.citation) for one in indices),
        *((one.identity, one.citation) for one in tables),
    ):
        click.echo(f"{identity}: unchanged, SHA-256 {source.sha256}")
    found = [line for one in sets for line in findings(one, rates[-1], indices[-1])]
    for gap in (gap for one in sets for gap in one.description.gaps):
        click.echo(f"known gap: {gap.product} {gap.year}: {gap.why}")
    for line in found:
        click.echo(f"missing: {line}")
    click.echo("1 finding" if len(found) == 1 else f"{len(found)} findings")
    context.exit(EXIT_FINDINGS if found else 0)


def _everything() -> tuple[list[FactorSet], list[Rates], list[PriceIndex], list[Spreads]]:
    from procurement_footprint.factors import currencies, factor_set, figures, prices, spreads

    shelves = figures.SHIPPED
    problems: list[Problem] = []
    sets = _all(figures.editions("", factor_set.DESCRIPTION, shelves), factor_set.load, shelves, problems)
    rates = _all(
        figures.editions(currencies.FOLDER, currencies.DESCRIPTION, shelves),
        currencies.load,
        shelves,
        problems,
    )
    indices = _all(figures.editions(prices.FOLDER, prices.DESCRIPTION, shelves), prices.load, shelves, problems)
    tables = _all(figures.editions(spreads.FOLDER, spreads.DESCRIPTION, shelves), spreads.load, shelves, problems)
    if problems:
        raise Refused(problems)
    return sets, rates, indices, tables


def _all(
    folders: Sequence[Path],
    load: Callable[[str, str, Sequence[Path]], T],
    shelves: Sequence[Path],
    problems: list[Problem],
) -> list[T]:
    result: list[T] = []
    for folder in folders:
        try:
            result.append(load(folder.parent.name, folder.name, shelves))
        except Refused as refused:
            problems.extend(refused.problems)
    return result


def _entry(identity: str, title: str, content: str, source: Citation) -> None:
    click.echo(f"{identity}\n  {title}\n  {content}\n  {source.licence}: {source.attribution}\n")


def _one_year(chosen: FactorSet, year: int) -> None:
    click.echo(f"{'product':8}  {year:>8}  name")
    rows = chosen.table.filter(chosen.table["year"] == year).iter_rows()
    for product, _, factor in rows:
        click.echo(f"{product:8}  {_factor(chosen, factor):>8}  {chosen.products[product]}")


def _one_product(chosen: FactorSet, product: str, year: int | None) -> None:
    click.echo(f"{product}  {chosen.products[product]}")
    rows = chosen.table.filter(chosen.table["product"] == product).iter_rows()
    known = {vintage: _factor(chosen, factor) for _, vintage, factor in rows}
    for vintage in chosen.vintages if year is None else (year,):
        click.echo(f"{vintage}  {known.get(vintage, 'no factor'):>9}")


def _factor(chosen: FactorSet, per_unit: float) -> str:
    return f"{per_unit * chosen.description.per:.2f}"
