"""An archive: nothing counts twice, nothing gets lost, and what differs is shown before anything is changed."""

import json
from collections import Counter
from decimal import Decimal

import pytest
from archive_town import HEADER, held, ledger, money, project, take

from procurement_footprint import period
from procurement_footprint.ledger import archive
from procurement_footprint.ledger.archive.holdings import gaps, holdings
from procurement_footprint.ledger.archive.imports import span
from procurement_footprint.ledger.book import Choices
from procurement_footprint.ledger.profile import Profile
from procurement_footprint.problems import Refused

JANUARY = [
    ("2024-01-31", "Bygg AB", "1234.50"),
    ("2024-01-31", "Bygg AB", "1234.50"),
    ("2024-01-15", "Ek AB", "-34.50"),
]
MARCH = [("2024-03-01", "Mat AB", "100.00")]


@pytest.fixture
def town(tmp_path):
    """A project with January and March in its archive, and the folder of the files."""
    folder = project(tmp_path / "town")
    take(folder, ledger(tmp_path / "q1.csv", JANUARY + MARCH))
    return folder


def refused(*arguments, **said):
    with pytest.raises(Refused) as found:
        take(*arguments, **said)
    return found.value.problems


def test_identical_lines_of_one_file_are_all_kept(town):
    assert held(town) == Counter(JANUARY + MARCH)
    assert money(held(town)) == Decimal("2534.50")


@pytest.mark.parametrize("name", ["q1.csv", "other name.csv"])
def test_the_same_rows_again_change_nothing_and_say_so(town, tmp_path, name):
    before = sorted(path.name for path in town.rglob("*"))
    (one,) = take(town, ledger(tmp_path / name, reversed(JANUARY + MARCH)))
    assert one.imported is None
    assert one.read.rows == 4
    assert sorted(path.name for path in town.rglob("*")) == before


def test_the_same_file_again_changes_nothing_even_if_its_layout_is_no_longer_the_last(town, tmp_path):
    take(
        town,
        ledger(tmp_path / "q2.csv", [("2024-04-01", "Mat AB", "7")], HEADER.replace("konto", "kontonr")),
        layout="new",
    )
    assert take(town, tmp_path / "q1.csv")[0].imported is None


def test_an_import_says_where_each_of_its_rows_is_from_and_how_it_was_read(town):
    (one,) = archive.load(town).imports
    folder = town / "archive" / "0001-own-2024-Q1"
    assert sorted(path.name for path in folder.iterdir()) == ["import.json", "rows.parquet"]
    said = json.loads((folder / "import.json").read_bytes())
    assert said["months"] == {
        "2024-01": {"rows": 3, "amounts": {"SEK": "2434.50"}},
        "2024-03": {"rows": 1, "amounts": {"SEK": "100.00"}},
    }
    assert said["headers"] == [HEADER.split(";")]
    assert one.profiles[0].columns["amount"] == ("belopp",)
    rows = archive.read(archive.load(town), Choices()).rows.collect()
    assert rows["row_id"].to_list() == ["q1.csv:2", "q1.csv:3", "q1.csv:4", "q1.csv:5"]


def test_an_overlap_is_shown_month_by_month_and_refused(town, tmp_path):
    year = [*JANUARY[:2], ("2024-01-15", "Ek AB", "-35.50"), *MARCH, ("2024-07-01", "Mat AB", "500.00")]
    (one,) = refused(town, ledger(tmp_path / "2024.csv", year))
    assert (one.code, one.place) == ("archive-overlap", "2024.csv")
    assert one.what == "months of own are in the archive already"
    assert one.excerpt.splitlines() == [
        "  month  only in the archive   only in the file               in both",
        "2024-01    1 row, -34.50 SEK  1 row, -35.50 SEK  2 rows, 2,469.00 SEK",
        "2024-03                    -                  -     1 row, 100.00 SEK",
    ]
    assert one.fix == (
        "--replace --reason TEXT puts the months of this file in the place of those that are there; "
        "--add --reason TEXT adds only the rows that are not there yet"
    )
    assert held(town) == Counter(JANUARY + MARCH)


def test_replace_puts_the_months_of_the_file_in_the_place_of_those_there(town, tmp_path):
    again = [("2024-01-31", "Bygg AB", "1.00"), ("2024-02-01", "Mat AB", "2.00")]
    (one,) = take(town, ledger(tmp_path / "q1.csv", again), overlap="replace", reason="reissued")
    assert (one.imported.replaced, one.imported.reason) == (("2024-01",), "reissued")
    assert one.imported.name == "q1.csv#2"
    assert held(town) == Counter([*again, *MARCH])
    assert held(town, as_of=1) == Counter(JANUARY + MARCH)


def test_replaced_rows_are_accounted_for(town, tmp_path):
    take(town, ledger(tmp_path / "jan.csv", JANUARY[:1]), overlap="replace", reason="reissued")
    first, second = archive.read(archive.load(town), Choices()).files
    assert (first.rows, first.excluded["replaced by a later import"].rows) == (1, 3)
    assert (second.rows, second.excluded) == (1, {})
    assert first.lines == 4


def test_add_takes_in_only_what_is_not_there_yet_and_counts_equal_rows(town, tmp_path):
    late = [JANUARY[0]] * 3 + [("2024-12-31", "Ek AB", "5.00")]
    (one,) = take(town, ledger(tmp_path / "late.csv", late), overlap="add", reason="late bookings")
    assert (one.imported.rows.rows, one.imported.held_already.rows) == (2, 2)
    assert held(town) == Counter(JANUARY + MARCH) + Counter([JANUARY[0], late[-1]])
    assert take(town, tmp_path / "late.csv", overlap="add", reason="once more")[0].imported is None


def test_files_of_one_command_are_taken_in_all_or_none(town, tmp_path):
    april = ledger(tmp_path / "april.csv", [("2024-04-01", "Mat AB", "1.00")])
    may = ledger(tmp_path / "may.csv", [("2024-05-01", "Mat AB", "nothing")])
    problems = refused(town, april, may)
    assert [one.code for one in problems] == ["amount-unreadable"]
    assert archive.load(town).last == 1
    assert [path.name for path in (town / "archive").iterdir()] == ["0001-own-2024-Q1"]
    ledger(may, [("2024-05-01", "Mat AB", "2.00")])
    take(town, april, may)
    assert [one.together for one in archive.load(town).imports] == [(1, 1), (2, 3), (2, 3)]


def test_two_files_of_one_command_do_not_count_a_month_twice(tmp_path):
    folder = project(tmp_path / "town")
    one, two = (ledger(tmp_path / name, JANUARY) for name in ("a.csv", "b.csv"))
    first, second = take(folder, one, two)
    assert (first.imported.number, second.imported) == (1, None)
    ledger(two, JANUARY[:1])
    assert [one.code for one in refused(project(tmp_path / "other"), one, two)] == ["archive-overlap"]


def test_files_that_would_replace_each_other_are_refused(town, tmp_path):
    one, two = ledger(tmp_path / "a.csv", JANUARY[:1]), ledger(tmp_path / "b.csv", JANUARY[2:])
    (said,) = refused(town, one, two, overlap="replace", reason="in two parts")
    assert str(said) == (
        "b.csv: a.csv, named in the same command, holds the same months of own\n"
        "    fix: import one of them with --replace, then the other with --add"
    )


def test_a_control_total_that_differs_is_refused_with_both_figures(town, tmp_path):
    april = ledger(tmp_path / "april.csv", [("2024-04-01", "Mat AB", "1234.50")])
    (one,) = refused(town, april, control_total=Decimal("1235.00"))
    assert one.what == "the rows add up to 1,234.50 SEK, the control total given is 1,235.00: a difference of -0.50"
    assert one.fix == "check that the export is complete, and that the total is of these rows, net of VAT"
    (taken,) = take(town, april, control_total=Decimal("1234.50"))
    assert taken.imported.control_total == Decimal("1234.50")


def test_one_control_total_is_not_held_against_several_currencies(tmp_path):
    path = tmp_path / "april.csv"
    path.write_text("datum;leverantör;konto;belopp;valuta\n2024-04-01;A;6410;1;SEK\n2024-04-01;B;6410;2;EUR\n", "utf-8")
    (one,) = refused(project(tmp_path / "town"), path, control_total=Decimal(3))
    assert str(one) == (
        "april.csv: one control total is given, but the rows are in several currencies\n    2.00 EUR, 1.00 SEK\n"
        "    fix: import without --control-total and compare the sums that `periods` shows"
    )


def test_a_total_row_that_disagrees_is_refused(town, tmp_path):
    path = ledger(tmp_path / "april.csv", [("2024-04-01", "Mat AB", "1.00")])
    path.write_text(path.read_text("utf-8") + "Summa;;;2,00\n", "utf-8")
    assert [one.code for one in refused(town, path)] == ["ledger-control-total"]


def test_a_column_of_another_name_is_shown_and_asked_about(town, tmp_path):
    april = ledger(tmp_path / "april.csv", [("2024-04-01", "Mat AB", "1")], HEADER.replace("konto", "kontonr"))
    (one,) = refused(town, april)
    assert str(one) == (
        "april.csv: the columns are not those of the last import of own, 0001-own-2024-Q1\n"
        "    gone: konto\n    new: kontonr\n    account: read from kontonr, before from konto\n"
        "    fix: look the columns over: where they are read rightly say --new-layout, else name a --profile"
    )
    take(town, april, layout="new")
    may = ledger(tmp_path / "may.csv", [("2024-05-01", "Mat AB", "1")], HEADER.replace("konto", "kontonr"))
    assert take(town, may)[0].imported.number == 3  # known by now, and so is the first
    june = ledger(tmp_path / "june.csv", [("2024-06-01", "Mat AB", "1")])
    assert take(town, june)[0].imported.number == 4


def test_a_column_that_is_lost_needs_a_profile(town, tmp_path):
    april = ledger(tmp_path / "april.csv", [("2024-04-01", "Mat AB", "1")], HEADER.replace("konto", "kod 7"))
    for layout in ("known", "new"):
        (one,) = refused(town, april, layout=layout)
        assert one.what == "columns that the last import of own, 0001-own-2024-Q1, had are not found: account"
        assert one.excerpt.splitlines()[-1] == "account: read from no column, before from konto"
        assert one.fix == "name a --profile that says what they are called now, or that is without them"
    columns = {"booked_on": ("datum",), "supplier": ("leverantör",), "amount": ("belopp",), "account": ("kod 7",)}
    named = Choices(profile=Profile(name="new", columns=columns, currency="SEK"))
    assert take(town, april, choices=named, layout="named")[0].imported.number == 2


def test_a_file_without_its_amount_column_is_refused_with_what_has_changed(town, tmp_path):
    april = ledger(tmp_path / "april.csv", [("2024-04-01", "Mat AB", "1")], HEADER.replace("belopp", "värdet"))
    one, other = refused(town, april)
    assert str(one) == (
        "april.csv: the columns are not those of the last import of own, 0001-own-2024-Q1\n"
        "    gone: belopp\n    new: värdet\n    fix: name a --profile that says what the columns are called now"
    )
    assert other.code == "ledger-no-amount"


def test_the_profile_of_the_last_import_is_remembered(town, tmp_path):
    path = tmp_path / "april.csv"
    columns = {"booked_on": ("när",), "supplier": ("vem",), "amount": ("värde",), "account": ("vad",)}
    named = Choices(profile=Profile(name="own", columns=columns, currency="SEK", amount_unit="tkr"))
    ledger(path, [("2024-04-01", "Mat AB", "1.5")], "när;vem;vad;värde")
    take(town, path, choices=named, layout="named")
    ledger(path, [("2024-05-01", "Mat AB", "2.5")], "när;vem;vad;värde")
    take(town, path)
    assert money(held(town)) == Decimal("2534.50") + 4000


def test_only_rows_of_the_period_that_is_asked_for_are_taken_in(tmp_path):
    folder = project(tmp_path / "town")
    turn = [("2023-12-31", "A", "1"), ("2024-01-01", "B", "2"), ("2025-01-01", "C", "4")]
    (one,) = take(folder, ledger(tmp_path / "2024.csv", turn), choices=Choices(period=period.parse("2024")))
    assert (one.imported.rows.rows, one.imported.outside_period.rows) == (1, 2)
    assert money(held(folder)) == 2


def test_closing_bookings_of_period_13_are_booked_on_the_last_day_of_the_year(tmp_path):
    folder = project(tmp_path / "town")
    rows = [("202411", "A", "1"), ("202412", "B", "2"), ("202413", "C", "4"), ("2024-13", "D", "8")]
    (one,) = take(folder, ledger(tmp_path / "2024.csv", rows))
    days = archive.read(archive.load(folder), Choices()).rows.collect()["booked_on"].cast(str).to_list()
    assert days == ["2024-11-01", "2024-12-01", "2024-12-31", "2024-12-31"]
    said = "2024.csv: rows of period 13, the closing bookings of a year, booked on its last day: 2"
    assert said in one.notes


def test_the_archive_is_read_by_period_and_by_entity(town, tmp_path):
    take(town, ledger(tmp_path / "energi.csv", [("2024-01-01", "El AB", "9")]), entity="energi")
    found = archive.load(town)
    assert archive.read(found, Choices(period=period.parse("2024-01"))).rows.collect().height == 4
    ledger_of = archive.read(found.of("energi"), Choices(), found.last)
    assert [(one.name, one.entity, one.number) for one in ledger_of.files] == [("energi.csv", "energi", 2)]
    with pytest.raises(Refused, match="none of the 5 bookings is in 2025"):
        archive.read(found, Choices(period=period.parse("2025")))


def test_what_is_there_is_listed_by_month_quarter_and_year_with_its_gaps(town):
    found = archive.load(town)
    assert [(one.period, one.rows.rows, one.imports) for one in holdings(found, "own")] == [
        ("2024", 4, (1,)), ("2024-Q1", 4, (1,)), ("2024-01", 3, (1,)), ("2024-03", 1, (1,)),
    ]  # fmt: skip
    assert gaps(found, "own") == ("2024-02",)


@pytest.mark.parametrize(
    ("months", "short"),
    [
        (["2024-01", "2024-12"], "2024"),
        (["2024-04", "2024-06"], "2024-Q2"),
        (["2024-04"], "2024-04"),
        (["2023-12", "2024-01"], "2023-12--2024-01"),
        (["2024-02", "2024-04"], "2024-02--2024-04"),
    ],
)
def test_months_are_named_in_short(months, short):
    assert span(months) == short


def test_rows_that_were_changed_are_not_read(town):
    path = town / "archive" / "0001-own-2024-Q1" / "rows.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(Refused, match="the archive is not as it was written: the rows were changed") as found:
        archive.read(archive.load(town), Choices())
    (one,) = found.value.problems
    assert one.fix == "restore the folder archive/ from a backup; nothing in it may be changed or deleted by hand"


def test_an_import_that_is_missing_is_noticed(town, tmp_path):
    take(town, ledger(tmp_path / "april.csv", [("2024-04-01", "Mat AB", "1.00")]))
    (town / "archive" / "0001-own-2024-Q1").rename(tmp_path / "gone")
    with pytest.raises(Refused, match="import 1 is missing"):
        archive.load(town)
