"""The settings of an office: any value under a name, kept with the records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.values.kinds import TEXT

if TYPE_CHECKING:
    from models.keeping.store import Store


class Setting(Record, table="setting", label="设置"):
    """One setting of the office, kept as JSON under a name."""

    name: str = required("名称", TEXT)
    value: str | None = field("值", TEXT)


def setting(store: Store, name: str, default: Any = None) -> Any:
    """The value of a setting, ``default`` when it was never set."""
    found = store.find(Setting, "name = ?", (name,))
    return json.loads(found[0].value or "null") if found else default


def set_setting(store: Store, name: str, value: Any) -> None:
    """Keep a setting (any JSON value), as an act."""
    found = store.find(Setting, "name = ?", (name,))
    record = found[0] if found else Setting(name=name)
    with store.act(f"改设置：{name}"):
        store.save(record.but(value=json.dumps(value, ensure_ascii=False)))
