"""A small project whose two years differ by construction: its own factors, its own prices, its own rules, in euro.

One price index: 100 in 2022 and 125 in 2023. Food has 0.5 kg per EUR of 2022 and 0.4 of 2023, which is the same per
real euro; furniture half of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import own_set

from procurement_footprint import comparing, opening, project
from procurement_footprint.analysis.comparison import Comparison
from procurement_footprint.footprint import finished
from procurement_footprint.job import Silent
from procurement_footprint.opening import Named, Opened
from procurement_footprint.project import Project

FOOD, FURNITURE = "C10T12", "C31_32"
FACTORS = {FOOD: {2022: "0.5", 2023: "0.4"}, FURNITURE: {2022: "0.25", 2023: "0.2"}}
PRODUCTS = {"food": FOOD, "furniture": FURNITURE}
CROSSWALK = (
    'crosswalk: own\nversion: "1"\ntaxonomy: procurement categories\nproducts: a64\norigin: own\nlicence: CC0-1.0\n'
    "reviewed: {{by: us, date: 2026-01-01}}\nsha256: {digest}\n"
)
ACCOUNTS = {"food": ("64110", "Livsmedel"), "furniture": ("69990", "Möbler"), "wages": ("50110", "Löner")}
HEADER = "datum;konto_nr;konto_text;belopp;valuta;forvaltning;leverantor\n"
PROFILE = (
    "name: own\ncolumns: {booked_on: [datum], account: [konto_nr], account_text: [konto_text], amount: [belopp], "
    "currency: [valuta], department: [forvaltning], supplier: [leverantor]}\n"
)
SETTINGS = (
    "project: Kommunen\norganisation: {id: 212000-9991, name: Kommunen}\nchart: kbas\nledgers: [l.csv]\n"
    "profile: profile.yaml\nlanguage: en\nfactors: own@1\nfactor_policy: none\nprice_index: own-prices@1\n"
)
INDEX = """\
name: own-prices
version: "1"
title: Prices of the test
geography: nowhere
currency: EUR
item: all items
unit: index
through: {through}
computed: invented
proxy: invented
assumption: invented
origin:
  producer: Somebody
  title: Prices
  citation_full: Somebody, Prices
  attribution: "Source: Somebody"
  version_producer: "1"
  url_main: https://example.org
  date_accessed: "2026-01-01"
  license: {{name: CC0, url: https://example.org/cc0}}
sha256: {digest}
"""
RULES = """\
rule_book: own
version: "1"
title: {{sv: "Egna regler", en: "Own rules"}}
source: own decisions
reviewed: {{by: Anna Lind, date: 2026-11-23}}
rules:
  - id: own-furniture
    account: ["6999"]
    {furniture}
    why: invented
    examples: [{{account: "69990", account_text: Möbler}}]
"""
Year = Mapping[str, str]  # category → euro


def write(folder: Path, years: Mapping[int, Year], factors: Mapping[str, dict[int, str]] = FACTORS) -> Path:
    """Write the project: one row a category and year, in the department of its name."""
    folder.mkdir(parents=True)
    lines = [
        f"{year}-03-01;{';'.join(ACCOUNTS[name])};{amount};EUR;D-{name};S-{name}\n"
        for year, bought in years.items()
        for name, amount in bought.items()
    ]
    (folder / "l.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    (folder / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    (folder / "procurement.yaml").write_text(SETTINGS, encoding="utf-8")
    factor_set(folder, factors)
    prices(folder, {2022: "100", 2023: "125", 2024: "125"})
    rules(folder, "category: furniture")
    return folder


def factor_set(folder: Path, factors: Mapping[str, dict[int, str]], version: str = "1") -> None:
    """Write a factor set `own` with its crosswalk; settings choose own@1."""
    place = own_set.write(folder / "factors", dict(factors), version=version, crosswalk="own")
    lines = [f"{category},{product},1,invented\n" for category, product in PRODUCTS.items() if product in factors]
    raw = ("category,product,share,why\n" + "".join(lines)).encode()
    (place / "own.csv").write_bytes(raw)
    (place / "own.yaml").write_text(CROSSWALK.format(digest=sha256(raw).hexdigest()), encoding="utf-8")


def rules(folder: Path, furniture: str) -> None:
    """Write the project's rule: what the account of furniture is."""
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "own.yaml").write_text(RULES.format(furniture=furniture), encoding="utf-8")


def prices(folder: Path, levels: Mapping[int, str]) -> None:
    """Write the project's price index."""
    place = folder / "factors" / "prices" / "own-prices" / "1"
    place.mkdir(parents=True)
    raw = ("year,index,months\n" + "".join(f"{year},{level},12\n" for year, level in levels.items())).encode()
    (place / "index.csv").write_bytes(raw)
    said = INDEX.format(through=max(levels), digest=sha256(raw).hexdigest())
    (place / "index.yaml").write_text(said, encoding="utf-8")


@contextmanager
def opened(folder: Path, *names: str) -> Iterator[tuple[Project, tuple[Opened, ...]]]:
    """Open periods, versions or folders of a project."""
    home = project.load(folder)
    named = [opening.parse(name) or Named(folder=folder / name) for name in names]
    with opening.opened(named, home, Silent()) as footprints:
        yield home, footprints


def compared(folder: Path, before: str, after: str) -> Comparison:
    """Compare two of a project."""
    with opened(folder, before, after) as (home, (one, other)):
        return comparing.compare(one, other, home)


def of_folder(place: Path, home: Project) -> Opened:
    """Open the footprint in a folder."""
    return Opened(place.name, finished.opened(place, home))
