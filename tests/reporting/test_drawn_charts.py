"""Charts: pictures without script, link or identifier, that say the same as the table next to them."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest
from example_report import report
from hypothesis import given
from hypothesis import strategies as st

from procurement_footprint import shelf
from procurement_footprint.reporting import charts, heat, icicle, page_tables, stacked
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
        icicle.picture(page_tables.categories(example, SWEDISH), "d", SWEDISH),
        stacked.picture(heat.heat(example, SWEDISH, 10), "e", 1, SWEDISH),
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
        assert set(re.findall(r"https?://[^\"]+", text)) <= {
            "https://vega.github.io/schema/vega-lite/v6.json",
            "https://vega.github.io/schema/vega/v6.json",
        }


def tree(*groups: tuple[str, dict[str, str]]) -> list[tuple[Line, tuple[Line, ...]]]:
    return [(line(name, "0"), tuple(line(one, kg) for one, kg in parts.items())) for name, parts in groups]


def test_the_icicle_has_a_block_for_each_group_and_category_with_room_for_a_text() -> None:
    groups = tree(("Byggnader", {"Nybyggnad": "600", "Hyra": "150"}), ("Livsmedel", {"Mat": "250"}))
    blocks = list(icicle.blocks(groups, SWEDISH))
    assert [(one["parent"], one["lines"], one["figure"]) for one in blocks] == [
        (None, [], ""),
        ("whole", ["Byggnader", "75\u00a0%"], ""),
        ("0", ["Nybyggnad"], "60\u00a0%"),
        ("0", ["Hyra"], "15\u00a0%"),
        ("whole", ["Livsmedel", "25\u00a0%"], ""),
        ("1", ["Mat"], "25\u00a0%"),
    ]
    assert texts(icicle.picture(groups, "x", SWEDISH))[-3:] == ["60\u00a0%", "15\u00a0%", "25\u00a0%"]


def test_what_is_too_small_for_a_text_stands_together_in_the_icicle() -> None:
    many = {f"Sort {number}": "5" for number in range(20)}
    groups = tree(("Stor", {"Hel": "880", **many}), ("Liten", {"Lite": "12"}), ("Minst", {"Minst": "8"}))
    blocks = list(icicle.blocks(groups, SWEDISH))
    assert [one["lines"] for one in blocks if one["parent"] == "whole"] == [
        ["Stor", "98\u00a0%"],
        ["Övriga (2) 2\u00a0%"],
    ]
    assert [one["lines"] for one in blocks if one["parent"] == "0"] == [["Hel"], ["Övriga (20)"]]
    assert [one["lines"] for one in blocks if one["parent"] == "1"] == [["Liten, Minst"]]


def test_a_long_name_is_cut_where_its_block_has_no_room() -> None:
    groups = tree(("Mark, byggnader och lokaler", {"Underhåll av fastigheter och gator": "30", "Resten": "970"}))
    blocks = list(icicle.blocks(groups, SWEDISH))
    assert blocks[1]["lines"] == ["Mark, byggnader och", "lokaler", "100\u00a0%"]
    assert blocks[3]["lines"] == ["Underhåll av fastigheter…"]


@given(st.lists(st.lists(st.integers(-50, 1000), max_size=12), max_size=12))
def test_the_icicle_adds_up_to_what_is_above_zero(sizes: list[list[int]]) -> None:
    groups = tree(*((f"G{at}", {f"K{at}.{n}": str(kg) for n, kg in enumerate(one)}) for at, one in enumerate(sizes)))
    blocks = list(icicle.blocks(groups, SWEDISH))
    assert sum(one["size"] for one in blocks) == sum(kg for one in sizes for kg in one if kg > 0)
    assert {one["parent"] for one in blocks} - {None} <= {one["id"] for one in blocks}


def test_stacked_bars_name_their_parts_and_fill_the_bar() -> None:
    columns = tuple((name, f"group/{name}") for name in ("Bygg", "El", "Mat", "Resor", "It", "Möbler"))
    cells = tuple(Decimal(kg) for kg in ("40", "30", "20", "5", "4", "1"))
    held = heat.Heat(columns, (("Skolan", "", cells, Decimal(100), None),), cells, Decimal(100), Decimal(40))
    values = list(stacked.values(held, 0, SWEDISH))
    keys = [(one["part"], one["name"]) for one in values if one["kind"] == "key"]
    assert keys == [(1, "Bygg"), (2, "El"), (3, "Mat"), (4, "Resor"), (5, "Övriga (2)")]
    parts = [one for one in values if one["kind"] == "part"]
    assert [one["mark"] for one in parts] == ["1: 40\u00a0%", "2: 30\u00a0%", "3: 20\u00a0%", "4", "5"]
    assert parts[0]["from"] == 0
    assert parts[-1]["to"] == pytest.approx(1)
    assert all(one["to"] == after["from"] for one, after in pairwise(parts))
    assert {"Skolan", "0", "Bygg", "1: 40\u00a0%"} <= set(texts(stacked.picture(held, "x", 0, SWEDISH)))


def test_a_credit_has_no_part_in_a_stacked_bar() -> None:
    cells = (Decimal(-10), Decimal(30), None)
    held = heat.Heat(
        (("A", "a"), ("B", "b"), ("C", "c")), (("Skolan", "", cells, Decimal(20), None),), (), Decimal(20), Decimal(30)
    )
    parts = [one for one in stacked.values(held, 0, SWEDISH) if one["kind"] == "part"]
    assert [(one["part"], one["from"], one["to"]) for one in parts] == [(2, 0.0, 1.0)]


def test_charts_of_nothing_can_be_drawn_by_vega_too() -> None:
    assert icicle.picture([], "x", SWEDISH).startswith("<svg")
    nothing = heat.Heat((), (), (), Decimal(0), Decimal(1))
    assert stacked.picture(nothing, "x", 0, SWEDISH).startswith("<svg")
