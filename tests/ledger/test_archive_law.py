"""The law of the archive: after any imports it holds exactly the rows and öre that a plain model says."""

import tempfile
from collections import Counter
from pathlib import Path

from archive_town import day, held, ledger, money, project, take
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement_footprint.problems import Refused

ROWS = st.tuples(
    st.builds(day, st.integers(1, 3), st.integers(1, 2)),
    st.sampled_from(["A", "B"]),
    st.sampled_from(["1.25", "-0.40"]),
)
DELIVERY = st.tuples(
    st.lists(ROWS, min_size=1, max_size=5), st.sampled_from(["refuse", "replace", "add"]), st.booleans()
)


class Model:
    """An archive as a plain count of rows, and the deliveries that it has taken in: as they came, and as stored."""

    def __init__(self):
        self.rows = Counter()
        self.came = []
        self.stored = []

    def take(self, delivery: list, overlap: str) -> bool | None:
        """Take in a delivery; returns whether it changes anything, None where it is refused."""
        rows, months = Counter(delivery), {row[0][:7] for row in delivery}
        overlapping = Counter({row: number for row, number in self.rows.items() if row[0][:7] in months})
        known = rows <= self.rows and (delivery in self.came or rows in self.stored)
        if overlapping == rows or (known and overlap != "replace") or (rows <= self.rows and overlap == "add"):
            return False
        if overlapping and overlap == "refuse":
            return None
        new = rows - self.rows if overlap == "add" else rows
        self.rows = self.rows - overlapping + rows if overlap == "replace" else self.rows + new
        self.came.append(delivery)
        self.stored.append(new)
        return True


@given(st.lists(DELIVERY, min_size=1, max_size=4))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_imports_leave_the_rows_that_a_plain_model_says(deliveries):
    with tempfile.TemporaryDirectory() as place:
        folder, model, files = project(Path(place) / "town"), Model(), []
        for number, (rows, overlap, again) in enumerate(deliveries):
            if again and files:  # an earlier file, its lines in another order
                rows = files[number % len(files)][::-1]
            files.append(rows)
            path = ledger(Path(place) / f"{number % 2}.csv", rows)
            changes = model.take(rows, overlap)
            assert taken(folder, path, overlap) == changes
            assert held(folder) == model.rows
            assert money(held(folder)) == money(model.rows)


def taken(folder, path, overlap):
    """Whether an import changes anything, None where the file is refused for months that are there already."""
    try:
        (one,) = take(folder, path, overlap=overlap, reason=None if overlap == "refuse" else "why")
    except Refused as refused:
        return None if {one.code for one in refused.problems} == {"archive-overlap"} else refused
    return one.imported is not None
