"""Makes the picture of the README: 人户 of the sample village on a village's screen."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HOUSEHOLDS, SEED = 570, 1
WIDTH, HEIGHT = 1366, 768
COLOURS = 256


def main(picture: Path) -> None:
    """Draw the window without a screen and keep what it shows as a PNG of few colours."""
    from PIL import Image
    from PySide6.QtCore import QSettings
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from models.keeping.store import Store
    from sample.village import fill
    from ui.frame.window import Window
    from ui.kit.theme import dress

    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        dress(app)
        store = Store(Path(folder) / "village.lianxing")
        fill(store, households=HOUSEHOLDS, seed=SEED)
        window = Window()
        window.resize(WIDTH, HEIGHT)
        window.show()
        window.receive(store)
        window.go("people")
        QTest.qWait(500)
        window.grab().save(str(picture))
        window.let_go()
    few = Image.open(picture).convert("RGB").quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


if __name__ == "__main__":
    main(PROJECT / "docs" / "screenshot.png")
