"""Writes the invented municipality group as a project folder: settings, each member's ledgers, a page about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from procurement_footprint.demo.dialects import national, unit4
from procurement_footprint.demo.group_settings import load_group
from procurement_footprint.demo.ledger_rows import Row, ledgers
from procurement_footprint.demo.members import Group, Member, load_members, sizes
from procurement_footprint.demo.sie import sie4

OWNED_SINCE = "2005-01-01"  # assumption: the companies have belonged to the municipality for longer than the ledgers go
# What each member's finance system delivers, and what the files are called.
KINDS = {"norrsele": "national", "bostader": "unit4", "energi": "sie"}
FILES = {"norrsele": "norrsele-{}.csv", "bostader": "bostader-{}.csv", "energi": "energi-{}.se"}


def write_group(
    folder: Path, *, years: tuple[int, int] = (2023, 2024), rows: Mapping[str, int] | None = None
) -> tuple[Path, ...]:
    """Write the invented municipality group as a project into `folder` and return its ledgers, one a member and year.

    years: first and last. rows: how many rows each member buys in a year, by its code; what it sells to the others
    comes on top. Writes procurement.yaml, README.md and ledgers/: the municipality by the national specification, the
    housing company as a Unit4 extract in Windows-1252, the energy company as SIE 4 in CP437; always the same bytes.
    """
    group = load_members(load_group())
    (folder / "ledgers").mkdir(parents=True, exist_ok=True)
    written = []
    for year in range(years[0], years[1] + 1):
        for code, held in ledgers(group, year, rows or sizes(group)).items():
            path = folder / "ledgers" / FILES[code].format(year)
            path.write_bytes(delivered(group.called(code), held, months_of(year)))
            written.append(path)
    settings = group_project(group, years, [f"ledgers/{path.name}" for path in written])
    (folder / "procurement.yaml").write_bytes(settings.encode("utf-8"))
    (folder / "README.md").write_bytes(_readme(group).encode("utf-8"))
    return tuple(written)


def delivered(member: Member, rows: Sequence[Row], months: Sequence[date]) -> bytes:
    """Return the rows of some months of a year as the member's finance system delivers them."""
    if KINDS[member.code] == "sie":
        return sie4(member, rows, months)
    return unit4(rows) if KINDS[member.code] == "unit4" else national(member, rows)


def months_of(year: int, first: int = 1, last: int = 12) -> list[date]:
    """Return the first days of the months of a year, from one month to another."""
    return [date(year, month, 1) for month in range(first, last + 1)]


def group_project(group: Group, years: tuple[int, int], files: Sequence[str] = (), more: str = "") -> str:
    """Return procurement.yaml of the group; `files`: the ledgers it names; `more`: further lines."""
    town = group.members[0].town
    people = ", ".join(f'"{year}": "{town.inhabitants_in(year)}"' for year in range(years[0], years[1] + 1))
    head = [
        "# An invented municipality group: see README.md in this folder.",
        f"project: {group.settings.name} (invented)",
        f"inhabitants: {{{people}}}",
        "language: sv",
        'open_data: {base_url: "https://example.com/norrsele/", email: oppnadata@example.com}',
        "entities:",
    ]
    lines = [line for member in group.members for line in _entity(member, files)]
    return "".join(f"{line}\n" for line in (*head, *lines)) + more


def _entity(member: Member, files: Sequence[str]) -> Iterator[str]:
    yield f"  - code: {member.code}"
    yield f"    id: {member.itself.number}"
    yield f"    name: {member.itself.name}"
    yield f"    chart: {member.chart}"
    if own := [name for name in files if f"{member.code}-" in name]:
        yield f"    ledgers: [{', '.join(own)}]"
    yield f'    counterparties: ["{member.counterparty}"]'
    if member.share != "1":
        yield f'    ownership: [{{share: "{member.share}", since: {OWNED_SINCE}}}]'


def _readme(group: Group) -> str:
    return f"""\
# {group.settings.name} – påhittad

**Allt i den här mappen är påhittat**: kommunen, dess två bolag, leverantörerna, personerna, beloppen och fakturorna.
Organisationsnumren har rätt kontrollsiffra men ligger i serier som inte används.

- `procurement.yaml`: koncernen, med ägarandelar och motparter
- `ledgers/`: vars och ens bokföring, en fil per år, så som ekonomisystemet lämnar den: kommunen enligt den nationella
  specifikationen 1.1 (Kommun-Bas), bostadsbolaget som Unit4-uttag i CSV, Windows-1252 (BAS), energibolaget som SIE 4,
  CP437 (BAS)

De säljer till varandra, och båda sidor är bokförda: köpet hos köparen, intäkten hos säljaren. Några fakturor är
bokförda tidigare hos säljaren än hos köparen.

**Everything in this folder is invented.** The organisation numbers have a valid check digit but lie in series that
are not in use. The members sell to each other and both sides are booked, a few invoices earlier by the seller than by
the buyer. The figures say nothing about anybody's footprint.
"""
