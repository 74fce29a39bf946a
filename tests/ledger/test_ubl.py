"""Invoices as UBL: read as the published rules of Peppol BIS Billing 3 say, to the öre."""

import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ubl_writer import Invoice, Line

from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.ledger.ubl import collection, document, invoices
from procurement_footprint.ledger.ubl.classifications import codes
from procurement_footprint.problems import Refused


def made(invoice, place="a.xml"):
    return document.invoice(invoice.xml, place, place)


def ledger(folder, paths, **choices):
    spool = folder / "spool"
    spool.mkdir()
    return read(paths, spool, Choices(**choices), lambda name, rows: None)


def packed(folder, files, name="invoices.zip"):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in files.items():
            archive.writestr(entry, content.xml if isinstance(content, Invoice) else content)
    return path


def test_the_head_of_an_invoice():
    found = made(Invoice(number="F-17", lines=[Line("Papper", "3", "EA", "10.50", codes=(("STI", "30197630-1"),))]))
    assert (found.number, found.issued_on, found.currency, found.net) == ("F-17", date(2024, 3, 15), "SEK", 3150)
    assert (found.supplier_id, found.supplier) == ("5560360793", "Kontorsgrossisten AB")
    assert (found.buyer_id, found.buyer, found.buyer_reference) == ("2120009991", "Norrsele kommun", "ZZ100")
    assert found.order == "O-7"
    (line,) = found.lines
    assert (line.text, line.amount, line.quantity, line.unit, line.cpv) == (
        "Papper",
        3150,
        Fraction(3),
        "EA",
        "30197630",
    )


def test_prefixes_are_arbitrary_and_the_networks_envelope_is_opened():
    plain = made(Invoice())
    assert made(Invoice(prefixes=("a", "b", "c"))) == plain
    inside = Invoice().xml.partition(b"?>")[2]
    envelope = b'<s:StandardBusinessDocument xmlns:s="urn:s"><s:Header/>' + inside + b"</s:StandardBusinessDocument>"
    assert document.invoice(envelope, "a.xml", "a.xml") == plain
    assert document.invoice(b"<ApplicationResponse/>", "a.xml", "a.xml") is None


# the supplier's number: legal entity, electronic address, inside the VAT number, then whatever there is
@pytest.mark.parametrize(
    ("ids", "number"),
    [
        ({"legal 0007": "5560360793", "vat": "SE556012579001"}, "5560360793"),
        ({"endpoint 0007": "5560360793", "legal": "9"}, "5560360793"),
        ({"endpoint 0088": "7300010000001", "vat": "SE556036079301"}, "5560360793"),
        ({"vat TAX": "Godkänd för F-skatt", "vat": "SE556036079301"}, "5560360793"),
        ({"legal 0192": "987654321", "endpoint 0088": "7300010000001"}, "987654321"),
        ({"endpoint 0088": "7300010000001"}, "7300010000001"),
        ({}, None),
    ],
)
def test_who_sells(ids, number):
    assert made(Invoice(supplier_ids=ids)).supplier_id == number


@pytest.mark.parametrize(
    ("listed", "cpv", "unspsc", "unused"),
    [
        ([("STI", "09343000-5")], "09343000", None, ()),
        ([("STI", "09343000")], "09343000", None, ()),
        ([("TST", "44121700"), ("STI", "30199000-0")], "30199000", "44121700", ()),
        ([("SRV", "09343000-5")], "09343000", None, ()),
        (
            [("SRV", "09348023")],
            None,
            None,
            ("09348023 (SRV): the list is that of GTIN; eight digits may as well be CPV or UNSPSC",),
        ),
        ([("SRV", "7300010000001")], None, None, ()),
        ([("SRV", "ABC")], None, None, ("ABC (SRV): the list is that of GTIN, the shape is not",)),
        ([("STI", "0934")], None, None, ("0934 (STI): the list is that of CPV, the shape is not",)),
        ([("TST", "09343000-5")], None, None, ("09343000-5 (TST): the list is that of UNSPSC, the shape is not",)),
        (
            [("STI", "09343000-5"), ("STI", "30199000-0")],
            None,
            None,
            ("09343000, 30199000 (STI): the line has several of them",),
        ),
        ([("HS", "8471"), ("STQ", "27-01-01-01")], None, None, ()),
    ],
)
def test_the_shape_of_a_code_decides_with_its_list(listed, cpv, unspsc, unused):
    assert codes(listed) == (cpv, unspsc, unused)


# --- money: the rules of BIS Billing 3, worked ---------------------------------------------------------------------


def test_a_line_with_base_quantity_allowance_and_charge():
    """Rule R120: 1000 × 24.90 ÷ 100 − 20.00 + 5.50 = 234.50."""
    line = Line(quantity="1000", price="24.90", base="100", allowances=("20.00",), charges=("5.50",), net="234.50")
    assert made(Invoice(lines=[line])).net == 23450


def test_two_ore_are_forgiven_and_three_are_not():
    assert made(Invoice(lines=[Line(quantity="3", price="33.333", net="100.02")])).net == 10002
    assert refusal(Invoice(lines=[Line(quantity="3", price="33.333", net="100.03")])) == (
        "a.xml, line 1, element LineExtensionAmount: quantity × price ÷ base quantity, less allowances, plus charges, "
        "is 100.00; the line says 100.03\n"
        "    fix: ask the supplier for a corrected one, or set it aside with --accept-problems"
    )


def test_allowances_of_the_invoice_are_shared_out_over_its_lines():
    """10.00 less over 100.00, 200.00 and 33.33: 3.00, 6.00 and 1.00, and the lines add up."""
    lines = [Line(price="100.00"), Line(price="200.00"), Line(price="33.33")]
    found = made(Invoice(lines=lines, allowances=("10.00",)))
    assert [line.amount for line in found.lines] == [9700, 19400, 3233]
    assert sum(line.amount for line in found.lines) == found.net == 32333


def test_a_charge_on_lines_that_cost_nothing_is_carried_by_all_of_them():
    found = made(Invoice(lines=[Line(price="0"), Line(price="0")], charges=("49.01",)))
    assert [line.amount for line in found.lines] == [2451, 2450]


def test_a_credit_note_is_negative_whatever_it_allows():
    found = made(Invoice(credit=True, lines=[Line(quantity="2", unit="KWH", price="50.00")], allowances=("1.00",)))
    assert (found.credit, found.net, found.lines[0].amount, found.lines[0].quantity) == (True, -9900, -9900, -2)


MONEY = st.decimals("0", "99999", places=2).map(str)
LINES = st.builds(
    Line,
    quantity=st.decimals("-99", "9999", places=3).map(str),
    price=st.decimals("0", "9999", places=4).map(str),
    base=st.sampled_from([None, "1", "10", "100", "0.5"]),
    allowances=st.lists(MONEY, max_size=2).map(tuple),
    charges=st.lists(MONEY, max_size=2).map(tuple),
)
INVOICES = st.builds(
    Invoice,
    lines=st.lists(LINES, min_size=1, max_size=6),
    credit=st.booleans(),
    allowances=st.lists(MONEY, max_size=2).map(tuple),
    charges=st.lists(MONEY, max_size=2).map(tuple),
)


@given(INVOICES)
def test_the_lines_add_up_to_the_invoice_to_the_ore(invoice):
    found = made(invoice)
    assert sum(line.amount for line in found.lines) == found.net
    assert found.net == int(invoice.net * 100) * (-1 if invoice.credit else 1)


# --- what is wrong --------------------------------------------------------------------------------------------------

CORRECT = "    fix: ask the supplier for a corrected one, or set it aside with --accept-problems"


def refusal(invoice):
    raw = invoice.xml if isinstance(invoice, Invoice) else invoice
    with pytest.raises(Refused) as refused:
        document.invoice(raw, "a.xml", "a.xml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            {"LineExtensionAmount": "99.00"},
            "a.xml, element LegalMonetaryTotal/LineExtensionAmount: the lines add up to 100.00; "
            f"the invoice says 99.00\n{CORRECT}\n"
            "a.xml, element LegalMonetaryTotal/TaxExclusiveAmount: lines, allowances and charges add up to 95.00; "
            f"the invoice says 96.00\n{CORRECT}",
        ),
        (
            {"AllowanceTotalAmount": "5.00"},
            "a.xml, element LegalMonetaryTotal/AllowanceTotalAmount: the allowances add up to 4.00; "
            f"the invoice says 5.00\n{CORRECT}",
        ),
        (
            {"TaxExclusiveAmount": "1e3"},
            "a.xml, element LegalMonetaryTotal/TaxExclusiveAmount: this is not an amount with at most two decimals\n"
            f"    1e3\n{CORRECT}",
        ),
        (
            {"TaxExclusiveAmount": ""},
            f"a.xml, element LegalMonetaryTotal/TaxExclusiveAmount: this element is missing or empty\n{CORRECT}",
        ),
    ],
)
def test_totals_that_do_not_add_up(said, text):
    assert refusal(Invoice(allowances=("4.00",), said=said)) == text


def test_elements_that_cannot_be_read_are_all_named():
    text = Invoice(issued="2024-13-01", number="", lines=[Line(quantity="two", base="0", net="100.00")]).xml
    text = text.replace(
        b'LineExtensionAmount currencyID="SEK">100.00</cbc', b'LineExtensionAmount currencyID="EUR">1</cbc', 2
    )
    assert refusal(text).replace(CORRECT + "\n", "").splitlines() == [
        "a.xml, line 1, element LineExtensionAmount: this amount is in EUR, and the invoice in SEK",
        "    1",
        "a.xml, line 1, element InvoicedQuantity: this is not a number, or a base quantity that is not above 0",
        "    two",
        "a.xml, line 1, element Price/BaseQuantity: this is not a number, or a base quantity that is not above 0",
        "    0",
        "a.xml, element IssueDate: this is not a date",
        "    2024-13-01",
        "a.xml, element ID: this element is missing or empty",
        "a.xml, element LegalMonetaryTotal/LineExtensionAmount: this amount is in EUR, and the invoice in SEK",
        "    1",
        CORRECT,
    ]


def test_an_invoice_without_lines():
    text = b"InvoiceLine>"
    assert refusal(Invoice(lines=[], said={"LineExtensionAmount": "0", "TaxExclusiveAmount": "0"})) == (
        f"a.xml, element InvoiceLine: this element is missing or empty\n{CORRECT}"
    )
    assert text not in Invoice(lines=[]).xml


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Invoice>&b;</Invoice>'
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice>&x;</Invoice>'


@pytest.mark.parametrize("raw", [LAUGHS, EXTERNAL])
def test_declarations_are_refused_before_anything_is_expanded(raw):
    assert refusal(raw) == (
        "a.xml: this XML declares a document type; no invoice does, and it may be an attack\n"
        "    fix: find out where the file comes from; --accept-problems sets it aside"
    )


def test_damaged_xml():
    assert refusal(b"<Invoice>") == (
        "a.xml: this invoice cannot be read: its XML is not well-formed (no element found: line 1, column 9)\n"
        "    fix: get the file again, or set it aside with --accept-problems"
    )


# --- files, folders, zips -------------------------------------------------------------------------------------------


def test_a_zip_is_a_ledger_with_one_row_for_each_line(tmp_path):
    coded = [Line("Papper", codes=(("STI", "30197630-1"),)), Line("Pennor", id="1", codes=(("TST", "44121700"),))]
    path = packed(
        tmp_path, {"2024/b.xml": Invoice("F-2", coded), "a.xml": Invoice("F-1", credit=True), "x.pdf": b"%PDF"}
    )
    held = ledger(tmp_path, [path])
    rows = held.rows.select(
        "row_id", "booked_on", "supplier_id", "voucher", "cpv", "unspsc", "text", "amount"
    ).collect()
    day, number = date(2024, 3, 15), "556036-0793"
    assert rows.rows() == [
        ("invoices.zip:2024/b.xml:1", day, number, "F-2", "30197630", None, "Papper", Decimal("100.00")),
        ("invoices.zip:2024/b.xml:1#2", day, number, "F-2", None, "44121700", "Pennor", Decimal("100.00")),
        ("invoices.zip:a.xml:1", day, number, "F-1", None, None, "Varor", Decimal("-100.00")),
    ]
    assert held.files[0].kind == "ubl"
    assert held.notes[0] == "invoices.zip: UBL: 1 invoices and 1 credit notes with 3 lines"


def test_a_folder_and_a_file_are_read_as_the_zip_is(tmp_path):
    folder = tmp_path / "march"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "b.xml").write_bytes(Invoice("F-2").xml)
    (folder / "answer.xml").write_bytes(b"<ApplicationResponse/>")
    assert ledger(tmp_path, [folder]).rows.collect()["row_id"].to_list() == ["march:2024/b.xml:1"]
    found = invoices.read(folder)
    assert found.notes[1] == "XML files that are neither invoice nor credit note: 1 (answer.xml)"
    single = invoices.read(folder / "2024" / "b.xml")
    assert [one.entry for one in single.all] == ["b.xml"]
    before = collection.digest(folder)
    (folder / "2024" / "b.xml").rename(folder / "2024" / "c.xml")
    assert collection.digest(folder) != before


def test_an_invoice_that_is_wrong_is_refused_or_set_aside_whole(tmp_path):
    wrong = Invoice("F-2", [Line(), Line()], said={"LineExtensionAmount": "1.00"})
    path = packed(tmp_path, {"a.xml": Invoice(), "b.xml": wrong, "c.xml": Invoice(), "d.xml": b"<Invoice"})
    with pytest.raises(Refused) as refused:
        ledger(tmp_path, [path])
    assert [one.code for one in refused.value.problems] == ["ubl-total", "ubl-total", "ubl-twice", "ubl-damaged"]
    assert str(refused.value.problems[2]) == (
        "invoices.zip:c.xml: this invoice stands in a.xml too: supplier 5560360793, number F-1\n"
        "    fix: delete one of the two files; --accept-problems sets this one aside"
    )
    (tmp_path / "spool").rmdir()
    held = ledger(tmp_path, [path], accept_problems=True)
    assert held.rows.collect().height == 1
    assert held.rejected["place"].to_list()[-1] == "invoices.zip:d.xml"
    assert held.files[0].rejected.rows == 4


def test_classifications_that_are_not_used_are_said_once_for_each_reason(tmp_path):
    lines = [Line(codes=(("SRV", "09348023"),)), Line(codes=(("SRV", "11112222"),)), Line(codes=(("STI", "1"),))]
    assert invoices.read(packed(tmp_path, {"a.xml": Invoice(lines=lines)})).notes[1:] == (
        "item classifications not used, the list is that of CPV, the shape is not: 1 (first 1 (STI) in a.xml, line 3)",
        "item classifications not used, the list is that of GTIN; eight digits may as well be CPV or UNSPSC: 2 "
        "(first 09348023 (SRV) in a.xml, line 1)",
    )


def archive_refusal(path):
    with pytest.raises(Refused) as refused:
        invoices.read(path)
    return str(refused.value)


def test_archives_that_would_fill_memory_are_not_unpacked(tmp_path, monkeypatch):
    bomb = packed(tmp_path, {"a.xml": b" " * 6_000_000})
    assert archive_refusal(bomb).startswith(
        "invoices.zip:a.xml: this is too large to be unpacked: 6 MB when unpacked, "
    )
    assert archive_refusal(bomb).endswith(" times its own size\n    fix: pack the invoices into several archives")
    monkeypatch.setattr(collection, "MAX_BYTES", 1000)
    assert "0 MB when unpacked, more than 0 MB" in archive_refusal(packed(tmp_path, {"a.xml": Invoice(), "b.xml": b""}))
    monkeypatch.setattr(collection, "MAX_ENTRIES", 1)
    assert "2 files, more than 1\n" in archive_refusal(packed(tmp_path, {"a.xml": Invoice(), "b.xml": b""}))
    monkeypatch.setattr(collection, "MAX_ENTRY", 10)
    (tmp_path / "a.xml").write_bytes(Invoice().xml)
    assert archive_refusal(tmp_path / "a.xml").startswith("a.xml: this is too large to be unpacked: more than 0 MB")


def test_archives_in_archives_are_refused(tmp_path):
    assert archive_refusal(packed(tmp_path, {"a.xml": Invoice(), "more/b.zip": b"PK"})) == (
        "invoices.zip: there is an archive inside this one\n    more/b.zip\n"
        "    fix: unpack it, and pack the invoices into one archive"
    )


def test_damaged_archives_and_archives_without_invoices(tmp_path):
    path = packed(tmp_path, {"a.xml": Invoice()})
    raw = bytearray(path.read_bytes())
    raw[60] ^= 0xFF
    path.write_bytes(bytes(raw))
    assert archive_refusal(path).startswith("invoices.zip: this archive is damaged: ")
    assert archive_refusal(path).endswith("\n    fix: pack it again")
    assert archive_refusal(packed(tmp_path, {"a.xml": b"<a/>"})) == (
        "invoices.zip: there is no invoice in it\n    fix: name the folder or zip that holds invoices as UBL (XML)"
    )


def test_a_person_who_sells_stays_unnamed(tmp_path):
    path = packed(tmp_path, {"a.xml": Invoice(supplier="Anna Ek", supplier_ids={"vat": "SE640823323401"})})
    assert ledger(tmp_path, [path]).rows.select(pl.col("sole_trader")).collect()["sole_trader"].to_list() == [True]
