"""The scoreboard: what is recorded, what counts as much worse, and the table. Nothing is measured here."""

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def benchmark() -> Iterator[dict[str, ModuleType]]:
    """The benchmarks' modules, which are no package: they are found beside each other."""
    before = set(sys.modules)
    sys.path.insert(0, str(BENCHMARKS))
    import compare
    import many_rules
    import measuring
    import peers
    import scoreboard
    import scores
    import small

    yield {one.__name__: one for one in (compare, many_rules, measuring, peers, scoreboard, scores, small)}
    sys.path.remove(str(BENCHMARKS))
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(BENCHMARKS)):
            del sys.modules[name]


def one(benchmark: dict[str, ModuleType], measure: str = "run", rows: int = 100_000, **more: object) -> object:
    told = {"seconds": 1.5, "cpu_seconds": 2.0, "megabytes": 300.0, "against": "polars scan + sum", "ratio": 7.0}
    return benchmark["scores"].Score(measure, rows, **told | more)


@pytest.mark.parametrize(
    ("found", "recorded", "said", "code"),
    [
        (7.0, 7.0, "run of 100,000 rows: 7.00 x polars scan + sum, recorded 7.00 x: fine", 0),
        (13.99, 7.0, "run of 100,000 rows: 13.99 x polars scan + sum, recorded 7.00 x: fine", 0),
        (
            14.0,
            7.0,
            "run of 100,000 rows: 14.00 x polars scan + sum, recorded 7.00 x: 2 times as much or more. "
            "What made it slower?",
            1,
        ),
        (3.0, 7.0, "run of 100,000 rows: 3.00 x polars scan + sum, recorded 7.00 x: fine", 0),
        (
            99.0,
            None,
            "run of 100,000 rows: 99.00 x polars scan + sum; none is recorded: see benchmarks/scoreboard.py",
            0,
        ),
    ],
)
def test_only_twice_the_recorded_ratio_is_a_fault(
    benchmark: dict[str, ModuleType], found: float, recorded: float | None, said: str, code: int
) -> None:
    assert benchmark["small"].verdict(found, recorded) == (said, code)


def test_what_is_recorded_is_read_again(benchmark: dict[str, ModuleType], tmp_path: Path) -> None:
    scores = benchmark["scores"]
    held = [
        one(
            benchmark,
            promise="at most 3 x and 500 MB",
            kept="NOT KEPT",
            date="2026-11-29",
            cores=2,
            versions="a 1, b 2",
        ),
        one(benchmark, measure="bare Python", rows=0, against="", ratio=None),
    ]
    scores.write(tmp_path / "recorded.csv", held)
    assert scores.read(tmp_path / "recorded.csv") == held
    assert scores.read(tmp_path / "none.csv") == []


def test_the_ratio_is_that_of_the_same_measure_rows_and_neighbour(benchmark: dict[str, ModuleType]) -> None:
    held = [
        one(benchmark, rows=1_000_000, ratio=3.0),
        one(benchmark, against="polars streaming", ratio=9.0),
        one(benchmark, ratio=7.0),
    ]
    small, recorded = benchmark["small"], benchmark["scores"].recorded_ratio
    assert recorded(held, (small.RUN, small.ROWS, small.SCAN)) == 7.0
    assert recorded(held, (small.RUN, 5, small.SCAN)) is None


def test_a_new_score_takes_the_place_of_the_old_one(benchmark: dict[str, ModuleType]) -> None:
    old = [one(benchmark, rows=10_000_000), one(benchmark, ratio=7.0), one(benchmark, measure="--help", rows=0)]
    new = [one(benchmark, rows=1_000_000), one(benchmark, ratio=6.0)]
    held = benchmark["scores"].renewed(old, new)
    assert [(score.measure, score.rows, score.ratio) for score in held] == [
        ("run", 100_000, 6.0),
        ("run", 1_000_000, 7.0),
        ("run", 10_000_000, 7.0),
        ("--help", 0, 7.0),
    ]


def test_a_broken_promise_ends_with_one(benchmark: dict[str, ModuleType]) -> None:
    scores = benchmark["scores"]
    assert scores.exit_code([one(benchmark), one(benchmark, promise="at most 3 x", kept=scores.KEPT)]) == 0
    assert scores.exit_code([one(benchmark), one(benchmark, promise="at most 3 x", kept=scores.BROKEN)]) == 1


@pytest.mark.parametrize(
    ("rows", "held", "megabytes", "promised"),
    [
        (1_000_000, 3.0, 500, ("at most 3 x and 500 MB", True)),
        (1_000_000, 3.01, 400, ("at most 3 x and 500 MB", False)),
        (1_000_000, 2.0, 501, ("at most 3 x and 500 MB", False)),
        (10_000_000, 9.0, 1_000, ("at most 1,000 MB", True)),
        (50_000_000, 9.0, 2_001, ("at most 2,000 MB", False)),
        (100_000, 9.0, 2_001, None),
    ],
)
def test_what_is_promised_depends_on_the_size(
    benchmark: dict[str, ModuleType], rows: int, held: float, megabytes: float, promised: tuple[str, bool] | None
) -> None:
    took = benchmark["measuring"].Measure(1.0, 1.0, megabytes)
    assert benchmark["compare"].promise(rows, held, took) == promised


def test_ratios_are_of_neighbours_in_time(benchmark: dict[str, ModuleType]) -> None:
    measuring = benchmark["measuring"]
    ours = [measuring.Measure(seconds, 1, 1) for seconds in (2.0, 30.0, 4.0)]
    theirs = [measuring.Measure(seconds, 1, 1) for seconds in (1.0, 10.0, 1.0)]
    assert measuring.ratio(ours, theirs) == 3.0
    assert measuring.longer(ours, theirs) == 3.0
    assert measuring.median(ours) == measuring.Measure(4.0, 1, 1)


def test_the_table_stands_between_the_marks(benchmark: dict[str, ModuleType]) -> None:
    board = benchmark["scoreboard"]
    held = [
        one(benchmark, promise="at most 3 x", kept="NOT KEPT", date="2026-11-29", cores=2, versions="python 3.11"),
        one(benchmark, measure="bare Python", rows=0, against="", ratio=None, date="2026-11-28", cores=2, versions="b"),
    ]
    again = board.written(board.written(f"Above\n{board.BEGIN}\nold\n{board.END}\nBelow\n", held[1:]), held)
    assert again == (
        f"Above\n{board.BEGIN}\n\n"
        "| what | rows | seconds | CPU-s | MB | ratio | promise | |\n"
        "|---|--:|--:|--:|--:|---|---|---|\n"
        "| run | 100,000 | 1.50 | 2.00 | 300 | 7.00 × polars scan + sum | at most 3 x | **NOT KEPT** |\n"
        "| bare Python |  | 1.50 | 2.00 | 300 |  |  |  |\n\n"
        "- 2026-11-29, 2 cores: python 3.11\n- 2026-11-28, 2 cores: b\n\n"
        f"{board.END}\nBelow\n"
    )
    with pytest.raises(ValueError, match=r"README\.md has no"):
        board.written("no marks", held)


def test_the_readme_shows_what_is_recorded(benchmark: dict[str, ModuleType]) -> None:
    board = benchmark["scoreboard"]
    held = benchmark["scores"].read(board.RECORDED)
    text = board.README.read_text(encoding="utf-8")
    assert board.BEGIN in text
    assert not held or board.written(text, held) == text


def test_the_largest_difference_of_two_results_is_found(benchmark: dict[str, ModuleType]) -> None:
    ours = {"a": (2, Decimal("10.00"), Decimal("1.000")), "b": (1, Decimal("5.00"), Decimal("0.500"))}
    same = benchmark["peers"].difference(ours, ours)
    apart = benchmark["peers"].difference(ours, {"a": (2, Decimal("10.01"), Decimal("1.000"))})
    assert same == (0, 0, 0)
    assert apart == (1, Decimal("5.00"), Decimal("0.500"))


def test_what_the_benchmark_of_rules_says_becomes_scores(benchmark: dict[str, ModuleType]) -> None:
    said = """\
   500 rules, loading   0.12 CPU-s
 5,000 rules, loading   1.02 CPU-s
   500 rules, mapping   0.80 CPU-s, 390,000 of 400,000 rows decided,  1.00 x
 5,000 rules, mapping   1.28 CPU-s, 399,000 of 400,000 rows decided,  1.60 x
"""
    few, many = benchmark["many_rules"].told(said, 400_000, 300.0)
    assert (few.measure, few.seconds, few.ratio, few.promise) == ("mapping, 500 rules", 0.8, None, "")
    assert (many.measure, many.against, many.ratio) == ("mapping, 5,000 rules", "mapping, 500 rules", 1.6)
    assert (many.promise, many.kept) == ("at most 1.5 x", "NOT KEPT")
    with pytest.raises(SystemExit, match=r"rules\.py says nothing about two numbers of rules"):
        benchmark["many_rules"].told("otherwise", 400_000, 300.0)
