"""A county of 272 villages received and summed: linear, lean, and near the bare work."""

from __future__ import annotations

import pytest

from benchmarks.exchange import memory, received


@pytest.mark.soak
def test_272_villages(capsys: pytest.CaptureFixture[str]) -> None:
    per_package = {}
    for villages in (23, 92, 272):
        ours, bare = received(villages, 570, rounds=0)[0]
        per_package[villages] = ours / villages
        with capsys.disabled():
            print(f"\n{villages}: {ours:.1f} s, bare {bare:.1f} s, {ours / bare:.2f}", end=" ")
    assert ours / bare <= 2.5
    assert per_package[272] <= 1.3 * per_package[23]


@pytest.mark.soak
def test_the_memory_of_272_villages(capsys: pytest.CaptureFixture[str]) -> None:
    peak = memory(272, 570)
    with capsys.disabled():
        print(f"\npeak {peak:.0f} MB", end=" ")
    assert peak <= 250
