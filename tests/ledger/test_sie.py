"""SIE 4: the lines of vouchers as rows of a ledger, with what the records above them say."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sie_files import HEAD, Book, Line, Voucher, purchase, quoted

from procurement_footprint.ledger import header
from procurement_footprint.ledger.hints import SourceHints
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.ledger.read import Choices, read, recognise
from procurement_footprint.ledger.sie import fields, nature
from procurement_footprint.ledger.sie.open_sie import open_sie
from procurement_footprint.problems import Refused


def delivered(folder, content, name="book.se", **choices):
    path, spool = folder / name, folder / f"spool-{name}"
    path.write_bytes(content)
    spool.mkdir()
    return read([path], spool, Choices(**choices), lambda name, rows: None)


def rows_of(ledger):
    return ledger.rows.collect().to_dicts()


def test_a_line_of_a_voucher_is_a_row(tmp_path):
    cost = Line("5460", "1000.5", (("1", "100"), ("6", "P1"), ("20", "85")), "20240114", 'Pärmar "A4"')
    voucher = Voucher("17", "20240115", (cost, Line("2440", "-1000.50")), "Köp", "B")
    (row,) = rows_of(delivered(tmp_path, Book((voucher,)).written()))
    assert row["row_id"] == f"book.se:{len(HEAD) + 3}"
    assert row["booked_on"] == date(2024, 1, 14)  # the day of the line, not of its voucher
    assert (row["organisation_id"], row["organisation"]) == ("556677-8899", "Norrsele Energi AB")
    assert (row["department_id"], row["department"]) == ("100", "Värme")
    assert (row["account"], row["account_text"]) == ("5460", "Förbrukningsmaterial")
    assert (row["voucher"], row["text"]) == ("B 17", 'Köp: Pärmar "A4"')
    assert row["counterparty"] == "85"
    assert (row["amount"], row["currency"], row["chart"]) == (Decimal("1000.50"), "SEK", "bas")
    assert (row["supplier_id"], row["supplier"]) == (None, None)


def test_the_day_of_the_voucher_holds_for_lines_without_one(tmp_path):
    (row,) = rows_of(delivered(tmp_path, Book((purchase("1", "5.00", day="20241231"),)).written()))
    assert row["booked_on"] == date(2024, 12, 31)


def test_the_dimension_of_suppliers_names_the_supplier(tmp_path):
    line = Line("5460", "5.00", (("9", "204"),))
    book = Book((Voucher("1", "20240115", (line, Line("2440", "-5.00"))),), more=('#OBJEKT 9 "204" "Pärm AB"',))
    (row,) = rows_of(delivered(tmp_path, book.written()))
    assert (row["supplier_id"], row["supplier"]) == ("204", "Pärm AB")


def test_another_dimension_is_the_department_where_a_profile_says_so(tmp_path):
    profile = Profile(
        name="own",
        columns={"amount": ("#TRANS belopp",), "booked_on": ("#TRANS datum",), "department_id": ("#OBJEKT 6",)},
        currency="SEK",
    )
    line = Line("5460", "5.00", (("1", "100"), ("6", "P1")))
    book = Book((Voucher("1", "20240115", (line, Line("2440", "-5.00"))),))
    (row,) = rows_of(delivered(tmp_path, book.written(), profile=profile))
    assert row["department_id"] == "P1"


def test_every_krona_of_the_double_entry_is_accounted_for(tmp_path):
    vouchers = (
        purchase("1", "1000.00"),
        purchase("2", "8000.00", "1220"),  # an acquisition
        purchase("3", "-200.00", "1220"),  # its credit note
        Voucher("4", "20240131", (Line("7832", "500.00"), Line("1229", "-500.00"))),
        # an old machine is traded in for a new one
        Voucher(
            "5", "20240201",
            (Line("1220", "3000.00"), Line("1220", "-1000.00"), Line("1229", "400.00"), Line("1930", "-2400.00")),
        ),
        Voucher("6", "20240301", (Line("1930", "600.00"), Line("3010", "-500.00", (("20", "85"),)),
                                  Line("3010", "-100.00"))),
    )  # fmt: skip
    (file,) = delivered(tmp_path, Book(vouchers).written()).files
    held = {why: (tally.rows, tally.amounts["SEK"]) for why, tally in file.excluded.items()}
    assert (file.rows, file.amounts["SEK"]) == (6, Decimal("11800.00"))
    assert held == {
        nature.BALANCE: (5, Decimal("-10600.00")),  # 1930 and 2440
        nature.DISPOSAL: (3, Decimal("-1100.00")),
        nature.INCOME: (1, Decimal("-100.00")),
    }
    assert file.lines == 15
    assert sum((amount for _, amount in held.values()), file.amounts["SEK"]) == 0


def test_income_that_names_a_counterparty_stays_reachable(tmp_path):
    sale = Voucher("1", "20240301", (Line("1930", "500.00"), Line("3010", "-500.00", (("20", "85"),))))
    (row,) = rows_of(delivered(tmp_path, Book((sale,)).written()))
    assert (row["account"], row["counterparty"], row["amount"]) == ("3010", "85", Decimal("-500.00"))


def test_added_and_removed_lines_do_not_count_twice(tmp_path):
    added, removed = Line("5460", "80.00", label="RTRANS"), Line("5460", "80.00", label="BTRANS")
    lines = (removed, added, Line("5460", "80.00"), Line("2440", "-80.00"))
    (file,) = delivered(tmp_path, Book((Voucher("1", "20240115", lines),)).written()).files
    assert (file.rows, file.amounts["SEK"]) == (1, Decimal("80.00"))
    assert file.excluded[nature.ADDED_TWICE].rows == 1
    assert file.excluded[nature.TAKEN_OUT].rows == 1


def test_an_account_whose_ktyp_contradicts_its_number_stays_a_row(tmp_path):
    book = Book((purchase("1", "5.00"),), more=("#KTYP 2440 S", "#KTYP 5460 T"))
    ledger = delivered(tmp_path, book.written())
    assert [row["account"] for row in rows_of(ledger)] == ["5460"]
    assert "book.se: accounts whose #KTYP is not what their number says, kept as rows: 5460" in ledger.notes


def test_balances_are_not_rows_and_results_are_control_totals(tmp_path):
    more = ("#UB 0 1930 99.00", "#IB 0 1930 99.00", '#PSALDO 0 202401 5460 {1 "100"} 5.00', "#RES 0 5460 5.00")
    more = (*more, "#RES -1 5460 77.00", "#XTRA 1", "#XTRA 2")
    ledger = delivered(tmp_path, Book((purchase("1", "5.00"),), more=more).written())
    assert ledger.files[0].lines == 2
    assert "book.se: results of the year (#RES) that agree with the vouchers: 1" in ledger.notes
    assert "book.se: records that the standard does not have, skipped: #XTRA 2" in ledger.notes
    assert "book.se: vouchers: 1, their lines: 2; debit 5.00 = credit in each of them" in ledger.notes


def test_a_file_for_import_needs_neither_accounts_nor_a_year(tmp_path):
    lines = '#FLAGGA 0\n#SIETYP 4\n#FNAMN X\n#VER  "" "" 20240115\n{\n#TRANS 5460 {} 5.00\n#TRANS 2440 {} -5.00\n}\n'
    (row,) = rows_of(delivered(tmp_path, lines.encode(), name="import.si"))
    assert (row["row_id"], row["account"], row["voucher"], row["chart"]) == ("import.si:6", "5460", None, None)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("cp437", "encoding CP437"),
        ("cp1252", "#FORMAT PC8 means CP437, but the letters are Windows-1252; they are read so"),
        ("latin-1", "#FORMAT PC8 means CP437, but the letters are Windows-1252; they are read so"),
        ("utf-8", "#FORMAT PC8 means CP437, but the letters are UTF-8; they are read so"),
        ("utf-8-sig", "#FORMAT PC8 means CP437, but the letters are UTF-8; they are read so"),
        ("utf-16", "#FORMAT PC8 means CP437, but the letters are UTF-16 LE; they are read so"),
        ("mac-roman", "#FORMAT PC8 means CP437, but the letters are Mac Roman; they are read so"),
    ],
)
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_letters_are_read_by_what_they_are(tmp_path, encoding, said, newline):
    book = Book((purchase("1", "5.00", text="Städmaterial på Östra Ågatan"),))
    ledger = delivered(tmp_path, book.written(encoding, newline))
    (row,) = rows_of(ledger)
    assert (row["account_text"], row["department"]) == ("Förbrukningsmaterial", None)
    assert row["text"] == "Städmaterial på Östra Ågatan"
    assert f"book.se: SIE 4, {said}, #KPTYP EUBAS97" in ledger.notes


def test_the_user_may_say_the_encoding():
    raw = Book((purchase("1", "5.00", text="Östra"),)).written("cp1252")
    _, notes, _ = open_sie(raw, "book.se", SourceHints(encoding="cp1252"))
    assert notes[0] == "SIE 4, encoding Windows-1252, as the profile says, #KPTYP EUBAS97"


@pytest.mark.parametrize(
    ("kptyp", "chart", "said"),
    [
        ("EUBAS97", "bas", "#KPTYP EUBAS97"),
        ("BAS95", None, "#KPTYP BAS95 is a chart from before EUBAS97, so the accounts decide"),
        ("BAS2014", "bas", "#KPTYP BAS2014"),
        ("NE2007", "bas", "#KPTYP NE2007"),
        ("K-BAS20", "kbas", "#KPTYP K-BAS20"),
        ("EGEN", None, "#KPTYP EGEN is not known here"),
    ],
)
def test_the_chart_of_accounts_is_that_of_kptyp(tmp_path, kptyp, chart, said):
    head = tuple(line.replace("EUBAS97", kptyp) for line in HEAD)
    ledger = delivered(tmp_path, Book((purchase("1", "5.00"),), head).written())
    assert [row["chart"] for row in rows_of(ledger)] == [chart]
    assert ledger.notes[0].endswith(said)


def test_kptyp_is_not_believed_where_wages_are_class_5(tmp_path):
    more = ('#KONTO 5011 "Månadslön"', '#KONTO 5012 "Löner timanställda"', '#KONTO 5610 "Arbetsgivaravgifter"')
    more = (*more, '#KONTO 5710 "Pensioner"')
    ledger = delivered(tmp_path, Book((purchase("1", "5.00"),), more=more).written())
    assert [row["chart"] for row in rows_of(ledger)] == [None]
    assert ledger.notes[0].endswith("#KPTYP EUBAS97 is not believed: wages are class 5 here, as in account 5012")


def test_how_programs_write_in_fact(tmp_path):
    book = """\
#FLAGGA 1
#PROGRAM Provbok 9
#FNR "C:\\Bok\\"
#PROSA Kontoplanstyp är BAS2011
#SIETYP\t4
#RAR 0  20240101 20241231
#KONTO 1010 Kassa
#KONTO 0351 "Förs varor inom Sverige"
#KONTO 0399 "Fördelad försäljning"
#KONTO 1291 "Konst o ej avskrivn invent"
#KONTO 4010 Inköp
#KONTO 9701 "Prel skatt"
#KONTO 9799 "Fördelad prel skatt"
#KTYP 9701 K
#RES 0  4010  70.00
#VER\t3 7 20240930 "Lev.fakt. 1181, Butiken" 20240924 SNI
{\t
\t#TRANS\t1010 { } -170.00 20240930 "Lev.fakt. 1181, Butiken" ""
\t#TRANS\t4010 {1 Nord\t6 "2"} 70.00 20240930 "" 0.000000
\t#TRANS\t1291 { } 100.00 20240930 "Tavla" "" "SNI"
\t#TRANS  0351 {} -7.00
\t#TRANS  0399 {} 7.00
\t#TRANS  9701 {} 9.00
\t#TRANS  9799 {} -9.00
}\t

"""
    ledger = delivered(tmp_path, book.encode("cp437"))
    rows = [(row["account"], row["department_id"], row["amount"], row["text"]) for row in rows_of(ledger)]
    assert rows == [
        ("4010", "Nord", Decimal("70.00"), "Lev.fakt. 1181, Butiken"),
        ("1291", None, Decimal("100.00"), "Lev.fakt. 1181, Butiken: Tavla"),
    ]
    held = {why: tally.rows for why, tally in ledger.files[0].excluded.items()}
    assert held == {nature.BALANCE: 1, nature.INTERNAL: 4}


def test_a_decimal_comma_is_read_where_no_amount_has_a_point(tmp_path):
    lines = (Line("5460", "1000,50"), Line("2440", "-1000,50"))
    ledger = delivered(tmp_path, Book((Voucher("1", "20240115", lines),)).written())
    assert [row["amount"] for row in rows_of(ledger)] == [Decimal("1000.50")]
    assert "book.se: decimal comma" in ledger.notes


def test_start_writes_the_profile_of_a_sie_file(tmp_path):
    path = tmp_path / "book.se"
    path.write_bytes(Book((purchase("1", "5.00"),)).written())
    found = recognise(path, Choices())
    assert (found.name, found.columns["amount"], found.currency) == ("own", ("#TRANS belopp",), "SEK")
    assert found.name != header.BY_NAME


TOKENS = ["Köp", "åt", "ÅGATAN", "é", "0", '"', "\\", '\\"', "{", "}", "#VER", ";", "  ", "\t", "a"]
TEXTS = st.lists(st.sampled_from(TOKENS), max_size=6).map(lambda words: " ".join(words).strip())
AMOUNTS = st.integers(-(10**13), 10**13).map(lambda ore: Decimal(ore) / 100)
NUMBERS = st.text(st.sampled_from('ABC123 \\"{}'), max_size=6).map(str.strip)


@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=6))
def test_fields_come_back_as_they_were_written(texts):
    assert fields.fields(" \t".join(map(quoted, texts))) == texts
    line = f"#TRANS 5460 {{{' '.join(map(quoted, texts))}}} 1.00"
    assert fields.with_objects(line) == (["#TRANS", "5460", "1.00"], texts)


@settings(max_examples=60)
@given(st.lists(st.tuples(AMOUNTS, TEXTS, TEXTS.filter(bool), NUMBERS), min_size=1, max_size=5), st.booleans())
def test_what_is_written_is_what_is_read(tmp_path_factory, booked, some):
    vouchers = tuple(
        Voucher(number, "20240115", (Line("5460", f"{amount:.2f}", (("1", unit),), text=text),
                                     Line("2440", f"{-amount:.2f}")), "Köp åt enheten")
        for amount, text, unit, number in booked
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("written")
    rows = rows_of(delivered(folder, Book(vouchers).written(newline="\n" if some else "\r\n")))
    assert [row["amount"] for row in rows] == [amount for amount, *_ in booked]
    assert [row["department_id"] for row in rows] == [unit for *_, unit, _ in booked]
    assert [row["voucher"] for row in rows] == [f"A {number}".strip() for *_, number in booked]
    texts = [f"Köp åt enheten: {text}" if text else "Köp åt enheten" for _, text, *_ in booked]
    assert [row["text"] for row in rows] == texts


def test_what_cannot_be_told_apart_is_asked(tmp_path):
    with pytest.raises(Refused, match="the bytes do not say which encoding this is"):
        delivered(tmp_path, b'#FLAGGA 0\n#FNAMN "\xb2\xb3\xb4x"\n#VER A 1 20240101\n{\n}\n')
