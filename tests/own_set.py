"""A factor set of one's own, written as a user would write it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

DESCRIPTION = """\
name: {name}
version: "{version}"
title: Own factors
unit: kg CO2e per EUR
factor_column: kg
per: "1"
currency: EUR
price_basis: purchaser
vat: excluded
price_year: vintage
gases: all
gwp: AR5
boundary: cradle to gate
geography: Sweden
products: {products}
crosswalk: {crosswalk}
vintages: [{vintages}]
changes: none
origin:
  producer: Somebody
  title: Figures
  citation_full: Somebody, Figures
  attribution: "Source: Somebody"
  version_producer: "1"
  url_main: https://example.org
  date_accessed: "2026-01-01"
  license: {{name: CC0, url: https://example.org/cc0}}
sha256: {digest}
"""


def write(
    shelf: Path,
    factors: dict[str, dict[int, str]],
    name: str = "own",
    version: str = "1",
    products: str = "a64",
    crosswalk: str = "figaro-a64",
) -> Path:
    """Write a factor set into `<shelf>/<name>/<version>` and return this folder. factors: product → year → factor."""
    folder = shelf / name / version
    folder.mkdir(parents=True)
    lines = [
        f"{product},Product {product},{year},{kg}\n" for product in factors for year, kg in factors[product].items()
    ]
    raw = "".join(["product,product_name,year,kg\n", *lines]).encode()
    years = ", ".join(str(year) for year in sorted({year for held in factors.values() for year in held}))
    said = DESCRIPTION.format(
        name=name,
        version=version,
        products=products,
        crosswalk=crosswalk,
        vintages=years,
        digest=sha256(raw).hexdigest(),
    )
    (folder / "factors.csv").write_bytes(raw)
    (folder / "factors.yaml").write_text(said, encoding="utf-8")
    return folder
