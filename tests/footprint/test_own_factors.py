"""A project uses a factor set of its own `factors/` folder, with a crosswalk of its own where it has one."""

from __future__ import annotations

import math
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from conftest import Command

from procurement_footprint.factors import currencies, prices, spreads

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
EXIOBASE = SHARED / "exiobase3-2011-bloom/scope.csv"
LEDGER = """datum;konto_nr;konto_text;belopp
{year}-03-01;64113;Kött o chark;1000,00
{year}-03-02;6411;Livsmedel;1000,00
"""


def town(folder: Path, factors: str, year: int) -> Path:
    (folder / "ledger.csv").write_text(LEDGER.format(year=year), encoding="utf-8")
    (folder / "profile.yaml").write_text(
        "name: own\ncolumns: {booked_on: [datum], account: [konto_nr], account_text: [konto_text], amount: [belopp]}\n"
        "currency: SEK\n",
        encoding="utf-8",
    )
    (folder / "procurement.yaml").write_text(
        f"chart: kbas\nledgers: [ledger.csv]\nprofile: profile.yaml\nfactors: {factors}\n", encoding="utf-8"
    )
    return folder


def grams(folder: Path) -> dict[str, float]:
    rows = pl.read_parquet(folder / "out" / "footprint.parquet")
    return {row["account_text"]: float(row["kg_co2e"]) for row in rows.iter_rows(named=True)}


def variance(out: Path, category: str, carried: int = 0) -> float:
    """Return the variance of the product behind a line of categories.csv: that of the whole range less what else is in.

    (ln(high ÷ low) ÷ (2 × 1.96))² = product + evidence + years carried over + level
    """
    lines = pl.read_csv(out / "categories.csv").filter(pl.col("category") == category)
    rows = pl.read_parquet(out / "footprint.parquet").filter(pl.col("category") == category)
    said = spreads.load().description
    whole = (math.log(lines["kg_co2e_high"].item() / lines["kg_co2e_low"].item()) / (2 * 1.959964)) ** 2
    others = said.evidence[rows["evidence"].item()].variance + said.level.variance
    return whole - others - carried * said.carried_per_year.variance


def test_a_project_runs_with_food_split_into_kinds_and_comes_out_again(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    folder = town(tmp_path, "figaro-se-food@2026.5", 2023)
    command = ("factors", "import", "food-split", "--out", "factors/figaro-se-food/2026.5")
    made = procurement_footprint(*command, cwd=folder)
    assert made.stdout == (
        "figaro-se-food@2026.5: 70 products, 2018-2023, kg CO2e per 1000 EUR\n"
        "written to factors/figaro-se-food/2026.5; use it with `factors: figaro-se-food@2026.5` in procurement.yaml\n"
    )
    done = procurement_footprint("run", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    kilograms = grams(folder)
    mix = 0.36 * 982.922939 + 0.32 * 342.091521 + 0.32 * 266.118874
    assert kilograms["Kött o chark"] / kilograms["Livsmedel"] == pytest.approx(mix / 429.23, abs=1e-4)
    assert procurement_footprint("verify", "out", cwd=folder).returncode == 0
    for category in ("meat", "food"):
        assert variance(folder / "out", category) == pytest.approx(spreads.load().variance("C10T12"), abs=1e-4)


@pytest.mark.skipif(not EXIOBASE.is_file(), reason="the EXIOBASE table is not beside this checkout")
def test_exiobase_serves_later_purchases_in_swedish_prices_of_2011(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    folder, kilograms = town(tmp_path, "exiobase@3.4-2011", 2011), {}
    procurement_footprint("factors", "import", "exiobase", EXIOBASE, "--out", "factors/exiobase/3.4-2011", cwd=folder)
    for year in (2011, 2024):
        town(folder, "exiobase@3.4-2011", year)
        done = procurement_footprint("run", "--out", f"of-{year}", cwd=folder)
        assert done.returncode == 0, done.stderr
        rows = pl.read_parquet(folder / f"of-{year}" / "footprint.parquet").filter(account_text="Livsmedel")
        kilograms[year] = rows.row(0, named=True)
    index, rate = prices.load("cpi-sweden"), float(currencies.load().per_base["SEK", 2011])
    assert {year: one["deflator"] for year, one in kilograms.items()} == {2011: 1.0, 2024: index.deflator(2024, 2011)}
    # krona for krona a purchase of 2024 is that of 2011 in its prices, whatever the krona cost in between
    assert {one["exchange_rate"] for one in kilograms.values()} == {rate}
    ratio = float(kilograms[2024]["kg_co2e"] / kilograms[2011]["kg_co2e"])
    assert ratio == pytest.approx(float(index.index[2011] / index.index[2024]), rel=1e-4)
    said = (folder / "of-2024" / "report.html").read_text(encoding="utf-8")
    assert variance(folder / "of-2011", "food") > 0.1
    assert (
        "hicp-euro-area-items@2025.12 når inte tillbaka till det året. I dess ställe används cpi-sweden@2024.12" in said
    )
    assert "World Bank" in said
    assert "cpi-sweden" not in (folder / "of-2011" / "report.html").read_text(encoding="utf-8")


def test_own_factors_by_account_come_with_a_crosswalk_of_the_project(
    tmp_path: Path, procurement_footprint: Command
) -> None:
    folder = town(tmp_path, "agency@2024", 2024)
    (folder / "agency.csv").write_text("product,name,year,factor\n6411,Livsmedel,2024,0.05\n", encoding="utf-8")
    (folder / "agency.yaml").write_text(
        'title: Own\nunit: kg CO2e\nper: "1"\ncurrency: SEK\nprice_basis: purchaser\nprice_year: vintage\n'
        "crosswalk: agency\norigin:\n  producer: Us\n  title: Own\n  citation_full: Own.\n  attribution: Us\n"
        '  version_producer: "1"\n  url_main: https://example.org\n  date_accessed: "2026-11-24"\n'
        "  license: {name: CC0-1.0, url: https://creativecommons.org/publicdomain/zero/1.0/}\n",
        encoding="utf-8",
    )
    lines = "category,product,share,why\nfood,6411,1,The account is food.\n"
    (folder / "crosswalks").mkdir()
    (folder / "crosswalks" / "agency.csv").write_text(lines, encoding="utf-8")
    (folder / "crosswalks" / "agency.yaml").write_text(
        'crosswalk: agency\nversion: "1"\ntaxonomy: procurement categories\nproducts: own\norigin: own\n'
        f"licence: CC0-1.0\nreviewed: {{by: us, date: 2026-11-24}}\nsha256: {sha256(lines.encode()).hexdigest()}\n",
        encoding="utf-8",
    )
    command = ("factors", "import", "generic", "agency.csv", "--about", "agency.yaml", "--out", "factors/agency/2024")
    assert procurement_footprint(*command, cwd=folder).returncode == 0
    assert procurement_footprint("run", "--out", "out", cwd=folder).returncode == 0
    rows = pl.read_parquet(folder / "out" / "footprint.parquet").sort("account_text")
    assert rows.select("account_text", "status", "reason").rows() == [
        ("Kött o chark", "unmapped", "no_factor"),
        ("Livsmedel", "counted", None),
    ]
    assert rows["kg_co2e"].cast(pl.Float64).to_list() == [None, 50.0]
    assert variance(folder / "out", "food") == pytest.approx(
        spreads.load().description.other_products.variance, abs=1e-4
    )
