"""Which printer a paper goes to: asked once, in the same words wherever something is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.values.problem import Problem

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

NO_PRINTER = "这台电脑上还没有打印机。"
WAY_OUT = "可以先导出，把 PDF 拷到能打印的电脑上。"


def chosen_printer(parent: QWidget) -> QPrinter | None:
    """The printer the user chose, or None. :raises Problem: there is none."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

    if not QPrinterInfo.availablePrinters():
        raise Problem(NO_PRINTER + WAY_OUT)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    return printer if QPrintDialog(printer, parent).exec() else None
