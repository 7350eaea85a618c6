"""No kill, no failing disk and no power cut locks the village out of its own file."""

from __future__ import annotations

import pytest

from tests.faults.sweep import harm, swept

STORIES = ("encrypting", "changing-key", "putting-back", "sealing-again", "other-seals")


@pytest.mark.parametrize(
    ("story", "fault", "step"),
    [("encrypting", "kill", 211), ("encrypting", "error", 499), ("encrypting", "power", 149),
     ("changing-key", "kill", 211), ("changing-key", "error", 499), ("changing-key", "power", 149),
     ("putting-back", "kill", 16), ("putting-back", "error", 37), ("putting-back", "power", 11),
     ("sealing-again", "kill", 5), ("sealing-again", "error", 37), ("sealing-again", "power", 11),
     ("other-seals", "kill", 5), ("other-seals", "error", 37), ("other-seals", "power", 11)])
def test_every_so_many_steps(story: str, fault: str, step: int) -> None:
    found = swept(story, fault, step=step)
    assert found["points"] >= 8
    assert harm(found) == {}


@pytest.mark.soak
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("fault", ["kill", "error", "power"])
def test_every_step(story: str, fault: str) -> None:
    assert harm(swept(story, fault)) == {}
