"""The entities and departments of `procurement.yaml`: what they say, and everything that can be wrong with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import group_project
import pytest

from procurement_footprint import project
from procurement_footprint.entities import Entity, Ownership, turns
from procurement_footprint.job import job
from procurement_footprint.problems import Refused

WRONG = """\
organisation: {id: 212000-9991, name: Y}
ledgers: [town.csv]
entities:
  - code: town
    id: 212000-9991
    name: Småstads kommun
    chart: kbos
    ledgers: [town.csv, homes.csv, gone.csv]
    counterparties: ["10"]
  - code: town
    id: 2120009991
    name: B
    profile: nope.yaml
    ledgers: [homes.csv]
    counterparties: ["10"]
    ownership:
      - {share: "1.2", until: 2024-06-30}
      - {share: "0", since: 2024-06-30}
      - {share: "0.3", since: 2024-31-01}
      - {share: "0.3", since: 2024-03-01, until: 2024-02-01}
  - code: a b
    id: 800101-1234
    name: C
departments:
  - {id: "30", name: Skola, until: 2024-06-30}
  - {id: "35", name: Barn, since: 2024-06-01, was: ["30"]}
  - {id: "40", name: Vård, entity: twn}
"""
SAID = """\
procurement.yaml:1: this holds for one buyer, and "entities" says that there are several
    organisation:
    fix: keep one of both: put the organisation among the entities, and each ledger with the entity it is of
procurement.yaml:2: this holds for one buyer, and "entities" says that there are several
    ledgers:
    fix: keep one of both: put the organisation among the entities, and each ledger with the entity it is of
procurement.yaml:10: the code "town" is also that of the entity on line 4
    fix: each entity has its own: correct one of both
procurement.yaml:11: the organisation number "2120009991" is also that of the entity on line 5
    fix: each entity has its own: correct one of both
procurement.yaml:15: the counterparty "10" is also that of the entity on line 9
    fix: each entity has its own: correct one of both
procurement.yaml:8: the ledger "gone.csv" of the entity "town" is not there
    fix: correct the path; it starts at the project folder
procurement.yaml:14: the ledger "homes.csv" stands at line 8 too
    fix: a file is the ledger of one entity: name it there only
procurement.yaml:7: there is no chart of accounts "kbos"
    fix: write one of: kbas, bas, regionbas, text-en, none
procurement.yaml:13: there is no ledger profile "nope.yaml": none of that name is shipped, and the project has no \
such file
    fix: correct the path, which starts at the project folder, or write one of: {profiles}
procurement.yaml:17: "1.2" is not a share that an entity can have
    fix: write a number above 0 and up to 1, with a decimal point and at most 6 decimals: 0.51
procurement.yaml:18: "0" is not a share that an entity can have
    fix: write a number above 0 and up to 1, with a decimal point and at most 6 decimals: 0.51
procurement.yaml:19: "2024-31-01" is not a day
    fix: write it as year, month and day: 2024-06-30
procurement.yaml:20: it ends on 2024-02-01, before it begins on 2024-03-01
    fix: correct one of both days
procurement.yaml:18: this share and the one before it hold on the same days, from 2024-06-30 to 2024-06-30
    fix: let one end on the day before the other begins
procurement.yaml:21: "a b" cannot be the code of an entity, since files and folders are named by it
    fix: write letters a to z, digits, - and _, beginning with a letter or digit
procurement.yaml:22: "******-****" is the number of a natural person, or empty, not that of an organisation
    fix: write the organisation number of the entity: 556677-8899
procurement.yaml:26: "30" is also that of the department on line 25, from 2024-06-01 to 2024-06-30
    fix: a booking is of one department: write since and until so that both never hold on one day
procurement.yaml:27: no entity has the code "twn"
    fix: write one of: town, town, a b"""


def test_everything_that_is_wrong_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    from procurement_footprint.ledger import profile

    names = ", ".join(one.name for one in profile.shipped())
    with pytest.raises(Refused) as caught:
        project.load(group_project.write(tmp_path, WRONG))
    assert str(caught.value) == SAID.replace("{profiles}", names)


def test_two_departments_may_have_had_one_name_at_different_times_or_in_different_entities(tmp_path: Path) -> None:
    departments = """\
departments:
  - {id: "30", name: Skola, entity: town, until: 2024-06-30}
  - {id: "35", name: Barn och skola, entity: town, since: 2024-07-01, was: [Skola, "30"]}
  - {id: "30", name: Skola, entity: homes}
"""
    held = project.load(group_project.write(tmp_path, group_project.SETTINGS + departments))
    assert [one.id for one in held.settings.departments] == ["30", "35", "30"]


def test_a_share_holds_on_its_days_and_an_entity_without_one_is_wholly_the_group_s() -> None:
    part = Entity("e", "1", "E", ownership=(Ownership("0.51", until="2024-06-30"), Ownership("1", since="2025-01-01")))
    days = {date(2020, 1, 1): "0.51", date(2024, 6, 30): "0.51", date(2024, 7, 1): "0", date(2025, 1, 1): "1"}
    assert {day: part.share(day) for day in days} == {day: Decimal(share) for day, share in days.items()}
    assert Entity("e", "1", "E").share(date(2024, 1, 1)) == 1
    assert turns((one.since, one.until) for one in part.ownership) == (date(2024, 7, 1), date(2025, 1, 1))


def test_a_run_reads_the_ledgers_of_all_entities_or_of_the_one_that_is_named(tmp_path: Path) -> None:
    held = project.load(group_project.write(tmp_path))
    every, one = job((), held), job((), held, entity="energy")
    assert [path.name for path in every.ledgers] == ["town.csv", "energy.csv", "homes.csv"]
    assert [buyer and buyer.code for buyer in every.buyers] == ["town", "energy", "homes"]
    assert (every.name, every.consolidated) == ("all", True)
    assert [path.name for path in one.ledgers] == ["energy.csv"]
    assert (one.name, one.consolidated) == ("energy-all", False)


def test_a_file_that_no_entity_names_is_asked_about(tmp_path: Path) -> None:
    held = project.load(group_project.write(tmp_path / "project"))
    other = tmp_path / "other.csv"
    with pytest.raises(Refused) as caught:
        job((tmp_path / "project" / "homes.csv", other), held)
    assert str(caught.value) == (
        "other.csv: the project has several entities, and none of them names this file among its ledgers\n"
        "    fix: say whose it is: --entity CODE, with one of: town, energy, homes; or put it under the ledgers of its "
        "entity"
    )
    (buyer,) = job((other,), held, entity="homes").buyers
    assert buyer is not None
    assert buyer.code == "homes"


def test_an_entity_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        job((), project.load(group_project.write(tmp_path)), entity="water")
    assert str(caught.value) == (
        '--entity: no entity of the project has the code "water"\n    fix: write one of: town, energy, homes'
    )
