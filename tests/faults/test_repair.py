"""Whatever sets a file right or takes an update in: wholly there or not at all, and told truly."""

from __future__ import annotations

import pytest

from tests.faults.repair_stories import REPAIR_STORIES
from tests.faults.sweep import harm, swept


@pytest.mark.parametrize("story", REPAIR_STORIES)
def test_every_so_many_steps(story: str) -> None:
    for fault, step in (("kill", 7), ("error", 17)):
        found = swept(story, fault, step=step)
        assert found["points"] >= 4
        assert harm(found) == {}


@pytest.mark.soak
@pytest.mark.parametrize("secret", [(), ("--encrypted",)], ids=["plain", "encrypted"])
@pytest.mark.parametrize("fault", ["kill", "error", "power"])
@pytest.mark.parametrize("story", REPAIR_STORIES)
def test_every_step(story: str, fault: str, secret: tuple[str, ...]) -> None:
    assert harm(swept(story, fault, *secret)) == {}
