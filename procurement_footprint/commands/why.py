"""`why`: explain one figure, from the ledger line to the kilograms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procurement_footprint import project
from procurement_footprint.commands import near
from procurement_footprint.commands.options import FOOTPRINT
from procurement_footprint.project import Project

if TYPE_CHECKING:
    from procurement_footprint.footprint.trace import Step

PROFILES = "profiles"  # how the ledger was read; not looked at again


@click.command()
@click.argument("row_id", required=False)
@click.option("--supplier", metavar="S", help="A supplier: its number, its name or a part of it.")
@click.option("--category", metavar="C", help="A spending category: its id or name.")
@click.option("--department", metavar="D", help="A department: its code, its name or a part of it.")
@click.option("--in", "folder", type=FOOTPRINT, help="The footprint's folder (default: the newest one near you).")
def why(
    row_id: str | None, supplier: str | None, category: str | None, department: str | None, folder: Path | None
) -> None:
    """Explain the figure of a ledger line (ROW_ID), a supplier, a category or a department.

    \b
    procurement-footprint why 2024.csv:1042
    procurement-footprint why --category food
    """
    if sum(one is not None for one in (row_id, supplier, category, department)) != 1:
        raise click.UsageError("name one thing: a ROW_ID, --supplier, --category or --department")
    explained = _explain(folder or _newest(), row_id, supplier, category, department)
    for number, step in enumerate(explained, 1):
        click.echo(f"{number}. {step.title}")
        for line in step.lines:
            click.echo(f"   {line}")


def _explain(
    folder: Path, row_id: str | None, supplier: str | None, category: str | None, department: str | None
) -> tuple[Step, ...]:
    from procurement_footprint.footprint import basis, lookup, manifest, rows, trace
    from procurement_footprint.ledger import names

    written = manifest.read(folder)
    made_with, table = written["made_with"], rows.scan(folder / rows.FILE)
    home = project.around(folder)
    known = basis.load(home, manifest.pinned(written))
    now = manifest.ingredients(known.ingredients())
    roles = [role for role in (*now, *(role for role in made_with if role not in now)) if role != PROFILES]
    if changed := [role for role in roles if now.get(role) != made_with.get(role)]:
        click.echo(f"Changed since this footprint was made: {', '.join(changed)}. Figures are as they were made.\n")
    if row_id is not None:
        if steps := trace.of_row(table, names.called(row_id), known):
            return steps
        raise click.UsageError(
            f'this footprint has no line "{row_id}"; the first of its lines is "{lookup.example(table)}"'
        )
    if supplier is not None:
        what, said = "supplier", _shown(supplier, home)
        found = lookup.supplier(table, said)
    elif category is not None:
        what, said, found = "category", category, lookup.category(table, category, known.mappings.taxonomy)
    else:
        what, said = "department", department or ""
        found = lookup.department(table, said)
    steps = None if found.rows is None else trace.of_part(table, found.rows, f"{what.capitalize()} {said}", known)
    if steps is None:
        meant = ", ".join(f'"{name}"' for name in found.near)
        raise click.UsageError(f'this footprint has no {what} "{said}"' + (f"; did you mean {meant}?" if meant else ""))
    return steps


def _shown(supplier: str, home: Project) -> str:
    """Return a supplier as rows name it: the pseudonym of a natural person whose number is given."""
    from procurement_footprint import person_numbers
    from procurement_footprint.ledger import pseudonym_key, pseudonyms

    key = pseudonym_key.key(home.folder)
    return pseudonyms.pseudonym(supplier, key) if key and person_numbers.holds(supplier) else supplier


def _newest() -> Path:
    found = near.footprints()
    if not found:
        raise click.UsageError("no footprint near here; name its folder with --in DIR")
    return found[0]
