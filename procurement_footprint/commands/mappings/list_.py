"""`mappings list`: every rule book, category, reason for leaving out and criterion."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint.commands.mappings.options import known, project_option, show_table


@click.command("list")
@project_option
def list_(folder: Path | None) -> None:
    """List the rule books, the spending categories, the reasons for leaving out and the criteria for requirements."""
    from procurement_footprint.mapping import criteria, listing

    held = known(folder).mappings
    show_table("Rule books", [{**line, "sha256": str(line["sha256"])[:12]} for line in listing.books(held)])
    show_table("Spending categories", listing.categories(held))
    show_table("Reasons for leaving out", listing.reasons(held))
    named = listing.criteria(criteria.load().held)
    show_table("Criteria for requirements", [{key: line[key] for key in line if key != "url"} for line in named])
