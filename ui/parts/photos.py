"""The photos on a record, as thumbnails in a row: what was found, the reply, the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QIcon, QImageReader, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from models.keeping.attachments import SHOWS, Attachment, KeptPicture, attachments_of, kept
from models.values.problem import Problem
from ui.kit.card import words
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark, Plain, plain_tip
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

PHOTOS = "照片 (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff)"
SIDE = 116


class Photos(QWidget):
    """A row of thumbnails; pressing one shows it large."""

    def __init__(self, store: Store, table: str, row: int) -> None:
        super().__init__()
        self.found = attachments_of(store, table, row)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(10))
        for each in self.found:
            across.addWidget(_frame(each, kept(store, each)), 0, Qt.AlignmentFlag.AlignTop)
        if not self.found:
            across.addWidget(words("还没有照片。", "faint"))
        across.addStretch(1)


def _frame(photo: Attachment, picture: KeptPicture) -> QWidget:
    frame, column = QWidget(), QVBoxLayout()
    frame.setLayout(column)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(2))
    label = " · ".join(filter(None, (SHOWS.label(photo.shows), photo.caption)))
    try:
        column.addWidget(_thumbnail(photo, picture.content(), label))
    except Problem:
        gone = FaceLabel(Face(f"{photo.name} 的文件不见了，请从备份找回。", Mark.LATE))
        gone.setFixedWidth(px(SIDE))
        column.addWidget(gone)
    column.addWidget(words(label, "faint"))
    return frame


def _thumbnail(photo: Attachment, content: bytes, label: str) -> QToolButton:
    button, side = QToolButton(), px(SIDE)
    size = _within(photo, QSize(side, side))
    button.setIcon(QIcon(_drawn(content, size)))
    button.setIconSize(size)
    button.setAutoRaise(True)
    button.setAccessibleName(f"{label} {photo.name}")
    button.setToolTip(plain_tip(f"{photo.name}，点开看大图"))
    button.clicked.connect(lambda: _show_large(button, photo, content))
    return button


def _show_large(over: QWidget, photo: Attachment, content: bytes) -> None:
    """The photo as large as the window allows; Esc closes it. It never lies plain on the disk."""
    shown, column = QDialog(over.window()), QVBoxLayout()
    shown.setWindowTitle(photo.name)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    picture = Plain()
    picture.setPixmap(_drawn(content, _within(photo, over.window().size() * 0.9)))
    picture.setAccessibleName(photo.name)
    column.addWidget(picture)
    shown.setLayout(column)
    shown.open()


def _within(photo: Attachment, room: QSize) -> QSize:
    return QSize(photo.width, photo.height).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)


def _drawn(content: bytes, size: QSize) -> QPixmap:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpeg"))  # as it was kept, whatever lies there now
    reader.setAutoDetectImageFormat(False)
    reader.setScaledSize(size)
    return QPixmap.fromImage(reader.read())
