"""How long from starting the program to the first painted window, against a bare Qt window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import Rounds

ROUNDS = 9
PROJECT = Path(__file__).resolve().parents[1]

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", flush=True)
app = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""

OURS = """
import sys
from pathlib import Path
from ui.frame import app, window
shown = window.Window.paintEvent
def paint(self, event):
    shown(self, event)
    print("painted", flush=True)
window.Window.paintEvent = paint
app.run(Path(sys.argv[1]))
"""


def first_paint() -> Rounds:
    """Seconds, ours and bare, in turn; the first start of each only compiles."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "village.lianxing")
        compiled = str(Path(folder) / "compiled")
        return [
            (_start(OURS, compiled, file), _start(BARE, compiled)) for _ in range(ROUNDS + 1)
        ][1:]


def _start(program: str, compiled: str, *words: str) -> float:
    """Seconds until a fresh process says its window is painted; bytecode is kept, as shipped."""
    screenless = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPYCACHEPREFIX": compiled,
        "PYTHONDONTWRITEBYTECODE": "",
    }
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program, *words],
        cwd=PROJECT,
        env=screenless,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        took = time.perf_counter() - begun
        running.kill()
    return took


MEASURES = (("start to first painted window", 1.5, first_paint),)
