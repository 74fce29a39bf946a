"""The page: one file that adds up, reads in two languages, runs one script, loads nothing and is for everybody."""

import re
import shutil
import subprocess
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from example_report import report

from procurement_footprint import shelf
from procurement_footprint.reporting import heat, page_tables
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.page import render

HOSTILE = '<script>alert(1)</script>"\'=HYPERLINK("http://evil.example")&{{7*7}}{% if %}javascript:alert(1)\x00\x1b'
VOID = {"meta", "br", "img", "hr", "link", "input"}


class Outline(HTMLParser):
    """Everything that stands in a page: its elements with attributes, and its tables as rows of texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.open: list[str] = []
        self.table = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "caption":
            self.table = str(dict(attributes)["id"]).removesuffix("-caption")
            self.tables[self.table] = []
        elif tag == "tr":
            self.tables[self.table].append([])
        elif tag in ("td", "th"):
            self.tables[self.table][-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "tr" in self.open and ("td" in self.open or "th" in self.open):
            self.tables[self.table][-1][-1] += data


@cache
def page(language: str = "sv") -> str:
    return render(report(language))


@cache
def outline(language: str = "sv") -> Outline:
    return Outline(page(language))


@cache
def hostile() -> str:
    example = report("en")
    tables = example.breakdown
    evil = pl.lit(HOSTILE)
    tables = replace(
        tables,
        suppliers=tables.suppliers.with_columns(supplier=evil, pooled=pl.lit(None, pl.String)),
        departments=tables.departments.with_columns(department=evil, organisation=evil),
        departments_by_group=tables.departments_by_group.with_columns(organisation=evil),
        unmapped=tables.unmapped.with_columns(
            supplier=evil, account_text=evil, cpv=evil, pooled=pl.lit(None, pl.String)
        ),
        evidence=tables.evidence.with_columns(evidence=evil),
    )
    source = replace(
        example.citations[0], title=HOSTILE, attribution=HOSTILE, url="javascript:alert(1)", licence_url="data:x"
    )
    breaking = replace(example.citations[0], url='https://x.example/"><script>alert(1)</script>')
    return render(
        replace(
            example,
            title=HOSTILE,
            organisations=(HOSTILE,),
            breakdown=tables,
            group_names={group: {"en": HOSTILE} for group in example.group_names},
            category_names={one: {"en": HOSTILE} for one in example.category_names},
            reason_names={one: {"en": HOSTILE} for one in example.reason_names},
            reason_whys={one: {"en": HOSTILE} for one in example.reason_whys},
            notes=(HOSTILE,),
            assumptions=(HOSTILE,),
            citations=(source, breaking),
            inputs=(replace(example.inputs[0], name=HOSTILE),),
            factor_set=HOSTILE,
        )
    )


PAGES = [partial(page, "sv"), partial(page, "en"), hostile]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_first_screen_answers_how_much_of_what_by_whom(language: str) -> None:
    example, words = report(language), Words(language)
    first = page(language).split('id="bridge"')[0]
    totals = example.breakdown.totals
    assert words.mass(totals.kg_co2e) in first
    assert words.money_short(totals.amount["counted"], "SEK") in first
    for step in ("counted", "left_out", "unmapped"):
        assert words.percent(totals.amount[step] / totals.amount["ledger"]) in first
    for table in (page_tables.groups(example, words), page_tables.departments(example, words, 5)):
        for line in table.lines[:3]:
            assert escape(line.label) in first


def test_each_total_row_is_the_whole() -> None:
    words, totals = Words("sv"), report().breakdown.totals
    spend, kilograms = words.number(totals.amount["counted"]), words.tonnes(totals.kg_co2e)
    assert outline().tables["periods"][-1][:4] == ["Summa", kilograms, words.percent(1.0), spend]
    known = report().breakdown.range
    between = words.tonnes_range(known.low, known.high)
    assert outline().tables["categories"][-1][:5] == ["Summa", kilograms, between, words.percent(1.0), spend]
    for name in ("groups", "largest", "departments", "suppliers"):
        assert outline().tables[name][-1][:6] == ["Summa", kilograms, between, words.percent(1.0), "", spend], name
    assert outline().tables["heat"][-1][-1] == words.tonnes(totals.kg_co2e, 0)
    assert outline().tables["quality_section"][-1][1] == kilograms
    assert outline().tables["bridge"][1][1] == words.number(totals.amount["ledger"], 2)
    assert outline().tables["bridge"][-1][1] == words.number(totals.amount["counted"], 2)
    assert outline().tables["left_out"][-1][1] == words.number(totals.amount["left_out"])
    assert outline().tables["unmapped"][-1][1] == words.number(totals.amount["unmapped"])


@pytest.mark.parametrize("most", [0, 1, 3, 1000])
def test_a_shortened_table_still_adds_up(most: int) -> None:
    example, words = report(), Words("sv")
    totals = example.breakdown.totals
    for table in (page_tables.suppliers(example, words, most), page_tables.departments(example, words, most)):
        assert sum(line.kg for line in table.lines) == totals.kg_co2e == table.total.kg
        assert sum(line.amount for line in table.lines) == totals.amount["counted"] == table.total.amount
        assert sum(line.rows for line in table.lines) == totals.rows["counted"] == table.total.rows
    assert sum(line.amount for line in page_tables.unmapped(example, words, most)) == totals.amount["unmapped"]
    map_of_all = heat.heat(example, words, most)
    assert sum(line[3] for line in map_of_all.lines) == map_of_all.total == totals.kg_co2e


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_range_and_the_quality_stand_beside_the_number(language: str) -> None:
    words, tables = Words(language), report(language).breakdown
    between = words.mass_range(tables.range.low, tables.range.high, tables.totals.kg_co2e)
    said = {
        "sv": f"95 procents spann: {between}.",
        "en": f"95% range: {between}.",
    }
    assert said[language] in page(language).split('id="bridge"')[0]


@pytest.mark.parametrize("name", ["groups", "departments", "suppliers"])
def test_every_named_line_has_its_range_and_how_sure_it_is_above_the_next(name: str) -> None:
    words, frame = Words("sv"), getattr(report().breakdown, name)
    lines = outline().tables[name][1 : 1 + min(frame.height, 100)]
    for line, row in zip(lines, frame.head(100).iter_rows(named=True), strict=True):
        assert line[2] == words.tonnes_range(row["kg_co2e_low"], row["kg_co2e_high"])
        assert line[4] == ("" if row["above_next"] is None else words.sureness(row["above_next"]))


def test_the_ranking_of_categories_is_the_first_ten_of_all_groups() -> None:
    frame, words = report().breakdown.categories, Words("sv")
    lines = outline().tables["largest"][1:]
    assert [line[4] for line in lines[:10]] == [words.sureness(one) for one in frame["above_next"].head(10)]
    assert lines[10][0] == f"Övriga ({frame.height - 10})"
    assert lines[10][2:5:2] == ["–", ""]


def test_the_steps_of_the_bridge_lead_from_the_ledger_to_what_is_counted() -> None:
    amounts = [
        Decimal(row[1].replace("\u00a0", "").replace(",", ".").replace("−", "-"))
        for row in outline().tables["bridge"][1:]
    ]
    assert sum(amounts[:-1]) == amounts[-1]


def test_suppliers_beyond_the_first_hundred_stand_in_one_line() -> None:
    rows = outline().tables["suppliers"]
    every = report().breakdown.suppliers.height
    assert every > 100
    assert rows[-2][0] == f"Övriga ({every - 100})"
    assert len(rows) == 1 + 100 + 2


def test_sole_traders_appear_only_pooled() -> None:
    said = page()
    assert "Enskilda näringsidkare (sammanslagna)" in said
    assert "sole_traders" not in said


@pytest.mark.parametrize("language", ["sv", "en"])
def test_sources_are_credited_word_for_word(language: str) -> None:
    for source in report(language).citations:
        assert escape(source.attribution) in page(language)
        assert source.sha256 in page(language)
    assert report(language).inputs[0].sha256 in page(language)


def test_rows_set_aside_are_told_beside_the_bridge() -> None:
    assert "Another 17 rows are set aside" in render(report("en", rejected_rows=17))
    assert "rows are set aside" not in page("en")


@pytest.mark.parametrize("made", PAGES, ids=["sv", "en", "hostile"])
def test_only_our_script_runs_and_nothing_is_loaded(made: Callable[[], str]) -> None:
    text = made()
    for tag, attributes in Outline(text).elements:
        assert tag not in {
            "iframe",
            "img",
            "object",
            "embed",
            "form",
            "base",
            "link",
            "video",
            "image",
            "use",
        }
        assert not {name for name in attributes if name.startswith("on") or name in ("src", "srcdoc", "xlink:href")}
        assert re.fullmatch(r"|(--w|width): \d+\.\d%", attributes.get("style") or "")
        if tag == "a":
            href = attributes["href"] or ""
            here = href.startswith("#") or re.fullmatch(r"[a-z_]+\.csv|report\.xlsx", href)
            assert here or href.startswith("https://"), href
            assert here or attributes["rel"] == "noopener noreferrer"
    assert "@import" not in text
    assert "url(" not in text


@pytest.mark.parametrize("made", PAGES, ids=["sv", "en", "hostile"])
def test_the_policy_names_the_one_script_by_its_hash(made: Callable[[], str]) -> None:
    text = made()
    (script,) = re.findall(r"<script [^>]*>(.*?)</script>", text, re.DOTALL)
    assert len(script.encode()) <= 4096
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-" + digest + "'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in text
    assert text.index("Content-Security-Policy") < text.index("<script")
    assert text.count("<script") == 1


def test_the_script_writes_no_markup_and_asks_for_nothing() -> None:
    held = (shelf.folder("reports") / "page" / "enhance.js").read_text(encoding="utf-8")
    assert not re.search(r"HTML|eval|Function\(|fetch|XMLHttp|import|location|cookie|Storage|document\.write", held)


def test_hostile_names_are_shown_as_text() -> None:
    text = hostile()
    assert "\x00" not in text
    assert "\x1b" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{7*7}}{% if %}" in text
    assert 'href="javascript' not in text
    assert 'href="https://x.example/&#34;&gt;&lt;script' in text


def test_templates_trust_no_text() -> None:
    for path in shelf.folder("reports").rglob("*.j2"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|Markup|autoescape", text), path.name
        assert not re.search(r"=\{\{", text), f"{path.name} has an attribute without quotes"


@pytest.mark.parametrize("made", PAGES, ids=["sv", "en", "hostile"])
def test_the_page_has_the_structure_that_assistive_technology_needs(made: Callable[[], str]) -> None:
    seen = Outline(made())
    assert seen.open == []
    tags = Counter(tag for tag, _ in seen.elements)
    assert tags["h1"] == tags["main"] == tags["header"] == tags["footer"] == tags["nav"] == 1
    levels = [int(tag[1]) for tag, _ in seen.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    assert tags["caption"] == tags["table"] == len(seen.tables)
    assert all(a.get("scope") in ("col", "row", "rowgroup") for tag, a in seen.elements if tag == "th")
    assert all(a["role"] == "img" and a["aria-label"] for tag, a in seen.elements if tag == "svg")
    ids = [a["id"] for _, a in seen.elements if "id" in a]
    assert len(ids) == len(set(ids))
    wanted = {str(a["href"])[1:] for tag, a in seen.elements if tag == "a" and str(a["href"]).startswith("#")}
    wanted |= {str(a["aria-labelledby"]) for _, a in seen.elements if "aria-labelledby" in a}
    assert wanted <= set(ids)


def test_the_page_says_its_language_and_title() -> None:
    assert '<html lang="sv">' in page("sv")
    assert '<html lang="en">' in page("en")
    assert "<title>Inköpens klimatavtryck 2023–2024 – Exempelby kommun</title>" in page("sv")


def test_the_same_report_is_the_same_page() -> None:
    assert render(report()) == page()


def test_a_ledger_with_nothing_counted_has_a_page() -> None:
    example = report("en")
    empty = {
        name: getattr(example.breakdown, name).clear()
        for name in ("groups", "categories", "departments", "suppliers", "departments_by_group", "periods", "unmapped")
    }
    nothing = dict.fromkeys(("ledger", "counted", "left_out", "unmapped"), Decimal("0.00"))
    rows = dict.fromkeys(nothing, 0)
    totals = replace(example.breakdown.totals, rows=rows, amount=nothing, kg_co2e=Decimal("0.000"))
    bare = replace(example.breakdown, totals=totals, evidence=example.breakdown.evidence.clear(), **empty)
    text = render(replace(example, breakdown=bare, assumptions=(), notes=()))
    assert "Nothing is unmapped." in text
    assert "the footprint is not zero, but unknown" in text
    assert "0 kg" not in text
    assert Outline(text).open == []


def test_the_page_has_no_columns_without_content() -> None:
    example = report("en")
    codes = example.breakdown.unmapped.with_columns(cpv=pl.lit("45000000"), account=None, account_text=None)
    text = render(replace(example, breakdown=replace(example.breakdown, unmapped=codes)))
    assert Outline(text).tables["unmapped"][0][:3] == ["Supplier", "CPV or UNSPSC", "Reason"]
    assert outline("en").tables["unmapped"][0][:3] == ["Supplier", "Account", "Reason"]


STYLE = "\n".join(
    (shelf.folder("reports") / name).read_text(encoding="utf-8") for name in ("page/page.css", "leaflet/leaflet.css")
)
LIGHT, DARK = (dict(re.findall(r"--([\w-]+): (#\w+)", part)) for part in re.findall(r"(--ink: [^}]*)}", STYLE))


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_is_enough(colours: dict[str, str]) -> None:
    for text in ("ink", "soft", "accent", "unmapped"):
        for ground in ("paper", "panel"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for graphic in ("left-out", "ledger", "accent", "unmapped"):
        assert contrast(colours[graphic], colours["paper"]) >= 3, graphic


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_darkest_cell_of_the_map_can_be_read(colours: dict[str, str]) -> None:
    part = float(
        dict(re.findall(r"--(heat): ([.\d]+)", STYLE if colours is LIGHT else STYLE.split("dark)")[1]))["heat"]
    )
    assert contrast(colours["ink"], mixed(colours["accent"], colours["paper"], part)) >= 4.5


def test_charts_take_their_colours_from_the_page_in_dark_mode() -> None:
    used = {
        colour
        for path in (shelf.folder("reports") / "charts").glob("*.json")
        for colour in re.findall(r'"(#[0-9a-f]{6})"', path.read_text(encoding="utf-8"))
    }
    followed = {
        (of, colour): name
        for of, colour, name in re.findall(r'svg \[(fill|stroke)="(#\w+)"\][^}]*?var\(--([\w-]+)\)', STYLE)
    }
    for colour in used:
        names = {followed.get((of, colour)) for of in ("fill", "stroke")} - {None}
        assert names or LIGHT["left-out"] == DARK["left-out"] == colour, colour
        assert all(six(LIGHT[str(name)]) == colour[1:].replace("fffffe", "ffffff") for name in names), colour


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_part_of_a_chart_is_seen_against_the_page_and_every_text_on_it_read(colours: dict[str, str]) -> None:
    paper, edge = colours["paper"], colours["left-out"]
    for shade in ("first", "accent", "third", "ledger", "unmapped"):
        assert contrast(colours[shade], paper) >= 3, shade
    assert contrast(edge, paper) >= 3
    for ground, text in (
        ("first", paper),
        ("accent", paper),
        ("ledger", paper),
        ("third", colours["ink"]),
        ("pale", colours["ink"]),
        ("paper", colours["target"]),
    ):
        assert contrast(colours[ground], text) >= 4.5, ground
    steps = [contrast(colours[shade], paper) for shade in ("first", "accent", "third", "pale", "paper")]
    assert all(one / after >= 1.2 for one, after in pairwise(steps)), steps


def mixed(one: str, other: str, part: float) -> str:
    """Return `part` of one colour over another."""
    first, second = ([int(six(colour)[at : at + 2], 16) for at in (0, 2, 4)] for colour in (one, other))
    return "#" + "".join(f"{round(part * a + (1 - part) * b):02x}" for a, b in zip(first, second, strict=True))


def six(colour: str) -> str:
    return colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = six(colour)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: the page is not tried in a browser")
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_fits_the_screen_and_the_browser_complains_of_nothing(
    language: str, width: int, tmp_path: Path
) -> None:
    frame = (
        f'<iframe style="width:{width}px;height:900px;border:0" srcdoc="{escape(page(language))}"></iframe><script>'
        "onload = () => { const page = document.querySelector('iframe').contentDocument.documentElement;"
        "document.title = page.scrollWidth }"
        "</script>"
    )
    (tmp_path / "frame.html").write_text(f"<!doctype html><meta charset=utf-8>{frame}", encoding="utf-8")
    said = browse(tmp_path / "frame.html", tmp_path / "profile")
    assert f"<title>{width}</title>" in said.stdout
    assert "CONSOLE" not in said.stderr


def browse(path: Path, profile: Path) -> subprocess.CompletedProcess[str]:
    quiet = ("background-networking", "component-update", "sync", "gpu", "default-apps", "extensions")
    options = [
        "--headless",
        "--no-sandbox",
        "--hide-scrollbars",
        "--enable-logging=stderr",
        *(f"--disable-{what}" for what in quiet),
    ]
    command = [str(CHROMIUM), *options, f"--user-data-dir={profile}", "--window-size=1400,1000", "--dump-dom"]
    return subprocess.run([*command, path.as_uri()], capture_output=True, text=True, check=True, timeout=120)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_capital_goods_and_changed_factors_are_shown_by_themselves(language: str) -> None:
    words, made = Words(language), report(language)
    text = re.sub(r"<[^>]+>", "", render(made))
    held = made.breakdown.categories.filter(pl.col("capital_good"))
    amount, kilograms = (sum(held[name], Decimal(0)) for name in ("reporting_amount", "kg_co2e"))
    assert held.height == 5
    share = words.percent(float(kilograms / made.breakdown.totals.kg_co2e))
    mass, money = words.mass(kilograms), words.money_short(amount, made.breakdown.currency)
    assert escape(words("overview.capital_goods", mass=mass, amount=money, share=share), quote=False) in text
    assert words("factors.heading") in text
    assert all(sentence in text for sentence in made.changed_factors)


def test_without_capital_goods_and_changed_factors_nothing_is_said_of_them() -> None:
    text = render(report("en", changed_factors=(), capital_goods=(Decimal("0.00"), Decimal("0.000"))))
    assert "capital goods:" not in text
    assert Words("en")("factors.heading") not in text


def test_headers_that_lead_somewhere_are_not_made_into_buttons() -> None:
    for table in re.findall(r"(?s)<table[^>]*>.*?</table>", page()):
        head = table.partition("</thead>")[0]
        assert "<a " not in head or "data-fixed" in head.partition(">")[0]
