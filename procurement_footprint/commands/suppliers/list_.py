"""`suppliers list`: what has been decided about suppliers."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint.commands.suppliers.merge import home, project_option


@click.command("list")
@project_option
def list_(folder: Path | None) -> None:
    """List the decisions about suppliers that hold in the project: what, who, when, why."""
    from procurement_footprint.ledger import alias_file
    from procurement_footprint.ledger.identity import masked

    held = alias_file.load(home(folder)).held
    for one in held:
        click.echo(f"{one.id}  {masked(' '.join(part for part in (one.number, one.name) if part))}")
        click.echo(f"  also: {masked(', '.join((*one.numbers, *one.names)))}")
        click.echo(f"  {one.when} {one.who}: {one.why}")
    click.echo("1 decision holds" if len(held) == 1 else f"{len(held)} decisions hold")
