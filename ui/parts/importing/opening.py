"""The ways onto the workbench: from a list's own place, by a dropped file, by pasted cells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence

from ui.kit.section import Section, Sections
from ui.parts.importing.kinds import KINDS
from ui.parts.importing.workbench import Workbench

if TYPE_CHECKING:
    from models.keeping.store import Store

REFUSED = (".doc", ".wps", ".ofd", ".heic", ".xlsm", ".xlsb", ".ods", ".rtf", ".html", ".htm")
"""What lists come in that is not read, and is told what to do instead."""


class TakesList(Section):
    """A section onto which a list of its kind can be brought: chosen, dropped, or pasted."""

    takes: ClassVar[str]

    def __init__(self, store: Store, host: Sections | None = None) -> None:
        super().__init__(store, host)
        self.setAcceptDrops(True)

    def choose_list(self) -> None:
        """Ask for a file somebody handed over, and try it on the workbench."""
        self._bench().choose()

    def paste_list(self) -> None:
        """Try what was copied from a workbook, a document or a chat; of a copied file, that."""
        copied = QGuiApplication.clipboard().mimeData() or QMimeData()
        file = self._file_in(copied)
        if file is not None:
            self._bench().try_file(file)
        elif copied.hasText() or copied.hasHtml():
            self._bench().try_pasted(copied.text(), copied.html())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is pasted where no cell can be written in is a list."""
        if event.matches(QKeySequence.StandardKey.Paste) and self.beside.pane is None:
            self.paste_list()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file that may hold a list can be let go here."""
        if self._file_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The file is tried on the workbench."""
        file = self._file_in(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self._bench().try_file(file)

    def _bench(self) -> Workbench:
        """The workbench for the kind of list, on the whole width of the place."""
        bench = Workbench(self.store, KINDS[self.takes])
        self.put_right(bench)
        return bench

    def _file_in(self, data: QMimeData) -> Path | None:
        """The first file that may hold a list, of those that are carried."""
        welcome = (*KINDS[self.takes].endings, *REFUSED)
        paths = (Path(each.toLocalFile()) for each in data.urls() if each.isLocalFile())
        return next((each for each in paths if each.suffix.lower() in welcome), None)
