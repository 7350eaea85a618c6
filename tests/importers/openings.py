"""How often the reader of values opens a workbook: each opening parses the whole of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import python_calamine


def counted_openings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files opened from now on, one for each time; they are opened as ever."""
    openings, really = list[Path](), python_calamine.load_workbook

    def load(path, *given, **how):
        openings.append(Path(path))
        return really(path, *given, **how)

    monkeypatch.setattr(python_calamine, "load_workbook", load)
    return openings
