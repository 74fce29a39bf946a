"""The small tables of a footprint: each adds up to the whole, whatever the ledger looks like."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from footprint_rows import TAXONOMY, WIDTHS, counted, frame, ledgers, left_out, unmapped
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.analysis.breakdown import COUNTED_TABLES, Breakdown, break_down, check
from procurement_footprint.analysis.sums import added_up
from procurement_footprint.problems import Unbalanced

TABLES = ("bridge", *COUNTED_TABLES, "unmapped", "left_out")
GROUP_OF = dict(zip(TAXONOMY["category"], TAXONOMY["group"], strict=True))
KEYS = {
    "groups": ("group",),
    "categories": ("category",),
    "departments": ("organisation_id", "organisation", "department_id", "department"),
    "departments_by_group": ("organisation", "department_id", "department", "group"),
    "periods": ("period",),
    "evidence": ("evidence", "quality"),
}


def broken_down(*rows) -> Breakdown:
    return break_down(added_up(frame(rows)), TAXONOMY, "SEK", WIDTHS)


@given(ledgers)
def test_every_table_adds_up_to_the_whole(rows):
    breakdown = broken_down(*rows)
    check(breakdown)
    assert breakdown.totals.rows["ledger"] == len(rows)
    assert breakdown.totals.amount["ledger"] == sum((row["reporting_amount"] for row in rows), Decimal(0))
    for currency, four in breakdown.totals.booked.items():
        own = [row["amount"] for row in rows if row["currency"] == currency]
        assert four["ledger"] == sum(own, Decimal(0))


@given(ledgers)
def test_tables_agree_with_sums_made_in_another_way(rows):
    breakdown = broken_down(*rows)
    bought = [row | {"group": GROUP_OF[row["category"]]} for row in rows if row["status"] == "counted"]
    for name, keys in KEYS.items():
        expected = defaultdict(lambda: (0, Decimal(0), Decimal(0)))
        for row in bought:
            lines, amount, kg = expected[tuple(row[key] for key in keys)]
            expected[tuple(row[key] for key in keys)] = (
                lines + 1,
                amount + row["reporting_amount"],
                kg + row["kg_co2e"],
            )
        found = getattr(breakdown, name).select(*keys, "rows", "reporting_amount", "kg_co2e").rows()
        assert {line[:-3]: line[-3:] for line in found} == dict(expected), name


@given(ledgers)
def test_sole_traders_and_rows_without_supplier_are_one_line_each(rows):
    breakdown = broken_down(*rows)
    bought = [row for row in rows if row["status"] == "counted"]
    pools = {
        "sole_traders": [row for row in bought if row["sole_trader"]],
        "no_supplier": [
            row for row in bought if not row["sole_trader"] and not row["supplier_id"] and not row["supplier"]
        ],
    }
    for pool, own in pools.items():
        lines = breakdown.suppliers.filter(pl.col("pooled") == pool)
        assert lines["rows"].to_list() == ([len(own)] if own else [])
        assert lines["kg_co2e"].to_list() == ([sum(row["kg_co2e"] for row in own)] if own else [])
        assert lines["supplier_id"].null_count() == lines["supplier"].null_count() == len(lines)
    numbers = breakdown.suppliers["supplier_id"].drop_nulls()
    assert numbers.n_unique() == len(numbers)


@given(ledgers, st.randoms())
def test_the_order_of_the_ledger_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    first, second = broken_down(*rows), broken_down(*shuffled)
    assert first.totals == second.totals
    for name in TABLES:
        assert getattr(first, name).equals(getattr(second, name)), name


def test_an_empty_footprint_is_zero_everywhere():
    breakdown = broken_down()
    check(breakdown)
    zeros = dict.fromkeys(("ledger", "counted", "left_out", "unmapped"), 0)
    assert (breakdown.totals.rows, breakdown.totals.amount, breakdown.totals.kg_co2e) == (zeros, zeros, 0)
    assert [getattr(breakdown, name).height for name in TABLES] == [2, *[0] * (len(TABLES) - 1)]


def test_money_larger_than_64_bits_of_ore_is_exact():
    largest = "9999999999999999.99"
    breakdown = broken_down(*[counted(largest, "1.001")] * 30)
    assert breakdown.totals.amount["counted"] == Decimal(largest) * 30
    check(breakdown)


def test_measures_are_grams_per_krona_and_shares_of_the_counted_whole():
    breakdown = broken_down(
        counted("100.00", "3.000"),
        counted("300.00", "1.000", category="buildings-new"),
        left_out("1000.00"),
    )
    food, buildings = breakdown.categories.rows(named=True)
    assert food == {
        "group": "food",
        "category": "food-meat",
        "scope3_category": "1",
        "capital_good": False,
        "rows": 1,
        "reporting_amount": Decimal("100.00"),
        "kg_co2e": Decimal("3.000"),
        "kg_co2e_low": Decimal("0.765"),
        "kg_co2e_high": Decimal("8.170"),
        "grams_per_unit": 30.0,
        "share_of_kg": 0.75,
        "share_of_amount": 0.25,
        "quality": "B",
        "above_next": 0.904133,
    }
    assert buildings["category"] == "buildings-new"


def test_grams_and_shares_are_null_where_there_is_nothing_to_divide_by():
    breakdown = broken_down(counted("100.00", "1.000"), counted("-100.00", "-1.000"))
    none = Decimal("0.000")
    assert breakdown.groups.row(0)[3:] == (none, none, none, None, None, None, None, None)


def test_the_bridge_reads_from_ledger_to_counted_with_the_largest_reason_first():
    breakdown = broken_down(
        counted("10.00", "1.000"),
        left_out("5.00", reason="taxes"),
        left_out("-70.00"),
        unmapped("1.00"),
        unmapped("2.00", reason="no_factor", category="food-meat"),
    )
    assert breakdown.bridge.rows() == [
        ("ledger", None, 5, Decimal("-52.00")),
        ("left_out", "wages", 1, Decimal("-70.00")),
        ("left_out", "taxes", 1, Decimal("5.00")),
        ("unmapped", "no_factor", 1, Decimal("2.00")),
        ("unmapped", "no_rule", 1, Decimal("1.00")),
        ("counted", None, 1, Decimal("10.00")),
    ]


def test_a_supplier_is_one_line_under_the_name_with_the_most_money():
    breakdown = broken_down(
        counted("10.00", "1.000", supplier="Gamla Namnet AB"),
        counted("-25.00", "2.000", supplier="Nya Namnet AB"),
        unmapped("5.00", supplier="Tredje Namnet AB"),
    )
    assert breakdown.suppliers.select("supplier_id", "supplier", "pooled", "rows").rows() == [
        ("556677-8899", "Nya Namnet AB", None, 2)
    ]
    assert breakdown.unmapped["supplier"].to_list() == ["Nya Namnet AB"]


def test_names_with_equal_money_are_settled_by_the_alphabet():
    rows = [counted("10.00", "1.000", supplier=name) for name in ("Beta AB", "Alfa AB", None)]
    assert broken_down(*rows).suppliers["supplier"].to_list() == ["Alfa AB"]


def test_suppliers_without_a_number_are_told_apart_by_name():
    rows = [counted("10.00", "1.000", supplier_id=None, supplier=name) for name in ("Alfa", "Beta", "Alfa")]
    assert broken_down(*rows).suppliers.select("supplier_id", "supplier", "rows").rows() == [
        (None, "Alfa", 2),
        (None, "Beta", 1),
    ]


def test_no_table_names_a_sole_trader():
    person = {"supplier_id": "750101-1234", "supplier": "Anna Persson", "sole_trader": True}
    breakdown = broken_down(counted("1.00", "1.000", **person), unmapped("2.00", **person), left_out("3.00", **person))
    for name in TABLES:
        text = getattr(breakdown, name).write_csv()
        assert "750101" not in text, name
        assert "Persson" not in text, name
    assert breakdown.unmapped["pooled"].to_list() == ["sole_traders"]


def test_a_department_may_be_missing_and_still_counts():
    breakdown = broken_down(counted("1.00", "1.000", department=None, department_id=None))
    assert breakdown.departments.select("department_id", "department", "rows").rows() == [(None, None, 1)]


def test_unmapped_and_left_out_stand_with_the_largest_stake_first_whatever_its_sign():
    breakdown = broken_down(
        unmapped("10.00", account="1"),
        unmapped("-20.00", account="2"),
        left_out("5.00", account="3"),
        left_out("-6.00", account="4"),
    )
    assert breakdown.unmapped["account"].to_list() == ["2", "1"]
    assert breakdown.left_out["account"].to_list() == ["4", "3"]


def test_a_table_that_does_not_add_up_is_named_with_the_difference():
    breakdown = broken_down(counted("10.00", "1.000"), left_out("5.00"))
    lost = replace(breakdown, suppliers=breakdown.suppliers.clear())
    with pytest.raises(Unbalanced) as error:
        check(lost)
    assert str(error.value) == (
        "the tables do not add up to the whole:\n"
        "  suppliers: rows adds up to 0 instead of 1 (difference -1)\n"
        "  suppliers: reporting_amount adds up to 0.00 instead of 10.00 (difference -10.00)\n"
        "  suppliers: kg_co2e adds up to 0.000 instead of 1.000 (difference -1.000)"
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_lost_line_is_noticed_in_every_table(name):
    breakdown = broken_down(counted("10.00", "1.000"), left_out("5.00"), unmapped("3.00"))
    with pytest.raises(Unbalanced, match=name):
        check(replace(breakdown, **{name: getattr(breakdown, name).slice(1)}))


def test_parts_that_are_not_the_ledger_are_noticed():
    breakdown = broken_down(counted("10.00", "1.000"))
    totals = replace(breakdown.totals, booked={"SEK": breakdown.totals.amount | {"unmapped": Decimal("0.01")}})
    with pytest.raises(Unbalanced, match=r"totals: amount in SEK adds up to 10.01 instead of 10.00"):
        check(replace(breakdown, totals=totals))


def test_a_category_outside_the_taxonomy_is_noticed():
    with pytest.raises(Unbalanced, match='"space-travel" is counted and is not in the taxonomy'):
        check(broken_down(counted("10.00", "1.000", category="space-travel")))


def test_a_row_in_parts_is_counted_where_its_first_part_is():
    first = counted("60.00", "6.000", row_id="2024.csv:2", part=1)
    second = unmapped("40.00", row_id="2024.csv:2", part=2, reason="no_factor")
    third = counted("10.00", "1.000", row_id="2024.csv:3", category="buildings-new")
    breakdown = broken_down(first, second, third)
    check(breakdown)
    assert breakdown.totals.rows == {"ledger": 2, "counted": 2, "left_out": 0, "unmapped": 0}
    assert breakdown.totals.amount["unmapped"] == Decimal("40.00")
    assert [breakdown.totals.has(part) for part in ("counted", "left_out", "unmapped")] == [True, False, True]
    assert breakdown.unmapped.select("rows", "reporting_amount").row(0) == (0, Decimal("40.00"))
    assert breakdown.groups.sort("group")["rows"].to_list() == [1, 1]
