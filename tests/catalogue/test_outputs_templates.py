"""Entry O3 and the review server: what templates may not do, and that nothing listens."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import pytest

import procurement_footprint
from procurement_footprint import shelf
from procurement_footprint.reporting import page
from procurement_footprint.reporting.open_data import templates

FOLDER = shelf.folder("reports")
TEMPLATES = sorted(FOLDER.rglob("*.j2"))
SOURCES = sorted(Path(procurement_footprint.__file__).parent.rglob("*.py"))
SAFE = {  # who makes markup, and of what: each says in its docstring why that is safe
    "reporting/charts.py": "shapes that were drawn, cleaned and escaped once more",
    "reporting/compact.py": "styles of ours",
    "reporting/enhancing.py": "the script of ours",
}


def named(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_o3_no_template_says_that_a_text_is_safe(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|\bMarkup\b|autoescape\s+false|\|\s*tojson|\{%-?\s*raw", text)


@pytest.mark.parametrize("path", [one for one in TEMPLATES if ".html" in one.name], ids=named)
def test_o3_every_attribute_is_in_quotes_and_none_is_a_script(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    shown = re.sub(r"\{%.*?%\}", "", re.sub(r"\{\{.*?\}\}", "x", text, flags=re.DOTALL), flags=re.DOTALL)
    for tag in re.findall(r"<[a-zA-Z][^<>]*>", shown):
        for name, value in re.findall(r'\s([\w:-]+)\s*=\s*("[^"]*"|[^\s>]+)', tag):
            assert value.startswith('"'), tag
            assert not name.casefold().startswith("on"), tag
    assert "javascript:" not in text.casefold()


def test_o3_every_template_is_rendered_with_escapes_and_no_name_prints_nothing() -> None:
    held = page.environment("sv")
    assert held.autoescape is True
    assert held.undefined is jinja2.StrictUndefined
    assert held.from_string("{{ text }}").render(text="<b>&\"'") == "&lt;b&gt;&amp;&#34;&#39;"
    with pytest.raises(jinja2.UndefinedError):
        held.from_string("{{ txet }}").render(text="x")
    makers = [path.name for path in SOURCES if "jinja2.Environment(" in path.read_text(encoding="utf-8")]
    assert makers == [Path(templates.__file__).name, Path(page.__file__).name]


def test_o3_markup_is_made_in_three_places_only() -> None:
    root = Path(procurement_footprint.__file__).parent
    makers = {path.relative_to(root).as_posix() for path in SOURCES if "Markup(" in path.read_text(encoding="utf-8")}
    assert makers == set(SAFE)


def test_o3_every_page_says_what_it_may_do_before_it_does_anything() -> None:
    head = (FOLDER / "page" / "head.html.j2").read_text(encoding="utf-8")
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', head)
    assert policy
    assert policy[1] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{{ script_hash() }}'"
    )
    assert head.index("Content-Security-Policy") < min(head.index("<style"), head.index("<script"))
    whole = [path for path in TEMPLATES if "<head" in path.read_text(encoding="utf-8") or "<html" in path.name]
    assert whole
    assert all("head.html.j2" in path.read_text(encoding="utf-8") for path in whole)


def test_no_review_server_is_built_and_nothing_listens() -> None:
    """So there is no token, Host header, CSRF or CORS to be wrong about: people answer in a workbook or a terminal."""
    servers = re.compile(r"http\.server|socketserver|flask|fastapi|uvicorn|aiohttp|\.listen\(|\.bind\(|webbrowser")
    found = [path.name for path in SOURCES if servers.search(path.read_text(encoding="utf-8"))]
    assert found == []
