"""What stands in the way of comparing footprints."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

COMPARING: dict[str, Kind] = {
    "compare-rules-gone": Kind(
        "this footprint was made with other rules or factors than those that are here now, so others cannot be "
        "restated under its method",
        "restate it with what is here first (a closed period: restate; another: run), or compare footprints that "
        "were made with what is here",
    ),
    "compare-currency": Kind(
        "this footprint is reported in {currency}, and {other} in {there}: their money cannot be compared",
        "give both the same reporting currency (currency: in procurement.yaml)",
    ),
    "compare-organisations": Kind(
        "this footprint is of other organisations than {other}: a difference between them is no change",
        "compare footprints of the same organisations",
    ),
    "compare-nothing": Kind(
        "nothing is counted in this footprint, so no change can be told",
        "decide what its purchases are first: unmapped lists them",
    ),
}
