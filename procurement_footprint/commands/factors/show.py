"""`factors show`: the factors of a product or a year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands.factors import shown
from procurement_footprint.commands.factors.options import project_of, project_option

if TYPE_CHECKING:
    import polars as pl

    from procurement_footprint.factors.factor_set import FactorSet


MARK = "*"


@click.command()
@click.argument("product", required=False)
@click.option("--year", type=int, help="Only the factors of this year.")
@click.option("--set", "name", metavar="SET", help="Factor set (default: the project's, else figaro-se).")
@project_option
def show(product: str | None, year: int | None, name: str | None, folder: Path | None) -> None:
    """Show the factors of PRODUCT over the years, or of every product in the latest year, with their source.

    SET is NAME, NAME@VERSION or a folder; `:POLICY` behind it names the vintage policy. What a policy changed is
    marked.

    \b
    procurement-footprint factors show C10T12
    procurement-footprint factors show --year 2021
    """
    from procurement_footprint.factors import chosen as chosen_sets
    from procurement_footprint.factors import factor_set, figures

    own = project_of(folder)
    named = name or own.settings.factors or factor_set.EMBEDDED
    chosen = chosen_sets.named(named, own.settings.factor_policy, figures.shelves(own.folder))
    if product is not None and product not in chosen.products:
        message = f'{chosen.identity} has no product "{product}"; all of them: factors show'
        raise click.BadParameter(message, param_hint="PRODUCT")
    if year is not None and year not in chosen.vintages:
        years = ", ".join(str(one) for one in chosen.vintages)
        raise click.BadParameter(f"{chosen.identity} has the years {years}", param_hint="--year")
    policy = f"vintage policy {chosen.policy}"
    click.echo(f"{chosen.identity}: {chosen.description.unit}\n{chosen.description.prices}; {policy}\n")
    if product is None:
        _one_year(chosen, year or chosen.vintages[-1])
    else:
        _one_product(chosen, product, year)
    click.echo(f"\nSource: {chosen.citation.attribution}")


def _one_year(chosen: FactorSet, year: int) -> None:
    changed = {product: held for (product, of), held in _changes(chosen).items() if of == year}
    click.echo(f"{'product':8}  {year:>8}  name")
    for product, _, factor in chosen.table.filter(chosen.table["year"] == year).iter_rows():
        mark = MARK if product in changed else " "
        click.echo(f"{product:8}  {_factor(chosen, factor):>8}{mark} {chosen.products[product]}")
    for product, said in changed.items():
        click.echo(f"{MARK} {product}: {said}")


def _one_product(chosen: FactorSet, product: str, year: int | None) -> None:
    click.echo(f"{product}  {chosen.products[product]}")
    known, changed = _of_product(chosen, chosen.table, product), _changes(chosen)
    years = chosen.vintages if year is None else (year,)
    for vintage in years:
        said = f"  {MARK} {changed[product, vintage]}" if (product, vintage) in changed else ""
        click.echo(f"{vintage}  {known.get(vintage, 'no factor'):>9}{said}")
    capital = _of_product(chosen, chosen.capital, product)
    if chosen.final and capital.keys() & set(years):
        click.echo(f"for capital goods, {MARK} derived with {chosen.final.identity}, not the publisher's:")
        for vintage in years:
            click.echo(f"{vintage}  {capital.get(vintage, 'no factor'):>9}")


def _of_product(chosen: FactorSet, table: pl.DataFrame, product: str) -> dict[int, str]:
    rows = table.filter(table["product"] == product).select("year", "kg_per_unit").iter_rows()
    return {vintage: _factor(chosen, factor) for vintage, factor in rows}


def _changes(chosen: FactorSet) -> dict[tuple[str, int], str]:
    return {
        (product, year): f"changed by {chosen.policy}, published {_factor(chosen, published)}: {how}"
        for product, year, published, _, how in chosen.changes.iter_rows()
    }


def _factor(chosen: FactorSet, per_unit: float) -> str:
    return shown.factor(per_unit * chosen.description.per)
