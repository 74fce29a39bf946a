"""`audit`: draw a sample, conclude from its verdicts, put everything into one folder for the auditor."""

from __future__ import annotations

import click

from procurement_footprint.commands.audit.conclude import conclude
from procurement_footprint.commands.audit.pack import pack
from procurement_footprint.commands.audit.sample import sample


@click.group()
def audit() -> None:
    """Draw a sample of a footprint, conclude from the verdicts on it, pack what an auditor needs."""


for command in (sample, conclude, pack):
    audit.add_command(command)
