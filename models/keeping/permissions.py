"""Who may do what in this data file: names under each permission, chosen by the village.

No names under a permission: anyone may, and so it is as long as nobody chose otherwise. Whoever
is named nowhere, where names are given, only looks.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from typing import Any, Protocol

from models.values.codes import Labelled
from models.values.problem import Problem

PERMISSIONS = "permissions"
"""The setting that keeps it; :func:`models.keeping.settings.assign` writes it."""


class Works(Protocol):
    """A data file, and who works with it."""

    operator: str

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """What is found."""


class May(Labelled):
    """What may be kept to some; everything that is written and nothing else is ``ENTER``."""

    ENTER = "enter", "录入和修改"
    APPROVE = "approve", "审批"
    PUBLISH = "publish", "公示"
    SEND = "send", "报送"
    RESTORE = "restore", "恢复和修复"
    SEE = "see", "看证件号和电话"
    ASSIGN = "assign", "定权限"


def permissions(store: Works) -> dict[str, list[str]]:
    """The names under each permission; none of any when the village chose nothing."""
    found = store.query("SELECT value FROM setting WHERE name = ?", (PERMISSIONS,))
    return _read(found[0][0] if found else None)


def _logged(store: Works) -> dict[str, list[str]]:
    """The names as the log says them."""
    like = f'%"{PERMISSIONS}"%'
    for before, after in store.query(
            """SELECT before, after FROM change WHERE "table" = 'setting'
               AND (before LIKE ? OR after LIKE ?) ORDER BY id DESC""", (like, like)):
        with contextlib.suppress(ValueError, TypeError):
            if json.loads(after or before)["name"] == PERMISSIONS:
                return _read(json.loads(after)["value"] if after else None)
    return _read(None)


def _read(kept: Any) -> dict[str, list[str]]:
    """What a setting says; one that nobody can read says nothing."""
    said: Any = None
    with contextlib.suppress(ValueError, TypeError):
        said = json.loads(kept or "null")
    said = said if isinstance(said, dict) else {}
    return {each: list(map(str, said[each])) if isinstance(said.get(each), list) else []
            for each in May}


def _named(store: Works, what: May) -> list[str]:
    """Who may do it. Who may mend and put back the log is asked for: whoever changed the setting by
    hand keeps nobody from taking that back.
    """
    return (_logged if what is May.RESTORE else permissions)(store)[what]


def allowed(store: Works, what: May) -> bool:
    """Whether who works now may do this."""
    named = _named(store, what)
    return not named or store.operator in named


def require(store: Works, what: May) -> None:
    """:raises Problem: who works now may not do this, with who may."""
    if allowed(store, what):
        return
    who = store.operator or "没有写明姓名的人"
    looks = "，只能查看" if only_looks(store) else ""
    raise Problem(
        f"{who}没有“{what.label}”的权限{looks}。请换{'、'.join(_named(store, what))}操作；"
        f"权限由{'、'.join(permissions(store)[May.ASSIGN])}在“设置 › 经办人权限”里定。")


def only_looks(store: Works) -> bool:
    """Whether who works now may write nothing at all."""
    return not any(allowed(store, each) for each in May if each is not May.SEE)


def who_works(store: Works) -> str:
    """Who works now, and whether they only look."""
    return f"{store.operator or '没有写明姓名'} · 只能查看" if only_looks(store) else store.operator
