"""Every operation of a story is killed at and fails, however many are alike."""

from __future__ import annotations

import errno

from tests.faults.powercut import Operation
from tests.faults.run import failures, kills, points
from tests.faults.shim import AFTER, BEFORE, HALFWAY, Fail, Kill

WRITES = 9


def told() -> list[Operation]:
    """A file is made, filled and synced, and then it is said."""
    done = [("o", 2, "/村.part"), *(("w", 4096 * page, "") for page in range(WRITES)), ("s", 0, ""),
            ("o", 0, "/村.part"), ("!", 0, "saved"), ("u", 0, "/村.part")]
    return [Operation(what, 3, at, name, "", b"") for what, at, name in done]


def test_every_operation_is_killed_at_and_fails_in_both_manners() -> None:
    every = range(1, WRITES + 4)
    assert [each.at for each in points(told())] == list(every)
    assert {each.at for each in kills(told())} == set(every)
    for error in (errno.ENOSPC, errno.EIO):
        assert {each.at for each in failures(told())
                if isinstance(each, Fail) and each.error == error} == set(every)


def test_of_writes_that_fill_one_file_the_first_and_the_last_are_met_in_every_manner() -> None:
    found = kills(told())
    for at in (2, WRITES + 1):
        assert [each for each in found if each.at == at] == [Kill(at, BEFORE), Kill(at, HALFWAY)]
    between = [each.when for each in found if isinstance(each, Kill) and 2 < each.at <= WRITES]
    assert between == [HALFWAY, BEFORE] * 3 + [HALFWAY]


def test_what_was_told_is_held_against_a_kill_before_and_after_it_was_said() -> None:
    synced, last = WRITES + 2, WRITES + 3
    found = [each for each in kills(told()) if each.at >= synced]
    assert found == [Kill(synced, BEFORE), Kill(synced, AFTER), Kill(last, BEFORE),
                     Kill(last, AFTER)]
