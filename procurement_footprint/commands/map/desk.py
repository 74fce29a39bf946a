"""Where one person's decisions are written down, one after the other, as soon as they are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from procurement_footprint.analysis.worklist import Group
from procurement_footprint.mapping import recording
from procurement_footprint.mapping.decision import Decision
from procurement_footprint.mapping.mappings import Mappings
from procurement_footprint.reporting import review_answers, review_key


@dataclass(slots=True)
class Desk:
    """project: its folder. by: who decides. file: the last file that was written to."""

    project: Path
    known: Mappings
    by: str
    file: Path | None = None

    def decide(self, group: Group, outcome: str, why: str) -> Decision:
        """Write down what a group is; return the decision as it stands in the file."""
        key = review_key.key_of(group)
        accepted = key.accepted(outcome)
        made = review_answers.draft(group.where, outcome, self.by, why, date.today(), key, accepted)
        return self._record([made])

    def withdraw(self, made: Decision, why: str) -> None:
        """Write down that a decision no longer holds; nothing is deleted."""
        self._record([Decision(id="", when=date.today(), who=self.by, why=why, withdraws=made.id)])

    def _record(self, drafts: Sequence[Decision]) -> Decision:
        (made,), (self.file,) = recording.record(self.project, recording.known(self.known), drafts)
        return made
