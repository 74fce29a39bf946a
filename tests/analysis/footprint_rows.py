"""Small invented footprints for the tests: rows as dictionaries, and as the frame the program works on."""

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import strategies as st

from procurement_footprint.footprint.widths import EVIDENCE, PARTS, Widths
from procurement_footprint.ledger.columns import FOOTPRINT

TAXONOMY = pl.DataFrame(
    {
        "group": ["food", "food", "buildings"],
        "category": ["food-meat", "food-other", "buildings-new"],
        "scope3_category": ["1", "1", "2"],
        "capital_good": [False, False, True],
    }
)

EVIDENCE_VARIANCES = {"supplier": 0.02, "cpv": 0.03, "account_text": 0.06, "account": 0.11}
# Every category a product of its own, so that ranges can be made without a crosswalk.
WIDTHS = Widths(
    parts=pl.DataFrame(schema=PARTS),
    evidence=pl.DataFrame(
        [(name, variance, False) for name, variance in EVIDENCE_VARIANCES.items()], EVIDENCE, orient="row"
    ),
    per_year=0.0123,
    unknown=0.2441,
    level=0.0111,
)

USUAL = {
    "booked_on": date(2024, 3, 1),
    "period": "2024-Q1",
    "organisation_id": "212000-2627",
    "organisation": "Ångfors kommun",
    "department_id": "0110",
    "department": "Skola",
    "supplier_id": "556677-8899",
    "supplier": "Livs AB",
    "sole_trader": False,
    "account": "6410",
    "account_text": "Livsmedel",
    "currency": "SEK",
}
COUNTED = {"status": "counted", "category": "food-meat", "evidence": "account", "quality": "B"}
LEFT_OUT = {"status": "left_out", "reason": "wages", "rule_id": "kbas-50", "evidence": "account"}
UNMAPPED = {"status": "unmapped", "reason": "no_rule"}


def counted(amount: str, kg: str, **values):
    return USUAL | COUNTED | _money(amount) | {"kg_co2e": Decimal(kg)} | values


def left_out(amount: str, **values):
    return USUAL | LEFT_OUT | _money(amount) | values


def unmapped(amount: str, **values):
    return USUAL | UNMAPPED | _money(amount) | values


def frame(rows) -> pl.LazyFrame:
    numbered = [{"row_id": f"2024.csv:{number}", **row} for number, row in enumerate(rows, 2)]
    return pl.DataFrame(numbered, schema=FOOTPRINT, infer_schema_length=None).lazy()


def _money(amount: str):
    return {"amount": Decimal(amount), "reporting_amount": Decimal(amount)}


amounts = st.decimals("-9999999999999.99", "9999999999999.99", places=2)
kilograms = st.decimals("-999999999.999", "999999999.999", places=3)

_keys = st.fixed_dictionaries(
    {
        "period": st.sampled_from(["2023-Q4", "2024-Q1", "2024-Q2"]),
        "organisation_id": st.sampled_from(["212000-2627", None]),
        "department_id": st.sampled_from(["0110", "110", None]),
        "department": st.sampled_from(["Skola", "Vård", None]),
        "supplier_id": st.sampled_from(["556677-8899", "556677-0000", "750101-1234", None]),
        "supplier": st.sampled_from(["Livs AB", "LIVS AB", "Bygg AB", None]),
        "sole_trader": st.sampled_from([True, False, None]),
        "account": st.sampled_from(["6410", "06410", None]),
        "account_text": st.sampled_from(["Livsmedel", None]),
        "cpv": st.sampled_from(["15000000", None]),
        "currency": st.sampled_from(["SEK", "NOK"]),
        "amount": amounts,
        "reporting_amount": amounts,
    }
)
_statuses = st.one_of(
    st.fixed_dictionaries(
        {
            "status": st.just("counted"),
            "category": st.sampled_from(TAXONOMY["category"].to_list()),
            "evidence": st.sampled_from(["supplier", "account"]),
            "quality": st.sampled_from("ABCDE"),
            "kg_co2e": kilograms,
        }
    ),
    st.fixed_dictionaries(
        {
            "status": st.just("left_out"),
            "reason": st.sampled_from(["wages", "taxes"]),
            "rule_id": st.just("r1"),
        }
    ),
    st.fixed_dictionaries({"status": st.just("unmapped"), "reason": st.sampled_from(["no_rule", "no_factor"])}),
)
ledgers = st.lists(st.builds(lambda keys, status: USUAL | keys | status, _keys, _statuses), max_size=30)
