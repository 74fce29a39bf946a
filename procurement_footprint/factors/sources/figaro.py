"""FIGARO monetary emission factors of Ecodex: the purchaser price tables, one country of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from procurement_footprint.factors.sources import table
from procurement_footprint.factors.sources.imported import Imported, Row, files
from procurement_footprint.problems import Refused

WHAT = "a FIGARO table of purchaser price factors (Ecodex)"
FACTOR = "kg_co2e_per_1000_eur"
PUBLISHED = "total_purchaser_prices_with_margins"
KEPT: Mapping[str, str] = {
    "valuation_year": "year of the national use tables behind the price columns",
    "share_basic_value": "share of the purchaser price that is the basic price",
    "share_trade_transport_margins": "share of the purchaser price that is trade and transport margins",
    "share_taxes_less_subsidies": "share of the purchaser price that is taxes less subsidies on products",
    "rebasing_ratio": "a basic-price factor times this ratio is per euro at purchaser prices",
    "margin_term": "emissions of the margins, kg CO2e per 1000 EUR at purchaser prices, added after the ratio",
    "total_basic_prices": "kg CO2e per 1000 EUR at basic prices",
}
COLUMNS = ("year", "country_code", "country", "nace_code", "product", *KEPT, PUBLISHED)


def read(paths: Sequence[Path], country: str, accessed: str) -> Imported:
    """Return the factors of one country from the publisher's files, values unchanged.

    paths: purchaser price tables, of one or several years. country: ISO code as in the files, e.g. SE.
    accessed: the day on which the files were fetched. The unit is kg CO2e per 1,000 EUR at purchaser prices of
    the vintage, without VAT. A product without a value, or with 0, is left out and described as a gap.
    Errors: Refused with every wrong cell, line and column, or when no file has the country.
    """
    every = [line for path in paths for line in table.read(path, WHAT, COLUMNS)]
    theirs = table.chosen(every, "country_code", country, ", ".join(path.name for path in paths))
    lines = [line for line in theirs if line.cells[PUBLISHED]]
    problems = [
        *table.wrong_numbers(lines, [PUBLISHED]),
        *table.wrong_years(lines, "year"),
        *table.twice(lines, "nace_code", "year"),
    ]
    if problems:
        raise Refused(problems)
    rows = [_row(line.cells) for line in lines if table.number(line.cells[PUBLISHED])]
    return Imported(_description(rows, theirs[0].cells["country"], accessed, files(paths)), rows)


def _row(cells: Mapping[str, str]) -> Row:
    named = {"product": cells["nace_code"], "product_name": cells["product"], "year": cells["year"]}
    return {**named, FACTOR: cells[PUBLISHED], **{column: cells[column] for column in KEPT}}


def _description(rows: Sequence[Row], country: str, accessed: str, read_from: str) -> dict[str, object]:
    vintages = sorted({int(row["year"]) for row in rows})
    return {
        "title": f"FIGARO monetary emission factors for {country}, purchaser prices with margins",
        "unit": "kg CO2e per 1000 EUR",
        "factor_column": FACTOR,
        "per": 1000,
        "currency": "EUR",
        "price_basis": "purchaser",
        "vat": "excluded",
        "price_year": "vintage",
        "gases": "CO2, CH4, N2O and fluorinated gases; biogenic CO2 and land use change are not included",
        "gwp": "GWP100, IPCC AR5 (CH4 28, N2O 265)",
        "boundary": "Cradle to gate: the supplier, its energy and everything upstream. Capital goods are not included. "
        "Fuel that the buyer burns is not included.",
        "geography": f"what industries of {country} buy, wherever in the world it is made",
        "products": "a64",
        "crosswalk": "figaro-a64",
        "vintages": vintages,
        "gaps": _gaps(rows, vintages),
        "columns": dict(KEPT),
        "changes": f"An extract: the rows of {country} and eleven columns, three of them renamed. "
        "All values are unchanged.",
        "origin": {
            "producer": "Ecodex (input data from Eurostat)",
            "title": "FIGARO monetary emission factors",
            "citation_full": f"Ecodex: FIGARO monetary emission factors. Purchaser price factors; {read_from}.",
            "attribution": "FIGARO monetary emission factors, Ecodex (https://getecodex.com), "
            "licence CC BY-SA 4.0. Computed from Eurostat data.",
            "version_producer": "see the file names",
            "url_main": "https://getecodex.com",
            "date_accessed": accessed,
            "license": {"name": "CC BY-SA 4.0", "url": "https://creativecommons.org/licenses/by-sa/4.0/"},
        },
    }


def _gaps(rows: Sequence[Row], vintages: Sequence[int]) -> list[dict[str, object]]:
    here = {(row["product"], int(row["year"])) for row in rows}
    return [
        {"product": product, "year": year, "why": "the publisher's file has no value above 0 for it"}
        for product in sorted({product for product, _ in here})
        for year in vintages
        if (product, year) not in here
    ]
