"""What can be wrong with a file that somebody gives us, said so that she can mend it.

A `Problem` is a value: it is collected while a file is read and shown together with all others.
`Refused` is raised when work cannot go on; `Unbalanced` when money does not reconcile.
Everything that can be said stands in `problem_kinds`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# what would steer a terminal or turn the direction of a line instead of being read, and halves of letters
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

EXIT_FINE, EXIT_FINDINGS, EXIT_USAGE, EXIT_REFUSED, EXIT_UNBALANCED = range(5)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at one place.

    place: where the user finds it, e.g. `2024.csv:17, column "belopp"`.
    what: what is wrong. excerpt: the text as it stands there. fix: what to do about it.
    """

    code: str
    place: str
    what: str
    excerpt: str
    fix: str

    def __str__(self) -> str:
        excerpt = "".join(f"\n    {line}" for line in self.excerpt.splitlines())
        return f"{self.place}: {self.what}{excerpt}\n    fix: {self.fix}"


class Refused(Exception):  # noqa: N818 - it says what happened, in the user's words
    """The input is refused (exit code 3); `problems` holds everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class Unbalanced(Exception):  # noqa: N818
    """Money, rows or kilograms do not reconcile (exit code 4): nothing is written."""


def problem(code: str, place: str, excerpt: str = "", **values: object) -> Problem:
    """Return the Problem `code` of the catalogue at `place`, its texts filled with `values`.

    Numbers of natural persons are masked in all of them: what is said ends in logs, mails and tickets.
    """
    from procurement_footprint.person_numbers import shown  # only where something is wrong
    from procurement_footprint.problem_kinds import CATALOGUE

    kind = CATALOGUE[code]
    texts = (place, kind.what.format(**values), excerpt, kind.fix.format(**values))
    return Problem(code, *(seen(shown(text)) for text in texts))


def seen(text: str) -> str:
    """Return a text to be shown: control characters and other letters that nobody sees stand as their numbers."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
