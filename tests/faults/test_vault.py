"""No kill, no failing disk and no power cut locks the village out of its own file."""

from __future__ import annotations

import pytest

from tests.faults.sweep import harm, swept

STORIES = ("encrypting", "changing-key", "putting-back")


@pytest.mark.parametrize(
    ("story", "fault", "step"),
    [("encrypting", "kill", 37), ("encrypting", "error", 91), ("encrypting", "power", 31),
     ("changing-key", "kill", 37), ("changing-key", "error", 91), ("changing-key", "power", 31),
     ("putting-back", "kill", 16), ("putting-back", "error", 37), ("putting-back", "power", 11)])
def test_every_so_many_steps(story: str, fault: str, step: int) -> None:
    found = swept(story, fault, step=step)
    assert found["points"] >= 8
    assert harm(found) == {}


@pytest.mark.soak
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("fault", ["kill", "error", "power"])
def test_every_step(story: str, fault: str) -> None:
    assert harm(swept(story, fault)) == {}
