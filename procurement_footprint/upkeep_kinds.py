"""What `mappings check`, `mappings diff` and the decisions about suppliers find; `problems.CATALOGUE` has these too."""

from __future__ import annotations

from procurement_footprint.problem_kinds import Kind

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
}
