"""Chromium and the reports that it opens, made once for the tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import browsing
import group_project
import long_tables
import pytest
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser of the machine."""
    with browsing.chromium() as held:
        yield held


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of a town, by language. Not to be changed."""
    return browsing.town(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="session")
def group(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of a group of entities, by language. Not to be changed."""
    folder = tmp_path_factory.mktemp("reports")
    group_project.write(folder / "group")
    return browsing.reports(folder / "group", folder, "2024")


@pytest.fixture(scope="session")
def leaflet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A leaflet with long tables, alone. Not to be changed."""
    path = tmp_path_factory.mktemp("leaflet") / "report.html"
    path.write_text(long_tables.page("sv"), encoding="utf-8")
    return path
