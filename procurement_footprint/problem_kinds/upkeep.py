"""What `mappings check`, `mappings diff` and the decisions about suppliers find; `problems.CATALOGUE` has these too."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

UPKEEP: dict[str, Kind] = {
    # rules
    "rules-missing": Kind(
        "there are no rules here: this is neither a project nor a folder of rule books",
        "name a project's folder, a folder with rule books (*.yaml), or write the word shipped",
    ),
    "mapping-shadowed": Kind(
        'rule "{rule}" decides nothing of its own: rule "{other}" ({other_place}) holds wherever it does, weighs at '
        "least as much and says the same, {says}",
        "delete it, or make it more specific",
    ),
    "mapping-never-met": Kind(
        'rule "{rule}" meets no row of {name}',
        "see whether its numbers and words are those of this ledger; give a rule that is no longer needed until",
    ),
    "mapping-never-wins": Kind(
        'rule "{rule}" meets rows of {name}, but stronger rules decide all of them',
        "see with why which rule decides such a row; then make this one more specific, or give it until",
    ),
    "mapping-review-old": Kind(
        '{count} of the rules of "{book}" were last looked over on {day} by {by}, more than {months} months before '
        "{as_of}",
        "look them over and write the new date under reviewed",
    ),
    "mapping-ended": Kind(
        'rule "{rule}" ended on {until}, and no rule that asks for the same follows it',
        "write the rule that follows it, from the day after; or give it a later until",
    ),
    "mapping-no-crosswalk": Kind(
        'category "{category}" ({count} rules) has no line in the crosswalk of {factor_set}, so it has no kilograms',
        "add lines with product groups and shares that add to 1, and give the crosswalk a new version and SHA-256",
    ),
    # suppliers that people have decided to be one
    "alias-missing": Kind('this decision has no "{key}"', "write it: what is decided about suppliers is followed up"),
    "alias-date": Kind('"when" is not a date', "write year-month-day: 2026-11-24"),
    "alias-empty": Kind(
        "this decision names no other number and no other name of the supplier", "write one under numbers or names"
    ),
    "alias-itself": Kind(
        "this number or name is the decided one itself", "leave it out: list only the others under numbers and names"
    ),
    "alias-two-suppliers": Kind(
        "this number or name is given to two suppliers (also at {other_place})",
        "withdraw one of the two decisions",
    ),
    "alias-chain": Kind(
        "this is the decided number or name of another decision ({other_place}), and there are no chains",
        "withdraw the other decision, and list its numbers and names here",
    ),
    "alias-twice": Kind("the id stands twice (first at {other_place})", "give each decision its own id"),
    "alias-withdraws-nothing": Kind(
        "no earlier decision of this id can be withdrawn", "write the id of a decision above this one"
    ),
    "alias-withdraws-more": Kind(
        "a decision that withdraws another says nothing else", "write what is decided anew as a decision of its own"
    ),
    "alias-locked": Kind(
        "somebody else has been writing this file for {seconds} seconds", "try again; nothing was written"
    ),
}
