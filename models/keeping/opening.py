"""Opening a data file for work: one of an earlier version is copied before it is brought up."""

from __future__ import annotations

from pathlib import Path

from models.keeping.backups import backup
from models.keeping.store import Store


def open_store(path: Path, *, key: bytes | None = None) -> Store:
    """The data file at ``path``, made where there is none, and up to date.

    :raises Unusable: as :class:`models.keeping.store.Store`. :raises Problem: the copy could not
    be made;
        the file is as it was.
    """
    return Store(path, key=key, upgrading=_copy)


def _copy(store: Store) -> None:
    backup(store, why="升级前")
