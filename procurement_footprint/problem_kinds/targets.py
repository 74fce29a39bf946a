"""What can be wrong with the targets of a project, and with the years that are held against them."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

_SOURCE = "write source: {{title: ..., url: https://..., checked: 2026-11-29}}"

TARGETS: dict[str, Kind] = {
    "targets-missing": Kind(
        "there are no targets here", "make the file from an example, then change it: targets --init example"
    ),
    "target-id": Kind(
        '"{id}" cannot be the id of a target', "write letters a to z, digits and -, beginning with a letter: food-2030"
    ),
    "target-twice": Kind('the target on line {first} is called "{id}" too', "give one of both another id"),
    "target-name": Kind("the target has no name in {language}", "write name: with one text, or {{sv: ..., en: ...}}"),
    "target-word": Kind('"{word}" is no {what}', "write one of: {words}"),
    "target-milestones": Kind("the target has no milestone", 'write milestones: {{"2030": -50 %}}'),
    "target-year": Kind('"{year}" is not a year', "write it with four digits: 2030"),
    "target-value": Kind('"{value}" is not what a milestone of this target can be', "{fix}, or net_zero"),
    "target-counts": Kind(
        "the milestone of {year} is {word}, and nothing says what counts as that",
        "write counts_as: {{value: -90 %, why: ...}}, with what may be left and who says so",
    ),
    "target-base": Kind(
        '"{value}" is a reduction, and the target has no base to reduce', 'write the base, a year: base: "2023"'
    ),
    "target-early": Kind("the milestone of {year} is not after the base, {base}", "correct one of both years"),
    "target-source": Kind(
        "nothing says where this comes from", _SOURCE + ", or assumption: with the reasoning behind it"
    ),
    "target-address": Kind('"{url}" is no web address that can be shown', "write one that begins with https://"),
    "target-day": Kind('"{day}" is not a day', "write when the source was looked at: 2026-11-29"),
    "target-budget": Kind('"{value}" is not a carbon budget', "write a mass: 45 kt"),
    "target-budget-years": Kind(
        "the budget ends in {last}, before it begins in {first}", "correct one of both: the years from and until count"
    ),
    "target-budget-boundary": Kind(
        "purchases spend the budget of a target whose boundary is purchases, and this one is of {boundary}",
        "delete the budget, or correct the boundary",
    ),
    "target-total": Kind(
        "the total of all consumption belongs to a target of boundary all_consumption, and this one is of {boundary}",
        "delete consumption_total, or correct the boundary",
    ),
    "target-total-value": Kind('"{value}" is not what all consumption can emit', "write a mass: 11.5 t"),
    # what is held against them
    "target-scope": Kind(
        "nothing that was bought in {years} is called so: {names}",
        "correct the scope: ids as `mappings list` shows them, names and codes as in the report",
    ),
    "target-base-year": Kind(
        "the base is {base}, and the whole years that are read are: {years}",
        "name it with the others: targets {base} {others}",
    ),
    "target-inhabitants": Kind(
        "the target is per inhabitant, and nobody says how many there were in {years}",
        'write them into procurement.yaml: inhabitants: {{"{year}": "30112"}}; or name a municipality in the file',
    ),
    "target-money": Kind(
        "the target is per unit of money, and no money was spent on this in {years}", "correct the scope or the unit"
    ),
    "target-years-none": Kind(
        "no footprint that is read holds a whole year: {years}",
        "name whole years, footprints of them, or closed ones: targets 2023 2024",
    ),
    "target-year-twice": Kind("{year} is in {first} too", "name each year once"),
    "target-currency": Kind(
        "its money is in {currency}, and that of {first} in {before}", "name footprints in the same currency"
    ),
}
