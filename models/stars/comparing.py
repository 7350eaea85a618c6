"""Two versions of a standard side by side, and the answers carried over from one to the next."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.stars.evidence import carry_evidence
from models.stars.plan import assignments, plan_for
from models.stars.progress import answers
from models.stars.standard import Clause, Revision, Standard, StandardItem, Task, items

if TYPE_CHECKING:
    from models.keeping.store import Store

ALIKE = 0.6
"""Texts this alike are one clause reworded; below it, one was dropped and another added."""

WORDS = ("text", "criterion", "demand", "evidence", "measure", "target", "veto")


@dataclass(frozen=True)
class ClausePair:
    """A clause before and after; one side is None where it was added or dropped.

    ``changed`` names the labels of what reads differently.
    """

    before: tuple[Task, Clause] | None
    after: tuple[Task, Clause] | None
    changed: tuple[str, ...] = ()

    @property
    def change(self) -> Revision:
        """What became of it."""
        if self.before is None:
            return Revision.NEW
        if self.after is None:
            return Revision.DROPPED
        return Revision.CHANGED if self.changed else Revision.SAME


def compare(before: list[StandardItem], after: list[StandardItem]) -> list[ClausePair]:
    """Every clause of both versions once, in the order of the later; dropped ones at the end."""
    old = [(item.task, each) for item in before for each in item.clauses]
    new = [(item.task, each) for item in after for each in item.clauses]
    matched = _matched(old, new)
    pairs = [ClausePair(old[matched[i]] if i in matched else None, each,
                  _changed(old[matched[i]], each) if i in matched else ())
             for i, each in enumerate(new)]
    kept = set(matched.values())
    return pairs + [ClausePair(each, None) for i, each in enumerate(old) if i not in kept]


def _matched(
    old: list[tuple[Task, Clause]], new: list[tuple[Task, Clause]]
) -> dict[int, int]:
    """Place in ``new`` → place in ``old``: equal words first, then the most alike of a star."""
    found: dict[int, int] = {}
    free = dict.fromkeys(range(len(old)))
    for key in (_whole, _wording):
        places: dict[tuple[str, ...], list[int]] = {}
        for i in free:
            places.setdefault(key(*old[i]), []).append(i)
        for j, each in enumerate(new):
            if j not in found and places.get(key(*each)):
                found[j] = places[key(*each)].pop(0)
                free.pop(found[j])
    alike = sorted(
        (-_alikeness(old[i], each), i, j) for j, each in enumerate(new) if j not in found
         for i in free if old[i][0].star == each[0].star
    )
    for unlike, i, j in alike:
        if -unlike >= ALIKE and i in free and j not in found:
            found[j] = i
            free.pop(i)
    return found


def _whole(task: Task, clause: Clause) -> tuple[str, ...]:
    return (task.star, _plain(task.title), _plain(clause.text), _plain(clause.target or ""))


def _wording(task: Task, clause: Clause) -> tuple[str, ...]:
    return (task.star, _plain(clause.text))


def _alikeness(before: tuple[Task, Clause], after: tuple[Task, Clause]) -> float:
    words = difflib.SequenceMatcher(None, _plain(before[1].text), _plain(after[1].text)).ratio()
    same_item = _plain(before[0].title) == _plain(after[0].title)
    return words + (0.2 if same_item else 0.0)


def _plain(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text) if each.isalnum())


def _changed(before: tuple[Task, Clause], after: tuple[Task, Clause]) -> tuple[str, ...]:
    labels = [
        Clause.field(name).label for name in WORDS
        if _plain(str(getattr(before[1], name) or "")) != _plain(str(getattr(after[1], name) or ""))
    ]
    if _plain(before[0].title) != _plain(after[0].title):
        labels.insert(0, Task.field("title").label)
    return tuple(labels)


@dataclass(frozen=True)
class CarriedOver:
    """What became of the answers: how many went along, which clauses need a second look.

    ``left`` are answered clauses that the new version dropped; their answers stay with the old one.
    """

    same: int
    changed: tuple[ClausePair, ...]
    new: tuple[ClausePair, ...]
    left: tuple[ClausePair, ...]

    @property
    def sentence(self) -> str:
        """What to tell the secretary."""
        return (f"未变 {self.same} 条，有变化 {len(self.changed)} 条，新增 {len(self.new)} 条，"
                f"取消 {len(self.left)} 条（原来的填报留在上一版里）。")


def carry_over(store: Store, before: Standard, after: Standard) -> CarriedOver:
    """Take plan, owners, deadlines and answers of ``before`` along to ``after``, as one act.

    Within a year the plan itself goes on under the new version; over the year's end only a new plan
    is begun by hand, and the answers come along as last year's position. The old version keeps all
    of its answers.
    """
    assert before.id is not None and after.id is not None
    pairs = compare(items(store, before.id), items(store, after.id))
    with store.act(f"承接标准：{after.title}"):
        _carry_answers(store, before.id, pairs)
        if before.year == after.year:
            _carry_plan(store, before, after, pairs)
        _mark(store, pairs)
        store.save(after.but(follows=before.id))
    return CarriedOver(
        sum(each.change == Revision.SAME for each in pairs),
        *(tuple(each for each in pairs if each.change == what)
          for what in (Revision.CHANGED, Revision.NEW, Revision.DROPPED)),
    )


def _carry_answers(store: Store, before: int, pairs: list[ClausePair]) -> None:
    said = answers(store, before, date.max)
    for pair in pairs:
        if pair.before is None or pair.after is None:
            continue
        old, new = pair.before[1].rowid, pair.after[1].rowid
        carry_evidence(store, old, new)
        if old not in said:
            continue
        store.save(said[old].but(id=None, clause=new, carried=old, recheck=bool(pair.changed)))


def _carry_plan(store: Store, before: Standard, after: Standard, pairs: list[ClausePair]) -> None:
    plan = plan_for(store, before.year)
    if plan is None or plan.standard != before.id:
        return
    store.save(plan.but(standard=after.id))
    known = assignments(store, plan.rowid)
    done: set[int] = set()
    for pair in pairs:
        if pair.before is None or pair.after is None:
            continue
        old, new = pair.before[0].rowid, pair.after[0].rowid
        if old in known and new not in done:
            done.add(new)
            store.save(known[old].but(id=None, task=new))


def _mark(store: Store, pairs: list[ClausePair]) -> None:
    tasks: dict[int, set[str]] = {}
    for pair in pairs:
        if pair.after is None:
            continue
        task, clause = pair.after
        store.save(clause.but(change=pair.change))
        tasks.setdefault(task.rowid, set()).add(pair.change)
    for row, changes in tasks.items():
        task = store.get(Task, row)
        store.save(task.but(change=changes.pop() if len(changes) == 1 else Revision.CHANGED))


