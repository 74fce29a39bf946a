"""What can be wrong with supply chains, levers and the search for hot spots."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

LEVERS: dict[str, Kind] = {
    # supply chains
    "chain-share": Kind("this is not a share", "write a number from 0 to 1 as the publisher gives it"),
    "chain-sum": Kind("{what} add up to {total}, not to 1", "write the shares as the publisher gives them"),
    "chain-view": Kind("there is no such view", "write industry or final"),
    "chain-energy": Kind(
        "the part from electricity and heat is not between 0 and the total", "write both as the publisher gives them"
    ),
    # which levers make sense for which categories
    "lever-unknown": Kind('nobody knows the {what} "{name}"', "{fix}"),
    "lever-twice": Kind('{what} "{name}" stands twice', "leave one of them"),
    "lever-missing": Kind('nothing is said about the {what} "{name}"', "add it under {where}"),
    "lever-choice": Kind(
        'the choice of product is a lever of "{name}", and no alternatives are named',
        "write under alternatives what else could be bought (sv, en), or leave product_choice out",
    ),
    # the search for hot spots
    "hot-spots-none": Kind(
        "there is nothing to rank: no counted purchase{where}", "name a period or a part in which something was bought"
    ),
    "hot-spots-unknown": Kind("there is no such {what}", "write a code or a name, for example: {known}"),
}
