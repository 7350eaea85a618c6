"""How often the reader of values opens a workbook: each opening parses the whole of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import python_calamine

from models.keeping import apart


def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in the process of the test, where it can change how."""
    monkeypatch.setitem(apart._HERE, "apart", True)


def counted_openings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files opened from now on, one for each time; they are opened as ever."""
    read_here(monkeypatch)
    openings, really = list[Path](), python_calamine.load_workbook

    def load(path, *given, **how):
        openings.append(Path(path))
        return really(path, *given, **how)

    monkeypatch.setattr(python_calamine, "load_workbook", load)
    return openings
