"""The invented group: always the same, its members sell to each other, and both sides are in the ledgers."""

import csv
import io
import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from stdnum.se import orgnr

from procurement_footprint import project
from procurement_footprint.demo.dialects import UNIT4
from procurement_footprint.demo.group import write_group
from procurement_footprint.demo.group_settings import load_group
from procurement_footprint.demo.ledger_rows import Ledgers, Row, ledgers
from procurement_footprint.demo.members import Group, load_members, sizes
from procurement_footprint.demo.settings import load_town, load_trades
from procurement_footprint.demo.suppliers import suppliers
from procurement_footprint.demo.town import write_town

SMALL = {"norrsele": 300, "bostader": 200, "energi": 200}
TRANS = re.compile(r"   #TRANS (\d{4}) \{(.*)\} (-?\d+\.\d\d)")


@pytest.fixture(scope="module")
def group() -> Group:
    return load_members(load_group())


@pytest.fixture(scope="module")
def year(group: Group) -> Ledgers:
    return ledgers(group, 2024, sizes(group))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("group")
    write_group(folder, rows=SMALL)
    return folder


def test_the_same_bytes_every_time(folder: Path, tmp_path: Path) -> None:
    write_group(tmp_path, rows=SMALL)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert [str(file) for file in files] == [
        "README.md",
        *(f"ledgers/{name}" for name in ("bostader-2023.csv", "bostader-2024.csv", "energi-2023.se", "energi-2024.se")),
        *(f"ledgers/{name}" for name in ("norrsele-2023.csv", "norrsele-2024.csv")),
        "procurement.yaml",
    ]
    for file in files:
        assert (folder / file).read_bytes() == (tmp_path / file).read_bytes()


def test_a_year_is_the_same_whichever_years_are_asked_for(folder: Path, tmp_path: Path) -> None:
    for path in write_group(tmp_path, years=(2024, 2024), rows=SMALL):
        assert path.read_bytes() == (folder / "ledgers" / path.name).read_bytes()


def test_the_project_names_the_entities_their_codes_and_the_share_that_is_owned(folder: Path) -> None:
    held = project.load(folder)
    assert [(one.code, one.id, one.chart, one.counterparties) for one in held.entities] == [
        ("norrsele", "212000-9903", "kbas", ("810",)),
        ("bostader", "599117-1694", "bas", ("851",)),
        ("energi", "599319-1013", "bas", ("852",)),
    ]
    assert [[share.share for share in one.ownership] for one in held.entities] == [[], [], ["0.6"]]
    assert all((folder / name).is_file() for one in held.entities for name in one.ledgers)


def test_the_municipality_buys_what_it_buys_in_the_plain_demonstration(folder: Path, tmp_path: Path) -> None:
    write_town(tmp_path, rows_per_year=300)
    for year in (2023, 2024):
        plain = (tmp_path / "ledgers" / f"leverantorsreskontra-{year}.csv").read_bytes().splitlines()
        lines = (folder / "ledgers" / f"norrsele-{year}.csv").read_bytes().splitlines()
        assert [line for line in lines if line in set(plain)] == plain
        sales = [line.decode().split(";") for line in lines if line not in set(plain)]
        assert {(line[4], line[5][0], line[7][0]) for line in sales} <= {
            ("599117-1694", "3", "-"),
            ("599319-1013", "3", "-"),
        }
        assert sales


def test_some_fifteen_thousand_rows_a_year_in_the_companies(year: Ledgers) -> None:
    assert 14_000 < len(year["bostader"]) + len(year["energi"]) < 17_000
    for code in ("bostader", "energi"):
        bought = [row for row in year[code] if not row.sale]
        assert 0.01 < sum(row.ore < 0 for row in bought) / len(bought) < 0.03
        assert any(row.partner.person for row in bought)
        assert [row.booked_on for row in year[code]] == sorted(row.booked_on for row in year[code])
        assert {row.booked_on.year for row in year[code]} == {2024}


def test_a_sale_is_the_other_side_of_a_purchase_to_the_ore(group: Group, year: Ledgers) -> None:
    for seller in group.members:
        sold = [row for row in year[seller.code] if row.sale]
        assert {group.called(code).counterparty for code in year if code != seller.code} == {
            row.counterparty for row in sold
        }
        for row in sold:
            assert row.account.startswith("3")
        for buyer in group.members:
            if buyer is not seller:
                sales = Counter((row.invoice, -row.ore) for row in sold if row.partner.number == buyer.itself.number)
                bought = Counter((row.invoice, row.ore) for row in purchases(year, buyer.code, seller.itself.number))
                same = (sales & bought).total()
                assert same >= 0.95 * max(sales.total(), bought.total()), (buyer.code, seller.code)


def test_a_few_pairs_differ_since_the_seller_books_earlier(group: Group, year: Ledgers) -> None:
    """By month many pairs differ, over the year only those with an invoice at new year."""
    energi, town = group.called("energi").itself, group.called("norrsele").itself
    bought, sold = (defaultdict(int) for _ in range(2))
    for row in purchases(year, "norrsele", energi.number):
        bought[row.booked_on.month] += row.ore
    for row in year["energi"]:
        if row.sale and row.partner.number == town.number:
            sold[row.booked_on.month] -= row.ore
    assert sum(bought[month] != sold[month] for month in range(1, 13)) >= 6
    assert 0 < abs(sum(bought.values()) - sum(sold.values())) < 0.02 * sum(bought.values())


def test_every_account_at_which_members_buy_from_each_other_has_an_account_of_the_seller(
    group: Group, year: Ledgers
) -> None:
    for buyer in group.members:
        for seller in group.members:
            known = group.settings.sold_as[seller.code]
            accounts = {row.account for row in purchases(year, buyer.code, seller.itself.number)}
            assert buyer is seller or accounts <= set(known), (buyer.code, seller.code)


def test_the_companies_book_on_four_digits_each_account_once(group: Group) -> None:
    for member in group.members[1:]:
        numbers = [account.number for account in member.accounts]
        assert len(set(numbers)) == len(numbers)
        assert all(re.fullmatch(r"[1-8]\d{3}", number) for number in numbers)
        assert sum(account.share for account in member.accounts) == pytest.approx(1)


def test_new_sellers_come_after_those_of_the_municipality_and_have_numbers_of_their_own(group: Group) -> None:
    plain = suppliers(load_town(), load_trades())
    assert group.everyone[: len(plain)] == plain
    numbers = [one.number for one in group.everyone if one.number]
    assert len(set(numbers)) == len(numbers)
    assert all(orgnr.is_valid(number) for number in numbers)


def test_the_housing_company_is_delivered_as_a_unit4_extract_in_windows_1252(folder: Path) -> None:
    raw = (folder / "ledgers" / "bostader-2024.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    lines = list(csv.DictReader(io.StringIO(raw.decode("cp1252"), newline=""), delimiter=";"))
    assert tuple(lines[0]) == UNIT4
    assert {line["Motpart"] for line in lines} == {"810", "820", "852", "860", "880"}
    assert all(re.fullmatch(r"-?\d+,\d\d", line["Belopp"]) for line in lines)
    assert all(line["Period"] == line["Ver.datum"][:7].replace("-", "") for line in lines)


def test_the_energy_company_is_delivered_as_sie_4_in_which_every_voucher_balances(folder: Path) -> None:
    text = (folder / "ledgers" / "energi-2024.se").read_bytes().decode("cp437")
    lines = text.split("\r\n")
    assert lines[:3] == ["#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4"]
    assert {"#ORGNR 599319-1013", '#FNAMN "Norrsele Energi AB"', "#RAR 0 20240101 20241231"} < set(lines)
    accounts = {line.split(" ")[1] for line in lines if line.startswith("#KONTO ")}
    objects = {tuple(line.split(" ", 3)[1:3]) for line in lines if line.startswith("#OBJEKT ")}
    vouchers = text.split("#VER ")[1:]
    assert len(vouchers) > 200
    for voucher in vouchers:
        found = TRANS.findall(voucher)
        assert len(found) > 1
        assert sum(Decimal(amount) for _, _, amount in found) == 0
        for account, listed, _ in found:
            assert account in accounts
            parts = re.findall(r'(\d+) ("[^"]*")', listed)
            assert set(parts) <= objects
    names = [line for line in lines if line.startswith("#OBJEKT 9 ")]
    assert any("å" in name or "ö" in name for name in names)


def purchases(year: Ledgers, code: str, number: str) -> list[Row]:
    """What a member buys from the one with this number."""
    return [row for row in year[code] if row.partner.number == number and not row.sale]
