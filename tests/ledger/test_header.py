"""Which line is the header, which column is what; the amount is never guessed among several."""

import pytest

from procurement_footprint.ledger import header
from procurement_footprint.ledger.profile import Profile, named, shipped
from procurement_footprint.problems import Refused

ROW = ["2024-01-31", "Bygg AB", "64110 Livsmedel", "1 234,50", "x", "y"]


def lines(*rows):
    return [(number, list(row)) for number, row in enumerate(rows, 1)]


def columns(layout):
    return {name: column.header for name, column in layout.columns.items()}


@pytest.mark.parametrize("profile", shipped(), ids=lambda profile: profile.name)
def test_each_dialect_is_recognised_by_its_header(profile):
    headers = list(profile.headers)
    places = {name: number for number, name in enumerate(headers)}
    cells = [None] * len(headers)
    if profile.buyers:
        cells[places[profile.columns["organisation_id"][0]]] = profile.buyers[0].replace("-", "")
    found = header.find(lines(["Uttag ur ekonomisystemet"], [f" {h.upper()} " for h in headers], cells), "x.csv")
    assert found.profile == profile
    assert found.header_line == 2
    assert found.columns["amount"].index == places[profile.columns["amount"][0]]


def test_another_buyer_with_the_same_columns_is_not_taken_for_vasteras():
    headers = list(named("vasteras").headers)
    cells = ["2120001355" if h == "kopare_id" else None for h in headers]
    assert header.find(lines(headers, cells), "x.json").profile.name == "nso-1.1"


def test_columns_are_recognised_by_name_under_title_rows():
    head = lines(
        ["Leverantörsfakturor Grästorp", None, None, None],
        ["Utskrivet 2025-01-02", None, None, None],
        ["Bokf.datum", "Leverantörens namn", "Konto", "Belopp exkl. moms", None, "Belopp inkl. moms", "Moms"],
        [*ROW[:4], None, "1 543,13", "308,63"],
    )
    layout = header.find(head, "x.csv")
    assert layout.header_line == 3
    assert columns(layout) == {
        "booked_on": "Bokf.datum",
        "supplier": "Leverantörens namn",
        "account": "Konto",
        "amount": "Belopp exkl. moms",
    }
    assert layout.profile.currency == "SEK"
    assert layout.profile.code_and_text == ("account",)


def test_english_names_do_not_say_the_currency():
    layout = header.find(lines(["Date", "Vendor", "Net amount"], ["2024-01-31", "Bygg AB", "1"]), "x.csv")
    assert layout.profile.currency is None


def test_the_preferred_of_several_names_is_taken():
    layout = header.find(lines(["Fakturadatum", "Bokföringsdatum", "Leverantör", "Belopp"], ROW[:4]), "x.csv")
    assert layout.columns["booked_on"].header == "Bokföringsdatum"


@pytest.mark.parametrize(
    ("names", "candidates"),
    [
        (["Belopp", "Belopp inkl moms"], '"Belopp", "Belopp inkl moms"'),
        (["Belopp", "Momsbelopp"], '"Belopp", "Momsbelopp"'),
        (["Netto", "Belopp exkl moms"], '"Netto", "Belopp exkl moms"'),
        (["Debet", "Kredit"], '"Debet", "Kredit"'),
        (["Fakturabelopp", "Övrigt"], '"Fakturabelopp"'),
        (["Belopp inkl moms", "Övrigt"], '"Belopp inkl moms"'),
        (["Belopp mkr", "Övrigt"], '"Belopp mkr"'),
        (["Belopp i valuta", "Övrigt"], '"Belopp i valuta"'),
    ],
)
def test_an_unclear_amount_is_refused_with_the_choice(names, candidates):
    with pytest.raises(Refused) as refused:
        header.find(lines(["Datum", "Leverantör", *names], ["2024-01-31", "A", "1", "2"]), "x.csv")
    assert str(refused.value) == (
        f"x.csv:1: it is not clear which column is the amount net of VAT: {candidates}\n"
        "    fix: choose one in a ledger profile and use it with --profile FILE; "
        "procurement-footprint start DIR --ledger FILE writes one"
    )
    guess = header.guess(lines(["Datum", "Leverantör", *names], ["2024-01-31", "A", "1", "2"]))
    assert guess.undecided
    assert "amount" not in guess.columns


@pytest.mark.parametrize(
    ("name", "unit", "currency"),
    [
        ("Belopp (tkr)", "tkr", "SEK"),
        ("Belopp tkr exkl moms", "tkr", "SEK"),
        ("Belopp i öre", "ore", "SEK"),
        ("belopp_ore", "ore", "SEK"),
        ("Belopp (kr)", "kr", "SEK"),
        ("Belopp EUR", "kr", "EUR"),
        ("Belopp (NOK)", "kr", "NOK"),
        ("Amount (EUR)", "kr", "EUR"),
        ("Nettobelopp", "kr", "SEK"),
    ],
)
def test_unit_and_currency_stand_in_the_name_of_the_amount(name, unit, currency):
    layout = header.find(lines(["Datum", "Leverantör", name], ["2024-01-31", "A", "1"]), "x.csv")
    assert layout.columns["amount"].header == name
    assert (layout.profile.amount_unit, layout.profile.currency) == (unit, currency)


def test_a_header_without_an_amount_names_what_may_be_it():
    with pytest.raises(Refused) as refused:
        header.find(lines(["Datum", "Leverantör", "Kronor"], ["2024-01-31", "A", "1"]), "x.csv")
    assert str(refused.value) == (
        'x.csv:1: no column of this header says the amount; it may be one of "Kronor"\n'
        "    fix: choose one in a ledger profile and use it with --profile FILE; "
        "procurement-footprint start DIR --ledger FILE writes one"
    )


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(Refused) as refused:
        header.find(lines(["Datum", "Leverantör", "Belopp", "Leverantör"], ROW[:4]), "x.csv")
    assert str(refused.value) == (
        'x.csv:1: two columns are called "Leverantör": number 2 and 4\n'
        "    fix: give them different names, or delete one"
    )


def test_a_column_with_values_needs_a_name():
    with pytest.raises(Refused) as refused:
        header.find(lines(["Datum", None, "Belopp", None], ["2024-01-31", "A", "1", None]), "x.csv")
    assert str(refused.value) == (
        "x.csv:1: column number 2 has values, but no name\n    fix: give it a name in the header, or delete the column"
    )


def test_a_chosen_profile_must_find_its_columns():
    profile = Profile(name="mine", columns={"amount": ("Kronor", "Kr"), "booked_on": ("Dag",), "supplier": ("Vem",)})
    assert columns(header.find(lines(["x"], ["Vem", "Kr", "Dag"]), "x.csv", profile)) == {
        "amount": "Kr",
        "booked_on": "Dag",
        "supplier": "Vem",
    }
    with pytest.raises(Refused) as refused:
        header.find(lines(["x"], ["Vem", "Belopp", "Dag"]), "x.csv", profile)
    assert str(refused.value) == (
        'x.csv:2: the ledger profile looks for the column amount under "Kronor", "Kr", and the header has none of '
        "them\n    Vem, Belopp, Dag\n"
        "    fix: add the name that the header has to the profile, or leave --profile out"
    )


def test_without_a_header_nothing_is_read():
    head = lines(ROW, ROW)
    assert header.find(head, "x.csv") is None
    assert str(header.no_header(head, "x.csv")) == (
        "x.csv: no line looks like the header of a ledger\n"
        "    1: 2024-01-31 | Bygg AB | 64110 Livsmedel | 1 234,50 | x | y\n"
        "    2: 2024-01-31 | Bygg AB | 64110 Livsmedel | 1 234,50 | x | y\n"
        "    fix: give each column a name in one line, or write a ledger profile: "
        "procurement-footprint start DIR --ledger FILE"
    )
