"""Which voucher is which invoice, and what its lines say about the voucher's rows: money stays that of the ledger."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint.ledger.columns import CODED, MONEY
from procurement_footprint.ledger.ubl.invoice import Invoice, Line
from procurement_footprint.mapping import invoiced

SUPPLIER, DELIVERED = "556036-0793", "5560360793"
SCHEMA = {name: pl.String() for name in invoiced.ROWS} | {
    "booked_on": pl.Date(), "amount": MONEY, "reporting_amount": MONEY,
}  # fmt: skip


def line(amount, cpv=None, unspsc=None, number="1"):
    return Line(number, "", amount, amount, None, "", cpv, unspsc)


def invoice(*lines, number="F-1", supplier_id=DELIVERED, currency="SEK"):
    head = {"buyer_id": None, "buyer": None, "buyer_reference": None, "order": None, "contract": None}
    day, net = date(2024, 3, 1), sum(one.amount for one in lines)
    return Invoice("a.xml", "a.xml", number, day, net < 0, currency, supplier_id, None, net=net, lines=lines, **head)


def row(amount, row_id="l:2", supplier_id=SUPPLIER, voucher="F-1", currency="SEK", rate=1, cpv=None):
    money = Decimal(amount).scaleb(-2)
    return (row_id, supplier_id, voucher, date(2024, 3, 1), currency, money, money * rate, cpv, None)


def matched(invoices, rows, sliced=None):
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return invoiced.match(invoices, frame, {DELIVERED: SUPPLIER}, lambda one: sliced or {})


def parts(invoices, rows, sliced=None):
    columns = ("row_id", invoiced.LINE, "_cpv", "_unspsc", "_amount", "_reporting_amount", invoiced.SLICE)
    return invoiced.parts(matched(invoices, rows, sliced)).select(columns).rows()


def test_where_all_lines_agree_the_row_has_their_code():
    both = invoice(line(100, "30197630"), line(200, "30197630", number="2"))
    assert parts([both], [row(300)]) == [("l:2", 1, "30197630", None, Decimal("3.00"), Decimal("3.00"), None)]


def test_where_they_differ_the_row_walks_in_parts_by_the_lines_money():
    mixed = invoice(line(100, "30197630"), line(200, None, "50000000", "2"), line(1, number="3"))
    assert parts([mixed], [row(201), row(100, "l:3")]) == [
        ("l:2", 1, "30197630", None, Decimal("0.67"), Decimal("0.67"), None),
        ("l:2", 2, None, "50000000", Decimal("1.33"), Decimal("1.33"), None),
        ("l:2", 3, None, None, Decimal("0.01"), Decimal("0.01"), None),
        ("l:3", 1, "30197630", None, Decimal("0.33"), Decimal("0.33"), None),
        ("l:3", 2, None, "50000000", Decimal("0.67"), Decimal("0.67"), None),
    ]


def test_a_row_that_is_the_whole_invoice_has_the_money_of_its_lines():
    mixed = invoice(line(33333, "1"), line(33334, "2"), line(-5000, "3"))
    amounts = [part[4] for part in parts([mixed], [row(61667)])]
    assert amounts == [Decimal("333.33"), Decimal("333.34"), Decimal("-50.00")]


def test_a_credit_note_is_divided_as_its_invoice():
    note = invoice(line(-100, "30197630"), line(-200, "50000000"))
    assert [part[4] for part in parts([note], [row(-300)])] == [Decimal("-1.00"), Decimal("-2.00")]


def test_a_row_with_a_code_of_its_own_keeps_it():
    mixed = invoice(line(1, "30197630"), line(2, "50000000"))
    assert [part[2:5] for part in parts([mixed], [row(3, cpv="09310000")])] == [("09310000", None, Decimal("0.03"))]


def test_lines_of_a_slice_are_a_part_of_their_own():
    power = invoice(line(960, "09310000"), line(60, "09310000", number="2"))
    found = parts([power], [row(1020)], {"1": "a.xml:1"})
    assert [(part[2], part[4], part[6]) for part in found] == [
        ("09310000", Decimal("9.60"), "a.xml:1"),
        ("09310000", Decimal("0.60"), None),
    ]


@pytest.mark.parametrize(
    ("invoices", "rows", "status"),
    [
        ([invoice(line(300, "3"))], [row(300)], ["used"]),
        ([invoice(line(300, "3"))], [row(100), row(200, "l:3")], ["used"]),
        ([invoice(line(300))], [row(300)], ["no_codes"]),
        ([invoice(line(300, "3"))], [row(301)], ["amount_differs"]),
        ([invoice(line(300, "3"))], [row(300, voucher="F-2")], ["not_in_ledger"]),
        ([invoice(line(300, "3"))], [row(300, supplier_id="1")], ["not_in_ledger"]),
        ([invoice(line(300, "3"), currency="EUR")], [row(300)], ["other_currency"]),
        ([invoice(line(300, "3"), line(-300, "4"))], [row(300), row(-300, "l:3")], ["nothing_net"]),
        ([invoice(line(300, "3"), supplier_id=None)], [row(300)], ["no_supplier_number"]),
        ([invoice(line(300, "3")), invoice(line(300, "3"))], [row(300)], ["several", "several"]),
    ],
)
def test_what_becomes_of_an_invoice(invoices, rows, status):
    found = matched(invoices, rows)
    assert [one.status for one in found] == status
    assert bool(len(invoiced.parts(found))) == (status == ["used"])


AMOUNTS = st.integers(-(10**9), 10**9)
CODES = st.sampled_from([None, "09310000", "30197630", "50000000"])


@given(st.lists(st.tuples(AMOUNTS, CODES), min_size=1, max_size=6), st.lists(AMOUNTS, max_size=4), st.integers(1, 13))
def test_parts_add_up_to_their_row(lines, others, rate):
    made = invoice(*(line(amount, code, number=str(n)) for n, (amount, code) in enumerate(lines)))
    amounts = [*others, made.net - sum(others)]
    rows = [row(amount, f"l:{n}", rate=rate) for n, amount in enumerate(amounts)]
    found = invoiced.parts(matched([made], rows))
    of_row = found.group_by("row_id").agg(invoiced.LINE, pl.sum("_amount", "_reporting_amount"))
    for row_id, numbers, *sums in of_row.rows():
        booked = next(one for one in rows if one[0] == row_id)
        assert tuple(sums) == (booked[5], booked[6])
        assert numbers == list(range(1, len(numbers) + 1))
    assert found["_cpv"].dtype == CODED
