"""Audit: which lines are drawn to be judged, and what the verdicts say about all lines."""
