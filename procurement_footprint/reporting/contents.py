"""The pages of a whole report."""

# In the order in which they are read; of those that are leaflets only the ones that are made.
PAGES = (
    "overview", "follow_up", "departments", "categories", "suppliers", "hot_spots", "change", "targets", "measures",
    "quality", "steps", "method",
)  # fmt: skip
LEAFLETS = ("follow_up", "hot_spots", "change", "targets", "measures")
