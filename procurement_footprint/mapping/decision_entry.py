"""One decision as it is written in YAML: read with everything that is wrong with it, and written so that it is read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from procurement_footprint.mapping.decision import Decision, Split
from procurement_footprint.mapping.entries import Conditions, Entry, Known
from procurement_footprint.mapping.rule import SHARE_DECIMALS
from procurement_footprint.person_numbers import masked
from procurement_footprint.plain_yaml import Plain

NOUN = "decision"
OUTCOMES = ("category", "left_out", "split", "withdraws")
_SHARE = re.compile(rf"\d?(\.\d{{1,{SHARE_DECIMALS}}})?")
_NEEDED = ("id", "when", "who", "why")
_MISSING = {"mapping-no-condition", "decision-missing", "decision-outcome", "decision-source"}
_PLAIN = re.compile(r"\w(?:[\w ()/%+.-]*[\w()%])?")  # needs no quotes in YAML, where every value is text
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # YAML would take these for line ends, or refuse


class Written(Conditions, kw_only=True, forbid_unknown_fields=True):
    """The keys of a decision."""

    id: str = ""
    when: str = ""
    who: str = ""
    why: str = ""
    category: str | None = None
    left_out: str | None = None
    split: dict[str, str] | None = None
    source: str | None = None
    suggested: str | None = None
    withdraws: str | None = None


def read(written: Mapping[str, object], entry: Entry, known: Known) -> Decision | None:
    """Return the decision that an entry of a file is; None where something is wrong, which `entry` then holds."""
    before = len(entry.problems)
    one = entry.converted(written, Written)
    if one is None:
        return None
    for key in _NEEDED:
        if not getattr(one, key).strip():
            entry.add("decision-missing", key=key)
    _check_outcome(one, entry, known)
    split = _split(one, entry, known)
    where = () if one.withdraws is not None else entry.where(one)
    examples = entry.examples(one)
    when, since, until = (entry.day(value or None) for value in (one.when, one.since, one.until))
    if not written.keys() <= set(Written.__struct_fields__):
        # what seems to be missing may well be the misspelt key
        entry.problems[before:] = [found for found in entry.problems[before:] if found.code not in _MISSING]
    if len(entry.problems) > before or when is None:
        return None
    return Decision(
        one.id, when, masked(one.who), masked(one.why), where, one.category, one.left_out, split,
        one.source and masked(one.source), since, until, examples, one.suggested, one.withdraws, entry.place,
    )  # fmt: skip


def written(decision: Decision) -> dict[str, Plain]:
    """Return the keys and values of a decision, in the order in which they are written."""
    first: dict[str, Plain] = {
        "id": decision.id,
        "when": decision.when.isoformat(),
        "who": masked(decision.who),
        "why": masked(decision.why),
    }
    split: dict[str, Plain] = {category: f"{share:f}" for category, share in decision.split}
    asked: dict[str, Plain] = {field: list(values) for field, values in decision.where}
    rest: dict[str, Plain | None] = {
        "category": decision.category,
        "left_out": decision.left_out,
        "split": split,
        "source": decision.source and masked(decision.source),
        "withdraws": decision.withdraws,
        "since": decision.since.isoformat() if decision.since else None,
        "until": decision.until.isoformat() if decision.until else None,
        "suggested": decision.suggested,
        "examples": [dict(example) for example in decision.examples],
    }
    return first | asked | {key: value for key, value in rest.items() if value}


def text(entry: Mapping[str, Plain], indent: str = "") -> str:
    """Return an entry (from `written`) as YAML: a key on each line, lists and examples in one line."""
    lines = [f"{key}: {_scalar(value) if isinstance(value, str) else _flow(value)}" for key, value in entry.items()]
    return "".join(f"{indent}{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


def _check_outcome(one: Written, entry: Entry, known: Known) -> None:
    given = [key for key in OUTCOMES if getattr(one, key) is not None]
    if len(given) != 1:
        entry.add("decision-outcome", found=" and ".join(given) or "nothing")
    if one.category is not None:
        entry.check_category(one.category, known)
    if one.left_out is not None:
        entry.check_reason(one.left_out, known)
    if given == ["withdraws"]:
        free = {*_NEEDED, "withdraws"}
        if more := [key for key in Written.__struct_fields__ if key not in free and getattr(one, key)]:
            entry.add("decision-withdraws-more", keys=", ".join(more))


def _split(one: Written, entry: Entry, known: Known) -> Split:
    if one.split is None:
        return ()
    if not (one.source or "").strip():
        entry.add("decision-source")
    wrong = False
    for category, share in one.split.items():
        entry.check_category(category, known, "split")
        if not re.search("[1-9]", share) or not _SHARE.fullmatch(share):
            entry.add("decision-share", f"{category}: {share}")
            wrong = True
    if wrong:
        return ()
    split = tuple((category, Decimal(share)) for category, share in one.split.items())
    total = sum((share for _, share in split), Decimal(0))
    if total != 1:
        entry.add("decision-shares", total=f"{total:f}")
    return split


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else _quoted(value)


def _flow(value: Plain) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_inside(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(_flow(one) for one in value) + "]" if isinstance(value, list) else _quoted(value)


def _inside(value: Plain) -> str:
    share = isinstance(value, str) and re.fullmatch(r"[\d.]+", value) and "." in value
    return str(value) if share else _flow(value)


def _quoted(value: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
