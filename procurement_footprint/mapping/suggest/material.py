"""What a suggester learns from: the decided lines of a ledger, and what rules, decisions and categories say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import narwhals as nw
import polars as pl

from procurement_footprint.ledger.columns import PRICED
from procurement_footprint.mapping import evidence, patterns
from procurement_footprint.mapping.classify import classify, weigh
from procurement_footprint.mapping.keys import NO_CHART
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.rule import Rule
from procurement_footprint.mapping.suggestion import LEFT_OUT, LINE

HISTORY: dict[str, pl.DataType] = LINE | {"outcome": pl.String(), "rows": pl.Int64()}
_EXAMPLES: dict[str, pl.DataType] = LINE | {"outcome": pl.String(), "rule": pl.String()}
_SAYINGS: dict[str, pl.DataType] = {"words": pl.String(), "outcome": pl.String(), "rule": pl.String()}
_TEXTS = ("supplier_name", "account_text", "text")


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to learn from. outcomes: everything that a line can be, sorted; the tables name no other.

    lines: HISTORY with `seller` (whose line it is), `said` (its words), `rule` (which rule decides it, null where none
    does). examples: those of the rules, as lines, with their `rule`. sayings: `words` that mean an outcome, from a
    `rule` or (null) the name of a category.
    """

    outcomes: tuple[str, ...]
    lines: pl.DataFrame
    examples: pl.DataFrame
    sayings: pl.DataFrame

    def without(self, rules: Collection[str], sellers: Collection[str]) -> Material:
        """Return the same without what these rules say and decide, and without the lines of these sellers."""
        hidden = pl.col("rule").is_in(list(rules)).fill_null(False)
        theirs = pl.col("seller").is_in(list(sellers)).fill_null(False)
        return replace(
            self,
            lines=self.lines.filter(~hidden, ~theirs),
            examples=self.examples.filter(~hidden),
            sayings=self.sayings.filter(~hidden),
        )


def gathered(known: Mappings, history: pl.DataFrame) -> Material:
    """Return what is to be learnt from mappings and a history (columns of HISTORY).

    A line whose outcome the mappings do not know, or which a split decides, teaches nothing and is passed over.
    """
    outcomes = _outcomes(known)
    lines = history.select(pl.col(name).cast(kind) for name, kind in HISTORY.items())
    lines = with_keys(lines.filter(pl.col("outcome").is_in(outcomes)))
    lines = lines.with_columns(deciding(known, lines))
    splitting = pl.col("rule").is_in([rule.id for rule in known.rules if rule.split]).fill_null(False)
    lines = lines.filter(~splitting)
    return Material(outcomes, lines.sort(*HISTORY), with_keys(_examples(known)), _sayings(known))


def with_keys(lines: pl.DataFrame) -> pl.DataFrame:
    """Return lines with `seller`: number, else folded name of the supplier; and `said`: account text and text."""
    name = patterns.folded(pl.col("supplier")).str.strip_chars()
    said = pl.concat_str("account_text", "text", separator=" ", ignore_nulls=True)
    return lines.with_columns(
        seller=pl.coalesce("supplier_id", name),
        said=pl.when(said != "").then(said),
        chart=pl.col("chart").fill_null(NO_CHART),
    )


def outcome_of(rule: Rule) -> str:
    """Return what a rule says, as suggestions write it."""
    return rule.category or f"{LEFT_OUT}{rule.left_out}"


def _outcomes(known: Mappings) -> tuple[str, ...]:
    return tuple(sorted([*known.taxonomy.categories, *(LEFT_OUT + reason for reason in known.reasons.by_id)]))


def deciding(known: Mappings, lines: pl.DataFrame) -> pl.Series:
    """Return the id of the rule that decides each line (columns of LINE), null where none does."""
    numbered = lines.select(*LINE).with_row_index("row_id").with_columns(pl.col("row_id").cast(pl.String))
    rest = [pl.lit(None, kind).alias(name) for name, kind in PRICED.items() if name not in numbered.columns]
    rows = numbered.with_columns(rest).select(pl.col(name).cast(kind) for name, kind in PRICED.items()).lazy()
    decided = classify(nw.from_native(rows), weigh(rows, known.rule_sets)).to_native()
    once = decided.select("row_id", "rule_id").unique()  # a line that a split decides has several parts
    in_order: pl.DataFrame = once.collect().sort(pl.col("row_id").cast(pl.Int64))
    return in_order["rule_id"].cast(pl.String).alias("rule")


def _examples(known: Mappings) -> pl.DataFrame:
    """Return the examples of all rules as lines, in each chart of accounts that asks their book."""
    charts: dict[str, list[str]] = {}
    for chart in known.charts:
        for book in chart.books:
            charts.setdefault(book, []).append(chart.id)
    own = [chart.id for chart in known.charts]
    lines = []
    for rule in known.rules:
        for example in rule.examples:
            said = {evidence.CONDITIONS[key]: value for key, value in example if key in evidence.CONDITIONS}
            if said.get("supplier_id") == evidence.OWN:
                continue
            held = charts.get(rule.book, own) if "account" in said else charts.get(rule.book, own)[:1]
            base = dict.fromkeys(LINE) | said | {"outcome": outcome_of(rule), "rule": rule.id}
            lines += [base | {"chart": chart} for chart in held]
    return pl.DataFrame(lines, _EXAMPLES).sort(*_EXAMPLES)


def _sayings(known: Mappings) -> pl.DataFrame:
    lines: list[tuple[str, str, str | None]] = []
    for category in known.taxonomy.categories.values():
        words = (category.name.sv, category.name.en, category.includes)
        lines += [(one, category.id, None) for one in words if one]
    for reason in known.reasons.by_id.values():
        lines += [(one, LEFT_OUT + reason.id, None) for one in (reason.name.sv, reason.name.en)]
    for rule in known.rules:
        asked = [value for field, values in rule.where if field in _TEXTS for value in values]
        examples = [value for example in rule.examples for field, value in example if field in _TEXTS]
        lines += [(one, outcome_of(rule), rule.id) for one in (*map(_plain, asked), *examples)]
    return pl.DataFrame(lines, _SAYINGS, orient="row").unique().sort(*_SAYINGS)


def _plain(pattern: str) -> str:
    return pattern.replace(patterns.AND, " ").replace(patterns.EDGE, "")
