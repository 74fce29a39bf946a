"""Every gram and öre between two versions of a closed period has one cause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_footprint.footprint.restated import changes as changed
from procurement_footprint.footprint.restated import price_list, same_lines
from procurement_footprint.footprint.restated.causes import CAUSES, Side
from procurement_footprint.footprint.restated.price_list import PriceList
from procurement_footprint.footprint.rows import WRITTEN
from procurement_footprint.problems import Refused, Unbalanced

DAY = date(2024, 3, 1)


@dataclass(frozen=True)
class Figures:
    """kg per EUR of each category, their year, and the prices."""

    factors: tuple[tuple[str, float], ...] = (("food", 0.4), ("meals", 0.2), ("taxi", 0.15))
    year: int = 2023
    rate: float = 11.5
    deflator: float = 0.97
    basis: float = 1.0

    def per_unit(self, category: str) -> float:
        return self.deflator * self.basis * dict(self.factors)[category] / self.rate

    @property
    def list(self) -> PriceList:
        lines = [
            (category, 2024, "SEK", None, "s@1", "EUR", self.year, self.rate, self.deflator, self.basis, per_unit)
            for category, _ in self.factors
            if (per_unit := self.per_unit(category)) is not None
        ]
        return PriceList(pl.DataFrame(lines, price_list.SCHEMA, orient="row"))


@dataclass(frozen=True)
class Line:
    """A line of the ledger and what the rules say of it: a category, or `left out: why`, or `-`; or a split."""

    place: str
    amount: Decimal
    outcomes: tuple[tuple[str, int], ...] = (("food", 1),)
    voucher: str = "1"
    department: str = "Skola"
    rate: Decimal = Decimal(1)  # to the reporting currency
    measured: Decimal | None = None  # kilograms that activity data give instead of money


def rows(line: Line, figures: Figures) -> list[dict[str, object]]:
    parts = sum(share for _, share in line.outcomes)
    left, found = line.amount, []
    for number, (outcome, share) in enumerate(line.outcomes, 1):
        last = number == len(line.outcomes)
        amount = left if last else (line.amount * share / parts).quantize(Decimal("0.01"))
        left -= amount
        found.append(row(line, outcome, amount, figures) | {"part": number if len(line.outcomes) > 1 else None})
    return found


def row(line: Line, outcome: str, amount: Decimal, figures: Figures) -> dict[str, object]:
    status = "unmapped" if outcome == "-" else "left_out" if outcome.startswith("left out: ") else "counted"
    known = {
        "row_id": line.place, "booked_on": DAY, "voucher": line.voucher, "department": line.department,
        "amount": amount, "currency": "SEK", "reporting_amount": (amount * line.rate).quantize(Decimal("0.01")),
        "status": status, "reason": {"unmapped": "no_rule", "left_out": outcome[10:]}.get(status),
        "exchange_rate": 1.0, "deflator": 1.0, "price_basis": 1.0,
    }  # fmt: skip
    if status != "counted":
        return known
    per_unit = figures.per_unit(outcome)
    spent = Decimal(round(float(amount) * per_unit * 1000)) / 1000
    counted = {
        "category": outcome, "factor_year": figures.year, "exchange_rate": figures.rate, "deflator": figures.deflator,
        "price_basis": figures.basis, "kg_per_unit": per_unit, "kg_co2e": spent,
    }  # fmt: skip
    if line.measured is not None:
        counted |= {"activity": "a.csv:2", "covered_amount": known["reporting_amount"], "kg_co2e": line.measured}
    return known | counted


def side(lines: list[Line], figures: Figures) -> Side:
    held = [one for line in lines for one in rows(line, figures)]
    table = pl.DataFrame([{name: one.get(name) for name in WRITTEN} for one in held], WRITTEN)
    return Side(table.lazy(), figures.list)


def found(before, after, old=Figures(), new=None, redelivered=()):
    return changed.changes(side(before, old), side(after, new or old), redelivered, "SEK")


def causes(of) -> dict[str, Decimal]:
    """The kilograms of each cause that touches any row."""
    return {cause: figures.kg for cause, touched, figures in of.by_cause if touched}


def line(number: int, amount: str = "1000.00", **more) -> Line:
    return Line(f"2024.csv:{number}", Decimal(amount), voucher=str(number), **more)


LINES = [line(1), line(2, "-20.50"), line(3, "500.00", outcomes=(("left out: wages", 1),))]
OLD = Figures()


def kg(amount: str, category: str, figures: Figures = OLD) -> Decimal:
    return Decimal(round(float(amount) * figures.per_unit(category) * 1000)) / 1000


def test_the_same_twice_differs_in_nothing() -> None:
    same = found(LINES, LINES)
    assert same.groups.is_empty()
    assert [(cause, touched) for cause, touched, _ in same.by_cause] == [
        ("ledger", 0), ("boundary", 0), ("mapping", 0), ("factors", 0), ("prices", 0),
    ]  # fmt: skip


def test_a_row_that_came_and_one_with_other_money_are_the_ledger() -> None:
    after = [line(1), line(2, "-30.50"), LINES[2], line(4, "7.00", outcomes=(("taxi", 1),))]
    of = found(LINES, after)
    assert causes(of) == {"ledger": kg("-30.50", "food") - kg("-20.50", "food") + kg("7.00", "taxi")}
    ((_, touched, total), *_) = of.by_cause
    assert (touched, total.rows, total.amount, total.counted_rows) == (2, 1, Decimal("-3.00"), 1)


def test_a_month_that_was_delivered_again_changes_only_what_it_says_otherwise() -> None:
    twice = [*LINES, replace(line(1), place="2024.csv:4")]  # a line that says the same as another
    again = [replace(one, place=f"again.csv:{number}") for number, one in enumerate(twice, 10)]
    assert causes(found(twice, again)) == {}
    assert causes(found(LINES, again)) == {"ledger": kg("1000.00", "food")}


def test_a_line_between_counted_and_not_counted_is_the_boundary() -> None:
    after = [line(1, outcomes=(("-", 1),)), LINES[1], line(3, "500.00", outcomes=(("meals", 1),))]
    assert causes(found(LINES, after)) == {"boundary": kg("500.00", "meals") - kg("1000.00", "food")}
    other_reason = [*LINES[:2], line(3, "500.00", outcomes=(("left out: taxes", 1),))]
    of = found(LINES, other_reason)
    assert causes(of) == {"boundary": 0}
    assert of.groups.height == 2


def test_another_category_or_split_is_the_mapping() -> None:
    halves = (("meals", 1), ("taxi", 1))
    after = [line(1, outcomes=halves), *LINES[1:]]
    expected = kg("500.00", "meals") + kg("500.00", "taxi") - kg("1000.00", "food")
    assert causes(found(LINES, after)) == {"mapping": expected}


def test_less_of_a_row_counted_is_the_boundary_and_its_other_category_the_mapping() -> None:
    whole, half = [line(1)], [line(1, outcomes=(("food", 1), ("left out: outside_ownership", 1)))]
    assert causes(found(whole, half)) == {"boundary": kg("500.00", "food") - kg("1000.00", "food")}
    other = [line(1, outcomes=(("taxi", 1), ("left out: outside_ownership", 1)))]
    assert causes(found(whole, other)) == {
        "boundary": kg("500.00", "food") - kg("1000.00", "food"),
        "mapping": kg("500.00", "taxi") - kg("500.00", "food"),
    }


DEARER = replace(OLD, factors=(("food", 0.5), ("meals", 0.2), ("taxi", 0.15)))


def test_other_factors_and_other_prices_are_told_apart() -> None:
    assert causes(found(LINES, LINES, OLD, DEARER)) == {
        "factors": kg("1000.00", "food", DEARER) - kg("1000.00", "food") + kg("-20.50", "food", DEARER)
        - kg("-20.50", "food")
    }  # fmt: skip
    for prices in (replace(OLD, rate=11.0), replace(OLD, deflator=0.9), replace(OLD, basis=0.8)):
        assert list(causes(found(LINES, LINES, OLD, prices))) == ["prices"]
    # a factor of a newer year needs no deflator: that is the factor's doing
    newer = replace(DEARER, year=2024, deflator=1.0)
    assert list(causes(found(LINES, LINES, OLD, newer))) == ["factors"]
    both = causes(found(LINES, LINES, OLD, replace(newer, rate=11.0)))
    middle = replace(newer, rate=11.5)
    assert both["factors"] == sum(kg(a, "food", middle) - kg(a, "food") for a in ("1000.00", "-20.50"))


def test_a_row_that_came_counts_with_the_figures_of_then_and_newer_factors_have_the_rest() -> None:
    of = causes(found([], [line(1)], OLD, DEARER))
    assert of == {"ledger": kg("1000.00", "food"), "factors": kg("1000.00", "food", DEARER) - kg("1000.00", "food")}
    without = replace(OLD, factors=(("taxi", 0.15),))  # of food the earlier version knows nothing
    assert causes(found([], [line(1)], without, DEARER)) == {"ledger": kg("1000.00", "food", DEARER)}


def test_another_rate_to_the_reporting_currency_changes_money_by_prices() -> None:
    of = found(LINES, [replace(one, rate=Decimal("1.1")) for one in LINES])
    (total,) = (figures for cause, _, figures in of.by_cause if cause == "prices")
    assert (total.amount, total.counted_amount, total.kg) == (Decimal("147.95"), Decimal("97.95"), 0)
    assert list(causes(of)) == ["prices"]


def test_measured_quantities_and_another_department_are_causes_of_their_own() -> None:
    measured = [replace(LINES[0], measured=Decimal("12.000")), *LINES[1:]]
    expected = Decimal("12.000") - kg("1000.00", "food")
    assert causes(found(LINES, measured)) == {"measured": expected}
    # kilograms that are measured do not follow the factors of money
    assert causes(found([measured[0]], [measured[0]], OLD, DEARER)) == {}
    of = found(LINES, [replace(LINES[0], department="Kök"), *LINES[1:]])
    assert causes(of) == {"regrouped": 0}
    at = dict(of.groups.select("department", pl.col("kg_after") - pl.col("kg_before")).iter_rows())
    assert at == {"Skola": -kg("1000.00", "food"), "Kök": kg("1000.00", "food")}


def test_the_lines_of_a_file_that_came_again_are_the_same_only_with_their_supplier_and_department() -> None:
    one = side([line(1)], OLD).rows.with_columns(supplier=pl.lit("A"), department_id=pl.lit("1"))
    other = one.with_columns(supplier=pl.lit("B"))
    assert same_lines.pairs(one, other, ()).height == 1
    assert same_lines.pairs(one, other, ("2024.csv",)).height == 0
    a, b = ({"inputs": [{"name": "x.csv", "sha256": sha}, {"name": "x.csv", "sha256": "2"}]} for sha in ("1", "3"))
    assert same_lines.redelivered(a, b) == {"x.csv"}
    assert same_lines.redelivered(a, a) == set()


OUTCOMES = st.sampled_from(
    [(("food", 1),), (("meals", 1),), (("taxi", 1),), (("-", 1),), (("left out: wages", 1),),
     (("food", 1), ("meals", 2)), (("taxi", 1), ("left out: outside", 1))]
)  # fmt: skip
DRAWN = st.lists(
    st.builds(
        line,
        st.integers(1, 9),
        st.integers(-(10**7), 10**7).map(lambda ore: str(Decimal(ore) / 100)),
        outcomes=OUTCOMES,
        department=st.sampled_from(["Skola", "Kök"]),
        rate=st.sampled_from([Decimal(1), Decimal("1.1")]),
        measured=st.sampled_from([None, None, Decimal("3.141")]),
    ),
    max_size=7,
    unique_by=lambda one: one.place,
)
FIGURES = st.builds(
    lambda food, year, rate, deflator: replace(
        OLD, factors=(("food", food), *OLD.factors[1:]), year=year, rate=rate, deflator=deflator
    ),
    st.sampled_from([0.4, 0.55]), st.sampled_from([2023, 2024]), st.sampled_from([11.5, 10.9]),
    st.sampled_from([0.97, 1.0]),
)  # fmt: skip


@settings(max_examples=60)
@given(DRAWN, DRAWN, FIGURES, FIGURES)
def test_mixed_changes_add_up_exactly(before, after, old, new) -> None:
    of = found(before, after, old, new)  # refuses what does not add up, for every outcome and department
    totals = [sum((getattr(one, name) for _, _, one in of.by_cause), Decimal(0)) for name in ("amount", "kg")]
    assert totals == [of.after.amount - of.before.amount, of.after.kg - of.before.kg]
    kg_of = [sum((one.get("kg_co2e", 0) for line_ in lines for one in rows(line_, figures)), Decimal(0))
             for lines, figures in ((before, old), (after, new))]  # fmt: skip
    assert (of.before.kg, of.after.kg) == tuple(kg_of)
    assert "program" not in causes(of)


CHANGES = {
    "ledger": lambda lines, figures, at: ([*lines[:at], *lines[at + 1 :], line(99, "4.44")], figures),
    "boundary": lambda lines, figures, at: (_other(lines, at, (("left out: taxes", 1),)), figures),
    "mapping": lambda lines, figures, at: (_other(lines, at, (("meals", 2), ("taxi", 1))), figures),
    "factors": lambda lines, figures, at: (lines, replace(figures, factors=DEARER.factors)),
    "prices": lambda lines, figures, at: (lines, replace(figures, rate=10.9, deflator=0.9)),
    "measured": lambda lines, figures, at: (
        [*lines[:at], replace(lines[at], measured=Decimal("0.777")), *lines[at + 1 :]], figures,
    ),
}  # fmt: skip


def _other(lines, at, outcomes):
    return [*lines[:at], replace(lines[at], outcomes=outcomes), *lines[at + 1 :]]


@settings(max_examples=30)
@given(st.sampled_from(sorted(CHANGES)), st.lists(st.integers(1, 10**8), min_size=1, max_size=6), st.data())
def test_a_change_of_one_cause_is_found_to_be_that_cause(cause, amounts, data) -> None:
    lines = [line(number, str(Decimal(ore) / 100)) for number, ore in enumerate(amounts)]
    after, figures = CHANGES[cause](lines, OLD, data.draw(st.integers(0, len(lines) - 1)))
    of = found(lines, after, OLD, figures)
    assert set(causes(of)) <= {cause}
    assert causes(of) or of.before == of.after  # an öre may be too little to weigh a gram


def test_what_does_not_add_up_is_refused() -> None:
    before, after = (side(lines, OLD) for lines in (LINES, LINES[:2]))
    of = changed.changes(before, after, (), "SEK")
    held = [changed._outcomes(one.rows).collect() for one in (before, after)]
    with pytest.raises(Unbalanced, match="what changed does not add up to the difference of the versions"):
        changed._check(replace(of, groups=of.groups.clear()), *held)


def test_a_price_list_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    held = replace(OLD, rate=11.432519, deflator=0.9543503909266643).list
    price_list.write(held, tmp_path)
    assert price_list.read(tmp_path).table.equals(held.table)
    (tmp_path / price_list.FILE).unlink()
    with pytest.raises(Refused, match="what pins this closed period cannot be read"):
        price_list.read(tmp_path)


def test_every_cause_is_named() -> None:
    assert set(CHANGES) | {"regrouped", "program"} == set(CAUSES)


def test_a_row_that_moved_where_amounts_include_vat_takes_the_rate_of_its_day() -> None:
    held = OLD.list.table
    days = [(date(2020, 1, 1), 0.8), (date(2024, 2, 1), 0.5)]
    taxed = [
        held.with_columns(vat_since=pl.lit(day), price_basis=basis, kg_per_unit=pl.col("kg_per_unit") * basis)
        for day, basis in days
    ]
    prices = PriceList(pl.concat(taxed).select(*price_list.SCHEMA))
    reduced = replace(OLD, basis=0.5)
    before = Side(side([line(1)], reduced).rows, prices)
    after = Side(side([line(1, outcomes=(("meals", 1),))], reduced).rows, prices)
    of = changed.changes(before, after, (), "SEK")
    assert causes(of) == {"mapping": kg("1000.00", "meals", reduced) - kg("1000.00", "food", reduced)}
