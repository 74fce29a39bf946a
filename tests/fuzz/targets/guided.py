"""Fuzzing that is led by the lines which are reached: atheris on one parser (extra `fuzz`, Python 3.11).

    python tests/fuzz/targets/guided.py PARSER [libFuzzer options, such as -max_total_time=300] [folder of inputs]

Of a folder that is named, inputs that reach something new are kept there. An input that breaks something is written
into the current folder as `crash-…`; it becomes a specimen in `tests/specimens/found`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import atheris

HERE = Path(__file__).resolve()
sys.path[:0] = [str(place) for place in (HERE.parents[3], HERE.parents[2], HERE.parents[1])]

with atheris.instrument_imports(include=["procurement_footprint"]):
    import parsers

    from procurement_footprint.problems import Refused


def tried(parse: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """Return what is tried with each input: it may be refused, and nothing else."""

    def one(raw: bytes) -> None:
        try:
            parse(raw)
        except Refused as refused:
            str(refused).encode()

    return one


def main() -> None:
    """Begin with the files that the campaign begins with, and go on until it is stopped."""
    name, options = sys.argv[1], sys.argv[2:]
    parser = parsers.PARSERS[name]
    begin = Path(mkdtemp(prefix="guided-"))
    for number, raw in enumerate(parser.inputs()):
        (begin / str(number)).write_bytes(raw)
    kept = [one for one in options if not one.startswith("-")]
    flags = [one for one in options if one.startswith("-")]
    atheris.Setup([sys.argv[0], "-timeout=10", "-rss_limit_mb=1500", *flags, *kept, str(begin)], tried(parser.parse))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
