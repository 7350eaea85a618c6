"""Runs a story under the shim on every core and adds up what was found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.faults.shim import under_shim

ROOT = Path(__file__).resolve().parents[2]


def swept(story: str, fault: str, *more: str, step: int = 1, start: int = 0) -> Counter[str]:
    """The points and the harm of one or more stories, taking every ``step``-th point.

    What was found is printed, the first harmful point too, so that a failing test shows it and
    ``make soak`` says how much was tried.
    """
    cores = os.cpu_count() or 1
    command = [sys.executable, "-m", "tests.faults.run", story, fault, *more]
    parts = [
        subprocess.Popen(
            [*command, "--step", str(step * cores), "--start", str(start + step * core)],
            cwd=ROOT,
            env=under_shim(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for core in range(cores)
    ]
    total: Counter[str] = Counter()
    outputs = [part.communicate()[0] for part in parts]
    for part, output in zip(parts, outputs, strict=True):
        assert part.returncode == 0, f"{story} {fault} did not run"
        for found in map(json.loads, output.splitlines()):
            total["points"] += found["points"]
            total["looked up"] += found["looked"]
            total.update({f"harm: {name}": count for name, count in found["harm"].items()})
            if found["first"]:
                print(found["story"], found["first"])
    print(story, fault, *more, dict(total))
    return total


def harm(found: Counter[str]) -> dict[str, int]:
    """Only the harm of what was found."""
    return {name: count for name, count in found.items() if name.startswith("harm")}
