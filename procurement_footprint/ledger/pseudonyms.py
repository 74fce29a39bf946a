"""Natural persons under pseudonyms: the same person has the same one in all quarters of a project, and in no other.

pseudonym = "P-" and the first 12 hexadecimal digits of HMAC-SHA-256(key of the project, who)

who: the ten digits of the number, whatever its spelling; without a number the supplier's id in the ledger, else the
name. Outside a project there is no key, and natural persons have no id at all.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from procurement_footprint import person_numbers
from procurement_footprint.ledger.aliases import Alias, Aliases, bare
from procurement_footprint.ledger.book import Ledger
from procurement_footprint.ledger.columns import CODED
from procurement_footprint.ledger.identity import identities, marks
from procurement_footprint.ledger.looked import together

NAME: Final = "Enskild näringsidkare"
PSEUDONYM: Final = re.compile("P-[0-9a-f]{12}")
DIGITS: Final = 12
# columns in which a person's number is masked; the voucher leads to the books and stays whole, and is never shared
TEXTS: Final = (
    "organisation_id", "organisation", "department_id", "department", "supplier_id", "supplier", "account_text", "text",
    "counterparty", "contract", "account", "cpv", "unspsc", "state_account",
)  # fmt: skip
# of an account's number ten digits and nothing else may be all; a person's is known by its hyphen, blanks or letters
_LONG_CODE: Final = ("account", re.compile("[0-9]+"))


@dataclass(frozen=True, slots=True)
class Found:
    """What is personal in a ledger.

    persons: whether there are any. ids: of natural persons → their pseudonyms, null where they have none; names: the
    same of those without an id. called: the names of all. texts: column → text → the text with masks.
    """

    persons: bool
    called: tuple[str, ...]
    ids: Mapping[str, str | None]
    names: Mapping[str, str | None]
    texts: Mapping[str, Mapping[str, str]]


def pseudonym(who: str, key: bytes) -> str:
    """Return the pseudonym of a number, of an id or of a name."""
    if PSEUDONYM.fullmatch(who):
        return who
    told = person_numbers.ten_digits(who) or _as_id(who) or bare(who)
    return f"P-{hmac.digest(key, told.encode(), 'sha256').hex()[:DIGITS]}"


def of_number(number: str, key: bytes) -> str | None:
    """Return the pseudonym that a supplier number has where it is a person's; None if it is a legal entity's."""
    legal = identities(pl.Series([number], dtype=pl.String))["legal"].item()
    return None if legal or not number.strip() else pseudonym(number, key)


def without(ledger: Ledger, found: Found) -> Ledger:
    """Return the ledger without what was found to be personal in it.

    Suppliers that are natural persons are called NAME and have a pseudonym for an id, without a key none; other numbers
    of persons in TEXTS are masked. Rows that have pseudonyms already keep them. Money and everything else stays.
    """
    if not (found.persons or found.texts):
        return ledger
    return replace(ledger, blocks=tuple(_without(block, found) for block in ledger.blocks))


def look(ledger: Ledger, key: bytes | None) -> Found:
    """Return what is personal in the rows of a ledger, in one pass over them."""
    shares = zip(*together(_personal, ledger.blocks), strict=True)
    found = [pl.concat(tables).to_series().unique().drop_nulls() for tables in shares]
    ids, names, called = (texts.to_list() for texts in found[:3])
    masks = {name: _masks(name, texts) for name, texts in zip(TEXTS, found[3:], strict=True)}
    masks["supplier_id"] = {one: mask for one, mask in masks["supplier_id"].items() if one not in ids}
    texts = {name: held for name, held in masks.items() if held}
    some = bool(ids or called)
    return Found(some, tuple(called), _pseudonyms(ids, key), _pseudonyms(names, key), texts)


def _personal(rows: pl.LazyFrame) -> list[pl.DataFrame]:
    """Return the distinct numbers of natural persons, names of those without, names of all, and texts of each TEXTS."""
    sole, number = rows.filter("sole_trader"), pl.col("supplier_id")
    every = sole.select(pl.col("supplier").unique().cast(pl.String))
    persons = [sole.select(number.unique().cast(pl.String)), _nameless(sole), every]
    return pl.collect_all([*persons, *(_numbered(rows, name) for name in TEXTS)], engine="streaming")


def _pseudonyms(held: Sequence[str], key: bytes | None) -> dict[str, str | None]:
    anonymous = {NAME, *marks(pl.Series(held, dtype=pl.String))}
    named = {one for one in held if one not in anonymous and one.strip("0.- ")}
    return {one: pseudonym(one, key) if key and one in named else None for one in held}


def _nameless(sole: pl.LazyFrame) -> pl.LazyFrame:
    """Return the distinct names of natural persons without a number."""
    return sole.filter(pl.col("supplier_id").is_null()).select(pl.col("supplier").unique().cast(pl.String))


def settled(aliases: Aliases, key: bytes) -> Aliases:
    """Return decisions about suppliers with the pseudonyms of their numbers and names beside these."""
    return replace(aliases, written=tuple(_settled(one, key) for one in aliases.written))


def written(alias: Alias, key: bytes) -> Alias:
    """Return a decision about suppliers as it is written: with pseudonyms for the numbers of natural persons."""
    known = identities(pl.Series([one for one in (alias.number, *alias.numbers) if one], dtype=pl.String))
    shown = {one: pseudonym(one, key) for one in known.filter("person")["delivered"]}
    target = alias.number in shown
    return replace(
        alias,
        who=person_numbers.masked(alias.who),
        why=person_numbers.masked(alias.why),
        number=shown.get(alias.number, alias.number) if alias.number else None,
        name=NAME if target else alias.name,
        numbers=tuple(shown.get(one, one) for one in alias.numbers),
    )


def _settled(one: Alias, key: bytes) -> Alias:
    others = [number for number in (of_number(number, key) for number in one.numbers) if number]
    others += [pseudonym(name, key) for name in one.names]
    person = one.number is not None and bool(identities(pl.Series([one.number]))["person"].item())
    number = pseudonym(one.number, key) if person and one.number else one.number
    return replace(
        one,
        number=number,
        name=NAME if person else one.name,
        numbers=tuple(dict.fromkeys(number for number in (*one.numbers, *others) if number != one.number)),
    )


def _numbered(rows: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """Return the distinct texts of a column that may have a person's number in them."""
    distinct = rows.select(pl.col(column).unique().cast(pl.String)) if column != "text" else rows.select(column)
    return distinct.filter(pl.col(column).str.contains(person_numbers.CANDIDATE)).unique()


def _masks(column: str, texts: Iterable[str]) -> dict[str, str]:
    code, digits = _LONG_CODE
    wanted = (text for text in texts if column != code or not digits.fullmatch(text))
    masked = ((text, person_numbers.masked(text)) for text in wanted)
    return {text: other for text, other in masked if other != text}


def _without(block: pl.LazyFrame, found: Found) -> pl.LazyFrame:
    """Return a block without what is personal in it."""
    shown = {name: _masked(name, held) for name, held in found.texts.items()}
    if found.persons:
        person, number, name = pl.col("sole_trader").fill_null(False), pl.col("supplier_id"), pl.col("supplier")
        known = _changed(number, found.ids)
        if found.names:
            known = pl.when(number.is_null()).then(_changed(name, found.names)).otherwise(known)
        shown["supplier_id"] = pl.when(person).then(known).otherwise(shown.get("supplier_id", number))
        shown["supplier"] = pl.when(person).then(pl.lit(NAME, CODED)).otherwise(shown.get("supplier", name))
    return block.with_columns(**shown)


def _masked(column: str, held: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).replace(held) if column == "text" else _changed(pl.col(column), held)


def _changed(column: pl.Expr, held: Mapping[str, str | None]) -> pl.Expr:
    """Return a coded column with other texts; without taking each text in hand, since coded texts are few."""
    return column.replace(pl.Series(list(held), dtype=CODED), pl.Series(list(held.values()), dtype=CODED))


def _as_id(who: str) -> str | None:
    """Return a number that `identity` takes for a person's as its ten digits, such as 31 February; else None."""
    digits = re.sub("[^0-9]", "", who)
    is_person = 9 <= len(digits) <= 14 and identities(pl.Series([who], dtype=pl.String))["person"].item()
    return digits[-10:].zfill(10) if is_person else None
