"""Somebody who knows how the log is chained changes a person and computes every hash anew."""

from __future__ import annotations

from models.keeping.act import chained
from models.keeping.store import Store


def computed_anew(store: Store, previous: str) -> None:
    """Inside the file nothing is amiss then; ``previous`` is what the chain begins with."""
    db = store._db
    db.execute("UPDATE person SET name = '李代桃' WHERE id = 1")
    db.execute("UPDATE change SET after = replace(after, '赵守田', '李代桃')")
    for *head, _, _ in store.query("SELECT * FROM act ORDER BY id"):
        changes = store.query('SELECT "table", row, before, after FROM change WHERE act = ?'
                              " ORDER BY id", head[:1])
        digest = chained(previous, head, changes)
        db.execute("UPDATE act SET previous = ?, hash = ? WHERE id = ?",
                   (previous, digest, head[0]))
        previous = digest
