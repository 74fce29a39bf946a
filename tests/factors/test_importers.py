"""Published tables become factor sets without a value being changed unsaid; proved on the real files."""

import csv
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from procurement_footprint import shelf
from procurement_footprint.commands.factors import factors
from procurement_footprint.factors import factor_set
from procurement_footprint.factors.sources import exiobase, margins
from procurement_footprint.factors.sources.exiobase import Wanted
from procurement_footprint.mapping import bridge

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
FIGARO = SHARED / "figaro-ecodex/figaro_purchaser_price_factors_26ed_SE_2018-2023.csv"
EXIOBASE = SHARED / "exiobase3-2011-bloom/scope.csv"
EPA = SHARED / "us-epa-supply-chain-v1.3/SupplyChainGHGEmissionFactors_v1.3.0_NAICS_CO2e_USD2022.csv"
REAL = pytest.mark.skipif(not FIGARO.is_file(), reason="the publishers' files are not beside this checkout")
AGENCY = """title: Factors of an agency, per account
unit: g CO2e
per: "1"
currency: SEK
price_basis: purchaser
price_year: vintage
crosswalk: agency
origin:
  producer: An agency
  title: Factors per account
  citation_full: An agency, 2024.
  attribution: An agency
  version_producer: "2024"
  url_main: https://example.org
  date_accessed: "2026-11-24"
  license: {name: CC0-1.0, url: https://creativecommons.org/publicdomain/zero/1.0/}
"""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(factors, ["import", *map(str, words)], catch_exceptions=False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def loaded(folder: Path) -> factor_set.FactorSet:
    return factor_set.load(folder.parent.name, folder.name, [folder.parent.parent])


@REAL
def test_the_figaro_file_gives_the_embedded_set_byte_for_byte(tmp_path: Path) -> None:
    out = tmp_path / "figaro-se" / "2026.5"
    assert run("figaro", FIGARO, "--out", out).output == (
        "figaro-se@2026.5: 62 products, 2018-2023, kg CO2e per 1000 EUR\n"
        f"written to {out}; use it with `factors: figaro-se@2026.5` in procurement.yaml\n"
    )
    shipped = shelf.folder("emission_factors") / "figaro-se/2026.5"
    assert (out / "factors.csv").read_bytes() == (shipped / "factors.csv").read_bytes()
    made, ours = loaded(out), factor_set.load()
    assert made.table.equals(ours.table)
    assert [(gap.product, gap.year) for gap in made.description.gaps] == [("Q87_88", 2018)]
    assert made.description.price_basis == "purchaser"
    assert "SHA-256" in made.description.origin.citation_full


def figaro(**cells: str) -> dict[str, str]:
    filled = dict.fromkeys(("year", "country_code", "country", "nace_code", "product"), "x")
    columns = ("valuation_year", "share_basic_value", "share_trade_transport_margins", "share_taxes_less_subsidies")
    filled |= dict.fromkeys((*columns, "rebasing_ratio", "margin_term", "total_basic_prices"), "1")
    return {**filled, "total_purchaser_prices_with_margins": "100.5", **cells}


def test_one_country_of_many_is_taken_and_what_has_no_value_is_a_gap(
    tmp_path: Path, table: Callable[..., Path]
) -> None:
    finland = {"country_code": "FI", "country": "Finland"}
    file = table(
        figaro(year="2023", nace_code="A01", country_code="SE"),
        figaro(year="2023", nace_code="A01", **finland),
        figaro(year="2022", nace_code="A01", total_purchaser_prices_with_margins="0", **finland),
        figaro(year="2022", nace_code="A02", **finland),
        figaro(year="2023", nace_code="A02", total_purchaser_prices_with_margins="", **finland),
    )
    run("figaro", file, "--country", "FI", "--out", tmp_path / "fi" / "1")
    made = loaded(tmp_path / "fi" / "1")
    assert made.title == "FIGARO monetary emission factors for Finland, purchaser prices with margins"
    assert made.table.rows() == [("A01", 2023, 0.1005), ("A02", 2022, 0.1005)]
    assert [(gap.product, gap.year) for gap in made.description.gaps] == [("A01", 2022), ("A02", 2023)]


@REAL
def test_every_swedish_exiobase_value_is_the_published_one_brought_to_purchaser_prices(tmp_path: Path) -> None:
    out = tmp_path / "exiobase" / "3.4-2011"
    result = run("exiobase", EXIOBASE, "--out", out)
    published = {row["sector"]: Fraction(row["Total lifecycle"]) for row in rows(EXIOBASE) if row["region"] == "SE"}
    used, groups = margins.load(2011), bridge.load("exiobase200-a64").groups
    made = rows(out / "factors.csv")
    unchanged = [row for row in made if row["taken_from"] == "SE"]
    assert (len(published), len(made), len(unchanged)) == (200, 183, 167)
    for row in unchanged:
        basic = published[row["product"]] / 1000
        group = groups[row["product"]]
        assert row["a64"] == group
        exact = basic * used.ratio[group] + used.term[group]
        assert abs(Fraction(row["kg_co2e_per_1000_eur"]) - exact) <= Fraction(1, 2 * 10**6)
    for row in made:
        if row["taken_from"] != "SE":
            assert published[row["product"]] == 0
            assert row["taken_from"].endswith(" (not made in SE)")
            assert f"note: {row['product']}: {row['taken_from']}\n" in result.output
    assert "note: Paddy rice: median of 16 European regions (not made in SE)\n" in result.output
    said = loaded(out).description
    assert (said.price_basis, said.price_year, said.vat, said.vintages) == ("purchaser", "2011", "excluded", (2011,))
    assert "vintage 2018 of figaro-se@2026.5, the nearest to 2011" in said.changes


def test_the_margins_are_those_of_the_vintage_nearest_to_the_year() -> None:
    assert [margins.load(year).year for year in (2011, 2018, 2020, 2030)] == [2018, 2018, 2020, 2023]
    # 489.64 × 0.857 + 9.63: the published 429.23 has two decimals
    assert margins.load(2023).purchaser("C10T12", Fraction("489.64")) == Fraction("429.25148")


def wanted(clip: int = 10, **regions: str) -> Wanted:
    return Wanted({region: Fraction(weight) for region, weight in regions.items()}, Fraction(clip), 2011, "")


def values(**per_euro: float) -> dict[str, Fraction]:
    return {region: Fraction(str(value)) * 10**6 for region, value in per_euro.items()}


def test_a_mix_weighs_its_regions_and_leaves_out_those_without_a_usable_value() -> None:
    mix = wanted(SE="0.6", DE="0.4")
    assert exiobase.basic_price(values(SE=1, DE=2), mix) == (Fraction(1_400_000), "DE 0.4, SE 0.6")
    assert exiobase.basic_price(values(SE=0, DE=2), mix) == (Fraction(2_000_000), "DE (not made in SE)")
    assert exiobase.basic_price(values(SE=1, DE=11), mix) == (
        Fraction(1_000_000),
        "SE (DE has 11 kg per EUR, above 10)",
    )


def test_where_no_region_of_the_mix_is_usable_the_median_of_europe_stands_in_then_that_of_the_world() -> None:
    swedish = wanted(SE="1")
    europe = values(SE=20, DE=1, DK=5, FI=2, US=9)
    assert exiobase.basic_price(europe, swedish) == (
        Fraction(2_000_000),
        "median of 3 European regions (SE has 20 kg per EUR, above 10)",
    )
    assert exiobase.basic_price(values(SE=0, US=3, CN=4), swedish) == (
        Fraction(3_500_000),
        "median of 2 regions of the world (not made in SE)",
    )
    assert exiobase.basic_price(values(SE=0), swedish) == (0, "no region")


@REAL
def test_every_commodity_of_the_epa_is_the_published_one_and_a_group_is_their_mean(tmp_path: Path) -> None:
    out = tmp_path / "us-epa" / "1.3"
    run("epa", EPA, "--out", out)
    made = {row["product"]: row for row in rows(out / "factors.csv")}
    total, groups = "Supply Chain Emission Factors with Margins", bridge.load("naics2017-a64")
    held: dict[str, list[Fraction]] = {}
    for row in rows(EPA):
        code = row["2017 NAICS Code"]
        assert Fraction(made[code]["kg_co2e_per_usd"]) == Fraction(row[total])
        held.setdefault(str(groups.group(code)), []).append(Fraction(row[total]))
    assert len(made) == 1016 + len(held)
    for group, factors_ in held.items():
        mean = sum(factors_) / len(factors_)
        assert abs(Fraction(made[group]["kg_co2e_per_usd"]) - mean) <= Fraction(1, 2 * 10**6)
        assert made[group]["product_name"] == f"{group}: mean of {len(factors_)} NAICS commodities"
    assert made["339112"]["kg_co2e_per_usd"] == "0.156"
    said = loaded(out).description
    assert (said.currency, said.price_year, said.vintages) == ("USD", "2022", (2022,))


def test_own_factors_keep_their_decimals_and_grams_become_kilograms(tmp_path: Path) -> None:
    (tmp_path / "agency.csv").write_text("product;name;year;factor\n6411;Livsmedel;2024;37,25\n", encoding="utf-8")
    (tmp_path / "agency.yaml").write_text(AGENCY, encoding="utf-8")
    out = tmp_path / "agency" / "2024"
    result = run("generic", tmp_path / "agency.csv", "--about", tmp_path / "agency.yaml", "--out", out)
    assert result.output.startswith("agency@2024: 1 products, 2024, kg CO2e per SEK\n")
    assert (out / "factors.csv").read_text(encoding="utf-8") == (
        "product,product_name,year,kg_co2e\n6411,Livsmedel,2024,0.03725\n"
    )
    made = loaded(out)
    assert made.table.rows() == [("6411", 2024, 0.03725)]
    assert made.description.origin.citation_full.startswith("An agency, 2024. (file agency.csv, SHA-256 ")


def test_weights_that_do_not_add_to_one_are_wrong_usage(tmp_path: Path, table: Callable[..., Path]) -> None:
    file = table({"region": "SE", "sector": "Wheat", "Total lifecycle": "1"})
    result = run("exiobase", file, "--region", "SE:0.6", "--region", "DE:0.5", "--out", tmp_path / "e" / "1")
    assert result.exit_code == 2
    assert "the weights of SE:0.6, DE:0.5 do not add to 1; write for example SE:0.6 and DE:0.4" in result.output
    result = run("exiobase", file, "--clip", "ten", "--out", tmp_path / "e" / "1")
    assert result.exit_code == 2
    assert '"ten" is not a number above 0' in result.output


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes the given rows into a CSV file."""

    def write(*written: dict[str, str]) -> Path:
        path = tmp_path / "table.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.DictWriter(file, list(written[0]))
            lines.writeheader()
            lines.writerows(written)
        return path

    return write
