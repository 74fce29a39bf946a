"""A block of text cells becomes a block of ledger rows; what cannot be read is listed beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from procurement_footprint.ledger import accounting_period, amount_column, codes, dates
from procurement_footprint.ledger.amounts import AFFIXES, Mark, Style
from procurement_footprint.ledger.coded import cleaned, coded, stripping
from procurement_footprint.ledger.columns import CODED, LEDGER
from procurement_footprint.ledger.derived import Derived
from procurement_footprint.ledger.identity import identities, marks, with_person
from procurement_footprint.ledger.layout import Layout
from procurement_footprint.ledger.profile import DELIVERED, Profile

_CODE_AND_TEXT: Final = r"^([0-9A-Za-z]*[0-9][0-9A-Za-z]*)(?:\s*[-–:]\s*|\s+)(\S.*)$"
_TEXT_OF = {"account": "account_text", "department_id": "department"}
_TEXTS = {"amount": "amount_text", "booked_on": "date_text", "currency": "currency_text"}
_PERIOD = accounting_period.COLUMN
# texts that repeat, but for the currency, whose letters are looked at
_CODED = ["booked_on", *(name for name in DELIVERED if LEDGER.get(name) == CODED and name != "currency")]
AT = "at"  # a column of blocks whose rows are not addressed by their line
BAD: dict[str, pl.DataType] = {
    "line": pl.UInt32(),
    "column": pl.String(),
    "code": pl.String(),  # of the Problem
    "value": pl.String(),
    "amount": LEDGER["amount"],  # of the row, null where unreadable
}


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for every row of a sheet that says nothing else. address: what stands before the line."""

    address: str
    booked_on: date | None
    currency: str | None
    organisation_id: str | None
    organisation: str | None


@dataclass(slots=True)
class Known:
    """What is known of the texts of a sheet that repeat: each is stripped, read or looked through once."""

    profile: Profile
    stripped: dict[str, Derived] = field(default_factory=dict)  # column → see `coded.stripping`
    days: dict[dates.Reading, Derived] = field(default_factory=dict)
    numbers: Derived = field(init=False)
    names: Derived = field(init=False)
    buyers: Derived = field(default_factory=lambda: Derived(_buyers))

    def __post_init__(self) -> None:
        self.numbers = Derived(lambda texts: _suppliers(texts, self.profile.masked))
        self.names = Derived(lambda texts: _named(texts, self.profile.masked))

    def strip(self, texts: pl.Series) -> pl.Series:
        """Return the texts of a column that is coded, see `coded`."""
        if texts.name not in self.stripped:
            self.stripped[texts.name] = stripping(self.profile.empty)
        return coded(texts, self.stripped[texts.name])

    def dated(self, texts: pl.Series, reading: dates.Reading) -> pl.DataFrame:
        """Return booked_on, period and date_why of texts (coded)."""
        if reading not in self.days:
            self.days[reading] = Derived(lambda distinct: _days(distinct, reading))
        return self.days[reading].of(texts)


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed block. rows: LEDGER, line and legal (a legal entity's number). bad: cells as in `BAD`.

    noise: how many amounts were rounded because they carry what floating point leaves behind. moved: how many rows
    stand on another day than the one written, because of their accounting period.
    """

    rows: pl.DataFrame
    bad: pl.DataFrame
    noise: int
    moved: int


def repeating(layout: Layout) -> frozenset[int]:
    """Return the columns of the file whose texts are coded as they stand."""
    at_once = {layout.columns[name].index for name in _at_once(layout)}
    return frozenset(at_once - {layout.columns[name].index for name in layout.columns.keys() - {*_at_once(layout)}})


def _at_once(layout: Layout) -> list[str]:
    in_two = {name for code in layout.profile.code_and_text for name in (code, _TEXT_OF[code])}
    return [name for name in _CODED if name in layout.columns and name not in in_two]


def cells(block: pl.DataFrame, layout: Layout, known: Known) -> pl.DataFrame:
    """Return "line" and the columns that we know, by our names: stripped text, null where nothing is said.

    What LEDGER says is coded is so here, but for the currency; and so is the date.
    """
    there = {
        name: pl.col(f"c{column.index}")
        for name, column in layout.columns.items()
        if f"c{column.index}" in block.columns
    }
    addressed = [AT] if AT in block.columns else []
    profile, named = layout.profile, block.select("line", *addressed, **there)
    at_once = [name for name in _at_once(layout) if name in there]
    held = cleaned(named.drop(at_once), profile.empty)
    if absent := [name for name in layout.columns if name not in there]:
        held = held.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    if split := _split(profile, held.columns):
        held = held.with_columns(**split)
    held = held.hstack([known.strip(named[name]) for name in at_once])
    uncoded = [name for name in _CODED if held.schema.get(name) == pl.String]
    return held.cast(dict.fromkeys(uncoded, CODED)) if uncoded else held


def typed(
    texts: pl.DataFrame,
    layout: Layout,
    given: Given,
    known: Known,
    style: Style,
    reading: dates.Reading,
    mark: Mark | None = None,
) -> Typed:
    """Return the bookings among `cells` as rows of the LEDGER contract, and the cells that cannot be read.

    mark: the one by which all amounts are plain numbers, where that is known.
    """
    absent = [name for name in DELIVERED if name not in texts.columns]
    full = texts.with_columns(pl.lit(None, CODED if name in _CODED else pl.String).alias(name) for name in absent)
    rows = full.rename({"amount": "amount_text", "booked_on": "date_text", "currency": "currency_text"})
    rows = rows.hstack(amount_column.amounts(rows["amount_text"], style, mark))
    rows = _with_dates(rows, known, reading) if "booked_on" in layout.columns else _on_one_day(rows, given)
    if _PERIOD in layout.columns:
        rows = accounting_period.inside(rows).with_columns(period=_quarter(pl.col("booked_on")).cast(CODED))
    rows = _with_currency(rows, given)
    rows = _with_supplier(rows, known)
    rows = _with_organisation(rows, given, known)
    rows = rows.with_columns(codes.normalised(rows[name]) for name in codes.NORMALISED if name in layout.columns)
    address, chart = pl.lit(given.address), pl.lit(layout.profile.chart, pl.String)
    stands = pl.col(AT if AT in texts.columns else "line")
    rows = rows.with_columns(row_id=pl.concat_str(address, stands), chart=chart)
    ledger = rows.select("line", *(pl.col(name).cast(kind) for name, kind in LEDGER.items()), "legal")
    moved = int(rows["moved"].sum()) if _PERIOD in layout.columns else 0
    return Typed(ledger, _bad(rows), len(rows["noise"].arg_true()), moved)


def _split(profile: Profile, there: list[str]) -> dict[str, pl.Expr]:
    split = {}
    for code in (code for code in profile.code_and_text if code in there):
        # a cell of digits only is a code without text; any other that does not match is a text without code
        cell, text = pl.col(code), _TEXT_OF[code]
        bare = cell.str.contains("^[0-9]+$")
        words = [cell.str.extract(_CODE_AND_TEXT, 2), pl.when(~bare).then(code)]
        split[code] = pl.coalesce(cell.str.extract(_CODE_AND_TEXT, 1), pl.when(bare).then(code))
        split[text] = pl.coalesce(*words, text) if text in there else pl.coalesce(*words)
    return split


def _on_one_day(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    day = pl.lit(given.booked_on, pl.Date)
    return rows.with_columns(booked_on=day, period=_quarter(day), date_why=pl.lit(None, pl.String))


def _with_dates(rows: pl.DataFrame, known: Known, reading: dates.Reading) -> pl.DataFrame:
    """Add booked_on, period and date_why."""
    return rows.hstack(known.dated(rows["date_text"], reading))


def _days(texts: pl.Series, reading: dates.Reading) -> pl.DataFrame:
    read = [_date(text, reading) for text in texts]
    return pl.DataFrame(
        {"booked_on": [day for day, _ in read], "date_why": [why for _, why in read]},
        schema={"booked_on": pl.Date, "date_why": pl.String},
    ).with_columns(period=_quarter(pl.col("booked_on")).cast(CODED))


def _date(text: str | None, reading: dates.Reading) -> tuple[date | None, str | None]:
    if text is None:
        return None, "date-empty"
    try:
        return dates.parse_date(text, reading), None
    except ValueError as error:
        return None, str(error)


def _quarter(day: pl.Expr) -> pl.Expr:
    return pl.concat_str(day.dt.year(), pl.lit("-Q"), day.dt.quarter())


def _with_currency(rows: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Add currency and currency_why; a sign beside the amount must agree with it."""
    if rows["currency_text"].null_count() == rows.height:
        plain = pl.lit(given.currency, pl.String)
        why = pl.lit(None if given.currency else "currency-empty", pl.String)
        return _agreeing(rows.with_columns(currency=plain, currency_why=why))
    said = pl.col("currency_text").str.to_uppercase().fill_null(given.currency or "")
    code = pl.when(said.str.contains("^[A-Z]{3}$")).then(said)
    empty, unreadable = pl.lit("currency-empty"), pl.lit("currency-unreadable")
    why = pl.when(said == "").then(empty).when(code.is_null()).then(unreadable)
    return _agreeing(rows.with_columns(currency=code, currency_why=why))


def _agreeing(rows: pl.DataFrame) -> pl.DataFrame:
    """Add to why where a sign beside the amount is not that of the row's currency."""
    affixes = rows["affix"].drop_nulls().unique()
    if affixes.is_empty():
        return rows
    other = pl.any_horizontal(
        (pl.col("affix") == affix) & ~pl.col("currency").is_in(AFFIXES[affix]) for affix in affixes
    )
    return rows.with_columns(why=pl.when(other).then(pl.coalesce("why", pl.lit("amount-currency"))).otherwise("why"))


def _with_supplier(rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Normalise supplier_id; add legal and sole_trader, by number, by a number in the name, or masked."""
    by_number, by_name = known.numbers.of(rows["supplier_id"]), known.names.of(rows["supplier"])["person"]
    return rows.with_columns(
        supplier_id=by_number["id"], legal=by_number["legal"], sole_trader=by_number["person"] | by_name
    )


def _suppliers(numbers: pl.Series, marked: Collection[str]) -> pl.DataFrame:
    """Return for each number its normal form, whether it is a legal entity's, and whether it is a person or masked."""
    masked = pl.col("delivered").is_in(marks(numbers.drop_nulls(), marked).implode()).fill_null(False)
    return _identified(numbers).select(
        id=pl.when(~masked).then("id").cast(CODED),
        legal=pl.col("legal").fill_null(False),
        person=pl.col("person").fill_null(False) | masked,
    )


def _named(names: pl.Series, marked: Collection[str]) -> pl.DataFrame:
    """Return for each name whether it tells of a person, by a number in it or because it is masked."""
    there = names.drop_nulls()
    persons = pl.concat([with_person(there), marks(there, marked)])
    return pl.DataFrame({"person": names.is_in(persons.implode()).fill_null(False)})


def _buyers(numbers: pl.Series) -> pl.DataFrame:
    return _identified(numbers).select(pl.col("id").cast(CODED))


def _identified(numbers: pl.Series) -> pl.DataFrame:
    """Return a line for each of distinct numbers: `identities`, null for null."""
    table = identities(numbers.drop_nulls())
    return numbers.alias("delivered").to_frame().join(table, on="delivered", how="left", maintain_order="left")


def _with_organisation(rows: pl.DataFrame, given: Given, known: Known) -> pl.DataFrame:
    buyer = known.buyers.of(rows["organisation_id"])["id"]
    return rows.with_columns(
        organisation_id=pl.coalesce(buyer, pl.lit(given.organisation_id, pl.String)),
        organisation=pl.coalesce("organisation", pl.lit(given.organisation, pl.String)),
    )


def _bad(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one line for each cell that cannot be read, in the order of the file."""
    empty = pl.when(pl.col("amount_text").is_null()).then(pl.lit("amount-empty"))
    reasons = {"amount": pl.coalesce("why", empty), "booked_on": pl.col("date_why")}
    reasons["currency"] = pl.col("currency_why")
    if accounting_period.WHY in rows.columns:
        reasons[_PERIOD] = pl.col(accounting_period.WHY)
    codes = rows.select(**reasons)
    found = [
        rows.filter(codes[name].is_not_null()).select(
            "line", "amount", column=pl.lit(name), code=code, value=pl.col(_TEXTS.get(name, name)).cast(pl.String)
        )
        for name, code in reasons.items()
        if codes[name].count()
    ]
    if not found:
        return pl.DataFrame(schema=BAD)
    ordered = pl.concat(found).sort("line", maintain_order=True)
    return ordered.select(pl.col(name).cast(kind) for name, kind in BAD.items())
