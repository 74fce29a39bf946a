"""What the user says about a file where it does not say itself, and what she is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from procurement_footprint.problems import Problem, Refused


@dataclass(frozen=True, slots=True)
class SourceHints:
    """What the user says about a file where it does not say itself: encoding, separator.

    patient: a long text file is looked through to its end before it is opened.
    """

    encoding: str | None = None
    separator: str | None = None
    patient: bool = False


class Unclear(Refused):
    """The file can be read in several ways; `guess` is the likeliest, to begin a ledger profile with."""

    def __init__(self, problems: Iterable[Problem], guess: SourceHints) -> None:
        super().__init__(problems)
        self.guess = guess
