"""The sections of the page of quality, each with a sentence on what it means for reading the number."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.resting import (
    BREAK,
    CHANGED,
    DERIVED,
    GIVEN,
    HANDLED,
    JUDGED,
    MEASURED,
    NOTHING,
    OPEN,
    PUBLISHED,
    STATES,
    Weighed,
)  # fmt: skip
from procurement_footprint.analysis.totals import exact_sum
from procurement_footprint.ledger.columns import QUALITIES
from procurement_footprint.reporting import addresses, charts
from procurement_footprint.reporting.language import Words, printable
from procurement_footprint.reporting.leaflet import columns
from procurement_footprint.reporting.leaflet.document import Section
from procurement_footprint.reporting.page_tables import PLAIN, Line
from procurement_footprint.reporting.quality.rested import Rested
from procurement_footprint.reporting.report import Report
from procurement_footprint.reporting.sheets import Column, Table, text

FIRST = 10  # categories by name
FINDINGS, REVIEWS = 30, 30  # lines that the page shows; all are in the CSV files
ZERO = Decimal("0.000")
STATE = {
    PUBLISHED: "resting.state_published",
    CHANGED: "resting.state_changed",
    DERIVED: "resting.state_derived",
    MEASURED: "resting.state_measured",
}
CROSSWALK = {GIVEN: "resting.crosswalk_given", JUDGED: "resting.crosswalk_judged", MEASURED: "resting.state_measured"}
FINDING = {OPEN: "resting.finding_open", HANDLED: "resting.finding_handled", NOTHING: "resting.finding_nothing"}
KIND = {
    "year jump": "resting.kind_jump",
    BREAK: "resting.kind_break",
    "far from peers": "resting.kind_far",
    "zero": "resting.kind_zero",
    "negative": "resting.kind_negative",
}


def sections(held: Rested, report: Report, words: Words) -> tuple[Section, ...]:
    """Return the sections; a report that counts nothing has none."""
    if not report.breakdown.totals.rows["counted"]:
        return ()
    return (
        letters(report, words),
        uncertain(held, report, words),
        factors(held, words),
        findings(held, words),
        reviews(held, words),
    )


def frames(held: Rested) -> dict[str, pl.DataFrame]:
    """Return the exact tables, by name."""
    found = [
        (one.finding.kind, one.finding.product, one.finding.year, one.finding.what, one.finding.handled, one.kg_co2e)
        for one in held.findings
    ]
    schema = {
        **dict.fromkeys(("kind", "product"), pl.String()),
        "year": pl.Int32(),
        **dict.fromkeys(("what", "handled"), pl.String()),
        "kg_co2e": pl.Decimal(18, 3),
    }
    return {
        "quality_rests_on": held.held,
        "quality_findings": pl.DataFrame(found, schema=schema, orient="row"),
        "quality_uncertainty": held.uncertain,
        "quality_old_reviews": held.reviews,
    }


def letters(report: Report, words: Words) -> Section:
    """Return the kilograms by letter of quality, drawn and as a table."""
    by_letter = report.breakdown.evidence.group_by("quality").agg(pl.sum("rows", "reporting_amount", "kg_co2e"))
    sums = {row["quality"]: row for row in by_letter.iter_rows(named=True)}
    there = [letter for letter in QUALITIES if letter in sums]
    named = {letter: words.name("quality", letter) for letter in there}
    bars = [
        Line(letter, "", PLAIN, sums[letter]["rows"], sums[letter]["reporting_amount"], sums[letter]["kg_co2e"])
        for letter in there
    ]
    label = words("page.chart_of", caption=words("resting.letters_chart"))
    chart = charts.bars(bars, label, 0 if report.breakdown.totals.kg_co2e > 10_000 else 3, words)
    table = _adding_up("", words("column.quality"), [(named[one], sums[one]["kg_co2e"]) for one in there], words)
    measured = sum((sums[one]["kg_co2e"] for one in there if one in "AB"), ZERO)
    share, means = words.percent(_share(measured, report.breakdown.totals.kg_co2e)), words("resting.letters_intro")
    return Section(
        name="quality-letters",
        heading=words("resting.letters"),
        paragraphs=(words("resting.letters_some", share=share) if measured else words("resting.letters_none"), means),
        charts=((words("resting.letters_chart"), chart),),
        tables=(table,),
    )


def uncertain(held: Rested, report: Report, words: Words) -> Section:
    """Return which categories make the total uncertain."""
    frame = held.uncertain.head(FIRST)
    rest = held.uncertain.slice(FIRST)
    names = [report.category(one) for one in frame["category"]]
    kilograms, parts = [*frame["kg_co2e"]], [*frame["share_of_variance"]]
    places: list[str | None] = [addresses.category(one) for one in frame["category"]]
    if rest.height:
        names.append(words("line.others", count=words.number(rest.height)))
        kilograms.append(exact_sum(rest["kg_co2e"]))
        known = rest["share_of_variance"].drop_nulls()
        parts.append(float(known.sum()) if known.len() else None)
        places.append(None)
    total = report.breakdown.totals.kg_co2e
    name = text(words("column.category"), names)
    whole = 1.0 if any(one is not None for one in parts) else None
    table = Table(
        words("resting.uncertain_caption"),
        (
            Column(name.header, name.kind, name.values, words("line.total"), places),
            columns.tonnes(words("column.tonnes"), pl.Series(kilograms, dtype=pl.Decimal(38, 3))),
            columns.numbers(words("column.share_of_kg"), "share", [_share(one, total) for one in kilograms], 1.0),
            columns.numbers(words("resting.share_of_variance"), "share", parts, whole),
        ),
    )
    said = words("resting.uncertain_first", category=names[0], share=words.percent(parts[0], 0))
    means = words("resting.uncertain_intro")
    return Section("quality-uncertain", words("resting.uncertain"), (said, means) if whole else (means,), (), (table,))


def factors(held: Rested, words: Words) -> Section:
    """Return what the kilograms rest on: factors by age, as published or not, and shares of the crosswalk."""
    by_age = _sums(held.held, "carried")
    ages = [(_age(one, words), by_age[one]) for one in by_age]
    by_state = _sums(held.held, "state")
    states = [(words(STATE[one]), by_state[one]) for one in STATES if one in by_state]
    by_share = _sums(held.held, "crosswalk")
    judged = by_share.get(JUDGED, ZERO)
    shares = [(words(CROSSWALK[one]), by_share[one]) for one in CROSSWALK if one in by_share]
    tables = (
        _adding_up(words("resting.age_caption"), words("resting.age"), ages, words),
        _adding_up(words("resting.state_caption"), words("resting.state"), states, words),
        _adding_up(words("resting.crosswalk_caption"), words("resting.crosswalk"), shares, words),
    )
    old = sum((kg for age, kg in by_age.items() if age), ZERO)
    whole = sum(by_age.values(), ZERO)
    said = (
        words("resting.factors_old", share=words.percent(_share(old, whole)), mass=words.mass(old)),
        words("resting.factors_judged", share=words.percent(_share(judged, whole)), mass=words.mass(judged)),
    )
    return Section("quality-factors", words("resting.factors"), said, (), tables)


def findings(held: Rested, words: Words) -> Section:
    """Return what is odd about the factors, with the kilograms that rest on each."""
    parts = [(words(FINDING[one]), held.by_finding[one]) for one in (OPEN, HANDLED, NOTHING)]
    whole = _adding_up(words("resting.findings_caption"), words("resting.finding"), parts, words)
    tables = (whole, _found(held, words)) if held.findings else (whole,)
    odd = held.by_finding[OPEN]
    total = sum(held.by_finding.values(), ZERO)
    share = words.percent(_share(odd, total))
    said = words("resting.findings_some", mass=words.mass(odd), share=share) if odd else words("resting.findings_none")
    return Section("quality-findings", words("resting.findings"), (words("resting.findings_intro"), said), (), tables)


def _found(held: Rested, words: Words) -> Table:
    shown = held.findings[:FINDINGS]
    return Table(
        words("resting.each_finding"),
        (
            text(words("resting.product"), [_product(one, held.factors, words) for one in shown]),
            text(words("resting.what"), [_what(one, words) for one in shown]),
            text(
                words("resting.handled"),
                [words("yes_no.true" if one.finding.handled else "yes_no.false") for one in shown],
            ),
            columns.tonnes(words("column.tonnes"), pl.Series([one.kg_co2e for one in shown]), False),
        ),
    )


def reviews(held: Rested, words: Words) -> Section:
    """Return the rules that nobody has looked over for a long time, with what rests on them."""
    day = str(held.as_of or "")
    if held.reviews.is_empty():
        none = words("resting.reviews_none", months=held.months, day=day)
        return Section("quality-reviews", words("resting.reviews"), (none,))
    frame = held.reviews.head(REVIEWS)
    said = words(
        "resting.reviews_intro",
        months=held.months,
        day=day,
        count=words.number(held.reviews.height),
        mass=words.mass(exact_sum(held.reviews["kg_co2e"])),
    )
    table = Table(
        words("resting.reviews_caption"),
        (
            text(words("column.rule"), frame["rule_id"]),
            columns.unbroken(words("resting.reviewed_on"), [str(one) for one in frame["reviewed_on"]]),
            text(words("resting.reviewed_by"), map(printable, frame["reviewed_by"])),
            columns.numbers(words("column.rows"), "count", frame["rows"]),
            columns.tonnes(words("column.tonnes"), frame["kg_co2e"], False),
        ),
    )
    return Section("quality-reviews", words("resting.reviews"), (said,), (), (table,))


def _adding_up(caption: str, header: str, parts: list[tuple[str, Decimal]], words: Words) -> Table:
    """Return a table of kilograms by something, which adds up to the whole."""
    whole = sum((kg for _, kg in parts), ZERO)
    name = text(header, [label for label, _ in parts])
    kilograms = pl.Series([kg for _, kg in parts], dtype=pl.Decimal(38, 3))
    return Table(
        caption,
        (
            Column(name.header, name.kind, name.values, words("line.total")),
            columns.tonnes(words("column.tonnes"), kilograms),
            columns.numbers(words("column.share_of_kg"), "share", [_share(kg, whole) for _, kg in parts], 1.0),
        ),
    )


def _sums(held: pl.DataFrame, key: str) -> dict[object, Decimal]:
    sums = held.group_by(key).agg(pl.sum("kg_co2e")).sort(key, nulls_last=True)
    return {one: Decimal(str(kg)) for one, kg in sums.iter_rows()}


def _age(years: object, words: Words) -> str:
    if years is None:
        return words(STATE[MEASURED])
    if not years:
        return words("resting.age_own")
    return words("resting.age_one" if years == 1 else "resting.age_more", years=years)


def _product(one: Weighed, factors: Mapping[str, str], words: Words) -> str:
    if one.finding.kind == BREAK:
        return words("resting.until", year=one.finding.year)
    return f"{one.finding.product} {factors[one.finding.product]}, {one.finding.year}"


def _what(one: Weighed, words: Words) -> str:
    ratio = "" if one.finding.ratio is None else words.number(one.finding.ratio, 2)
    return words(KIND[one.finding.kind], ratio=ratio)


def _share(part: Decimal, whole: Decimal) -> float | None:
    return float(part / whole) if whole else None
