"""Runs every measure: ``python -m benchmarks [word …]``; ends with 1 when a goal is missed."""

from __future__ import annotations

import importlib
import pkgutil
import random
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import benchmarks
from benchmarks import Measure, Rounds

DRAWS, SPREAD = 2000, 0.90


@dataclass(frozen=True)
class Result:
    """What was measured: medians, and where their ratio lies nine times of ten."""

    name: str
    goal: float
    ours: float
    bare: float
    low: float
    high: float

    @property
    def missed(self) -> bool:
        """Whether the goal is surely missed: even the lower end of the ratio is over it."""
        return self.low > self.goal

    def line(self) -> str:
        """The result as one line of the report."""
        return (
            f"{self.goal:6.2f} {self.ours:10.4f} {self.bare:10.4f} {self.ours / self.bare:8.2f}"
            f" [{self.low:.2f}–{self.high:.2f}] {'MISSED' if self.missed else 'kept':7s}{self.name}"
        )


def result(measure: Measure) -> Result:
    """Take one measure."""
    name, goal, rounds_of = measure
    found = rounds_of()
    rounds = [found] if isinstance(found, tuple) else found
    ours, bare = (statistics.median(column) for column in zip(*rounds, strict=True))
    return Result(name, goal, ours, bare, *interval(rounds))


def interval(rounds: Rounds) -> tuple[float, float]:
    """Where the ratio of the medians lies nine times of ten, by drawing the rounds anew."""
    chance = random.Random(1)
    ratios = []
    for _ in range(DRAWS):
        ours, bare = zip(*chance.choices(rounds, k=len(rounds)), strict=True)
        ratios.append(statistics.median(ours) / statistics.median(bare))
    edge = round(DRAWS * (1 - SPREAD) / 2)
    ratios.sort()
    return ratios[edge], ratios[-edge - 1]


def every_measure() -> list[Measure]:
    """The ``MEASURES`` of every module of this folder."""
    found: list[Measure] = []
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if not module.name.startswith("_"):
            found += importlib.import_module(f"benchmarks.{module.name}").MEASURES
    return found


def main(words: Sequence[str]) -> int:
    """Measure what has one of ``words`` in its name, or everything; 1 when a goal is missed."""
    print(f"{'goal':>6s} {'ours':>10s} {'bare':>10s} {'ratio':>8s} [90 % of ratios]")
    missed = 0
    for measure in every_measure():
        if not words or any(word in measure[0] for word in words):
            found = result(measure)
            missed += found.missed
            print(found.line(), flush=True)
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
