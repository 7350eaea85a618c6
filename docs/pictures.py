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
from datetime import date
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HELP = PROJECT / "resources" / "help"
HOUSEHOLDS, SEED = 570, 1
WHOLE, SMALL, ACROSS = (1366, 768), (1000, 600), 744
"""The window of the README's picture, of the manual's, and how wide these are in its column."""
FRONT = {"people": "screenshot", "stars-wall": "wall-chart"}
"""What the README shows, and its file; the workbench of a list beside them."""
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
                for name, file in FRONT.items():
                    _keep(_shown(window, name, whole=True), PROJECT / "docs" / f"{file}.png")
                section = _bring_list(window)
                _keep(window.grab(), PROJECT / "docs" / "import.png")
                section.put_away()
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


def _bring_list(window: Any) -> Any:
    """A list of visits as a neighbour keeps it lies on the workbench of the section that is
    answered; nothing is taken in yet."""
    from PySide6.QtGui import QGuiApplication

    from models.registers.people import household_lines

    homes = list(household_lines(window.store, date(2026, 9, 1)).values())
    who = [name for (name,) in window.store.query(
        "SELECT p.name FROM member m JOIN person p ON p.id = m.person ORDER BY m.id")]
    said = ("看了危房，盼早日修", "麦子出手了，没有难处", "老人一个人在家，送了药",
            "问低保怎么申请", "孩子开学，缺路费", "谈了收成（作废）")
    rows = [("走访人", "户号", "户主", "走访日期", "谈话内容", "车费")]
    rows += [(who[at % 9], home.number, home.head, f"2026.9.{at % 28 + 1}", said[at % 6], "12元")
             for at, home in enumerate(homes[:40])]
    rows[3] = (rows[3][0], rows[4][1], *rows[3][2:])
    rows += [("合计", "", "", "40次", "", "480元")]
    window.go("liaison")
    section = window.pages["liaison"].show_section("visits")
    QGuiApplication.clipboard().setText("\n".join("\t".join(each) for each in rows))
    section.paste_list()
    _wait()
    return section


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
