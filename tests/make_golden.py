"""Make the golden files anew, after a change of figures that is meant: `python tests/make_golden.py`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from conftest import command

from procurement_footprint.demo.town import write_town

GOLDEN = Path(__file__).parent / "golden" / "small-town"


def main() -> None:
    """Run the small town and keep its tables."""
    with tempfile.TemporaryDirectory() as place:
        town = Path(place)
        write_town(town, years=(2023, 2024), rows_per_year=300)
        done = command("run", "--out", town / "footprint", cwd=town)
        if done.returncode:
            sys.exit(done.stderr)
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for path in sorted((town / "footprint").glob("*.csv")):
            shutil.copyfile(path, GOLDEN / path.name)


if __name__ == "__main__":
    main()
