"""Rules of a project that name a natural person: her number stands for her pseudonym, which is all that rows hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from procurement_footprint import person_numbers
from procurement_footprint.ledger import pseudonyms
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.rule import Rule, RuleBook

SUPPLIER = "supplier"


def by_pseudonym(mappings: Mappings, key: bytes) -> Mappings:
    """Return the mappings in which the project's rules by supplier also ask for the pseudonyms of their numbers."""
    books = mappings.books
    project = tuple(_book(book, key) for book in books.project)
    return replace(mappings, books=replace(books, project=project))


def named(mappings: Mappings, key: bytes | None) -> Iterator[str]:
    """Yield a line for each of the project's rules that has a person's number in it, and what to write instead."""
    for book in mappings.books.project:
        for rule in book.rules:
            for number in dict(rule.where).get(SUPPLIER, ()):
                if person_numbers.holds(number):
                    instead = f"; write {pseudonyms.pseudonym(number, key)} instead" if key else ""
                    yield f"{rule.place}: {rule.id} names the number of a natural person{instead}"


def _book(book: RuleBook, key: bytes) -> RuleBook:
    return replace(book, rules=tuple(_rule(rule, key) for rule in book.rules))


def _rule(rule: Rule, key: bytes) -> Rule:
    numbers = dict(rule.where).get(SUPPLIER, ())
    more = [one for one in (pseudonyms.of_number(number, key) for number in numbers) if one and one not in numbers]
    if not more:
        return rule
    where = tuple((field, (*values, *more) if field == SUPPLIER else values) for field, values in rule.where)
    return replace(rule, where=where)
