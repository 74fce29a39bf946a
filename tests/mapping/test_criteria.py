"""The shipped criteria say only what a source says, and a table that was changed or is wrong is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from procurement_footprint import shelf
from procurement_footprint.mapping import criteria, mappings, taxonomy
from procurement_footprint.mapping.criteria import Criteria
from procurement_footprint.problems import Refused

SHIPPED = shelf.folder("mappings") / "criteria"
TREE = taxonomy.load()
KNOWN = criteria.load()
GOOD = (
    "cars-co2,Upphandlingsmyndigheten,Fordon,Koldioxidkrav,10458:2,bas spjutspets,https://example.se/fordon/,"
    "passenger_cars taxi,fuel_use,Utsläpp,Emissions,criterion,2026-11-29"
)


def written(folder: Path, *lines: str, header: str = ",".join(criteria.COLUMNS), digest: str | None = None) -> Path:
    """Write a table of criteria with its description; return its folder."""
    raw = "".join(f"{line}\n" for line in (header, *lines)).encode()
    (folder / criteria.FIGURES).write_bytes(raw)
    said = (SHIPPED / criteria.DESCRIPTION).read_text(encoding="utf-8")
    said = re.sub("sha256: .*", f"sha256: {digest or sha256(raw).hexdigest()}", said)
    (folder / criteria.DESCRIPTION).write_text(said, encoding="utf-8")
    return folder


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., str]:
    """What is said about a table of these lines, which is refused."""
    folder = tmp_path / "criteria"
    folder.mkdir()

    def said(*lines: str, **more: str) -> str:
        with pytest.raises(Refused) as refused:
            criteria.load(written(folder, *lines, **more))
        return str(refused.value)

    return said


def test_the_shipped_file_is_the_one_that_its_description_names() -> None:
    assert KNOWN.sha256 == shelf.digest(SHIPPED / criteria.FIGURES)
    assert KNOWN.identity == "procurement criteria@2026.1"
    assert "stored copies" in KNOWN.origin


@pytest.mark.parametrize("one", KNOWN.held, ids=[one.id for one in KNOWN.held])
def test_a_shipped_criterion_names_its_source_its_day_and_categories_that_there_are(one: criteria.Criterion) -> None:
    hosts = {"Upphandlingsmyndigheten": "upphandlingsmyndigheten.se", "European Commission": "ec.europa.eu"}
    assert re.match(rf"https://([a-z0-9-]+\.)*{re.escape(hosts[one.publisher])}/", one.url)
    assert set(one.categories) <= TREE.categories.keys()
    assert one.lever in criteria.LEVERS
    assert one.about.sv != one.title
    assert one.checked_on == date(2026, 11, 29)
    assert not one.levels or one.seen not in ("area", "former"), "an area does not name a level"
    assert one.levels or one.seen in ("area", "former"), "a page of a criterion names its level"


def test_an_address_that_names_a_level_supports_that_level() -> None:
    for one in KNOWN.held:
        if named := re.search("/(basniva|avancerad-niva|spjutspetsniva)/?$", one.url):
            assert named[1].removesuffix("niva").removesuffix("-") in one.levels, one.id


def test_a_row_of_the_readme_counts_what_is_there() -> None:
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    missing = KNOWN.missing(TREE.categories)
    publishers = [one.publisher for one in KNOWN.held]
    swedish = publishers.count("Upphandlingsmyndigheten")
    counts = f"{len(publishers)} entries, {swedish} and {len(publishers) - swedish}, reach "
    assert counts + f"{len(TREE.categories) - len(missing)} of the {len(TREE.categories)} spending" in readme
    for group in TREE.groups:
        without = [one.id for one in group.categories if one.id in missing]
        assert f"| {group.id} | {', '.join(without)} |" in readme
    words = set(re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE))
    assert words >= {*criteria.SEEN, *criteria.LEVERS}


def test_the_readme_describes_every_column_and_every_key() -> None:
    described = " ".join(re.findall("`([^`]+)`", (SHIPPED / "README.md").read_text(encoding="utf-8")))
    keys = (*criteria.COLUMNS, *criteria._Description.__struct_fields__, *criteria.LEVELS)
    assert [key for key in keys if not re.search(rf"\b{key}\b", described)] == []


def test_criteria_are_asked_for_by_category() -> None:
    assert [one.number for one in KNOWN.of("passenger_cars")] == ["10458:2", "", "", "", ""]
    beef = KNOWN.of("beef")
    assert [(one.title, one.levels, one.number) for one in beef] == [
        ("Minskad klimatpåverkan från produktionen - nötkött och mjölk", ("avancerad",), "11394")
    ]
    assert KNOWN.of("elderly_housing") == ()
    assert KNOWN.missing(["beef", "elderly_housing", "fish", "food"]) == ("elderly_housing", "fish")


def test_a_table_of_ones_own_is_read_in_its_order(tmp_path: Path) -> None:
    second = GOOD.replace("cars-co2", "a").replace("bas spjutspets", "").replace("10458:2", "")
    held: Criteria = criteria.load(written(tmp_path, GOOD, second))
    assert [one.id for one in held.held] == ["cars-co2", "a"]
    assert (held.held[0].levels, held.held[1].levels) == (("bas", "spjutspets"), ())
    assert [one.id for one in held.of("taxi")] == ["cars-co2", "a"]


PLACE = "criteria/criteria.csv:2"
LINES = [
    (
        GOOD.replace("passenger_cars", "passenger_car"),
        f'{PLACE}, column "categories": there is no spending category "passenger_car"\n'
        '    fix: did you mean "passenger_cars"?',
    ),
    (
        GOOD.replace("bas spjutspets", "bas avancerat"),
        f'{PLACE}, column "levels": "avancerat" is no word for this column\n'
        "    fix: write one of: bas, avancerad, spjutspets",
    ),
    (
        GOOD.replace("bas spjutspets", "spjutspets bas"),
        f'{PLACE}, column "levels": a level stands twice, or after one that asks for more\n    spjutspets bas\n'
        "    fix: write each level once, in this order: bas avancerad spjutspets",
    ),
    (
        GOOD.replace("fuel_use", "fuel"),
        f'{PLACE}, column "lever": "fuel" is no word for this column\n    fix: write one of: own_operations, '
        "energy_and_transport, materials, fuel_use, quantity, product_choice",
    ),
    (
        GOOD.replace("https://", "http://"),
        f'{PLACE}, column "url": this is not the address of a page\n    http://example.se/fordon/\n'
        "    fix: write the whole address of the page, from https:// on, without spaces",
    ),
    (
        GOOD.replace("2026-11-29", "29/11 2026"),
        f'{PLACE}, column "checked_on": this is not the date on which the source was looked at\n    29/11 2026\n'
        "    fix: write year-month-day: 2026-11-29",
    ),
    (
        GOOD.replace("2026-11-29", "2026-02-30"),
        f'{PLACE}, column "checked_on": this is not the date on which the source was looked at\n    2026-02-30\n'
        "    fix: write year-month-day: 2026-11-29",
    ),
    (
        GOOD.replace("Koldioxidkrav", ""),
        f'{PLACE}, column "title": every criterion has this, and here it is empty\n'
        "    fix: write what the source says, or leave the line out",
    ),
    (
        GOOD.replace("cars-co2", "Cars CO2"),
        f'{PLACE}, column "id": this is not the id of a criterion\n    Cars CO2\n'
        "    fix: write small letters, digits and hyphens",
    ),
    (
        GOOD + ",more",
        f"{PLACE}: this criterion has 14 cells, the header has 13\n    {GOOD},more\n"
        "    fix: fill in the line, or quote a text that holds a comma",
    ),
]


@pytest.mark.parametrize(("line", "said"), LINES, ids=[said.splitlines()[0] for _, said in LINES])
def test_a_wrong_line_is_named_with_its_column_and_its_fix(refusal: Callable[..., str], line: str, said: str) -> None:
    assert refusal(line) == said


def test_everything_that_is_wrong_is_said_at_once(refusal: Callable[..., str]) -> None:
    said = refusal(GOOD, GOOD.replace("taxi", "taxis").replace("criterion", "seen"), GOOD.replace("bas", "low"))
    assert [line.split(": ")[0] for line in said.splitlines() if line.startswith("criteria/")] == [
        'criteria/criteria.csv:3, column "seen"',
        'criteria/criteria.csv:3, column "categories"',
        "criteria/criteria.csv:3",
        'criteria/criteria.csv:4, column "levels"',
        "criteria/criteria.csv:4",
    ]
    assert 'the id "cars-co2" stands twice\n    also criteria/criteria.csv:2' in said


def test_a_table_with_other_columns_is_refused(refusal: Callable[..., str]) -> None:
    assert refusal(GOOD, header="id,title") == (
        "criteria/criteria.csv:1: these are not the columns of the criteria\n    id,title\n"
        f"    fix: write the header {','.join(criteria.COLUMNS)}"
    )


def test_a_changed_table_is_refused_by_name(refusal: Callable[..., str]) -> None:
    assert refusal(GOOD, digest="0" * 64) == (
        "criteria/criteria.csv: the file was changed: its SHA-256 is not the one in criteria.yaml\n"
        "    fix: put the original file back; if the change is meant, give it a new version and its own SHA-256"
    )


def test_a_missing_table_is_refused_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "criteria"
    folder.mkdir()
    (written(folder, GOOD) / criteria.FIGURES).unlink()
    with pytest.raises(Refused) as refused:
        criteria.load(folder)
    assert str(refused.value) == (
        "criteria/criteria.csv: the file of the criteria that criteria.yaml describes is not there\n"
        "    fix: install the program again, or put the file back"
    )


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD)
    (folder / criteria.FIGURES).write_bytes(b"id\xff")
    with pytest.raises(Refused, match="this is not CSV in UTF-8"):
        criteria.load(folder)


def test_the_check_of_the_mappings_reads_the_criteria(tmp_path: Path) -> None:
    for name in ("crosswalks", "bridges", "criteria"):
        (tmp_path / name).mkdir()
    written(tmp_path / "criteria", GOOD, digest="1" * 64)
    with pytest.raises(Refused, match=r"criteria/criteria\.csv: the file was changed"):
        mappings.check_tables(mappings.load(), tmp_path)
