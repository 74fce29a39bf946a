"""The page: one HTML file that answers on its first screen, needs no network and runs no script but its own.

Templates stand in `reports/`. Every text is escaped where it is written; the only markup from outside a
template are the charts (`charts.draw`, which says why that is safe).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from procurement_footprint import shelf
from procurement_footprint.analysis.entities import STEPS
from procurement_footprint.reporting import (
    charts,
    enhancing,
    group_views,
    heat,
    icicle,
    measured,
    page_tables,
    places,
    stacked,
)
from procurement_footprint.reporting.addresses import Places, anchor
from procurement_footprint.reporting.compact import compact
from procurement_footprint.reporting.contents import PAGES
from procurement_footprint.reporting.hot_spots import in_brief
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.leaflet import shown
from procurement_footprint.reporting.report import Report

if TYPE_CHECKING:
    import jinja2

    from procurement_footprint.reporting.leaflet.document import Leaflet

DEPARTMENTS, SUPPLIERS, UNMAPPED = 100, 100, 50
CHARTED, HEATED, RANKED, SPOTS, FIRST = 12, 20, 10, 12, 3
COUNTED = ("departments", "categories", "suppliers", "hot_spots")
ALWAYS = ("overview", "quality", "method")
AT_THE_END = ("quality", "steps", "method")
PARTS = (*(name for name in PAGES if name not in AT_THE_END), "own_pages", *AT_THE_END)
DIRECTIONS = ("change", "targets")
Charts = dict[str, Markup]
Context = dict[str, Any]


def prepare(language: str) -> None:
    """Compile the templates of the page before there is anything to show."""
    held = environment(language)
    for name in held.list_templates(filter_func=lambda name: name.startswith("page") and name.endswith(".j2")):
        held.get_template(name)


def render(report: Report) -> str:
    """Return the report as one self-contained HTML page in the report's language; same report, same text."""
    return whole(context(report, Words(report.language)), {}, (), places.alone(report))


def whole(shown: Context, leaflets: Mapping[str, Leaflet], own_pages: Sequence[object], href: Places) -> str:
    """Return everything in one page. shown: see `context`.

    leaflets: answers to further questions, by name. own_pages: address, name and leaflet of each department's own
    page. href: where addresses lead.
    """
    report: Report = shown["report"]
    computed = ("steps",) if shown["steps"] else ()
    contents = _contents(report, (*leaflets, *computed), own_pages)
    own: Context = {"leaflets": leaflets, "own_pages": own_pages, "contents": contents, "href": href}
    return environment(report.language).get_template("page.html.j2").render(**shown | own)


def context(report: Report, words: Words) -> Context:
    """Return what the sections in `reports/page/` show of a report."""
    tables = {
        "groups": page_tables.groups(report, words),
        "departments": page_tables.departments(report, words, DEPARTMENTS),
        "suppliers": page_tables.suppliers(report, words, SUPPLIERS),
        "periods": page_tables.periods(report, words),
        "categories": page_tables.categories(report, words),
        "largest": page_tables.largest_categories(report, words, RANKED),
        "evidence": page_tables.evidence(report, words),
        "bridge": page_tables.bridge(report, words),
        "unmapped": page_tables.unmapped(report, words, UNMAPPED),
        "heat": heat.heat(report, words, HEATED),
        "hot_spots": in_brief.table(report, words, SPOTS),
    }
    if report.breakdown.entities is not None:
        tables["entities"] = page_tables.entities(report, words)
    return {
        "report": report,
        "totals": report.breakdown.totals,
        "range": report.breakdown.range,
        "currency": report.breakdown.currency,
        "unit": words.currency(report.breakdown.currency),
        "digits": _digits(report.breakdown.totals.kg_co2e),
        "rough": _rough(report.breakdown.totals.kg_co2e),
        "first": FIRST,
        "charts": _charts(report, words),
        "by_scope": measured.by_scope(report.scopes) if report.scopes else (),
        "entity_columns": STEPS,
        "entity_steps": group_views.steps(report),
        "internal": group_views.pairs(report),
        "steps": None,
        "quality": (),
        "bought": (),
        "made": None,
        "listed": None,
        "tables_of": {},
        **tables,
    }


@cache
def environment(language: str) -> jinja2.Environment:
    """Return what renders the templates in `reports/`, with the words and numbers of a language."""
    import jinja2  # here, since it is prepared while rows are read

    from procurement_footprint.reporting import compiled

    folder = shelf.folder("reports")
    held = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        bytecode_cache=compiled.Kept(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printable_text(value),
    )
    measuring = (page_tables.grams, page_tables.share, page_tables.width, page_tables.parts)
    tools = (*measuring, shown.to_the_right, anchor, directions, enhancing.script, enhancing.script_hash)
    words = Words(language)
    held.filters["compact"] = compact
    held.globals.update({tool.__name__: tool for tool in tools}, words=words)
    held.globals.update(cells_of=partial(shown.cells_of, words=words), shown_total=partial(shown.total, words=words))
    return held


def printable_text(value: object) -> object:
    """Return a text without control characters, which have no place in a page; markup and numbers as they are."""
    return printable(value) if type(value) is str else value


def directions(leaflets: Mapping[str, Leaflet]) -> list[str]:
    """Return those of the leaflets that say on the first page where emissions go: they begin with a chart."""
    return [name for name in DIRECTIONS if name in leaflets and leaflets[name].sections[0].charts]


def _contents(report: Report, made: Sequence[str], own_pages: Sequence[object]) -> list[str]:
    """Return the parts in the order of the site's pages: the id of each, which is the name of its page.

    made: those that not every report has.
    """
    counted = COUNTED if report.breakdown.totals.rows["counted"] else ()
    held = {*ALWAYS, *counted, *made, *(("own_pages",) if own_pages else ())}
    return [name for name in PARTS if name in held]


def _charts(report: Report, words: Words) -> Charts:
    def label(key: str) -> str:
        return words("page.chart_of", caption=words(key))

    divided = heat.heat(report, words, CHARTED)
    bridge = page_tables.bridge(report, words)
    digits = _rough(report.breakdown.totals.kg_co2e)
    return {
        "bridge": charts.bridge(bridge, label("bridge.caption"), report.breakdown.currency, words),
        "categories": icicle.picture(page_tables.categories(report, words), label("categories.chart"), words),
        "departments": stacked.picture(divided, label("departments.chart"), digits, words),
        "quarters": charts.quarters(page_tables.periods(report, words).lines, label("periods.chart"), digits, words),
    }


def _digits(kilograms: Decimal) -> int:
    """Return how many decimals tonnes need: three for small footprints, one as a rule, none from a million tonnes."""
    tonnes = abs(kilograms) / 1000
    return 3 if tonnes < 10 else 1 if tonnes < 1_000_000 else 0


def _rough(kilograms: Decimal) -> int:
    """Return how many decimals tonnes need where little room is: one less than in a table."""
    return max(_digits(kilograms) - 1, 0)
