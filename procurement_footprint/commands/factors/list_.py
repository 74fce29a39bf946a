"""`factors list`: every set of figures that there is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands.factors.options import project_option, shelves_of

if TYPE_CHECKING:
    from procurement_footprint.factors.origin import Citation


@click.command("list")
@project_option
def list_(folder: Path | None) -> None:
    """List factor sets, activity factors, exchange and VAT rates, price indices, spreads, population, with licences."""
    from procurement_footprint.factors import inventory

    held = inventory.load(shelves_of(folder))
    for one in held.sets:
        years = f"{one.vintages[0]}-{one.vintages[-1]}" if len(one.vintages) > 1 else str(one.vintages[0])
        content = f"{len(one.products)} products, {years}, {one.description.unit}, {one.description.prices}"
        _entry(one.identity, one.title, content, one.citation)
    for table in held.rates:
        years = f"{table.years[0]}-{table.years[-1]}"
        _entry(table.identity, table.description.title, f"{', '.join(table.currencies)}, {years}", table.citation)
    for index in held.indices:
        years = f"{min(index.index)}-{index.through}"
        items = f"{len(index.by_item)} items, " if index.by_item else ""
        _entry(index.identity, index.description.title, f"{items}{years}, {index.description.unit}", index.citation)
    for measured in held.activities:
        content = f"{len(measured.factors)} activity factors; {measured.description.boundary}"
        _entry(measured.identity, measured.description.title, content, measured.citation)
    for spread in held.spreads:
        content = f"{len(spread.by_product)} products, {spread.description.unit}"
        _entry(spread.identity, spread.description.title, content, spread.citation)
    for vat in held.vat:
        content = f"{len(vat.rates)} rates from {vat.since} on, for amounts in {vat.description.currency}"
        _entry(vat.identity, vat.description.title, content, vat.citation)
    for people in held.people:
        first, last = min(year for _, year in people.people), people.description.through
        content = f"{len(people.names)} municipalities, {first}-{last}, {people.description.unit}"
        _entry(people.identity, people.description.title, content, people.citation)


def _entry(identity: str, title: str, content: str, source: Citation) -> None:
    click.echo(f"{identity}\n  {title}\n  {content}\n  {source.licence}: {source.attribution}\n")
