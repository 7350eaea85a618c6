"""How long a question to the lake takes, beside the same sum asked of DuckDB alone.

``python -m benchmarks.lake [thousands …]``: seeded figures of so many thousand villages for four
quarters, which are alike, at the size of a real package's; ``make bench`` asks a few hundred, for
a province takes minutes. ``--spark`` asks Spark, too, where it is installed.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import Rounds, in_turn
from lake.asking import By, Question, answer
from lake.engines import Engine, ask
from lake.parquet import FIGURES, Mark, place_of, written
from lake.rows import FigureRow, Where
from models.figures import catalogue
from models.figures.catalogue import measure_coded
from models.figures.measure import Rate
from models.values.periods import Period

QUARTERS = tuple(f"2026-Q{number}" for number in (1, 2, 3, 4))
FIGURES_EACH = 116
"""So many figures a sample village's package of a quarter holds."""
VILLAGES_OF_A_TOWN, TOWNS_OF_A_COUNTY = 25, 12
COUNTY = 272
ASKED = ("visits", "problems.rate", "village.people")
BARE = """SELECT county, town, measure, sum(value), sum(part), sum(base)
FROM read_parquet('{files}', hive_partitioning = true, hive_types_autocast = false)
WHERE period = '2026-Q2' AND measure IN ('visits', 'problems.rate', 'village.people')
GROUP BY ALL ORDER BY ALL"""


def figures(chance: random.Random, unit: str) -> list[FigureRow]:
    """The invented figures of one village: every measure that adds up, so many of them."""
    wanted = [measure_coded(each) for each in ASKED]
    every = [*wanted, *(each for each in catalogue.MEASURES if each not in wanted)][:FIGURES_EACH]
    rows = []
    for each in every:
        assert each is not None
        base = Decimal(chance.randint(0, 5000))
        share = isinstance(each, Rate)
        rows.append(FigureRow(
            unit, f"{unit[6:]}村", f"{unit[6:9]}镇", "liaison-statistics", "党员联户情况统计表",
            each.code, "member", None if share else base,
            base // 2 if share else None, base if share else None, chance.randint(0, 400)))
    return rows


def generate(folder: Path, villages: int) -> int:
    """Fill a lake; how many bytes it has."""
    size = 0
    chance = random.Random(villages)
    for number in range(villages):
        town, village = divmod(number, VILLAGES_OF_A_TOWN)
        county, town = divmod(town, TOWNS_OF_A_COUNTY)
        unit = f"{410000 + county:06}{town + 100:03}{village + 200:03}"
        content = written(figures(chance, unit), Mark(unit, number))
        for period in QUARTERS:
            place = place_of(folder, Where(unit[:6], unit[:9], period, unit))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            size += len(content)
    return size


def _question() -> Question:
    found = tuple(each for each in map(measure_coded, ASKED) if each is not None)
    return Question(found, By.TOWN, Period.parse(QUARTERS[1]))


def ours(folder: Path) -> list[tuple[Any, ...]]:
    """The question as ``lake sum`` asks it, made a sheet."""
    return [row.values for row in answer(_question(), ask(folder, _question())).rows]


def spark(folder: Path) -> list[tuple[Any, ...]]:
    """The same of Spark."""
    found = ask(folder, _question(), Engine.SPARK)
    return [row.values for row in answer(_question(), found).rows]


def bare(folder: Path) -> list[tuple[Any, ...]]:
    """The same sum, written by hand."""
    import duckdb

    files = folder / FIGURES / "*/*/*/*.parquet"
    return duckdb.connect().execute(BARE.format(files=files)).fetchall()


class Cost(NamedTuple):
    """Seconds of the processor, seconds of the clock, and the peak of memory in MB."""

    processor: float
    clock: float
    memory: float


def apart(what: Callable[[Path], object], folder: Path) -> Cost:
    """What something takes in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (what, folder))


def _measured(what: Callable[[Path], object], folder: Path) -> Cost:
    if sys.platform == "win32":
        raise NotImplementedError("what a process took is not told there")
    begun, busy = time.perf_counter(), time.process_time()
    what(folder)
    return Cost(time.process_time() - busy, time.perf_counter() - begun,
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def few() -> Rounds:
    """Seconds of both for a county's villages, in this process."""
    with tempfile.TemporaryDirectory(prefix="lake-") as folder:
        generate(Path(folder), COUNTY)
        return in_turn(lambda: _asked(ours, folder), lambda: _asked(bare, folder))


def _asked(what: Callable[[Path], object], folder: str) -> None:
    what(Path(folder))


MEASURES = [("a question to the lake of a county", 1.3, few)]


def main(words: list[str]) -> int:
    """Print a line for every size; 1 when the ratio is over 1.3."""
    missed = 0
    asked = [ours, bare, ours, bare, *([spark] if "--spark" in words else [])]
    for thousands in [int(each) for each in words if each.isdigit()] or [1, 10]:
        folder = Path(tempfile.mkdtemp(prefix="lake-"))
        begun = time.perf_counter()
        size = generate(folder, thousands * 1000)
        print(f"{thousands} thousand villages: {size / 2**20:.0f} MB,"
              f" made in {time.perf_counter() - begun:.0f} s", flush=True)
        found: dict[str, list[Cost]] = {}
        for each in asked:
            found.setdefault(each.__name__, []).append(apart(each, folder))
        best = {name: min(each) for name, each in found.items()}
        ratio = best["ours"].processor / best["bare"].processor
        for name, cost in best.items():
            print(f"  {name:6s} {cost.processor:8.2f} s of the processor, {cost.clock:8.2f} s,"
                  f" {cost.memory:5.0f} MB")
        print(f"  ratio {ratio:.2f}, memory {best['ours'].memory / best['bare'].memory:.2f}",
              flush=True)
        missed += ratio > 1.3
        shutil.rmtree(folder)
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
