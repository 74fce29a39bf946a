"""What a run prints: totals with coverage, the largest of each kind, the next step; no command to a terminal."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
from example_report import report

from procurement_footprint.analysis.totals import Totals
from procurement_footprint.reporting.console import summary
from procurement_footprint.reporting.language import Words

FOLDER = Path("footprint-2024")


def lines(text: str) -> list[str]:
    return [" ".join(line.replace("\u00a0", " ").split()) for line in text.splitlines() if line.strip()]


def test_the_summary_reconciles_and_names_the_three_largest_of_each_kind() -> None:
    assert lines(summary(report("sv"), FOLDER)) == [
        "Klimatavtryck från inköp: Exempelby kommun, 2023-01-15 – 2024-12-15",
        "Klimatavtryck: 25 333 t CO2e (95 %: 17 100–37 300 t), i snitt 19,1 g CO2e per kr",
        "Avstämning Belopp, kr Andel Rader",
        "Underlaget totalt 1 715 023 272,68 100,0 % 4 000",
        "Räknat 1 327 549 607,32 77,4 % 3 119",
        "Utelämnat 315 790 932,45 18,4 % 708",
        "Oklassat 71 682 732,91 4,2 % 173",
        "Största förvaltningar Belopp, kr Andel t CO2e",
        "Utbildningsförvaltningen 143 058 914 10,9 % 2 754,7",
        "Städ och verksamhetsservice 156 615 542 9,4 % 2 372,7",
        "Individ- och familjeomsorg 84 422 573 9,3 % 2 365,3",
        "Största leverantörer",
        "Enskilda näringsidkare (sammanslagna) 35 430 395 2,9 % 738,4",
        "Rader utan leverantör 27 059 222 2,1 % 526,5",
        "Kust el & värme AB 13 325 538 1,4 % 357,4",
        "Största kategorier",
        "Byggentreprenader 272 371 023 22,6 % 5 719,8",
        "Livsmedel 60 496 126 14,8 % 3 750,8",
        "Underhåll av fastigheter 123 066 031 8,7 % 2 215,2",
        "Största oklassade Belopp, kr Andel Rader",
        "Älv plåt HB, 6010 Övriga tjänster 1 693 094 0,1 % 2",
        "Enskilda näringsidkare (sammanslagna), 6010… 1 638 348 0,1 % 3",
        "Nord friskola ek. för., 6010 Övriga tjänster 1 482 393 0,1 % 2",
        "Öppna sidan: footprint-2024/report.html",
        "Bestäm härnäst: footprint-2024/unmapped.csv (71,7 mnkr oklassat, störst först)",
    ]


def test_the_summary_speaks_english() -> None:
    said = lines(summary(report("en"), FOLDER))
    assert said[1] == "Climate footprint: 25,333 t CO2e (95%: 17,100–37,300 t), on average 19.1 g CO2e per SEK"
    assert said[-2:] == [
        "Open the page: footprint-2024/report.html",
        "Decide next: footprint-2024/unmapped.csv (SEK 71.7 M unmapped, largest first)",
    ]


def test_without_a_folder_no_file_is_named() -> None:
    said = summary(report("en"), None)
    assert "report.html" not in said
    assert lines(said)[-1] == "Unmapped: SEK 71.7 M"


def test_rows_that_are_set_aside_are_told() -> None:
    said = lines(summary(report("en", rejected_rows=17), FOLDER))
    assert said[-3] == "Set aside: 17 rows (could not be read, not in the total)"


def without(totals: Totals, part: str) -> Totals:
    booked = {currency: four | {part: Decimal("0.00")} for currency, four in totals.booked.items()}
    return replace(totals, rows=totals.rows | {part: 0}, booked=booked)


def test_nothing_left_to_decide_is_said() -> None:
    example = report("en")
    totals = without(example.breakdown.totals, "unmapped")
    done = replace(example.breakdown, totals=totals, unmapped=example.breakdown.unmapped.clear())
    said = lines(summary(replace(example, breakdown=done), FOLDER))
    assert said[-1] == "Nothing is unmapped."
    assert "none" in said


def test_a_ledger_with_nothing_counted_has_a_summary() -> None:
    example = report("en")
    empty = {
        name: getattr(example.breakdown, name).clear() for name in ("groups", "departments", "suppliers", "categories")
    }
    totals = without(example.breakdown.totals, "counted")
    said = lines(summary(replace(example, breakdown=replace(example.breakdown, totals=totals, **empty)), FOLDER))
    assert said[1] == "Climate footprint: unknown, no row is counted"
    assert said.count("none") == 3


def test_names_cannot_command_the_terminal() -> None:
    example = report()
    hostile = example.breakdown.suppliers.with_columns(
        supplier=pl.lit("\x1b[2J[red]x[/red]\r\n:smile:"), pooled=pl.lit(None, pl.String)
    )
    said = summary(replace(example, breakdown=replace(example.breakdown, suppliers=hostile)), FOLDER)
    assert "\x1b" not in said
    assert "\r" not in said
    assert "[2J[red]x[/red]  :smile:" in said


def test_ordinary_names_and_numbers_can_be_printed_on_any_swedish_computer() -> None:
    summary(report(), FOLDER).encode("cp1252")
    assert Words("sv").number(-1) == "−1"
