"""What was typed and not yet kept: put aside every few seconds, and offered again."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.keeping.store import Store


def keep_draft(store: Store, place: str, content: dict[str, str]) -> datetime:
    """Put the texts of a form aside under ``place``; when."""
    at = datetime.now().replace(microsecond=0)
    with store.aside() as write:
        written = json.dumps(content, ensure_ascii=False)
        write("INSERT OR REPLACE INTO draft VALUES (?, ?, ?)", (place, written, at.isoformat()))
    return at


def kept_draft(store: Store, place: str) -> tuple[dict[str, str], datetime] | None:
    """The texts put aside under ``place`` and when, or None."""
    found = store.query("SELECT content, at FROM draft WHERE place = ?", (place,))
    return (json.loads(found[0][0]), datetime.fromisoformat(found[0][1])) if found else None


def drop_draft(store: Store, place: str) -> None:
    """Forget what was put aside: it was kept, or thrown away."""
    if kept_draft(store, place) is not None:
        with store.aside() as write:
            write("DELETE FROM draft WHERE place = ?", (place,))
