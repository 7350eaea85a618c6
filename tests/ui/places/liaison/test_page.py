"""结对: given by keys or mouse, proposed before it is done, taken over, as of any day."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPushButton

from models.office.village import policy
from models.pairing.assignment import accept, propose
from models.pairing.pairing import Pairing, pairings_on
from models.pairing.takeover import take_over
from tests.models.liaison_village import invented, settle_village
from ui.kit.marks import Face
from ui.kit.table import Edit
from ui.kit.theme import Mark
from ui.places.liaison.page import Liaison
from ui.places.liaison.pairing_lists import HOMES

TODAY = date(2026, 9, 26)
JANUARY = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


@pytest.fixture
def shown(qtbot, store):
    """``shown(homes, members)``: the page over a village of that size."""
    pages = []

    def show(homes=12, members=3, groups=3) -> Liaison:
        settle_village(store, homes, members, groups)
        page = Liaison(store)
        qtbot.addWidget(page)
        page.resize(1218, 660)
        page.show()
        pages.append(page)
        return page

    yield show
    for page in pages:
        page.leave()


def mains(store, day=TODAY) -> dict[int, int]:
    return {e.household: e.member for e in pairings_on(store, day) if e.role == "main"}


def loads_of(store) -> Counter:
    return Counter(Counter(mains(store).values()).values())


def test_enter_on_households_then_on_a_member_pairs_them(shown, store, qtbot):
    page = shown()
    homes, loads = page.section("pairing").homes, page.section("pairing").loads
    homes.setCurrentIndex(homes.table.index(0, 0))
    homes.selectRow(0)
    for row in (1, 2):
        choice = homes.selectionModel().SelectionFlag
        homes.selectionModel().select(homes.table.index(row, 0), choice.Select | choice.Rows)
    qtbot.keyClick(homes, Qt.Key.Key_Return)
    assert page.section("pairing").hint.text() == (
        f"给 0001 {invented(0)} 等 3 户 选党员：Enter 主联，B 备联，Esc 不选了。"
    )
    loads.choose(2)
    qtbot.keyClick(loads, Qt.Key.Key_Return)
    assert mains(store) == {1: 2, 2: 2, 3: 2}
    assert store.undo().startswith("结对：") and mains(store) == {}


def test_a_stand_in_is_given_with_b_and_esc_gives_nobody(shown, store, qtbot):
    page = shown()
    for key, role in ((Qt.Key.Key_Escape, []), (Qt.Key.Key_B, ["standin"])):
        page.section("pairing").homes.choose(1)
        page.section("pairing").give()
        page.section("pairing").loads.choose(3)
        qtbot.keyClick(page.section("pairing").loads, key)
        assert [each.role for each in store.find(Pairing)] == role


def test_households_dropped_on_a_member_are_the_members(shown, store):
    page = shown()
    loads, data = page.section("pairing").loads, QMimeData()
    data.setData(HOMES, b"5,6")
    at = loads.visualRect(loads.table.index(2, 0)).center()
    copy = Qt.DropAction.LinkAction
    loads.dropEvent(QDropEvent(QPointF(at), copy, data, Qt.MouseButton.LeftButton,
                               Qt.KeyboardModifier.NoModifier))
    assert mains(store) == {5: 3, 6: 3}
    assert loads.indexAt(QPoint(at)).row() == 2


def test_kin_and_own_household_are_warned_about_not_forbidden(shown, store):
    page = shown()
    page.section("pairing").homes.choose(4)
    page.section("pairing").give()
    page.section("pairing").take(1)
    assert "就是这一户的人" in page.current.strip.words.text() and mains(store) == {}
    page.current.strip.press("仍然结对")
    assert mains(store) == {4: 1}


def test_a_proposal_changes_nothing_until_it_is_accepted(shown, store):
    page = shown(719, 36)
    page.current.propose_pairings()
    pane = page.current.beside.pane
    assert "之后：1 人各联 19 户，35 人各联 20 户。" in pane.said.text()
    assert mains(store) == {}
    pane.accept()
    assert loads_of(store) == {20: 35, 19: 1}
    assert page.current.beside.pane is None
    assert store.undo() == "按建议结对 719 户" and mains(store) == {}


def test_the_town_of_5355_households_over_576_members(shown, store):
    page = shown(5355, 576, 30)
    page.current.propose_pairings()
    page.current.beside.pane.accept()
    assert loads_of(store) == {10: 171, 9: 405}


def test_members_left_out_of_a_proposal_move_only_their_own(shown, store):
    page = shown(60, 6)
    page.current.propose_pairings()
    pane = page.current.beside.pane
    before = {each.household: each.member for each in pane.proposal.placed}
    dropped = before[pane.list.current()]
    pane.leave_out_chosen()
    after = {each.household: each.member for each in pane.proposal.placed}
    moved = {home for home in before if before[home] != after[home]}
    assert moved == {home for home, member in before.items() if member == dropped}
    assert pane.proposal.left == () and mains(store) == {}


def test_a_take_over_asks_why_and_is_one_act(shown, store):
    page = shown(30, 3)
    accept(store, propose(store, JANUARY))
    theirs = {home for home, member in mains(store).items() if member == 2}
    page.section("pairing").loads.choose(2)
    page.current.pass_on()
    pane = page.current.beside.pane
    pane.accept()
    assert "原因还没有填" in pane.strip.words.text()
    pane.why.setText("因病不再联户")
    pane.accept()
    assert 2 not in mains(store).values() and set(mains(store)) >= theirs
    assert store.newest_act()[1] == f"接替联户：{invented(19)}"


def test_the_lists_speak_of_the_day_at_the_top(shown, store):
    page = shown(6, 2)
    accept(store, propose(store, JANUARY))
    take_over(store, 1, date(2026, 7, 1), "外出", {
        home: 2 for home, member in mains(store, JANUARY).items() if member == 1})
    on = page.section("pairing").on
    seen = {}
    for day in ("2025-12-31", "2026-06-30", "2026-07-01"):
        on.setText(day)
        on.editingFinished.emit()
        page.section("pairing").count()
        seen[day] = [page.section("pairing").loads.table.value(row, 3)[0].main for row in (0, 1)]
    assert seen == {"2025-12-31": [0, 0], "2026-06-30": [3, 3], "2026-07-01": [0, 6]}
    assert page.summary.startswith("已结对 6 户／应结对 6 户")


def test_basis_and_consent_are_filled_like_a_sheet_of_excel(shown, store):
    page = shown(6, 2)
    accept(store, propose(store, JANUARY))
    table = page.section("pairing").homes.table
    assert table.put([Edit(1, "basis", "就近"), Edit(2, "consented", "2026.1.3")])
    kept = {e.household: (e.basis, e.consented) for e in store.find(Pairing)}
    assert (kept[1], kept[2]) == (("near", None), ("assigned", date(2026, 1, 3)))
    assert not table.put([Edit(3, "basis", "随便")])
    assert "结对依据里没有“随便”" in page.current.strip.words.text()
    assert store.undo() == "填联户情况 2 户"


def test_too_few_and_too_many_have_a_shape_and_a_word(shown, store):
    page = shown(30, 3)
    with store.act("结对"):
        for home in range(1, 23):
            store.save(Pairing(member=1, household=home, since=JANUARY))
    faces = [page.section("pairing").loads.table.face(row, 3) for row in (0, 1)]
    assert faces == [Face("22　多 2", Mark.LATE), Face("0　少 5", Mark.ASK)]


def test_the_office_sets_its_own_rules(shown, store):
    page = shown()
    page.current.change_rules()
    pane = page.current.beside.pane
    pane.form.editors["most"].put("3")
    pane.save()
    assert pane.form.faults["least"].text() == "至少 5 户不能大于至多 3 户，请核对。"
    pane.form.editors["least"].put("1")
    pane.form.editors["topics"].put("民生\n 养老助残 \n")
    pane.save()
    assert policy(store, "matters", TODAY)["topics"] == ["民生", "养老助残"]
    page.current.propose_pairings()
    assert len(page.current.beside.pane.proposal.left) == 3


def test_one_red_button_and_a_name_on_every_control(shown):
    page = shown()
    page.section("pairing").homes.choose(1)
    for key in ("pairing", "visits", "matters"):
        page.chips.press(key)
        red = [b for b in page.findChildren(QPushButton)
               if b.property("main") and b.isVisibleTo(page)]
        assert len(red) == 1
        for kind in (QAbstractButton, QAbstractItemView, QLineEdit, QComboBox):
            for each in page.findChildren(kind):
                inner = isinstance(each.parent(), QComboBox) or each.objectName().startswith("qt_")
                if each.isVisibleTo(page) and not inner and type(each).__module__[:2] == "ui":
                    assert each.accessibleName(), each
