"""What can be wrong with the decisions of a project."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

DECISIONS: dict[str, Kind] = {
    "decision-missing": Kind(
        'decision "{rule}" has no "{key}"', "add it: an auditor must see who decided what, when and why"
    ),
    "decision-outcome": Kind(
        'decision "{rule}" says {found}', "give it exactly one of category, left_out, split and withdraws"
    ),
    "decision-share": Kind(
        'decision "{rule}": this is not a share', "write a number above 0 with at most six decimals, for example 0.6"
    ),
    "decision-shares": Kind('decision "{rule}": the shares add to {total}', "make them add to exactly 1"),
    "decision-source": Kind(
        'decision "{rule}" splits without a source', "add source: where the shares come from, and of which year"
    ),
    "decision-withdraws-more": Kind(
        'decision "{rule}" withdraws another and also has {keys}', "leave these out, or write a decision of its own"
    ),
    "decision-withdraws-unknown": Kind('decision "{rule}" withdraws "{id}", and there is no such decision', "{fix}"),
    "decision-withdraws-later": Kind(
        'decision "{rule}" withdraws "{id}", which is not earlier',
        "only what was decided before can be withdrawn: correct the id, or the day",
    ),
    "decision-id-taken": Kind(
        'the id "{rule}" is taken already', "somebody decided in the meantime: read the decisions again, then repeat"
    ),
    "decision-file-end": Kind(
        "nothing can be added at the end of this file",
        "let it be a list whose entries all begin with - id: below each other, and end there",
    ),
    "decision-locked": Kind(
        "another program has been writing decisions for {seconds} seconds", "wait until it has ended, then repeat"
    ),
    # the review workbook
    "review-key": Kind(
        "the key of this line is missing or was changed, so that nobody knows which rows it decides",
        "copy the cell back as it was written, or write a new workbook with: procurement-footprint map --out",
    ),
    "review-outcome": Kind("this is no category and no reason for leaving out", "{fix}"),
    "review-two-answers": Kind(
        "the same rows have another answer in {first}: {said}", "keep one of the two answers, and empty the other cell"
    ),
    "review-decided": Kind(
        "these rows have been decided in the meantime: {id} of {who} says {outcome}",
        "empty the cell; or withdraw that decision first, then read the workbook again",
    ),
}
