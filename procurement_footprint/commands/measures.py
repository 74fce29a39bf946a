"""`measures`: what measures would lower and cost, and which are best for a budget."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint.commands import near
from procurement_footprint.commands.leaflets import hand_over, home, leaflet_options, refuse_there
from procurement_footprint.commands.options import FILE, NAMED, Terminal
from procurement_footprint.commands.targets import TARGETS

if TYPE_CHECKING:
    import polars as pl

    from procurement_footprint.opening import Named, Opened
    from procurement_footprint.project import Project

LISTED = "measures.yaml"


class _Amount(click.ParamType[Decimal]):
    """An amount of money that is not below zero."""

    name = "amount"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            amount = Decimal(-1)
        if not (amount.is_finite() and 0 <= amount < 10**12 and amount == round(amount, 2)):
            self.fail(f"{value} is not an amount of money; write it in digits: 5000000", param, ctx)
        return amount


@click.command()
@click.argument("named", type=NAMED, required=False, metavar="[PERIOD|DIR]")
@click.option("--measures", "listed", type=FILE, help="File with the measures (default: measures.yaml of the project).")
@click.option("--budget", type=_Amount(), metavar="MONEY", help="Take the measures that lower most for this money.")
@click.option(
    "--counting",
    type=click.Choice(["investment", "present-cost"]),
    default="investment",
    help="What the budget pays: investments (default), or all costs at their present value.",
)
@click.option("--until", type=click.IntRange(2000, 2150), metavar="YEAR", help="Last year of the path.")
@click.option(
    "--growth", type=click.FloatRange(-50, 50), default=0.0, metavar="PERCENT",
    help="How emissions change a year without measures (default: 0).",
)  # fmt: skip
@leaflet_options
def measures(
    named: Named | None,
    listed: Path | None,
    budget: Decimal | None,
    counting: str,
    until: int | None,
    growth: float,
    out: Path | None,
    lang: str | None,
    folder: Path | None,
) -> None:
    """Say what measures would lower and cost, held against a footprint (default: the newest run).

    Measures stand in measures.yaml: what each acts on, its effect, start, lifetime and money. Prints tonnes a year and
    in total, money per tonne with ranges, what measures do together, and the path year by year; with --budget the best
    set of measures. The base year is the newest whole year of the footprint.

    \b
    procurement-footprint measures 2024 --budget 5000000 --until 2040 --out plan-2024
    """
    from procurement_footprint import abating, opening
    from procurement_footprint.analysis.abatement import file
    from procurement_footprint.analysis.abatement.best_set import COUNTINGS, Budget
    from procurement_footprint.reporting.abatement import document

    refuse_there(out)
    place = home(folder)
    taken = file.load(listed or (place.folder or Path()) / LISTED)
    limit = None if budget is None else Budget(budget, next(one for one in COUNTINGS if one == counting))
    terminal = Terminal()
    with opening.opened([named or near.newest(place)], place, terminal, lang) as (one,):
        ways = _ways(one, place, terminal)
        plan = abating.measures(one, taken, until=until, growth=growth, budget=limit, targets=ways)
        language = lang or place.settings.language
        hand_over(document.leaflet(plan, one.footprint.basis, language), plan.frames, out)


def _ways(one: Opened, place: Project, terminal: Terminal) -> pl.DataFrame | None:
    """Return the paths of the project's targets, to be drawn beside the years; those that cannot be are named."""
    path = (place.folder or Path()) / TARGETS
    if not path.is_file():
        return None
    from procurement_footprint import planning
    from procurement_footprint.analysis.targets import file

    ways, left = planning.ways(one, file.load(path))
    for name in left:
        terminal.say(f'{TARGETS}: "{name}" is not drawn: it is not about all purchases, or begins before {one.name}')
    return ways
