"""The version of what is packaged, by the newest commit: year, month, day, hour and minute in UTC.

``python -m setup.version`` prints it. Four numbers below 65536, as Windows asks for.
"""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def version() -> str:
    """2026.11.30.905; by ``SOURCE_DATE_EPOCH`` where it is set."""
    told = os.environ.get("SOURCE_DATE_EPOCH") or subprocess.check_output(
        ["git", "log", "-1", "--format=%ct"], cwd=PROJECT, text=True)
    made = datetime.fromtimestamp(int(told), UTC)
    return f"{made.year}.{made.month}.{made.day}.{made.hour * 100 + made.minute}"


if __name__ == "__main__":
    print(version())
