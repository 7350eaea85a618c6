"""What an act changed, in words: which record, whose, and each value before and after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from models.exchange.keys import OwnKey
from models.keeping.act import BY_HASH, differing
from models.keeping.asked_once import asked_once
from models.keeping.journal import acts_after, told_briefly
from models.keeping.record import Record, quoted
from models.keeping.ruling import in_words
from models.keeping.settings import Setting
from models.overview.setting_words import set_to
from models.values.kinds import LINK, Field
from models.values.periods import Period
from models.values.privacy import Privacy, mask
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

SUBJECTS = ("models.exchange.reporting", "models.town.receiving", "models.town.answering",
            "models.overview.due", "models.overview.handover", "models.overview.story",
            "models.returns.town_form.preparing")
"""Whoever has loaded these has loaded every kind of record."""
FORMER_TABLE = "former"
"""Values of what is dated that hold no more, with the day they were over."""
SHOWN = 20
LONGEST = 60
NAMED_BY = ("name", "number", "title", "what", "theme", "label", "what", "summary")
"""What a record is called by, where it has one of these; else by what it belongs to."""


@dataclass(frozen=True)
class Touched:
    """A record that an act changed: its kind and name in words, and (field, before, after), masked.

    ``done`` is 新添, 改, or 删去.
    """

    table: str
    row: int
    label: str
    done: str
    name: str
    fields: tuple[tuple[str, str, str], ...]

    @property
    def words(self) -> str:
        """On one line: what, whose, from what to what."""
        said = "；".join(f"{field} {f'{before} → ' if before else ''}{after or '（空）'}"
                        for field, before, after in self.fields)
        return f"{self.done} {self.label} {self.name}：{said}".rstrip("：")


@cache
def kinds() -> dict[str, type[Record]]:
    """Every kind of record there is, by its table."""
    for each in SUBJECTS:
        import_module(each)
    found, waiting = dict[str, type[Record]](), Record.__subclasses__()
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("models."):  # what the window fills in is no kind of record
            found.setdefault(kind.table, kind)
        waiting += kind.__subclasses__()
    return found


def name_of(store: Store, table: str, row: int) -> str:
    """What people call a record, also one that is there no more."""
    return _called(store, table, row, _links(store))


@asked_once
def touched(store: Store, act: int, limit: int = SHOWN) -> list[Touched]:
    """The records that an act changed, at most ``limit``, in the order it changed them."""
    return _touched(store, store.query(
        """SELECT "table", row, before, after FROM change WHERE act = ? ORDER BY id LIMIT ?""",
        (act, limit)))


def touched_since(store: Store, act: int) -> list[Touched]:
    """The records that are not as they were after an act, each once, from what it was to what it
    is; in the order they were changed first.
    """
    return _touched(store, store.query(_SINCE, (act,)))


def going_back(store: Store, head: tuple[int, str] | None, most: int = 8) -> str:
    """What is lost when a copy with this head is put back: how many steps, and which records with
    which values, at most ``most`` of them; blank when nothing was done since.
    """
    later = acts_after(store, head)
    if head is None or not later:
        return ""
    records = [each.words for each in touched_since(store, head[0])]
    lines = [f"以后做的 {len(later)} 步会退回：{told_briefly(later)}"]
    if records:
        lines += [f"会变回去的记录 {len(records)} 条：", *records[:most]]
    if len(records) > most:
        lines.append(f"……另有 {len(records) - most} 条，见“历史”。")
    return "\n".join(lines)


_SINCE = """SELECT f."table", f.row, f.before, l.after
    FROM (SELECT min(id) AS first, max(id) AS last FROM change WHERE act > ?
          GROUP BY "table", row) c
    JOIN change f ON f.id = c.first JOIN change l ON l.id = c.last
    WHERE f.before IS NOT l.after ORDER BY c.first"""


def _touched(
    store: Store, changes: Iterable[tuple[str, int, str | None, str | None]]
) -> list[Touched]:
    links, found = _links(store), []
    for table, row, before, after in changes:
        if table == FORMER_TABLE:
            found.append(_former(store, row, before, after, links))
            continue
        kind = kinds().get(table)
        if kind is None or table in BY_HASH:  # the file's identity, and what is logged by its hash
            continue
        done = "新添" if before is None else "删去" if after is None else "改"
        values = json.loads(before or "{}") | json.loads(after or "{}")
        found.append(Touched(table, row, kind.label, done, _name(store, kind, values, links),
                             tuple(_fields(store, kind, before, after, links))))
    return found


def _former(
    store: Store, row: int, before: str | None, after: str | None,
    links: dict[tuple[str, str], str],
) -> Touched:
    """A value that held until a day, as one knows it: whose, and until when."""
    said = json.loads(after or before or "{}")
    kind = kinds()[said["table"]]
    field = kind.field(said["field"])
    value = _said(store, field, links.get((kind.table, field.name)), said["value"], links)
    return Touched(
        FORMER_TABLE, row, f"{kind.label}从前的", "新添" if before is None else "删去",
        _called(store, kind.table, said["row"], links),
        ((field.label, "", f"{value or '（空）'}，到 {said['until']} 为止"),))


def _fields(
    store: Store, kind: type[Record], before: str | None, after: str | None,
    links: dict[tuple[str, str], str],
) -> Iterator[tuple[str, str, str]]:
    if kind is OwnKey:  # never told, not even to those who made it
        return
    changed, now = differing(before, after), json.loads(after or "{}")
    if kind is Setting:
        name = json.loads(after or before or "{}").get("name", "")
        yield from set_to(name, changed.get("value"), now.get("value"))
        return
    for field in kind.fields():
        if field.name in changed:
            parent = links.get((kind.table, field.name))
            yield (field.label, _said(store, field, parent, changed[field.name], links),
                   _said(store, field, parent, now.get(field.name), links))


def _said(
    store: Store, field: Field, parent: str | None, value: Any, links: dict[tuple[str, str], str]
) -> str:
    if value is None:
        return ""
    if parent is not None:
        return _called(store, parent, value, links)
    try:
        said = Period.parse(value).label if field.label == "期次" else (
            field.show(field.kind.load(value)))
    except (ValueError, TypeError, Problem):  # written under the rules of an older program
        said = str(value)
    said = in_words(said)
    said = said if field.privacy is Privacy.NAME else mask(said, field.privacy)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"


def _name(
    store: Store, kind: type[Record], values: dict[str, Any], links: dict[tuple[str, str], str]
) -> str:
    """What people call a record with these values; blank for one that has no name."""
    own = next((values[name] for name in NAMED_BY if isinstance(values.get(name), str)), "")
    if own or kind is OwnKey:
        return in_words(own)[:LONGEST]
    owner = next(((links[kind.table, field.name], values[field.name]) for field in kind.fields()
                  if field.kind is LINK and (kind.table, field.name) in links
                  and values.get(field.name) is not None), None)
    return _called(store, *owner, links) if owner else ""


def _called(store: Store, table: str, row: int, links: dict[tuple[str, str], str]) -> str:
    """What a record is called, also one that is there no more."""
    kind = kinds()[table]
    names = [each.name for each in kind.fields()]
    now = store.query(
        f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table)} WHERE id = ?", (row,))
    if now:
        values = dict(zip(names, now[0], strict=True))
    else:
        gone = store.query("""SELECT coalesce(after, before) FROM change WHERE "table" = ?
                              AND row = ? ORDER BY id DESC LIMIT 1""", (table, row))
        values = json.loads(gone[0][0]) if gone else {}
    return _name(store, kind, values, links) or kind.label


def _links(store: Store) -> dict[tuple[str, str], str]:
    """Which column names a row of which table."""
    return {(table, column): parent for table, parent, column in store.query(
        """SELECT m.name, f."table", f."from" FROM sqlite_master m,
               pragma_foreign_key_list(m.name) f WHERE m.type = 'table'""")}
