"""Files that people write for a project, YAML and tables: mutated as trees and as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

import department_project
import group_project
import input_output_tables
import mutated_trees
import own_set
import yaml
from files_as_written import (
    AGENCY,
    ALIASES,
    DECISIONS,
    DEPARTMENTS,
    ENERGY,
    EPD,
    OWN,
    OWN_FACTORS,
    PROJECT,
    QUANTITIES,
    REGISTER,
    RULES,
    TEXT,
)
from fuzz_case import Case, Subject
from mutated_bytes import mutated

from procurement_footprint import plain_yaml, project, shelf
from procurement_footprint.analysis.abatement import file as measures
from procurement_footprint.analysis.follow_up import texts
from procurement_footprint.analysis.targets import file as targets
from procurement_footprint.factors import activity_lines, factor_set, figures, invoice_quantities, pact
from procurement_footprint.factors.input_output import read as input_output
from procurement_footprint.factors.sources import generic
from procurement_footprint.ledger import alias_file, profile
from procurement_footprint.mapping import code_files, crosswalk, decision_files, mappings, register_files, rule_files
from procurement_footprint.mapping.entries import Known
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.problems import Problem, Refused

MAPPINGS, DEMO = shelf.folder("mappings"), Path(project.__file__).parent / "demo"
KNOWN = Known({"meals", "rent", "food_general", "food"}, {"wages", "taxes"})
YAML = (
    b"- ", b": ", b"&a ", b"*a", b"!!python/name:os.system ", b"!x ", b"| ", b"> ", b"? ", b"{", b"[" * 30, b"~",
    b"null", b"%YAML 1.1", b"---\n", b"...\n", b"<<: ", b"\\x00", b'"\\0"', b'"\\uD800"', b"@", b"`", b"\t", b"#",
    b"\n\n", b"{a: {b: {c: ",
)  # fmt: skip
ACTIVITIES, FACTORS = "activities", "activities/factors"
GROUP = group_project.SETTINGS.replace("town.csv", "ledgers/2024.csv")
TABLE, DATABASE, FLOWS = input_output_tables.DESCRIPTION, input_output_tables.DATABASE, input_output_tables.FLOWS
PROFILES = {path.stem: path.read_bytes() for path in (MAPPINGS / "ledgers").glob("[diu]*.yaml")}


def _yaml(raw: bytes, chance: Random) -> bytes:
    if chance.random() < 0.3:
        return mutated(raw, chance, YAML)
    tree = yaml.load(raw, Loader=yaml.CBaseLoader)
    return mutated_trees.as_yaml(mutated_trees.mutated(tree, chance), chance)


def _json(raw: bytes, chance: Random) -> bytes:
    if chance.random() < 0.3:
        return mutated(raw, chance)
    return mutated_trees.as_json(mutated_trees.mutated(json.loads(raw), chance))


def _text(raw: bytes, chance: Random) -> bytes:
    return mutated(raw, chance)


@cache
def _shipped() -> Mappings:
    return mappings.load()


def _placed(case: Case, name: str, **others: str) -> Path:
    """Write a case as a file of its folder, with others beside it (`__` for a slash, `_csv` for an ending)."""
    place = case.room / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(case.raw)
    for called, text in others.items():
        path = case.room / called.replace("__", "/").replace("_csv", ".csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return place


def _project(case: Case) -> None:
    _placed(case, project.FILE, ledgers__2024_csv="x", suppliers_csv=REGISTER)
    held = project.load(case.room)
    assert held.ledgers is not None
    _ = (held.rule_books, held.decisions, held.supplier_register, held.archive, held.profile, held.entities)


def _folder(reading: Callable[[Path], object], name: str, **others: str) -> Callable[[Case], None]:
    def look(case: Case) -> None:
        reading(_placed(case, name, **others))

    return look


def _plain(case: Case) -> None:
    plain_yaml.parse(case.raw, case.name)


def _indicators(path: Path) -> object:
    return texts.load(path, {"footprint", "group-food_meals"})


def _codes(path: Path) -> object:
    path.with_suffix(".csv").write_bytes((MAPPINGS / "codes" / "unspsc.csv").read_bytes()[:600])
    return code_files.read(path.with_suffix(".csv"), _known())


def _known() -> Known:
    return Known(_shipped().taxonomy.categories.keys(), _shipped().reasons.by_id.keys())


def _factors(path: Path) -> object:
    """Read a factor set whose table is as its description says."""
    folder = own_set.write(path.parent / "a", {"A01": {2022: "0.3", 2023: "0.25"}})
    (folder / "factors.yaml").write_bytes(path.read_bytes())
    held = factor_set.load_folder(folder)
    factor_set.check_usable(held)
    return held


def _factor_table(path: Path) -> object:
    """Read a factor set whose description says the SHA-256 of the mutated table."""
    folder = own_set.write(path.parent / "a", {"A01": {2022: "0.3", 2023: "0.25"}})
    raw, old = path.read_bytes(), (folder / "factors.csv").read_bytes()
    said = (folder / "factors.yaml").read_text(encoding="utf-8")
    (folder / "factors.csv").write_bytes(raw)
    (folder / "factors.yaml").write_text(
        said.replace(sha256(old).hexdigest(), sha256(raw).hexdigest()), encoding="utf-8"
    )
    held = factor_set.load_folder(folder)
    factor_set.check_usable(held)
    return held


def _table() -> bytes:
    return b"product,product_name,year,kg\nA01,Product A01,2022,0.3\nA01,Product A01,2023,0.25\n"


def _crosswalk(path: Path) -> object:
    path.with_suffix(".yaml").write_bytes((MAPPINGS / "crosswalks" / "naics-2017.yaml").read_bytes())
    return crosswalk.load(path.with_suffix(".csv"), {"food"}, {"111"})


def _activities(path: Path) -> object:
    return activity_lines.load(path.parents[1], {"diesel", "electricity", "concrete"}, figures.SHIPPED)


def _own(path: Path) -> object:
    return activity_lines.load(path.parents[2], {"diesel", "electricity", "concrete"}, figures.SHIPPED)


def _quantities(path: Path) -> object:
    return invoice_quantities.load(path.parents[2], figures.SHIPPED)


def _pact(path: Path) -> object:
    problems: list[Problem] = []
    found = pact.read(path, "activities/factors/product.json", "product.json", problems)
    if problems:
        raise Refused(problems)
    return found


def _register(path: Path) -> object:
    return register_files.read(path, _shipped().books.codes)


def _generic(path: Path) -> object:
    return generic.read(path.parent / "factors.csv", path)


def _generic_table(path: Path) -> object:
    path.with_name("factors.yaml").write_text(AGENCY, encoding="utf-8")
    return generic.read(path, path.with_name("factors.yaml"))


def _decisions(path: Path) -> object:
    return decision_files.read(path.parent, KNOWN)


def _aliases(path: Path) -> object:
    return alias_file.load(path.parent)


def _rules(path: Path) -> object:
    return rule_files.read(path, KNOWN)


def _footprints() -> dict[str, bytes]:
    period = {"referencePeriodStart": "2023-01-01T00:00:00Z", "referencePeriodEnd": "2024-01-01T00:00:00Z"}
    common = {
        "id": "91715e5e",
        "version": 1,
        "status": "Active",
        "companyName": "Betong AB",
        "productNameCompany": "C25",
    }
    second = common | {
        "specVersion": "2.3.0",
        "pcf": {"declaredUnit": "cubic meter", "pCfExcludingBiogenic": "231.4", **period},
    }
    third = common | {
        "specVersion": "3.0.0",
        "validityPeriodEnd": "2025-06-30T00:00:00Z",
        "pcf": {
            "declaredUnitOfMeasurement": "liter",
            "declaredUnitAmount": "12",
            "pcfExcludingBiogenicUptake": "5",
            **period,
        },
    }
    held = {"two.json": second, "three.json": third, "both.json": {"data": [second, third]}}
    return {name: json.dumps(one).encode() for name, one in held.items()}


def _factor_yaml() -> bytes:
    text = own_set.DESCRIPTION.format(
        name="own", version="1", products="a64", crosswalk="figaro-a64", vintages="2022, 2023",
        digest=sha256(_table()).hexdigest(),
    )  # fmt: skip
    return text.encode()


def _one(
    name: str, look: Callable[[Case], None], mutate: Callable[[bytes, Random], bytes], **bases: str | bytes
) -> Subject:
    held = {key.replace("_", "."): one.encode() if isinstance(one, str) else one for key, one in bases.items()}
    return Subject(name, look, mutate, lambda: held)


def _of(path: Path) -> bytes:
    return path.read_bytes()


SETTINGS: tuple[Subject, ...] = (
    _one("yaml", _plain, _yaml, rules=RULES, project=PROJECT, aliases=ALIASES, text=TEXT),
    _one("project", _project, _yaml, town=PROJECT, group=GROUP, departments=department_project.SETTINGS + DEPARTMENTS),
    _one("targets", _folder(targets.load, "targets.yaml"), _yaml, a=_of(MAPPINGS / "targets" / "example.yaml")),
    _one("measures", _folder(measures.load, "measures.yaml"), _yaml, a=_of(MAPPINGS / "measures" / "example.yaml")),
    _one("follow-up", _folder(_indicators, "follow_up.yaml"), _yaml, a=_of(DEMO / "follow_up.yaml")),
    _one("decisions", _folder(_decisions, "decisions/2026-anna-lind.yaml"), _yaml, a=DECISIONS),
    _one("rules", _folder(_rules, "rules/own.yaml"), _yaml, a=RULES),
    _one("aliases", _folder(_aliases, alias_file.FILE), _yaml, a=ALIASES),
    _one("profile", _folder(profile.load, "own.yaml"), _yaml, **PROFILES),
    _one("codes", _folder(_codes, "codes/unspsc.yaml"), _yaml, a=_of(MAPPINGS / "codes" / "unspsc.yaml")),
    _one("factors", _folder(_factors, "factors.yaml"), _yaml, a=_factor_yaml()),
    _one("factor-table", _folder(_factor_table, "factors.csv"), _text, a=_table()),
    _one("input-output", _folder(input_output.read, "table.yaml", flows_csv=FLOWS), _yaml, a=TABLE, b=TABLE + DATABASE),
    _one("agency", _folder(_generic, "factors.yaml", factors_csv=OWN_FACTORS), _yaml, a=AGENCY),
    _one("agency-table", _folder(_generic_table, "factors.csv"), _text, a=OWN_FACTORS),
    _one(
        "activities", _folder(_activities, f"{ACTIVITIES}/energy.csv", **{f"{FACTORS}/own.csv": OWN}), _text, a=ENERGY
    ),
    _one("own-factors", _folder(_own, f"{FACTORS}/own.csv", **{f"{ACTIVITIES}/a.csv": ENERGY}), _text, a=OWN, b=EPD),
    _one("quantities", _folder(_quantities, f"{ACTIVITIES}/invoices/own.csv"), _text, a=QUANTITIES),
    _one("register", _folder(_register, "suppliers.csv"), _text, a=REGISTER),
    Subject("pact", _folder(_pact, "product.json"), _json, _footprints),
)
