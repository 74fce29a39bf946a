"""axe-core finds nothing to say about any page of a report, in both languages, light and dark.

Most of its time goes to contrast. Pages that there are in both languages are looked at light in Swedish and dark in
English: the style knows no language, and dark changes nothing but colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import activity_project
import axe_playwright_python
import browsing
import pytest
from playwright.sync_api import Browser, Page

pytestmark = browsing.NEEDED
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run({ runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], iframes: false });
  return found.violations.flatMap((rule) => rule.nodes.map((one) => `${rule.id}: ${one.target} ${one.failureSummary}`));
}"""
SCHEMES = {"sv": "light", "en": "dark"}
# What a page looks like without our style would hide every fault of it.
BAD = '<!doctype html><html><body><img src="data:,"><h3 style="color:#999;background:#fff">Low</h3></body></html>'


def violations(page: Page, paths: list[Path], schemes: Iterable[str] = SCHEMES.values()) -> list[str]:
    """Return what axe says of pages, light and dark: page, scheme, rule, element and what to do."""
    assert paths
    found = []
    for path in paths:
        page.goto(path.as_uri())
        page.evaluate(AXE)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            found += [f"{path.name}, {scheme}: {one}" for one in page.evaluate(RUN, TAGS)]
    return found


@pytest.fixture(scope="module")
def page(browser: Browser):
    # the policy of our pages lets no other script run: axe is put beside it
    with browsing.opened_page(browser, bypass_csp=True) as seen:
        yield seen.page


@pytest.mark.parametrize("language", browsing.LANGUAGES)
def test_every_page_of_a_towns_report_is_for_everybody(language: str, page: Page, town_report: dict[str, Path]) -> None:
    paths = browsing.pages(town_report[language])
    assert {"index.html", "hot-spots.html", "change.html", "targets.html", "measures.html", "report.html"} <= {
        path.name for path in paths
    }
    found = violations(page, paths, [SCHEMES[language]])
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize("language", browsing.LANGUAGES)
def test_the_report_of_a_group_is_for_everybody(language: str, page: Page, group_report: dict[str, Path]) -> None:
    found = violations(page, [group_report[language] / "report.html"], [SCHEMES[language]])
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize("language", browsing.LANGUAGES)
def test_dark_changes_colours_alone_and_no_language_has_its_own(
    language: str, town_report: dict[str, Path], group_report: dict[str, Path]
) -> None:
    for path in [*browsing.pages(town_report[language]), group_report[language] / "report.html"]:
        style = "".join(re.findall(r"<style[^>]*>(.*?)</style>", path.read_text(encoding="utf-8"), re.DOTALL))
        (dark,) = re.findall(r"\(prefers-color-scheme:\s*dark\)\s*\{((?:[^{}]*\{[^{}]*\})+)\s*\}", style)
        assert style.count("prefers-color-scheme") == 1, path.name
        set_in_dark = {one.partition(":")[0].strip() for one in re.split(r"[{};]", re.sub(r"[^{}]*\{", "{", dark))}
        assert {name for name in set_in_dark if not name.startswith("--")} <= {"", "fill", "stroke"}, path.name
        assert not re.search(r"\blang\b", style), path.name


def test_the_page_of_a_run_and_of_a_leaflet_are_for_everybody(page: Page, long_leaflet: Path, tmp_path: Path) -> None:
    fuel = activity_project.ENERGY + "2024,diesel,1000,litre,ipcc-fuels/diesel,receipts\n"
    activity_project.write(tmp_path / "measured", fuel__csv=fuel)
    activity_project.run(tmp_path / "measured")
    run = tmp_path / "measured" / "footprint" / "report.html"
    assert 'id="scopes"' in run.read_text(encoding="utf-8")
    found = violations(page, [long_leaflet, run])
    assert not found, "\n\n".join(found)


def test_a_page_that_is_not_for_everybody_is_found(page: Page, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(BAD, encoding="utf-8")
    found = {one.split(": ")[1] for one in violations(page, [tmp_path / "bad.html"])}
    assert {"image-alt", "html-has-lang", "color-contrast", "landmark-one-main"} <= found
