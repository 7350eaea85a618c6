"""A list is brought by a dropped file or by pasted cells, wherever lists of its kind stand."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication

from tests.data.rosters import made
from ui.parts.importing.kinds import KINDS
from ui.parts.importing.opening import TakesList

CTRL = Qt.KeyboardModifier.ControlModifier
COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def carried(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(each)) for each in paths])
    return data


def let_go(section, data):
    """Carry something over the section and let it go; whether it was welcome."""
    enter = QDragEnterEvent(section.rect().center(), COPY, data, LEFT, NONE)
    enter.setAccepted(False)
    section.dragEnterEvent(enter)
    section.dropEvent(QDropEvent(QPointF(section.rect().center()), COPY, data, LEFT, NONE))
    return enter.isAccepted()


def test_every_kind_of_list_has_a_place_to_be_brought_to(people):
    assert {".xlsx", ".et", ".pdf", ".jpg"} <= set(KINDS["roster"].endings)
    assert ".toml" in KINDS["scheme"].endings
    import ui.places.liaison.page
    import ui.places.meetings.page
    import ui.places.members.page
    import ui.places.points.page
    import ui.places.stars.page  # noqa: F401 - every place is loaded

    kinds, waiting = set(), [*TakesList.__subclasses__()]
    while waiting:
        kinds.add(waiting[-1].takes)
        waiting += waiting.pop().__subclasses__()
    assert kinds == set(KINDS)


def test_a_file_let_go_over_the_list_is_tried(people, tmp_path, qtbot):
    path = made.small(tmp_path / "名册.xlsx")
    assert let_go(people, carried(tmp_path / "说明.exe", path))
    bench = people.beside.pane
    qtbot.waitUntil(lambda: bench.trial is not None)
    assert bench.path == path and bench.trial.counts["created"]


@pytest.mark.parametrize("name", ["说明.exe", "没有后缀"])
def test_other_files_are_not_welcome(people, name):
    assert not let_go(people, carried(Path(name))) and people.beside.pane is None


def test_cells_pasted_into_the_list_are_tried(people, qtbot):
    copied = QMimeData()
    copied.setText("户号\t姓名\t与户主关系\n1\t尚海\t户主")
    QGuiApplication.clipboard().setMimeData(copied)
    people.homes.setFocus()
    qtbot.keyClick(people.homes, Qt.Key.Key_V, CTRL)
    bench = people.beside.pane
    qtbot.waitUntil(lambda: bench.trial is not None)
    assert bench.trial.counts["created"] == 1
    bench.give_up()
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(people.homes, Qt.Key.Key_V, CTRL)
    assert people.beside.pane is None
