"""Kilograms per krona from an input-output table that anyone supplies: read, solve, follow the supply chain."""
