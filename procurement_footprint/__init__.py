"""From a public organisation's purchase ledger to a climate footprint that adds up.

    import procurement_footprint as pf

    footprint = pf.open("footprints/2024")  # the folder of a run, or a period of a project
    footprint.departments()                 # polars; .to_pandas() makes a pandas frame of it

The nouns that a program which uses the package needs, and `open` and `run`, which read and make footprints;
`procurement_footprint.workflow` has the other verbs.
"""

__version__ = "0.1.0"

from typing import TYPE_CHECKING

from procurement_footprint.job import Job
from procurement_footprint.period import Period
from procurement_footprint.problems import Problem, Refused, Unbalanced
from procurement_footprint.project import Project

if TYPE_CHECKING:
    from procurement_footprint.reading import Footprint, open, run  # noqa: A004 - pf.open, as in gzip.open

__all__ = ["Footprint", "Job", "Period", "Problem", "Project", "Refused", "Unbalanced", "__version__", "open", "run"]


def __getattr__(name: str) -> object:
    """Return what is imported when it is asked for, since it needs polars, which takes its time."""
    if name not in ("Footprint", "open", "run"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from procurement_footprint import reading

    return getattr(reading, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
