"""The README: its two commands, its picture, its links; and that the continuous check runs the README's command."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
TRY = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/procurement-footprint demo"
CHECK = (
    'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/ruff check . && '
    ".venv/bin/mypy && .venv/bin/pytest"
)
FOLDERS = ("docs", "mappings", "emission_factors")
LINKED = sorted({*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))})
PICTURE = ROOT / "docs" / "images" / "report.png"


@pytest.mark.parametrize("command", [TRY, CHECK])
def test_the_two_commands_stand_on_one_line_each(command: str) -> None:
    assert README.splitlines().count(command) == 1


def test_what_it_is_comes_before_any_code() -> None:
    before = README.partition("```")[0]
    assert len(re.findall(r"[.!?](?:\s|$)", before)) >= 5


def test_the_continuous_check_runs_the_readmes_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    wanted = re.search(r"grep -m1 '([^']+)' README\.md", script)
    assert wanted
    assert next(line for line in README.splitlines() if re.match(wanted[1], line)) == CHECK


def test_the_picture_is_a_small_png() -> None:
    assert PICTURE.relative_to(ROOT).as_posix() in README
    content = PICTURE.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">I", content[16:20])[0] >= 800  # pixels wide
    assert len(content) < 300_000


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        path, _, heading = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), f"{page.name}: {target}"
        if heading:
            assert heading in anchors(linked.read_text(encoding="utf-8")), f"{page.name}: {target}"


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings have where it is shown."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_licences_are_named() -> None:
    for words in ("EUPL-1.2", "CC BY-SA 4.0", "CC0", "Ecodex", "DOI 10.5281/zenodo.23157020"):
        assert words in README
