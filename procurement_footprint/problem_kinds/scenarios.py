"""What can be wrong with a scenario: with its file, with its short options, and with what it asks for."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

SCENARIOS: dict[str, Kind] = {
    # as it is written
    "scenario-steps": Kind("this scenario has no steps", "write one below steps: - volume: -20 %"),
    "scenario-kind": Kind("a step says one thing to try, and this one says {what}", "write one of: {known}"),
    "scenario-share": Kind("this is not a share from 0 % to 100 %", "write it so: 30 %"),
    "scenario-volume": Kind(
        "this does not say how much more or less is bought", "write -20 % to buy less, +10 % to buy more; -100 % is all"
    ),
    "scenario-empty": Kind('nothing is written for "{key}"', "write {what}"),
    "scenario-unknown": Kind('this footprint knows no {kind} "{name}"', "{fix}"),
    "scenario-quantity": Kind(
        "how much fuel it is follows from one of quantity, price and fuel, and this step has {count}",
        "write quantity (units bought), price (per unit, net of VAT), or fuel (the factor it was burnt by)",
    ),
    "scenario-money": Kind(
        "a footprint per {unit} needs no quantity: the money is the quantity", "delete quantity, or write another unit"
    ),
    "scenario-amount": Kind("a footprint per {unit} needs a quantity", "write quantity: how many {unit} are bought"),
    "scenario-currency": Kind(
        "this footprint is reported in {currency}, and the step is per {unit}", "give kilograms per {currency}"
    ),
    "scenario-burning": Kind(
        "this factor is for burning alone and says nothing about the supply chain", "give a footprint of the product"
    ),
    "scenario-no-fire": Kind(
        "this factor has no kilograms that the buyer burns (scope 1)", "give that of the fuel: ipcc-fuels/diesel"
    ),
    "scenario-short": Kind("this cannot be read", "write it so: {example}"),
    # held against the footprint
    "scenario-nothing": Kind(
        "no purchase of this footprint is meant, or earlier steps have left none",
        "name other categories, departments or suppliers, or change the order of the steps",
    ),
    "scenario-net": Kind(
        "the purchases that are meant add up to nothing or less: there is nothing to share out over",
        "name them more widely, or leave the step out",
    ),
    "scenario-not-burnt": Kind(
        "of these purchases no kilograms are known that were burnt", "give quantity or price instead of fuel"
    ),
    "scenario-no-factor": Kind("{factors} has no factor for it in {year}", "choose another category or factor set"),
}
