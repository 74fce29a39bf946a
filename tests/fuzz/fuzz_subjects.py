"""All subjects, and how many of 20,000 cases each has."""

from __future__ import annotations

from fuzz_ledgers import LEDGERS
from fuzz_settings import SETTINGS

SUBJECTS = {subject.name: subject for subject in (*LEDGERS, *SETTINGS)}
SHARES = {name: 100 for name in SUBJECTS}
