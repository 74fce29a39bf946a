"""A department's page as a leaflet, for a reader who is no expert: the answer first, then what, from whom, when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from procurement_footprint.analysis.departments.found import Own
from procurement_footprint.analysis.hot_spots.found import PER_CENT
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.change import waterfall
from procurement_footprint.reporting.departments import answer, pictures, tables
from procurement_footprint.reporting.departments.setting import Setting
from procurement_footprint.reporting.leaflet.document import Leaflet, Section
from procurement_footprint.reporting.sheets import Table
from procurement_footprint.reporting.site.edition import Department


def pages(setting: Setting) -> tuple[Department, ...]:
    """Return the page of each department, in their order."""
    return tuple(_page(one, setting) for one in setting.departments)


def _page(own: Own, setting: Setting) -> Department:
    name = setting.called(own.row)
    return Department(addresses.department(own.row), name, leaflet(own, setting))


def leaflet(own: Own, setting: Setting) -> Leaflet:
    """Return what is to be shown of a department."""
    words, report = setting.words, setting.report
    whose = own.row["organisation"] or ", ".join(report.organisations)
    return Leaflet(
        title=words("department_page.title", name=setting.called(own.row)),
        subtitle=", ".join(filter(None, (whose, setting.name))),
        lead=answer.lead(own, setting),
        facts=tuple(answer.facts(own, setting)),
        sections=tuple(sections(own, setting)),
        notes=[words("department_page.note_range")] if own.place is not None else (),
        citations=setting.citations,
        language=words.language,
        program=report.program,
    )


def sections(own: Own, setting: Setting) -> Iterator[Section]:
    """Yield the sections in their order; only money and what is unmapped where nothing is counted."""
    words = setting.words
    if own.place is not None:
        yield from _emissions(own, setting)
    intro = words("department_page.money_intro")
    yield Section("money", words("department_page.money"), (intro,), (), (tables.bridge(own, setting),))
    if own.tables["unmapped"].height:
        yield Section(
            "unmapped",
            words("department_page.unmapped"),
            (words("department_page.unmapped_intro"),),
            tables=(tables.unmapped(own, setting),),
            more=((words("department_page.unmapped_more"), addresses.page("quality")),),
        )
    if own.place is not None:
        yield _section("evidence", words("department_page.evidence"), "", tables.evidence(own, setting))


def _emissions(own: Own, setting: Setting) -> Iterator[Section]:
    words = setting.words
    picture = pictures.groups(own, setting)
    bought = words("department_page.groups")
    yield _section("groups", bought, words("department_page.groups_intro"), tables.groups(own, setting), [picture])
    told = setting.told(own)
    if told is not None and (said := answer.change(own, setting)):
        more = ((words("department_page.change_more"), addresses.page("change")),)
        yield Section("change", words("department_page.change_heading"), (said,), (waterfall.chart(told),), more=more)
    per_cent = words.percent(PER_CENT / 100, 0)
    yield Section(
        "spots",
        words("department_page.spots"),
        (words("department_page.spots_intro", per_cent=per_cent),),
        tables=(tables.spots(own, setting, per_cent),),
        more=((words("department_page.spots_more"), addresses.page("hot_spots")),),
    )
    yield _section("categories", words("department_page.categories"), "", tables.categories(own, setting))
    persons = words("suppliers.intro")
    yield _section("suppliers", words("department_page.suppliers"), persons, tables.suppliers(own, setting))
    late = words("periods.intro")
    yield _section("quarters", words("department_page.quarters"), late, tables.quarters(own, setting))


def _section(name: str, heading: str, said: str, table: Table, pictures: Sequence[tuple[str, Markup]] = ()) -> Section:
    return Section(name, heading, (said,) if said else (), pictures, (table,))
