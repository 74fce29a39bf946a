"""From a public organisation's purchase ledger to a climate footprint that adds up.

The nouns that a program which uses the package needs; `procurement_footprint.workflow` has the verbs.
"""

__version__ = "0.1.0"

from procurement_footprint.job import Job
from procurement_footprint.period import Period
from procurement_footprint.problems import Problem, Refused, Unbalanced
from procurement_footprint.project import Project

__all__ = ["Job", "Period", "Problem", "Project", "Refused", "Unbalanced", "__version__"]
