"""`mappings`: what the rules, categories and crosswalks say, and what changed in them. One file a command."""

from __future__ import annotations

import click

from procurement_footprint.commands.mappings.check import check
from procurement_footprint.commands.mappings.diff import diff
from procurement_footprint.commands.mappings.list_ import list_
from procurement_footprint.commands.mappings.show import show


@click.group()
def mappings() -> None:
    """List, show, check and compare categories, rules and crosswalks."""


for command in (list_, show, check, diff):
    mappings.add_command(command)
