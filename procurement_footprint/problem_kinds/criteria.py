"""What can be wrong with the criteria for requirements in procurement."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

CRITERIA: dict[str, Kind] = {
    "criteria-missing": Kind(
        "the file of the criteria that {description} describes is not there",
        "install the program again, or put the file back",
    ),
    "criteria-header": Kind("these are not the columns of the criteria", "write the header {wanted}"),
    "criteria-cells": Kind(
        "this criterion has {found} cells, the header has {expected}",
        "fill in the line, or quote a text that holds a comma",
    ),
    "criteria-empty": Kind(
        "every criterion has this, and here it is empty", "write what the source says, or leave the line out"
    ),
    "criteria-id": Kind("this is not the id of a criterion", "write small letters, digits and hyphens"),
    "criteria-category": Kind('there is no spending category "{category}"', "{fix}"),
    "criteria-word": Kind('"{word}" is no word for this column', "write one of: {known}"),
    "criteria-levels": Kind(
        "a level stands twice, or after one that asks for more", "write each level once, in this order: {known}"
    ),
    "criteria-address": Kind(
        "this is not the address of a page", "write the whole address of the page, from https:// on, without spaces"
    ),
    "criteria-date": Kind("this is not the date on which the source was looked at", "write year-month-day: 2026-11-29"),
}
