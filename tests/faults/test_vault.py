"""No kill, no failing disk and no power cut locks the village out of its own file."""

from __future__ import annotations

import pytest

from tests.faults.sweep import harm, swept

STORIES = ("encrypting", "changing-key", "putting-back", "sealing-again", "other-seals")


@pytest.mark.parametrize(
    ("story", "fault", "step"),
    [("encrypting", "kill", 397), ("encrypting", "error", 997), ("encrypting", "power", 293),
     ("changing-key", "kill", 397), ("changing-key", "error", 997), ("changing-key", "power", 293),
     ("putting-back", "kill", 31), ("putting-back", "error", 73), ("putting-back", "power", 23),
     ("sealing-again", "kill", 11), ("sealing-again", "error", 73), ("sealing-again", "power", 23),
     ("other-seals", "kill", 11), ("other-seals", "error", 73), ("other-seals", "power", 23)])
def test_every_so_many_steps(story: str, fault: str, step: int) -> None:
    found = swept(story, fault, step=step)
    assert found["points"] >= 8
    assert harm(found) == {}


@pytest.mark.soak
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("fault", ["kill", "error", "power"])
def test_every_step(story: str, fault: str) -> None:
    assert harm(swept(story, fault)) == {}
