"""亲属关系: declared once, told in words, and what the kin scores waits for another."""

from __future__ import annotations

import pytest

from models.points.book.approval import Kinship, declare, declared
from models.values.problem import Invalid
from tests.models.points.points_village import with_accounts


def test_kin_is_declared_once_and_never_of_ones_own_household(store):
    with_accounts(store)
    declare(store, Kinship(person=1, household=2, note="兄弟"))
    assert [said for _, said in declared(store)] == ["柳树甲 — 002 户（兄弟）"]
    with pytest.raises(Invalid, match="已经申报过"):
        declare(store, Kinship(person=1, household=2))
    with pytest.raises(Invalid, match="就是这一户的"):
        declare(store, Kinship(person=1, household=1))
