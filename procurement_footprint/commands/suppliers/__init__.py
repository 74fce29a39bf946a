"""`suppliers`: who sells to us, under which numbers and names. One file a command."""

from __future__ import annotations

import click

from procurement_footprint.commands.suppliers.check import check
from procurement_footprint.commands.suppliers.list_ import list_
from procurement_footprint.commands.suppliers.merge import merge, withdraw


@click.group()
def suppliers() -> None:
    """Check the suppliers of a ledger, and decide which numbers and names are one supplier."""


for command in (check, merge, withdraw, list_):
    suppliers.add_command(command)
