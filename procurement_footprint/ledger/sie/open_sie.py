"""A SIE 4 file as one sheet: each line of a voucher is a row, with what the records above it say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from procurement_footprint.ledger.columns import CODED
from procurement_footprint.ledger.hints import SourceHints
from procurement_footprint.ledger.sie import checks, letters, nature
from procurement_footprint.ledger.sie.chart import chart_of
from procurement_footprint.ledger.sie.dimensions import Dimensions
from procurement_footprint.ledger.sie.parse import Wrong, parse
from procurement_footprint.ledger.sie.records import Records
from procurement_footprint.ledger.sie.vouchers import Vouchers
from procurement_footprint.problems import Problem, Refused, problem

_BLOCK_ROWS: Final = 200_000
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DOS_END: Final = b"\x1a"
# header → where it comes from; mappings/ledgers/sie.yaml gives them our names
_COLUMNS: Final = {
    "#TRANS konto": pl.col("account"),
    "#KONTO namn": pl.col("account_text"),
    "#TRANS belopp": pl.col("amount"),
    "#TRANS datum": pl.col("booked"),
    "#VER serie nummer": pl.col("number"),
    "#TRANS text": pl.col("said"),
    "#ORGNR företag": pl.col("organisation_id"),
    "#FNAMN": pl.col("organisation"),
    "#VALUTA": pl.col("currency"),
}


@dataclass(frozen=True, slots=True)
class SieRows:
    """The lines of a SIE file's vouchers. chart: the chart of accounts that #KPTYP names, where it is known."""

    frame: pl.DataFrame
    headers: tuple[str, ...]
    chart: str | None
    torn: tuple[Problem, ...]
    name: str | None = None

    def head(self, rows: int = 200) -> list[tuple[int, list[str | None]]]:
        """Return what the fields are called (line 1), and the first lines of vouchers."""
        first = self.frame.drop("aside").head(rows)
        return [(1, list(self.headers)), *((line, cells) for line, *cells in first.iter_rows())][:rows]

    def blocks(
        self, header_line: int, rejected: list[Problem] | None = None, coded: Collection[int] = ()
    ) -> Iterator[pl.DataFrame]:
        """Yield the lines as text columns, and why they are `aside`; see `source.Sheet`."""
        if self.torn and rejected is None:
            raise Refused(self.torn)
        if rejected is not None:
            rejected += self.torn
        texts = [name for number, name in enumerate(self.frame.columns[1:-1]) if number not in coded]
        for block in self.frame.iter_slices(_BLOCK_ROWS):
            yield block.with_columns(pl.col(texts).cast(pl.String))


def open_sie(raw: bytes, file: str, hints: SourceHints) -> tuple[SieRows, list[str], list[Problem]]:
    """Return the vouchers in the SIE file `raw` called `file`, what the user should know about it, what is wrong.

    Errors: Refused when it has no vouchers, or its letters cannot be read.
    """
    text, said = letters.decoded(raw.rstrip(_DOS_END), file, hints)
    _refuse_controls(text, file)
    wrong = Wrong(file)
    records, vouchers = parse(text, wrong)
    if not vouchers.heads:
        raise Refused([*wrong.all(), _without_vouchers(records, file)])
    dimensions = Dimensions(records, vouchers.objects)
    rows, notes = _rows(records, vouchers, dimensions, wrong)
    headers = (*_COLUMNS, *dimensions.headers)
    chart, about = chart_of(records)
    sheet = SieRows(rows, headers, chart, tuple(wrong.torn))
    return sheet, [f"SIE {records.kind or '4'}, {', '.join([*said, *about])}", *notes, *dimensions.notes], wrong.all()


def _without_vouchers(records: Records, file: str) -> Problem:
    if records.kind in ("", "1", "2", "3"):
        holds = {"2": "months", "3": "objects"}.get(records.kind, "the year")
        return problem("sie-no-vouchers", file, kind=records.kind or "1", holds=holds)
    return problem("ledger-no-rows", file)


def _refuse_controls(text: str, file: str) -> None:
    if found := _CONTROL.search(text):
        line = len(text[: found.start()].replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        raise Refused([problem("control-character", f"{file}:{line}", byte=f"{ord(found[0]):02X}")])


def _rows(records: Records, vouchers: Vouchers, dimensions: Dimensions, wrong: Wrong) -> tuple[pl.DataFrame, list[str]]:
    """Return all lines with "line", a text for each header, and "aside"; and what the checks found."""
    heads = vouchers.table()
    lines = vouchers.lines().join(heads, on="voucher", how="left", maintain_order="left")
    lines = lines.with_columns(booked=pl.coalesce("day", "voucher_day"))
    debit = checks.checked(lines, vouchers, records, wrong)
    used = lines["account"].unique(maintain_order=True).cast(pl.String).to_list()
    judged = {account: nature.of_account(account, records) for account in used}
    lines = lines.hstack(dimensions.columns(lines["objects"]))
    lines = lines.with_columns(aside=nature.aside(lines, {account: of for account, (of, _) in judged.items()}))
    names = pl.DataFrame({"account": used, "account_text": [records.accounts.get(one) or None for one in used]})
    named = lines.join(names.cast(CODED), on="account", how="left", maintain_order="left").with_columns(
        said=_text(),
        organisation_id=pl.lit(records.number or None, pl.String).cast(CODED),
        organisation=pl.lit(records.name or None, pl.String).cast(CODED),
        currency=pl.lit(records.currency or None, pl.String).cast(CODED),
    )
    texts = [*_COLUMNS.values(), *map(pl.col, dimensions.names)]
    columns = {f"c{number}": text for number, text in enumerate(texts)}
    found = named.select("line", **columns, aside=pl.col("aside"))
    doubtful = [account for account, (_, doubt) in judged.items() if doubt]
    return found, _notes((heads.height, lines.height), debit, doubtful, records, wrong)


def _text() -> pl.Expr:
    """The text of the voucher and, where it says more, that of the line."""
    more = pl.col("text") != pl.col("voucher_text")
    return (
        pl.when(more)
        .then(pl.concat_str("voucher_text", "text", separator=": "))
        .otherwise(pl.coalesce("text", "voucher_text"))
    )


def _notes(
    counts: tuple[int, int], debit: Decimal | None, doubtful: list[str], records: Records, wrong: Wrong
) -> list[str]:
    said = [f"vouchers: {counts[0]:,}, their lines: {counts[1]:,}"]
    if debit is not None and not any(p.code == "sie-unbalanced" for p in wrong.problems):
        said[0] += f"; debit {debit:,} = credit in each of them"
    if agree := checks.agreeing(records, wrong):
        said.append(f"results of the year (#RES) that agree with the vouchers: {agree}")
    if doubtful:
        said.append(f"accounts whose #KTYP is not what their number says, kept as rows: {', '.join(sorted(doubtful))}")
    if records.unknown:
        skipped = ", ".join(f"#{label} {count}" for label, count in sorted(records.unknown.items()))
        said.append(f"records that the standard does not have, skipped: {skipped}")
    return said
