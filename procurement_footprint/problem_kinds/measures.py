"""What can be wrong with the measures of a plan, `measures.yaml`, and with what they are held against."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

MEASURES: dict[str, Kind] = {
    "measures-missing": Kind(
        "there is no file with measures here",
        "write {file} (the manual shows one), or name another file with --measures",
    ),
    "measures-empty": Kind("this file holds no measure", "write at least one; the manual shows how"),
    "measure-missing": Kind('this measure has no key "{key}"', "write {key}: {example}"),
    "measure-number": Kind(
        '"{key}" should be {what}', "write it in digits, with a point before decimals and without spaces: {example}"
    ),
    "measure-twice": Kind(
        "this measure has the name of another one (first in {first})", "give each measure a name of its own"
    ),
    "measure-effect": Kind(
        "the effect of this measure should be one of volume, intensity and kg_per_year",
        "write for example effect: {{volume: -20}} for a fifth less bought",
    ),
    "measure-effect-size": Kind(
        "an effect lowers something: it should be below 0{least}", "write for example {key}: {example}"
    ),
    "measure-how": Kind(
        "nobody can see how these kilograms a year were computed",
        "write it beside them: effect: {{kg_per_year: -120000, how: 48 m3 of diesel × 2.5 kg per litre}}",
    ),
    "measure-range": Kind(
        "the effect {size} does not lie in this range, or the range goes above 0{most}",
        "write the weaker effect first: effect_range: [-10, -25]",
    ),
    "measure-confidence": Kind(
        "this measure should have one of confidence and effect_range, and not both",
        "write confidence: A, B, C, D or E; or how weak and how strong the effect may be: effect_range: [-10, -25]",
    ),
    "measure-letter": Kind("this is not a letter of confidence", "write one of: A, B, C, D, E"),
    "measure-source": Kind(
        "this measure has neither a source nor an assumption",
        "write source: {{title: ..., url: https://...}}, or assumption: with the reasoning",
    ),
    "measure-url": Kind("this is not an address on the web", "write it in full, with https:// before it"),
    "measure-ramp": Kind(
        "the effect would be full in year {ramp} of a life of {lifetime} years", "make ramp smaller or lifetime longer"
    ),
    "measure-stranger": Kind(
        'there is no measure "{other}" that this one {verb}', "write the name of another measure as it stands there"
    ),
    "measure-contradiction": Kind(
        'this measure needs "{other}" and excludes it, with what that needs', "delete one of the two"
    ),
    "measure-unknown": Kind(
        "it acts on something that nobody knows: {names}",
        "write ids of categories or groups (mappings list), or departments, suppliers and entities as the report "
        "names them",
    ),
    "measure-nothing": Kind(
        "it acts on nothing: no emissions of {year} are where all its conditions hold",
        "widen acts_on, or choose another base year",
    ),
    "measure-too-much": Kind(
        "it would take away {size} kg a year, but all it acts on emits {most} kg", "lower kg_per_year, or widen acts_on"
    ),
    "measure-started": Kind(
        "it starts in {start}, but the footprint is of {year}: some of its effect is in the footprint already",
        "start it in {next} or later, delete it, or hold it against an earlier year",
    ),
    "measures-no-year": Kind(
        "no year in this footprint is whole: each lacks a quarter", "name a year or a footprint with a whole year"
    ),
}
