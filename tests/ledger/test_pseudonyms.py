"""Natural persons have pseudonyms in a project: the same in all its quarters, and nothing else of them is kept."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import numbers, spellings

from procurement_footprint.ledger import known_names, pseudonym_key, pseudonyms
from procurement_footprint.ledger.aliases import Alias, Aliases
from procurement_footprint.ledger.aliases import settled as by_alias
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.columns import CODED
from procurement_footprint.ledger.read import Choices, read
from procurement_footprint.person_numbers import holds
from procurement_footprint.problems import Refused, problem

IGNORED = ".pseudonym-key\n.pseudonym-names\n.procurement-footprint.*\n.*.part\n"
KEY, OTHER = b"k" * 32, b"o" * 32
NUMBER = numbers(1)[0]


def pseudonymised(held: Ledger, key: bytes | None) -> Ledger:
    return pseudonyms.without(held, pseudonyms.look(held, key))


def ledger(folder: Path, *lines: str) -> Ledger:
    path = folder / "a.csv"
    header = "Datum;Leverantör;Orgnr;Konto;Kontotext;Text;Förvaltning;Belopp"
    path.write_text("\n".join([header, *(f"2024-01-31;{line};100,50" for line in lines)]), encoding="utf-8")
    (folder / "spool").mkdir(exist_ok=True)
    return read([path], folder / "spool", Choices(), lambda *_: None)


def suppliers(held: Ledger) -> list[tuple[str | None, str | None]]:
    return [tuple(row) for row in held.rows.select("supplier_id", "supplier").cast(pl.String).collect().iter_rows()]


def test_a_person_has_one_pseudonym_however_her_number_is_written(tmp_path: Path) -> None:
    rows = [f"Anna Ek;{written};64110;Livsmedel;x;Skola" for written in spellings(NUMBER)]
    held = pseudonymised(ledger(tmp_path, *rows), KEY)
    one = pseudonyms.pseudonym(NUMBER, KEY)
    interim = pseudonyms.pseudonym(next(one for one in spellings(NUMBER) if "T" in one), KEY)
    assert set(suppliers(held)) == {(one, "Enskild näringsidkare"), (interim, "Enskild näringsidkare")}
    assert pseudonyms.PSEUDONYM.fullmatch(one)
    assert one != pseudonyms.pseudonym(NUMBER, OTHER)


def test_without_a_key_a_person_has_no_id(tmp_path: Path) -> None:
    held = pseudonymised(ledger(tmp_path, f"Anna Ek;{NUMBER};64110;Livsmedel;x;Skola"), None)
    assert suppliers(held) == [(None, "Enskild näringsidkare")]


def test_persons_without_a_number_are_told_apart_where_the_ledger_does(tmp_path: Path) -> None:
    held = ledger(
        tmp_path,
        f"Anna Ek {NUMBER};4711;64110;Livsmedel;x;Skola",
        f"Bo Al {NUMBER[:6]}-{NUMBER[6:]};;64110;Livsmedel;x;Skola",
        "*****;*****;64110;Livsmedel;x;Skola",
        "[Kan innehålla personuppgifter];0;64110;Livsmedel;x;Skola",
        "A AB;556448-0282;64110;Livsmedel;x;Skola",
    )
    named = pseudonyms.NAME
    assert suppliers(pseudonymised(held, KEY)) == [
        (pseudonyms.pseudonym("4711", KEY), named),
        (pseudonyms.pseudonym(NUMBER, KEY), named),
        (None, named),
        (None, named),
        ("556448-0282", "A AB"),
    ]


def test_numbers_in_other_columns_are_masked_and_money_stays(tmp_path: Path) -> None:
    line = f"A AB;556448-0282;64110;Resa {NUMBER[:6]}-{NUMBER[6:]};Konsult 19{NUMBER} mars;Enhet {NUMBER}"
    before = ledger(tmp_path, line, "B AB;556012-5790;64110;Livsmedel;faktura 1234567890;Skola")
    after = pseudonymised(before, KEY)
    shown = after.rows.select("account_text", "text", "department").cast(pl.String).collect().rows()
    assert shown[0] == ("Resa ******-****", "Konsult ******-**** mars", "Enhet ******-****")
    assert shown[1] == ("Livsmedel", "faktura 1234567890", "Skola")
    same = ("row_id", "booked_on", "voucher", "account", "amount", "currency", "sole_trader", "supplier_id")
    assert after.rows.select(same).collect().equals(before.rows.select(same).collect())
    assert after.rows.collect_schema() == before.rows.collect_schema()


def test_rows_with_pseudonyms_keep_them(tmp_path: Path) -> None:
    once = pseudonymised(ledger(tmp_path, f"Anna Ek;{NUMBER};64110;Livsmedel;x;Skola"), KEY)
    assert suppliers(pseudonymised(once, KEY)) == suppliers(once)
    assert suppliers(pseudonymised(once, OTHER)) == suppliers(once)


@given(st.lists(st.tuples(st.sampled_from(numbers(30)), st.integers(0, 20), st.text(max_size=8)), max_size=20))
def test_no_column_but_the_voucher_has_a_number_left(rows: list[tuple[str, int, str]]) -> None:
    texts = [f"{more}{spellings(number)[place]}{more}" for number, place, more in rows]
    known: dict[str, object] = dict.fromkeys(pseudonyms.TEXTS, texts)
    frame = pl.DataFrame(
        {**known, "sole_trader": [True] * len(rows)}, {**dict.fromkeys(known, pl.String), "sole_trader": pl.Boolean}
    )
    coded = frame.cast({name: CODED for name in pseudonyms.TEXTS if name != "text"})
    held = pseudonymised(Ledger((coded.lazy(),), (), pl.DataFrame(), ()), KEY).rows.collect()
    left = {name: [text for text in held[name].cast(pl.String) if text and holds(text)] for name in pseudonyms.TEXTS}
    accounts = left.pop("account")  # of digits alone may be one
    assert not any(left.values())
    assert all(text.isdigit() and text.isascii() for text in accounts)


def test_decisions_about_suppliers_reach_persons_by_number_and_by_name(tmp_path: Path) -> None:
    other = numbers(2)[1]
    held = ledger(
        tmp_path,
        f"Anna Ek;{NUMBER};64110;Livsmedel;x;Skola",
        f"Bo Al;{other};64110;Livsmedel;x;Skola",
        f"Cia {numbers(3)[2]};;64110;Livsmedel;x;Skola",
    )
    day = date(2026, 11, 24)
    decided = Aliases(
        (
            Alias("s-1", day, "A", "b", "556448-0282", "A AB", (f"{NUMBER[:6]}-{NUMBER[6:]}",), ()),
            Alias("s-2", day, "A", "b", other, "Bo Al", (), (f"Cia {numbers(3)[2]}",)),
        )
    )
    shown = by_alias(pseudonymised(held, KEY), pseudonyms.settled(decided, KEY))
    one = pseudonyms.pseudonym(other, KEY)
    assert suppliers(shown) == [("556448-0282", "A AB"), (one, pseudonyms.NAME), (one, pseudonyms.NAME)]


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    assert pseudonym_key.key(tmp_path) is None
    assert pseudonym_key.key(None) is None
    made = pseudonym_key.made(tmp_path)
    assert len(made) == 32
    assert pseudonym_key.made(tmp_path) == pseudonym_key.key(tmp_path) == made
    assert stat.S_IMODE((tmp_path / ".pseudonym-key").stat().st_mode) == 0o600 or os.name == "nt"
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == IGNORED


def test_lines_of_gitignore_that_are_there_stay(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.bak", encoding="utf-8")
    pseudonym_key.made(tmp_path)
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == f"*.bak\n{IGNORED}"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    pseudonym_key.made(tmp_path)
    (tmp_path / ".pseudonym-key").chmod(mode)
    with pytest.raises(Refused) as refused:
        pseudonym_key.key(tmp_path)
    assert str(refused.value) == (
        ".pseudonym-key: others can read the key by which natural persons have pseudonyms\n"
        "    fix: make it readable for you alone: chmod 600 on this file; who has read it can tell who the pseudonyms "
        "are"
    )


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    pseudonym_key.write_private(tmp_path / ".pseudonym-key", "secret\n")
    with pytest.raises(Refused) as refused:
        pseudonym_key.key(tmp_path)
    assert str(refused.value) == (
        ".pseudonym-key: this is not a key for pseudonyms\n"
        "    fix: put the project's key back from where you keep a copy of it"
    )


@pytest.mark.parametrize("kept", ["archive/0001-own-2024-01/import.json", "closed/2024/1/closing.json"])
def test_no_new_key_is_made_where_pseudonyms_are_kept(tmp_path: Path, kept: str) -> None:
    (tmp_path / kept).parent.mkdir(parents=True)
    (tmp_path / kept).write_text("{}", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        pseudonym_key.made(tmp_path)
    assert refused.value.problems == (problem("pseudonym-key-missing", ".pseudonym-key"),)
    assert str(refused.value) == (
        ".pseudonym-key: the key by which natural persons have pseudonyms is not here, and the project has kept "
        "pseudonyms\n    fix: put the key back from where you keep a copy: with another one the same person would be "
        "somebody else"
    )


def test_names_are_kept_as_hashes_and_known_again(tmp_path: Path) -> None:
    known_names.remember(tmp_path, ["Anna Ekström", "Bo", "A AB", "*****", "Bygg Ek AB", f"Cia Berg {NUMBER}"], KEY)
    known_names.remember(tmp_path, ["Dan Alm-Dal"], KEY)
    names = known_names.held(tmp_path)
    assert len(names) == 3
    text = (tmp_path / ".pseudonym-names").read_text(encoding="ascii")
    assert "Anna" not in text
    assert stat.S_IMODE((tmp_path / ".pseudonym-names").stat().st_mode) == 0o600 or os.name == "nt"
    for said in ("Ersättning Anna Ekström, mars", "EKSTRÖM, ANNA", "till cia berg", "Dan Alm-Dal"):
        assert len(known_names.found(said, names, KEY)) == 1, said
    for said in ("Anna Andersson", "Ekström & Co", "Anna Ekström Bygg AB", ""):
        assert known_names.found(said, names, KEY) == [], said
    assert known_names.found("Anna Ekström", names, OTHER) == []


def test_a_run_that_is_stopped_while_it_makes_the_key_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(handle: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", stopped)
        with pytest.raises(KeyboardInterrupt):
            pseudonym_key.made(tmp_path)
    assert not (tmp_path / ".pseudonym-key").exists()
    assert len(pseudonym_key.made(tmp_path)) == 32
    assert {path.name for path in tmp_path.iterdir()} == {".gitignore", ".pseudonym-key"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_runs_that_make_the_key_at_the_same_time_have_the_same_one(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text(IGNORED, encoding="utf-8")
    (tmp_path / "said").mkdir()
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:
            (tmp_path / "said" / str(number)).write_bytes(pseudonym_key.made(tmp_path))
            os._exit(0)
        children.append(child)
    assert {os.waitpid(child, 0)[1] for child in children} == {0}
    assert len({path.read_bytes() for path in (tmp_path / "said").iterdir()}) == 1
    assert len(list((tmp_path / "said").iterdir())) == 8


def test_without_links_the_key_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(source: Path, target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", none)
    assert pseudonym_key.made(tmp_path) == pseudonym_key.key(tmp_path)
    assert stat.S_IMODE((tmp_path / ".pseudonym-key").stat().st_mode) == 0o600 or os.name == "nt"
