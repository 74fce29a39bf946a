"""The change of spend: price, volume and what only one method counts, to the öre, wherever it is added up."""

from change_cells import GROUPS, cell, table

from procurement_footprint.analysis.change.changes import change
from procurement_footprint.analysis.change.sides import Sides, same_method

SPEND = ("amount_change", "spend_price", "spend_volume", "spend_method")
BEFORE = table(cell("food", 1000, 10), cell("food", 500, 5, supplier="Y"), cell("it", "333.33", 3))
AFTER = table(cell("food", 1650, 10, 1500), cell("it", "300.01", 3, "310.10"), cell("it", 10, 1, 9, supplier="Y"))


def test_nominal_change_is_price_and_volume_per_category() -> None:
    found = change(same_method(BEFORE, AFTER), GROUPS).categories.sort("category")
    assert [[float(value) for value in row] for row in found.select(SPEND).rows()] == [
        [150.0, 150.0, 0.0, 0.0],
        [-23.32, -9.09, -14.23, 0.0],
    ]
    assert found["price_index"].round(4).to_list() == [1.1, 0.9715]


def test_and_per_supplier_with_the_same_ore() -> None:
    found = change(same_method(BEFORE, AFTER), GROUPS)
    rows = {row[0]: [float(value) for value in row[1:]] for row in found.suppliers.select("supplier", *SPEND).rows()}
    assert rows == {"X": [616.68, 139.91, 476.77, 0.0], "Y": [-490.0, 1.0, -491.0, 0.0]}
    assert [float(value) for value in found.total.select(SPEND).row(0)] == [126.68, 140.91, -14.23, 0.0]


def test_money_that_only_the_later_boundary_counts_is_method_and_not_volume() -> None:
    wider = table(
        cell("food", 1000, 10), cell("food", 500, 5, supplier="Y"), cell("it", "333.33", 3), cell("fuel", 40, 9)
    )
    found = change(Sides(BEFORE, BEFORE, BEFORE, wider, wider, wider), GROUPS).total.row(0, named=True)
    assert [float(found[name]) for name in SPEND] == [40.0, 0.0, 0.0, 40.0]
    assert (float(found["boundary"]), float(found["real_change"])) == (9.0, 0.0)
