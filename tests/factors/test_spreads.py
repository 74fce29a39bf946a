"""How far factors may be from the truth: the shipped numbers are those of their sources; wrong files are refused."""

import csv
import math
import shutil
from hashlib import sha256
from pathlib import Path
from statistics import NormalDist, quantiles, stdev

import pytest

from procurement_footprint.factors import factor_set, figures, prices, spreads
from procurement_footprint.mapping import crosswalk, taxonomy
from procurement_footprint.mapping.evidence import LEVELS
from procurement_footprint.problems import Refused

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
CEDA = SHARED / "figaro-ecodex" / "figaro_to_ceda_median_ratio_2023.csv"
EXIOBASE = SHARED / "exiobase3-2011-bloom" / "scope.csv"
SHIPPED = spreads.load()
SAID = SHIPPED.description
NORMAL = NormalDist()
Z = 1.959963984540054
METHOD = (Path(__file__).resolve().parents[2] / "METHOD.md").read_text(encoding="utf-8")


def ln(component: spreads.Component) -> float:
    return math.sqrt(component.variance)


def shipped_rows() -> dict[str, dict[str, str]]:
    path = figures.SHIPPED[0] / "uncertainty" / "figaro-ceda" / "2026.11" / "spreads.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["product"]: row for row in csv.DictReader(file)}


def ratios() -> dict[str, float]:
    return {product: float(row["median_ratio_figaro_to_ceda"]) for product, row in shipped_rows().items()}


def pooled() -> float:
    """The ln gsd of a log-normal around 0.90 that has 83 % within a factor of two, by bisection."""
    low, high = 0.1, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        inside = NORMAL.cdf((math.log(2) - math.log(0.9)) / middle) - NORMAL.cdf(
            (-math.log(2) - math.log(0.9)) / middle
        )
        low, high = (middle, high) if inside > 0.83 else (low, middle)
    return low


def covered(ratio: float, variance: float) -> bool:
    """Whether the 95 % range around a factor contains factor ÷ ratio."""
    return abs(variance / 2 - math.log(ratio)) <= Z * math.sqrt(variance)


def test_every_product_of_the_embedded_set_has_a_spread() -> None:
    assert SHIPPED.identity == "figaro-ceda@2026.11"
    assert set(SHIPPED.by_product) == set(factor_set.load().products)
    assert SHIPPED.variance("no-such-product") == SAID.without_comparison.variance
    assert "licence CC BY-SA 4.0" in SHIPPED.citation.attribution


@pytest.mark.skipif(not CEDA.is_file(), reason="the publisher's comparison is not beside this checkout")
def test_ratios_are_the_publishers() -> None:
    with CEDA.open(encoding="utf-8", newline="") as file:
        published = {row.pop("nace_code"): tuple(row.values()) for row in csv.DictReader(file)}
    assert {product: tuple(row.values())[2:4] for product, row in shipped_rows().items()} == published


def test_the_spread_of_each_product_is_computed_as_the_file_says() -> None:
    between = stdev(map(math.log, ratios().values()))
    within = pooled() ** 2 - between**2
    assert ln(SAID.without_comparison) == pytest.approx(pooled(), abs=5e-4)
    assert (pooled(), between, math.sqrt(within)) == pytest.approx((0.494, 0.346, 0.353), abs=5e-4)
    for product, ratio in ratios().items():
        own = math.log(ratio / 0.9)
        expected = math.exp(math.sqrt(within + between**2 / 2 + own**2 / 2))
        assert shipped_rows()[product]["gsd"] == f"{expected:.3f}", product


def test_the_quartiles_that_the_publisher_states_are_narrower_than_the_tails() -> None:
    assert math.log(1.19 / 0.66) / (2 * NORMAL.inv_cdf(0.75)) == pytest.approx(0.437, abs=5e-4)


def test_at_least_nine_of_ten_products_have_the_ceda_value_in_their_range() -> None:
    level, others = SAID.level.variance, SAID.without_comparison.variance
    own = [product for product, ratio in ratios().items() if covered(ratio, SHIPPED.by_product[product] + level)]
    blind = [product for product, ratio in ratios().items() if covered(ratio, others + level)]
    assert (len(own), len(blind)) == (62, 61)
    assert len(blind) / len(ratios()) >= 0.9
    assert f"{len(own)} of 62" in METHOD
    assert f"{len(blind)} of 62" in METHOD


def test_more_than_nine_of_ten_pairs_are_covered_as_far_as_the_published_figures_tell() -> None:
    within = math.sqrt(pooled() ** 2 - stdev(map(math.log, ratios().values())) ** 2)

    def share(variance: float, ratio: float) -> float:
        ends = (math.log(ratio) - variance / 2 + z * math.sqrt(variance) for z in (-Z, Z))
        low, high = (NORMAL.cdf(end / within) for end in ends)
        return high - low

    own = [share(SHIPPED.by_product[product] + SAID.level.variance, ratio) for product, ratio in ratios().items()]
    blind = [share(SAID.without_comparison.variance + SAID.level.variance, ratio) for ratio in ratios().values()]
    assert (sum(own) / 62, sum(blind) / 62) == pytest.approx((0.94, 0.93), abs=0.005)
    assert "94 %" in METHOD
    assert "93 %" in METHOD


def test_the_weaker_the_evidence_the_wider() -> None:
    widths = [SAID.evidence[level].gsd for level in LEVELS]
    assert widths == sorted(widths)
    assert widths[0] > 1


def test_evidence_is_a_share_in_the_wrong_category_of_the_same_group() -> None:
    tree, factors = taxonomy.load(), factor_set.load()
    known = dict(factors.table.filter(factors.table["year"] == 2023).select("product", "kg_per_unit").iter_rows())
    of_category: dict[str, float] = {}
    for category, product, share in crosswalk.load().table.iter_rows():
        of_category[category] = of_category.get(category, 0.0) + share * known[product]
    by_group: dict[str, list[float]] = {}
    for group in tree.groups:
        by_group[group.id] = [math.log(of_category[one.id]) for one in group.categories]
    squares = sum(sum((value - sum(group) / len(group)) ** 2 for value in group) for group in by_group.values())
    spread = math.sqrt(squares / sum(len(group) - 1 for group in by_group.values()))
    assert spread == pytest.approx(0.517, abs=5e-4)
    for level, wrong in zip(LEVELS, (0.03, 0.05, 0.05, 0.10, 0.20, 0.25, 0.40), strict=True):
        assert SAID.evidence[level].gsd == pytest.approx(math.exp(math.sqrt(2 * wrong) * spread), abs=1e-3)


def test_a_year_carried_over_is_the_real_change_of_a_year() -> None:
    factors, index = factor_set.load(), prices.load()
    of = {(product, year): kg for product, year, kg in factors.table.iter_rows()}

    def change(years: int) -> float:
        changes = [
            math.log(of[product, year + years] / of[product, year] / index.deflator(year + years, year))
            for product in factors.products
            for year in range(2020, 2024 - years)
        ]
        return math.sqrt(sum(one**2 for one in changes) / len(changes))

    assert ln(SAID.carried_per_year) == pytest.approx(change(1), abs=5e-4)
    assert change(3) == pytest.approx(0.156, abs=5e-4)
    assert change(3) < ln(SAID.carried_per_year) * math.sqrt(3)


def test_a_replaced_vintage_is_as_far_off_as_the_known_ones() -> None:
    factors = factor_set.load()
    of = {(product, year): kg for product, year, kg in factors.table.iter_rows()}
    flagged = (("A03", 2023), ("B", 2021), ("B", 2023), ("C18", 2020), ("C19", 2022), ("H50", 2022))
    squares = []
    for product, year in flagged:
        last = min(year + 1, 2023)
        median = sorted(of[product, one] for one in range(last - 2, last + 1))[1]
        squares.append(math.log(of[product, year] / median) ** 2)
    assert ln(SAID.adjusted) == pytest.approx(math.sqrt(sum(squares) / len(squares)), abs=1e-3)


def exiobase(product_groups: dict[str, str]) -> dict[str, dict[str, float]]:
    """Kilograms per euro by product group and region, of groups that are one EXIOBASE product; artefacts left out."""
    found: dict[str, dict[str, float]] = {}
    with EXIOBASE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = float(row["Total lifecycle"]) / 1e6
            if row["sector"] in product_groups and 0 < value < 10:
                found.setdefault(product_groups[row["sector"]], {})[row["region"]] = value
    return found


def single_products() -> dict[str, str]:
    with (SHARED / "concordances-own" / "exiobase200_to_a64.csv").open(encoding="utf-8", newline="") as file:
        of = {row["exiobase_product"]: row["primary_a64_code"] for row in csv.DictReader(file)}
    return {product: group for product, group in of.items() if list(of.values()).count(group) == 1}


def by_quartiles(values: list[float]) -> float:
    low, _, high = quantiles(values, n=4, method="inclusive")
    return (high - low) / (2 * NORMAL.inv_cdf(0.75))


@pytest.mark.skipif(not EXIOBASE.is_file(), reason="EXIOBASE 2011 is not beside this checkout")
def test_exiobase_says_that_the_size_of_the_spread_is_right() -> None:
    with (figures.SHIPPED[0] / "figaro-se" / "2026.5" / "factors.csv").open(encoding="utf-8", newline="") as file:
        basic = {
            row["product"]: float(row["total_basic_prices"]) / 1000
            for row in csv.DictReader(file)
            if row["year"] == "2018"
        }
    logs = [
        math.log(basic[group] / regions["SE"])
        for group, regions in exiobase(single_products()).items()
        if group in basic and "SE" in regions
    ]
    assert len(logs) == 31
    low, middle, high = (math.exp(one) for one in quantiles(logs, n=4, method="inclusive"))
    assert (low, middle, high) == pytest.approx((0.85, 1.21, 1.69), abs=0.005)
    assert by_quartiles(logs) == pytest.approx(0.507, abs=5e-4)
    assert "0.507" in SAID.crosscheck


@pytest.mark.skipif(not EXIOBASE.is_file(), reason="EXIOBASE 2011 is not beside this checkout")
def test_a_buyer_abroad_is_as_far_off_as_european_production_is_from_swedish() -> None:
    outside = {
        "SE",
        "AU",
        "BR",
        "CA",
        "CN",
        "ID",
        "IN",
        "JP",
        "KR",
        "MX",
        "RU",
        "TR",
        "TW",
        "US",
        "ZA",
        "WA",
        "WE",
        "WF",
        "WL",
        "WM",
    }
    groups = [regions for regions in exiobase(single_products()).values() if "SE" in regions and len(regions) > 20]
    of_country = {
        country: [math.log(regions[country] / regions["SE"]) for regions in groups if country in regions]
        for country in sorted(set().union(*groups) - outside)
    }
    levels = {country: sorted(values)[len(values) // 2] for country, values in of_country.items()}
    rest = [value - levels[country] for country, values in of_country.items() for value in values]
    assert sorted(levels.values())[len(levels) // 2] == pytest.approx(ln(SAID.abroad.level), abs=0.02)
    assert by_quartiles(rest) == pytest.approx(ln(SAID.abroad.product), abs=0.02)


def changed(tmp_path: Path, old: str, new: str, name: str = spreads.DESCRIPTION) -> str:
    """Return what is said about a copy of the shipped edition with `old` replaced by `new` in one of its files."""
    folder = tmp_path / spreads.FOLDER / "figaro-ceda" / "2026.11"
    shutil.copytree(figures.SHIPPED[0] / spreads.FOLDER / "figaro-ceda" / "2026.11", folder)
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1) if path.name == name else text, encoding="utf-8", newline="\n")
    if name == spreads.FIGURES:
        said, digest = folder / spreads.DESCRIPTION, sha256((folder / name).read_bytes()).hexdigest()
        said.write_text(said.read_text(encoding="utf-8").replace(SAID.sha256, digest), encoding="utf-8", newline="\n")
    with pytest.raises(Refused) as refused:
        spreads.load(shelves=(tmp_path,))
    return str(refused.value)


def test_a_level_of_evidence_without_a_spread_is_refused(tmp_path: Path) -> None:
    assert changed(tmp_path, "  unspsc:\n", "  eclass:\n") == (
        "figaro-ceda/2026.11/uncertainty.yaml, evidence: these are not the levels of evidence that rules have\n"
        "    supplier, cpv, eclass, account_text, account, text, supplier_industry\n"
        "    fix: give each of these its own spread: supplier, cpv, unspsc, account_text, account, text, "
        "supplier_industry"
    )


def test_a_spread_below_one_is_refused(tmp_path: Path) -> None:
    assert changed(tmp_path, "A02,2023,0.89,41,1.536", "A02,2023,0.89,41,0.536", spreads.FIGURES) == (
        'figaro-ceda/2026.11/spreads.csv:3, column "gsd": this is not a geometric standard deviation\n'
        "    0.536\n"
        "    fix: write a number from 1 up: 1 is certain, 2 is a factor of two"
    )


def test_the_widest_products_are_those_on_which_the_models_differ_most() -> None:
    widest = sorted(SHIPPED.by_product, key=SHIPPED.by_product.__getitem__)[-3:]
    assert widest == ["C23", "E36", "A01"]
