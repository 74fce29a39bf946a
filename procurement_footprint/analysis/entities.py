"""A group's footprint entity by entity, and what its entities bought from each other, pair by pair.

Every krona of an entity's ledgers is in one column of its line:

    ledger = outside_ownership + intra_group + left_out (all other reasons) + unmapped + counted
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.sums import Sums
from procurement_footprint.ledger.book import LedgerFile
from procurement_footprint.ledger.columns import LEFT_OUT, UNMAPPED
from procurement_footprint.mapping.group import BUYER, INTRA_GROUP, OUTSIDE, SELLER, Group
from procurement_footprint.problems import Unbalanced

KEYS = ("entity", "organisation_id", "organisation")
STEPS = ("ledger", OUTSIDE, INTRA_GROUP, LEFT_OUT, UNMAPPED)
INCOME = "income"  # the reason by which rules leave sales out
PAIR = ("buyer", "seller", "period")
BOUGHT = ("rows_bought", "amount_bought", "amount_eliminated")
SOLD = ("rows_sold", "amount_sold")
MONEY = pl.Decimal(38, 2)
INTERNAL: dict[str, pl.DataType] = {
    **dict.fromkeys(("buyer", "buyer_name", "seller", "seller_name", "period"), pl.String()),
    "rows_bought": pl.Int64(),
    "amount_bought": MONEY,
    "amount_eliminated": MONEY,
    "rows_sold": pl.Int64(),
    "amount_sold": MONEY,
    "difference": MONEY,
}
_NAMED = {BUYER: "entity", SELLER: "seller"}


def named(raw: Sums, group: Group) -> Sums:
    """Return the sums with the codes of the entities instead of their places."""
    codes = {place: one.code for place, one in enumerate(group.entities)}
    return {
        name: table.with_columns(
            pl.col(place).replace_strict(codes, return_dtype=pl.String) for place in _NAMED if place in table.columns
        ).rename(_NAMED, strict=False)
        for name, table in raw.items()
    }


def entities(measured: pl.DataFrame, raw: Sums, group: Group) -> pl.DataFrame:
    """Return a line for each entity that has rows, most kilograms first: KEYS, STEPS in money, and all of `measured`.

    measured: entity and measures of what is counted. raw: the sums by codes, see `named`.
    """
    steps = _steps(raw)
    names = pl.DataFrame([(one.code, one.id, one.name) for one in group.entities], KEYS, orient="row")
    whole = steps.join(names, on="entity").join(measured, on="entity", how="left")
    nothing = [pl.col(name).fill_null(0).cast(kind) for name, kind in measured.schema.items() if kind.is_decimal()]
    filled = whole.with_columns(*nothing, pl.col("rows").fill_null(0))
    ordered = filled.sort("kg_co2e", "entity", descending=[True, False])
    return ordered.select(*KEYS, *STEPS, *measured.columns[1:])


def _steps(raw: Sums) -> pl.DataFrame:
    """Return entity and STEPS: the money of its ledgers, and of it what is not counted and why."""
    money, reason = pl.col("reporting_amount"), pl.col("reason")
    by_status = raw["by_status"].group_by("entity").agg(
        ledger=money.sum(), unmapped=money.filter(pl.col("status").cast(pl.String) == UNMAPPED).sum()
    )  # fmt: skip
    left_out = raw["left_out"].group_by("entity").agg(
        money.filter(reason == OUTSIDE).sum().alias(OUTSIDE),
        money.filter(reason == INTRA_GROUP).sum().alias(INTRA_GROUP),
        money.filter(~reason.is_in([OUTSIDE, INTRA_GROUP])).sum().alias(LEFT_OUT),
    )  # fmt: skip
    joined = by_status.join(left_out, on="entity", how="left")
    return joined.select("entity", *(pl.col(name).fill_null(0).cast(MONEY) for name in STEPS))


def internal(raw: Sums, group: Group) -> pl.DataFrame:
    """Return what entities bought from each other, by pair and quarter (INTERNAL), sorted.

    bought: rows of the buyer's ledger that name the seller and that no rule leaves out, whatever part of them is
    the group's; eliminated: the part that is left out as bought inside the group. sold: income rows of the seller's
    ledger that name the buyer, as positive money; null, like the difference (bought − sold), where no ledger of the
    seller with income is read.
    """
    pairs = raw["internal"].with_columns(pl.col("status").cast(pl.String))
    by_rule = (pl.col("status") == LEFT_OUT) & ~pl.col("reason").is_in([INTRA_GROUP, OUTSIDE])
    eliminated = pl.col("reporting_amount").filter(pl.col("reason") == INTRA_GROUP).sum()
    bought = pairs.filter(~by_rule).rename({"entity": "buyer"}).group_by(PAIR).agg(
        rows_bought=pl.sum("rows"), amount_bought=pl.sum("reporting_amount"), amount_eliminated=eliminated
    )  # fmt: skip
    income = pairs.filter(by_rule & (pl.col("reason") == INCOME)).rename({"entity": "seller", "seller": "buyer"})
    sold = income.group_by(PAIR).agg(rows_sold=pl.sum("rows"), amount_sold=-pl.sum("reporting_amount"))
    both = bought.join(sold, on=PAIR, how="full", coalesce=True)
    shown = pl.col("seller").is_in(raw["left_out"].filter(pl.col("reason") == INCOME)["entity"].unique().to_list())
    names = {one.code: one.name for one in group.entities}
    called = [pl.col(party).replace_strict(names).alias(f"{party}_name") for party in ("buyer", "seller")]
    return (
        both.with_columns(called)
        .with_columns(pl.col(name).fill_null(0) for name in BOUGHT)
        .with_columns(pl.when(shown).then(pl.col(name).fill_null(0)).alias(name) for name in SOLD)
        .with_columns(difference=pl.col("amount_bought") - pl.col("amount_sold"))
        .select(pl.col(name).cast(kind) for name, kind in INTERNAL.items())
        .sort(PAIR)
    )


def in_full(raw: Sums, files: Iterable[LedgerFile]) -> None:
    """Check that each entity has the money of its ledgers, in every currency: Unbalanced names each that has not."""
    wanted: dict[tuple[str, str], Decimal] = {}
    for file in files:
        for currency, amount in file.amounts.items():
            key = (file.entity or "", currency)
            wanted[key] = wanted.get(key, Decimal(0)) + amount
    sums = raw["by_status"].group_by("entity", "currency").agg(pl.sum("amount"))
    found = {(entity, currency): amount for entity, currency, amount in sums.iter_rows()}
    if wrong := list(_differences(wanted, found)):
        raise Unbalanced("\n  ".join(["entities do not add up to their ledgers:", *wrong]))


def _differences(wanted: dict[tuple[str, str], Decimal], found: dict[tuple[str, str], Decimal]) -> Iterator[str]:
    for entity, currency in sorted(wanted.keys() | found.keys()):
        has, gave = found.get((entity, currency), Decimal(0)), wanted.get((entity, currency), Decimal(0))
        if has != gave:
            yield f"{entity}: {has} {currency} of {gave} {currency}"


def unequal(table: pl.DataFrame) -> Iterator[str]:
    """Yield the entities whose ledger is not what becomes of it, step by step, to the öre."""
    counted = pl.col("ledger") - pl.sum_horizontal(pl.col(name).cast(MONEY) for name in STEPS[1:])
    for entity, rest, amount in table.select("entity", counted.cast(MONEY), "reporting_amount").iter_rows():
        if rest != amount:
            yield f"entities: {entity} has {amount} counted instead of {rest}"
