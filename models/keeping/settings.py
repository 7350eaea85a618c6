"""What an office keeps beside its records: settings, permissions, what was typed and not kept."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.keeping.permissions import PERMISSIONS, May, permissions, require
from models.keeping.record import Record, field, required
from models.keeping.ruling import in_words
from models.values import clock
from models.values.kinds import TEXT
from models.values.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.keeping.acting import Acts
    from models.keeping.questions import Questions
    from models.keeping.store import Store


class Setting(Record, table="setting", label="设置"):
    """One setting of the office, kept as JSON under a name."""

    name: str = required("名称", TEXT)
    value: str | None = field("值", TEXT)


def setting(store: Questions, name: str, default: Any = None) -> Any:
    """The value of a setting, ``default`` when it was never set."""
    found = store.find(Setting, "name = ?", (name,))
    return json.loads(found[0].value or "null") if found else default


def set_setting(store: Acts, name: str, value: Any) -> None:
    """Keep a setting (any JSON value), as an act."""
    found = store.find(Setting, "name = ?", (name,))
    record = found[0] if found else Setting(name=name)
    with store.act(f"改设置：{in_words(name)}"):
        store.save(record.but(value=json.dumps(value, ensure_ascii=False)))


# ── who may do what


def assign(store: Acts, named: Mapping[str, Sequence[str]]) -> None:
    """Say who may do what, as an act; no names anywhere: anyone may do anything again.

    :raises Problem: who says it may not, or nobody, or not they, could change it afterwards.
    """
    require(store, May.ASSIGN)
    kept = {each.value: list(named.get(each, ())) for each in May if named.get(each)}
    if kept and store.operator not in kept.get(May.ASSIGN, ()):
        raise Problem("“定权限”里要有你自己的名字，不然以后没有人能改。"
                      f"现在的经办人是{store.operator or '（空）'}。")
    with store.act("定经办人权限", may=May.ASSIGN):
        set_setting(store, PERMISSIONS, kept)


def hand_on(store: Acts, gives: str, takes: str) -> None:
    """What one might, the other may from now on; inside the act of a change of hands."""
    named = permissions(store)
    if any(named.values()):
        set_setting(store, PERMISSIONS, {
            what: list(dict.fromkeys(takes if each == gives else each for each in names))
            for what, names in named.items()})


# ── what was typed and not yet kept ──────────────────────────────────────────


def keep_draft(store: Store, place: str, content: dict[str, str]) -> datetime | None:
    """Put the texts of a form aside under ``place``; when, None where the file is for looking."""
    if store.reading:
        return None
    at = clock.now().replace(microsecond=0)
    with store.aside() as write:
        written = json.dumps(content, ensure_ascii=False)
        write("INSERT OR REPLACE INTO draft VALUES (?, ?, ?)", (place, written, at.isoformat()))
    return at


def kept_draft(store: Store, place: str) -> tuple[dict[str, str], datetime] | None:
    """The texts put aside under ``place`` and when; None where there are none that can be read."""
    for content, at in store.query("SELECT content, at FROM draft WHERE place = ?", (place,)):
        with suppress(ValueError, TypeError, RecursionError):
            said = json.loads(content)
            return (said, datetime.fromisoformat(at)) if isinstance(said, dict) else None
    return None


def drop_draft(store: Store, place: str) -> None:
    """Forget what was put aside: it was kept, or thrown away."""
    if kept_draft(store, place) is not None:
        with store.aside() as write:
            write("DELETE FROM draft WHERE place = ?", (place,))
