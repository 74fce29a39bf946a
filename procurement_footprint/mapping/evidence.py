"""Evidence: what a rule may look at, and whose word counts most. Ranked here and nowhere else.

Of all rules that a row meets, the one with the strongest evidence decides; inside a level more conditions
beat fewer, then a longer account, code or supplier number beats a shorter, then more letters of a pattern.
The state account code (S-kod) is an account. The supplier's industry by itself is the weakest evidence of all; beside
other conditions it is one more of them.
What weighs the same in all this: a decision of the project beats a rule, and a later decision an earlier.
"""

from __future__ import annotations

from collections.abc import Collection

SUPPLIER, CPV, UNSPSC = "supplier", "cpv", "unspsc"
ACCOUNT_TEXT, ACCOUNT, TEXT = "account_text", "account", "text"
SUPPLIER_INDUSTRY = "supplier_industry"
LEVELS = (SUPPLIER, CPV, UNSPSC, ACCOUNT_TEXT, ACCOUNT, TEXT, SUPPLIER_INDUSTRY)  # strongest first

# What a rule may ask for, and the column of the ledger that answers. Strongest first.
CONDITIONS = {
    "supplier": "supplier_id",
    "supplier_name": "supplier",
    "cpv": "cpv",
    "unspsc": "unspsc",
    "account": "account",
    "state_account": "state_account",
    "account_text": "account_text",
    "text": "text",
    "sni": "supplier_id",  # by the register of suppliers
}
EXCLUSIONS = {f"not_{field}": CONDITIONS[field] for field in ("supplier_name", "account_text", "text")}
PATTERNS = ("supplier_name", "account_text", "text", *EXCLUSIONS)
PREFIXES = ("cpv", "unspsc", "account", "state_account", "sni")
SNI = "sni"
CODES = (CPV, UNSPSC, "state_account", SNI)  # standard codes: many ledgers have none of them
OWN = "own"  # instead of a supplier's number: the buying organisation itself
SUPPLIER_NUMBER_LENGTH = 10  # an organisation number names one supplier: as telling as a prefix of ten digits

_FIELDS = (*CONDITIONS, *EXCLUSIONS)
_LARGEST_SUM = 1_000  # of prefix lengths, and of letters: more than any rule has
_MOST_DECISIONS = 1 << 20  # more than any project has
_FIELDS_WEIGHT = _MOST_DECISIONS


def level(conditions: Collection[str]) -> str:
    """Return the level of evidence of a rule that asks for these fields (exclusions do not count)."""
    asked = set(conditions) & CONDITIONS.keys()
    if asked & {"supplier", "supplier_name"}:
        return SUPPLIER
    for code in (CPV, UNSPSC):
        if code in asked:
            return code
    if not asked & {"account", "state_account"}:
        return SUPPLIER_INDUSTRY if asked == {SNI} else TEXT
    return ACCOUNT_TEXT if asked & {"account_text", "text"} else ACCOUNT


def base_score(level_of_evidence: str, fields: Collection[str], order: int = 0) -> int:
    """Return where a rule stands before the length of what it matched is added.

    score = (((strength of level × 10 + number of conditions) × 10⁶ + 1,000 × length + letters) × 2¹⁰ + fields) × 2²⁰
    + order, length: of the account, code or supplier numbers matched. The term `fields` orders rules that ask
    for different fields and are equal in all else (stronger fields first), so that only rules over the same
    fields can tie; order: 0 for a rule, 1, 2, … for the decisions of the project, the latest last: they never tie.
    """
    strength = len(LEVELS) - LEVELS.index(level_of_evidence)
    conditions = sum(field in CONDITIONS for field in fields)
    asked = sum(1 << place for place, field in enumerate(reversed(_FIELDS)) if field in fields)
    return (strength * 10 + conditions) * _LARGEST_SUM**2 * LETTER_WEIGHT + asked * _FIELDS_WEIGHT + order


LETTER_WEIGHT = (1 << len(_FIELDS)) * _FIELDS_WEIGHT
LENGTH_WEIGHT = _LARGEST_SUM * LETTER_WEIGHT
LIFT = (LEVELS.index(TEXT) - LEVELS.index(ACCOUNT_TEXT)) * 10 * _LARGEST_SUM**2 * LETTER_WEIGHT
"""What a text rule gains where the account gives way to texts: it ranks as account_text."""
