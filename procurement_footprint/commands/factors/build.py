"""`factors build` and `factors paths`: factors from an input-output table that the user supplies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands.options import FILE, NEW_FOLDER

if TYPE_CHECKING:
    from procurement_footprint.factors.input_output.emitters import Emitter
    from procurement_footprint.factors.input_output.mix import Factors
    from procurement_footprint.factors.input_output.multipliers import Multipliers
    from procurement_footprint.factors.input_output.paths import Paths
    from procurement_footprint.factors.input_output.published import Published
    from procurement_footprint.factors.input_output.table import Table

PER = 1000


@click.command()
@click.argument("table", type=FILE, metavar="TABLE.yaml")
@click.option(
    "--out", required=True, type=NEW_FOLDER, metavar="FOLDER", help="New folder NAME/VERSION, e.g. in PROJECT/factors."
)
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Print so many products.")
def build(table: Path, out: Path, top: int) -> None:
    """Compute a factor set from an input-output table with emissions that TABLE.yaml describes.

    The set is a new folder NAME/VERSION with factors.csv and factors.yaml. Printed are the largest multipliers, split
    into direct emissions, those of direct suppliers (first tier) and those further up.

    \b
    procurement-footprint factors build my-table.yaml --out factors/my-table/2020
    """
    _ready()
    from procurement_footprint.factors.input_output import mix, read, solving
    from procurement_footprint.factors.input_output.multipliers import attributed, emissions, multipliers
    from procurement_footprint.factors.input_output.published import published

    described, known = read.read(table)
    found = multipliers(known, solving.solver(known))
    factors = mix.factors(described, known, found)
    result = published(described, factors)
    _write(result, out)
    said, place = described.said, out.resolve()
    unit = f"kg CO2e per {PER} {said.currency}, {said.price_basis} prices, {said.year}"
    _heading(f"{place.parent.name}@{place.name}: {unit}")
    _table(factors, top)
    # the table's units and the factors' currency: kg per unit × units of the table
    emitted, bought = (value * said.units / 1e6 for value in (emissions(known), attributed(known, found)))
    click.echo(f"\nemitted by all industries: {emitted:,.1f} kt; multipliers × final use: {bought:,.1f} kt")
    if result.left_out:
        click.echo(f"without a factor (no output or no emissions): {', '.join(result.left_out)}")
    click.echo(f"{len(result.rows)} factors written: {out}")


@click.command()
@click.argument("table", type=FILE, metavar="TABLE.yaml")
@click.argument("product")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Print so many paths and emitters.")
@click.option(
    "--tolerance",
    type=click.FloatRange(1e-6, 1),
    default=0.001,
    show_default=True,
    help="Follow every path of at least this share of the multiplier.",
)
def paths(table: Path, product: str, top: int, tolerance: float) -> None:
    """Show where the emissions of PRODUCT arise: the largest supply-chain paths, emitters and regions.

    PRODUCT is a code of the table that TABLE.yaml describes. A path reads from what is bought to who emits.

    \b
    procurement-footprint factors paths my-table.yaml C10T12
    """
    _ready()
    from procurement_footprint.factors.input_output import emitters, read, solving
    from procurement_footprint.factors.input_output import paths as chains
    from procurement_footprint.factors.input_output.multipliers import multipliers

    described, known = read.read(table)
    if product not in known.codes:
        message = f'{described.label} has no product "{product}"; it has: {_some(known.codes)}'
        raise click.BadParameter(message, param_hint="PRODUCT")
    solver = solving.solver(known)
    found = multipliers(known, solver)
    at = known.at(product)
    _heading(f"{_called(known, at)}: {found.total[at] * PER:,.2f} kg CO2e per {PER} {described.said.currency}")
    _parts(found, at)
    _paths(chains.paths(known, found.total, product, tolerance), top)
    emitted = emitters.by_industry(known, solver, product)
    _emitters("Who emits", emitters.largest(known, emitted, top))
    _emitters("Where it is emitted", emitters.by_region(known, emitted)[:top])


def _write(made: Published, out: Path) -> None:
    from procurement_footprint.factors import factor_set
    from procurement_footprint.factors.set_files import write_set

    place = out.resolve()
    with TemporaryDirectory() as room:  # nothing stands in `out` that cannot be read
        write_set(Path(room) / place.parent.name / place.name, made.description, made.rows)
        factor_set.load(place.parent.name, place.name, [Path(room)])
    write_set(out, made.description, made.rows)


def _ready() -> None:
    from procurement_footprint.factors import extras

    extras.need("numpy", "scipy", extra="io")


def _heading(text: str) -> None:
    click.echo(f"{text}\n")


def _called(table: Table | Factors, at: int) -> str:
    code, name = table.codes[at], table.names[at]
    return code if name == code else f"{code} {name}"


def _table(factors: Factors, top: int) -> None:
    found = factors.multipliers
    click.echo(f"{'multiplier':>10}  {'direct':>10}  {'first tier':>10}  {'beyond':>10}  product")
    columns = (found.total, found.direct, found.first_tier, found.beyond)
    order = sorted(range(len(factors.codes)), key=lambda at: (-found.total[at], factors.codes[at]))
    for at in order[:top]:
        figures = "  ".join(f"{column[at] * PER:>10,.1f}" for column in columns)
        click.echo(f"{figures}  {_called(factors, at)}")


def _parts(found: Multipliers, at: int) -> None:
    whole = found.total[at] or 1.0
    parts = {"direct": found.direct, "first tier": found.first_tier, "beyond": found.beyond}
    for name, values in parts.items():
        click.echo(f"{values[at] * PER:>10,.2f}  {_percent(values[at] / whole):>7}  {name}")


def _paths(found: Paths, top: int) -> None:
    shown = found.found[:top]
    click.echo(f"\nLargest paths, {_percent(sum(path.share for path in shown))} of the multiplier")
    for path in shown:
        click.echo(f"{path.kilograms * PER:>10,.2f}  {_percent(path.share):>7}  {' ← '.join(path.codes)}")
    least = f"{found.tolerance * 100:g} %"
    click.echo(f"all {len(found.found)} paths of at least {least} explain {_percent(found.explained)}")


def _emitters(title: str, found: Sequence[Emitter]) -> None:
    if not found:
        return
    click.echo(f"\n{title}, {_percent(sum(one.share for one in found))} of the multiplier")
    for one in found:
        click.echo(f"{one.kilograms * PER:>10,.2f}  {_percent(one.share):>7}  {one.code}")


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:20]) + (", …" if len(codes) > 20 else "")
