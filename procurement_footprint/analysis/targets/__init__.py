"""Targets: what is to be reached and by when, how far away it is, and where the years so far lead."""
