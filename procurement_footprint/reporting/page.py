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
from procurement_footprint.reporting import charts, enhancing, group_views, heat, measured, page_tables, places
from procurement_footprint.reporting.addresses import Places, anchor
from procurement_footprint.reporting.hot_spots import in_brief
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.leaflet import shown
from procurement_footprint.reporting.leaflet.document import Leaflet
from procurement_footprint.reporting.report import Report

if TYPE_CHECKING:
    import jinja2

DEPARTMENTS, SUPPLIERS, UNMAPPED = 100, 100, 50
CHARTED, HEATED, RANKED, SPOTS, FIRST = 12, 20, 10, 12, 5
COUNTED = ("categories", "departments", "heat", "suppliers", "hot_spots", "periods")
ALWAYS = ("unmapped", "left_out", "quality_section", "method", "sources", "inputs")
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
    contents = (*_contents(report), *((name, f"pages.{name}") for name in leaflets))
    held = [one for one in contents if one[0] not in leaflets or one[1].startswith("pages.")]
    template = environment(report.language).get_template("page.html.j2")
    return template.render(**shown, leaflets=leaflets, own_pages=own_pages, contents=held, href=href)


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
        "tables_of": {},
        **tables,
    }


@cache
def environment(language: str) -> jinja2.Environment:
    """Return what renders the templates in `reports/`, with the words and numbers of a language."""
    import jinja2  # here, since it is prepared while rows are read

    held = jinja2.Environment(
        loader=jinja2.FileSystemLoader(shelf.folder("reports")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printable_text(value),
    )
    tools = (
        enhancing.script,
        enhancing.script_hash,
        page_tables.grams,
        page_tables.share,
        page_tables.width,
        page_tables.parts,
        shown.to_the_right,
        anchor,
    )
    words = Words(language)
    held.globals.update({tool.__name__: tool for tool in tools}, words=words)
    held.globals.update(cells_of=partial(shown.cells_of, words=words), shown_total=partial(shown.total, words=words))
    return held


def printable_text(value: object) -> object:
    """Return a text without control characters, which have no place in a page; markup and numbers as they are."""
    return printable(value) if type(value) is str else value


def _contents(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the sections in their order: id, and the key of the heading."""
    counted = report.breakdown.totals.rows["counted"] > 0
    names = (
        *(("entities",) if report.breakdown.entities is not None else ()),
        *(COUNTED if counted else ()),
        *(("scopes",) if report.scopes else ()),
        *(name for name in ALWAYS if counted or name != "quality_section"),
    )
    return tuple((name, f"{name}.heading") for name in names)


def _charts(report: Report, words: Words) -> Charts:
    def label(key: str) -> str:
        return words("page.chart_of", caption=words(key))

    by_department = page_tables.departments(report, words, CHARTED)
    bridge, by_group = page_tables.bridge(report, words), page_tables.groups(report, words)
    digits = _rough(report.breakdown.totals.kg_co2e)
    return {
        "bridge": charts.bridge(bridge, label("bridge.caption"), report.breakdown.currency, words),
        "groups": charts.bars(by_group.lines, label("categories.chart"), digits, words),
        "departments": charts.bars(by_department.lines, label("departments.chart"), digits, words),
        "quarters": charts.quarters(page_tables.periods(report, words).lines, label("periods.chart"), digits, words),
    }


def _digits(kilograms: Decimal) -> int:
    """Return how many decimals tonnes need: three for small footprints, one as a rule, none from a million tonnes."""
    tonnes = abs(kilograms) / 1000
    return 3 if tonnes < 10 else 1 if tonnes < 1_000_000 else 0


def _rough(kilograms: Decimal) -> int:
    """Return how many decimals tonnes need where little room is: one less than in a table."""
    return max(_digits(kilograms) - 1, 0)
