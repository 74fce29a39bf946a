"""Invented rules and rows, and the slow way to decide them: one row and one rule at a time, in plain Python."""

import unicodedata
from datetime import date

import narwhals as nw
import polars as pl

from procurement_footprint.ledger.columns import PRICED
from procurement_footprint.mapping.classify import classify, decide
from procurement_footprint.mapping.rule import Rule, RuleSet
from procurement_footprint.mapping.supplier_register import Industry, Register

REVIEWED = date(2026, 11, 23)
LEVELS = ["supplier", "cpv", "unspsc", "account_text", "account", "text", "supplier_industry"]
COLUMNS = {"supplier": "supplier_id", "supplier_name": "supplier"}
FIELDS = ["supplier", "supplier_name", "cpv", "unspsc", "account", "state_account", "account_text", "text", "sni"]
EXCLUSIONS = ["not_supplier_name", "not_account_text", "not_text"]
PREFIXES = ("cpv", "unspsc", "account", "state_account", "sni")
REGISTER = Register({"111111-1111": Industry("6012", "60.12", "A"), "222222-2222": Industry("2160", "21.60", "B")})


def rule(rule_id, outcome="category food", *, text_decides=False, since=None, until=None, split=(), order=0, **where):
    """`rule("r1", account=["60"])`, `rule("r2", "left out wages", text=["lon"])`."""
    outcome = "" if split else outcome
    category = outcome.removeprefix("category ") if outcome.startswith("category ") else None
    left_out = None if category or split else outcome.removeprefix("left out ")
    ordered = tuple((field, tuple(where[field])) for field in [*FIELDS, *EXCLUSIONS] if field in where)
    return Rule(
        rule_id, "test", ordered, category, left_out, text_decides, "why", "me", REVIEWED, since, until, (), "t.yaml:1",
        split, None, order,
    )  # fmt: skip


def ledger(*rows):
    """A lazy frame of rows in the columns of PRICED; what a row does not say is null."""
    full = [dict.fromkeys(PRICED) | {"row_id": str(number)} | row for number, row in enumerate(rows)]
    return pl.DataFrame(full, PRICED).lazy()


def decided(rows, rules, chart=None):
    """The classified rows, in their order, as dictionaries."""
    rule_sets = rules if isinstance(rules, dict) else {chart: RuleSet(tuple(rules), register=REGISTER)}
    made = decide(rows, rule_sets)
    frame = classify(nw.from_native(rows), made).to_native().collect()
    return frame.sort(pl.col("row_id").cast(pl.Int64)).to_dicts()


def fold(text):
    plain = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(
        letter for letter in plain if unicodedata.category(letter)[0] != "M" and unicodedata.category(letter) != "Cf"
    )
    for whole, apart in {"ø": "o", "æ": "ae", "ß": "ss"}.items():
        plain = plain.replace(whole, apart)
    words = "".join(letter if unicodedata.category(letter)[0] in "LN" else " " for letter in plain).split()
    return f" {' '.join(words)} "


def letters_found(pattern, text):
    """The number of letters of a pattern that stands in a text, 0 where it does not."""
    parts = set()
    for part in pattern.split(" & "):
        edges = part.strip()
        word = fold(edges).strip()
        parts.add((" " if edges.startswith("|") else "") + word + (" " if edges.endswith("|") else ""))
    found = text is not None and all(part in fold(text) for part in parts)
    return sum(len(part.replace(" ", "")) for part in parts) if found else 0


def in_force(one, day):
    """Whether a rule holds on a day; dated rules hold on no unknown day."""
    if day is None:
        return one.since is None and one.until is None
    return (one.since or day) <= day <= (one.until or day)


def closeness(one, row):
    """(length, letters) of what a rule matches in a row, None where it does not hold."""
    if not in_force(one, row["booked_on"]):
        return None
    length = letters = 0
    for field, values in one.where:
        value = (
            industry(row)
            if field == "sni"
            else row[COLUMNS.get(field.removeprefix("not_"), field.removeprefix("not_"))]
        )
        matched = match(field, values, value, row["organisation_id"])
        if bool(matched) == (field in EXCLUSIONS):
            return None
        if field in ("supplier", *PREFIXES):
            length += matched
        else:
            letters += matched
    return length, letters


def industry(row):
    """The code that the register gives the supplier of a row."""
    told = REGISTER.industries.get(row["supplier_id"])
    return told and told.sni


def match(field, values, value, buyer):
    """How much of a value is matched: letters or digits, 0 where nothing is."""
    if value is None:
        return 0
    if field == "supplier":
        return 10 * (value in [buyer if number == "own" else number for number in values])
    if field in PREFIXES:
        return max(len(prefix) if value.startswith(prefix) else 0 for prefix in values)
    return max(letters_found(pattern, value) for pattern in values)


def level(one):
    asked = {field for field, _ in one.where}
    if asked & {"supplier", "supplier_name"}:
        return "supplier"
    for code in ("cpv", "unspsc"):
        if code in asked:
            return code
    texts = asked & {"account_text", "text"}
    if asked & {"account", "state_account"}:
        return "account_text" if texts else "account"
    return "supplier_industry" if "sni" in asked and not texts else "text"


def reference(rules, row):
    """(rule, evidence, tied) for a row: the strongest rule, or (None, None, False)."""
    holding = [(one, found) for one in rules if (found := closeness(one, row))]
    accounts = [
        (weight(one, found, level(one)), one)
        for one, found in holding
        if level(one) == "account" and not {"not_text", "not_supplier_name"} & dict(one.where).keys()
    ]
    strongest = max((score for score, _ in accounts), default=None)
    first = min((one for score, one in accounts if score == strongest), key=lambda one: one.id, default=None)
    gives_way = first is not None and first.text_decides
    weighed = []
    for one, found in holding:
        evidence = "account_text" if gives_way and level(one) == "text" else level(one)
        weighed.append((weight(one, found, evidence), one, evidence))
    if not weighed:
        return None, None, False
    top = max(score for score, _, _ in weighed)
    winners = sorted((one.id, one, evidence) for score, one, evidence in weighed if score == top)
    tied = len({one.outcome for _, one, _ in winners}) > 1
    return winners[0][1], winners[0][2], tied


def weight(one, found, evidence):
    fields = [field for field, _ in one.where]
    conditions = sum(field in FIELDS for field in fields)
    order = tuple(field in fields for field in [*FIELDS, *EXCLUSIONS])
    return (-LEVELS.index(evidence), conditions, *found, order)
