"""What a manifest must say, so that nobody who asks it stumbles: keys, kinds of values, how amounts are written."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from procurement_footprint.entities import Department, Entity
from procurement_footprint.languages import LANGUAGES
from procurement_footprint.period import LOOKS

Amount = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,9})?\Z")]
Number = Annotated[int, msgspec.Meta(ge=0)]
Booked = dict[str, Amount]


class _Made(msgspec.Struct):
    name: str
    version: str
    sha256: str


class _File(msgspec.Struct):
    name: str
    sha256: str


class _Tally(msgspec.Struct):
    rows: Number
    booked: Booked


class _Input(msgspec.Struct):
    name: str
    sha256: str
    rows: Number
    amount: Amount
    booked: Booked
    outside_period: _Tally
    rejected: _Tally
    excluded: dict[str, _Tally]
    profiles: list[str]
    entity: str | None = None
    number: Annotated[int, msgspec.Meta(ge=1)] | None = msgspec.field(default=None, name="import")


class _Run(msgspec.Struct):
    period: Annotated[str, msgspec.Meta(pattern=rf"^({LOOKS.pattern})\Z")] | None
    language: Annotated[str, msgspec.Meta(pattern=rf"^({'|'.join(LANGUAGES)})\Z")]
    profile: str | None
    chart: str | None
    accept_problems: bool
    as_of: Number | None = None
    entity: str | None = None
    suppliers: _File | None = None


class _Rows(msgspec.Struct):
    ledger: Number
    counted: Number
    left_out: Number
    unmapped: Number


class _Money(msgspec.Struct):
    ledger: Amount
    counted: Amount
    left_out: Amount
    unmapped: Amount


class _Totals(msgspec.Struct):
    rows: _Rows
    currency: str
    amount: _Money
    booked: dict[str, _Money]
    kg_co2e: Amount
    rejected_rows: Number = 0


class _Program(msgspec.Struct):
    name: str
    version: str


class Shared(msgspec.Struct, kw_only=True):
    """What is asked of the manifest of a footprint that was shared; it may say more."""

    program: _Program
    run: _Run
    totals: _Totals
    inputs: list[_Input]
    made_with: dict[str, list[_Made]]
    outputs: dict[str, str]
    invoices: list[_File] = []
    entities: tuple[Entity, ...] = ()
    departments: tuple[Department, ...] = ()


class Manifest(Shared, kw_only=True):
    """What is asked of the manifest of a footprint with its rows."""

    notes: list[str]


def wrong(read: dict[str, Any]) -> str | None:
    """Return what is wrong with the shape of a manifest, in one sentence; None where nothing is."""
    try:
        msgspec.convert(read, Shared if "shared" in read else Manifest)
    except msgspec.ValidationError as error:
        return str(error).replace("`", '"')
    return None
