"""The pages of a whole report, each a file that stands alone, and all of them in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procurement_footprint.reporting import addresses, page, places
from procurement_footprint.reporting.addresses import Places
from procurement_footprint.reporting.contents import LEAFLETS, PAGES
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.lean import lean
from procurement_footprint.reporting.site.edition import Edition

Context = dict[str, Any]
COUNTED = ("departments", "categories", "suppliers")  # sections that are there only where something is counted
ONE_FILE, BOOK = "report.html", "report.xlsx"
FILES = {name: f"{name.replace('_', '-')}.html" for name in PAGES} | {"overview": "index.html"}


def site(edition: Edition) -> dict[str, str]:
    """Return the pages by the names of their files; same edition, same text."""
    context, known = _context(edition), _places(edition)
    made = {FILES[name]: _render(name, context, Places(known, FILES[name]), edition) for name in _held(edition)}
    for one in edition.departments:
        file = _department_file(one.address)
        own = {**context, "leaflet": one.leaflet, "current": "departments", "href": Places(known, file)}
        made[file] = _template("site/leaflet.html.j2", own, edition)
    return made


def one_file(edition: Edition) -> str:
    """Return all pages as one, from the overview to the method."""
    counted = edition.report.breakdown.totals.rows["counted"] > 0
    own = {one.address: f"#{addresses.anchor(one.address)}" for one in edition.departments}
    ids = {"quality": "quality_section" if counted else "unmapped"}
    pages = {
        addresses.page(name): f"#{ids.get(name, name)}" for name in _held(edition) if counted or name not in COUNTED
    }
    known = pages | own | _shared(edition, dict.fromkeys(PAGES, ""))
    return page.whole(_context(edition), edition.leaflets, edition.departments, Places(known))


def _render(name: str, context: Context, href: Places, edition: Edition) -> str:
    own = {**context, "current": name, "href": href}
    if name not in LEAFLETS:
        return _template(f"site/{name}.html.j2", own, edition)
    return _template("site/leaflet.html.j2", {**own, "leaflet": edition.leaflets[name]}, edition)


def _template(template: str, context: Context, edition: Edition) -> str:
    return lean(page.environment(edition.report.language).get_template(template).render(**context))


def _context(edition: Edition) -> Context:
    words = Words(edition.report.language)
    return page.context(edition.report, words) | {
        "edition": edition,
        "pages": _held(edition),
        "leaflets": edition.leaflets,
        "steps": edition.steps,
        "quality": edition.quality,
        "bought": edition.bought,
        "made": edition.made,
        "listed": edition.listed,
        "tables_of": _tables_of(edition),
    }


def _held(edition: Edition) -> tuple[str, ...]:
    held = {*(set(PAGES) - {*LEAFLETS, "steps"}), *edition.leaflets, *(["steps"] if edition.steps else [])}
    return tuple(name for name in PAGES if name in held)


def _places(edition: Edition) -> Mapping[str, str]:
    """Return where each address leads in the site."""
    known = {addresses.page(name): FILES[name] for name in _held(edition)}
    known |= {"file/one": ONE_FILE, "file/workbook": BOOK}
    known |= {one.address: _department_file(one.address) for one in edition.departments}
    return known | _shared(edition, FILES)


def _shared(edition: Edition, files: Mapping[str, str]) -> dict[str, str]:
    """Return where the parts of pages are, and the files beside them. files: that of each page, "" for this one."""
    computed = (one.address for _, categories in (edition.steps.groups if edition.steps else ()) for one in categories)
    known = {address: f"{files['steps']}#{addresses.anchor(address)}" for address in computed}
    for one in edition.bought:
        known[one.address] = f"{files['suppliers']}#{addresses.anchor(one.address)}"
    tables = places.beside(edition.report, "data/", (*places.TABLES, *edition.frames))
    return known | places.within(edition.report, files) | tables


def _tables_of(edition: Edition) -> dict[str, list[str]]:
    """Return the names of the tables of each page that has any of its own: `change` → `change_categories`, …."""
    return {name: [one for one in edition.frames if one.startswith(f"{name}_")] for name in _held(edition)}


def _department_file(address: str) -> str:
    return f"departments/{address.partition('/')[2]}.html"
