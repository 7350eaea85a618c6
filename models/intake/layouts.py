"""The headings the secretary once explained, remembered for the next roster of the kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.intake.reading import Layout
from models.keeping.settings import set_setting, setting

if TYPE_CHECKING:
    from models.keeping.store import Store

LAYOUTS = "导入时认过的表头"


def remembered_layouts(store: Store) -> tuple[Layout, ...]:
    """The layouts the secretary corrected, for every kind of sheet met so far."""
    kept = setting(store, LAYOUTS, {})
    return tuple(
        Layout("", tuple(each["header_rows"]), 0, 0, each["columns"], name)
        for name, each in kept.items()
    )


def remember_layout(store: Store, layout: Layout) -> None:
    """Keep a corrected layout for the next file whose head is worded so."""
    kept = setting(store, LAYOUTS, {})
    kept[layout.fingerprint] = {
        "header_rows": list(layout.header_rows), "columns": layout.columns,
    }
    set_setting(store, LAYOUTS, kept)
