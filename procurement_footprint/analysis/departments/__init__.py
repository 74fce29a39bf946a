"""A footprint department by department: what each bought, from whom, when, what is not counted, and what changed."""
