"""`factors`: what the kilograms rest on: factor sets, exchange rates, price indices, spreads. One file a command."""

from __future__ import annotations

import click

from procurement_footprint.commands.factors.build import build, paths
from procurement_footprint.commands.factors.check import check
from procurement_footprint.commands.factors.diff import diff
from procurement_footprint.commands.factors.import_ import import_
from procurement_footprint.commands.factors.list_ import list_
from procurement_footprint.commands.factors.show import show


@click.group()
def factors() -> None:
    """List, show, check, compare, import and build factors; list and check rates, price indices and spreads."""


for command in (list_, show, check, diff, import_, build, paths):
    factors.add_command(command)
