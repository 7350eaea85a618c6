"""Asking for a file, a folder or a printer, starting where the last one was."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QWidget

from models.values.problem import Problem

SPREADSHEETS = "表格 (*.xlsx *.xls *.csv *.et)"
WORKBOOK = "Excel 工作簿 (*.xlsx)"


def file_to_open(parent: QWidget, title: str, kinds: str = SPREADSHEETS) -> Path | None:
    """The file the user chose to read, or None."""
    name, _ = QFileDialog.getOpenFileName(parent, title, _last_folder(), kinds)
    return _remembered(name)


def file_to_save(parent: QWidget, title: str, name: str, kinds: str = WORKBOOK) -> Path | None:
    """Where the user wants ``name`` written, or None."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path(_last_folder()) / name), kinds)
    return _remembered(chosen)


def folder(parent: QWidget, title: str) -> Path | None:
    """The folder the user chose, or None."""
    return _remembered(QFileDialog.getExistingDirectory(parent, title, _last_folder()), itself=True)


def _settings() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Lianxing", "window")


def _last_folder() -> str:
    return str(_settings().value("folder", str(Path.home())))


def _remembered(name: str, *, itself: bool = False) -> Path | None:
    if not name:
        return None
    path = Path(name)
    _settings().setValue("folder", str(path if itself else path.parent))
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
