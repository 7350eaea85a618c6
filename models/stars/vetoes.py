"""否决项: what may keep a star away; all are off until the village's county says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.office.star_sets import star_set, wording
from models.stars.standard import Clause, Item, Standard, Task, editable, items

if TYPE_CHECKING:
    from models.keeping.store import Store

TITLE = "否决项"


@dataclass(frozen=True)
class Candidate:
    """One thing that may veto a star, with where it is said and whether it is switched on."""

    star: str
    text: str
    source: str
    on: bool


def candidates(store: Store, standard: Standard) -> list[Candidate]:
    """The candidates for the stars of a standard; none is on unless somebody switched it on."""
    known = {code for code, _ in star_set(standard.star_set).stars}
    on = {(item.task.star, clause.text) for item in items(store, standard.rowid)
          for clause in item.clauses if clause.veto}
    return [
        Candidate(each["star"], each["text"], each["source"], (each["star"], each["text"]) in on)
        for each in wording()["veto"] if each["star"] in known
    ]


def switch_on(store: Store, standard: Standard, star: str, text: str) -> Clause:
    """Make ``text`` veto a star: a clause that is done as long as it has not happened.

    :raises Problem: a later version follows this standard.
    """
    editable(store, standard.rowid)
    with store.act(f"启用否决项：{text[:16]}"):
        task = _task(store, standard, star)
        place = store.count("clause", "task = ?", (task.id,)) + 1
        return store.save(Clause(task=task.rowid, place=place, text=text, veto=True,
                                 criterion="没有发生为达到", measure="judgement"))


def _task(store: Store, standard: Standard, star: str) -> Task:
    found = items(store, standard.rowid)
    known = next((each for each in found if _is_veto_item(each, star)), None)
    if known is not None:
        return known.task
    place = max((each.task.place for each in found), default=0) + 1
    return store.save(Task(standard=standard.rowid, star=star, number=f"否{place}", place=place,
                           title=TITLE))


def _is_veto_item(item: Item, star: str) -> bool:
    return item.task.star == star and item.task.title == TITLE
