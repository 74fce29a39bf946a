"""`start`: a project folder with a guessed ledger profile, for the user to look over."""

from __future__ import annotations

from pathlib import Path

import click

from procurement_footprint import atomic, project
from procurement_footprint.commands.options import FILE
from procurement_footprint.languages import LANGUAGES

PROFILE = "ledger-profile.yaml"
MORE = """
# A group: its legal entities instead of the ledgers above, each with its own (docs/manual/reference.md, entities).
# entities:
#   - code: town
#     id: 212000-0000
#     name: The municipality
#     chart: kbas
#     ledgers: [ledgers/town.csv]
#     counterparties: ["10"]      # the codes by which the ledgers of the others name it
#   - code: energy
#     id: 556000-0000
#     name: Its energy company
#     chart: bas
#     ledgers: [ledgers/energy.csv]
#     ownership: [{share: "0.51", until: 2024-06-30}]  # left out: wholly owned

# Departments that were renamed: bookings under the old id or name are shown under the new one.
# departments:
#   - {id: "35", name: Care, since: 2024-07-01, was: ["30"]}
"""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--ledger", type=FILE, required=True, help="A ledger to look at.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="sv", show_default=True, help="Language.")
def start(folder: Path, ledger: Path, lang: str) -> None:
    """Make a project in DIR for ledgers like the one given, with what was recognised in it.

    Writes procurement.yaml, ledger-profile.yaml and the folder rules/ for rules of your own, and a key for the
    pseudonyms of natural persons (.pseudonym-key, for you alone: keep a copy). Look the profile over, correct what is
    wrong, then: procurement-footprint run --project DIR

    For a group of legal entities, and for departments that were renamed, procurement.yaml holds examples to fill in.
    """
    if (folder / project.FILE).exists():
        raise click.UsageError(f"{folder} is a project already; edit {folder / project.FILE}")
    for path in (folder / project.FILE, folder / PROFILE):
        if path.exists() or path.is_symlink():
            raise click.UsageError(f"{path} is already there; move it away, or name another folder")
    from procurement_footprint.ledger import pseudonym_key
    from procurement_footprint.ledger.profile_text import to_yaml
    from procurement_footprint.ledger.read import Choices, recognise

    profile = recognise(ledger, Choices())
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    atomic.file(folder / PROFILE, to_yaml(profile).encode())
    atomic.file(folder / project.FILE, _settings(folder, ledger, lang).encode())
    pseudonym_key.made(folder)
    click.echo(f"{ledger.name} reads like this:\n")
    for column, names in profile.columns.items():
        click.echo(f"  {column:16} {names[0]}")
    if profile.undecided:
        candidates = ", ".join(profile.undecided)
        click.echo(f"\nWhich column is the amount net of VAT: {candidates}? Say it in the profile.")
    click.echo(f"\nLook over {folder / PROFILE}, then run:\n  procurement-footprint run --project {folder}")


def _settings(folder: Path, ledger: Path, language: str) -> str:
    path = Path.relative_to(ledger.resolve(), folder.resolve()) if _inside(ledger, folder) else ledger.resolve()
    return (
        "# Who buys, which ledgers there are, how they are read.\n"
        f"project: {_quoted(folder.resolve().name)}\n"
        f"language: {language}\n"
        f"profile: {PROFILE}\n"
        f"ledgers:\n  - {_quoted(path.as_posix())}\n"
        f"{MORE}"
    )


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
