"""Entries Y1 to Y4 and Y10 of the failure catalogue: what settings files may say, and what they are refused for."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from procurement_footprint import plain_yaml, project
from procurement_footprint.problems import Refused
from procurement_footprint.reporting import latest

PLAIN = "    fix: write the value out in plain text"


def refusal(raw: str | bytes) -> str:
    with pytest.raises(Refused) as caught:
        plain_yaml.parse(raw if isinstance(raw, bytes) else raw.encode(), "rules.yaml")
    return str(caught.value)


def settings(folder: Path, text: str) -> str:
    (folder / project.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        project.load(folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("raw", "key", "line", "first"),
    [
        ("id: a\nwhy: b\nid: c\n", "id", 3, 1),
        ("rules:\n  - {id: a, id: b}\n", "id", 2, 2),
        ("a: 1\n'a': 2\n", "a", 2, 1),
        ('a: 1\n"\\x61": 2\n', "a", 2, 1),
        ("a: {b: {c: 1, d: 2, c: 3}}\n", "c", 1, 1),
    ],
)
def test_y1_a_key_that_stands_twice_is_refused_with_both_lines(raw: str, key: str, line: int, first: int) -> None:
    said = f'rules.yaml:{line}: the key "{key}" stands twice (first on line {first})\n    fix: delete one of the two'
    assert refusal(raw) == said


@pytest.mark.parametrize(
    "text",
    [
        "0640",
        "no",
        "on",
        "12:30",
        "1_000",
        "2024.10",
        "1e3",
        "0x1F",
        "~",
        "null",
        "2024-01-31",
        ".inf",
        "=",
        "<<",
        "+1",
    ],
)
def test_y2_every_scalar_stays_the_text_that_it_is(text: str) -> None:
    assert plain_yaml.parse(f"account: {text}\nlist: [{text}]\n".encode(), "x") == {"account": text, "list": [text]}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a: &x 1\n", "rules.yaml:1: an anchor or alias is not allowed here\n    a: &x 1\n"),
        ("a: b\nc: *x\n", "rules.yaml:2: an anchor or alias is not allowed here\n    c: *x\n"),
        ("? &x a\n: b\n", "rules.yaml:1: an anchor or alias is not allowed here\n    ? &x a\n"),
        ("a: &x [1]\n<<: *x\n", "rules.yaml:1: an anchor or alias is not allowed here\n    a: &x [1]\n"),
        ("a: !!str 1\n", "rules.yaml:1: a tag is not allowed here\n    a: !!str 1\n"),
        ("a: !!binary aGo=\n", "rules.yaml:1: a tag is not allowed here\n    a: !!binary aGo=\n"),
        ("a: !own {b: c}\n", "rules.yaml:1: a tag is not allowed here\n    a: !own {b: c}\n"),
        ("! a: b\n", "rules.yaml:1: a tag is not allowed here\n    ! a: b\n"),
        ("? [a, b]\n: c\n", "rules.yaml:1: a key that is a list or a mapping is not allowed here\n    ? [a, b]\n"),
        ("a:\n  {b: c}: d\n", "rules.yaml:2: a key that is a list or a mapping is not allowed here\n    {b: c}: d\n"),
    ],
)
def test_y3_anchors_aliases_tags_and_keys_that_are_no_text_are_refused(raw: str, said: str) -> None:
    assert refusal(raw) == said + PLAIN


def test_y3_an_alias_bomb_is_refused_at_its_first_line() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert refusal("\n".join(lines)).startswith("rules.yaml:1: an anchor or alias is not allowed here")


@pytest.mark.parametrize("depth", [22, 1_000, 100_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_y3_deep_nesting_is_refused_and_harms_nothing(opened: str, closed: str, depth: int) -> None:
    said = refusal(opened * depth + "x" + closed * depth)
    nested = "rules.yaml:1: nesting deeper than 20 levels is not allowed here\n"
    assert said.startswith((nested, "rules.yaml:1: this is not valid YAML: exceeded maximum nesting depth\n"))
    assert len(said) < 400


def test_y3_twenty_levels_are_read() -> None:
    assert plain_yaml.parse(b"[" * 20 + b"x" + b"]" * 20, "x")


def test_y3_a_second_document_is_refused_and_not_left_unread() -> None:
    assert refusal("a: 1\n---\nb: 2\n") == (
        "rules.yaml:2: a second document begins here, and only one would be read\n"
        "    ---\n"
        "    fix: delete this line, or write what follows into a file of its own"
    )
    assert refusal("a: 1\n...\nb: [\n").startswith("rules.yaml:3: this is not valid YAML: ")
    assert plain_yaml.parse(b"---\na: 1\n...\n", "x") == {"a": "1"}


def test_y3_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    said = "a settings file of more than 20000000 bytes is not allowed here\n" + PLAIN
    assert refusal(b"#" * 20_000_001) == f"rules.yaml: {said}"
    with (tmp_path / "sparse.yaml").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(Refused) as caught:
        plain_yaml.load(tmp_path / "sparse.yaml")
    assert str(caught.value) == f"sparse.yaml: {said}"


@pytest.mark.skipif(os.name == "nt", reason="there are no such devices on Windows")
def test_y3_a_device_without_an_end_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        plain_yaml.load(Path("/dev/zero"))
    assert str(caught.value).startswith("zero: a settings file of more than 20000000 bytes")


@pytest.mark.parametrize(
    "raw",
    [
        "!!python/object/apply:os.system ['touch pwned']",
        "a: !!python/name:os.system",
        "!!python/object/new:os.system ['x']",
        "a: !!python/module:subprocess",
    ],
)
def test_y4_tags_that_make_python_objects_make_none(raw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert refusal(raw).startswith("rules.yaml:1: a tag is not allowed here\n")
    assert list(tmp_path.iterdir()) == []


def test_y4_there_is_one_reader_of_yaml() -> None:
    files = sorted(Path(plain_yaml.__file__).parent.rglob("*.py"))
    readers = [path.name for path in files if "import yaml" in path.read_text(encoding="utf-8")]
    assert readers == ["plain_yaml.py"]
    loader = Path(plain_yaml.__file__).read_text(encoding="utf-8")
    assert not any(word in loader for word in ("yaml.load", "FullLoader", "UnsafeLoader", "construct"))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"a: \xff\n", "'utf-8' codec can't decode byte 0xff in position 3: invalid start byte"),
        (b"\xff\xfea\x00", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"a: b\x00c\n", "unacceptable character #x0000: control characters are not allowed"),
        (b"a: b\x1bc\n", "unacceptable character #x001b: control characters are not allowed"),
        (b'a: "\\ud800"\n', "found invalid Unicode character escape code"),
        (b"a:\n\t- b\n", "found character that cannot start any token"),
    ],
)
def test_y3_bytes_that_are_no_text_are_refused_in_words(raw: bytes, why: str) -> None:
    assert f"this is not valid YAML: {why}" in refusal(raw)
    assert refusal(raw).endswith("fix: correct the line; indent with spaces, never with tabs")


@pytest.mark.parametrize(
    ("text", "what", "example"),
    [
        ("review_months: 999999999999999999", '"review_months" should be a whole number from 0 to 1200', "0"),
        ("review_months: -1", '"review_months" should be a whole number from 0 to 1200', "0"),
        ("review_months: ٣", '"review_months" should be a whole number from 0 to 1200', "0"),
        (f"share_threshold: {10**14}", '"share_threshold" should be a whole number from 0 to 10000000000000', "0"),
    ],
)
def test_y7_numbers_that_no_calendar_and_no_ledger_has_are_refused(
    tmp_path: Path, text: str, what: str, example: str
) -> None:
    assert settings(tmp_path, text) == f"procurement.yaml:1: {what}\n    fix: write it so: {example}"


@pytest.mark.parametrize("name", ["../../etc@1", "/etc/passwd", "a\\0b", "figaro-se@../x"])
def test_y10_a_factor_set_is_looked_for_on_the_shelves_and_nowhere_else(tmp_path: Path, name: str) -> None:
    from procurement_footprint.factors import chosen

    shown = name.replace("\\0", "\0")
    with pytest.raises(Refused) as caught:
        chosen.load(shown)
    assert str(caught.value).startswith("emission_factors: there is nothing of this name and version\n")


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "../x", "/etc", "gone", "a\0b"])
def test_y10_the_newest_run_is_a_folder_of_the_projects_own(tmp_path: Path, name: str) -> None:
    (tmp_path / "footprints" / "a" / "b").mkdir(parents=True)
    (tmp_path / "footprints" / "latest").write_text(f"{name}\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        latest.of(tmp_path)
    (one,) = caught.value.problems
    assert (one.code, one.what) == ("latest-gone", "the newest run is not there any more")


@pytest.mark.skipif(os.name == "nt", reason="there are no named pipes in folders on Windows")
def test_y3_a_pipe_is_read_as_far_as_a_settings_file_may_go(tmp_path: Path) -> None:
    pipe = tmp_path / "rules.yaml"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"a: 1\n"))
    writer.start()
    assert plain_yaml.load(pipe) == {"a": "1"}
    writer.join()
