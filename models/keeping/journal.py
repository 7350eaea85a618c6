"""What was done in the village's ledger, by whom, in which order, and proof that it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from models.keeping.act import UNDONE, chained
from models.values.privacy import Privacy

if TYPE_CHECKING:
    from models.keeping.record import Record
    from models.keeping.store import Store
    from models.values.kinds import Field



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


@dataclass(frozen=True)
class StoryStep:
    """One field of one record changed by one act, in the words of the form.

    ``privacy`` says how the page must mask ``before`` and ``after``.
    """

    at: str
    operator: str
    act: str
    field: str
    before: str
    after: str
    privacy: Privacy = Privacy.OPEN



def verify_chain(store: Store) -> str | None:
    """The sentence naming the first act that was changed afterwards, or None.

    Acts cut off at the very end leave no trace in the log itself: see :mod:`models.keeping.heads`.
    """
    with store.leniently():
        return _broken(store)


def _broken(store: Store) -> str | None:
    previous, expected = "", 1
    every = store.stream('SELECT act, "table", row, before, after FROM change ORDER BY act, id')
    changes = groupby(every, lambda each: each[0])
    of, theirs = next(changes, (None, ()))
    for row in store.stream("SELECT * FROM act ORDER BY id"):
        *head, before, digest = row
        number, _, at, label, *_ = head
        if expected == 1:
            previous = before  # the identity of the file, which the records are held against
        if number != expected or before != previous:
            return f"操作日志缺了第 {expected} 号操作，或它被换过。请用最近的备份核对。"
        said: Iterable[tuple[Any, ...]] = ()
        if of == number:
            said = [each[1:] for each in theirs]
            of, theirs = next(changes, (None, ()))
        if chained(before, head, said) != digest:
            return (
                f"第 {number} 号操作“{label}”（{str(at).replace('T', ' ')}）事后被改动过。"
                "请用最近的备份核对。"
            )
        previous, expected = digest, expected + 1
    if of is not None:
        return f"操作日志缺了第 {expected} 号操作，或它被换过。请用最近的备份核对。"
    return None


def acts(store: Store, limit: int = 200) -> list[Done]:
    """What was done, the newest first."""
    rows = store.query(
        f"""SELECT a.id, a.at, a.operator, a.label, a.final,
                  (SELECT count(*) FROM change c WHERE c.act = a.id), {UNDONE}
           FROM act a ORDER BY a.id DESC LIMIT ?""",
        (limit,),
    )
    return [
        Done(row, at, operator, label, changes, bool(final), bool(undone))
        for row, at, operator, label, final, changes, undone in rows
    ]


def acts_after(store: Store, head: tuple[int, str] | None) -> list[Done]:
    """What was done after a head of this log, the newest first; nothing where it is not of it."""
    if head is None or not store.query("SELECT 1 FROM act WHERE id = ? AND hash = ?", head):
        return []
    since = store.query("SELECT max(id) - ? FROM act", head[:1])[0][0]
    return acts(store, since)


def told_briefly(done: Sequence[Done], most: int = 3) -> str:
    """The newest few of them in a line: when and what."""
    said = [f"{each.at[5:16].replace('T', ' ')} {each.label}" for each in done[:most]]
    return "；".join(said) + ("……" if len(done) > most else "")


def story(store: Store, table: str, row: int, records: Sequence[type[Record]]) -> list[StoryStep]:
    """Everything that happened to one record, field by field, the oldest first.

    :param records: the record classes whose fields give the labels; a column none of them
        knows is shown under its own name.
    """
    fields = {each.name: each for kind in records if kind.table == table for each in kind.fields()}
    rows = store.query(
        """SELECT a.at, a.operator, a.label, c.before, c.after
           FROM change c JOIN act a ON a.id = c.act
           WHERE c."table" = ? AND c.row = ? ORDER BY c.id""",
        (table, row),
    )
    return [
        StoryStep(at, operator, label, *words)
        for at, operator, label, before, after in rows
        for words in _differences(_values(before), _values(after), fields)
    ]


def _values(written: str | None) -> dict[str, Any]:
    return json.loads(written) if written else {}


def _differences(
    before: dict[str, Any], after: dict[str, Any], fields: dict[str, Field]
) -> Iterator[tuple[str, str, str, Privacy]]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if name == "id" or old == new:
            continue
        known = fields.get(name)
        if known is None:
            yield name, _plain(old), _plain(new), Privacy.OPEN
        else:
            yield known.label, _shown(known, old), _shown(known, new), known.privacy


def _shown(known: Field, stored: Any) -> str:
    try:
        return known.show(None if stored is None else known.kind.load(stored))
    except (ValueError, TypeError):  # written under the rules of an older program
        return _plain(stored)


def _plain(stored: Any) -> str:
    return "" if stored is None else str(stored)
