"""A group's purchases as one: what its entities buy from each other is left out, and so is what is not the group's.

With b the share of the buyer that belongs to the group on the day of booking and s that of the seller (0: it is no
entity of the group, or not on that day), the money A of a row that no rule leaves out is

    outside the group's ownership   (1 − b) × A    left out, "outside_ownership"
    bought inside the group          b × s × A     left out, "intra_group": the seller's own purchases are counted
    bought outside                   b × (1 − s) × A    counted, or unmapped

in öre: inside = round(|A| × b), outside ownership is the rest; of inside, counted = round(inside × (1 − s)), eliminated
is the rest; halves up, with the sign of A.
The seller is found by its organisation number, else by its counterparty code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import polars as pl
from narwhals.typing import FrameT

from procurement_footprint.entities import Entity, turns
from procurement_footprint.ledger import identity
from procurement_footprint.ledger.addresses import file_of
from procurement_footprint.ledger.attach import attach, attach_each
from procurement_footprint.ledger.columns import CODED, LEFT_OUT, PART
from procurement_footprint.mapping import splits
from procurement_footprint.mapping.splits import BEGINS, ENDS, WHOLE

INTRA_GROUP, OUTSIDE, EVIDENCE = "intra_group", "outside_ownership", "group"
BUYER, SELLER = "_buyer", "_seller"  # the places of both in the list of entities
KEY, WHY, NUMBER, PARTS = "_key", "_why", "_number", "_parts"
FURTHER = {BEGINS: "_begins_inside", ENDS: "_ends_inside"}  # the second division, of what belongs to the group
NOBODY = -1

Span = tuple[int, int] | tuple[None, None]
Treatment = tuple[str | None, Span, Span]


@dataclass(frozen=True, slots=True)
class Group:
    """The entities of a consolidated footprint, and what becomes of a row of each on each day.

    entities: in the order of the project. files: whose each ledger file is, by its place among them. days: from which
    another share holds. table: KEY and, for each part of a row, why it is left out (null: it is not), its number, how
    many there are, and its two divisions, in millionths.
    """

    entities: tuple[Entity, ...]
    files: Mapping[str, int]
    days: tuple[date, ...]
    table: pl.DataFrame

    @property
    def parts(self) -> bool:
        """Whether rows may leave in parts."""
        return bool(self.table[PARTS].max() != 1)

    @property
    def without_ledger(self) -> tuple[Entity, ...]:
        """The entities of which no ledger is read."""
        held = set(self.files.values())
        return tuple(one for place, one in enumerate(self.entities) if place not in held)


def of(entities: Sequence[Entity], whose: Mapping[str, str | None]) -> Group:
    """Return the group of these entities. whose: ledger file → code of its entity."""
    places = {one.code: place for place, one in enumerate(entities)}
    files = {name: places[code] for name, code in whose.items() if code is not None}
    days = turns((one.since, one.until) for entity in entities for one in entity.ownership)
    return Group(tuple(entities), files, days, _table(entities, days))


def said(group: Group) -> Iterator[str]:
    """Yield what is to be printed: of whom there is no ledger, so that what was bought from it counts nowhere."""
    for one in group.without_ledger:
        yield (
            f"no ledger of {one.code} ({one.name}) is read: purchases from it are left out as bought inside the group, "
            "and its own are missing"
        )


def parties(rows: pl.LazyFrame, group: Group) -> pl.LazyFrame:
    """Return LEDGER rows with BUYER and SELLER: who of the group bought, and from whom of it; null: from nobody."""
    buyer = file_of(group.files).replace_strict(group.files, return_dtype=pl.Int32)
    ids = {identity.normal(one.id.strip()): place for place, one in enumerate(group.entities)}
    codes = {code.strip(): place for place, one in enumerate(group.entities) for code in one.counterparties}
    found = _looked_up(_looked_up(rows, "supplier_id", ids), "counterparty", codes)
    other = [pl.when(pl.col(f"_{name}") != pl.col(BUYER)).then(f"_{name}") for name in ("supplier_id", "counterparty")]
    named = found.with_columns(buyer.alias(BUYER)).with_columns(pl.coalesce(other).alias(SELLER))
    return named.drop("_supplier_id", "_counterparty")


def consolidated(rows: FrameT, group: Group) -> FrameT:
    """Return CLASSIFIED rows of `parties` with what is the group's: in parts where they are so only in part.

    A row that a rule leaves out stays as it is. Parts of a split row are divided on, each by itself.
    """
    names = rows.collect_schema().names()
    span = nw.sum_horizontal(nw.lit(0), *((nw.col("booked_on") >= nw.lit(day)).cast(nw.Int32) for day in group.days))
    width, seller = len(group.days) + 1, nw.col(SELLER).fill_null(NOBODY) + 1
    key = (nw.col(BUYER) * (len(group.entities) + 1) + seller) * width + span
    met = nw.when(nw.col("status") != LEFT_OUT).then(key).otherwise(nw.lit(NOBODY))
    keyed = rows.with_columns(met.cast(nw.Int32).alias(KEY))
    if group.parts:
        divided = splits.apportioned(attach_each(keyed, group.table, [KEY])).drop([BEGINS, ENDS])
        found = splits.apportioned(divided.rename({held: name for name, held in FURTHER.items()}))
        number = (nw.col("part").fill_null(1) - 1) * nw.col(PARTS) + nw.col(NUMBER)
        part = nw.when(nw.col(PARTS) > 1).then(number).otherwise(nw.col("part")).cast(nw.Int16)
        found = found.with_columns(part.alias("part"))
    else:
        found = attach(keyed, group.table.select(KEY, WHY), [KEY])
    return _left_out(found).select(names)


def _left_out(rows: FrameT) -> FrameT:
    left = ~nw.col(WHY).is_null()
    said = {"status": nw.lit(LEFT_OUT), "reason": nw.col(WHY), "evidence": nw.lit(EVIDENCE)}
    said |= {name: nw.lit(None) for name in ("category", "rule_id")}
    return rows.with_columns(
        **{name: nw.when(left).then(value).otherwise(nw.col(name)) for name, value in said.items()}
    )


def _looked_up(rows: pl.LazyFrame, column: str, places: Mapping[str, int]) -> pl.LazyFrame:
    table = pl.DataFrame(list(places.items()), {column: CODED, f"_{column}": pl.Int32()}, orient="row")
    return rows.join(table.lazy(), on=column, how="left", maintain_order="left")


def _table(entities: Sequence[Entity], days: Sequence[date]) -> pl.DataFrame:
    lines: list[tuple[object, ...]] = []
    for buyer, bought in enumerate(entities):
        for seller, sold in enumerate([None, *entities]):
            for span, day in enumerate([date.min, *days]):
                key = (buyer * (len(entities) + 1) + seller) * (len(days) + 1) + span
                b, s = (int((one.share(day) if one else 0) * WHOLE) for one in (bought, sold))
                held = treatments(b, s)
                lines += [(key, why, at, len(held), *one, *two) for at, (why, one, two) in enumerate(held, 1)]
    spans = dict.fromkeys((BEGINS, ENDS, *FURTHER.values()), pl.Int64())
    schema = {KEY: pl.Int32(), WHY: CODED, NUMBER: PART, PARTS: PART, **spans}
    return pl.DataFrame(lines, schema, orient="row")


def treatments(b: int, s: int) -> list[Treatment]:
    """Return the parts of a row, in their order: why each is left out (None: it is not), and its two divisions.

    b, s: the shares of buyer and seller, in millionths. A division that leaves nothing away is (None, None).
    """
    inside: Span = (0, b) if b < WHOLE else (None, None)
    outside: Span = (b, WHOLE) if b else (None, None)
    counted: Span = (0, WHOLE - s) if s else (None, None)
    eliminated: Span = (WHOLE - s, WHOLE) if s < WHOLE else (None, None)
    found: list[Treatment] = []
    found += [(None, inside, counted)] if b and s < WHOLE else []
    found += [(INTRA_GROUP, inside, eliminated)] if b and s else []
    found += [(OUTSIDE, outside, (None, None))] if b < WHOLE else []
    return found
