"""A project with numbers of natural persons in everything that people write: each place has numbers of its own."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from people import numbers, spellings

COLUMNS = (
    "Köparens orgnr", "Köpare", "Datum", "Leverantör", "Orgnr", "Verifikat", "Konto", "Kontotext", "CPV", "UNSPSC",
    "Text", "Förvaltning", "Avtal", "Motpart", "S-kod", "Belopp",
)  # fmt: skip
PLAIN = (
    "212000-9903", "Norrsele kommun", "2024-02-01", "A AB", "556448-0282", "V1", "64110", "Livsmedel", "", "", "Mat",
    "Skola", "", "", "", "60000,50",
)  # fmt: skip
VOUCHER, ACCOUNT, TEXT = (COLUMNS.index(name) for name in ("Verifikat", "Konto", "Kontotext"))
# the number is all that stands there
WHOLE = {COLUMNS.index(name) for name in ("Köparens orgnr", "Orgnr", "Verifikat", "Avtal", "Motpart")}
CODES = {COLUMNS.index(name) for name in ("Konto", "CPV", "UNSPSC", "S-kod")}
INTO = tuple(place for place, name in enumerate(COLUMNS) if name not in ("Datum", "Belopp"))
YEARS = {"2023": 500, "2024": 600}
SETTINGS = """\
project: "Norrsele {project}"
organisation: {{id: 212000-9903, name: "Norrsele {organisation}"}}
inhabitants: {{"2023": "30112", "2024": "30054"}}
chart: kbas
departments: [{{id: "9", name: "Enhet {department}", was: [Skola]}}]
ledgers: ["ledgers/2023 {file}.csv", "ledgers/2024.csv"]
open_data: {{base_url: "https://example.com/norrsele/"}}
"""
RULES = """\
rule_book: own
version: "1"
title: {{sv: "Egna {title}", en: "Own {title}"}}
source: "our own judgement {source}"
reviewed: {{by: "Anna {reviewer}", date: 2026-11-24}}
rules:
  - id: own.person
    supplier: ["{supplier}"]
    category: meals
    why: "She cooks {why}"
    examples: [{{supplier: "{supplier}", account_text: "x {example}"}}]
"""
DECISIONS = """\
- id: d-20261124-001
  when: 2026-11-24
  who: "Anna {who}"
  why: "because {why}"
  supplier: ["556448-0282"]
  account: ["64110"]
  split: {{food: 0.35, office_supplies: 0.65}}
  source: "statement {source}"
"""
ALIASES = """\
- id: s-20261124-001
  when: 2026-11-24
  who: "Anna {who}"
  why: "merged {why}"
  number: "556448-0282"
  name: "A AB {name}"
  numbers: ["{number}"]
  names: ["Gamla {other}"]
"""
TARGETS = """\
targets:
  - id: purchases
    name: {{sv: "Inköp {name}", en: "Purchases {name}"}}
    unit: absolute
    base: "2023"
    milestones: {{"2030": -50 %}}
    assumption: {{sv: "Påhittat {assumption}", en: "Invented {assumption}"}}
"""
MEASURES = """\
- name: "Mindre {name}"
  acts_on: {{categories: [food]}}
  effect: {{intensity: -15}}
  effect_range: [-8, -20]
  start: 2025
  lifetime: 10
  investment: 400000
  yearly: -300000
  discount_rate: 3.5
  assumption: "invented {assumption}"
"""
FOLLOW_UP = """\
"2024":
  who: "Enheten {who}"
  done:
    - text: {{sv: "Gjort {text}", en: "Done {text}"}}
      who: "Enhet {whose}"
      indicators: [footprint]
"""
SCENARIO = """\
scenario: "Laga {name}"
steps:
- move: 30 %
  of: {{categories: [food]}}
  to: equipment_repair
  why: "Laga {why}"
"""
ENERGY = "period,category,quantity,unit,factor,source\n2024,food,100,kg,0.5,bill {source}\n"
FILES = {
    "procurement.yaml": SETTINGS,
    "rules/own.yaml": RULES,
    "decisions/2026-anna.yaml": DECISIONS,
    "supplier-aliases.yaml": ALIASES,
    "targets.yaml": TARGETS,
    "measures.yaml": MEASURES,
    "follow_up.yaml": FOLLOW_UP,
    "scenario.yaml": SCENARIO,
    "activities/energy.csv": ENERGY,
}


@dataclass
class Planted:
    """Numbers that were written somewhere. places: every spelling of a number → where it was written."""

    places: dict[str, str] = field(default_factory=dict)
    _left: list[str] = field(default_factory=lambda: numbers(1_500, seed=6))

    def at(self, place: str, spelling: int = 1) -> str:
        """Return a number for a place, in one of its spellings; the second is six digits, a hyphen and four."""
        every = spellings(self._left.pop())
        self.places |= dict.fromkeys((form for form in every if len(form) > 9), place)
        return every[spelling % len(every)]

    def met(self, *texts: str) -> set[str]:
        """Return the places whose numbers stand in texts."""
        found = pl.Series(texts, dtype=pl.String).str.extract_many(list(self.places), overlapping=True)
        return {self.places[one] for one in found.explode().drop_nulls().unique()}

    def __len__(self) -> int:
        """Return how many places have a number: the rows of ledgers, and all others."""
        return 1_500 - len(self._left)

    def __getitem__(self, place: str) -> str:
        """Return a number for a place; `{name}` in the text of a file."""
        return self.at(place)


@dataclass
class _Of:
    """The numbers of one file, by what stands in braces there."""

    file: str
    planted: Planted

    def __getitem__(self, key: str) -> str:
        return self.planted.at(f"{self.file}: {key}")


def write(folder: Path, planted: Planted) -> None:
    """Write the project into a folder that is made."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format_map(_Once(_Of(name, planted))), encoding="utf-8")
    (folder / "ledgers").mkdir()
    names = {Path(one).stem[:4]: one for one in _ledgers(folder)}
    for year, rows in YEARS.items():
        (folder / names[year]).write_text(ledger(planted, rows, year), encoding="utf-8")


class _Once(dict[str, str]):
    """The same number wherever a file has the same braces."""

    def __init__(self, of: _Of) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, key: str) -> str:
        self[key] = self._of[key]
        return self[key]


def _ledgers(folder: Path) -> list[str]:
    line = next(one for one in (folder / "procurement.yaml").read_text("utf-8").splitlines() if one.startswith("led"))
    return line.split('"')[1::2]


def ledger(planted: Planted, rows: int, year: str) -> str:
    """Return a ledger with a planted number in each row, column after column; every tenth row nobody has decided."""
    lines = [";".join(COLUMNS)]
    for row in range(rows):
        cells = list(PLAIN)
        cells[2], cells[VOUCHER] = f"{year}-{1 + row % 12:02d}-01", f"V{row}"
        cells[ACCOUNT], cells[TEXT] = ("99999", "Xyzzy") if row % 10 == 9 else ("64110", "Livsmedel")
        place = INTO[row % len(INTO)]
        one = planted.at(f"column {COLUMNS[place]}", row // len(INTO))
        if place == ACCOUNT and one.isdigit() and one.isascii():  # that may be an account
            one = f"{cells[place]} {one}"
        cells[place] = one if place in WHOLE | CODES else f"{cells[place]} {one} x"
        lines.append(";".join(cells))
    return "\n".join([*lines, ";".join(PLAIN).replace("2024-", f"{year}-"), ""])


def contents(path: Path) -> list[str]:
    """Return all that stands in a file, as text, and the name of the file."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return [path.name, *(book.read(one).decode("utf-8", "replace") for one in book.namelist())]
    if path.suffix == ".parquet":
        table = pl.read_parquet(path.read_bytes())
        columns = (table[name].cast(pl.String, strict=False).unique().drop_nulls() for name in table.columns)
        return [path.name, *(cell for column in columns for cell in column)]
    return [path.name, path.read_text(encoding="utf-8", errors="replace")]
