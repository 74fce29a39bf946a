"""What can be wrong with the numbers of inhabitants that a project gives, and with the names of areas."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

POPULATION: dict[str, Kind] = {
    "population-unknown": Kind('there is no municipality or area "{area}"', "{fix}"),
    "population-whose": Kind(
        "the line does not say whose inhabitants they are",
        "write the four digits of a municipality under municipality_code, or a name under area",
    ),
    "population-two": Kind(
        'this line is about two: municipality_code is that of {municipality}, and area is "{area}"',
        "empty one of the two",
    ),
    "population-number": Kind(
        "this is not a number of inhabitants", "write a whole number above 0 without spaces, for example 134249"
    ),
}
