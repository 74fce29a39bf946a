"""Byte code of templates is kept beside them, as Python keeps that of its modules, and never stale."""

import sys

import jinja2
import pytest

from procurement_footprint.reporting.compiled import Kept


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "page.j2").write_text("Hello {{ name }}")
    return tmp_path


def rendered(folder):
    held = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), bytecode_cache=Kept(folder))
    return held.get_template("page.j2").render(name="you")


def kept(folder):
    return list((folder / "__pycache__").glob("*"))


def test_a_template_is_compiled_once(folder, monkeypatch):
    assert rendered(folder) == "Hello you"
    assert len(kept(folder)) == 1
    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert rendered(folder) == "Hello you"


def test_a_changed_template_is_compiled_again(folder):
    rendered(folder)
    (folder / "page.j2").write_text("Goodbye {{ name }}")
    assert rendered(folder) == "Goodbye you"
    assert len(kept(folder)) == 1


def test_what_is_kept_and_broken_is_compiled_again(folder):
    rendered(folder)
    (one,) = kept(folder)
    one.write_bytes(one.read_bytes()[:40])
    assert rendered(folder) == "Hello you"


def test_where_nothing_can_be_kept_a_template_is_compiled_each_time(folder):
    (folder / "__pycache__").write_text("a file in the way")
    assert rendered(folder) == rendered(folder) == "Hello you"


def test_nothing_is_kept_where_python_keeps_nothing(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(folder) == "Hello you"
    assert not (folder / "__pycache__").exists()
