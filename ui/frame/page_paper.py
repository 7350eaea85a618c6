"""Any page as a paper: what it says and lists, in the order of reading, as it is seen now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cmp_to_key, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from models.office.village import unit
from models.returns.document import Block, Document, Pairs, Paragraph
from models.values import clock
from models.values.kinds import TEXT, Field
from models.values.sheet import Column, Row, Sheet
from ui.frame.tab_order import before
from ui.kit.form import Form
from ui.kit.marks import FaceLabel
from ui.kit.message_strip import Strip
from ui.kit.page import Page
from ui.kit.paper import PaperPane
from ui.kit.preview import DrawingView
from ui.kit.record_list import RecordList

if TYPE_CHECKING:
    from models.keeping.store import Store
    from ui.frame.stack import PageStack

HEADS = ("title", "section", "page")
"""The roles of words under which others stand."""


def show_paper(
    stack: PageStack, title: str, draw: Callable[[], Sheet | Document] | None = None
) -> None:
    """A paper on its way to the printer, over the page; Esc: back to where one was.

    Without one it is the page that lies in sight, of this title, as it stands now.
    """
    page = stack.page
    if draw is None and isinstance(page, Page) and page is stack.currentWidget():
        draw = partial(_same, page_paper(page, title, page.store))
    if draw is not None:
        pane = PaperPane(draw)
        for end in (stack.uncover, pane.deleteLater):
            pane.closed.connect(end)
        stack.cover(pane)
        stack.headed.emit(f"打印 › {pane.title}")
        pane.setFocus()


def page_paper(page: QWidget, title: str, store: Store) -> Document:
    """What ``page`` shows as a document of this title.

    Lists are tables with all their rows, forms boxed lines, drawings the words in them; a number
    that is covered on the page is covered on the paper.
    """
    village = unit(store)
    return Document("page", title, tuple(_blocks(page, title)), village.name if village else "",
                    made=clock.today(), sides=False)


def table_of(shown: RecordList) -> Sheet:
    """All rows of a list, whether or not they are scrolled to."""
    table = shown.table
    columns = [at for at, each in enumerate(table.columns)
               if each.label and not shown.isColumnHidden(at)] or list(range(len(table.columns)))
    return Sheet(
        "list", shown.accessibleName(),
        tuple(Column(Field(table.columns[at].label, TEXT, width=table.columns[at].width))
              for at in columns),
        [Row(tuple(table.face(row, at).text for at in columns)) for row in range(len(table.ids))],
        inside=True, seal=False, signatures=())


# ── inside ───────────────────────────────────────────────────────────────────


def _same(made: Document) -> Document:
    return made


def _blocks(page: QWidget, title: str) -> Iterator[Block]:
    """Words gather under the heading before them, until another, a table or a form comes."""
    heading, said = "", list[str]()
    for each in [*_read(page), (True, "")]:
        if isinstance(each, tuple) and not each[0]:
            said.append(each[1])
            continue
        if heading or said:
            yield Paragraph(heading or title, "\n".join(said), blank=0)
        heading, said = each[1] if isinstance(each, tuple) else "", []
        if not isinstance(each, tuple):
            yield each


def _read(above: QWidget) -> Iterator[Block | tuple[bool, str]]:
    """Blocks, and (is it a heading, words), in the order of reading."""
    inside = [each for each in above.children() if isinstance(each, QWidget)
              and each.isVisible() and not each.isWindow()]
    for each in sorted(inside, key=cmp_to_key(before)):
        if isinstance(each, RecordList) and each.table.ids:
            yield table_of(each)
        elif isinstance(each, Form):
            yield Pairs(tuple(((editor.field.label, _standing(editor) or ""),)
                              for editor in each.editors.values()))
        elif not isinstance(each, Strip):
            words = _words(each)
            if words:
                yield each.property("role") in HEADS, words
            elif words is None:
                yield from _read(each)


def _words(shown: QWidget) -> str | None:
    """What it says by itself; None: look inside."""
    name = shown.accessibleName()
    if isinstance(shown, FaceLabel):
        return shown.face.text
    if isinstance(shown, QLabel):
        return shown.text()
    if isinstance(shown, RecordList):
        return f"{name}：{shown.empty.text()}" if shown.empty.isVisible() else ""
    if isinstance(shown, DrawingView):
        return "：".join(filter(None, (name, shown.accessibleDescription())))
    if isinstance(shown, QCheckBox):
        return f"{'■' if shown.isChecked() else '□'} {shown.text()}"
    if isinstance(shown, QAbstractButton) and shown.isChecked():
        return f"〔{shown.text()}〕"
    text = _standing(shown)
    return f"{name}：{text}" if text and name else text


def _standing(shown: QWidget) -> str | None:
    """What stands in a field as it is seen: a password as dots; None: it is no field."""
    if isinstance(shown, QComboBox):
        return shown.currentText()
    if isinstance(shown, QLineEdit):
        return shown.displayText()
    if isinstance(shown, QAbstractSpinBox):
        return shown.text()
    if isinstance(shown, QListWidget):
        return "；".join(each.text() for each in map(shown.item, range(shown.count()))
                        if each.checkState() is Qt.CheckState.Checked)
    return shown.toPlainText() if isinstance(shown, QPlainTextEdit | QTextEdit) else None
