"""What stands in the way of publishing open data."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

OPEN_DATA: dict[str, Kind] = {
    "open-data-unsaid": Kind(
        "the description that Sveriges dataportal reads (DCAT-AP-SE 3) must have {what}, and nobody has said it",
        "write in procurement.yaml {example}",
    ),
    "open-data-value": Kind("{key} under open_data is not {wanted}", "write {example}"),
    "open-data-years": Kind(
        "this footprint has purchases of several years ({years}), and each line of open data is of one",
        "name the years, for example: publish {folder} {first} {last}",
    ),
    "open-data-overlap": Kind(
        "it and {other} have purchases of the same days, which would be published twice",
        "name footprints that follow each other; of a group the one of all entities together",
    ),
}
