"""What the rule of lasting.py lets be is let be only as long as it is needed."""

from tests.lasting_rule import KEPT_APART, days_compared
from tests.test_architecture import sources


def test_what_is_let_be_still_needs_it() -> None:
    held = sources()
    assert [each for each in KEPT_APART
            if not list(days_compared(each, held[each]))] == []
