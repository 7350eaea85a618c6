"""Who may enter, approve and publish points: rules of the office, changed in the settings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.office.policies import policy
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

ROLES = {"enter": "录入积分", "approve": "审批积分", "publish": "公示积分", "redeem": "办理兑换"}


def roles(store: Store, day: date) -> dict[str, Any]:
    """The rules of a day: see resources/policies/points.toml."""
    return policy(store, "points", day)


def allow(store: Store, what: str, day: date) -> dict[str, Any]:
    """The rules, when the operator may do ``what``.

    :raises Problem: the office has named others for it.
    """
    rules = roles(store, day)
    named = rules[what]
    if named and store.operator not in named:
        who = "、".join(named)
        raise Problem(f"{ROLES[what]}由{who}办理，请换人操作，或在“设置—积分权限”里改。")
    return rules
