"""Everything that can be wrong with a ledger's cells is said in full, with its place and what to do."""

import pytest

from procurement_footprint import period
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.problems import Refused

SWEDISH = "datum;leverantör;konto;belopp"
COLUMNS = {"booked_on": ("Dag",), "supplier": ("Vem",), "amount": ("Kr",)}


def refusal(tmp_path, *files, **choices):
    paths = []
    for number, content in enumerate(files):
        paths.append(tmp_path / f"{number}.csv")
        paths[-1].write_text(content)
    spool = tmp_path / "spool"
    spool.mkdir()
    with pytest.raises(Refused) as refused:
        read(paths, spool, Choices(**choices), lambda name, rows: None)
    return str(refused.value)


def swedish(*rows):
    return "\n".join([SWEDISH, *rows]) + "\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "2024-01-31;A;1;",
            'column "belopp": the amount is missing\n    fix: write the amount, or delete the row',
        ),
        (
            "2024-01-31;A;1;#NUM!",
            'column "belopp": this is not an amount\n    #NUM!\n    fix: write it in digits, for example -1234,50',
        ),
        (
            "2024-01-31;A;1;1234,509",
            'column "belopp": the amount has more than two decimals\n    1234,509\n'
            "    fix: write it rounded to two decimals",
        ),
        (
            "2024-01-31;A;1;12,500",
            'column "belopp": this may be a number with three decimals or with a thousands mark; the column has '
            "other amounts with one or two decimals after the same mark\n    12,500\n"
            "    fix: write it without a thousands mark and with two decimals",
        ),
        (
            "2024-01-31;A;1;10000000000000,00",
            'column "belopp": the amount has more than 13 digits before the decimals\n    10000000000000,00\n'
            "    fix: check the number",
        ),
        (
            "2024-01-31;A;1;£5,00",
            'column "belopp": the currency beside the amount is not the currency of the row\n    £5,00\n'
            "    fix: correct one of the two",
        ),
        (";A;1;5,00", 'column "datum": the date is missing\n    fix: write when the row was booked, or delete the row'),
        (
            "31 jan;A;1;5,00",
            'column "datum": this is not a date that can be read\n    31 jan\n    fix: write it as 2025-01-31',
        ),
        (
            "2023-02-29;A;1;5,00",
            'column "datum": there is no such day\n    2023-02-29\n    fix: write a day that exists, as 2025-01-31',
        ),
        (
            "45700;A;1;5,00",
            'column "datum": this looks like a day number of Excel among dates\n    45700\n'
            "    fix: format the column as dates in Excel and export again",
        ),
    ],
)
def test_a_cell_that_cannot_be_read(tmp_path, row, said):
    assert refusal(tmp_path, swedish("2024-01-31;A;1;1,50", "2024-01-31;A;1;2,50", row)) == f"0.csv:4, {said}"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ["2024-01-31;A;1;1.234", "2024-01-31;A;1;17"],
            'column "belopp": these amounts may have a decimal mark or a thousands mark, and no other value of the '
            'column tells\n    1.234\n    fix: write which in a ledger profile: decimal: "," or decimal: "."',
        ),
        (
            ["2024-01-31;A;1;1,50", "2024-01-31;A;1;1.50"],
            'column "belopp": some amounts have a decimal comma, others a decimal point\n    1.50\n    1,50\n'
            "    fix: export the column in one style, or write in a ledger profile which is right: "
            'decimal: "," or decimal: "."',
        ),
        (
            ["02/03/2024;A;1;1,50"],
            'column "datum": the day or the month may come first, and no date of the column tells\n    02/03/2024\n'
            "    fix: write which in a ledger profile: date: DD/MM/YYYY or date: MM/DD/YYYY",
        ),
        (
            ["13/03/2024;A;1;1,50", "03/13/2024;A;1;1,50"],
            'column "datum": in some dates the day comes first, in others the month\n    13/03/2024\n    03/13/2024\n'
            "    fix: export the column in one order, as 2025-01-31",
        ),
    ],
)
def test_a_column_that_cannot_be_decided(tmp_path, rows, said):
    assert refusal(tmp_path, swedish(*rows), accept_problems=True) == f"0.csv, {said}"


@pytest.mark.parametrize(
    ("currency", "said"),
    [
        ("", "the currency is missing\n    fix: write its code of three letters, for example SEK"),
        ("kr", "this is not a currency code\n    kr\n    fix: write three letters, for example SEK"),
    ],
)
def test_a_currency_that_cannot_be_read(tmp_path, currency, said):
    profile = Profile(name="mine", columns=COLUMNS | {"currency": ("Valuta",)})
    rows = f"Dag;Vem;Kr;Valuta\n2024-01-31;A;1;sek\n2024-01-31;A;1;{currency}\n"
    assert refusal(tmp_path, rows, profile=profile) == f'0.csv:3, column "Valuta": {said}'


def test_no_currency_is_never_taken_to_be_sek(tmp_path):
    assert refusal(tmp_path, "Date;Supplier;Amount\n2024-01-31;A;1\n") == (
        "0.csv:1: nothing says which currency the amounts are in\n"
        "    fix: write it in a ledger profile: currency, for example GBP"
    )


def test_no_date(tmp_path):
    assert refusal(tmp_path, "leverantör;konto;belopp\nA;1;1\n") == (
        "0.csv:1: no column of this header says when a row was booked\n"
        "    fix: name the column in a ledger profile: columns, booked_on; or put the month in the file's name "
        "(202405), or say --period"
    )


def test_the_same_file_twice(tmp_path):
    one = swedish("2024-01-31;A;1;1,50")
    assert refusal(tmp_path, one, one) == "1.csv: this is the same file as 0.csv, byte for byte\n    fix: name it once"


def test_no_bookings(tmp_path):
    assert refusal(tmp_path, swedish()) == (
        "0.csv: there is no booking below the header\n    fix: check that the export is complete"
    )


def test_no_bookings_in_the_period(tmp_path):
    ledger = swedish("2024-01-31;A;1;1,50", "2024-02-01;A;1;1,50")
    assert refusal(tmp_path, ledger, period=period.parse("2023")) == (
        "0.csv: none of the 2 bookings is in 2023\n    fix: check the period, or name the file that covers it"
    )


def test_the_largest_cells_are_listed_and_the_rest_counted(tmp_path):
    rows = [f"2023-02-29;A;1;{n},00" for n in range(1, 251)]
    said = refusal(tmp_path, swedish(*rows, "2024-01-31;A;1;x")).splitlines()
    assert said[0] == '0.csv:252, column "belopp": this is not an amount'
    assert said[3] == '0.csv:251, column "datum": there is no such day'
    assert said[-2:] == [
        "all files: 51 more cells cannot be read; the 200 largest are listed",
        "    fix: correct the listed cells first",
    ]
