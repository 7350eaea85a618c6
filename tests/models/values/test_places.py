"""Places by score: shared by ties, the next left out; as the definition says, by counting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.values.counting_order import places


@given(st.dictionaries(st.integers(), st.integers(0, 6)))
def test_a_place_is_one_more_than_how_many_are_higher(scores: dict[int, int]) -> None:
    assert places(scores) == {key: 1 + sum(other > score for other in scores.values())
                              for key, score in scores.items()}
