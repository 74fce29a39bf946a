"""`mappings list`: every rule book, category and reason for leaving out."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint.commands.mappings.options import known, project_option, show_table


@click.command("list")
@project_option
def list_(folder: Path | None) -> None:
    """List the rule books, the spending categories and the reasons for leaving out."""
    from procurement_footprint.mapping import listing

    held = known(folder).mappings
    show_table("Rule books", [{**line, "sha256": str(line["sha256"])[:12]} for line in listing.books(held)])
    show_table("Spending categories", listing.categories(held))
    show_table("Reasons for leaving out", listing.reasons(held))
