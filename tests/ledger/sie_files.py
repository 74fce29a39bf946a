r"""SIE 4 files written from the specification: quoted fields, `\"` for a quote, objects in braces, one brace a line."""

from __future__ import annotations

from dataclasses import dataclass, field

HEAD = (
    "#FLAGGA 0",
    '#PROGRAM "Provbok" 1.0',
    "#FORMAT PC8",
    '#GEN 20250115 "AB"',
    "#SIETYP 4",
    "#ORGNR 556677-8899",
    '#FNAMN "Norrsele Energi AB"',
    "#RAR 0 20240101 20241231",
    "#KPTYP EUBAS97",
    '#DIM 1 "Kostnadsställe"',
    '#DIM 20 "Motpart"',
    '#OBJEKT 1 "100" "Värme"',
    '#KONTO 1220 "Inventarier"',
    '#KONTO 1229 "Ackumulerade avskrivningar på inventarier"',
    '#KONTO 1930 "Företagskonto"',
    '#KONTO 2440 "Leverantörsskulder"',
    '#KONTO 3010 "Försäljning"',
    '#KONTO 5460 "Förbrukningsmaterial"',
    '#KONTO 7832 "Avskrivningar på inventarier"',
)


@dataclass(frozen=True)
class Line:
    """One line of a voucher. amount: as it is written."""

    account: str
    amount: str
    objects: tuple[tuple[str, str], ...] = ()
    day: str = ""
    text: str = ""
    label: str = "TRANS"

    def written(self) -> str:
        objects = " ".join(f"{dimension} {quoted(name)}" for dimension, name in self.objects)
        about = f"{quoted(self.day)} {quoted(self.text)}"
        return f"   #{self.label} {quoted(self.account)} {{{objects}}} {self.amount} {about}"


@dataclass(frozen=True)
class Voucher:
    """One voucher with its lines."""

    number: str
    day: str
    lines: tuple[Line, ...]
    text: str = ""
    series: str = "A"

    def written(self) -> list[str]:
        head = f"#VER {quoted(self.series)} {quoted(self.number)} {self.day} {quoted(self.text)}"
        return [head, "{", *(line.written() for line in self.lines), "}"]


@dataclass(frozen=True)
class Book:
    """A file: its records, then its vouchers."""

    vouchers: tuple[Voucher, ...] = ()
    head: tuple[str, ...] = HEAD
    more: tuple[str, ...] = field(default=())

    def lines(self) -> list[str]:
        return [*self.head, *self.more, *(line for voucher in self.vouchers for line in voucher.written())]

    def written(self, encoding: str = "cp437", newline: str = "\r\n") -> bytes:
        return "".join(f"{line}{newline}" for line in self.lines()).encode(encoding)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def purchase(number: str, amount: str, account: str = "5460", day: str = "20240115", **more: str) -> Voucher:
    """A voucher of two lines: an account of costs or assets, and the debt to the supplier."""
    minus = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
    return Voucher(number, day, (Line(account, amount), Line("2440", minus)), **more)
