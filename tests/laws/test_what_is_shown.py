"""Law 6: what was read is what is shown. After any act every page and sheet equals a fresh one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QSettings, QThreadPool, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

from models.activities.activity import Activity
from models.economy.projects import Project
from models.economy.year_account import IncomeLine
from models.exchange.reporting import as_of_now, look_over
from models.keeping.questions import Statements
from models.matters.matter import Matter
from models.meetings.meeting import Meeting
from models.members.member import Member
from models.pairing.pairing import Pairing
from models.registers.people import HouseholdCategory, Person
from models.returns.catalogue import RETURNS
from models.returns.frozen import freeze
from models.returns.returning import SPANS
from models.returns.sending import Sent
from models.stars.progress import Progress
from models.values.periods import Period, Span
from models.visits.visit import Visit
from tests.ui.everywhere import everywhere
from tests.ui.two_desks import open_sample
from ui.frame.window import Window
from ui.kit.record_list import RecordList
from ui.kit.theme import dress

TODAY, ENDED = date(2026, 11, 29), date(2026, 9, 10)
WORDS = "改过的话"
ACTS = {
    HouseholdCategory: {"until": ENDED},
    Person: {"phone": "0398-1234567", "left": ENDED, "left_reason": "moved"},
    Member: {"left": ENDED, "left_reason": "died"},
    Pairing: {"until": ENDED},
    Visit: {"reason": WORDS},
    Matter: {"what": WORDS},
    Meeting: {"title": WORDS, "held": ENDED},
    Activity: {"theme": WORDS},
    IncomeLine: {"amount": Decimal(12345)},
    Project: {"name": WORDS},
    Progress: {"words": WORDS},
    Sent: {"state": "returned", "answer": WORDS, "answered": TODAY},
}
"""One act on each subject: the newest record of its kind is changed as a form would."""
READABLE = (QLabel, QAbstractButton, QComboBox, RecordList)
QUARTER = Period.parse("2026-Q3")


@pytest.fixture
def deaf(monkeypatch):
    """The fault: nothing says what is asked."""
    monkeypatch.setattr(Statements, "run", lambda self, connection, sql, values:
                        connection.execute(sql, values))
    monkeypatch.setattr(Statements, "follow", lambda self, connection: None)


@pytest.fixture
def window(qtbot, tmp_path, clock):
    clock.set(TODAY)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "q"))
    dress(QApplication.instance())
    made = Window()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.receive(open_sample(tmp_path / "柳河沿.lianxing"))
    yield made
    made.let_go()


def do(store, kind):
    lives_here = "household IS NOT NULL" if kind is Person else ""
    kept = store.find(kind, lives_here, order="id DESC")
    store.save(kept[0].but(**ACTS[kind]))


def rest():
    """Jobs are done, and what they brought is shown; the catalogue's wait is over."""
    QThreadPool.globalInstance().waitForDone()
    QApplication.processEvents()


def current(window):
    page = window.pages[window.place.key]
    return getattr(page, "current", None) or page


def look(page):
    """What a moment's wait would bring: the card of the row looked at, the paper asked for."""
    for each in page.findChildren(QTimer):
        if each.isActive() and each.isSingleShot():
            each.stop()
            each.timeout.emit()
    rest()


def words(page):
    """All that can be read on a page: its words, boxes and lists, in order."""
    page.showEvent(QShowEvent())  # it is not turned to, which would paint it
    look(page)
    said = []
    for each in page.findChildren(QWidget):
        if not isinstance(each, READABLE) or not each.isVisibleTo(page):
            continue
        if isinstance(each, RecordList):
            said += [each.table.face(row, at).words for row in range(min(40, len(each.table.ids)))
                     for at in range(len(each.table.columns))]
        else:
            said.append(each.currentText() if isinstance(each, QComboBox) else each.text())
    return said


def refreshed(page):
    """The same page read anew, whatever it thinks."""
    page.refresh()
    return words(page)


def older_than_the_act(window, kinds, places=None):
    """The places that show something older than one of these acts."""
    rooms = {current(window): each for each in everywhere(window)
             if places is None or each.split()[0] in places}
    old = []
    for kind in kinds:
        do(window.store, kind)
        for page, where in rooms.items():
            if page._stale:  # it knows, and reads anew when it is turned to
                page.showEvent(QShowEvent())
                rest()
            elif words(page) != refreshed(page):
                old.append(f"{where}: {kind.label}")
            page.hideEvent(QHideEvent())
    return old


def test_no_page_is_older_than_the_last_act(window):
    assert older_than_the_act(window, ACTS) == []


def test_a_page_that_does_not_note_would_be_seen(deaf, window):
    old = older_than_the_act(window, [Person, Sent], {"people", "returns"})
    assert {each.split()[0] for each in old} == {"people", "returns"}


# ── the sheets about to leave


def leaving(store):
    codes = [each.code for each in RETURNS if SPANS.get(each.cadence) is Span.QUARTER]
    return look_over(store, QUARTER, codes, TODAY)


def older_sheets(store):
    """The returns that would leave older than an act, and on how many acts none was drawn anew."""
    old, kept, before = [], 0, leaving(store)
    for kind in ACTS:
        do(store, kind)
        now = as_of_now(store, before, TODAY)
        kept += now is before
        pairs = zip(now.sheets, leaving(store).sheets, strict=True)
        old += [f"{each.code}: {kind.label}" for each, fresh in pairs
                if freeze(each) != freeze(fresh)]
        before = now
    return old, kept


def test_no_sheet_leaves_older_than_the_last_act(tmp_path, clock):
    clock.set(TODAY)
    with open_sample(tmp_path / "柳河沿.lianxing") as store:
        old, kept = older_sheets(store)
    assert old == [] and kept


def test_a_sheet_that_does_not_remember_would_be_seen(tmp_path, clock, monkeypatch):
    clock.set(TODAY)
    with open_sample(tmp_path / "柳河沿.lianxing") as store:
        monkeypatch.setattr(type(store), "touched", lambda self, noted: False)
        assert {"liaison-statistics: 联户"} <= set(older_sheets(store)[0])
