"""Options that say how a sample is drawn."""

from __future__ import annotations

import click

size_option = click.option("--size", type=click.IntRange(min=1), required=True, help="How many lines to draw.")
seed_option = click.option("--seed", type=int, required=True, help="Any whole number; the same one draws the same.")
over_option = click.option(
    "--over", type=click.Choice(["kg", "money"]), default="kg", show_default=True, help="Measure of counted lines."
)
