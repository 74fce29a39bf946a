"""A project of two years in which every name that somebody else gives tries something."""

from __future__ import annotations

import json
from pathlib import Path

LINK = '=HYPERLINK("http://evil.example","betala")'
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
TERMINAL = "Rör\x1b]0;pwned\x07\x1b[2Jmokare AB"
NAMES = (
    LINK,
    SCRIPT,
    TERMINAL,
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+46 90 16 10 00",
    "-2+3+cmd",
    "\t=1+1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "{{7*7}}{% if %}${7*7}<!--",
    "javascript:alert(3)",
    "http://evil.example/a?b=c",
    "../../etc/passwd",
    "CON",
    "aux.",
    "A" * 300,
    "Å" * 200 + "/" + "B" * 200,
    "\N{RIGHT-TO-LEFT OVERRIDE}BA emaN",
    "]]>&#60;b&#62;",
    "'quoted' & \"quoted\"",
    "_x0041_bc",
)
PERSON, COORDINATED, CHILD = "920219-9882", "930482-9949", "18940424-9980"
PEOPLE = {"Karin Planterad": PERSON, "Olle Planterad": COORDINATED}  # natural persons who never lived
DEPARTMENTS = (LINK, SCRIPT, TERMINAL, "../../x", "..", "CON", "Vård", "vård", "V" * 300, "a/b\\c:d*e?f", "'apostrof'")
HEADER = ("Vernr", "Bokföringsdatum", "Förvaltning", "Konto", "Kontotext", "Leverantör", "Orgnr", "Text", "Belopp")
ACCOUNTS = (
    ("64110", "Livsmedel"), ("60110", LINK), ("62110", SCRIPT), ("99999", "Ingen vet"), ("50110", "Löner"),
    ("76510", TERMINAL),
)  # fmt: skip
SETTINGS = f"""\
project: {LINK!r}
organisation: {{id: 212000-9991, name: {SCRIPT!r}}}
language: sv
currency: SEK
chart: kbas
ledgers: [2023.json, 2024.json]
share_threshold: 0
inhabitants: {{"2023": "30112", "2024": "30054"}}
open_data: {{base_url: "https://data.example.se/klimat/", contact: {SCRIPT!r}, email: a@example.se}}
"""
ESCAPED = '"\\e]0;pwned\\a =1+1 <script>alert(4)</script>"'  # as YAML writes control characters
MEASURES = f"""\
- name: {LINK!r}
  acts_on: {{categories: [food]}}
  effect: {{intensity: -15}}
  confidence: C
  start: 2025
  lifetime: 10
  investment: 400000
  yearly: -300000
  discount_rate: 3.5
  assumption: {ESCAPED}
- name: {SCRIPT!r}
  acts_on: {{departments: [{SCRIPT!r}]}}
  effect: {{volume: -8}}
  confidence: C
  start: 2025
  lifetime: 8
  investment: 250000
  yearly: -900000
  discount_rate: 3.5
  assumption: {LINK!r}
"""
TARGETS = f"""\
targets:
  - id: purchases
    name: {{sv: {LINK!r}, en: {SCRIPT!r}}}
    unit: absolute
    base: "2023"
    milestones: {{"2030": -50 %}}
    assumption: {{sv: {ESCAPED}, en: {ESCAPED}}}
  - id: history
    name: {{sv: {SCRIPT!r}, en: {LINK!r}}}
    scope: {{departments: [{LINK!r}]}}
    unit: per_inhabitant
    base: "2023"
    milestones: {{"2030": -30 %}}
    assumption: {{sv: {SCRIPT!r}, en: {SCRIPT!r}}}
"""
FOLLOW_UP = f"""\
"2024":
  who: {ESCAPED}
  done:
    - text: {{sv: {LINK!r}, en: {SCRIPT!r}}}
      who: {SCRIPT!r}
      indicators: [footprint]
"""


def write(folder: Path) -> Path:
    """Write the project into a new folder."""
    folder.mkdir(parents=True)
    (folder / "procurement.yaml").write_text(SETTINGS, encoding="utf-8")
    for year in (2023, 2024):
        (folder / f"{year}.json").write_text(_ledger(year), encoding="utf-8")
    for name, text in (("targets", TARGETS), ("measures", MEASURES), ("follow_up", FOLLOW_UP)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def _ledger(year: int) -> str:
    rows = []
    for place, department in enumerate(DEPARTMENTS):
        for other, supplier in enumerate((*NAMES, *PEOPLE)):
            account, called = ACCOUNTS[(place + other) % len(ACCOUNTS)]
            number = len(rows) + 1
            text = f"avser {CHILD}" if supplier in PEOPLE else NAMES[(other + 1) % len(NAMES)]
            amount = f"{(number * 7919 + year) % 90_000 + 60_000}.{number % 100:02}"
            day = f"{year}-{number % 12 + 1:02}-15"
            identity = PEOPLE.get(supplier, "")
            cells = (str(number), day, department, account, called, supplier, identity, text, amount)
            rows.append(dict(zip(HEADER, cells, strict=True)))
    return json.dumps(rows)
