"""The data files this user opened last: whose each is, and where one was in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from ui.kit import ask
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark, px, user_settings

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget


AT_MOST = 8


class Known(NamedTuple):
    """A data file that was open: whose it is (blank before the guide has asked), where one was."""

    path: str
    name: str = ""
    sample: bool = False
    place: str = ""


def recent() -> list[Known]:
    """The files opened last that are still there, the newest first."""
    kept = json.loads(str(user_settings().value("recent", "[]")))
    return [each for each in (Known(*one) for one in kept) if Path(each.path).exists()]


def remember(path: Path, **says: Any) -> None:
    """A file is open: whose it is, or where one is in it."""
    before = next((each for each in recent() if each.path == str(path)), Known(str(path)))
    known = before._replace(**says)
    others = [each for each in recent() if each.path != known.path]
    user_settings().setValue("recent", json.dumps([known, *others][:AT_MOST], ensure_ascii=False))


def worked_on_last() -> Path | None:
    """The data file opened last, no sample village; None where there was none."""
    return next((Path(each.path) for each in recent() if not each.sample), None)


def place_left(path: Path) -> str:
    """The place where one was when this file was last open; blank the first time."""
    return next((each.place for each in recent() if each.path == str(path)), "")


# ── how the window stood, and the way back from the sample village ────────────


def show_as_left(window: QWidget) -> None:
    """Show the window as it stood; the first time it fills the screen."""
    kept = user_settings().value("geometry")
    if kept is None or not window.restoreGeometry(kept):
        window.showMaximized()
    else:
        window.show()


def leave(window: QWidget) -> None:
    """Keep how the window stands."""
    user_settings().setValue("geometry", window.saveGeometry())


def show_band(row: QHBoxLayout, sample: bool, opened: SignalInstance) -> None:
    """The sample village says over every page that it is one, and leads back."""
    while (former := row.takeAt(0)) is not None:
        if (band := former.widget()) is not None:
            band.deleteLater()
    if sample:
        made = SampleBand()
        made.wanted.connect(opened)
        row.addWidget(made)


class SampleBand(QFrame):
    """Over every page of the sample village; ``wanted(path)``: another file is to be opened."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("band")
        before = next((each for each in recent() if not each.sample), None)
        own = before if before and before.name else None
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), px(6), px(18), px(6))
        row.setSpacing(px(8))
        row.addWidget(FaceLabel(Face(
            "这是示例村，人和事都是编的，随便试；试过的不会进您的台账，也报不出去", Mark.ASK)), 1)
        for said, do in (
            (f"回到我的村：{own.name}" if own else "",
             lambda: self.wanted.emit(Path(own.path) if own else None)),
            ("建我的村…", self._begin),
        ):
            if said:
                button = QPushButton(said)
                button.clicked.connect(do)
                row.addWidget(button)

    def _begin(self) -> None:
        """The guide: in the file that has no village yet, else in a new one."""
        empty = next((Path(each.path) for each in recent() if not each.sample and not each.name),
                     None)
        path = empty or ask.file_to_save(self, "新台账存在哪里", "我的村.lianxing", ask.DATA_FILES)
        if path is not None:
            self.wanted.emit(path)
