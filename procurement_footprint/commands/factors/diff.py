"""`factors diff`: what another factor set, version or vintage policy would change."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands.factors.options import project_of, project_option
from procurement_footprint.commands.options import FOOTPRINT

if TYPE_CHECKING:
    from procurement_footprint.factors.factor_set import FactorSet
    from procurement_footprint.footprint.basis import Basis

PER = 1000
NONE = "none"


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--on", "footprint", type=FOOTPRINT, metavar="FOOTPRINT", help="A footprint: what would its total become?"
)
@click.option("--year", type=int, help="Year of purchase for the categories (default: the newest vintage of A).")
@project_option
def diff(before: str, after: str, footprint: Path | None, year: int | None, folder: Path | None) -> None:
    """Show what changes from factor set A to factor set B: by product, by category, and on a FOOTPRINT.

    A and B are NAME, NAME@VERSION or a folder; `:POLICY` behind them names the vintage policy.
    Rows of the footprint that activity data reach keep their kilograms.

    \b
    procurement-footprint factors diff figaro-se@2026.5:none figaro-se@2026.5
    procurement-footprint factors diff figaro-se my-sets/own/1 --on footprint-2024
    """
    from procurement_footprint.factors import chosen, figures
    from procurement_footprint.footprint import basis, manifest

    own = project.around(footprint) if footprint and not folder else project_of(folder)
    shelves, policy = figures.shelves(own.folder), own.settings.factor_policy
    here, there = (chosen.named(text, policy, shelves) for text in (before, after))
    known = basis.load(own, manifest.pinned(manifest.read(footprint)) if footprint else None)
    first, second = known.with_factors(here), known.with_factors(there)
    click.echo(f"A: {_named(here)}\nB: {_named(there)}")
    _products(here, there)
    _categories(first, second, year or here.vintages[-1])
    if footprint:
        _footprint(footprint, first, second)


def _products(before: FactorSet, after: FactorSet) -> None:
    from procurement_footprint.footprint import other_factors

    if not other_factors.comparable(before, after):
        click.echo("\nproducts: not comparable (other classification, currency or prices); see the categories")
        return
    found, per = other_factors.by_product(before, after), before.description.per
    click.echo(f"\nproducts, {before.description.unit}: {found.height} factors differ")
    for product, year, old, new in found.iter_rows():
        name = before.products.get(product) or after.products[product]
        click.echo(f"  {product:8} {year} {_factor(old, per):>10} {_factor(new, per):>10} {_share(old, new)}  {name}")


def _categories(first: Basis, second: Basis, year: int) -> None:
    from procurement_footprint.footprint import other_factors

    currency, held = first.factors.currency, first.mappings.taxonomy.categories
    found = other_factors.by_category(first, second, (currency, year))
    unit = f"kg CO2e per {PER} {currency}"
    click.echo(f"\ncategories, purchases of {year}, {unit}: {found.height} of {len(held)} differ")
    for category, old, new in found.iter_rows():
        click.echo(f"  {category:28} {_factor(old, PER):>10} {_factor(new, PER):>10} {_share(old, new)}")


def _footprint(folder: Path, first: Basis, second: Basis) -> None:
    from procurement_footprint.footprint import other_factors, rows

    found = other_factors.on_footprint(rows.scan(folder / rows.FILE), first, second)
    zero = Decimal("0.000")
    total = {name: sum(found[name].drop_nulls(), zero) for name in ("stored", "before", "after")}
    click.echo(f"\n{folder}, kg CO2e")
    click.echo(f"  as it stands  {total['stored']:>20,}")
    click.echo(f"  with A        {total['before']:>20,}  {_share(total['stored'], total['before'])}")
    click.echo(f"  with B        {total['after']:>20,}  {_share(total['stored'], total['after'])}")
    changed = [one for one in found.iter_rows(named=True) if one["before"] != one["after"]]
    changed.sort(key=lambda one: (-abs((one["after"] or zero) - (one["before"] or zero)), one["category"]))
    click.echo(f"categories whose kilograms differ between A and B: {len(changed)} of {found.height}")
    for one in changed:
        old, new = (NONE if one[name] is None else f"{one[name]:,}" for name in ("before", "after"))
        click.echo(f"  {one['category']:28} {old:>18} {new:>18} {_share(one['before'], one['after'])}")


def _named(one: FactorSet) -> str:
    return f"{one.identity}, vintage policy {one.policy}, SHA-256 {one.citation.sha256}"


def _factor(value: float | None, per: int) -> str:
    return NONE if value is None else f"{value * per:.2f}"


def _share(old: float | Decimal | None, new: float | Decimal | None) -> str:
    return f"{float(new) / float(old) * 100 - 100:>+8.2f} %" if old and new is not None else " " * 10
