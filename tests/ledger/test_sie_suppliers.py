"""Suppliers from a supplier ledger for the vouchers of a SIE file; its money stays."""

from decimal import Decimal

import pytest
from sie_files import Book, Line, Voucher, purchase

from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.ledger.sie import suppliers
from procurement_footprint.problems import Refused

HEADER = "datum;leverantör;leverantör id;verifikationsnummer;konto;belopp"
KONTOR, DATOR = "Kontor AB;556016-0680", "Dator AB;556562-2480"


def files(folder, vouchers, *rows, header=HEADER):
    (folder / "book.se").write_bytes(Book(vouchers).written())
    (folder / "ledger.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    found = []
    for name in ("book.se", "ledger.csv"):
        spool = folder / f"spool {name}"
        spool.mkdir()
        found.append(read([folder / name], spool, Choices(), lambda name, rows: None))
    return found


def joined(folder, vouchers, *rows):
    book, known = files(folder, vouchers, *rows)
    ledger = suppliers.joined(book, known)
    rows = ledger.rows.collect()
    assert rows.drop("supplier", "supplier_id", "sole_trader").equals(
        book.rows.collect().drop("supplier", "supplier_id", "sole_trader")
    )
    return rows["supplier"].to_list(), rows["supplier_id"].to_list(), ledger.notes[-1]


def said(have, unclear, lost):
    return (
        f"suppliers from ledger.csv: {have} rows of SIE files have one; {unclear} stay without, since several "
        f"suppliers fit; {lost} stay without, since no voucher there agrees"
    )


@pytest.mark.parametrize("number", ["A 17", "A17", "a-17", "17", "0017"])
def test_by_voucher_number_and_day(tmp_path, number):
    names, numbers, note = joined(tmp_path, (purchase("17", "10.00"),), f"2024-01-15;{KONTOR};{number};5460;12,50")
    assert (names, numbers, note) == (["Kontor AB"], ["556016-0680"], said(1, 0, 0))


def test_by_voucher_number_and_money(tmp_path):
    voucher = Voucher("17", "20240115", (Line("5460", "4.00"), Line("1220", "6.00"), Line("2440", "-10.00")))
    names, _, note = joined(
        tmp_path, (voucher,), f"2024-02-29;{KONTOR};A17;5460;7,00", f"2024-02-29;{KONTOR};A17;5460;3,00"
    )
    assert (names, note) == (["Kontor AB", "Kontor AB"], said(2, 0, 0))


def test_neither_day_nor_money_agrees(tmp_path):
    names, _, note = joined(tmp_path, (purchase("17", "10.00"),), f"2024-02-29;{KONTOR};A17;5460;12,50")
    assert (names, note) == ([None], said(0, 0, 1))


def test_a_month_agrees_where_the_ledger_has_months_only(tmp_path):
    names, _, _ = joined(tmp_path, (purchase("17", "10.00"),), f"202401;{KONTOR};A17;5460;12,50")
    assert names == ["Kontor AB"]


def test_of_several_suppliers_the_amount_of_the_row_tells(tmp_path):
    voucher = Voucher("17", "20240115", (Line("5460", "4.00"), Line("1220", "6.00"), Line("2440", "-10.00")))
    names, _, note = joined(
        tmp_path, (voucher,), f"2024-01-15;{KONTOR};A17;5460;4,00", f"2024-01-15;{DATOR};A17;1220;6,00"
    )
    assert (names, note) == (["Kontor AB", "Dator AB"], said(2, 0, 0))


def test_what_several_suppliers_fit_stays_without(tmp_path):
    voucher = Voucher("17", "20240115", (Line("5460", "5.00"), Line("1220", "5.00"), Line("2440", "-10.00")))
    names, _, note = joined(
        tmp_path, (voucher,), f"2024-01-15;{KONTOR};A17;5460;5,00", f"2024-01-15;{DATOR};A17;1220;5,00"
    )
    assert (names, note) == ([None, None], said(0, 2, 0))


def test_a_number_without_its_series_is_not_given_to_two_vouchers(tmp_path):
    vouchers = (purchase("17", "10.00"), purchase("17", "20.00", series="B"))
    names, _, note = joined(tmp_path, vouchers, f"2024-01-15;{KONTOR};17;5460;12,50")
    assert (names, note) == ([None, None], said(0, 2, 0))


def test_the_voucher_with_the_money_of_the_number_goes_first(tmp_path):
    vouchers = (purchase("17", "10.00"), purchase("17", "20.00", series="B"))
    names, _, _ = joined(tmp_path, vouchers, f"2024-01-15;{KONTOR};17;5460;20,00")
    assert names == [None, "Kontor AB"]


def test_the_number_of_another_year_is_another_voucher(tmp_path):
    names, _, _ = joined(tmp_path, (purchase("17", "10.00"),), f"2023-01-15;{KONTOR};A17;5460;10,00")
    assert names == [None]


def test_natural_persons_stay_natural_persons(tmp_path):
    book, known = files(tmp_path, (purchase("17", "10.00"),), "2024-01-15;Anna A;811228-9874;A17;5460;10,00")
    assert suppliers.joined(book, known).rows.collect()["sole_trader"].to_list() == [True]


def test_money_and_account_of_the_files_stay(tmp_path):
    book, known = files(tmp_path, (purchase("17", "10.00"),), f"2024-01-15;{KONTOR};A17;5460;99,00")
    ledger = suppliers.joined(book, known)
    assert ledger.files == book.files
    assert ledger.rows.collect()["amount"].sum() == Decimal("10.00")


def test_a_ledger_that_cannot_help_is_refused(tmp_path):
    header = "datum;leverantör;konto;belopp"
    book, known = files(tmp_path, (purchase("17", "10.00"),), "2024-01-15;Kontor AB;5460;10,00", header=header)
    with pytest.raises(Refused) as refused:
        suppliers.joined(book, known)
    assert str(refused.value) == (
        "ledger.csv: the ledger that suppliers are taken from has no column of voucher numbers, by which its rows "
        "could be found again\n    fix: export it with voucher number and supplier"
    )
    with pytest.raises(Refused) as refused:
        suppliers.joined(known, book)
    assert str(refused.value) == (
        "--suppliers: suppliers are joined to SIE files, and none of the ledgers is one\n    fix: leave --suppliers out"
    )
