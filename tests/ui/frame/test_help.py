"""帮助: F1 leads to the page about where one stands, and what a page claims of the window is so."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImageReader, QShortcut

from models.overview.manual import EVERYWHERE, topic_called, topic_for, topics
from resources import resource
from tests.models.town.desks import open_desk
from tests.ui.everywhere import everywhere, spots
from tests.ui.two_desks import shown
from ui.kit.list_section import ListSection
from ui.kit.page import Deed

ROOT = Path(__file__).resolve().parents[3]
TYPED = {"Enter", "Tab", "Esc", "F2", "F8", "Shift+F10", "Shift+↓", "→", "B", "R", *"12345",
         "Ctrl+C", "Ctrl+V", "Ctrl+D", "Ctrl+Shift+L"}
"""What lists, forms and grids listen to by themselves."""
NO_KEYS = {"01-001", "1-5 8 lsj", "--help"}
"""What is typed, and no key."""
OF_EVERY_PAGE = {"返回", "下一步", "上一步", "打开"}
PICTURES_AT_MOST, PICTURE_ACROSS = 900_000, 744
WRITTEN = [each for each in topics() if each.chapter != "每一张报表"]


# ── what the window offers ───────────────────────────────────────────────────


def at(title):
    return [each for each in spots() if title in (EVERYWHERE, each.title)]


def room(spot):
    """The folder of a spot's module: what it shows is written there, or in what places share."""
    return Path(import_module(spot.kind.__module__).__file__).parent


@cache
def trees(folder):
    return [ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py")]


@cache
def words_in(folder):
    """Every piece of text written there, formatted ones in their parts."""
    return {node.value for tree in trees(folder) for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@cache
def keyed_in(folder):
    """(words, key) of all that is given words and a key in one call."""
    found = set()
    for tree in trees(folder):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                called = ast.unparse(node.func).rpartition(".")[2]
                texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                texts += [each.value.value for each in node.keywords
                          if each.arg == "shortcut" and isinstance(each.value, ast.Constant)]
                if called in ("action", "act", "_act", "Act"):
                    found |= {(texts[0], as_read(key)) for key in texts[1:]}
    return found


def as_read(key):
    """As it stands on the keyboard."""
    signs = {"Return": "Enter", "Left": "←", "Right": "→", "Up": "↑"}
    return "+".join(signs.get(each, each) for each in key.split("+"))


@cache
def by_right_click(folder):
    """The names of the methods that a list there offers by right click."""
    return {each.value for tree in trees(folder) for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and "right_click" in ast.unparse(node.targets[0])
            for each in ast.walk(node.value) if isinstance(each, ast.Constant)}


def rooms(topic):
    return {room(each) for where in topic.where for each in at(where)} | {
        ROOT / "ui" / "parts", ROOT / "ui" / "kit", ROOT / "ui" / "frame"}


# ── what the pages claim ─────────────────────────────────────────────────────


def test_every_spot_has_a_page_and_every_page_a_spot():
    known = {each.title for each in spots()}
    told = {where for each in topics() for where in each.where}
    assert sorted(known - told) == []
    assert sorted(told - known - {EVERYWHERE}) == []


def missed(spot):
    """The actions of a spot that F1 leads to no word about."""
    general = {name for each in topics() if EVERYWHERE in each.where for name in each.names}
    place = spot.title.partition(" › ")[0]
    for deed in spot.deeds:
        topic = topic_for(place, (deed.words, *spot.standing))
        if spot.title not in topic.where or deed.words not in {
                *topic.names, *general, *OF_EVERY_PAGE}:
            yield f"{spot.title}: {deed.words} → {topic.title}"


def test_f1_while_doing_anything_leads_to_the_page_that_tells_how():
    assert [each for spot in spots() for each in missed(spot)] == []
    assert sum(len(each.deeds) for each in spots()) > 250


def test_an_action_that_no_page_tells_of_is_seen():
    visits = next(each for each in spots() if each.title == "联户走访 › 走访")
    assert len(list(missed(visits._replace(deeds=(Deed("没有写过的事…"),))))) == 1


@pytest.mark.parametrize("topic", WRITTEN, ids=lambda each: each.title)
def test_what_is_named_stands_in_its_place(topic):
    there = set().union(*map(words_in, rooms(topic))) | words_in(ROOT / "models")
    offered = {deed.words for where in topic.where for each in at(where) for deed in each.deeds}
    elsewhere = {deed.words for each in spots() for deed in each.deeds} - offered
    of_place = {deed.words for where in topic.where for each in spots()
                if each.title.startswith(where.partition(" › ")[0]) for deed in each.deeds}
    assert sorted(name for name in topic.names if name not in there | offered) == []
    assert sorted(name for name in topic.names if name in elsewhere & of_place
                  and EVERYWHERE not in topic.where and name not in OF_EVERY_PAGE) == []


@pytest.mark.parametrize("topic", WRITTEN, ids=lambda each: each.title)
def test_what_a_key_is_said_to_do_it_does_there(topic):
    said = re.findall(r"\*\*([^*]+)\*\*（`([^`]+)`", topic.text)
    declared = set().union(*map(keyed_in, rooms(topic)))
    assert [each for each in said if each not in declared] == []


@pytest.mark.parametrize("topic", WRITTEN, ids=lambda each: each.title)
def test_what_is_said_of_a_right_click_is_offered_so(topic):
    """And what only a right click or 更多 reaches, a line says so."""
    methods = {deed.words: name for where in topic.where for each in at(where)
               for name, deed in each.kind.declared()}
    clicked = set().union(*map(by_right_click, rooms(topic)), *(
        each.kind.steps_at("card", "menu") for where in topic.where for each in at(where)
        if issubclass(each.kind, ListSection)))
    said = re.findall(r"右键(?: \*\*([^*]+)\*\*)(?:、\*\*([^*]+)\*\*)*", topic.text)
    assert [name for pair in said for name in filter(None, pair)
            if methods[name] not in clicked] == []
    hidden = {deed.words for where in topic.where for each in at(where) for deed in each.deeds
              if deed.place == "menu" and not deed.shortcut}
    first = {name: topic.text.find(f"**{name}**") for name in hidden}
    assert [name for name, at in first.items()
            if at >= 0 and not re.search("右键|更多", topic.text[:at])] == []


def test_every_key_is_listened_to(window):
    of_window = {each.key().toString() for each in window.findChildren(QShortcut)}
    known = TYPED | NO_KEYS | of_window | {f"Alt+{at}" for at in range(1, 10)}

    def unheard(topic):
        folders = {ROOT / "ui"} if topic.key == "welcome" else rooms(topic)
        declared = {key for folder in folders for _, key in keyed_in(folder)}
        return sorted(set(re.findall(r"`([^`]+)`", topic.text)) - known - declared)

    assert {each.title: unheard(each) for each in WRITTEN if unheard(each)} == {}


def test_the_pictures_are_there_are_read_and_are_light():
    named = {name for each in topics() for name in re.findall(r"\((pictures/[^)]+)\)", each.text)}
    kept = {f"pictures/{path.name}": path for path in resource("help/pictures").iterdir()}
    assert named == kept.keys() and len(named) > 40
    assert sum(path.stat().st_size for path in kept.values()) < PICTURES_AT_MOST
    sizes = {name: QImageReader(str(path)).size().width() for name, path in kept.items()}
    assert {name: wide for name, wide in sizes.items() if wide != PICTURE_ACROSS} == {}


# ── F1 ───────────────────────────────────────────────────────────────────────


def faults_of_f1(window, qtbot):
    """Every place and section: where F1 leads, and whether Esc leads back."""
    found, visited = [], 0
    for where in everywhere(window):
        visited += 1
        page, before = window.stack.currentWidget(), window.focusWidget()
        here = {f"{window.place.title} › {each}" for each in page.subjects()} | {window.place.title}
        qtbot.keyClick(window, Qt.Key.Key_F1)
        topic = topics()[window.manual.list.current() - 1]
        right = here & set(topic.where)
        if any(each.title in here - {window.place.title} for each in spots()):
            right -= {window.place.title}
        if not right or window.heading.text() != f"帮助 › {topic.chapter} › {topic.title}":
            found.append(f"{where} → {topic.title}")
        qtbot.keyClick(window.manual.text, Qt.Key.Key_Escape)
        if window.stack.currentWidget() is not page or window.focusWidget() is not before:
            found.append(f"{where}: led to {window.focusWidget()}, not {before}")
    return found, visited


def test_f1_leads_to_every_section_of_a_village_and_esc_back(window, qtbot):
    found, visited = faults_of_f1(window, qtbot)
    assert found == [] and visited > 40


def test_f1_leads_to_every_section_of_a_town_and_esc_back(qtbot, tmp_path):
    town = shown(qtbot, open_desk(tmp_path))
    found, visited = faults_of_f1(town, qtbot)
    town.let_go()
    assert found == [] and visited > 10


@pytest.mark.parametrize(("place", "section", "deed", "title"), [
    ("people", "", "found", "新立户、添人"),
    ("people", "", "find_duplicates", "重名、登记了两次"),
    ("members", "roll", "登记党员", "党员名册和卡片"),
    ("liaison", "pairing", "规则…", "换人联户"),
    ("liaison", "visits", "print_sheet", "带着纸走访"),
    ("liaison", "matters", "overhaul", "软弱涣散整顿"),
    ("points", "shop", "add_goods", "兑换"),
])
def test_f1_in_a_form_leads_to_the_page_about_it(place, section, deed, title, window, qtbot):
    window.go(place)
    page = window.pages[place]
    part = page.show_section(section) if section else page
    name = next(name for name in part.deeds if name == deed or part.deeds[name].text() == deed)
    part.deeds[name].trigger()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.heading.text().endswith(f"› {title}")


def test_f1_at_a_sentence_leads_to_what_can_be_done(window, qtbot):
    window.go("people")
    window.pages["people"].strip.refuse("磁盘满了，没有保存。")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.heading.text() == "帮助 › 出了问题怎么办 › 看到这句话"
    assert window.manual.text.textCursor().selectedText() == "磁盘满了"


def test_f1_twice_returns_too(window, qtbot):
    window.go("people")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.stack.currentWidget() is window.pages["people"]
    assert window.heading.text() == "人户"


def test_without_a_file_help_says_what_to_do(window):
    window.let_go()
    window.help()
    assert window.heading.text() == "帮助 › 出了问题怎么办 › 看到这句话"
    window.help()
    assert window.heading.text() == ""


# ── looking for something ────────────────────────────────────────────────────


def seek(manual, words):
    manual.sought.setText(words)
    manual.sought.textEdited.emit(words)
    return [manual.list.table.face(row, 0).words for row in range(len(manual.list.table.ids))]


def test_searching_shows_the_best_page_counts_and_goes_from_word_to_word(window, qtbot):
    window.help()
    manual = window.manual
    qtbot.keyClick(manual.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is manual.sought
    found = seek(manual, "四议两公开")
    assert found[0] == "四议两公开" and manual.count.text() == f"{len(found)} 页"
    assert manual.text.toPlainText().startswith("四议两公开")
    qtbot.keyClick(manual.sought, Qt.Key.Key_Return)
    assert manual.text.textCursor().selectedText() == "四议两公开"
    assert seek(manual, "wjmm")[0] == "忘记密码"


def test_what_is_not_found_says_so_and_leaves_no_page_beside_it(window):
    window.help()
    assert seek(window.manual, "没有这个词") == []
    assert window.manual.list.empty.isVisible() and window.manual.text.toPlainText() == ""


def test_a_link_opens_its_page(window):
    window.help()
    window.manual.open(topic_called("welcome"))
    window.manual.text.anchorClicked.emit("settings.md#密码与经办人")
    assert window.heading.text() == "帮助 › 设置与备份 › 密码与经办人"


def test_without_a_printer_the_quick_card_is_offered_as_a_file(window, monkeypatch, tmp_path):
    from ui.kit import ask

    window.help()
    monkeypatch.setattr(ask, "file_to_save", lambda *_: tmp_path / "卡.pdf")
    window.manual.actions()[1].trigger()
    pane = window.stack.currentWidget()
    pane.print_out()
    pane.strip.press("存成 PDF…")
    assert (tmp_path / "卡.pdf").read_bytes().startswith(b"%PDF")
    pane.give_up()
    assert window.stack.currentWidget() is window.manual
    window.help()
    assert window.stack.currentWidget() is window.pages["home"]
