"""`factors`: what the kilograms rest on: factor sets, exchange rates, price indices, spreads. One file a command."""

from __future__ import annotations

import click

from procurement_footprint.commands.factors.check import check
from procurement_footprint.commands.factors.diff import diff
from procurement_footprint.commands.factors.import_ import import_
from procurement_footprint.commands.factors.list_ import list_
from procurement_footprint.commands.factors.show import show


@click.group()
def factors() -> None:
    """List, show, check, compare and import emission factors, exchange rates, price indices and spreads."""


for command in (list_, show, check, diff, import_):
    factors.add_command(command)
