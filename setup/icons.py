"""The drawings of the program and its two kinds of files as icons of Windows, made when packaging.

An .ico is a table of pictures, each a PNG of its own size.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWINGS = Path(__file__).resolve().parents[1] / "resources" / "icons"
NAMES = ("lianxing", "data-file", "package-file")
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
_HEAD, _ENTRY = struct.Struct("<HHH"), struct.Struct("<BBBBHHII")
_ICON, _PLANES, _BITS, _WHOLE = 1, 1, 32, 256


def icon(drawing: Path) -> bytes:
    """The icon of an SVG, in every size Explorer asks for."""
    pictures = [_png(drawing, size) for size in SIZES]
    at = _HEAD.size + _ENTRY.size * len(SIZES)
    entries = b""
    for size, picture in zip(SIZES, pictures, strict=True):
        side = size % _WHOLE  # 256 is written as 0
        entries += _ENTRY.pack(side, side, 0, 0, _PLANES, _BITS, len(picture), at)
        at += len(picture)
    return _HEAD.pack(0, _ICON, len(SIZES)) + entries + b"".join(pictures)


def _png(drawing: Path, size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    out = QBuffer()
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(out, "PNG")  # type: ignore[call-overload]  # its stub asks for bytes
    return bytes(out.data().data())


def write_icons(folder: Path) -> None:
    """Every icon, by the name of its drawing."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    running = QGuiApplication.instance() or QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.ico").write_bytes(icon(DRAWINGS / f"{name}.svg"))
    del running
