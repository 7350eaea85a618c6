"""Names are data: whatever stands in them is shown as it was typed, never read as markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from models.office.village import Group, Unit
from models.registers.people import Person
from tests.test_architecture import sources
from tests.ui.everywhere import everywhere, settle
from ui.kit.theme import plain_tip

MARKUP = "<b>庙</b><img src=x>"


def read_as_markup(every: dict[str, str]) -> Iterator[str]:
    """Where the window makes a label that guesses, or a tip of words that are not its own."""
    for path, source in every.items():
        if not path.startswith("ui/"):
            continue
        for node in ast.walk(ast.parse(source)):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            own = "class Plain" in source
            if called == "QLabel" and not own:
                yield f"{path}:{node.lineno} QLabel"
            if called.endswith(("setToolTip", "showText")) and not any(
                "plain_tip" in ast.unparse(each) or _own_words(each) for each in node.args
            ):
                yield f"{path}:{node.lineno} {ast.unparse(node)}"


def _own_words(node: ast.expr) -> bool:
    """Words of ours: written here, chosen between two of them, or a place's title and a number."""
    if isinstance(node, ast.IfExp):
        return _own_words(node.body) and _own_words(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return all(ast.unparse(each.value) in ("at", "place.title") for each in node.values
                   if isinstance(each, ast.FormattedValue))
    return isinstance(node, ast.Constant)


def test_no_label_and_no_tip_guesses():
    assert list(read_as_markup(sources())) == []


def test_a_label_or_a_tip_that_guesses_is_found():
    bad = {"ui/x.py": "QLabel(name)\nlabel.setToolTip(name)\nb.setToolTip(f'{name}，看大图')"}
    assert len(list(read_as_markup(bad))) == 3


def labels_below(widget: QWidget) -> Iterator[QLabel]:
    """The labels of the window, without those that Qt makes inside its own widgets."""
    for each in widget.findChildren(QLabel):
        if not each.objectName().startswith("qt_"):
            yield each


def test_every_label_of_every_place_shows_what_it_was_given(window):
    """The village, its groups and its people are called by markup; each place is opened."""
    store = window.store
    with store.act("改名"):
        for unit in store.find(Unit):
            store.save(unit.but(name=MARKUP, town=MARKUP))
        for group in store.find(Group):
            store.save(group.but(name=f"{MARKUP}{group.rowid}"))
        for person in store.find(Person):
            store.save(person.but(address=MARKUP, note=MARKUP))
    seen = 0
    for place in everywhere(window):
        for label in labels_below(window):
            assert label.textFormat() == Qt.TextFormat.PlainText, (place, label.text())
            seen += 1
    settle()
    assert seen > 100
    window.side.name(store.find(Unit)[0])
    assert window.side.village.toolTip() == plain_tip(MARKUP) != MARKUP
