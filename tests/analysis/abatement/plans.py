"""Small invented cells and measures for the tests of abatement."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from hypothesis import strategies as st

from procurement_footprint.analysis.abatement import plan
from procurement_footprint.analysis.abatement.abatement import Abatement
from procurement_footprint.analysis.abatement.course import Growth
from procurement_footprint.analysis.abatement.measure import Effect, Measure
from procurement_footprint.analysis.cells import CELLS
from procurement_footprint.analysis.selection import Selection
from procurement_footprint.footprint.widths import EVIDENCE, PARTS, Widths

BASE = 2025
WIDTHS = Widths(
    parts=pl.DataFrame(schema=PARTS),
    evidence=pl.DataFrame([("account", 0.11, False)], EVIDENCE, orient="row"),
    per_year=0.0123,
    unknown=0.2441,
    level=0.0111,
)
CATEGORIES, DEPARTMENTS, SUPPLIERS = ("food", "fuel", "it"), ("School", "Care"), ("Livs AB", "Olja AB", None)


def cell(kg: str, category: str = "food", department: str = "School", supplier: str | None = "Livs AB"):
    """Return one cell as text and numbers."""
    return {
        "organisation_id": "212000-2627",
        "organisation": "Ångfors kommun",
        "department": department,
        "supplier": supplier,
        "pooled": None if supplier else "sole_traders",
        "group": f"group-{category}",
        "category": category,
        "factor_year": 2023,
        "carried": 2,
        "evidence": "account",
        "quality": "E",
        "year": BASE,
        "currency": "SEK",
        "rows": 1,
        "reporting_amount": "1000.00",
        "kg_co2e": kg,
        "covered_amount": "0.00",
        "kg_spend_based": kg,
        "kg_scope_1": "0.000",
    }


def cells(*held) -> pl.DataFrame:
    texts = {name: pl.String() if isinstance(kind, pl.Decimal) else kind for name, kind in CELLS.items()}
    return pl.DataFrame([*held], schema=texts).cast(CELLS)  # type: ignore[arg-type]


def measure(
    name: str,
    size: str = "20",
    kind: str = "intensity",
    low: str | None = None,
    high: str | None = None,
    categories: tuple[str, ...] = ("food",),
    **more,
) -> Measure:
    usual = {
        "acts_on": Selection(categories=categories),
        "start": BASE + 1,
        "ramp": 1,
        "lifetime": 4,
        "investment": Decimal(40000),
        "yearly": Decimal(0),
        "discount_rate": Decimal(4),
        "place": "measures.yaml:1",
    }
    effect = Effect(kind, Decimal(size), Decimal(low or size), Decimal(high or size))  # type: ignore[arg-type]
    return Measure(name=name, effect=effect, **(usual | more))


def planned(held: pl.DataFrame, *measures: Measure, growth: float = 0.0, **asked) -> Abatement:
    ordered = sorted(measures, key=lambda one: one.name)
    return plan.planned(held, ordered, WIDTHS, "SEK", plan.Question(Growth(BASE, growth), **asked))


_grams = st.integers(-(10**9), 10**10).map(lambda grams: f"{Decimal(grams).scaleb(-3):.3f}")
some_cells = st.lists(
    st.builds(cell, _grams, st.sampled_from(CATEGORIES), st.sampled_from(DEPARTMENTS), st.sampled_from(SUPPLIERS)),
    min_size=1,
    max_size=12,
).map(lambda held: cells(*held))
_selections = st.one_of(
    st.lists(st.sampled_from(CATEGORIES), min_size=1, unique=True).map(lambda them: Selection(categories=tuple(them))),
    st.sampled_from(DEPARTMENTS).map(lambda one: Selection(departments=(one,))),
    st.just(Selection()),
)
some_measures = st.lists(
    st.tuples(
        st.integers(1, 1000),
        st.sampled_from(["volume", "intensity"]),
        _selections,
        st.integers(1, 4),
        st.integers(1, 3),
        st.integers(0, 90000),
        st.integers(-9000, 9000),
    ),
    min_size=1,
    max_size=6,
).map(
    lambda them: [
        measure(
            f"m{number}",
            f"{size / 10}",
            kind,
            acts_on=acts_on,
            start=BASE + start,
            ramp=ramp,
            lifetime=ramp + 2,
            investment=Decimal(investment),
            yearly=Decimal(yearly),
        )
        for number, (size, kind, acts_on, start, ramp, investment, yearly) in enumerate(them)
    ]
)
