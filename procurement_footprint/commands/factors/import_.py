"""`factors import`: makes a factor set of tables that others publish."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands.options import FILE, NEW_FOLDER

if TYPE_CHECKING:
    from procurement_footprint.factors.sources.imported import Imported

Command = Callable[..., None]

out_option = click.option(
    "--out", required=True, type=NEW_FOLDER, metavar="FOLDER", help="New folder NAME/VERSION, e.g. in PROJECT/factors."
)
accessed_option = click.option(
    "--accessed", default="not stated", show_default=True, metavar="DATE", help="Day on which you fetched the file."
)


@click.group("import")
def import_() -> None:
    """Make a factor set of a published table or of your own factors.

    The set is a new folder NAME/VERSION with factors.csv and factors.yaml. In PROJECT/factors it is used by writing
    `factors: NAME@VERSION` into procurement.yaml.
    """


@import_.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--country", default="SE", show_default=True, help="Country code as in the file.")
@out_option
@accessed_option
def figaro(files: tuple[Path, ...], country: str, out: Path, accessed: str) -> None:
    """Import one country of the FIGARO factors of Ecodex (purchaser price tables).

    \b
    procurement-footprint factors import figaro figaro_purchaser_price_factors_26ed.csv \\
      --country FI --out factors/figaro-fi/2026.5
    """
    from procurement_footprint.factors.sources.figaro import read

    _write(read(files, country, accessed), out)


@import_.command()
@click.argument("file", type=FILE)
@click.option(
    "--region",
    "regions",
    multiple=True,
    default=("SE",),
    show_default=True,
    metavar="REGION[:WEIGHT]",
    help="A region, or several with weights that add to 1.",
)
@click.option(
    "--clip", default="10", show_default=True, metavar="KG", help="Replace values above so many kg per EUR (artefacts)."
)
@click.option("--year", default=2011, show_default=True, help="Year of the table and of its prices.")
@out_option
@accessed_option
def exiobase(file: Path, regions: tuple[str, ...], clip: str, year: int, out: Path, accessed: str) -> None:
    """Import an EXIOBASE table: region, sector, Total lifecycle in kg CO2e per million EUR at basic prices.

    The factors are brought to purchaser prices with the margins of the embedded FIGARO set.

    \b
    procurement-footprint factors import exiobase scope.csv --out factors/exiobase/3.4-2011
    procurement-footprint factors import exiobase scope.csv --region SE:0.6 --region DE:0.4 \\
      --out factors/exiobase-mix/3.4-2011
    """
    from procurement_footprint.factors.sources.exiobase import Wanted, read

    wanted = Wanted(_weights(regions), _positive("--clip", clip), year, accessed)
    _write(read(file, wanted), out)


@import_.command()
@click.argument("file", type=FILE)
@out_option
@accessed_option
def epa(file: Path, out: Path, accessed: str) -> None:
    """Import the Supply Chain GHG Emission Factors of the US EPA (NAICS-6 commodities, all gases).

    \b
    procurement-footprint factors import epa SupplyChainGHGEmissionFactors_v1.3.0_NAICS_CO2e_USD2022.csv \\
      --out factors/us-epa/1.3
    """
    from procurement_footprint.factors.sources.epa import read

    _write(read(file, accessed), out)


@import_.command()
@click.argument("file", type=FILE)
@click.option("--about", required=True, type=FILE, metavar="YAML", help="Unit, currency, prices, origin and licence.")
@out_option
def generic(file: Path, about: Path, out: Path) -> None:
    """Import your own factors: a CSV with the columns product, name, year, factor.

    \b
    procurement-footprint factors import generic agency.csv --about agency.yaml --out factors/agency/2024
    """
    from procurement_footprint.factors.sources.generic import read

    _write(read(file, about), out)


@import_.command("food-split")
@click.option("--set", "name", default="figaro-se", show_default=True, help="Factor set: NAME or NAME@VERSION.")
@out_option
def food_split(name: str, out: Path) -> None:
    """Make a set in which beef, pork, poultry, fish, dairy, grain, fruit and vegetables have factors of their own.

    Everything else, and the mean of all food, stays as it is in the set. The factors are marked as changed.

    \b
    procurement-footprint factors import food-split --out factors/figaro-se-food/2026.5
    """
    from procurement_footprint.factors.sources.food_split import read

    _write(read(name), out)


def _write(imported: Imported, out: Path) -> None:
    from procurement_footprint.factors import factor_set
    from procurement_footprint.factors.set_files import write_set

    place = out.resolve()
    with TemporaryDirectory() as room:  # nothing stands in `out` that cannot be read
        write_set(Path(room) / place.parent.name / place.name, imported.description, imported.rows)
        made = factor_set.load(place.parent.name, place.name, [Path(room)])
    write_set(out, imported.description, imported.rows)
    for note in imported.notes:
        click.echo(f"note: {note}")
    years = "-".join(str(year) for year in dict.fromkeys((made.vintages[0], made.vintages[-1])))
    click.echo(f"{made.identity}: {len(made.products)} products, {years}, {made.description.unit}")
    click.echo(f"written to {out}; use it with `factors: {made.identity}` in procurement.yaml")


def _weights(regions: tuple[str, ...]) -> dict[str, Fraction]:
    weights: dict[str, Fraction] = {}
    for one in regions:
        region, _, weight = one.partition(":")
        weights[region] = _positive("--region", weight or "1")
    if sum(weights.values()) != 1 or len(weights) != len(regions):
        message = f"the weights of {', '.join(regions)} do not add to 1; write for example SE:0.6 and DE:0.4"
        raise click.BadParameter(message, param_hint="--region")
    return weights


def _positive(option: str, text: str) -> Fraction:
    try:
        number = Fraction(text)
    except (ValueError, ZeroDivisionError):
        number = Fraction(0)
    if number <= 0:
        raise click.BadParameter(f'"{text}" is not a number above 0', param_hint=option)
    return number
