"""A file of figures is read strictly: what was changed or is no figure is refused by name, all at once."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from procurement_footprint.factors import currencies, factor_set, figures, prices
from procurement_footprint.problems import Refused

ORIGIN = """\
origin:
  producer: Somebody
  title: Figures
  citation_full: Somebody, Figures
  attribution: "Source: Somebody"
  version_producer: "1"
  url_main: https://example.org
  date_accessed: "2026-01-01"
  license: {name: CC0, url: https://example.org/cc0}
"""
FACTORS_YAML = (
    """\
name: own
version: "1"
title: Own factors
unit: kg CO2e per 1000 EUR
factor_column: kg
per: "1000"
currency: EUR
price_basis: purchaser
vat: excluded
price_year: vintage
gases: all
gwp: AR5
boundary: cradle to gate
geography: Sweden
products: a64
crosswalk: figaro-a64
vintages: [2022, 2023]
changes: none
"""
    + ORIGIN
)
INDEX_YAML = (
    """\
name: own
version: "1"
title: Own index
currency: SEK
geography: Sweden
item: all
unit: index
through: 2024
computed: by hand
proxy: none
assumption: none
"""
    + ORIGIN
)
GOOD = b'product,product_name,year,kg\nA,Apples,2022,1.5\nA,Apples,2023,2\nB,"Beans, dry",2023,3.25\n'


def shelf_with(tmp_path: Path, csv: bytes | None, description: str = FACTORS_YAML, digest: str = "") -> Path:
    folder = tmp_path / "own" / "1"
    folder.mkdir(parents=True)
    digest = digest or sha256(csv or b"").hexdigest()
    (folder / "factors.yaml").write_text(f"{description}sha256: {digest}\n", encoding="utf-8")
    if csv is not None:
        (folder / "factors.csv").write_bytes(csv)
    return tmp_path


def refusal(load: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        load()
    return str(refused.value)


def load_from(shelf: Path) -> factor_set.FactorSet:
    return factor_set.load("own", shelves=[shelf])


def test_a_set_of_ones_own_has_the_same_form(tmp_path: Path) -> None:
    own = load_from(shelf_with(tmp_path, GOOD))
    assert own.table.rows() == [("A", 2022, 0.0015), ("A", 2023, 0.002), ("B", 2023, 0.00325)]
    assert own.products == {"A": "Apples", "B": "Beans, dry"}


def test_one_changed_byte_is_noticed(tmp_path: Path) -> None:
    digest = sha256(GOOD).hexdigest()
    changed = GOOD.replace(b"3.25", b"3.24")
    assert refusal(lambda: load_from(shelf_with(tmp_path, changed, digest=digest))) == (
        "own/1/factors.csv: the file was changed: its SHA-256 is not the one in factors.yaml\n"
        f"    in factors.yaml: {digest}\n"
        f"    of the file: {sha256(changed).hexdigest()}\n"
        "    fix: put the original file back; "
        "a change that is meant becomes a new version with its own factors.yaml"
    )


@pytest.mark.parametrize("what", ["figaro-se/2026.5", "currencies/ecb-annual/2026.10", "prices/hicp-euro-area/2025.12"])
def test_a_changed_byte_in_a_shipped_file_is_refused_by_name(tmp_path: Path, what: str) -> None:
    source = figures.SHIPPED[0] / what
    folder = tmp_path / what
    folder.mkdir(parents=True)
    for path in (*source.glob("*.csv"), *source.glob("*.yaml")):
        raw = path.read_bytes()
        (folder / path.name).write_bytes(raw[:-2] + b"7\n" if path.suffix == ".csv" else raw)
    load = {"f": factor_set.load, "c": currencies.load, "p": prices.load}[what[0]]
    text = refusal(lambda: load(folder.parent.name, None, [tmp_path]))
    assert f"{next(folder.glob('*.csv')).name}: the file was changed: its SHA-256 is not the one in" in text


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(lambda: load_from(shelf_with(tmp_path, None))) == (
        "own/1/factors.csv: the file that factors.yaml describes is not there\n"
        "    fix: install the program again, or put the file back"
    )


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    assert refusal(lambda: load_from(shelf_with(tmp_path, b"product\xff"))) == (
        "own/1/factors.csv: this is not CSV in UTF-8: "
        "'utf-8' codec can't decode byte 0xff in position 7: invalid start byte\n"
        "    fix: save it as CSV with commas, in UTF-8"
    )


def test_an_unclosed_quote_is_refused(tmp_path: Path) -> None:
    assert refusal(lambda: load_from(shelf_with(tmp_path, b'product\n"A'))) == (
        "own/1/factors.csv: this is not CSV in UTF-8: unexpected end of data\n"
        "    fix: save it as CSV with commas, in UTF-8"
    )


def test_another_header_is_refused(tmp_path: Path) -> None:
    assert refusal(lambda: load_from(shelf_with(tmp_path, b"product,name,year,kg\nA,Apples,2022,1\n"))) == (
        "own/1/factors.csv:1: the columns are not those that factors.yaml describes\n"
        "    product,name,year,kg\n"
        "    fix: write the header product,product_name,year,kg"
    )


def test_everything_wrong_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    bad = (
        b"product,product_name,year,kg\n"
        b'A,"Apples\nand pears",2022,1.50.\n'
        b"A,Apples,22,1\n"
        b"B,Beans,2023\n"
        b"C,Corn,2023,nan\n"
        b"C,Corn,2023,--4\n"
    )
    number = (
        "    fix: write digits with a decimal point, for example 1318.79; leave the line out where there is no value"
    )
    assert refusal(lambda: load_from(shelf_with(tmp_path, bad))).split("\n") == [
        'own/1/factors.csv:3, column "kg": this is not a number',
        "    1.50.",
        number,
        'own/1/factors.csv:4, column "year": this is not a year',
        "    22",
        "    fix: write four digits, for example 2023",
        "own/1/factors.csv:5: this line has 3 cells, the header has 4",
        "    B,Beans,2023",
        "    fix: fill in the line, or quote a text that holds a comma",
        'own/1/factors.csv:6, column "kg": this is not a number',
        "    nan",
        number,
        'own/1/factors.csv:7, column "kg": this is not a number',
        "    --4",
        number,
        "own/1/factors.csv:7: this stands twice (first on line 6)",
        "    C, 2023",
        "    fix: delete one of the two lines",
    ]


@pytest.mark.parametrize("text", ["", "1,5", "1e3", "1_000", "+1", " 1", "inf", ".5", "5.", "-", "--1", "٣"])
def test_only_plain_numbers_are_factors(tmp_path: Path, text: str) -> None:
    raw = f'product,product_name,year,kg\nA,Apples,2022,"{text}"\n'.encode()
    assert 'factors.csv:2, column "kg": this is not a number' in refusal(lambda: load_from(shelf_with(tmp_path, raw)))


@pytest.mark.parametrize("text", ["0", "0.00", "-1", "-0.5"])
def test_exchange_rates_are_above_zero(tmp_path: Path, text: str) -> None:
    layout = figures.Layout(("year", "rate"), ("year",), numbers=("rate",))
    raw = f"year,rate\n2022,{text}\n".encode()
    (tmp_path / "rates.csv").write_bytes(raw)
    said = refusal(lambda: figures.read(tmp_path / "rates.csv", layout, "rates.yaml", sha256(raw).hexdigest()))
    assert 'rates.csv:2, column "rate": this is not a number above 0\n' in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "price_basis: retail",
            'own/1/factors.yaml:8: "price_basis" should be one of basic, purchaser\n    fix: write it so: basic',
        ),
        (
            "vat: 25 %",
            'own/1/factors.yaml:9: "vat" should be one of excluded, included\n    fix: write it so: excluded',
        ),
        (
            "price_year: current prices",
            'own/1/factors.yaml:10: this is neither "vintage" nor a year\n'
            "    current prices\n"
            "    fix: write vintage where each vintage is in prices of its own year, "
            "else the year of all prices, for example 2022",
        ),
        (
            "currency: euro",
            "own/1/factors.yaml:7: this is not a currency code\n"
            "    euro\n"
            "    fix: write three capital letters, for example EUR",
        ),
        (
            "unit: kg CO2e per EUR",
            "own/1/factors.yaml:4: the unit is not what per and currency say\n"
            "    kg CO2e per EUR\n"
            "    fix: write unit: kg CO2e per 1000 EUR, or correct per or currency",
        ),
    ],
)
def test_a_description_that_a_machine_cannot_follow_is_refused_at_its_line(
    tmp_path: Path, line: str, said: str
) -> None:
    key = line.partition(":")[0]
    description = re.sub(rf"^{key}: .*$", line, FACTORS_YAML, flags=re.MULTILINE)
    assert refusal(lambda: load_from(shelf_with(tmp_path, GOOD, description))) == said


def test_a_set_says_which_prices_its_factors_are_for(tmp_path: Path) -> None:
    description = FACTORS_YAML.replace("price_year: vintage", "price_year: 2022")
    own = load_from(shelf_with(tmp_path, GOOD, description)).description
    assert own.prices == "purchaser prices, VAT excluded, of 2022"
    assert [own.price_level(year) for year in own.vintages] == [2022, 2022]
    shipped = factor_set.load().description
    assert shipped.prices == "purchaser prices, VAT excluded, of each vintage's year"
    assert [shipped.price_level(year) for year in (2018, 2023)] == [2018, 2023]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("price_basis: purchaser", "price_basis: basic"),
            "own@1: these factors are per basic price, and a ledger holds purchaser prices\n"
            "    basic prices, VAT excluded, of each vintage's year\n"
            "    fix: convert the set first: factors import turns basic prices into purchaser prices with the trade "
            "and transport margins and taxes of FIGARO; or choose another set in procurement.yaml: factors",
        ),
        (
            ("vat: excluded", "vat: included"),
            "own@1: these factors are per price including VAT, and a ledger's amounts are net of VAT\n"
            "    purchaser prices, VAT included, of each vintage's year\n"
            "    fix: convert the set first to prices excluding VAT, "
            "or choose another set in procurement.yaml: factors",
        ),
    ],
)
def test_factors_for_other_prices_than_a_ledgers_are_refused_at_use(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    own = load_from(shelf_with(tmp_path, GOOD, FACTORS_YAML.replace(*change)))
    assert refusal(lambda: factor_set.check_usable(own)) == said
    factor_set.check_usable(factor_set.load())


def test_a_factor_of_zero_or_below_is_refused_at_use(tmp_path: Path) -> None:
    raw = GOOD.replace(b"1.5", b"0.00").replace(b"3.25", b"-3.25")
    own = load_from(shelf_with(tmp_path, raw))
    assert own.table["kg_per_unit"].to_list() == [0.0, 0.002, -0.00325]
    assert refusal(lambda: factor_set.check_usable(own)) == (
        "own@1, A, 2022: this factor is 0 or below, so purchases would emit nothing or less\n"
        "    0 kg CO2e per 1000 EUR\n"
        "    fix: leave the line out where there is no value: such purchases are then not counted, "
        "and the report says so\n"
        "own@1, B, 2023: this factor is 0 or below, so purchases would emit nothing or less\n"
        "    -3.25 kg CO2e per 1000 EUR\n"
        "    fix: leave the line out where there is no value: such purchases are then not counted, "
        "and the report says so"
    )


def test_the_years_must_be_those_of_the_file(tmp_path: Path) -> None:
    description = FACTORS_YAML.replace("[2022, 2023]", "[2023]")
    assert refusal(lambda: load_from(shelf_with(tmp_path, GOOD, description))) == (
        "own/1/factors.yaml: the years are not those of factors.csv, which has: 2022, 2023\n"
        "    vintages: 2023\n"
        "    fix: write the years that the file has, or complete the file"
    )


def test_an_index_must_reach_the_year_that_it_says(tmp_path: Path) -> None:
    folder = tmp_path / "prices/own/1"
    folder.mkdir(parents=True)
    raw = b"year,index,months\n2023,100,12\n"
    (folder / "index.csv").write_bytes(raw)
    (folder / "index.yaml").write_text(f"{INDEX_YAML}sha256: {sha256(raw).hexdigest()}\n", encoding="utf-8")
    assert refusal(lambda: prices.load("own", shelves=[tmp_path])) == (
        "own/1/index.yaml: the years are not those of index.csv, which has: 2023\n"
        "    through: 2024\n"
        "    fix: write the years that the file has, or complete the file"
    )


def test_folder_and_description_must_agree(tmp_path: Path) -> None:
    description = FACTORS_YAML.replace('version: "1"', 'version: "2"')
    assert refusal(lambda: load_from(shelf_with(tmp_path, GOOD, description))) == (
        "own/1/factors.yaml: name and version are not those of the folder own/1\n"
        "    own/2\n"
        "    fix: give folder and file the same name and version"
    )


def test_an_unknown_key_in_the_description_is_refused(tmp_path: Path) -> None:
    line = FACTORS_YAML.count("\n") + 1
    assert refusal(lambda: load_from(shelf_with(tmp_path, GOOD, FACTORS_YAML + "colour: red\n"))).startswith(
        f'own/1/factors.yaml:{line}: unknown key "colour"\n    fix: delete it, or write one of: name, version, '
    )


def test_without_a_version_the_newest_counts_and_the_first_shelf_wins(tmp_path: Path) -> None:
    for shelf, version in (("a", "2026.5"), ("a", "2026.10"), ("b", "2026.10"), ("b", "2025.12")):
        folder = tmp_path / shelf / "own" / version
        folder.mkdir(parents=True)
        (folder / "factors.yaml").touch()
    shelves = [tmp_path / "a", tmp_path / "b"]
    found = [folder.relative_to(tmp_path).as_posix() for folder in figures.editions("", "factors.yaml", shelves)]
    assert found == ["b/own/2025.12", "a/own/2026.5", "a/own/2026.10"]
    assert figures.edition("", "factors.yaml", "own", None, shelves) == tmp_path / "a/own/2026.10"
    assert figures.edition("", "factors.yaml", "own@2025.12", None, shelves) == tmp_path / "b/own/2025.12"
