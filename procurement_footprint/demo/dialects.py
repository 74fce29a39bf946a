"""The invented group's ledgers as text, each as its finance system delivers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from procurement_footprint.demo.ledger_rows import Row
from procurement_footprint.demo.members import Member
from procurement_footprint.demo.town import HEADER

# The columns of a Unit4 extract, by what the header calls them: "T" after a code is the text beside it.
UNIT4 = (
    *("T", "Period", "Organisationsnr.", "Lev.nr", "Lev.nr(T)", "VT", "Ver.nr", "Ansvar", "Ansvar(T)"),
    *("Projekt", "Verks", "Aktiv", "Motpart", "Objekt", "Ver.datum", "Konto", "Konto(T)", "Belopp"),
)


def national(member: Member, rows: Iterable[Row]) -> bytes:
    """Return rows by the national specification 1.1, as the plain demonstration writes them.

    A row of income stands under the buyer: that is where its number and name are.
    """
    lines = [HEADER]
    for row in rows:
        lines.append(
            f"{member.itself.number};{member.itself.name};{row.voucher};{row.partner.name};{row.partner.number};"
            f"{row.account};{row.account_text};{decimal(row.ore, ',')};{row.booked_on};{row.department};{row.invoice};"
            f"{'' if row.sale else row.partner.basis};;{member.town.municipality_code};"
        )
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def unit4(rows: Iterable[Row], columns: Sequence[str] = UNIT4, names: Sequence[str] = (), period: str = "") -> bytes:
    """Return rows as an extract of the kind of Unit4's, saved as CSV with semicolons in Windows-1252.

    columns: which, in which order. names: what the header calls them, if not by their own names. period: what stands
    under Period, if not year and month of the row, such as 202413 for entries at the closing of the books.
    """
    lines = [";".join(names or columns)]
    for row in rows:
        cells = _unit4_cells(row, period)
        lines.append(";".join(cells[name] for name in columns))
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252")


def _unit4_cells(row: Row, period: str) -> dict[str, str]:
    number = row.partner.number.replace("-", "")
    return {
        "T": "B",
        "Period": period or f"{row.booked_on:%Y%m}",
        "Organisationsnr.": number,
        "Lev.nr": number[-5:],
        "Lev.nr(T)": row.partner.name,
        "VT": "KF" if row.sale else "LF",
        "Ver.nr": row.voucher,
        "Ansvar": row.department_id,
        "Ansvar(T)": row.department,
        "Projekt": "DRIFT" if row.account[0] != "1" else "INV",
        "Verks": "",
        "Aktiv": "",
        "Motpart": row.counterparty,
        "Objekt": "",
        "Ver.datum": str(row.booked_on),
        "Konto": row.account,
        "Konto(T)": row.account_text,
        "Belopp": decimal(row.ore, ","),
    }


def decimal(ore: int, mark: str) -> str:
    """Return an amount in öre as kronor with two decimals."""
    kronor, rest = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{kronor}{mark}{rest:02d}"
