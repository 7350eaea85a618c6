"""Asking for a file, a folder, a printer or a stick, starting where the last one was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QWidget

from exporters.leaving import sticks
from models.values.names import plain_name
from models.values.problem import Problem
from ui.kit.tokens import px, user_settings

SPREADSHEETS = "表格 (*.xlsx *.xls *.csv *.et)"
DATA_FILES = "联星资料 (*.lianxing)"
WORKBOOK = "Excel 工作簿 (*.xlsx)"


def file_to_open(parent: QWidget, title: str, kinds: str = SPREADSHEETS) -> Path | None:
    """The file the user chose to read, or None."""
    with _here():
        name, _ = QFileDialog.getOpenFileName(parent, title, _last_folder(), kinds)
    return _remembered(name)


def files_to_open(parent: QWidget, title: str, kinds: str) -> list[Path] | None:
    """The files the user chose to read, or None."""
    with _here():
        names, _ = QFileDialog.getOpenFileNames(parent, title, _last_folder(), kinds)
    return [path for name in names if (path := _remembered(name))] or None


def file_to_save(parent: QWidget, title: str, name: str, kinds: str = WORKBOOK) -> Path | None:
    """Where the user wants ``name`` written, or None."""
    proposed = str(Path(_last_folder()) / plain_name(name))
    with _here():
        chosen, _ = QFileDialog.getSaveFileName(parent, title, proposed, kinds)
    return _remembered(chosen)


def folder(parent: QWidget, title: str) -> Path | None:
    """The folder the user chose, or None."""
    with _here():
        chosen = QFileDialog.getExistingDirectory(parent, title, _last_folder())
    return _remembered(chosen, itself=True)


@contextmanager
def _here() -> Iterator[None]:
    """Stay in the folder we are in: one on a stick would hold the stick against ejecting."""
    before = Path.cwd()
    try:
        yield
    finally:
        os.chdir(before)


def _last_folder() -> str:
    return str(user_settings().value("folder", str(Path.home())))


def _remembered(name: str, *, itself: bool = False) -> Path | None:
    if not name:
        return None
    path = Path(name)
    user_settings().setValue("folder", str(path if itself else path.parent))
    return path


# ── the printer ──────────────────────────────────────────────────────────────


NO_PRINTER = "这台电脑上还没有打印机。"
WAY_OUT = "可以先导出，把 PDF 拷到能打印的电脑上。"


def chosen_printer(parent: QWidget) -> QPrinter | None:
    """The printer the user chose, or None. :raises Problem: there is none."""
    if not QPrinterInfo.availablePrinters():
        raise Problem(NO_PRINTER + WAY_OUT)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    return printer if QPrintDialog(printer, parent).exec() else None


# ── Which stick: those plugged in now, or a folder


LOOK_MILLISECONDS = 2000


class StickBox(QWidget):
    """The sticks by their labels and a folder of one's own; ``came(folder)`` for a new stick."""

    came = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._known: set[tuple[Path, int]] = set()
        self.box, self.button = QComboBox(), QPushButton("选文件夹…")
        self.box.setAccessibleName(title)
        self.box.setMinimumWidth(px(220))
        self.box.setPlaceholderText("没有插 U 盘")
        self.button.setAccessibleName(f"{title}：选文件夹")
        self.button.clicked.connect(lambda: self.choose(folder(self, title)))
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.box, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.box)

    def folder(self) -> Path:
        """The folder chosen. :raises Problem: there is none."""
        chosen = self.box.currentData()
        if chosen is None:
            raise Problem("还没有插 U 盘。请插上 U 盘，或点“选文件夹…”。")
        return Path(chosen)

    def choose(self, folder: Path | None) -> None:
        """Offer a folder and choose it."""
        if folder is None:
            return
        if self.box.findData(str(folder)) < 0:
            self.box.addItem(str(folder), str(folder))
        self.box.setCurrentIndex(self.box.findData(str(folder)))

    def look(self) -> None:
        """Offer what is plugged in now; a stick that is gone is offered no longer."""
        found = {(each.folder, each.serial): each.label for each in sticks.sticks()}
        for gone in self._known - set(found):
            self.box.removeItem(self.box.findData(str(gone[0])))
        for folder, serial in set(found) - self._known:
            self.box.insertItem(0, found[folder, serial], str(folder))
            self.box.setCurrentIndex(0)
            self.came.emit(folder)
        self._known = set(found)
        for (folder, _), label in found.items():
            self.box.setItemText(self.box.findData(str(folder)), label)

    def showEvent(self, event: QShowEvent) -> None:
        """Look while one can see it."""
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
