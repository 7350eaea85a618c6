"""What was done in the village's ledger, by whom, in which order, and proof that it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from models.keeping.act import UNDONE, chained

if TYPE_CHECKING:
    from models.keeping.questions import Questions



@dataclass(frozen=True)
class Done:
    """An act as the log page shows it; ``changes`` counts the rows it touched."""

    id: int
    at: str
    operator: str
    label: str
    changes: int
    final: bool
    undone: bool
    undoes: int | None = None


def verify_chain(store: Questions) -> str | None:
    """The sentence naming the first act that was changed afterwards, or None.

    Acts cut off at the very end leave no trace in the log itself: see :mod:`models.keeping.heads`.
    """
    with store.leniently():
        return _broken(store)


def rewritten(store: Questions, act: int) -> str | None:
    """The sentence for one act that is not what its hash says, nor hangs on the one before."""
    for *head, before, digest in store.query("SELECT * FROM act WHERE id = ?", (act,)):
        changes = store.query(
            'SELECT "table", row, before, after FROM change WHERE act = ? ORDER BY id', (act,))
        last = store.query("SELECT hash FROM act WHERE id = ?", (act - 1,)) or [(before,)]
        if chained(before, head, changes) != digest or last[0][0] != before:
            return _told_rewritten(head)
    return None


def _told_rewritten(head: Sequence[Any]) -> str:
    number, _, at, label, *_ = head
    return (f"第 {number} 号操作“{label}”（{str(at).replace('T', ' ')}）事后被改动过。"
            "请用最近的备份核对。")


def _broken(store: Questions) -> str | None:
    previous, expected = "", 1
    every = store.stream('SELECT act, "table", row, before, after FROM change ORDER BY act, id')
    changes = groupby(every, lambda each: each[0])
    of, theirs = next(changes, (None, ()))
    for row in store.stream("SELECT * FROM act ORDER BY id"):
        *head, before, digest = row
        number = head[0]
        if expected == 1:
            previous = before  # the identity of the file, which the records are held against
        if number != expected or before != previous:
            return f"操作日志缺了第 {expected} 号操作，或它被换过。请用最近的备份核对。"
        said: Iterable[tuple[Any, ...]] = ()
        if of == number:
            said = [each[1:] for each in theirs]
            of, theirs = next(changes, (None, ()))
        if chained(before, head, said) != digest:
            return _told_rewritten(head)
        previous, expected = digest, expected + 1
    if of is not None:
        return f"操作日志缺了第 {expected} 号操作，或它被换过。请用最近的备份核对。"
    return None


def begun(store: Questions) -> date:
    """The day of the first act: what was due before this file was begun is nobody's debt here."""
    found = store.query("SELECT at FROM act ORDER BY id LIMIT 1")
    return date.fromisoformat(found[0][0][:10]) if found else date.max


def acts(store: Questions, limit: int = 200) -> list[Done]:
    """What was done, the newest first."""
    rows = store.query(
        f"""SELECT a.id, a.at, a.operator, a.label, a.final,
                  (SELECT count(*) FROM change c WHERE c.act = a.id), {UNDONE}, a.undoes
           FROM act a ORDER BY a.id DESC LIMIT ?""",
        (limit,),
    )
    return [
        Done(row, at, operator, label, changes, bool(final), bool(undone), undoes)
        for row, at, operator, label, final, changes, undone, undoes in rows
    ]


def acts_after(store: Questions, head: tuple[int, str] | None) -> list[Done]:
    """What was done after a head of this log, the newest first; nothing where it is not of it."""
    if head is None or not store.query("SELECT 1 FROM act WHERE id = ? AND hash = ?", head):
        return []
    since = store.query("SELECT max(id) - ? FROM act", head[:1])[0][0]
    return acts(store, since)


def told_briefly(done: Sequence[Done], most: int = 3) -> str:
    """The newest few of them in a line: when and what."""
    said = [f"{each.at[5:16].replace('T', ' ')} {each.label}" for each in done[:most]]
    return "；".join(said) + ("……" if len(done) > most else "")
