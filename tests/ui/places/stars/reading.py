"""What a test reads off a section: its chips, a column of its list, a clause by its words."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton

from models.stars.standard import Clause


def chips(section):
    """The words on the chips of a section."""
    return [each.text().strip() for each in section.chips.findChildren(QAbstractButton)]


def column(table, label):
    """The faces of one column of a list."""
    at = [each.label for each in table.columns].index(label)
    return [table.face(row, at) for row in range(len(table.ids))]


def clause_named(store, words):
    """The clause that reads so."""
    return store.find(Clause, "text = ?", (words,))[0]
