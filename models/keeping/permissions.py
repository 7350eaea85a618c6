"""Who may do what in this data file: names under each permission, chosen by the village.

No names under a permission: anyone may, and so it is as long as nobody chose otherwise. Whoever
is named nowhere, where names are given, only looks.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from models.keeping.questions import unnoted
from models.values.codes import Labelled
from models.values.kinds import Field
from models.values.privacy import NUMBERS, Privacy, mask
from models.values.problem import Problem

PERMISSIONS = "permissions"
"""The setting that keeps it; :func:`models.keeping.settings.assign` writes it."""


class Works(Protocol):
    """A data file, and who works with it."""

    operator: str
    reading: bool

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """What is found."""

    def must_write(self) -> None:
        """Refused where the file is open for looking."""


class May(Labelled):
    """What may be kept to some; everything that is written and nothing else is ``ENTER``."""

    ENTER = "enter", "录入和修改"
    APPROVE = "approve", "审批"
    PUBLISH = "publish", "公示"
    SEND = "send", "报送"
    RESTORE = "restore", "恢复和修复"
    SEE = "see", "看证件号和电话"
    ASSIGN = "assign", "定权限"


_SEEN: WeakKeyDictionary[Works, tuple[int, dict[str, list[str]]]] = WeakKeyDictionary()
"""Up to which change the log of an open file was read, and what it said by then."""


def permissions(store: Works) -> dict[str, list[str]]:
    """The names under each permission as the log says them, none of any when the village chose
    nothing: a row altered or deleted by hand lets nobody in and keeps nobody out.
    """
    store.query(f"SELECT 1 FROM setting WHERE name = '{PERMISSIONS}'")  # noted by who shows it
    with unnoted():
        (newest,), = store.query("SELECT coalesce(max(id), 0) FROM change")
        seen, named = _SEEN.get(store, (0, _read(None)))
        if newest != seen:
            named = _said_since(store, seen, named)
            _SEEN[store] = newest, named
    return named


def _said_since(
    store: Works, seen: int, named: dict[str, list[str]]
) -> dict[str, list[str]]:
    for before, after in store.query(
            f"""SELECT before, after FROM change WHERE "table" = 'setting' AND id > ? AND {_NAMED}
                ORDER BY id DESC""", (seen,)):
        with contextlib.suppress(ValueError, TypeError, KeyError):
            if json.loads(after or before)["name"] == PERMISSIONS:
                return _read(json.loads(after)["value"] if after else None)
    return named


_NAMED = f"""(before LIKE '%"{PERMISSIONS}"%' OR after LIKE '%"{PERMISSIONS}"%')"""


def assigned_in(store: Works, act: int) -> bool:
    """Whether an act wrote who may do what."""
    return bool(store.query(
        f"""SELECT 1 FROM change WHERE act = ? AND "table" = 'setting' AND {_NAMED}""", (act,)))


def _read(kept: Any) -> dict[str, list[str]]:
    """What a setting says; one that nobody can read says nothing."""
    said: Any = None
    with contextlib.suppress(ValueError, TypeError):
        said = json.loads(kept or "null")
    said = said if isinstance(said, dict) else {}
    return {each: list(map(str, said[each])) if isinstance(said.get(each), list) else []
            for each in May}


def allowed(store: Works, what: May) -> bool:
    """Whether who works now may do this."""
    named = permissions(store)[what]
    return not named or store.operator in named


def covered_from(store: Works) -> frozenset[Privacy]:
    """What is read masked on the screen: identity numbers are asked for, telephones covered from
    who may not see them.
    """
    return frozenset({Privacy.SECRET}) if allowed(store, May.SEE) else NUMBERS


def as_read(store: Works, known: Field, value: Any) -> str:
    """A value as it is read on the screen."""
    said = known.show(value)
    return mask(said, known.privacy) if known.privacy in covered_from(store) else said


def require(store: Works, what: May) -> None:
    """:raises Problem: who works now may not do this, with who may."""
    if allowed(store, what):
        return
    who = store.operator or "没有写明姓名的人"
    looks = "，只能查看" if only_looks(store) else ""
    raise Problem(
        f"{who}没有“{what.label}”的权限{looks}。请换{'、'.join(permissions(store)[what])}操作；"
        f"权限由{'、'.join(permissions(store)[May.ASSIGN])}在“设置 › 经办人权限”里定。")


def may_begin(store: Works, what: May) -> None:
    """Asked before anything is filled in for it.

    :raises Problem: it could not be kept: who works now may not, or the file is open for looking.
    """
    if what is not May.RESTORE:
        store.must_write()
    with unnoted():
        require(store, what)


def only_looks(store: Works) -> bool:
    """Whether who works now may write nothing at all."""
    return not any(allowed(store, each) for each in May if each is not May.SEE)


def who_works(store: Works) -> str:
    """Who works now, and whether they only look."""
    looks = store.reading or only_looks(store)
    return f"{store.operator or '没有写明姓名'} · 只能查看" if looks else store.operator
