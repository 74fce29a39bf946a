"""Mappings: everything that says what was bought, read and checked together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from procurement_footprint import plain_yaml, shelf
from procurement_footprint.mapping import charts as charts_file
from procurement_footprint.mapping import code_files, register_files, taxonomy
from procurement_footprint.mapping.charts import Chart
from procurement_footprint.mapping.contradictions import contradictions
from procurement_footprint.mapping.rule import Rule, RuleSet
from procurement_footprint.mapping.rule_files import Known, suggestion
from procurement_footprint.mapping.rules import RuleBooks, load_books
from procurement_footprint.mapping.taxonomy import Reasons, Taxonomy
from procurement_footprint.problems import Problem, Refused, problem


@dataclass(frozen=True, slots=True)
class Mappings:
    """The spending categories, the reasons for leaving out, the charts of accounts and the rule books."""

    taxonomy: Taxonomy
    reasons: Reasons
    charts: tuple[Chart, ...]
    books: RuleBooks

    @property
    def rule_sets(self) -> dict[str | None, RuleSet]:
        """The rules that hold for the rows of each chart of accounts, by the id of the chart."""
        return {chart.id: self.books.rule_set(chart.books, chart.id) for chart in self.charts}

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all rules."""
        own = (rule.id for book in (*self.books.shipped, *self.books.project) for rule in book.rules)
        return frozenset(chain(own, *(book.ids for book in self.books.codes)))

    @property
    def shipped_ids(self) -> frozenset[str]:
        """The ids of the rules that no book of the project holds."""
        return self.ids - {rule.id for book in self.books.project for rule in book.rules}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of all books, sorted by id; the project's where a shipped one has the same id."""
        every = {rule.id: rule for book in self.books.every for rule in book.rules}
        return tuple(every[rule_id] for rule_id in sorted(every))


def load(
    project_paths: Iterable[Path] = (),
    folder: Path | None = None,
    *,
    decisions: Path | None = None,
    register: Path | None = None,
) -> Mappings:
    """Return the shipped mappings with the rule books of a project on top, and its decisions.

    folder: another folder than the shipped `mappings`. decisions: that of the project's decision files. register: the
    project's register of suppliers, if any.
    Errors: Refused with every Problem of every rule book and decision file, of rules of different books that contradict
    each other, or of the register.
    """
    folder = folder or shelf.folder("mappings")
    tree = taxonomy.load(folder / "categories" / "categories.yaml")
    reasons = taxonomy.load_reasons(folder / "left-out.yaml")
    charts = charts_file.load(folder / "charts.yaml")
    paths = sorted((folder / "rules").glob("*/*.yaml"))
    books = load_books(paths, project_paths, tree.categories.keys(), reasons.by_id.keys(), decisions)
    codes = code_files.load(folder / "codes", Known(tree.categories.keys(), reasons.by_id.keys()))
    books = replace(books, codes=codes, register=register_files.load(register, codes))
    mappings = Mappings(tree, reasons, charts, books)
    if problems := _across_books(mappings, folder / "charts.yaml"):
        raise Refused(problems)
    return mappings


def check(mappings: Mappings) -> list[Problem]:
    """Return a Problem for every example of every rule that does not come out as its rule says."""
    from procurement_footprint.mapping import examples  # only here

    return examples.check(mappings.books, mappings.charts)


def check_tables(mappings: Mappings, folder: Path | None = None) -> None:
    """Read every crosswalk, every bridge and the criteria in `folder` (the shipped `mappings` where none is given).

    Errors: Refused when one of them was changed or is wrong.
    """
    from procurement_footprint.mapping import bridge, criteria, crosswalk  # only here

    folder = folder or shelf.folder("mappings")
    for path in sorted((folder / "crosswalks").glob("*.csv")):
        crosswalk.load(path, mappings.taxonomy.categories.keys())
    for path in sorted((folder / "bridges").glob("*.csv")):
        bridge.load(path.stem, path.parent)
    criteria.load(folder / "criteria", mappings.taxonomy.categories.keys())


def _across_books(mappings: Mappings, path: Path) -> list[Problem]:
    names = [*(book.name for book in mappings.books.shipped), *(book.name for book in mappings.books.codes)]
    problems = [
        problem(
            "chart-unknown-book",
            f"{path.name}:{plain_yaml.line_of(path, f'id: {chart.id}')}",
            chart=chart.id,
            book=book,
            fix=suggestion(book, names, "take one of: " + ", ".join(names)),
        )
        for chart in mappings.charts
        for book in chart.books
        if book not in names
    ]
    for rule_set in mappings.rule_sets.values():
        problems += contradictions(rule_set.rules)
    return list(dict.fromkeys(problems))
