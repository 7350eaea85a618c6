"""What the search box can find: people, places and deeds, as lines that say what Enter does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


class Find(NamedTuple):
    """One line of the list: what it is, why it was found, its icon, and what Enter does."""

    label: str
    why: str
    icon: str
    go: Callable[[], object]


def matching(text: str, words: str) -> bool:
    """Whether typed ``text`` means something called ``words``."""
    return text.casefold() in words.casefold()


def deed_find(act: QAction, where: str) -> Find:
    """A line that does an action of the page."""
    key = act.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return Find(act.text(), f"{where} {key}".strip(), "check", act.trigger)
