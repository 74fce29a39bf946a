"""A page for each department: of a town of two years with every kind of department, and of a group."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import department_project
import group_project
import polars as pl
import pytest

from procurement_footprint import opening, presenting, project
from procurement_footprint.analysis.departments import changed, found
from procurement_footprint.analysis.departments.found import Departments, Own
from procurement_footprint.analysis.sums import DEPARTMENTS
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.job import Listener
from procurement_footprint.presenting import Material
from procurement_footprint.problems import Unbalanced
from procurement_footprint.reporting import addresses
from procurement_footprint.reporting.site import pages
from procurement_footprint.reporting.site.edition import Edition


class Silent(Listener):
    def say(self, line: str) -> None:
        pass

    def progress(self, name: str, rows: int) -> None:
        pass


@dataclass(frozen=True)
class Made:
    material: Material
    divided: Departments
    edition: Edition
    rows: pl.DataFrame
    own: dict[str, Own]

    @property
    def site(self) -> dict[str, str]:
        return pages.site(self.edition)


def made(folder: Path, *names: str) -> Iterator[Made]:
    held = project.load(folder)
    wanted = [named for name in names if (named := opening.parse(name))]
    with opening.opened(wanted, held, Silent()) as opened:
        before = opened[0] if len(opened) > 1 else None
        material = presenting.material(opened[-1], before, (), held, "en")
        divided = presenting.departments(material)
        edition = presenting.edition(material, held, "en")
        own = {str(one.row["department"]): one for one in found.each(divided)}
        yield Made(material, divided, edition, opened[-1].footprint.rows.collect(), own)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    yield from made(department_project.write(tmp_path_factory.mktemp("town")), "2023", "2024")


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = group_project.write(tmp_path_factory.mktemp("group"))
    homes = folder / "homes.csv"
    homes.write_text(homes.read_text(encoding="utf-8").replace("Förvaltning;", "Drift;"), encoding="utf-8")
    yield from made(folder, "2024")


def money(rows: pl.DataFrame, **where: str | None) -> Decimal:
    """The money of some rows, added up in Python."""
    held = [row for row in rows.iter_rows(named=True) if all(row[name] == value for name, value in where.items())]
    return sum((row["reporting_amount"] for row in held), Decimal("0.00"))


def test_each_bridge_is_the_rows_of_its_department_to_the_ore(town: Made) -> None:
    for name, own in town.own.items():
        rows = town.rows.filter(pl.col("department").eq_missing(None if name == "None" else name))
        assert own.money("ledger") == money(rows)
        for step in ("counted", "left_out", "unmapped"):
            assert own.money(step) == money(rows, status=step)


def test_the_bridge_of_a_department_by_hand(town: Made) -> None:
    assert town.own["Skola"].tables["bridge"].select("step", "reason", "rows", "reporting_amount").rows() == [
        ("ledger", None, 5, Decimal("5083.36")),
        ("left_out", "wages", 1, Decimal("3000.02")),
        ("unmapped", "no_rule", 1, Decimal("33.33")),
        ("counted", None, 3, Decimal("2050.01")),
    ]


@pytest.mark.parametrize("name", ["groups", "categories", "suppliers", "spots", "periods", "evidence"])
def test_every_table_adds_up_to_the_department(name: str, town: Made) -> None:
    for own in town.own.values():
        table = own.tables[name]
        assert exact_sum(table["kg_co2e"]) == own.kilograms
        assert exact_sum(table["reporting_amount"]) == own.money("counted")


def test_a_table_that_does_not_add_up_is_refused(town: Made) -> None:
    sources = presenting.by_department.Sources(
        cells=town.material.opened.cells,
        booked=replace(presenting.booked.booked(town.rows.lazy()), periods=town.divided.periods.head(1)),
        spots=town.material.hot_spots,
        change=None,
    )
    done = town.material.opened.footprint
    tree, widths = done.basis.mappings.taxonomy, done.basis.widths(done.currency)
    totals = town.material.report.breakdown.totals
    with pytest.raises(Unbalanced, match=r"periods: Skola: kg_co2e adds up to 0.000 instead of 49.777"):
        found.departments(sources, tree, widths, presenting.levers.load(tree), totals)


def test_ranges_and_places_are_those_of_the_report(town: Made) -> None:
    figures = (*DEPARTMENTS, "kg_co2e", "kg_co2e_low", "kg_co2e_high", "quality", "above_next", "share_of_kg")
    assert town.divided.ranked.select(figures).equals(town.material.report.breakdown.departments.select(figures))


def test_departments_without_anything_counted_come_last_and_have_a_page(town: Made) -> None:
    assert [one.place for one in town.own.values()] == [1, 2, 3, 4, 5, None, None]
    assert list(town.own)[-2:] == ["Löner", "Oklart"]
    page = town.site[f"departments/{addresses.department(town.own['Löner'].row).partition('/')[2]}.html"]
    assert "No row is counted. So the footprint of the SEK 500 that are booked here is not zero" in plain(page)


def test_a_department_only_of_the_year_before_has_no_page(town: Made) -> None:
    assert "Nedlagd" not in town.own
    assert town.material.comparison
    assert "Nedlagd" in town.material.comparison.change.departments["department"]


def test_the_change_of_a_department_is_that_of_the_comparison(town: Made) -> None:
    assert town.material.comparison
    line = town.material.comparison.change.departments.filter(department="Skola").row(0, named=True)
    for name in ("groups", "categories"):
        table = town.own["Skola"].tables[name]
        assert exact_sum(table["real_change"]) == line["real_change"]
        assert exact_sum(table["kg_restated"]) == line["kg_restated"]
    one = changed.of_each(town.material.comparison)[town.own["Skola"].key]
    assert one.change.total["volume"].item() == line["volume"]
    assert exact_sum(one.change.lines["kg_change"]) == line["kg_change"]


def test_what_is_not_bought_any_more_is_a_line_of_nothing(town: Made) -> None:
    gone = town.own["Skola"].tables["categories"].filter(pl.col("kg_co2e") == 0)
    assert gone.select("rows", "reporting_amount").rows() == [(0, Decimal("0.00"))]
    assert gone["real_change"].item() == -gone["kg_restated"].item() < 0


def test_a_change_that_is_not_the_departments_own_is_not_told(town: Made) -> None:
    assert town.material.comparison
    one = changed.of_each(town.material.comparison)[town.own["Skola"].key]
    assert changed.told(one, town.own["Skola"].kilograms)
    assert not changed.told(one, town.own["Skola"].kilograms + 1)
    assert not changed.told(None, Decimal(0))


def test_a_new_department_says_so(town: Made) -> None:
    assert "There is nothing to compare with: no purchases of 2023 are counted here." in page_of(town, "Ny")
    assert "Real change since" not in page_of(town, "Ny")


def test_the_first_screen_answers(town: Made) -> None:
    text = page_of(town, "Skola")
    own = town.own["Skola"]
    assert own.place == 2
    assert "The purchases that are counted cost SEK 2,050." in text
    assert "Since 2023 what is bought has given a real decrease: −907 kg (94.8%)." in text
    assert "Counted, of the money 40.3% of SEK 5,083; left out 59.0%, unmapped 0.7%" in text
    assert "Place among the departments 2 of 5 less than Teknik: sure, 98%; more than No department: sure" in text


def test_net_credit_makes_no_shares(town: Made) -> None:
    own = town.own["Kredit"]
    assert own.kilograms < 0
    assert own.covered is None
    assert "Counted, of the money SEK −300 of SEK −300; left out SEK 0, unmapped SEK 0" in page_of(town, "Kredit")
    assert "More was credited here than bought: SEK −300 is counted" in page_of(town, "Kredit")


def test_persons_are_nowhere(town: Made) -> None:
    every = "".join(town.site.values()) + pages.one_file(town.edition)
    assert "Sole traders (pooled)" in page_of(town, "Skola")
    assert not re.search("Anna|811218", every)


def test_the_list_leads_to_every_page(town: Made) -> None:
    site, one = town.site, pages.one_file(town.edition)
    leads = re.findall(r'<a href="(departments/[^"]+)"', site["departments.html"])
    own = {name for name in site if name.startswith("departments/")}
    assert set(leads) == own
    assert len(own) == len(town.edition.departments) == 7
    for each in town.edition.departments:
        assert f'id="{addresses.anchor(each.address)}"' in one
        assert f'href="#{addresses.anchor(each.address)}"' in one


def test_a_page_leads_back_to_the_whole(town: Made) -> None:
    page = town.site[f"departments/{addresses.department(town.own['Skola'].row).partition('/')[2]}.html"]
    leads = set(re.findall(r'<a href="\.\./([\w-]+\.html)"', page))
    assert {"departments.html", "categories.html", "change.html", "hot-spots.html", "quality.html"} <= leads
    assert leads <= {*town.site, "report.html"}


def test_one_name_in_two_organisations_is_two_departments(group: Made) -> None:
    names = [one.name for one in group.edition.departments]
    assert {"Drift, Småstad Energi AB", "Drift, Småstads Bostäder AB"} <= set(names)
    assert len({one.address for one in group.edition.departments}) == len(names) == 4
    totals = group.material.report.breakdown.totals
    for step in ("ledger", "counted", "left_out", "unmapped"):
        own = group.divided.bridge.filter(pl.col("step") == step)
        assert exact_sum(own["reporting_amount"]) == totals.amount[step]


def test_without_an_earlier_year_nothing_is_said_of_change(group: Made) -> None:
    assert not re.search("Real change|Change, t|What has changed", "".join(group.site.values()))


def page_of(one: Made, name: str) -> str:
    """The text of a department's page, without marks."""
    return plain(one.site[f"departments/{addresses.department(one.own[name].row).partition('/')[2]}.html"])


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).replace("\u00a0", " ").split())
