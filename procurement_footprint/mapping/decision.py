"""The noun of what people decide: which rows, which category, who said so, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from procurement_footprint.mapping.rule import Example, Split, Where

__all__ = ["Decision", "Split"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, as it stands in a decision file of the project; it is never changed, only withdrawn.

    where: condition → any of these values, as in a rule. Exactly one of category, left_out, split, withdraws is given.
    split: category → share, the shares add to exactly 1; source: where they come from. since, until: inclusive.
    suggested: what was proposed, with probability and reason, where a suggestion was accepted. withdraws: the id of an
    earlier decision that no longer holds. place: file and line; empty before it is written.
    """

    id: str
    when: date
    who: str
    why: str
    where: Where = ()
    category: str | None = None
    left_out: str | None = None
    split: Split = ()
    source: str | None = None
    since: date | None = None
    until: date | None = None
    examples: tuple[Example, ...] = ()
    suggested: str | None = None
    withdraws: str | None = None
    place: str = ""
