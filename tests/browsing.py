"""What the browser tests share: Chromium, without network, and the whole report of two small projects."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import changing
import group_project
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from procurement_footprint import opening, presenting, project
from procurement_footprint.job import Silent
from procurement_footprint.opening import Named
from procurement_footprint.reporting import drawing
from procurement_footprint.reporting.site import files

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDED = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: the pages are not tried in a browser"),
]
QUIET = ("gpu", "background-networking", "component-update", "sync", "default-apps", "extensions")
LANGUAGES = ("sv", "en")
TARGETS = """\
targets:
- id: half
  name: {sv: Halva, en: Half}
  base: "2022"
  milestones: {"2030": -50 %, "2040": -90 %}
  assumption: invented
- id: everybody
  name: {sv: Alla, en: Everybody}
  boundary: all_consumption
  unit: per_inhabitant
  milestones: {"2040": 2 t}
  assumption: invented
"""
MEASURES = """\
- name: Mindre kött
  acts_on: {categories: [food]}
  effect: {intensity: -15}
  effect_range: [-8, -20]
  start: 2024
  lifetime: 10
  investment: 4000
  yearly: -300
  discount_rate: 3.5
  assumption: invented
- name: Mindre svinn
  acts_on: {categories: [food], departments: [D-food]}
  effect: {volume: -8}
  confidence: C
  start: 2025
  lifetime: 8
  investment: 2500
  yearly: 90
  discount_rate: 3.5
  assumption: invented
"""
YEARS = {year: {"food": "1000000.00", "furniture": "400000.00", "wages": "5000.00"} for year in (2022, 2023)}
SUPPLIERS = ("Ödlan", "Åkern", "Ärlan", "Zebran")
DEPARTMENTS = ("Äldreomsorg", "Skola")


@dataclass
class Seen:
    """A page, the addresses it has asked for, and what the browser has said."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of the machine."""
    with sync_playwright() as run:
        options = ["--no-sandbox", *(f"--disable-{what}" for what in QUIET)]
        browser = run.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@contextmanager
def opened_page(browser: Browser, **settings: Any) -> Iterator[Seen]:
    """A page that may only open files; what it asks for and what the browser says about it are kept."""
    context = browser.new_context(**settings)
    seen = Seen(context.new_page())
    context.route(lambda url: not url.startswith("file://"), lambda route: route.abort())
    context.on("request", lambda request: seen.asked.append(request.url))
    context.on("console", lambda message: seen.said.append(message.text))
    context.on("weberror", lambda error: seen.said.append(str(error.error)))
    yield seen
    context.close()


def pages(folder: Path) -> list[Path]:
    """Every page of a report."""
    return sorted(folder.rglob("*.html"))


def town(folder: Path) -> dict[str, Path]:
    """Write the report of a town with two years, targets and measures, in each language."""
    home = changing.write(folder / "town", YEARS)
    with (home / "l.csv").open("a", encoding="utf-8") as ledger:
        ledger.writelines(bought())
    (home / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    (home / "measures.yaml").write_text(MEASURES, encoding="utf-8")
    return reports(home, folder, "2023", "2022")


def group(folder: Path) -> dict[str, Path]:
    """Write the report of a group of entities, in each language."""
    group_project.write(folder / "group")
    return reports(folder / "group", folder, "2024")


def bought() -> Iterator[str]:
    """Rows in every month of both years, and one that nobody has decided."""
    for year in YEARS:
        for month in range(1, 13):
            what = ("food", "furniture")[month % 2]
            department, supplier = DEPARTMENTS[month % 2], SUPPLIERS[month % 4]
            account = ";".join(changing.ACCOUNTS[what])
            yield f"{year}-{month:02d}-10;{account};{1000 * month}.00;EUR;{department};{supplier} AB\n"
        yield f"{year}-05-05;99999;Övrigt;700.00;EUR;Skola;Okänd AB\n"


def reports(home: Path, folder: Path, name: str, before: str | None = None) -> dict[str, Path]:
    """Write a project's report in each language and return their folders."""
    drawing.wake()
    held = project.load(home)
    names = [name, *([before] if before else [])]
    made = {}
    with opening.opened([opening.parse(one) or Named(folder=home / one) for one in names], held, Silent()) as opened:
        for language in LANGUAGES:
            made[language] = folder / f"{home.name}-{language}"
            years = tuple(opened[::-1]) if presenting.wanted(held) else ()
            material = presenting.material(opened[0], opened[1] if before else None, years, held, language)
            files.write(presenting.edition(material, held, language), made[language])
    return made
