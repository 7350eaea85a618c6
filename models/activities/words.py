"""Activities as they are written in one line: who came by name, and what came of it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from models.activities.activity import Activity, ActivityResult, people_of, results_of
from models.registers.people import Person
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

_BETWEEN = re.compile(r"[、，,；;\s]+")
_RESULT = re.compile(r"(?P<what>\D*?[^\d约\s])\s*(?P<about>约)?\s*(?P<amount>\d+(?:\.\d+)?)\s*"
                     r"(?P<unit>\D{1,4})")


def people_named(store: Store, text: str) -> list[int]:
    """The people meant by names with 、 between them.

    :raises Invalid: a name nobody has, or several have.
    """
    found = []
    for name in filter(None, _BETWEEN.split(text.strip())):
        known = store.find(Person, 'name = ? AND "left" IS NULL', (name,))
        if not known:
            raise Invalid({"names": f"名册上没有“{name}”，请核对姓名。"})
        if len(known) > 1:
            raise Invalid({"names": f"叫“{name}”的有 {len(known)} 人，请只填人数，不写这个名字。"})
        found.append(known[0].rowid)
    return found


def read_results(text: str) -> list[ActivityResult]:
    """The figures written as 清运垃圾约3.5吨；种树200棵. :raises Invalid: one can't be read."""
    found = []
    for part in filter(None, re.split(r"[；;\n]+", text.strip())):
        read = _RESULT.fullmatch(part.strip())
        if read is None:
            raise Invalid({"results": f"“{part}”认不出，请写成 清运垃圾约3.5吨，几项用分号隔开。"})
        found.append(ActivityResult(
            activity=0, what=read["what"].strip(), amount=Decimal(read["amount"]),
            unit=read["unit"].strip(), about=bool(read["about"]) or None,
        ))
    return found


def names_in(store: Store, activity: Activity) -> str:
    """Who came, by name."""
    people = [each.person for each in people_of(store, activity.rowid)]
    return "、".join(store.get(Person, each).name for each in people)


def results_in(store: Store, activity: Activity) -> str:
    """What came of it, in one line."""
    return "；".join(each.words for each in results_of(store, activity.rowid))
