"""更新: newer holidays, codes, rules, schemes and help than the program came with, in the file.

What was taken in stands before what was shipped, as long as the act that took it in does.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from models.keeping.copies import whose
from models.keeping.durable import keep
from models.keeping.record import Record, field, required
from models.keeping.user_folders import newer_folder
from models.values.kinds import NUMBER
from resources import read_newer

if TYPE_CHECKING:
    from models.keeping.store import Store

BROUGHT = re.compile(r"[a-z]+/[a-z0-9][a-z0-9-]*\.(toml|csv|tsv|md)")
"""The files an update may bring, all of them below resources/."""


class Update(Record, table="resource_update", label="更新"):
    """One update: ``content`` is JSON, the texts by path below resources/."""

    number: int = required("第几号", NUMBER)
    title: str = required("内容")
    made: str = required("发布日期")
    version: str | None = field("新版程序")
    notice: str | None = field("新版说明")
    content: str = required("文件")


def taken_in(store: Store) -> list[Update]:
    """The updates that hold, the oldest first."""
    return store.find(Update, order="number")


def newer_files(store: Store) -> dict[str, str]:
    """The texts that stand before the shipped ones, by path; of two the one of the later update."""
    files: dict[str, str] = {}
    for each in taken_in(store):
        files |= _texts(each.content)
    return files


def _texts(content: str) -> dict[str, str]:
    """What an update holds; a row altered by hand says nothing, and never names another place."""
    try:
        return {name: text for name, text in json.loads(content).items()
                if BROUGHT.fullmatch(name) and isinstance(text, str)}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def follow_updates(store: Store) -> None:
    """Read with the updates of this file from now on, and as acts take in or take back others."""
    def touched(tables: frozenset[str]) -> None:
        if Update.table in tables:
            _lay_over(store)

    store.listen(touched)
    _lay_over(store)


def _lay_over(store: Store) -> None:
    """Where the user's folder can't be written, all of the shipped ones are read."""
    files = newer_files(store)
    folder = newer_folder() / (whose(store).identity or "未知")
    try:
        for name, text in files.items():
            _keep(folder / name, text.encode())
        for each in folder.rglob("*") if files else ():
            if each.is_file() and each.relative_to(folder).as_posix() not in files:
                each.unlink()
    except OSError:
        files = {}
    read_newer(folder if files else None)


def _keep(path: Path, content: bytes) -> None:
    if not path.is_file() or path.read_bytes() != content:
        keep(path, content)
