"""Targets as people read them: sentences, a chart and tables for each, and what must not be compared said beside it."""
