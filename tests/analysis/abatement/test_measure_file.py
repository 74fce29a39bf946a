"""`measures.yaml` is read whole, or refused with everything that is wrong with it, each with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from plans import cell, cells, measure

from procurement_footprint import shelf
from procurement_footprint.analysis.abatement import file, fitting
from procurement_footprint.analysis.abatement.measure import Effect
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.mapping import taxonomy
from procurement_footprint.problems import Refused

GOOD = {
    "name": "Less meat",
    "acts_on": "{categories: [food]}",
    "effect": "{intensity: -20}",
    "confidence": "C",
    "start": "2026",
    "lifetime": "10",
    "investment": "300000",
    "yearly": "-1500.50",
    "discount_rate": "3.5",
    "assumption": "invented",
}


def written(*entries: dict[str, str | None]) -> bytes:
    """Return a file with these measures; a value of None leaves the key out."""
    texts = []
    for entry in entries:
        lines = [f"{key}: {value}" for key, value in (GOOD | entry).items() if value is not None]
        texts.append("- " + "\n  ".join(lines))
    return "\n".join(texts).encode()


def refused(*entries: dict[str, str | None]) -> str:
    with pytest.raises(Refused) as error:
        file.parse(written(*entries))
    return str(error.value)


def test_a_measure_is_read_as_it_is_written() -> None:
    more = {"ramp": "2", "needs": "[Training]", "source": "{title: A report, url: 'https://example.org/'}"}
    one, other = file.parse(written(more, {"name": "Training", "excludes": "[]"}))
    assert (one.name, other.name, one.place, other.place) == (
        "Less meat",
        "Training",
        "measures.yaml:1",
        "measures.yaml:14",
    )
    assert one.acts_on == Selection(categories=("food",))
    assert one.effect == Effect("intensity", Decimal(20), Decimal("14.00"), Decimal("26.00"))
    assert (one.start, one.ramp, one.lifetime, one.last) == (2026, 2, 10, 2035)
    assert (one.investment, one.yearly, one.discount_rate) == (Decimal(300000), Decimal("-1500.50"), Decimal("3.5"))
    assert (one.source, one.url, one.assumption) == ("A report", "https://example.org/", "invented")
    assert (one.needs, one.excludes, other.ramp) == (("Training",), (), 1)


def test_a_range_and_kilograms_a_year_are_read() -> None:
    more = {"effect": "{kg_per_year: -120000, how: litres}", "confidence": None, "effect_range": "[-60000, -150000]"}
    (one,) = file.parse(written(more))
    assert one.effect == Effect("kg_per_year", Decimal(120000), Decimal(60000), Decimal(150000), "litres")
    (sure,) = file.parse(written({"effect": "{volume: -100}", "confidence": "E"}))
    assert (sure.effect.low, sure.effect.high) == (Decimal(0), Decimal(100))


def test_the_shipped_example_is_read_and_marked_as_invented() -> None:
    held = file.load(shelf.folder("mappings") / "measures" / "example.yaml")
    known = set(taxonomy.load().categories)
    assert len(held) == 8
    assert {one.effect.kind for one in held} == {"volume", "intensity", "kg_per_year"}
    assert all(one.assumption.startswith("invented") and not one.source for one in held)
    assert all(set(one.acts_on.categories) <= known for one in held)


def test_everything_that_is_wrong_with_a_file_is_said_at_once() -> None:
    said = refused(
        {"name": None, "start": "soon", "lifetime": "0", "investment": "-5", "yearly": "1 000", "discount_rate": "100"},
        {"ramp": "12", "source": "{url: example.org}", "assumption": None, "confidence": "F"},
        {"name": "Other", "discont_rate": "3"},
    )
    assert said.splitlines() == [
        'measures.yaml:1: this measure has no key "name"',
        "    fix: write name: Less meat in school meals",
        'measures.yaml:5: "lifetime" should be a whole number from 1 to 100',
        "    0",
        "    fix: write it in digits, with a point before decimals and without spaces: 10",
        'measures.yaml:4: "start" should be a year',
        "    soon",
        "    fix: write it in digits, with a point before decimals and without spaces: 2026",
        'measures.yaml:6: "investment" should be an amount of money with at most two decimals, not below 0',
        "    -5",
        "    fix: write it in digits, with a point before decimals and without spaces: 300000",
        'measures.yaml:7: "yearly" should be an amount of money with at most two decimals',
        "    1 000",
        "    fix: write it in digits, with a point before decimals and without spaces: -150000",
        'measures.yaml:8: "discount_rate" should be per cent a year, from 0 to 50',
        "    100",
        "    fix: write it in digits, with a point before decimals and without spaces: 3.5",
        "measures.yaml:19: the effect would be full in year 12 of a life of 10 years",
        "    Less meat",
        "    fix: make ramp smaller or lifetime longer",
        "measures.yaml:20: this measure has neither a source nor an assumption",
        "    Less meat",
        "    fix: write source: {title: ..., url: https://...}, or assumption: with the reasoning",
        "measures.yaml:20: this is not an address on the web",
        "    example.org",
        "    fix: write it in full, with https:// before it",
        "measures.yaml:13: this is not a letter of confidence",
        "    F",
        "    fix: write one of: A, B, C, D, E",
        'measures.yaml:31: unknown key "discont_rate"; did you mean "discount_rate"?',
        "    fix: delete it, or write one of: name, acts_on, effect, effect_range, confidence, start, ramp, lifetime, "
        "investment, yearly, discount_rate, source, assumption, needs, excludes",
    ]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            {"effect": "{volume: -20, intensity: -5}"},
            "measures.yaml:3: the effect of this measure should be one of volume, intensity and kg_per_year\n"
            "    volume and intensity\n"
            "    fix: write for example effect: {volume: -20} for a fifth less bought",
        ),
        (
            {"effect": "{volume: 20}"},
            "measures.yaml:3: an effect lowers something: it should be below 0, and not below -100\n"
            "    20\n"
            "    fix: write for example volume: -20",
        ),
        (
            {"effect": "{kg_per_year: 5, how: litres}"},
            "measures.yaml:3: an effect lowers something: it should be below 0\n"
            "    5\n"
            "    fix: write for example kg_per_year: -120000",
        ),
        (
            {"effect": "{intensity: -101}"},
            "measures.yaml:3: an effect lowers something: it should be below 0, and not below -100\n"
            "    -101\n"
            "    fix: write for example intensity: -20",
        ),
        (
            {"effect": "{volume: -a fifth}"},
            'measures.yaml:3: "volume" should be a number\n'
            "    -a fifth\n"
            "    fix: write it in digits, with a point before decimals and without spaces: -20",
        ),
        (
            {"effect": "{kg_per_year: -120000}"},
            "measures.yaml:3: nobody can see how these kilograms a year were computed\n"
            "    -120000\n"
            "    fix: write it beside them: effect: {kg_per_year: -120000, how: 48 m3 of diesel × 2.5 kg per litre}",
        ),
        (
            {"confidence": None, "effect_range": "[-25, -30]"},
            "measures.yaml:10: the effect -20 does not lie in this range, or the range goes above 0 or below -100\n"
            "    -25, -30\n"
            "    fix: write the weaker effect first: effect_range: [-10, -25]",
        ),
        (
            {"confidence": None, "effect_range": "[-25]"},
            'measures.yaml:10: "effect_range" should be two numbers\n'
            "    -25\n"
            "    fix: write it in digits, with a point before decimals and without spaces: [-10, -25]",
        ),
        (
            {"effect_range": "[-10, -30]"},
            "measures.yaml:11: this measure should have one of confidence and effect_range, and not both\n"
            "    Less meat\n"
            "    fix: write confidence: A, B, C, D or E; or how weak and how strong the effect may be: "
            "effect_range: [-10, -25]",
        ),
        (
            {"needs": "[Training]"},
            'measures.yaml:1: there is no measure "Training" that this one needs\n'
            "    Less meat\n"
            "    fix: write the name of another measure as it stands there",
        ),
    ],
)
def test_what_is_wrong_with_one_measure_is_said(entry: dict[str, str | None], said: str) -> None:
    assert refused(entry) == said


def test_a_name_twice_and_a_measure_that_can_never_be_taken_are_refused() -> None:
    assert refused({}, {}) == (
        "measures.yaml:11: this measure has the name of another one (first in measures.yaml:1)\n"
        "    Less meat\n"
        "    fix: give each measure a name of its own"
    )
    assert refused({"needs": "[b]"}, {"name": "b", "needs": "[c]"}, {"name": "c", "excludes": "[Less meat]"}) == (
        'measures.yaml:1: this measure needs "c" and excludes it, with what that needs\n'
        "    Less meat\n"
        "    fix: delete one of the two"
    )


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "measures.yaml: this file holds no measure\n    fix: write at least one; the manual shows how"),
        (
            b"name: Less meat",
            "measures.yaml: the file should be a list\n    fix: write it so: - name: Less meat in school meals",
        ),
        (b"- Less meat", "measures.yaml: the file should be keys with values\n    fix: write it so: {key: value}"),
    ],
)
def test_a_file_of_another_shape_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(Refused) as error:
        file.parse(raw)
    assert str(error.value) == said


def test_a_file_that_is_not_there_is_missed(tmp_path: Path) -> None:
    with pytest.raises(Refused) as error:
        file.load(tmp_path / "measures.yaml")
    assert str(error.value) == (
        f"{tmp_path / 'measures.yaml'}: there is no file with measures here\n"
        "    fix: write measures.yaml (the manual shows one), or name another file with --measures"
    )


def test_measures_that_do_not_fit_the_footprint_are_all_refused() -> None:
    held = cells(cell("1000.000"), cell("-10.000", "fuel"))
    measures = [
        measure("started", start=2025),
        measure("unknown", acts_on=Selection(categories=("fod",), departments=("Skola",))),
        measure("nothing", categories=("fuel",)),
        measure("too much", "1500", "kg_per_year"),
    ]
    with pytest.raises(Refused) as error:
        fitting.refuse_unfit(measures, held, {"group": ["food", "fuel"]}, 2025)
    assert str(error.value).splitlines() == [
        "measures.yaml:1: it starts in 2025, but the footprint is of 2025: some of its effect is in the footprint "
        "already",
        "    started",
        "    fix: start it in 2026 or later, delete it, or hold it against an earlier year",
        "measures.yaml:1: it acts on something that nobody knows: Skola, fod",
        "    unknown",
        "    fix: write ids of categories or groups (mappings list), or departments, suppliers and entities as the "
        "report names them",
        "measures.yaml:1: it acts on nothing: no emissions of 2025 are where all its conditions hold",
        "    nothing",
        "    fix: widen acts_on, or choose another base year",
        "measures.yaml:1: it would take away 1500 kg a year, but all it acts on emits 1000 kg",
        "    too much",
        "    fix: lower kg_per_year, or widen acts_on",
    ]
