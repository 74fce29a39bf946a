"""What can be wrong with an audit: its footprint, its sample and the workbook that comes back with verdicts."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

AUDIT: dict[str, Kind] = {
    "audit-size-small": Kind("the sample is too small for the strata of this footprint", "give --size {least} or more"),
    "audit-basis-changed": Kind(
        "this footprint was made with other files than those that are here now: {roles}",
        "use the program and the project as they were (made_with in manifest.json), or make the footprint again",
    ),
    "audit-rows-changed": Kind(
        "the rows were changed: their SHA-256 is not the one in {manifest}", "take the folder as `run` has made it"
    ),
    "audit-parameter": Kind(
        'the parameter "{key}" is missing or cannot be read', "leave this sheet as it was sent out"
    ),
    "audit-other-footprint": Kind(
        "this sample was drawn from another footprint, whose manifest has the SHA-256 {sha256}",
        "name the folder of that footprint with --in",
    ),
    "audit-line-missing": Kind(
        "the line {line} of the sample is missing", "put it back: every line that was drawn is judged"
    ),
    "audit-line-unknown": Kind("this line was not drawn", "delete the row: lines are not chosen by hand"),
    "audit-line-twice": Kind("this line stands twice (first in {first})", "delete one of the two rows"),
    "audit-open": Kind(
        "this line has no verdict", "choose one; or let open lines count as wrong in full with --open-as-wrong"
    ),
    "audit-verdict-unknown": Kind("this is not a verdict", "choose one of: {choice}"),
    "audit-verdict-unfit": Kind("this verdict does not go with a line that is {status}", "choose one of: {choice}"),
    "audit-category-missing": Kind("the right category is missing", "choose it from the list"),
    "audit-category-unknown": Kind("there is no such category", "choose one from the list{near}"),
    "audit-category-same": Kind("this is the category that the line has", "choose the right one, or another verdict"),
    "audit-category-no-factor": Kind(
        "this category has no factor for {year}, so what the line would emit is not known",
        "choose a category that has one, or the verdict for lines that cannot be judged",
    ),
    "audit-amount-missing": Kind("the right amount is missing", "write it in {currency}"),
    "audit-amount-unreadable": Kind(
        "this is not an amount with at most two decimals", "write it in digits, for example 1234.50"
    ),
    "audit-not-needed": Kind("this verdict takes no {column}", "delete it, or choose another verdict"),
}
