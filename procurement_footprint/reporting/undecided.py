"""The worklist in words: what is printed by `unmapped`, and what `map` shows of one group."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from procurement_footprint.analysis.progress import Progress, begin
from procurement_footprint.analysis.worklist import Group, Worklist
from procurement_footprint.mapping.suggestion import Suggestion
from procurement_footprint.reporting.language import MINUS, Words, printable
from procurement_footprint.reporting.outcomes import Outcomes

INDENT = "    "
LINES = 8  # of a group are shown


def listing(found: Worklist, outcomes: Outcomes, words: Words, top: int) -> str:
    """Return the worklist as plain text: its whole, and the `top` groups with the largest stakes."""
    if not found.groups:
        return "\n".join([words("worklist.nothing"), *_without_factor(found, words)]) + "\n"
    blocks = [heading(found, words)]
    for number, group in enumerate(found.groups[:top], 1):
        card = [*_weight(group, group.rows, group.amount, found, words), then(group, words)]
        card += suggestions(group, outcomes, words)
        blocks.append("\n".join([f"{number:>3} {name(group, words)}", *(INDENT + line for line in card)]))
    if (rest := len(found.groups) - top) > 0:
        blocks.append(words("worklist.more", groups=words.number(rest), all=len(found.groups)))
    blocks.append(words("worklist.decide"))
    return plain("\n\n".join(blocks)) + "\n"


def heading(found: Worklist, words: Words) -> str:
    """Return how much is undecided, and how much money is decided."""
    share = words.percent(begin(found).money_decided)
    amount = words.money_short(found.undecided, found.currency)
    rows, groups = words.number(int(found.lines["rows"].sum())), words.number(len(found.groups))
    said = words("worklist.heading", amount=amount, rows=rows, groups=groups, share=share)
    return "\n".join([said, *_without_factor(found, words)])


def name(group: Group, words: Words) -> str:
    """Return what a group is called: its supplier, account and text, as far as all of its lines share them."""
    by_supplier = {"supplier", "supplier_name"} & {field for field, _ in group.where}
    parts = [who(group, words), what(group, words)]
    return printable(" · ".join(part for part in (parts if by_supplier else reversed(parts)) if part))


def what(group: Group, words: Words) -> str:
    """Return the account of a group with its text, and the text that its decision asks for; "" where it has none."""
    asked = {field for field, _ in group.where}
    parts = []
    if group.accounts == 1 or "account" in asked:
        parts.append(words("worklist.account", account=" ".join(filter(None, (group.account, group.account_text)))))
    elif group.accounts:
        parts.append(words("worklist.accounts", count=group.accounts))
    elif group.account_text:
        parts.append(group.account_text)
    if "text" in asked and group.texts:
        parts.append(words("worklist.text", text=group.texts[0]))
    return " · ".join(parts)


def card(group: Group, progress: Progress, outcomes: Outcomes, words: Words) -> list[str]:
    """Return what a person sees before she decides: what is left of the group, its texts and suggestions."""
    rows, amount = progress.of(group)
    texts = [words("worklist.text", text=printable(text)) for text in group.texts]
    lines = [*_weight(group, rows, amount, progress.worklist, words), *texts]
    return [plain(line) for line in [name(group, words), *lines, *suggestions(group, outcomes, words)]]


def suggestions(group: Group, outcomes: Outcomes, words: Words) -> list[str]:
    """Return a line for each suggestion of a group, with its probability and reason."""
    if not group.where:
        return [words("worklist.by_hand")]
    lines = [_suggestion(number, one, outcomes, words) for number, one in enumerate(group.suggestions, 1)]
    return lines or [words("worklist.no_suggestion")]


def then(group: Group, words: Words) -> str:
    """Return which shares are decided if a person stops after this group."""
    return words("worklist.then", money=words.percent(group.money_decided), mass=words.percent(group.kg_decided))


def shares(progress: Progress, words: Words) -> dict[str, str]:
    """Return the shares of money and kilograms that are decided, as words."""
    return {"money": words.percent(progress.money_decided), "mass": words.percent(progress.kg_decided)}


def behind(lines: pl.DataFrame, words: Words, currency: str) -> list[str]:
    """Return the largest lines of a group, each with the row where it begins; natural persons have no name here."""
    shown = []
    for line in lines.head(LINES).iter_rows(named=True):
        who = line["supplier"] or words("worklist.persons" if line["person"] else "worklist.nobody")
        parts = (line["row_id"], who, line["account"], line["account_text"], line["text"])
        money = words.money(line["reporting_amount"], currency)
        shown.append(plain(f"{money} ({line['rows']})  " + " · ".join(printable(part) for part in parts if part)))
    if lines.height > LINES:
        shown.append(words("deciding.more_rows", count=lines.height - LINES))
    return shown


def plain(text: str) -> str:
    """Return a text as every terminal can show it."""
    return text.replace(MINUS, "-")


def who(group: Group, words: Words) -> str:
    """Return the supplier of a group, or how many it has; natural persons have no name here."""
    if group.supplier_id or group.supplier:
        named = group.supplier or group.supplier_id or ""
        return f"{named} ({group.supplier_id})" if group.supplier and group.supplier_id else named
    parts = []
    if group.suppliers:
        parts.append(words("worklist.suppliers", count=words.number(group.suppliers)))
    if group.persons:
        parts.append(words("worklist.persons"))
    return ", ".join(parts) or words("worklist.nobody")


def _weight(group: Group, rows: int, amount: Decimal, found: Worklist, words: Words) -> list[str]:
    whole = abs(group.amount)
    stake = Decimal(group.stake) * abs(amount) / whole if whole else Decimal(0)
    money = words.money(amount, found.currency)
    return [words("worklist.weight", amount=money, rows=words.number(rows), mass=words.mass(stake))]


def _suggestion(number: int, one: Suggestion, outcomes: Outcomes, words: Words) -> str:
    return words(
        "worklist.suggestion",
        number=number,
        name=outcomes.named(one.outcome).name,
        outcome=one.outcome,
        probability=words.number(one.probability, 2),
        reason=printable(one.reason),
    )


def _without_factor(found: Worklist, words: Words) -> list[str]:
    rows, amount = found.without_factor
    if not rows:
        return []
    return [words("worklist.no_factor", amount=words.money_short(amount, found.currency), rows=words.number(rows))]
