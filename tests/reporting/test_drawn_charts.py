"""Charts: pictures without script, link or identifier, that say the same as the table next to them."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest
from example_report import report

from procurement_footprint import shelf
from procurement_footprint.reporting import charts, page_tables
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.page_tables import BridgeLine, Line

SWEDISH = Words("sv")
HOSTILE = '</text><script>alert(1)</script><a href="javascript:alert(1)">&{{7*7}}"\'\x00\x1b'


def line(label: str, kg: str, kind: str = "") -> Line:
    return Line(label, "", kind, 1, Decimal("1.00"), Decimal(kg))


def texts(picture: str) -> list[str]:
    return ["".join(one.itertext()) for one in fromstring(picture).iter() if one.tag == "text"]


def test_a_bar_chart_names_each_line_and_its_figure() -> None:
    picture = charts.bars([line("Livsmedel", "1234567"), line("Övriga (3)", "500", "others")], "Grupper", 1, SWEDISH)
    assert texts(picture) == ["Livsmedel", "Övriga (3)", "1\u00a0234,6", "0,5"]
    assert picture.startswith('<svg width="360" height="74" viewBox="0 0 360 74" role="img" aria-label="Grupper">')


def test_the_bridge_starts_with_the_ledger_and_ends_with_what_is_counted() -> None:
    words = Words("en")
    lines = page_tables.bridge(report("en"), words)
    said = texts(charts.bridge(lines, "Bridge", "SEK", words))
    assert said[0] == "Ledger total"
    assert said[len(lines) - 1] == "Counted"
    assert said[len(lines) :] == [words.money_short(one.amount, "SEK") for one in lines]


def test_the_steps_of_the_bridge_meet() -> None:
    steps = list(charts.waterfall(page_tables.bridge(report(), SWEDISH), "SEK", SWEDISH))
    level = steps[0]["end"]
    for step in steps[1:-1]:
        assert step["end"] == pytest.approx(level)
        level = step["start"]
    assert steps[-1]["end"] == pytest.approx(level)


def test_a_negative_step_of_the_bridge_goes_up() -> None:
    amounts = {"ledger": "100.00", "left_out": "-20.00", "counted": "120.00"}
    lines = [BridgeLine(step, step, "", "", 1, Decimal(amount)) for step, amount in amounts.items()]
    assert [(step["start"], step["end"]) for step in charts.waterfall(lines, "SEK", SWEDISH)] == [
        (0.0, 100.0),
        (120.0, 100.0),
        (0.0, 120.0),
    ]


@pytest.mark.parametrize("draw", [charts.bars, charts.quarters])
def test_hostile_names_stay_text(draw) -> None:
    picture = draw([line(HOSTILE, "1000")], HOSTILE.replace("\x00", "").replace("\x1b", ""), 1, SWEDISH)
    root = fromstring(picture)
    assert {one.tag for one in root.iter()} <= {"svg", "g", "path", "text", "tspan", "rect", "line"}
    assert "<script" not in picture
    assert "<a " not in picture


def test_pictures_hold_no_identifier_link_class_or_style() -> None:
    example = report()
    pictures = [
        charts.bridge(page_tables.bridge(example, SWEDISH), "a", "SEK", SWEDISH),
        charts.bars(page_tables.groups(example, SWEDISH).lines, "b", 1, SWEDISH),
        charts.quarters(page_tables.periods(example, SWEDISH).lines, "c", 0, SWEDISH),
    ]
    for picture in pictures:
        names = {name for one in fromstring(picture).iter() for name in one.attrib}
        assert not names & {"id", "href", "class", "style", "clip-path", "font-family", "onload"}
        assert "http" not in picture
        assert "url(" not in picture


def test_the_same_lines_are_the_same_picture() -> None:
    lines = [line("A", "3000"), line("B", "2000")]
    assert charts.bars(lines, "x", 1, SWEDISH) == charts.bars(lines, "x", 1, SWEDISH)


@pytest.mark.parametrize("lines", [[], [line("Noll", "0")], [line("Kredit", "-500")]])
def test_charts_of_nothing_zero_and_credit_can_be_drawn(lines: list[Line]) -> None:
    assert charts.bars(lines, "x", 1, SWEDISH).startswith("<svg")
    assert charts.quarters([replace(one, label="K1 2024") for one in lines], "x", 1, SWEDISH).startswith("<svg")


def test_specifications_load_nothing_from_elsewhere() -> None:
    for path in sorted((shelf.folder("reports") / "charts").glob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert json.loads(text)
        assert re.findall(r"https?://[^\"]+", text) in ([], ["https://vega.github.io/schema/vega-lite/v6.json"])
