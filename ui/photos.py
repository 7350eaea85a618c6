"""The photos on a record, as thumbnails in a row: what was found, the reply, the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QIcon, QImageReader, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from models.attachments import SHOWS, Attachment, attachments_of, file_of
from ui.card import words
from ui.marks import Face, FaceLabel
from ui.theme import Mark, px

if TYPE_CHECKING:
    from models.store import Store

PHOTOS = "照片 (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff)"
SIDE = 116


class Photos(QWidget):
    """A row of thumbnails; pressing one opens the photo in the system's own viewer."""

    def __init__(self, store: Store, table: str, row: int) -> None:
        super().__init__()
        self.found = attachments_of(store, table, row)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(10))
        for each in self.found:
            across.addWidget(_frame(each, file_of(store, each)), 0, Qt.AlignmentFlag.AlignTop)
        if not self.found:
            across.addWidget(words("还没有照片。", "faint"))
        across.addStretch(1)


def _frame(photo: Attachment, path: Path) -> QWidget:
    frame, column = QWidget(), QVBoxLayout()
    frame.setLayout(column)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(2))
    label = " · ".join(filter(None, (SHOWS.label(photo.shows), photo.caption)))
    if path.is_file():
        column.addWidget(_thumbnail(photo, path, label))
    else:
        gone = FaceLabel(Face(f"{photo.name} 的文件不见了，请从备份找回。", Mark.LATE))
        gone.setFixedWidth(px(SIDE))
        column.addWidget(gone)
    column.addWidget(words(label, "faint"))
    return frame


def _thumbnail(photo: Attachment, path: Path, label: str) -> QToolButton:
    button, side = QToolButton(), px(SIDE)
    size = QSize(photo.width, photo.height).scaled(
        QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio
    )
    reader = QImageReader(str(path))
    reader.setScaledSize(size)
    button.setIcon(QIcon(QPixmap.fromImage(reader.read())))
    button.setIconSize(size)
    button.setAutoRaise(True)
    button.setAccessibleName(f"{label} {photo.name}")
    button.setToolTip(f"{photo.name}，点开看原图")
    button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
    return button
