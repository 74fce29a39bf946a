"""EXIOBASE factor tables: kg per million EUR at basic prices, for each region and product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import median

from procurement_footprint.factors.sources import margins, table
from procurement_footprint.factors.sources.imported import Imported, Row, files, rounded
from procurement_footprint.factors.sources.margins import Margins
from procurement_footprint.mapping import bridge
from procurement_footprint.mapping.rule_files import suggestion
from procurement_footprint.problems import Refused, problem

WHAT = "a factor table of EXIOBASE (kg CO2e per million EUR)"
REGION, PRODUCT, TOTAL = COLUMNS = ("region", "sector", "Total lifecycle")
FACTOR = "kg_co2e_per_1000_eur"
BRIDGE = "exiobase200-a64"
PER_1000 = 1000  # a factor per million EUR, divided by this, is per 1,000 EUR
EUROPE = frozenset((
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
))  # fmt: skip
ADDED: Mapping[str, str] = {
    "kg_per_million_eur": "the value at basic prices that was used",
    "taken_from": "the regions that it is from; another than was asked for is named with the reason",
    "a64": "product group whose margins were used",
    "rebasing_ratio": "share of the basic price in the purchaser price of that group",
    "margin_term": "emissions of the margins, kg CO2e per 1000 EUR at purchaser prices",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted from the table: regions with weights that add to 1, the largest credible value, the year.

    clip: kg CO2e per EUR at basic prices; a larger value is taken for an artefact.
    """

    regions: Mapping[str, Fraction]
    clip: Fraction
    year: int
    accessed: str


def read(path: Path, wanted: Wanted) -> Imported:
    """Return purchaser-price factors of the wanted regions, kg CO2e per 1,000 EUR of the table's year, without VAT.

        basic     = Σ weight(region) × kg per million EUR(region, product) ÷ 1000
        purchaser = basic × rebasing_ratio(group) + margin_term(group)

    A region where the product is not made (0) or whose value is above `clip` is left out of the sum and the others
    count in proportion; where none is left, the median of the European regions with a usable value stands in, then
    that of all regions. Every replacement is named in the column taken_from and in the notes.
    Errors: Refused with every wrong cell, every product that EXIOBASE does not have, and unknown regions.
    """
    lines = table.read(path, WHAT, COLUMNS)
    for region in wanted.regions:
        table.chosen(lines, REGION, region, path.name)
    groups = bridge.load(BRIDGE).groups
    problems = [*table.wrong_numbers(lines, [TOTAL]), *table.twice(lines, REGION, PRODUCT)]
    problems += [
        problem(
            "source-product",
            line.cell(PRODUCT),
            line.cells[PRODUCT],
            bridge=BRIDGE,
            fix=suggestion(line.cells[PRODUCT], groups, "take the table as published: 200 products, names unchanged"),
        )
        for line in lines
        if line.cells[PRODUCT] not in groups
    ]
    if problems:
        raise Refused(problems)
    held: dict[str, dict[str, Fraction]] = {}
    for line in lines:
        held.setdefault(line.cells[PRODUCT], {})[line.cells[REGION]] = Fraction(line.cells[TOTAL])
    return _imported(path, held, groups, wanted)


def _imported(
    path: Path, held: Mapping[str, Mapping[str, Fraction]], groups: Mapping[str, str], wanted: Wanted
) -> Imported:
    used = margins.load(wanted.year)
    rows, notes = [], []
    for product, values in held.items():
        basic, taken_from = basic_price(values, wanted)
        if groups[product] not in used.ratio:
            notes.append(f"{product}: left out, its group {groups[product]} has no margins in {used.identity}")
        elif not basic:
            notes.append(f"{product}: left out, no region has a usable value")
        else:
            rows.append(_row(product, groups[product], basic, taken_from, used, wanted.year))
            if taken_from != asked(wanted.regions):
                notes.append(f"{product}: {taken_from}")
    return Imported(_description(wanted, used, files([path])), rows, tuple(notes))


def basic_price(values: Mapping[str, Fraction], wanted: Wanted) -> tuple[Fraction, str]:
    """Return kg per million EUR at basic prices and the regions that it is from; 0 where no region has a value."""
    usable = {region: value for region, value in values.items() if 0 < value <= wanted.clip * 10**6}
    weights = {region: weight for region, weight in wanted.regions.items() if region in usable}
    left = [_why_not(region, values, wanted.clip) for region in wanted.regions if region not in weights]
    reason = f" ({'; '.join(left)})" if left else ""
    if weights:
        mean = sum((weight * usable[region] for region, weight in weights.items()), Fraction(0)) / sum(weights.values())
        return mean, asked(weights) + reason
    for name, places in (("European regions", EUROPE), ("regions of the world", values)):
        if found := [usable[region] for region in places if region in usable]:
            return Fraction(median(found)), f"median of {len(found)} {name}{reason}"
    return Fraction(0), "no region"


def asked(regions: Mapping[str, Fraction]) -> str:
    """Return regions as text: `SE`, or `DE 0.4, SE 0.6`."""
    if len(regions) == 1:
        return next(iter(regions))
    return ", ".join(f"{region} {rounded(weight)}" for region, weight in sorted(regions.items()))


def _why_not(region: str, values: Mapping[str, Fraction], clip: Fraction) -> str:
    value = values.get(region, Fraction(0))
    if not value:
        return f"not made in {region}"
    return f"{region} has {rounded(value / 10**6)} kg per EUR, above {rounded(clip)}"


def _row(product: str, group: str, basic: Fraction, taken_from: str, used: Margins, year: int) -> Row:
    return {
        "product": product,
        "product_name": product,
        "year": str(year),
        FACTOR: rounded(used.purchaser(group, basic / PER_1000)),
        "kg_per_million_eur": rounded(basic),
        "taken_from": taken_from,
        "a64": group,
        "rebasing_ratio": rounded(used.ratio[group]),
        "margin_term": rounded(used.term[group]),
    }


def _description(wanted: Wanted, used: Margins, read_from: str) -> dict[str, object]:
    regions, clip = asked(wanted.regions), rounded(wanted.clip)
    return {
        "title": f"EXIOBASE factors of {regions}, {wanted.year}, brought to purchaser prices",
        "unit": "kg CO2e per 1000 EUR",
        "factor_column": FACTOR,
        "per": 1000,
        "currency": "EUR",
        "price_basis": "purchaser",
        "vat": "excluded",
        "price_year": str(wanted.year),
        "gases": "all air emissions that the table characterises",
        "gwp": "GWP100, IPCC 2007 (AR4)",
        "boundary": "Cradle to gate (the table's total life cycle). Capital goods are not included.",
        "geography": f"made in {regions}, with what that production imports",
        "products": "exiobase-200",
        "crosswalk": "exiobase-200",
        "vintages": [wanted.year],
        "columns": dict(ADDED),
        "changes": "Changed from basic to purchaser prices: factor × rebasing_ratio + margin_term of the product's A64 "
        f"group, from the vintage {used.year} of {used.identity}, the nearest to {wanted.year} (mapping "
        f"{BRIDGE}). Values of 0 and above {clip} kg per EUR were replaced as taken_from says: by the regions that are "
        "left, else by the unweighted median of the European regions. Rounded to six decimals.",
        "origin": _origin(wanted, read_from),
    }


def _origin(wanted: Wanted, read_from: str) -> dict[str, object]:
    return {
        "producer": "EXIOBASE consortium",
        "title": "EXIOBASE, spend intensities by region and product",
        "citation_full": f"EXIOBASE, product by product, {wanted.year}; {read_from}. The published copy for 2011 is in "
        "electricitymaps/bloom-contrib, folder co2eq/purchase (EXIOBASE 3.4).",
        "attribution": f"EXIOBASE, {wanted.year}, EXIOBASE consortium (https://www.exiobase.eu); changed: brought to "
        "purchaser prices, outliers replaced.",
        "version_producer": "see the file name",
        "url_main": "https://www.exiobase.eu",
        "date_accessed": wanted.accessed,
        "license": {
            "name": "terms of your EXIOBASE version (3.4 had its own; newer versions CC BY-SA 4.0)",
            "url": "https://www.exiobase.eu/index.php/terms-of-use",
        },
    }
