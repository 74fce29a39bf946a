"""The yearly page in Chromium: one sheet of A4 with a normal year, more sheets where more is said, no text cut."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yearly

from procurement_footprint import presenting, project, shelf
from procurement_footprint.analysis.follow_up.texts import Text, Texts
from procurement_footprint.presenting import Material
from procurement_footprint.reporting.follow_up.found import Said, YearlyPage
from procurement_footprint.reporting.site import pages
from procurement_footprint.reporting.site.edition import Edition

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
MILLIMETRE = 96 / 25.4
SPARE = 10  # millimetres that are left for longer names
SENTENCE = "Klimatkrav i det nya avtalet om livsmedel, med uppföljning varje kvartal, del"
THREE = Texts(
    done=tuple(Text({"sv": f"{SENTENCE} {one}."}, "Upphandlingsenheten", ("footprint",)) for one in "abc"),
    planned=tuple(Text({"sv": f"{SENTENCE} {one}."}, "Tekniska förvaltningen") for one in "def"),
    who="Hållbarhetsenheten",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def town(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's town with the shipped examples; what is bought is the same, in fewer rows."""
    folder = tmp_path_factory.mktemp("paper") / "town"
    shutil.copytree(small_town, folder)
    examples = shelf.folder("mappings")
    for name in ("targets", "measures"):
        shutil.copy(examples / name / "example.yaml", folder / f"{name}.yaml")
    return folder


@pytest.fixture(scope="module")
def material(town: Path) -> Iterator[Material]:
    home = project.load(town)
    with yearly.years(home) as years:
        held = presenting.material(years[1], years[0], years, home, "sv")
        yield replace(held, said={2024: THREE})


@pytest.fixture(scope="module", params=["sv", "en"])
def year(request: pytest.FixtureRequest, town: Path, material: Material) -> Edition:
    return yearly.told(material, project.load(town), request.param).edition


def with_more(edition: Edition, count: int) -> Edition:
    """The same report with so many texts of what was done."""
    page = edition.leaflets["follow_up"]
    assert isinstance(page, YearlyPage)
    done, planned = page.parts
    more = replace(done, said=[Said(f"{SENTENCE} {number}.", "") for number in range(count)])
    return replace(edition, leaflets={**edition.leaflets, "follow_up": replace(page, parts=(more, planned))})


def shown(browser: Browser, edition: Edition, path: Path) -> Page:
    path.write_text(pages.site(edition)["follow-up.html"], encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    return page


def sheets(page: Page) -> int:
    """How many pages are printed."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, print_background=True)))


def test_a_normal_year_is_one_sheet_of_paper_with_room_to_spare(
    year: Edition, browser: Browser, tmp_path: Path
) -> None:
    page = shown(browser, year, tmp_path / "follow-up.html")
    assert sheets(page) == 1
    page.set_viewport_size({"width": round(MILLIMETRE * (210 - 26)), "height": 1000})
    page.emulate_media(media="print")
    height = page.evaluate("document.body.getBoundingClientRect().height") / MILLIMETRE
    assert height < 297 - 30 - SPARE
    page.close()


def test_more_texts_go_on_to_the_next_sheet(year: Edition, browser: Browser, tmp_path: Path) -> None:
    page = shown(browser, with_more(year, 30), tmp_path / "follow-up.html")
    assert sheets(page) == 2
    page.emulate_media(media="print")
    cut = """[...document.querySelectorAll(".follow-up, .follow-up *")].filter(one =>
        getComputedStyle(one).overflow === "hidden" || getComputedStyle(one).display === "none")
        .map(one => one.tagName)"""
    assert page.evaluate(cut) == ["CAPTION"]  # the caption of the indicators, whose heading says the same
    page.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_is_wider_than_the_screen(year: Edition, browser: Browser, tmp_path: Path, width: int) -> None:
    page = shown(browser, year, tmp_path / "follow-up.html")
    page.set_viewport_size({"width": width, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_links_from_texts_lead_to_their_indicators(year: Edition, browser: Browser, tmp_path: Path) -> None:
    page = shown(browser, year, tmp_path / "follow-up.html")
    links = page.eval_on_selector_all(".said a", "all => all.map(one => one.getAttribute('href'))")
    assert links == ["#indicator-footprint"] * 3
    assert page.locator("tr#indicator-footprint").count() == 1
    page.close()
