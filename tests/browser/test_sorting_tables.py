"""Long tables sort and filter, as each language sorts and writes its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import browsing
import long_tables
import pytest
from playwright.sync_api import Browser, Locator, Page

pytestmark = browsing.NEEDED
SHORT, LONG = "Kort", "Bred"
Opened = Callable[[str], Page]


@pytest.fixture(scope="module")
def pages(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("tables")
    for language in browsing.LANGUAGES:
        (folder / f"{language}.html").write_text(long_tables.page(language), encoding="utf-8")
    with browsing.opened_page(browser) as seen:

        def opened(language: str) -> Page:
            seen.page.goto((folder / f"{language}.html").as_uri())
            return seen.page

        yield opened
        assert seen.said == []


def table(page: Page, name: str) -> Locator:
    return page.locator("table", has=page.locator("caption", has_text=name))


def column(page: Page, at: int = 1, name: str = SHORT) -> list[str]:
    """The cells that are shown in the body of a table, from top to bottom."""
    shown = table(page, name).locator(f"tbody tr:not([hidden]) > :nth-child({at})")
    return [one.replace("\u00a0", " ") for one in shown.all_text_contents()]


def sort(page: Page, header: str, times: int = 1, name: str = SHORT) -> str | None:
    """Press a header and return how its column is then sorted."""
    button = table(page, name).get_by_role("button", name=header)
    for _ in range(times):
        button.press("Enter")
    return table(page, name).locator("th", has=page.get_by_role("button", name=header)).get_attribute("aria-sort")


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("sv", ["Anka", "apan", "Björn 9", "Björn 10", "Yxa", "Zebran", "Zon", "Åkern", "Ärlan", "Ödlan"]),
        ("en", ["Åkern", "Anka", "apan", "Ärlan", "Björn 9", "Björn 10", "Ödlan", "Yxa", "Zebran", "Zon"]),
    ],
)
def test_names_sort_as_the_language_does_and_back_again(language: str, ordered: list[str], pages: Opened) -> None:
    page = pages(language)
    assert column(page) == list(long_tables.NAMES)
    assert sort(page, "Namn") == "ascending"
    assert column(page) == ordered
    assert sort(page, "Namn") == "descending"
    assert column(page) == ordered[::-1]
    assert sort(page, "Namn") is None
    assert column(page) == list(long_tables.NAMES)
    assert table(page, SHORT).locator("tfoot th").text_content() == "Summa"


def expected(figures: tuple[float | None, ...]) -> list[str]:
    """The names, largest figure first, those without one last."""
    pairs = list(zip(figures, long_tables.NAMES, strict=True))
    known = sorted((pair for pair in pairs if pair[0] is not None), key=lambda pair: -pair[0])
    return [name for _, name in [*known, *(pair for pair in pairs if pair[0] is None)]]


@pytest.mark.parametrize("language", browsing.LANGUAGES)
@pytest.mark.parametrize(
    ("header", "figures"),
    [
        ("Ändring", long_tables.CHANGES),
        ("Andel", long_tables.SHARES),
        ("Spann", tuple(pair[0] if pair else None for pair in long_tables.BOUNDS)),
        ("Större?", long_tables.SURE),
    ],
)
def test_figures_sort_by_size(language: str, header: str, figures: tuple[float | None, ...], pages: Opened) -> None:
    page = pages(language)
    assert sort(page, header) == "descending"
    assert column(page) == expected(figures)
    assert sort(page, header) == "ascending"
    known = [name for name, figure in zip(long_tables.NAMES, figures, strict=True) if figure is not None]
    assert column(page)[: len(known)] == expected(figures)[: len(known)][::-1]
    assert column(page)[len(known) :] == expected(figures)[len(known) :]


def test_the_focus_stays_and_only_one_column_says_that_it_is_sorted(pages: Opened) -> None:
    page = pages("sv")
    sort(page, "Namn")
    sort(page, "Andel")
    assert page.evaluate("document.activeElement.textContent") == "Andel"
    assert page.locator("[aria-sort]").count() == 1


def test_a_table_filters_counts_and_is_whole_again(pages: Opened) -> None:
    page = pages("sv")
    field, said = page.get_by_role("searchbox", name="Visa bara rader med"), page.get_by_role("status")
    assert field.count() == 1, "only the long table has a field"
    assert field.get_attribute("aria-describedby") == "Bred-1-caption"
    assert said.text_content() == "30 av 30 rader visas"
    assert said.evaluate("one => getComputedStyle(one).display") != "none"
    total = table(page, LONG).locator("tfoot th")
    assert total.inner_text() == "Summa"
    field.fill("  BJÖRN 9 ")
    assert column(page, name=LONG) == ["Björn 9"] * 3
    assert said.text_content() == "3 av 30 rader visas"
    assert total.inner_text() == "Summa (alla rader)"
    field.fill("a")
    assert "Åkern" not in column(page, name=LONG), "å is a letter of its own"
    field.fill("inget sådant")
    assert column(page, name=LONG) == []
    page.get_by_role("button", name="Visa alla").click()
    assert column(page, name=LONG) == list(long_tables.NAMES) * 3
    assert page.evaluate("document.activeElement.type") == "search"
    assert total.inner_text() == "Summa"


def test_a_filtered_table_sorts(pages: Opened) -> None:
    page = pages("en")
    page.get_by_role("searchbox", name="Show only lines with").fill("n")
    assert page.get_by_role("status").text_content() == "27 of 30 lines shown"
    sort(page, "Namn", name=LONG)
    assert column(page, name=LONG)[:4] == ["Åkern"] * 3 + ["Anka"]


def test_figures_are_no_words_to_filter_by(pages: Opened) -> None:
    page = pages("sv")
    page.get_by_role("searchbox").fill("12")
    assert column(page, 4, LONG) == []


GROUPED = """<div class="scroll"><table><caption id="c">x</caption>
<thead><tr><th>Namn</th><th class="num">t</th></tr></thead>
{bodies}<tfoot><tr><th>Summa</th><td class="num">9</td></tr></tfoot></table></div>"""
BODY = """<tbody><tr class="group"><th>{name}</th><td class="num">{size}</td></tr>{members}</tbody>"""
MEMBER = """<tr class="{kind}"><th>{name}</th><td class="num">{size}</td></tr>"""


@pytest.fixture
def grouped(pages: Opened, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page whose one table has groups, twelve lines in each, the last of them a sum of others."""
    bodies = ""
    for name, size in (("A", 5), ("B", 20), ("C", 10)):
        members = [MEMBER.format(kind="", name=f"{name} {at}", size=at) for at in range(1, 12)]
        last = MEMBER.format(kind="others", name=f"{name} övriga", size=500)
        bodies += BODY.format(name=f"Grupp {name}", size=size, members="".join([*members, last]))
    before, main, _ = long_tables.page("sv").partition('<main id="main">')
    text = before + main + GROUPED.format(bodies=bodies) + "</main></body></html>"
    (tmp_path / "grouped.html").write_text(text, encoding="utf-8")
    with browsing.opened_page(browser) as seen:
        seen.page.goto((tmp_path / "grouped.html").as_uri())
        yield seen.page


def lines(page: Page) -> list[str]:
    return page.locator("table :is(tbody, tfoot) tr:visible > th").all_inner_texts()


def test_groups_sort_with_their_lines_inside_and_others_last(grouped: Page) -> None:
    first = lines(grouped)
    grouped.get_by_role("button", name="t", exact=True).click()
    said = lines(grouped)
    assert [one for one in said if one.startswith("Grupp")] == ["Grupp B", "Grupp C", "Grupp A"]
    assert said[:3] == ["Grupp B", "B 11", "B 10"]
    assert said[11:14] == ["B 1", "B övriga", "Grupp C"]
    assert said[-1] == "Summa"
    for _ in range(2):
        grouped.get_by_role("button", name="t", exact=True).click()
    assert lines(grouped) == first


def test_a_filtered_group_keeps_its_heading(grouped: Page) -> None:
    grouped.get_by_role("searchbox").fill("b 1")
    assert lines(grouped) == ["Grupp B", "B 1", "B 10", "B 11", "Summa (alla rader)"]
    assert grouped.get_by_role("status").text_content() == "3 av 36 rader visas"
    grouped.get_by_role("searchbox").fill("grupp c")
    assert len(lines(grouped)) == 14
