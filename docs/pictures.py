"""Makes the pictures of the README and of the manual from the sample village, without a screen.

``python docs/pictures.py`` makes all, with ``liaison-visits`` behind it that one of the manual's.
Which it shows, its pages say: ``pictures/liaison-visits.webp`` is the section ``visits`` of
the place ``liaison``. About 15 kB each, they are made when the window has changed and kept with the
pages, so that the manual needs no village to show them.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HELP = PROJECT / "resources" / "help"
HOUSEHOLDS, SEED = 570, 1
WHOLE, SMALL, ACROSS = (1366, 768), (1000, 600), 744
"""The window of the README's picture, of the manual's, and how wide these are in its column."""
COLOURS, QUALITY = 256, 40
PATIENCE = 900


def main(names: list[str]) -> None:
    """Draw the window and keep what it shows."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from ui.kit.theme import dress

    app = QApplication.instance() or QApplication([])
    with _folder() as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
        dress(app)
        for window, wanted in _windows(folder):
            if not names and "people" in wanted:
                window.resize(*WHOLE)
                _keep(_shown(window, "people", whole=True), PROJECT / "docs" / "screenshot.png")
                window.resize(*SMALL)
            for name in names or wanted:
                if name in wanted:
                    _keep(_shown(window, name), HELP / "pictures" / f"{name}.webp")
            window.let_go()


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder whose name, seen in pictures, is always the same."""
    folder = Path(tempfile.gettempdir()) / "联星"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def asked_for() -> list[str]:
    """The pictures the manual shows."""
    pages = "".join(path.read_text("utf-8") for path in sorted(HELP.glob("*.md")))
    return sorted(set(re.findall(r"\(pictures/([a-z-]+)\.webp\)", pages)))


def _windows(folder: Path) -> Iterator[tuple[Any, list[str]]]:
    """An empty file, the sample village, and the town's desk it reports to; what each shows."""
    from models.keeping.store import Store
    from sample.village import fill
    from tests.models.town.desks import hand_in, open_desk
    from ui.kit.place import TOWN_PAGES

    of_town = {place.key for place in TOWN_PAGES if place.key != "settings"}
    every = asked_for()
    village = Store(folder / "示例村.lianxing")
    yield _window(Store(folder / "新.lianxing")), ["welcome"]
    fill(village, households=HOUSEHOLDS, seed=SEED)
    yield _window(village), [each for each in every if each not in of_town | {"welcome"}]
    with Store(village.path) as again:
        again.operator = "耿素珍"
        town = open_desk(folder, again)
        hand_in(again, town, folder)
    window = _window(town)
    inbox: Any = window.pages["inbox"]
    inbox.look_at([folder])
    _wait()
    inbox.deeds["take_all"].trigger()
    yield window, [each for each in every if each in of_town]


def _window(store: Any) -> Any:
    from ui.frame.window import Window

    window = Window()
    window.resize(*SMALL)
    window.show()
    window.receive(store)
    return window


def _shown(window: Any, name: str, *, whole: bool = False) -> Any:
    """What is seen of a place, or of one of its sections."""
    from PySide6.QtCore import Qt

    place, _, section = name.partition("-")
    window.go(place)
    page = window.pages[place]
    if place == "meetings" and section in ("agenda", "roll", "votes", "record", "paper"):
        page.open("meeting", window.store.find(_meeting(), "", (), "held DESC")[0].id)
        page.current.show_section(section)
    elif section and hasattr(page, "show_section"):
        page.show_section(section)
    elif section:
        page.chips.press(section)
    if section == "backups":
        page.deeds["back_up_now"].trigger()
        page.strip.put_away()
    _wait()
    return window.grab() if whole else page.grab().scaledToWidth(
        ACROSS, Qt.TransformationMode.SmoothTransformation)


def _meeting() -> Any:
    from models.meetings.meeting import Meeting

    return Meeting


def _wait() -> None:
    """What is read and drawn beside the window has arrived."""
    from PySide6.QtCore import QThreadPool
    from PySide6.QtTest import QTest

    for _ in range(2):
        QTest.qWait(PATIENCE)
        QThreadPool.globalInstance().waitForDone()


def _keep(seen: Any, path: Path) -> None:
    """As light as can still be read, and in its own colours."""
    from PIL import Image

    path.parent.mkdir(exist_ok=True)
    passing = path.with_suffix(".made.png")
    seen.save(str(passing))
    whole = Image.open(passing).convert("RGB")
    if path.suffix == ".png":
        whole = whole.quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=3,
                               dither=Image.Dither.NONE)
    whole.save(path, optimize=True, quality=QUALITY, method=6)
    passing.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
