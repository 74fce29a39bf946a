"""What people can decide: spending categories and reasons for leaving out, by names that can be read back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.mapping.suggestion import LEFT_OUT
from procurement_footprint.reporting.language import Words

CODE = re.compile(r"\(([^()]+)\)\s*$")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that can be decided. id: a category, or `left_out:` and a reason. name: in the project's language."""

    id: str
    name: str

    @property
    def label(self) -> str:
        """The name with the id: `Livsmedel (food_general)`."""
        return f"{self.name} ({self.id})"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Everything that can be decided: categories in the order of their tree, then reasons."""

    categories: tuple[Outcome, ...]
    reasons: tuple[Outcome, ...]

    @property
    def every(self) -> tuple[Outcome, ...]:
        """Categories and reasons."""
        return (*self.categories, *self.reasons)

    def named(self, identifier: str) -> Outcome:
        """Return the outcome with this id; one of that name where there is none."""
        return next((one for one in self.every if one.id == identifier), Outcome(identifier, identifier))

    def said(self, text: str) -> Outcome | None:
        """Return the outcome that a person has written or chosen: its label, its id or its name; else None."""
        wanted = text.strip()
        code = CODE.search(wanted)
        ids = {wanted, code[1].strip()} if code else {wanted}
        exact = [one for one in self.every if one.id in ids]
        named = [one for one in self.every if one.name.casefold() == wanted.casefold()]
        found = exact or named
        return found[0] if len(found) == 1 else None


def outcomes(known: Mappings, words: Words) -> Outcomes:
    """Return what can be decided with these mappings, named in the language of `words`."""
    language = words.language
    categories = (Outcome(one.id, getattr(one.name, language)) for one in known.taxonomy.categories.values())
    reasons = (
        Outcome(LEFT_OUT + one.id, words("worklist.leave_out", name=getattr(one.name, language)))
        for one in known.reasons.by_id.values()
    )
    return Outcomes(tuple(categories), tuple(reasons))


def matching(part: str, among: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes whose name or id has this part, those that begin with it first."""
    wanted = part.strip().casefold()
    found = [one for one in among if wanted in one.name.casefold() or wanted in one.id.casefold()]
    return sorted(found, key=lambda one: not one.name.casefold().startswith(wanted))
