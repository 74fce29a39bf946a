"""From a public organisation's purchase ledger to a climate footprint that adds up.

    import procurement_footprint as pf

    footprint = pf.open("footprints/2024")  # the folder of a run, or a period of a project
    footprint.departments()                 # polars; .to_pandas() makes a pandas frame of it

The nouns that a program which uses the package needs, and `open` and `run`, which read and make footprints;
`procurement_footprint.workflow` has the other verbs.
"""

__version__ = "0.1.0"

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procurement_footprint.job import Job
    from procurement_footprint.period import Period
    from procurement_footprint.problems import Problem, Refused, Unbalanced
    from procurement_footprint.project import Project
    from procurement_footprint.reading import Footprint, open, run  # noqa: A004 - pf.open, as in gzip.open

__all__ = ["Footprint", "Job", "Period", "Problem", "Project", "Refused", "Unbalanced", "__version__", "open", "run"]


_HOMES = {
    "Job": "job",
    "Period": "period",
    "Project": "project",
    **dict.fromkeys(("Problem", "Refused", "Unbalanced"), "problems"),
    **dict.fromkeys(("Footprint", "open", "run"), "reading"),
}


def __getattr__(name: str) -> object:
    """Return what is imported when it is asked for: the command line needs little of it to show its help."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
