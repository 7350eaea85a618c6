"""How the links of a form are looked for, and words offered where anything may be typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

from models.members.charges import areas
from models.members.typed_names import households_named, members_named, people_named
from models.office.village import groups
from ui.kit.editors import Finder, Line, Link

if TYPE_CHECKING:
    from models.keeping.store import Store
    from ui.kit.form import Form


def household_finder(also: int | None = None) -> Finder:
    """Households; ``also`` is the one already chosen."""
    return lambda store, typed: households_named(store, typed, also)


def groups_named(store: Store, typed: str) -> list[tuple[int, str]]:
    """The 村民小组 whose names hold what was typed."""
    return [(each.rowid, each.name) for each in groups(store) if typed in each.name]


def areas_named(store: Store, typed: str) -> list[tuple[int, str]]:
    """The 片区 and 网格 whose names hold what was typed."""
    return [(each.rowid, each.name) for each in areas(store) if typed in each.name]


def member_finder(day: date, also: int | None = None) -> Finder:
    """The members of the branch on a day; ``also`` is the one already chosen."""
    return lambda store, typed: members_named(store, typed, day, also)


def person_finder(household: int) -> Finder:
    """Those who live in one household."""
    return lambda store, typed: people_named(store, household, typed)


def offer(editor: Line, words: Sequence[str]) -> None:
    """Offer these words while typing; ↓ shows them all, and anything else may be typed too."""
    completer = QCompleter(list(words), editor)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    editor.setCompleter(completer)
    completer.activated.connect(lambda _: editor.edited.emit())
    if words:
        editor.setPlaceholderText("如 " + "、".join(words[:3]))


def take_the_best(form: Form[Any]) -> None:
    """Whoever goes on from a link with only a few letters typed means the first one offered."""
    for editor in form.editors.values():
        if isinstance(editor, Link):
            editor.line.editingFinished.connect(_settling(editor))


def _settling(editor: Link) -> Callable[[], None]:
    def settle() -> None:
        typed = editor.currentText().strip()
        offered = editor.offering.model()
        if typed and editor.words() == typed and offered.rowCount():
            editor.setEditText(offered.index(0, 0).data())

    return settle
