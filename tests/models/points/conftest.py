"""Fixtures of the points tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.points.small_village import Village


@pytest.fixture
def village(tmp_path: Path) -> Village:
    return Village(tmp_path)
