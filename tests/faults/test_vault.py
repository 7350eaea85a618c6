"""No kill, no failing disk and no power cut locks the village out of its own file."""

from __future__ import annotations

import pytest

from tests.faults.sweep import harm, swept

STORIES = ("encrypting", "changing-key", "putting-back", "sealing-again", "other-seals")


@pytest.mark.parametrize(
    ("story", "fault", "step"),
    [("encrypting", "kill", 97), ("encrypting", "error", 223), ("encrypting", "power", 199),
     ("changing-key", "kill", 97), ("changing-key", "error", 223), ("changing-key", "power", 199),
     ("putting-back", "kill", 13), ("putting-back", "error", 37), ("putting-back", "power", 23),
     ("sealing-again", "kill", 7), ("sealing-again", "error", 41), ("sealing-again", "power", 23),
     ("other-seals", "kill", 7), ("other-seals", "error", 41), ("other-seals", "power", 23)])
def test_every_so_many_steps(story: str, fault: str, step: int) -> None:
    found = swept(story, fault, step=step)
    assert found["points"] >= 8
    assert harm(found) == {}


@pytest.mark.soak
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("fault", ["kill", "error", "power"])
def test_every_step(story: str, fault: str) -> None:
    assert harm(swept(story, fault)) == {}
