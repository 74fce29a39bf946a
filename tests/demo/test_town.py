"""The invented municipality: always the same, complete, and shaped like a real one."""

import csv
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from stdnum.se import orgnr

from procurement_footprint import project
from procurement_footprint.demo.numbers import check_digit
from procurement_footprint.demo.settings import load_accounts, load_town, load_trades
from procurement_footprint.demo.suppliers import markets, suppliers
from procurement_footprint.demo.town import HEADER, write_town

Rows = list[dict[str, str]]
PERSON = re.compile(r"\d\d[01]\d[0-3]\d-9[89]\d\d")


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def amount(row: dict[str, str]) -> Decimal:
    return Decimal(row["belopp"].replace(",", "."))


@pytest.fixture(scope="module")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("norrsele")
    write_town(folder)
    return folder


@pytest.fixture(scope="module")
def years(town_folder: Path) -> tuple[Rows, Rows]:
    first, second = sorted((town_folder / "ledgers").iterdir())
    return rows_of(first), rows_of(second)


def shares_of_groups(rows: Rows) -> dict[str, float]:
    group = {account.number: account.group for account in load_accounts(load_town())}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[group[row["konto_nr"]]] += amount(row)
    whole = sum(sums.values(), Decimal())
    return {name: float(part / whole * 100) for name, part in sums.items()}


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_town(tmp_path / name, rows_per_year=400)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert [str(file) for file in files] == [
        "README.md",
        "ledgers/leverantorsreskontra-2023.csv",
        "ledgers/leverantorsreskontra-2024.csv",
        "procurement.yaml",
    ]
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_year_is_the_same_whichever_years_are_asked_for(tmp_path: Path) -> None:
    write_town(tmp_path / "both", rows_per_year=300)
    (alone,) = write_town(tmp_path / "one", years=(2024, 2024), rows_per_year=300)
    assert alone.read_bytes() == (tmp_path / "both" / "ledgers" / alone.name).read_bytes()


def test_ledgers_are_written_as_the_national_specification_wants_them(tmp_path: Path) -> None:
    (ledger,) = write_town(tmp_path, years=(2024, 2024), rows_per_year=300)
    raw = ledger.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n")
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert len(lines) == 302
    assert lines.pop() == ""
    assert {line.count(";") for line in lines} == {14}
    assert '"' not in "".join(lines)
    assert all(re.fullmatch(r"-?\d+,\d\d", row["belopp"]) for row in rows_of(ledger))


def test_two_years_of_twenty_thousand_rows(years: tuple[Rows, Rows]) -> None:
    assert [len(rows) for rows in years] == [20_000, 20_000]
    for year, rows in zip((2023, 2024), years, strict=True):
        days = [date.fromisoformat(row["datum"]) for row in rows]
        assert {day.year for day in days} == {year}
        assert days == sorted(days)


def test_the_project_can_be_loaded_and_says_that_it_is_invented(town_folder: Path) -> None:
    loaded = project.load(town_folder)
    assert loaded.settings.project == "Norrsele kommun (invented)"
    assert loaded.settings.inhabitants == {"2023": "30112", "2024": "30054"}
    assert (loaded.settings.chart, loaded.settings.profile) == ("kbas", "nso-1.1")
    assert all(path.is_file() for path in loaded.ledgers)
    assert "invented" in (town_folder / "README.md").read_text(encoding="utf-8")


def test_a_billion_a_year_that_grows_by_some_four_per_cent(years: tuple[Rows, Rows]) -> None:
    first, second = (sum(map(amount, rows), Decimal()) for rows in years)
    assert abs(first - 1_060_000_000) < 200
    assert 1.03 < second / first < 1.05


def test_shares_of_spend_resemble_a_real_municipality(years: tuple[Rows, Rows]) -> None:
    bands = {
        "core_services": (23, 27),
        "energy": (3.5, 5),
        "food": (3, 4),
        "vehicle_fuel": (0.5, 1),
        "it": (5, 6.5),
        "transport": (4, 5),
        "left_out": (6, 10),
        "undecided": (0.3, 1),
    }
    for rows in years:
        shares = shares_of_groups(rows)
        property_groups = ("rent", "construction", "maintenance", "property_services")
        assert 30 < sum(shares[group] for group in property_groups) < 35
        outside = {name: shares[name] for name, (low, high) in bands.items() if not low < shares[name] < high}
        assert outside == {}


def test_shares_in_the_settings_add_up_and_every_account_has_a_trade_and_a_season() -> None:
    town, trades = load_town(), load_trades().trades
    accounts = load_accounts(town)
    assert sum(group.share for group in town.groups.values()) == pytest.approx(100)
    assert sum(account.share for account in accounts) == pytest.approx(1)
    assert len({account.number for account in accounts}) == len(accounts) > 150
    assert {account.trade for account in accounts} == set(trades)
    assert {account.season for account in accounts} == set(town.seasons)


def test_two_to_three_per_cent_are_credit_notes_for_an_earlier_invoice(years: tuple[Rows, Rows]) -> None:
    for rows in years:
        invoices = {(row["fakturanummer"], row["leverantor"], row["konto_nr"]): row for row in rows}
        notes = [row for row in rows if amount(row) < 0]
        assert 0.02 < len(notes) / len(rows) < 0.03
        for note in notes:
            number = note["fakturanummer"].removeprefix("KR ")
            invoice = invoices[number, note["leverantor"], note["konto_nr"]]
            assert invoice["datum"] < note["datum"]
            assert amount(invoice) >= -amount(note)


def test_july_is_low_and_december_high(years: tuple[Rows, Rows]) -> None:
    for rows in years:
        months = [row["datum"][5:7] for row in rows]
        counts = {month: months.count(month) for month in sorted(set(months))}
        assert len(counts) == 12
        assert min(counts, key=counts.__getitem__) == "07"
        assert max(counts, key=counts.__getitem__) == "12"


def test_departments_buy_what_they_need_and_some_rows_have_none(years: tuple[Rows, Rows]) -> None:
    rows = years[1]
    without = [row for row in rows if not row["forvaltning"]]
    assert len(without) == 240
    assert {row["forvaltning"] for row in rows} - {""} == set(load_town().departments.values())
    buyers = {row["forvaltning"] for row in rows if row["konto_text"] == "Inkontinensmaterial"} - {""}
    assert buyers == {"Vård- och omsorgsförvaltningen"}


def test_a_few_suppliers_get_much_and_many_get_little(years: tuple[Rows, Rows]) -> None:
    spend: dict[str, Decimal] = defaultdict(Decimal)
    for row in years[1]:
        spend[row["leverantor"]] += amount(row)
    largest = sorted(spend.values(), reverse=True)
    assert 600 < len(largest) < 800
    assert 0.4 < float(sum(largest[:50]) / sum(largest)) < 0.7
    assert sum(part < 200_000 for part in largest) > 150


def test_every_organisation_number_has_its_check_digit_and_comes_once() -> None:
    town = load_town()
    everyone = suppliers(town, load_trades())
    numbers = [supplier.number for supplier in everyone if supplier.number]
    assert all(orgnr.is_valid(number) for number in numbers)
    assert all(number[-1] == check_digit(number.replace("-", "")[:9]) for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert len({supplier.name for supplier in everyone}) == len(everyone)
    assert orgnr.is_valid(town.organisation_id)
    assert [supplier.name for supplier in everyone if supplier.number == town.organisation_id] == [town.name]


def test_numbers_lie_where_no_registered_organisation_has_one() -> None:
    pattern = re.compile(r"[5789]99\d{3}-\d{4}|(212000|232100|202100|222000)-9\d{3}")
    for supplier in suppliers(load_town(), load_trades()):
        if supplier.person:
            assert PERSON.fullmatch(supplier.number), supplier
        else:
            assert not supplier.number or pattern.fullmatch(supplier.number), supplier


def test_only_sole_traders_and_private_persons_have_a_birth_date_as_number(years: tuple[Rows, Rows]) -> None:
    persons = {supplier.name for supplier in suppliers(load_town(), load_trades()) if supplier.person}
    named = {row["leverantor"] for rows in years for row in rows if row["leverantor_id"][2:3] in ("0", "1")}
    assert named <= persons
    assert len(named) > 60


def test_a_trade_that_is_bid_again_gets_a_new_largest_supplier() -> None:
    trades = load_trades()
    everyone = suppliers(load_town(), trades)
    before, after = (markets(everyone, trades, year)["food"].suppliers for year in (2023, 2024))
    assert after[:2] == before[1::-1]
    assert after[2:] == before[2:]


def test_a_small_town_has_every_kind_of_row(tmp_path: Path) -> None:
    (ledger,) = write_town(tmp_path, years=(2024, 2024), rows_per_year=300)
    rows = rows_of(ledger)
    assert len(rows) == 300
    assert {row["konto_nr"] for row in rows} == {account.number for account in load_accounts(load_town())}
    assert any(amount(row) < 0 for row in rows)
    assert any(not row["forvaltning"] for row in rows)
    assert any(not row["leverantor_id"] for row in rows)
    assert any(PERSON.fullmatch(row["leverantor_id"]) for row in rows)
    assert any(row["leverantor"] == row["kopare"] for row in rows)


def test_fewer_rows_than_accounts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 172 invoices are needed, one for each account"):
        write_town(tmp_path, rows_per_year=100)


def test_the_town_does_not_exist() -> None:
    town = load_town()
    assert town.name == "Norrsele kommun"
    assert (town.municipality_code, town.organisation_id) == ("2499", "212000-9903")
