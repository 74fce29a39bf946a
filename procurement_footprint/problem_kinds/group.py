"""What can be wrong with the entities and departments of a project, and with whose ledger a file is."""

from __future__ import annotations

from procurement_footprint.problem_kinds.kind import Kind

_DAY = "write it as year, month and day: 2024-06-30"

GROUP: dict[str, Kind] = {
    "entities-and-organisation": Kind(
        'this holds for one buyer, and "entities" says that there are several',
        "keep one of both: put the organisation among the entities, and each ledger with the entity it is of",
    ),
    "entity-twice": Kind(
        '{what} "{value}" is also that of the entity on line {first}', "each entity has its own: correct one of both"
    ),
    "entity-code": Kind(
        '"{name}" cannot be the code of an entity, since files and folders are named by it',
        "write letters a to z, digits, - and _, beginning with a letter or digit",
    ),
    "entity-number": Kind(
        '"{number}" is the number of a natural person, or empty, not that of an organisation',
        "write the organisation number of the entity: 556677-8899",
    ),
    "entity-ledger-missing": Kind(
        'the ledger "{ledger}" of the entity "{entity}" is not there',
        "correct the path; it starts at the project folder",
    ),
    "entity-ledger-twice": Kind(
        'the ledger "{ledger}" stands at line {first} too', "a file is the ledger of one entity: name it there only"
    ),
    "entity-chart": Kind('there is no chart of accounts "{chart}"', "write one of: {names}"),
    "entity-profile": Kind(
        'there is no ledger profile "{profile}": none of that name is shipped, and the project has no such file',
        "correct the path, which starts at the project folder, or write one of: {names}",
    ),
    "ownership-share": Kind(
        '"{share}" is not a share that an entity can have',
        "write a number above 0 and up to 1, with a decimal point and at most 6 decimals: 0.51",
    ),
    "ownership-overlap": Kind(
        "this share and the one before it hold on the same days, from {since} to {until}",
        "let one end on the day before the other begins",
    ),
    "group-day": Kind('"{day}" is not a day', _DAY),
    "group-days-turned": Kind("it ends on {until}, before it begins on {since}", "correct one of both days"),
    "department-entity": Kind('no entity has the code "{entity}"', "write one of: {codes}"),
    "department-claimed": Kind(
        '"{claim}" is also that of the department on line {first}, from {since} to {until}',
        "a booking is of one department: write since and until so that both never hold on one day",
    ),
    "entity-unknown": Kind('no entity of the project has the code "{entity}"', "write one of: {codes}"),
    "entity-of-ledger": Kind(
        "the project has several entities, and none of them names this file among its ledgers",
        "say whose it is: --entity CODE, with one of: {codes}; or put it under the ledgers of its entity",
    ),
}
