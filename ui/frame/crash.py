"""When the program itself fails: one dialog in plain words for the secretary."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMessageBox

from models.keeping.user_folders import log_folder, write_log
from models.values.problem import Problem


def install(folder: Path | None = None) -> None:
    """From now on, what nobody caught is told in plain words and logged in ``folder``."""

    def hook(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report(error, folder or log_folder())

    sys.excepthook = hook


def report(error: BaseException, folder: Path) -> None:
    """Tell the user about ``error``; a :class:`Problem` is shown as it stands and not logged."""
    if isinstance(error, Problem):
        show("没有做成", error.sentence, None)
        return
    number, kept = write_log(error, folder)
    show(
        "出了意外",
        "这一步没有做成，已有资料没有改动。\n可以接着用；要是又出现，请到“设置 › 检查和修复”"
        f"细查一次，再把日志文件夹里的文件交给维护的人。\n\n编号 {number}",
        folder if kept else None,
    )


def show(title: str, words: str, folder: Path | None) -> None:
    """One plain dialog; never a second one on top of another."""
    if QApplication.instance() is None or QApplication.activeModalWidget() is not None:
        return
    box = QMessageBox(QApplication.activeWindow())
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(words)
    known = box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(known)
    if folder is not None:
        opener = box.addButton("打开日志文件夹", QMessageBox.ButtonRole.ActionRole)
        opener.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        )
    box.exec()
