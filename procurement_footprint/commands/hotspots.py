"""`hotspots`: where most is emitted, what a requirement there would give, and whom to ask."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands import near
from procurement_footprint.commands.leaflets import hand_over, home, leaflet_options, refuse_there
from procurement_footprint.commands.options import NAMED, Terminal, usage

if TYPE_CHECKING:
    from procurement_footprint.opening import Named


class _PerCent(click.ParamType[Decimal]):
    """A number above 0, at most 100."""

    name = "per cent"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            per_cent = Decimal(str(value).rstrip("% ").replace(",", "."))
        except InvalidOperation:
            per_cent = Decimal(0)
        if not (per_cent.is_finite() and 0 < per_cent <= 100):
            self.fail(f"{value} is not a number of per cent above 0, at most 100", param, ctx)
        return per_cent


@click.command()
@click.argument("footprint", type=NAMED, required=False, metavar="[PERIOD|DIR]")
@click.option("--top", type=click.IntRange(min=1, max=1000), default=20, show_default=True, metavar="N",
              help="How many lines count as hot spots.")  # fmt: skip
@click.option(
    "--category", "categories", multiple=True, metavar="C", help="Only this category or group; may be repeated."
)
@click.option("--department", "departments", multiple=True, metavar="D", help="Only this department; may be repeated.")
@click.option("--requirement", type=_PerCent(), default="10", show_default=True, metavar="PERCENT",
              help="What a requirement takes away of what it reaches.")  # fmt: skip
@click.option("--before", type=NAMED, metavar="PERIOD|DIR", help="An earlier footprint, for the trend of each line.")
@leaflet_options
def hotspots(
    footprint: Named | None,
    top: int,
    categories: tuple[str, ...],
    departments: tuple[str, ...],
    requirement: Decimal,
    before: Named | None,
    out: Path | None,
    lang: str | None,
    folder: Path | None,
) -> None:
    """Find where to set requirements: category by department by supplier, most kilograms first.

    PERIOD is 2024 or 2024-Q1, or 2024@1 for a version of a closed one; DIR the folder of a footprint; the newest run
    where nothing is named. For each hot spot: range, shares, how sure its place is, where in the supply chain and in
    the world it is emitted, which levers there are and what the requirement gives on each; then which suppliers to ask
    for data of their own, and which criteria are known. With --out also as page, CSV, and a workbook with a worksheet
    for category teams.

    \b
    procurement-footprint hotspots 2024 --before 2023 --requirement 20 --out hot-spots
    """
    refuse_there(out)
    project = home(folder)
    from procurement_footprint import opening, prioritising
    from procurement_footprint.mapping import taxonomy

    with usage():
        selection = prioritising.selected(categories, departments, taxonomy.load())
    named = footprint or near.newest(project)
    with opening.opened([named, *([before] if before else [])], project, Terminal(), lang) as made:
        opened, earlier = made[0], made[1] if before else None
        with usage():
            found = prioritising.hot_spots(opened, earlier, requirement, top, selection)
        told = prioritising.leaflet(found, opened, earlier, lang, selection)
    hand_over(told, found.frames, out)
