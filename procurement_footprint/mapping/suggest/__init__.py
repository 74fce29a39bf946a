"""Suggestions: what lines that nobody has decided probably are, learnt from rules, decisions and decided lines."""

from procurement_footprint.mapping.suggest.suggester import Suggester, trained

__all__ = ["Suggester", "trained"]
