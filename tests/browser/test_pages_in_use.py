"""The pages of a report as people use them: with the keyboard, on small screens, enlarged, without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag

import browsing
import pytest
from playwright.sync_api import Browser

pytestmark = browsing.NEEDED
# WCAG 1.4.12: whoever needs it sets text apart, and nothing is lost.
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
SPACED += "p { margin-bottom: 2em !important; }"
SIZES = [(320, 256), (360, 800), (768, 1024), (1280, 900)]  # the first is 1280 × 1024 at 400 %
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, [tabindex]")].filter(
  (one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }))"""
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return { at: window.stops.indexOf(one), outline: style.outlineStyle, width: parseFloat(style.outlineWidth),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth };
}"""
OUTLINE = """() => {
  const all = (what) => [...document.querySelectorAll(what)];
  return {
    lang: document.documentElement.lang,
    once: ["h1", "main", "body > .masthead > header", "body > footer", "title"].map((what) => all(what).length),
    navs: all("nav").map((one) => one.ariaLabel),
    levels: all("h1, h2, h3, h4, h5, h6").map((one) => Number(one.tagName[1])),
    tables: all("table").length,
    captions: all("table > caption:first-child").filter((one) => one.textContent.trim()).length,
    unscoped: all("th:not([scope])").length,
    empty: all("thead th, h1, h2, h3, h4, a, button").filter((one) => !one.textContent.trim()).length,
    outside: all("body > :not(.masthead), body > .masthead > *").map((one) => one.tagName.toLowerCase()).join(" "),
  };
}"""
CUT = """() => [...document.querySelectorAll("body *:not(svg *)")].filter((one) => {
  const style = getComputedStyle(one);
  const cuts = style.overflowY === "hidden" && style.clipPath === "none";
  return one.checkVisibility() && cuts && one.scrollHeight > one.clientHeight + 1;
}).map((one) => one.outerHTML.slice(0, 90))"""


class Links(HTMLParser):
    """The ids of a page, and where its links lead."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        held = dict(attributes)
        self.ids |= {str(held["id"])} if "id" in held else set()
        self.links += [str(held["href"])] if "href" in held else []


@pytest.fixture(scope="module")
def seen(browser: Browser) -> Iterator[browsing.Seen]:
    with browsing.opened_page(browser) as held:
        yield held
        assert held.said == [], "the browser has something to say"
        assert all(url.startswith("file://") for url in held.asked), "something was fetched"


@pytest.fixture(params=browsing.LANGUAGES, scope="module")
def report(request: pytest.FixtureRequest, town_report: dict[str, Path]) -> Path:
    return town_report[request.param]


@pytest.mark.parametrize("name", ["index.html", "hot-spots.html", "measures.html", "report.html"])
def test_the_keyboard_reaches_everything_in_order_and_leaves_again(
    name: str, seen: browsing.Seen, town_report: dict[str, Path]
) -> None:
    page = seen.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto((town_report["sv"] / name).as_uri())
    stops = page.evaluate(f"() => (window.stops = ({STOPS})()).length")
    assert stops > 10
    for at in range(stops):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        assert found == {"at": at, "outline": found["outline"], "width": found["width"], "seen": True}
        assert found["outline"] in ("solid", "auto")
        assert found["width"] >= 2 or found["outline"] == "auto"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["at"] in (-1, 0), "the focus leaves the page after its last stop"


def test_the_first_stop_skips_to_the_content(seen: browsing.Seen, report: Path) -> None:
    page = seen.page
    for path in browsing.pages(report):
        page.goto(path.as_uri())
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        page.wait_for_url("**#main")
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('header, nav.pages')"), path.name


def test_a_wide_table_scrolls_with_the_arrow_keys(seen: browsing.Seen, report: Path) -> None:
    page = seen.page
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto((report / "suppliers.html").as_uri())
    wide = page.locator(".scroll").first
    assert wide.evaluate("one => one.scrollWidth > one.clientWidth && one.tabIndex === 0")
    wide.focus()
    moved = 0
    for _ in range(50):  # it moves a little after the key
        page.keyboard.press("ArrowRight")
        moved = moved or wide.evaluate("one => one.scrollLeft")
    assert moved > 0


def test_every_page_has_landmarks_headings_captions_and_a_language(seen: browsing.Seen, report: Path) -> None:
    for path in browsing.pages(report):
        seen.page.goto(path.as_uri())
        found = seen.page.evaluate(OUTLINE)
        assert found["lang"] == report.name[-2:], path.name
        assert found["once"] == [1] * 5, path.name
        assert all(found["navs"]), path.name
        assert len(set(found["navs"])) == len(found["navs"]) > 0, path.name
        levels = found["levels"]
        assert levels[0] == 1, path.name
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path.name, levels)
        assert found["captions"] == found["tables"], path.name
        assert found["unscoped"] == found["empty"] == 0, path.name
        assert set(found["outside"].split()) <= {"a", "header", "nav", "main", "footer"}, path.name


def test_no_page_is_wider_than_its_screen_also_with_text_set_apart(seen: browsing.Seen, report: Path) -> None:
    page = seen.page
    wide, cut = [], []
    for path in browsing.pages(report):
        page.goto(path.as_uri())
        for style in ("", SPACED):
            if style:
                page.add_style_tag(content=style)
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                needed = page.evaluate("document.documentElement.scrollWidth")
                wide += [f"{path.name} needs {needed} of {width}, {style[:20]}"] if needed > width else []
                cut += [f"{path.name}: {one}" for one in page.evaluate(CUT)]
    assert wide == []
    assert cut == []


def test_a_page_asks_for_nothing_but_itself(browser: Browser, report: Path) -> None:
    with browsing.opened_page(browser) as fresh:
        for path in browsing.pages(report):
            fresh.page.goto(path.as_uri())
        assert fresh.asked == [path.as_uri() for path in browsing.pages(report)]
        assert fresh.said == []


def test_without_script_every_line_is_there_and_nothing_pretends_to_work(browser: Browser, long_leaflet: Path) -> None:
    shown = {}
    for allowed in (True, False):
        with browsing.opened_page(browser, java_script_enabled=allowed) as fresh:
            fresh.page.goto(long_leaflet.as_uri())
            shown[allowed] = fresh.page.locator("table tr:visible").count()
            assert (fresh.page.locator("table button").count() > 0) == allowed
            assert (fresh.page.get_by_role("searchbox").count() > 0) == allowed
            assert fresh.said == []
    assert shown[True] == shown[False] == 10 + 30 + 2 * 2


def test_every_link_leads_to_something_in_the_report(report: Path, group_report: dict[str, Path]) -> None:
    missing = []
    for folder in (report, group_report[report.name[-2:]]):
        held = {path.resolve(): Links(path) for path in browsing.pages(folder)}
        for path, page in held.items():
            for link in page.links:
                file, part = urldefrag(unquote(link))
                there = (path.parent / file).resolve() if file else path
                outside = link.startswith("https://")
                found = (
                    there.is_file()
                    and there.is_relative_to(folder.resolve())
                    and (not part or (there in held and part in held[there].ids))
                )
                missing += [] if outside or found else [f"{path.name}: {link}"]
    assert missing == []


def test_files_that_pages_speak_of_are_in_the_report(report: Path) -> None:
    there = {path.name for path in report.rglob("*") if path.is_file()}
    theirs = {"l.csv", "ledger.csv", "population.csv", "items.csv"}  # of the project, and of those who publish prices
    missing = set()
    for path in browsing.pages(report):
        text = re.sub(r"(?s)<(style|script).*?</\1>|<[^>]*>", " ", path.read_text(encoding="utf-8"))
        named = set(re.findall(r"\b[\w-]+\.(?:csv|xlsx|json)\b", text))
        missing |= {(path.name, name) for name in named - there - theirs}
    assert missing == set()


def test_the_pages_of_the_site_lead_to_each_other(seen: browsing.Seen, report: Path) -> None:
    page = seen.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto((report / "index.html").as_uri())
    for at in range(page.locator("nav.pages a").count()):
        page.locator("nav.pages a").nth(at).click()
        here = page.locator("nav.pages [aria-current=page]")
        assert here.count() == 1
        assert here.text_content() == page.locator("nav.pages a").nth(at).text_content()
