"""Keyboard alone: every place, section and opened form can be worked without a mouse."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget

from models.registers.people import Household, Person
from tests.ui.everywhere import (
    dangling,
    everywhere,
    items_held,
    sample_window,
    settle,
    town_window,
    turn_to,
)
from ui.frame.tab_order import stops
from ui.kit.editors import Veiled
from ui.kit.form import Form
from ui.kit.keys import KEYS, Act
from ui.kit.record_list import RecordList
from ui.kit.table import FACE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def window(qtbot, tmp_path, no_dialogs):
    with sample_window(qtbot, tmp_path, 12) as shown:
        with qtbot.waitActive(shown):
            shown.activateWindow()
        yield shown


def here(window):
    page = window.pages[window.place.key]
    return getattr(page, "current", None) or page


def states(window):
    """Every place and section, and every form and question that one of its actions opens."""
    for where in everywhere(window):
        yield where
        section = here(window)
        if getattr(section, "alone", False):  # entered for one thing, which its steps are for
            continue
        for name in [name for name, deed in type(section).declared()]:
            act = section.deeds[name]
            if not (act.isVisible() and act.isEnabled()) or act.text() in UNOPENED:
                continue
            act.trigger()
            settle()
            window.activateWindow()
            QTest.qWaitForWindowActive(window, 1000)
            if here(window) is section and pane(section) is not None:
                yield f"{where} › {act.text()}"
                section.put_away()
            section.strip.put_away()


UNOPENED = {"打印…"}


def pane(section):
    return getattr(getattr(section, "beside", None), "pane", None)


# ── the rules: each tells what breaks it ─────────────────────────────────────


def trapped(window):
    """7: Tab reaches every stop and comes round, forwards and backwards."""
    wanted = stops(window)
    for back in (False, True):
        met, widget = [], None
        if wanted:
            wanted[0].setFocus()
        for _ in range(len(wanted) + 2):
            widget = QApplication.focusWidget()
            if isinstance(widget, RecordList) and widget.is_grid:
                widget._leave(forward=not back)  # as Esc does; Tab is Excel's there
            else:
                QTest.keyClick(widget or window, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
            met.append(widget)
        yield from (f"{'Shift+' * back}Tab misses {called(each)}"
                    for each in wanted if each not in met)


def called(widget):
    return f"{type(widget).__name__} {widget.accessibleName() or widget.objectName()}"


def dead_keys(window):
    """10: a key printed on a button works from each stop of its page; a form's, of the form."""
    page, printed = window.pages[window.place.key], {}
    for each in page.findChildren(Act):
        key = each.shortcut().toString(each.shortcut().SequenceFormat.NativeText)
        if key and each.parent().isVisible():
            printed.setdefault(f"{each.text()} {key}", []).append(each)
    pressable = {each.text() for each in page.findChildren(QPushButton)
                 if each.isVisible() and each.isEnabled()}
    wide = {said: acts for said, acts in printed.items() if said in pressable and all(
        each.shortcutContext() == Qt.ShortcutContext.WindowShortcut for each in acts)}
    for stop in stops(window) if wide else ():
        stop.setFocus()
        yield from (f"{said} is dead at {called(stop)}" for said, acts in wide.items()
                    if not any(each._live() for each in acts))


def unnamed(window):
    """1: whatever takes the keyboard has a name, inner fields too."""
    for each in window.findChildren(QWidget):
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            told = QAccessible.queryAccessibleInterface(each)
            if told is not None and not told.text(QAccessible.Text.Name).strip():
                yield f"{called(each)} of {called(each.parentWidget())} has no name"


def untold(window):
    """2, 3: one of several is told so, and the mark of a chip is a word."""
    for each in window.findChildren(QAbstractButton):
        told = QAccessible.queryAccessibleInterface(each)
        if each.isVisible() and each.isCheckable() and each.group() and told is not None:
            if told.role() != QAccessible.Role.RadioButton:
                yield f"{called(each)} is {told.role().name}"
            if not each.icon().isNull() and each.property("chip") and "，" not in called(each):
                yield f"{called(each)} has a mark without a word"


def unsaid(window):
    """4, 5, 3: 必填, what an empty list says, and the marks of its cells are words."""
    for form in window.findChildren(Form):
        yield from (f"{called(each)} must be filled in" for each in form.editors.values()
                    if each.field.required and form.isVisible()
                    and "必填" not in each.accessibleDescription() and not each.property("wrong"))
    for rows in window.findChildren(RecordList):
        if rows.empty.isVisible() and rows.empty.text() not in rows.accessibleDescription():
            yield f"{called(rows)} is silent"
        if rows.isVisible():
            for at in range(min(30, len(rows.table.ids)) * len(rows.table.columns)):
                index = rows.table.index(*divmod(at, len(rows.table.columns)))
                said = index.data(Qt.ItemDataRole.AccessibleTextRole)
                mark = index.data(FACE).mark
                if any(shape in said for shape in "●◐▲○") or (mark and mark.word not in said):
                    yield f"{called(rows)}: {said}"


RULES = (trapped, dead_keys, unnamed, untold, unsaid)


def faults(window, walk):
    """What breaks a rule at each of the states, and how many states there were."""
    found, met = {}, 0
    for where in walk:
        met += 1
        for rule in RULES:
            if wrong := list(dict.fromkeys(rule(window))):
                found[where, rule.__name__] = wrong
    return found, met


def test_every_place_and_section_is_worked_by_keys(window):
    before = items_held()
    found, met = faults(window, everywhere(window))
    assert found == {}
    assert met > 40
    assert dangling(before) == []


def test_every_place_and_form_of_a_town_is_worked_by_keys(qtbot, tmp_path, no_dialogs):
    with town_window(qtbot, tmp_path) as shown:
        with qtbot.waitActive(shown):
            shown.activateWindow()
        found, met = faults(shown, states(shown))
    assert found == {}
    assert met > 30


@pytest.mark.soak
def test_every_form_and_question_is_worked_by_keys(window):
    before = items_held()
    found, met = faults(window, states(window))
    assert found == {}
    assert met > 100
    assert dangling(before) == []


# ── one table of keys ────────────────────────────────────────────────────────


def keyed_calls():
    """(words, key) of every ``@action`` and ``act(...)`` of the sources."""
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or path.name == "help.py":
                continue
            called_ = ast.unparse(node.func).rpartition(".")[2]
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            texts += [each.value.value for each in node.keywords if each.arg == "shortcut"
                      and isinstance(each.value, ast.Constant)]
            if called_ in ("action", "act", "Act") and len(texts) > 1 and texts[1]:
                yield texts[0], texts[1]


def strange(calls):
    return [(words, key) for words, key in calls
            if not any(each in words for each in KEYS.get(key, ()))]


def test_a_key_means_the_same_wherever_it_is_pressed():
    calls = list(keyed_calls())
    assert strange(calls) == []
    assert len(calls) > 90 and {key for _, key in calls} | {"F4", "F8", "Alt+Down"} == set(KEYS)
    assert strange([("办结", "Ctrl+B"), ("反馈", "Ctrl+F"), ("打印", "Ctrl+S")]) != []


# ── saying ───────────────────────────────────────────────────────────────────


def test_what_was_saved_undone_refused_and_asked_is_said_once(window, monkeypatch):
    said = []
    for module in ("kit.message_strip", "kit.form", "frame.status"):
        monkeypatch.setattr(f"ui.{module}.announce",
                            lambda shown, sentence, at_once=False: said.append(sentence))

    def hear():
        heard, said[:] = list(said), []
        return heard

    window.go("people")
    hear()
    store, section = window.store, here(window)
    for label in ("先一步", "后一步"):
        with store.act(label):
            store.save(store.find(Household)[0].but(note=label))
    assert hear() == ["已保存 先一步", "已保存 后一步"]
    window.undo()
    assert hear() == ["已撤销 后一步"]
    window.undoing.act_again()
    assert hear() == ["已重做 后一步"]
    section.strip.refuse("不行。")
    section.strip.ask("真的？", {"是": None, "不": None})
    assert hear() == ["不行。", "真的？"]
    section.found()
    pane(section).form.put_texts({})
    pane(section).save()
    assert len(hear()) == 1


# ── one step back ────────────────────────────────────────────────────────────


def esc(window):
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)


def test_esc_puts_away_the_question_then_the_form_and_leads_back_from_inner_pages(window):
    window.go("people")
    section = here(window)
    section.found()
    form = pane(section)
    form.strip.ask("照这样？", {"是": None, "不": None})
    form.form.editors["number"].setFocus()
    esc(window)
    assert form.strip.isHidden() and pane(section) is form
    section.strip.refuse("不行。")
    esc(window)
    assert section.strip.isHidden() and pane(section) is form
    esc(window)
    assert pane(section) is None
    for place, inner in (("points", "scheme-editor"), ("meetings", "desk"), ("meetings", "walker")):
        turn_to(window, place, inner)
        assert window.pages[place].current.key == inner
        window.pages[place].current.setFocus()
        esc(window)
        assert window.pages[place].current.key != inner, inner


def test_a_covered_number_is_read_and_changed_by_keys(qtbot):
    covered = Veiled(Person.field("id_number"), may_see=True)
    qtbot.addWidget(covered)
    covered.put("410900188804129911")
    covered.show()
    covered.setFocus()
    qtbot.waitUntil(covered.hasFocus)
    assert "已遮住" in covered.accessibleDescription() and covered.isReadOnly()
    QTest.keyClick(covered, Qt.Key.Key_F8)
    assert covered.text() == "410900188804129911" and not covered.isReadOnly()
    QTest.keyClick(covered, Qt.Key.Key_F8)
    assert covered.isReadOnly()
