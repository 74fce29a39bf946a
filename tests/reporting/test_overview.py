"""The first page and the way between pages: what one screen answers, where one is, and how one gets back."""

import re
from functools import cache
from html import escape

from example_report import report
from test_page import Outline

from procurement_footprint.reporting import addresses, charts, page_tables
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.leaflet.document import Fact, Leaflet, Section
from procurement_footprint.reporting.site import pages
from procurement_footprint.reporting.site.edition import Department, Edition

WORDS = Words("sv")
FIRST = addresses.department(report().breakdown.departments.row(0, named=True))


def leaflet(title: str, drawn: bool = True) -> Leaflet:
    chart = charts.bars(page_tables.groups(report(), WORDS).lines, title, 1, WORDS)
    first = Section("first", "Först", ("En mening.",), ((f"Bild av {title}", chart),) if drawn else ())
    facts = (Fact("Vad", "1 t"),)
    return Leaflet(title, "Alla, 2024", f"Svaret om {title}.", facts, (first,), (), (), "sv", "procurement-footprint 0")


@cache
def edition(*names: str, drawn: bool = True) -> Edition:
    own = Department(FIRST, "Den första", leaflet("Den första"))
    return Edition(report(), "2024", None, {name: leaflet(name, drawn) for name in names}, (own,))


def test_the_first_page_says_where_emissions_go_and_leads_on() -> None:
    text = pages.site(edition("change", "targets"))["index.html"]
    for name in ("change", "targets"):
        assert f"Svaret om {name}." in text
        assert f'aria-label="{name}"' in text
        assert f'<a href="{name}.html">{WORDS(f"overview.all_{name}")}</a>' in text
    assert text.index("Svaret om change.") < text.index(WORDS("overview.what")) < text.index("Svaret om targets.")


def test_without_a_chart_of_it_there_is_no_place_for_it_on_the_first_page() -> None:
    for held in (edition(), edition("change", "targets", drawn=False)):
        text = pages.site(held)["index.html"]
        assert WORDS("overview.change") not in text
        assert WORDS("overview.targets") not in text
        assert text.count(WORDS("overview.bar")) == 1


def test_targets_take_the_place_of_a_change_that_there_is_not() -> None:
    text = pages.site(edition("targets"))["index.html"]
    assert text.index("Svaret om targets.") < text.index(WORDS("overview.what"))
    assert text.count("Svaret om targets.") == 1


def test_the_three_largest_lead_to_their_own_page_where_they_have_one() -> None:
    text = pages.site(edition())["index.html"]
    cards = text.split('class="cards"')[1].split("</section>")[0]
    assert cards.count("<li ") == 9
    label = page_tables.departments(report(), WORDS, 3).lines[0].label
    assert f'<a href="departments/{FIRST.split("/")[1]}.html">{escape(label)}</a>' in cards
    assert cards.count("<a ") == 1 + 3 + 3  # groups lead to their lines


def test_each_page_marks_itself_and_a_page_below_leads_back() -> None:
    for name, text in pages.site(edition("change")).items():
        current = [one for tag, one in Outline(text).elements if tag == "a" and "aria-current" in one]
        below = name.startswith("departments/")
        assert [one["aria-current"] for one in current] == ["true" if below else "page"], name
        assert current[0]["href"] == ("../departments.html" if below else "#main"), name
        assert ('class="back"' in text) == below
        assert '<a href="../departments.html">Förvaltningar</a> <span aria-hidden="true">›' in text or not below


def test_each_page_leads_to_the_report_as_files() -> None:
    for name, text in pages.site(edition()).items():
        up = "../" if name.startswith("departments/") else ""
        assert f'href="{up}report.html"' in text
        assert f'href="{up}report.xlsx"' in text


def test_one_file_holds_the_parts_in_the_order_of_the_pages() -> None:
    held = edition("hot_spots", "change", "targets", "measures")
    text = pages.one_file(held)
    contents = re.findall(r'<li><a href="#(\w+)">', text.split("</nav>")[0])
    assert contents == [
        *("overview", "departments", "categories", "suppliers", "hot_spots", "change", "targets"),
        *("measures", "own_pages", "quality", "method"),
    ]
    places = [text.index(f'id="{name}"') for name in contents]
    assert places == sorted(places)
    seen = Outline(text)
    ids = [one["id"] for _, one in seen.elements if "id" in one]
    assert len(ids) == len(set(ids))
    wanted = {str(one["href"])[1:] for tag, one in seen.elements if tag == "a" and str(one["href"]).startswith("#")}
    assert wanted <= set(ids)
