"""One whole report for all tests of its pages."""

from __future__ import annotations

from pathlib import Path

import editions
import pytest

from procurement_footprint.reporting.site.edition import Edition


@pytest.fixture(scope="session")
def made(small_town: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    """The report on the invented town in both languages."""
    return editions.editions(small_town, tmp_path_factory.mktemp("site") / "town")


@pytest.fixture(scope="session")
def swedish(made: dict[str, Edition]) -> Edition:
    """The Swedish one."""
    return made["sv"]
