"""What a setting was changed to, in words: of a list what was added to it and what was taken away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from models.exchange.allow_list import LEFT_OUT, content_called
from models.keeping.permissions import PERMISSIONS, May
from models.meetings.kinds import OWN_KINDS, OWN_RULES
from models.meetings.procedure import PROCEDURE_DAYS
from models.members.member import LABELS, SHIPPED_LABELS
from models.points.book.approval import ROLES

Told = tuple[str, str, str]
"""What, its words before and after."""

LONGEST, FIRST = 60, 3
CODE = re.compile("[A-Za-z]{2,}")
"""What no person reads: a setting may be one."""
PARTS: dict[str, dict[str, str]] = {
    PERMISSIONS: {each.value: each.label for each in May},
    PROCEDURE_DAYS: {"notice": "方案提前几天送到党员", "shown": "决议至少公开几天"},
    LABELS: SHIPPED_LABELS,
    "policy.pairing": {"least": "每名党员至少联户", "most": "每名党员至多联户",
                       "old": "不作要求的年龄"},
    "policy.visits": {"reasons": "走访事由"},
    "policy.matters": {"topics": "事项类别"},
    "policy.posting": {"days": "公示期至少几日", "branch": "党支部公示的依据",
                       "committee": "村委会公示的依据"},
    "policy.privacy": {"own": "另外要查的字句", "allowed": "可以公示的字句"},
    "policy.points": {**ROLES, "four_eyes": "录入的人不审批", "objection": "异议期天数",
                      "objection_workdays": "异议期按工作日算",
                      "name_deductions": "扣分公布姓名的决定", "ranking": "公布排名的决定"},
}
"""The settings that are kept as parts, and what people call each part."""
ROWS = (OWN_KINDS, OWN_RULES)
"""Those that are lists of things with a title."""


def set_to(name: str, was: str | None, then: str | None) -> Iterator[Told]:
    """What is different in the setting of this ``name``, as far as it can be said: never codes,
    nor keys, nor whom a list of numbers is about.
    """
    before, after = json.loads(was or "null"), json.loads(then or "null")
    if name == LEFT_OUT:
        told = [*_listed("留在村里的", _fields(before), _fields(after))]
    elif name in PARTS:
        told = [*_parts(PARTS[name], before or {}, after or {})]
    elif name in ROWS:
        told = [*_listed("", _rows(before), _rows(after))]
    else:
        told = []
    if told:
        yield from told
    elif _said(after) and _said(before) == _said(after):
        yield ("内容", "", "改过")
    else:
        yield ("设为", _said(before), _said(after))


def _parts(called: dict[str, str], before: Any, after: Any) -> Iterator[Told]:
    for key in dict.fromkeys([*before, *after]):
        was, then = before.get(key), after.get(key)
        if was == then:
            continue
        if isinstance(was, dict) or isinstance(then, dict):
            yield from _parts(called, was or {}, then or {})
        elif key in called and (isinstance(was, list) or isinstance(then, list)):
            yield from _listed(called[key], dict.fromkeys(was or ()), dict.fromkeys(then or ()))
        elif key in called:
            yield called[key], _said(was), _said(then)


def _listed(what: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Told]:
    """``before`` and ``after`` are the names of what is listed, each with all there is of it."""
    for done, names in (
        ("加上", [each for each in after if each not in before]),
        ("去掉", [each for each in before if each not in after]),
        ("改了", [each for each in after if each in before and after[each] != before[each]]),
    ):
        if names:
            yield f"{what}{done}", "", _few(names)


def _few(names: Collection[str]) -> str:
    """The first names, and how many there are in all."""
    return "、".join([*names][:FIRST]) + f" 等 {len(names)} 项" * (len(names) > FIRST)


def _rows(kept: Any) -> dict[str, Any]:
    return {each["title"] + (f"（{each['from']} 起）" if "from" in each else ""): each
            for each in kept or ()}


def _fields(kept: Any) -> dict[str, Any]:
    return {f"{content.kind.label}的{each.label}": None for table, names in (kept or {}).items()
            if (content := content_called(table)) is not None
            for each in content.spared if each.name in names}


def _said(value: Any) -> str:
    """On a line: words and figures themselves, of a list how long it is."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() | float():
            return str(value)
        case str():
            return "有" if CODE.search(value) else value[:LONGEST]
        case _:
            return f"{len(value)} 项" if value else ""
