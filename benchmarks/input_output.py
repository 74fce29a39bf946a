"""How long the input-output engine takes and how much memory it needs, on a random table as large as EXIOBASE.

    python benchmarks/input_output.py [--size 9800] [--inverse 2450]

The table is invented (reproducible: one seed): 200 products in each of 49 regions. Every product buys from 60 % of all
products at home and from 45 % of those abroad, a tenth as much; inputs are worth 20 to 70 % of it. Measured, each in
a process of its own: the table alone; the multipliers of all products with their tiers; who emits for one product; its
structural paths. For comparison the same multipliers by numpy's dense solve at the same size, and by a full inverse
at a smaller size, its time scaled by the cube of the sizes. Machines are noisy: quote the ratios.

Ends with 1 when the promise is not kept: multipliers, emitters and paths in less than 1,500 MB, and the multipliers
in a tenth of the time that the full inverse would take.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from measuring import measured

from procurement_footprint.factors.input_output import emitters, paths, solving
from procurement_footprint.factors.input_output.multipliers import attributed, emissions, multipliers
from procurement_footprint.factors.input_output.table import Numbers, Table

REGIONS, LIMIT_MB, LIMIT_RATIO, SEED = 49, 1_500, 0.1, 20
HOME, ABROAD = 0.6, 0.45  # how many of all flows there are
WORK = ("table", "multipliers", "emitters", "paths", "solve", "inverse")


def random_table(size: int) -> Table:
    """Return a table of `size` products in 49 regions, in the memory of its coefficients and little more."""
    draw = np.random.default_rng(SEED)
    sectors = size // REGIONS
    size = sectors * REGIONS
    coefficients = np.zeros((size, size))
    for region in range(REGIONS):
        at = slice(region * sectors, (region + 1) * sectors)
        block = draw.pareto(1.2, (sectors, size)) * 0.1 * (draw.random((sectors, size)) < ABROAD)
        block[:, at] = draw.pareto(1.2, (sectors, sectors)) * (draw.random((sectors, sectors)) < HOME)
        coefficients[at] = block
    coefficients *= draw.uniform(0.2, 0.7, size) / np.maximum(coefficients.sum(axis=0), 1e-9)
    output = draw.lognormal(6, 2, size)
    codes = tuple(f"R{region:02}:P{sector:03}" for region in range(REGIONS) for sector in range(sectors))
    return Table(
        label="random",
        codes=codes,
        names=codes,
        coefficients=coefficients,
        direct=draw.lognormal(-2, 1.5, size),
        output=output,
        final=output - coefficients @ output,
        regions=tuple(code[:3] for code in codes),
    )


def work(what: str, size: int) -> dict[str, float]:
    """Do one of WORK and return its seconds, without the making of the table, and what it came to."""
    table = random_table(size)
    filled = np.count_nonzero(table.coefficients) / table.coefficients.size
    product = table.codes[len(table.codes) // 2]
    solver = solving.solver(table) if what in ("emitters", "paths") else None
    total = multipliers(table, solver).total if solver and what == "paths" else np.zeros(0)
    started = time.perf_counter()
    result = 0.0
    if what == "multipliers":
        found = multipliers(table, solving.solver(table))
        result = attributed(table, found) / emissions(table)
    elif what == "emitters" and solver:
        result = float(emitters.by_industry(table, solver, product).sum())
    elif what == "paths" and solver:
        result = paths.paths(table, total, product).explained
    elif what in ("solve", "inverse"):
        result = float((dense(table, inverse=what == "inverse") * table.final).sum()) / emissions(table)
    return {"seconds": time.perf_counter() - started, "result": result, "filled": filled}


def dense(table: Table, inverse: bool) -> Numbers:
    """Return the multipliers as textbooks write them."""
    needed = np.eye(len(table.codes)) - table.coefficients
    return table.direct @ np.linalg.inv(needed) if inverse else np.linalg.solve(needed.T, table.direct)


def done(what: str, size: int, said: Path) -> tuple[float, float, float, float]:
    """Return seconds, peak megabytes, the result and the share of flows that there are, of a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--size", str(size), "--only", what]
    took = measured(command, said)
    told = json.loads(said.read_text())
    return told["seconds"], took.megabytes, told["result"], told["filled"]


def main() -> None:
    """Measure everything and print one line for each; end with 1 when the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=9_800)
    parser.add_argument("--inverse", type=int, default=2_450, help="size at which a full inverse is made")
    parser.add_argument("--only", choices=WORK)
    chosen = parser.parse_args()
    if chosen.only:
        print(json.dumps(work(chosen.only, chosen.size)))
        return
    times, peak = {}, 0.0
    for what in WORK:
        size = chosen.inverse if what == "inverse" else chosen.size
        with tempfile.NamedTemporaryFile() as said:
            seconds, megabytes, result, filled = done(what, size, Path(said.name))
        times[what] = seconds * (chosen.size / size) ** 3
        if what in ("multipliers", "emitters", "paths"):
            peak = max(peak, megabytes)
        line = f"{what:12} {size:>6,} products, {filled:5.1%} of flows"
        print(f"{line} | {seconds:7.2f} s {megabytes:6.0f} MB | {result:.9f}", flush=True)
    ratio = times["multipliers"] / times["inverse"]
    print(f"multipliers: {times['multipliers'] / times['solve']:.3f} x a dense solve", end=", ")
    print(f"{ratio:.4f} x a full inverse (scaled from {chosen.inverse:,}); peak {peak:.0f} MB")
    sys.exit(int(ratio > LIMIT_RATIO or peak > LIMIT_MB))


if __name__ == "__main__":
    main()
