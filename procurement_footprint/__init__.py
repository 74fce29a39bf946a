"""From a public organisation's purchase ledger to a climate footprint that adds up."""

__version__ = "0.1.0"
