"""The pages of a whole report, each a file that stands alone, and all of them in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procurement_footprint.reporting import addresses, page
from procurement_footprint.reporting.addresses import Places
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.site.edition import LEAFLETS, PAGES, Edition

Context = dict[str, Any]
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
    own = {one.address: f"#{addresses.anchor(one.address)}" for one in edition.departments}
    sections = {addresses.page(name): f"#{name}" for name in _held(edition)}
    return page.whole(_context(edition), edition.leaflets, edition.departments, Places(sections | own))


def _render(name: str, context: Context, href: Places, edition: Edition) -> str:
    own = {**context, "current": name, "href": href}
    if name not in LEAFLETS:
        return _template(f"site/{name}.html.j2", own, edition)
    return _template("site/leaflet.html.j2", {**own, "leaflet": edition.leaflets[name]}, edition)


def _template(template: str, context: Context, edition: Edition) -> str:
    return page.environment(edition.report.language).get_template(template).render(**context)


def _context(edition: Edition) -> Context:
    words = Words(edition.report.language)
    own = {"edition": edition, "pages": _held(edition), "leaflets": edition.leaflets}
    return page.context(edition.report, words) | own


def _held(edition: Edition) -> tuple[str, ...]:
    return tuple(name for name in PAGES if name not in LEAFLETS or name in edition.leaflets)


def _places(edition: Edition) -> Mapping[str, str]:
    """Return where each address leads in the site."""
    known = {addresses.page(name): FILES[name] for name in _held(edition)}
    known |= {"file/one": ONE_FILE, "file/workbook": BOOK}
    known |= {one.address: _department_file(one.address) for one in edition.departments}
    return known


def _department_file(address: str) -> str:
    return f"departments/{address.partition('/')[2]}.html"
