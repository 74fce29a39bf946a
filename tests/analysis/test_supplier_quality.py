"""What is found about the suppliers of a ledger, and what is not: no natural person is ever named."""

from __future__ import annotations

import time
from decimal import Decimal

import polars as pl
import pytest

from procurement_footprint.analysis.supplier_quality import alike, look, names, numbers, sellers
from procurement_footprint.analysis.supplier_quality.finding import Supplier
from procurement_footprint.ledger.columns import PRICED

A, B = "556012-5790", "556448-0282"
PERSON = "640823-3234"


def of(*lines: tuple[str | None, str | None, str]) -> list[Supplier]:
    """Suppliers of (number, name, money)."""
    bare = names.bare([name or "" for _, name, _ in lines])
    return [
        Supplier(number, name, 1, Decimal(money), number in (A, B), short)
        for (number, name, money), short in zip(lines, bare, strict=True)
    ]


def rows(*given: dict[str, object]) -> pl.LazyFrame:
    full = [dict.fromkeys(PRICED) | {"row_id": f"a:{place}", "reporting_amount": Decimal("10.00")} | row
            for place, row in enumerate(given)]  # fmt: skip
    return pl.DataFrame(full, PRICED).lazy()


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Norrsele Frukt & Grönt AB (publ)", "norrsele frukt gront"),
        ("AB Norrsele Frukt och Grönt", "norrsele frukt gront"),
        ("NORRSELE FRUKT Ek. för.", "norrsele frukt"),
        ("Kite event A/S", "kite event"),
        ("As i rockärmen AB", "as i rockarmen"),
        ("Devon Homes Limited", "devon homes"),
        ("Handelsbolaget", "handelsbolaget"),
    ],
)
def test_names_are_compared_without_their_legal_form(name: str, bare: str) -> None:
    assert names.bare([name]) == [bare]


def test_one_name_under_several_numbers_is_found_with_the_command_that_decides_it() -> None:
    (one,) = alike.several_numbers(of((A, "Frukt AB", "5"), ("4711", "FRUKT", "70"), ("1", "Annat", "1")))
    assert (one.supplier, one.other, one.amount) == ("4711 FRUKT", f"{A} Frukt AB", Decimal(70))
    assert one.what == "the same name under another number"
    assert one.fix == f'if they are one: suppliers merge --into {A} --name "Frukt AB" --number 4711 --who … --why …'


def test_two_valid_numbers_and_rows_without_a_number_are_told_apart() -> None:
    said = {one.supplier: one.what for one in alike.several_numbers(
        of((A, "Frukt AB", "5"), (B, "Frukt", "1"), (None, "Frukt", "9"))
    )}  # fmt: skip
    assert said == {
        f"{B} Frukt": "the same name under another valid number: two companies, or one that was registered anew",
        "Frukt": "the same name in rows without a number",
    }


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Blackdown Education Partnership", "Blackdown Education Partnershp Ltd", True),
        ("W H Buckingham", "Buckingham W H Limited", True),
        ("SW Education", "S W Education Ltd", True),
        ("Kingston Parish Council", "Instow Parish Council", False),
        ("Norrsele skola 1", "Norrsele skola 2", False),
        ("Lakeview Residential Home", "Parkview Residential Home", False),
    ],
)
def test_names_are_nearly_equal_when_the_words_that_differ_are(one: str, other: str, found: bool) -> None:
    assert bool(list(alike.nearly_equal(of(("1", one, "2"), ("2", other, "1"))))) == found


def test_two_companies_with_valid_numbers_of_their_own_are_two() -> None:
    two = of((A, "Norrsele Byggnads AB", "2"), (B, "Norrsele Byggnad AB", "1"))
    assert list(alike.nearly_equal(two)) == []


def test_a_number_under_names_that_are_nothing_alike_is_found() -> None:
    found = alike.several_names(of((A, "Frukt AB", "5"), (A, "Frukten", "1"), (A, "Zebra Schakt", "2")))
    assert [(one.supplier, one.other) for one in found] == [(f"{A} Zebra Schakt", f"{A} Frukt AB")]


def test_a_missing_number_and_one_that_does_not_check_are_found() -> None:
    held = of((A, "A", "5"), (B, "B", "5"), ("999000-1998", "C", "4"), (None, "D", "3"), ("FI12345671", "E", "2"))
    assert [(one.kind, one.supplier) for one in numbers.missing_or_invalid(held)] == [
        ("number_invalid", "999000-1998 C"),
        ("number_missing", "D"),
    ]


def test_a_numbering_of_the_ledgers_own_is_one_finding() -> None:
    (one,) = numbers.missing_or_invalid(of(("17", "A", "5"), ("18", "B", "5"), ("19", "C", "4")))
    assert (one.kind, one.amount, one.what) == (
        "no_organisation_numbers",
        Decimal(14),
        "0 of 3 numbers of suppliers are organisation numbers",
    )


def test_payees_that_hide_the_seller_are_found_by_the_shipped_list() -> None:
    held = of(
        ("1", "SEB Kort Bank AB", "5"), ("2", "Feelgood AB/Ropo Capital Sweden AB", "4"), ("3", "Eurocard", "3"),
        ("4", "Swedbank PayEx", "2"), ("5", "Svealandstrafiken AB", "1"), ("6", "Qred Bank AB", "1"),
    )  # fmt: skip
    found = {one.supplier: one.kind for one in sellers.unknown(held, sellers.load())}
    assert found == {
        "1 SEB Kort Bank AB": "purchase_card",
        "2 Feelgood AB/Ropo Capital Sweden AB": "factoring",
        "3 Eurocard": "purchase_card",
        "4 Swedbank PayEx": "payment_service",
        "6 Qred Bank AB": "factoring",
    }


def test_natural_persons_are_pooled_and_never_named() -> None:
    sole = {"supplier_id": PERSON, "supplier": "Anna Ek", "sole_trader": True}
    given = rows(sole, sole, {"supplier": "A AB", "text": f"tolk {PERSON}"}, {"supplier": "Anna Ek AB"})
    found = look.over(given)
    people = [one for one in found if one.kind == "natural_person"]
    assert [(one.supplier, one.rows, one.amount) for one in people] == [("(sole traders)", 2, Decimal("20.00"))]
    (text,) = [one for one in found if one.kind == "personal_number_in_text"]
    assert text.what == 'personal identity numbers (******-****) stand in the column "text", for example in a:2'
    written = look.table(found).write_csv()
    assert "3234" not in written
    assert "Anna Ek," not in written


def test_the_largest_money_comes_first_whatever_its_sign() -> None:
    given = rows(
        {"supplier_id": A, "supplier": "A"},
        {"supplier": "small", "reporting_amount": Decimal("1.00")},
        {"supplier": "credit", "reporting_amount": Decimal("-50.00")},
    )
    assert [one.supplier for one in look.over(given)] == ["credit", "small"]
    assert look.over(rows({"supplier_id": A, "supplier": "A"})) == ()


def test_twenty_thousand_suppliers_take_seconds() -> None:
    words = ["frukt", "schakt", "vard", "bygg", "taxi", "stad", "el", "ror", "data", "skog"]
    many = [(str(place), f"Norrsele {words[place % 10]} {chr(97 + place % 26)}{place * 7919 % 99991:05d}x AB", "1")
            for place in range(20_000)]  # fmt: skip
    held = of(*many, ("a", "Blackdown Partnership", "2"), ("b", "Blackdown Partnershp", "1"))
    begun = time.process_time()
    found = list(alike.nearly_equal(held))
    assert time.process_time() - begun < 10
    assert [one.supplier for one in found] == ["b Blackdown Partnershp"]
