"""The yearly page of the small town: its figures are those of the report, the comparison, the targets and the plan."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import yearly
from closed_project import here
from yearly import Made

from procurement_footprint import abating, opening, period, project
from procurement_footprint.analysis.abatement import file as measure_file
from procurement_footprint.analysis.follow_up import actions
from procurement_footprint.job import Silent
from procurement_footprint.opening import Named, Opened
from procurement_footprint.reporting.follow_up.lines import FRAME
from procurement_footprint.reporting.language import NBSP
from procurement_footprint.reporting.site import pages

PEOPLE = {2023: 30112, 2024: 30054}
GRAM = Decimal("0.001")


@pytest.fixture(scope="module")
def town(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("follow-up") / "town"
    shutil.copytree(small_town, folder)
    yearly.written(folder)
    return folder


@pytest.fixture(scope="module")
def both(town: Path) -> Iterator[tuple[Opened, ...]]:
    with yearly.years(project.load(town)) as held:
        yield held


@pytest.fixture(scope="module")
def swedish(town: Path, both: tuple[Opened, ...]) -> Made:
    return yearly.made(project.load(town), "sv", *both, whole=both)


@pytest.fixture(scope="module")
def english(town: Path, swedish: Made) -> Made:
    return yearly.told(swedish.held, project.load(town), "en")


@pytest.fixture(scope="module")
def alone(small_town: Path, tmp_path_factory: pytest.TempPathFactory, both: tuple[Opened, ...]) -> Made:
    folder = tmp_path_factory.mktemp("alone")
    text = (small_town / "procurement.yaml").read_text(encoding="utf-8")
    (folder / "procurement.yaml").write_text(
        "".join(line for line in text.splitlines(keepends=True) if not line.startswith(("inhabitants", "ledgers")))
    )
    return yearly.made(project.load(folder), "sv", None, both[1])


def figures(made: Made) -> dict[str, dict[str, Decimal]]:
    frame = made.edition.frames["follow_up_indicators"]
    assert dict(frame.schema) == FRAME
    assert frame["year"].unique().to_list() == ["2024"]
    return {row["indicator"]: row for row in frame.iter_rows(named=True)}


def said(made: Made, file: str = "follow-up.html") -> str:
    return " ".join(pages.site(made.edition)[file].replace(NBSP, " ").split())


def test_figures_are_those_of_the_report_and_the_comparison(swedish: Made) -> None:
    found, breakdown = figures(swedish), swedish.edition.report.breakdown
    comparison = swedish.held.comparison
    assert comparison is not None
    total = comparison.change.total.row(0, named=True)
    whole = found["footprint"]
    assert (whole["value"], whole["low"], whole["high"]) == (
        breakdown.totals.kg_co2e, breakdown.range.low, breakdown.range.high
    )  # fmt: skip
    assert (whole["value"], whole["before"], whole["change"]) == (
        total["kg_after"], total["kg_restated"], total["real_change"]
    )  # fmt: skip
    amount = breakdown.totals.amount
    assert found["coverage"]["value"] == round(amount["counted"] / (amount["counted"] + amount["unmapped"]), 6)
    assert float(found["coverage"]["before"]) == pytest.approx(comparison.before.coverage, abs=1e-6)
    assert found["per_money"]["value"] == round(breakdown.totals.kg_co2e * 1000 / amount["counted"], 3)
    assert found["per_money"]["before"] == round(total["kg_restated"] * 1000 / total["amount_restated"], 3)
    assert found["per_inhabitant"]["value"] == round(whole["value"] / PEOPLE[2024], 3)
    assert found["per_inhabitant"]["before"] == round(whole["before"] / PEOPLE[2023], 3)
    by_data = breakdown.evidence.filter(pl.col("evidence").cast(pl.String).is_in(["activity", "supplier_specific"]))
    assert found["measured"]["value"] == Decimal(str(by_data["kg_co2e"].sum())) / whole["value"]


def test_the_largest_groups_add_up_with_the_others_in_both_directions(swedish: Made) -> None:
    comparison, table = swedish.held.comparison, swedish.page.explained
    assert comparison is not None
    assert table is not None
    largest = swedish.edition.report.breakdown.groups.head(3)
    groups = {row["group"]: row for row in comparison.change.groups.iter_rows(named=True)}
    found = figures(swedish)
    for name, kilograms in largest.select("group", "kg_co2e").iter_rows():
        assert found[f"group-{name}"]["value"] == kilograms == groups[name]["kg_after"]
        assert found[f"group-{name}"]["change"] == groups[name]["real_change"]
    before, *effects, after, _ = table.columns[1:]
    assert before.total == pytest.approx(float(comparison.change.total["kg_before"][0]) / 1000)
    for column in (before, *effects, after):
        assert sum(value for value in column.values if isinstance(value, float)) == pytest.approx(column.total)
    for line in range(4):
        moved = [column.values[line] for column in (before, *effects)]
        assert sum(value for value in moved if isinstance(value, float)) == pytest.approx(after.values[line])
    assert len(before.values) == 4


def test_distances_are_those_of_the_targets(swedish: Made) -> None:
    found = figures(swedish)
    rows = swedish.edition.frames["targets_years"]
    assert [name for name in found if name.startswith("target-")] == ["target-half", "target-each", "target-krona"]
    # 14 kt in 2022, 7 kt in 2030: 12.25 kt in 2024 and 13.125 kt in 2023
    kilograms = dict(rows.filter(pl.col("target") == "half").select("year", "kg_co2e").iter_rows())
    half = found["target-half"]
    assert (half["value"], half["before"]) == (kilograms[2024] - 12_250_000, kilograms[2023] - 13_125_000)
    assert half["low"] < half["value"] < half["high"]
    # 500 kg in 2022, 200 kg in 2030: 462.5 kg in 2023
    assert found["target-each"]["before"] == kilograms[2023] - Decimal("462.5") * PEOPLE[2023]
    # 20 g in 2022, 8 g in 2030: 18.5 g in 2023
    spent = dict(rows.filter(pl.col("target") == "krona").select("year", "reporting_amount").iter_rows())[2023]
    assert found["target-krona"]["before"] == (kilograms[2023] - Decimal("0.0185") * spent).quantize(GRAM)
    assert "Mål som inte har något avstånd här: Alla." in said(swedish)


def test_measures_that_have_begun_are_computed_on_the_year_before(
    swedish: Made, both: tuple[Opened, ...], town: Path
) -> None:
    listed = measure_file.load(town / "measures.yaml")
    (meat,) = actions.among([one for one in listed if one.name == "Kött"])
    plan = abating.measures(both[0], [meat])
    row = plan.measures.row(0, named=True)
    (table,) = swedish.page.parts[0].tables
    columns = {column.header: column for column in table.columns}
    assert columns["Åtgärd"].values == ["Gammalt", "Kött"]
    assert columns["Läge"].values == ["full effekt", "införs"]
    full, now = columns["Full effekt, t/år"], columns["Sänker 2024, t"]
    assert full.values == [None, float(row["kg_lowered"].scaleb(-3))]
    assert full.total == full.values[1]
    assert now.values[1] == pytest.approx(full.values[1] / 2, abs=1e-6)  # the first of two years
    assert "Beräknat på inköpen 2023, före åtgärderna, inte uppmätt." in said(swedish)
    assert "Går inte att beräkna: Gammalt." in said(swedish)


def test_measures_to_come_are_those_of_the_page_about_measures(swedish: Made) -> None:
    (table,) = swedish.page.parts[1].tables
    frame = swedish.edition.frames["measures_measures"]
    assert table.columns[0].values == ["Skolskjuts", "Bygge"]
    lowered = dict(frame.select("measure", "kg_lowered").iter_rows())
    full = table.columns[2]
    assert full.values == [float(lowered[name].scaleb(-3)) for name in table.columns[0].values]
    assert full.total == pytest.approx(sum(float(one) / 1000 for one in lowered.values()))
    prices = dict(frame.select("measure", "per_tonne").iter_rows())
    assert table.columns[4].values == [float(prices[name]) for name in table.columns[0].values]


def test_what_people_say_stands_on_the_page_in_both_languages(swedish: Made, english: Made) -> None:
    svenska, engelska = said(swedish), said(english)
    assert '<li>Krav på livsmedel <span class="who">Inköp</span> <span class="who">Indikator <a href' in svenska
    assert '<li>Requirements on food <span class="who">Inköp</span>' in engelska
    assert "<li>Only in English" in svenska
    assert "&lt;b&gt;Fett&lt;/b&gt; &amp; fint" in svenska
    assert "För texterna svarar Miljöenheten." in svenska
    assert "Miljöenheten answers for the texts." in engelska
    assert [one.text for one in swedish.page.comments] == ["Påhittat"]
    assert swedish.page.parts[0].said[0].indicators[0] == ("1", "indicator-footprint")
    assert english.page.title == "Follow-up 2024: the climate footprint of purchases"


def test_the_figures_are_the_same_in_both_languages(swedish: Made, english: Made) -> None:
    one, other = (made.edition.frames["follow_up_indicators"].drop("definition") for made in (swedish, english))
    assert one.equals(other)
    assert [line.id for line in swedish.page.indicators] == [line.id for line in english.page.indicators]


def test_the_page_is_in_the_one_file_too_and_first_among_the_answers(swedish: Made) -> None:
    whole = " ".join(pages.one_file(swedish.edition).replace(NBSP, " ").split())
    assert whole.index('id="follow_up"') < whole.index('id="hot_spots"') < whole.index('id="change"')
    assert whole.count('id="follow_up-indicator-footprint"') == 1
    assert '<a href="#follow_up-indicator-footprint">1</a>' in whole
    assert swedish.page.lead.replace(NBSP, " ") in whole


def test_a_change_of_method_is_no_change_of_an_indicator(
    small_town: Path, both: tuple[Opened, ...], tmp_path: Path
) -> None:
    settings = (small_town / "procurement.yaml").read_text(encoding="utf-8")
    (tmp_path / "procurement.yaml").write_text(f"{settings}factor_policy: none\n", encoding="utf-8")
    shutil.copytree(small_town / "ledgers", tmp_path / "ledgers")
    home = project.load(tmp_path)
    with opening.opened([Named(span=period.parse("2024"))], home, Silent()) as (other,):
        made = yearly.made(home, "sv", both[0], other)
    assert made.held.comparison is not None
    total = made.held.comparison.change.total.row(0, named=True)
    assert total["method"]
    assert figures(made)["footprint"]["change"] == total["real_change"] == total["kg_change"] - total["method"]
    assert made.page.earlier == "2023, omräknat"
    assert made.page.explained is not None
    assert "Metod" in [column.header for column in made.page.explained.columns]
    assert made.page.notes[1].startswith("Siffrorna för 2023 är räknade med metoden för 2024")


def test_a_workbook_finds_the_exact_figures(english: Made) -> None:
    sections = {section.name: section for section in english.page.sections}
    table = sections["indicators"].tables[0]
    assert [column.header for column in table.columns] == [
        "Indicator", "2024", "Lowest (95%)", "Highest (95%)", "Unit", "2023", "Change", "What it shows"
    ]  # fmt: skip
    assert table.columns[1].values == [float(row["value"]) for row in figures(english).values()]
    assert [column.values[2] for column in sections["texts"].tables[0].columns] == ["Only in English", ""]


def test_one_footprint_alone_says_what_it_knows_and_what_is_missing(alone: Made) -> None:
    assert [line.id for line in alone.page.indicators][:4] == [
        *("indicator-footprint", "indicator-per_money", "indicator-coverage", "indicator-measured"),
    ]  # fmt: skip
    assert len(alone.page.indicators) == 7
    text = said(alone)
    for part in (
        "Det finns inget tidigare år att jämföra med.",
        "Projektet har inga åtgärder ännu. Skriv dem i measures.yaml",
        "Ingen har beskrivit vad som har gjorts. Skriv det under &#34;2024&#34; och done i follow_up.yaml.",
        "Ingen har beskrivit vad som planeras.",
        "Antalet invånare 2024 är inte känt.",
        "Projektet har inga mål ännu.",
    ):
        assert part in text, part
    assert "Ändring</th>" not in text


def test_the_command_writes_the_page_and_refuses_texts_that_are_wrong(town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(town, folder)
    for name in ("measures.yaml", "targets.yaml"):
        (folder / name).unlink()
    (folder / "follow_up.yaml").write_text('"2024": {done: [Bought less]}', encoding="utf-8")
    done = here("report", "footprint", "--lang", "en", "--out", "answer", cwd=folder)
    assert done.returncode == 0, done.stderr
    page = (folder / "answer" / "follow-up.html").read_text(encoding="utf-8")
    assert "The period is not one whole calendar year." in page
    assert "<li>Bought less</li>" in page
    assert (
        (folder / "answer" / "data" / "follow_up_indicators.csv")
        .read_text(encoding="utf-8")
        .startswith("indicator,year,value,low,high,unit,before,change,definition\nfootprint,2023–2024,")
    )
    (folder / "follow_up.yaml").write_text('"2024": {done: [{text: "", indicators: [foto]}]}', encoding="utf-8")
    refused = here("report", "footprint", "--out", "other", cwd=folder)
    assert refused.returncode == 3
    assert "follow_up.yaml:1: the entry does not say what was done or is planned\n" in refused.stderr
    assert 'follow_up.yaml:1: there is no indicator "foto"\n    fix: write one of: footprint, per_' in refused.stderr
    assert not (folder / "other").exists()
