"""US EPA Supply Chain Greenhouse Gas Emission Factors by NAICS-6 commodity, and their means by A64 group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from procurement_footprint.factors.sources import table
from procurement_footprint.factors.sources.imported import Imported, Row, files, rounded
from procurement_footprint.factors.sources.table import Line
from procurement_footprint.mapping import bridge
from procurement_footprint.problems import Problem, Refused, problem

WHAT = "a table of EPA Supply Chain GHG Emission Factors by NAICS code"
FACTOR = "kg_co2e_per_usd"
CODE, TITLE, GAS, UNIT = "2017 NAICS Code", "2017 NAICS Title", "GHG", "Unit"
WITHOUT, MARGINS, TOTAL = (
    "Supply Chain Emission Factors without Margins",
    "Margins of Supply Chain Emission Factors",
    "Supply Chain Emission Factors with Margins",
)
COLUMNS = (CODE, TITLE, GAS, UNIT, WITHOUT, MARGINS, TOTAL)
ALL_GASES = "All GHGs"
UNITS = re.compile(r"kg CO2e/(20[0-9]{2}) USD, purchaser price")
BRIDGE = "naics2017-a64"
ADDED: Mapping[str, str] = {
    "without_margins": "kg CO2e per USD without the emissions of trade and transport margins",
    "margins": "kg CO2e per USD of the margins",
    "commodities": "1 for a commodity as published; for a group, how many commodities its mean is of",
}


def read(path: Path, accessed: str) -> Imported:
    """Return the published commodities, and for each A64 group the plain mean of its commodities.

        factor(group) = Σ factor(commodity) ÷ number of commodities in the group

    Unit: kg CO2e per USD at purchaser prices of the year in the file's unit (2022 in v1.3). The means are what the
    crosswalk uses; a project's own crosswalk may name single commodities. Errors: Refused with every wrong cell: no
    number, another gas or unit, a code that stands twice or lies in no group.
    """
    lines = table.read(path, WHAT, COLUMNS)
    groups = bridge.load(BRIDGE)
    if problems := [
        *table.wrong_numbers(lines, [WITHOUT, MARGINS, TOTAL]),
        *table.twice(lines, CODE),
        *(found for line in lines if (found := _wrong(line, groups.group(line.cells[CODE])))),
    ]:
        raise Refused(problems)
    years = sorted({_year(line.cells[UNIT]) for line in lines})
    if len(years) > 1:
        raise Refused([problem("source-unit", path.name, ", ".join(years), expected="USD of one year")])
    by_group: dict[str, list[Line]] = {}
    for line in lines:
        by_group.setdefault(str(groups.group(line.cells[CODE])), []).append(line)
    rows = [_row(line.cells[CODE], line.cells[TITLE], [line], years[0]) for line in lines]
    rows += [_row(group, _mean_of(group, held), held, years[0]) for group, held in by_group.items()]
    return Imported(_description(int(years[0]), accessed, files([path])), rows)


def _wrong(line: Line, group: str | None) -> Problem | None:
    if line.cells[GAS] != ALL_GASES:
        return problem("source-unit", line.cell(GAS), line.cells[GAS], expected=ALL_GASES)
    if not UNITS.fullmatch(line.cells[UNIT]):
        return problem("source-unit", line.cell(UNIT), line.cells[UNIT], expected="kg CO2e/2022 USD, purchaser price")
    if group is None:
        fix = "take the table for 2017 NAICS codes"
        return problem("source-product", line.cell(CODE), line.cells[CODE], bridge=BRIDGE, fix=fix)
    return None


def _year(unit: str) -> str:
    found = UNITS.fullmatch(unit)
    assert found
    return found[1]


def _mean_of(group: str, lines: Sequence[Line]) -> str:
    return f"{group}: mean of {len(lines)} NAICS commodities"


def _row(product: str, name: str, lines: Sequence[Line], year: str) -> Row:
    def mean(column: str) -> str:
        return rounded(sum((Fraction(line.cells[column]) for line in lines), Fraction(0)) / len(lines))

    return {
        "product": product,
        "product_name": name,
        "year": year,
        FACTOR: mean(TOTAL),
        "without_margins": mean(WITHOUT),
        "margins": mean(MARGINS),
        "commodities": str(len(lines)),
    }


def _description(year: int, accessed: str, read_from: str) -> dict[str, object]:
    return {
        "title": "US EPA Supply Chain GHG Emission Factors, 2017 NAICS commodities and means by A64 group",
        "unit": "kg CO2e per USD",
        "factor_column": FACTOR,
        "per": 1,
        "currency": "USD",
        "price_basis": "purchaser",
        "vat": "excluded",
        "price_year": str(year),
        "gases": "all greenhouse gases of the US inventory",
        "gwp": "GWP100, IPCC AR5",
        "boundary": "Cradle to the point of sale, trade and transport margins included. Electricity, government and "
        "households are not covered.",
        "geography": "United States: its technology and energy",
        "products": "naics-2017",
        "crosswalk": "naics-2017",
        "vintages": [year],
        "columns": dict(ADDED),
        "changes": "The commodities are unchanged. Added: for each A64 group the unweighted mean of its commodities, "
        f"rounded to six decimals (mapping {BRIDGE}); no spending by commodity is at hand that would weigh them.",
        "origin": {
            "producer": "U.S. Environmental Protection Agency, Office of Research and Development",
            "title": "Supply Chain Greenhouse Gas Emission Factors by NAICS-6",
            "citation_full": "U.S. EPA: Supply Chain Greenhouse Gas Emission Factors for US Industries and Commodities "
            f"(USEEIO); {read_from}.",
            "attribution": "Supply Chain Greenhouse Gas Emission Factors, U.S. EPA, public domain; group means added.",
            "version_producer": "see the file name",
            "url_main": "https://catalog.data.gov/dataset/supply-chain-greenhouse-gas-emission-factors-v1-3-by-naics-6",
            "date_accessed": accessed,
            "license": {
                "name": "public domain (work of the U.S. government)",
                "url": "https://www.usa.gov/government-works",
            },
        },
    }
