"""Whatever a table of the report is about leads somewhere, and every link leads to something that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import openpyxl
import pytest

from procurement_footprint.reporting import addresses, page, places
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.page_tables import BridgeLine, Line, OpenLine
from procurement_footprint.reporting.sheets import Table
from procurement_footprint.reporting.site import files, pages
from procurement_footprint.reporting.site.edition import Edition

LINK, ID = re.compile(r'<a [^>]*?href="([^"]*)"'), re.compile(r'\bid="([^"]*)"')


@pytest.fixture(scope="module")
def swedish(whole_report: dict[str, Edition]) -> Edition:
    return whole_report["sv"]


@pytest.fixture(scope="module")
def written(swedish: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "report"
    files.write(swedish, folder)
    return folder


def held(of: Any) -> Iterator[str]:
    """Yield all addresses in tables, wherever they are."""
    if isinstance(of, Line | BridgeLine | OpenLine):
        yield from filter(None, [of.address])
    elif isinstance(of, Table):
        for column in of.columns:
            assert len(column.addresses) in (0, len(column.values)), column.header
            yield from filter(None, column.addresses)
    elif isinstance(of, dict):
        yield from held(list(of.values()))
    elif isinstance(of, list | tuple):
        for one in of:
            yield from held(one)


def everything(edition: Edition) -> set[str]:
    context = page.context(edition.report, Words(edition.report.language))
    shown = [context[name] for name in context if name not in ("report", "totals", "range", "charts")]
    tables = [context[name] for name in ("groups", "departments", "suppliers", "largest", "evidence", "periods")]
    shown += [[*table.lines, table.total] for table in tables]
    leaflets = [section.tables for one in edition.leaflets.values() for section in one.sections]
    quality = [section.tables for section in edition.quality]
    heat = [line[4] for line in context["heat"].lines if line[4]] + [address for _, address in context["heat"].columns]
    return {*held(shown), *held(leaflets), *held(quality), *heat}


def test_everything_that_the_report_tells_of_has_a_place(swedish: Edition) -> None:
    known = set(pages._places(swedish))
    tables = swedish.report.breakdown
    told_of = {addresses.category(one) for one in tables.categories["category"]}
    told_of |= {addresses.group(one) for one in tables.groups["group"]}
    listed = tables.suppliers.head(page.SUPPLIERS).iter_rows(named=True)
    told_of |= {address for row in listed if (address := addresses.supplier(row))}
    assert told_of <= known
    found = everything(swedish)
    assert {one.partition("/")[0] for one in found} == {
        "category",
        "department",
        "group",
        "page",
        "section",
        "supplier",
    }
    own_pages = {one.address for one in swedish.departments}
    for address in found - known:
        kind = address.partition("/")[0]
        # not of this year, below the suppliers that are listed, or without a page of its own
        assert kind in ("category", "supplier", "department"), address
        assert address not in told_of | own_pages


def test_every_link_leads_to_a_file_and_a_place_in_it(written: Path) -> None:
    texts = {str(path.relative_to(written)): path.read_text("utf-8") for path in written.rglob("*.html")}
    ids = {name: set(ID.findall(text)) for name, text in texts.items()}
    followed = set()
    for name, text in texts.items():
        for link in set(LINK.findall(text)):
            if link.startswith("https://"):
                continue
            file, _, part = link.partition("#")
            target = normpath(join(dirname(name), file)) if file else name
            assert (written / target).is_file(), f"{name}: {link}"
            assert not part or part in ids[target], f"{name}: {link}"
            followed.add(target)
    assert {"report.xlsx", "data/departments.csv", "steps.html", "quality.html", "suppliers.html"} <= followed


def test_ids_are_unique(written: Path) -> None:
    for path in written.rglob("*.html"):
        ids = ID.findall(path.read_text("utf-8"))
        assert len(ids) == len(set(ids)), path.name


def test_sheets_that_pages_name_are_in_the_workbook(swedish: Edition, written: Path) -> None:
    book = openpyxl.load_workbook(written / "report.xlsx", read_only=True)
    named = {one.partition("/")[2] for one in places.beside(swedish.report, "") if one.startswith("book/")}
    assert named <= set(book.sheetnames)


def test_the_page_of_a_run_leads_to_the_files_beside_it(small_town: Path) -> None:
    folder = small_town / "footprint"
    text = (folder / "report.html").read_text("utf-8")
    links = {link for link in LINK.findall(text) if not link.startswith(("https://", "#"))}
    assert links == {"report.xlsx", *(f"{name}.csv" for name in places.TABLES)}
    assert all((folder / link).is_file() for link in links)
    assert {link[1:] for link in LINK.findall(text) if link.startswith("#")} <= set(ID.findall(text))


def test_what_is_beside_a_department_is_found_from_its_folder() -> None:
    seen = addresses.Places(
        {"data/departments": "data/departments.csv", "page/quality": "quality.html"}, "departments/a.html"
    )
    assert seen("data/departments") == "../data/departments.csv"
    assert seen("page/quality") == "../quality.html"
    assert seen("supplier/unknown") is None


def test_identifiers_that_share_a_slug_have_addresses_of_their_own() -> None:
    assert addresses.category("food") == "category/food"
    assert addresses.category("Vård") != addresses.category("vard")
    assert addresses.supplier({"supplier_id": None, "supplier": None, "pooled": "sole_traders"}) is None
