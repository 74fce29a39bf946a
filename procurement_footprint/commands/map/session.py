"""Deciding in the terminal: one key a decision, undo, and stop at any time without losing anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click

from procurement_footprint.analysis.progress import Progress, begin
from procurement_footprint.analysis.worklist import Group, Worklist
from procurement_footprint.commands.map.desk import Desk
from procurement_footprint.mapping.decision import Decision
from procurement_footprint.reporting import undecided
from procurement_footprint.reporting.language import Words
from procurement_footprint.reporting.outcomes import Outcome, Outcomes, matching

MATCHES = 12  # that are shown at once


@dataclass(frozen=True, slots=True)
class Step:
    """A group that was decided or skipped, and where things stood before."""

    place: int
    before: Progress
    made: Decision | None


class Session:
    """One person goes through a worklist."""

    __slots__ = ("_desk", "_outcomes", "_place", "_progress", "_steps", "_words", "_worklist")

    def __init__(self, worklist: Worklist, outcomes: Outcomes, words: Words, desk: Desk) -> None:
        self._worklist, self._outcomes, self._words, self._desk = worklist, outcomes, words, desk
        self._progress, self._place, self._steps = begin(worklist), 0, list[Step]()

    def run(self) -> None:
        """Ask until the worklist is at its end or the person stops, and say what is decided."""
        self._say(undecided.heading(self._worklist, self._words))
        self._say(self._words("deciding.keys"))
        try:
            while (group := self._next()) and self._asked(group):
                pass
        except (KeyboardInterrupt, EOFError, click.Abort):
            click.echo()
        self._end()

    def _next(self) -> Group | None:
        """Return the next group of which something is left, and which people can decide."""
        groups = self._worklist.groups
        while self._place < len(groups):
            group = groups[self._place]
            if group.where and self._progress.of(group)[0]:
                return group
            self._place += 1
        return None

    def _asked(self, group: Group) -> bool:
        """Show a group and do what the next key says; return False when the person stops."""
        words, groups = self._words, len(self._worklist.groups)
        first, *lines = undecided.card(group, self._progress, self._outcomes, words)
        click.echo()
        click.secho(f"{words('deciding.position', number=self._place + 1, groups=groups)}  {first}", bold=True)
        for line in lines:
            self._say(f"  {line}")
        key = click.getchar().lower()
        if key == "q":
            return False
        if key in {"\x03", "\x04"}:
            raise KeyboardInterrupt
        self._do(key, group)
        return True

    def _do(self, key: str, group: Group) -> None:
        words = self._words
        if key == "s":
            self._step(None)
        elif key == "b":
            self._back()
        elif key == "?":
            for line in undecided.behind(self._progress.lines(group), words, self._worklist.currency):
                self._say(f"  {line}")
        elif key == "c":
            self._take(group, self._choose("deciding.ask_category", self._outcomes.categories))
        elif key == "l":
            self._take(group, self._choose("deciding.ask_reason", self._outcomes.reasons))
        elif key.isdigit() and 1 <= int(key) <= len(group.suggestions):
            self._take(group, self._outcomes.named(group.suggestions[int(key) - 1].outcome))
        else:
            self._say(f"{words('deciding.no_such_key')}: {words('deciding.keys')}")

    def _take(self, group: Group, outcome: Outcome | None) -> None:
        """Ask why, write the decision down and go on; nothing where no outcome was chosen."""
        if outcome is None:
            return
        words = self._words
        said = next((one for one in group.suggestions if one.outcome == outcome.id), None)
        usual = words("deciding.accepted", reason=said.reason) if said else words("deciding.chosen", name=outcome.name)
        self._say(f"  {outcome.label}")
        why = click.prompt(words("deciding.ask_why"), default=undecided.plain(usual)).strip()
        self._step(self._desk.decide(group, outcome.id, why or usual))
        self._progress = self._progress.after(group.where, outcome.id)
        self._say(words("deciding.done", name=outcome.name, **undecided.shares(self._progress, words)))

    def _step(self, made: Decision | None) -> None:
        self._steps.append(Step(self._place, self._progress, made))
        self._place += 1

    def _back(self) -> None:
        """Go back to the group before; a decision about it is withdrawn."""
        if not self._steps:
            self._say(self._words("deciding.nothing_to_undo"))
            return
        step = self._steps.pop()
        if step.made:
            self._desk.withdraw(step.made, self._words("deciding.undo_why"))
            self._say(self._words("deciding.undone", name=step.made.id))
        self._place, self._progress = step.place, step.before

    def _choose(self, question: str, among: Sequence[Outcome]) -> Outcome | None:
        """Return the outcome that a person finds by a part of its name; None where she goes back."""
        words = self._words
        while part := self._prompt(words(question)):
            found = matching(part, among)
            if len(found) == 1:
                return found[0]
            if not found:
                self._say(words("deciding.no_match"))
                continue
            for number, one in enumerate(found[:MATCHES], 1):
                self._say(f"  {number:>2}  {one.label}")
            if len(found) > MATCHES:
                self._say(words("deciding.more_matches", count=len(found) - MATCHES))
            number_said = self._prompt(words("deciding.ask_number"))
            if number_said.isdecimal() and 1 <= int(number_said) <= min(len(found), MATCHES):
                return found[int(number_said) - 1]
        return None

    def _prompt(self, question: str) -> str:
        answer: str = click.prompt(question, default="", show_default=False)
        return answer.strip()

    def _end(self) -> None:
        kept = sum(step.made is not None for step in self._steps)
        said = undecided.shares(self._progress, self._words)
        if kept:
            self._say(self._words("deciding.end", decisions=kept, file=self._desk.file, **said))
        else:
            self._say(self._words("deciding.end_nothing", **said))

    def _say(self, text: str) -> None:
        click.echo(undecided.plain(text))
