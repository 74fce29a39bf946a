"""What can be wrong with the texts of a yearly follow-up."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

FOLLOW_UP: dict[str, Kind] = {
    "follow-up-year": Kind('"{year}" is not a year that is followed up', 'write it with four digits: "2024":'),
    "follow-up-text": Kind(
        "the entry does not say what was done or is planned", "write it as a text, or as text: {{sv: ..., en: ...}}"
    ),
    "follow-up-language": Kind('no report is written in "{language}"', "write one of: {languages}"),
    "follow-up-indicator": Kind('there is no indicator "{indicator}"', "write one of: {indicators}"),
}
