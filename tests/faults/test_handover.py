"""A change of hands loses nobody their ledger, and leaves no pack that is half one."""

from __future__ import annotations

import pytest

from tests.faults.handover_stories import HANDOVER_STORIES
from tests.faults.sweep import harm, swept


@pytest.mark.parametrize(
    ("story", "fault", "step"),
    [("handing-over-plain", "kill", 97),
     ("handing-over", "kill", 101), ("handing-over", "error", 227), ("handing-over", "power", 199),
     ("taking-over", "kill", 29), ("taking-over", "error", 79), ("taking-over", "power", 37)])
def test_every_so_many_steps(story: str, fault: str, step: int) -> None:
    found = swept(story, fault, step=step)
    assert found["points"] >= 8
    assert harm(found) == {}


@pytest.mark.soak
@pytest.mark.parametrize("story", HANDOVER_STORIES)
@pytest.mark.parametrize("fault", ["kill", "error", "power"])
def test_every_step(story: str, fault: str) -> None:
    assert harm(swept(story, fault)) == {}
