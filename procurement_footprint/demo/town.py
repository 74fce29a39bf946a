"""Writes the invented municipality as a project folder: settings, ledgers, and a page about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from procurement_footprint.demo.bookings import Booking, bookings
from procurement_footprint.demo.settings import Town, load_accounts, load_town, load_trades
from procurement_footprint.demo.suppliers import markets, suppliers

HEADER = (
    "kopare_id;kopare;verifikationsnummer;leverantor;leverantor_id;konto_nr;konto_text;belopp;datum;"
    "forvaltning;fakturanummer;grund;avtal;kommun_id;s_kod_nr"
)


def write_town(folder: Path, *, years: tuple[int, int] = (2023, 2024), rows_per_year: int = 20_000) -> tuple[Path, ...]:
    """Write the invented municipality as a project into `folder` and return its ledgers, one for each year.

    years: first and last. rows_per_year: the money stays the same; at least 200, so that every account
    occurs. Writes procurement.yaml, README.md and ledgers/leverantorsreskontra-YEAR.csv (national
    specification 1.1, `;`, UTF-8 with BOM, decimal comma), always the same bytes; files that are there
    already are replaced.
    """
    town = load_town()
    (folder / "ledgers").mkdir(parents=True, exist_ok=True)
    ledgers = tuple(folder / "ledgers" / f"leverantorsreskontra-{year}.csv" for year in range(years[0], years[1] + 1))
    for year, path in zip(range(years[0], years[1] + 1), ledgers, strict=True):
        text = "".join(f"{line}\r\n" for line in (HEADER, *ledger_lines(town, year, rows_per_year)))
        path.write_bytes(text.encode("utf-8-sig"))
    _write(folder / "procurement.yaml", _project(town, years, ledgers))
    _write(folder / "README.md", _readme(town))
    return ledgers


def ledger_lines(town: Town, year: int, rows: int) -> Iterator[str]:
    """Return the lines of a year's ledger, without the header."""
    trades = load_trades()
    trade = markets(suppliers(town, trades), trades, year)
    for row in bookings(town, load_accounts(town), trade, year, rows):
        yield _line(row, town)


def _line(row: Booking, town: Town) -> str:
    return (
        f"{town.organisation_id};{town.name};{row.voucher};{row.supplier.name};{row.supplier.number};"
        f"{row.account.number};{row.account.text};{f'{row.amount:.2f}'.replace('.', ',')};{row.booked_on};"
        f"{row.department};{row.invoice};{row.supplier.basis};;{town.municipality_code};"
    )


def _project(town: Town, years: tuple[int, int], ledgers: tuple[Path, ...]) -> str:
    people = ", ".join(f'"{year}": "{town.inhabitants_in(year)}"' for year in range(years[0], years[1] + 1))
    files = ", ".join(f"ledgers/{path.name}" for path in ledgers)
    return f"""\
# An invented municipality: see README.md in this folder.
project: {town.name} (invented)
organisation: {{id: {town.organisation_id}, name: {town.name}}}
inhabitants: {{{people}}}
chart: kbas
language: sv
ledgers: [{files}]
profile: nso-1.1
open_data: {{base_url: "https://example.com/norrsele/", email: oppnadata@example.com}}
"""


def _readme(town: Town) -> str:
    return f"""\
# {town.name} – påhittad

**Allt i den här mappen är påhittat.** Kommunen finns inte, och inte heller leverantörerna, personerna,
beloppen och fakturorna. Organisationsnumren har rätt kontrollsiffra men ligger i serier som inte
används; likheter med verkliga företag är en slump. Fördelningen på konton liknar en verklig kommuns, så
att rapporten blir lärorik – men siffrorna säger ingenting om någon kommuns klimatavtryck.

- `procurement.yaml`: projektets inställningar
- `ledgers/`: leverantörsreskontran, en fil per år, enligt den nationella specifikationen 1.1

**Everything in this folder is invented**: the municipality, its suppliers, persons, amounts and
invoices. The organisation numbers have a valid check digit but lie in series that are not in use. The
mix of accounts resembles a real municipality's; the figures say nothing about anybody's footprint.
"""


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))
