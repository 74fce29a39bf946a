"""The shipped Swedish rules, held against account texts as finance departments write them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import narwhals as nw
import polars as pl
import pytest

from procurement_footprint import plain_yaml
from procurement_footprint.ledger.columns import LEFT_OUT, PRICED
from procurement_footprint.mapping import mappings
from procurement_footprint.mapping.classify import classify, decide

TEXTS = Path(__file__).parent / "account_texts_sv.yaml"


class Case(msgspec.Struct, forbid_unknown_fields=True):
    """An account with its text, and the category or left-out reason that it has to get. Neither: unmapped."""

    account_text: str
    account: str | None = None
    category: str | None = None
    left_out: str | None = None


class _Cases(msgspec.Struct, forbid_unknown_fields=True):
    charts: dict[str, list[Case]]


def cases() -> dict[str, list[Case]]:
    """Return the cases of each chart of accounts."""
    return plain_yaml.convert(plain_yaml.load(TEXTS), _Cases, TEXTS.name).charts


def decided(chart: str, held: list[Case]) -> list[tuple[str | None, str | None]]:
    """Return category and left-out reason of each case, in its order, as the shipped rules decide."""
    rows = [
        dict.fromkeys(PRICED)
        | {"row_id": f"{place:06}", "chart": chart, "account": case.account, "account_text": case.account_text}
        for place, case in enumerate(held)
    ]
    frame = pl.DataFrame(rows, PRICED).lazy()
    made = decide(frame, mappings.load().rule_sets)
    out = classify(nw.from_native(frame), made).to_native().collect().sort("row_id")
    left_out = pl.when(pl.col("status") == LEFT_OUT).then("reason")
    return list(out.select("category", left_out).iter_rows())


def test_there_are_at_least_300_account_texts_and_no_pair_of_account_and_text_stands_twice() -> None:
    pairs = [(chart, case.account, case.account_text.casefold()) for chart, held in cases().items() for case in held]
    assert len(pairs) >= 300
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("chart", sorted(cases()))
def test_every_account_text_comes_out_as_the_finance_department_means_it(chart: str) -> None:
    held = cases()[chart]
    wrong = [
        f"{case.account} {case.account_text}: {category or reason}, not {case.category or case.left_out}"
        for case, (category, reason) in zip(held, decided(chart, held), strict=True)
        if (category, reason) != (case.category, case.left_out)
    ]
    assert wrong == []
