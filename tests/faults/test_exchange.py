"""Whatever happens to the stick or the PC: whole or absent, in or out, and the same in the end."""

from __future__ import annotations

import pytest

from tests.faults.exchange_stories import EXCHANGE_STORIES
from tests.faults.sweep import harm, swept


@pytest.mark.parametrize(
    ("story", "fault", "step"),
    [("packing", "kill", 3), ("packing", "error", 8), ("packing", "power", 8),
     ("receiving", "kill", 5), ("receiving", "error", 13), ("receiving", "power", 40)])
def test_every_so_many_steps(story: str, fault: str, step: int) -> None:
    found = swept(story, fault, step=step)
    assert found["points"] >= 20
    assert harm(found) == {}


@pytest.mark.soak
@pytest.mark.parametrize("secret", [(), ("--encrypted",)], ids=["plain", "encrypted"])
@pytest.mark.parametrize("fault", ["kill", "error", "power"])
@pytest.mark.parametrize("story", EXCHANGE_STORIES)
def test_every_step(story: str, fault: str, secret: tuple[str, ...]) -> None:
    assert harm(swept(story, fault, *secret)) == {}
