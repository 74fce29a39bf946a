"""The footprint of a ledger with pymrio, which computes the multipliers of an input-output system, and pandas.

    python benchmarks/peers/pymrio_pandas.py LEDGER TABLES OUT

The system that `exported_rules.py` wrote is loaded and all its accounts are calculated; its multipliers per krona are
the factors. The ledger gets its categories as in `pandas_usual.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pymrio
from pandas_usual import classified, priced, read, totals


def factors(folder: Path) -> pd.DataFrame:
    """Return kg CO2e per krona of each category and year: the multipliers of the system."""
    system = pymrio.load_all(folder / "system").calc_all()
    multipliers = system.emissions.M.droplevel("region", axis=1)
    multipliers.index = multipliers.index.str.removeprefix("kg CO2e, ").astype("int32").rename("year")
    return multipliers.melt(ignore_index=False, var_name="category", value_name="kg_per_sek").reset_index()


if __name__ == "__main__":
    path, tables, target = map(Path, sys.argv[1:])
    totals(priced(classified(read(path), tables), factors(tables)), target)
