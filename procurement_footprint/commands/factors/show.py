"""`factors show`: the factors of a product or a year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands.factors.options import project_option, shelves_of

if TYPE_CHECKING:
    from procurement_footprint.factors.factor_set import FactorSet


@click.command()
@click.argument("product", required=False)
@click.option("--year", type=int, help="Only the factors of this year.")
@click.option("--set", "name", default="figaro-se", show_default=True, help="Factor set: NAME or NAME@VERSION.")
@project_option
def show(product: str | None, year: int | None, name: str, folder: Path | None) -> None:
    """Show the factors of PRODUCT over the years, or of every product in the latest year, with their source.

    \b
    procurement-footprint factors show C10T12
    procurement-footprint factors show --year 2021
    """
    from procurement_footprint.factors import factor_set

    chosen = factor_set.load(name, shelves=shelves_of(folder))
    if product is not None and product not in chosen.products:
        message = f'{chosen.identity} has no product "{product}"; all of them: factors show'
        raise click.BadParameter(message, param_hint="PRODUCT")
    if year is not None and year not in chosen.vintages:
        years = ", ".join(str(one) for one in chosen.vintages)
        raise click.BadParameter(f"{chosen.identity} has the years {years}", param_hint="--year")
    click.echo(f"{chosen.identity}: {chosen.description.unit}\n{chosen.description.prices}\n")
    if product is None:
        _one_year(chosen, year or chosen.vintages[-1])
    else:
        _one_product(chosen, product, year)
    click.echo(f"\nSource: {chosen.citation.attribution}")


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
