"""Total rows are no bookings: they are left out, and they check the rows above them."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.problems import Refused

HEADER = "datum;leverantör;orgnr;konto;kontotext;belopp"


@pytest.fixture
def ledger(tmp_path):
    def reading(*rows, accept=False):
        path = tmp_path / "l.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n")
        spool = tmp_path / "spool"
        spool.mkdir(exist_ok=True)
        return read([path], spool, Choices(accept_problems=accept), lambda name, rows: None)

    return reading


def booking(amount, account="6410"):
    return f"2024-01-31;A AB;556448-0282;{account};Mat;{amount}"


def excluded(found):
    return {reason: tally.rows for reason, tally in found.files[0].excluded.items()}


@pytest.mark.parametrize(
    "row",
    [
        "Summa;;;;;3,50",
        ";;;;;3,50",
        ";Totalt;;;;3,50",
        ";;;Summa 6410;;3,50",
        ";;;;Delsumma: Livsmedel;3,50",
        "2024-01;;;;Grand total;3,50",
        "Slutsumma;A AB;;;;3,50",
        ";;;64110 Summa;;3,50",
        ";Livs AB Totalt;;;;3,50",
        ";A AB;;;Livsmedel totalt;3,50",
        "2024-01-31;Livs AB Totalt;;;;3,50",
        "2024-01-31;;;;Utgående saldo;3,50",
        "Utgående saldo;;;;;3,50",
    ],
)
def test_a_total_row_is_left_out_and_checked(ledger, row):
    found = ledger(booking("1,00"), booking("2,50"), row)
    assert excluded(found) == {"total row": 1}
    assert found.files[0].excluded["total row"].amounts == {"SEK": Decimal("3.50")}
    assert found.files[0].amounts == {"SEK": Decimal("3.50")}
    assert found.notes[-1] == "l.csv: total rows that agree with the rows above them: 1"


@pytest.mark.parametrize("supplier", ["Summa Bygg AB", "Total Energies", "Sumter AB"])
def test_a_supplier_called_total_is_a_supplier(ledger, supplier):
    found = ledger(booking("1,00"), f"2024-01-31;{supplier};;6410;Mat;2,50")
    assert found.files[0].amounts == {"SEK": Decimal("3.50")}


@pytest.mark.parametrize(
    "row",
    [
        "2024-01-31;Total Sverige AB;;6410;;2,50",
        "2024-01-31;Total Sverige AB;;;;2,50",
        "2024-01-31;Summa Equity;556448-0282;;;2,50",
        "2024-01-31;Summa;556448-0282;6410;Summa;2,50",
        "2024-01-31;A AB;;6410;Mat totalt;2,50",
    ],
)
def test_a_row_with_an_account_or_a_numbered_supplier_is_a_booking(ledger, row):
    found = ledger(booking("1,00"), row)
    assert found.files[0].amounts == {"SEK": Decimal("3.50")}
    assert excluded(found) == {}


@pytest.mark.parametrize("row", [";Summa Equity;556448-0282;;;2,50", ";Total Sverige AB;;6410;;2,50"])
def test_a_booking_without_a_date_is_asked_about_whatever_its_supplier_is_called(ledger, row):
    with pytest.raises(Refused) as refused:
        ledger(booking("1,00"), row)
    assert [p.code for p in refused.value.problems] == ["date-empty"]


SHEET = """\
leverantör;konto;verifikation;belopp
A AB;64110;1;1,00
{row};2,50
"""


@pytest.mark.parametrize(
    ("row", "total"),
    [
        ("64110 Summa;;", True),
        (";64110 Summa;", True),
        ("A AB Totalt;;", True),
        ("Total Sverige AB;64110;2", False),
        ("Total Sverige AB;;2", False),
        ("Summa Equity;64110;", False),
    ],
)
def test_total_rows_of_a_sheet_without_dates(tmp_path, row, total):
    path = tmp_path / "2024-05.csv"
    path.write_text(SHEET.format(row=row), encoding="utf-8")
    (tmp_path / "spool").mkdir()
    choices = Choices(accept_problems=True)
    found = read([path], tmp_path / "spool", choices, lambda name, rows: None)
    assert excluded(found) == ({"total row": 1} if total else {})
    assert any("control total" in note for note in found.notes) == total


def test_an_opening_balance_is_held_against_the_rows(ledger):
    with pytest.raises(Refused) as refused:
        ledger("Ingående saldo;;;;;9,00", booking("1,00"))
    assert [p.code for p in refused.value.problems] == ["ledger-control-total"]


def test_other_rows_without_money_are_counted_by_what_they_are(ledger):
    found = ledger(";;;;;", booking("1,00"), HEADER, ";;;;Utskriven av ekonomi;", booking("2,00"), "Summa;;;;;")
    assert excluded(found) == {
        "empty row": 1,
        "no amount and no booking": 1,
        "repeated header": 1,
        "total row": 1,
    }
    assert found.files[0].lines == 6


def test_a_total_that_does_not_agree_is_refused(ledger):
    rows = (booking("1,00"), booking("2,50"), "Summa;;;;;4,00")
    said = (
        'l.csv:4, column "belopp": control total: this total row says 4.00, the rows above it add up to 3.50 '
        "(0.50 between)\n"
        "    fix: find the missing or doubled rows; if the row is a booking, give it a date, account or supplier"
    )
    with pytest.raises(Refused) as refused:
        ledger(*rows)
    assert str(refused.value) == said
    assert ledger(*rows, accept=True).notes[-1] == said


def test_totals_are_not_checked_when_rows_above_cannot_be_read(ledger):
    found = ledger(booking("1,00"), booking("x"), "Summa;;;;;4,00", accept=True)
    assert found.notes[-1] == "l.csv: total rows were not checked, since some rows cannot be read"


def test_a_total_on_top_is_held_against_the_whole_sheet(ledger):
    assert excluded(ledger("Summa;;;;;3,50", booking("1,00"), booking("2,50"))) == {"total row": 1}


AMOUNTS = st.lists(st.integers(-(10**9), 10**9).map(lambda n: Decimal(n) / 100), min_size=1, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.lists(st.lists(AMOUNTS, min_size=1, max_size=3), min_size=1, max_size=3))
def test_subtotals_of_any_depth_are_left_out_and_agree(ledger, departments):
    rows, count = [], 0
    for accounts in departments:
        for amounts in accounts:
            rows += [booking(str(a).replace(".", ",")) for a in amounts]
            rows.append(f"Delsumma;;;;;{sum(amounts):.2f}".replace(".", ","))
        rows.append(f"Summa;;;;;{sum(map(sum, accounts)):.2f}".replace(".", ","))
        count += len(accounts) + 1
    whole = sum(sum(map(sum, accounts)) for accounts in departments)
    rows.append(f"Totalt;;;;;{whole:.2f}".replace(".", ","))
    found = ledger(*rows)
    assert found.files[0].amounts == {"SEK": whole}
    assert excluded(found) == {"total row": count + 1}


def test_a_ledger_of_texts_and_amounts_alone_has_totals_too(tmp_path):
    (tmp_path / "202405.csv").write_text("kontotext;belopp\nMat;1,00\nEl;2,50\nSumma;3,50\n")
    found = read([tmp_path / "202405.csv"], tmp_path, Choices(), lambda name, rows: None)
    assert excluded(found) == {"total row": 1}
    assert found.files[0].amounts == {"SEK": Decimal("3.50")}
