"""帮助: a chapter for every place, links that lead somewhere, words and keys that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut

from resources import resource
from ui.frame.help import CHAPTERS, chapters
from ui.kit.place import PAGES, WELCOME

ROOT = Path(__file__).resolve().parents[3]
TYPED = {"Enter", "Tab", "Esc", "F2", "PgUp", "PgDown", "+", "-", "B", "R", *"12345",
         "Ctrl+C", "Ctrl+V", "Ctrl+D"}
"""What lists, forms and grids listen to by themselves."""


@cache
def sources():
    return [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "ui").rglob("*.py")]


@cache
def words_of_the_window():
    """Every piece of text the program can show, formatted ones in their parts."""
    models = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "models").rglob("*.py")]
    return {
        node.value for tree in (*sources(), *models) for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def keyed_words():
    """(words, key) of every @action, and of everything else given words and a key in one call."""
    found = set()
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                called = ast.unparse(node.func).rpartition(".")[2]
                texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                texts += [each.value.value for each in node.keywords
                          if each.arg == "shortcut" and isinstance(each.value, ast.Constant)]
                if called in ("action", "act", "_act") and len(texts) > 1:
                    found |= {(texts[0], key.replace("Return", "Enter")) for key in texts[1:]}
    return found


def paired(text):
    """**导入**（`Ctrl+S`）: what the manual says a key does."""
    return re.findall(r"\*\*([^*]+)\*\*（`([^`]+)`）", text)


def keys_in(text):
    return set(re.findall(r"`([^`]+)`", text))


def test_every_place_has_a_chapter_and_every_file_is_one():
    assert {each.key for each in (WELCOME, *PAGES)} <= set(CHAPTERS)
    assert {path.stem for path in resource("help").glob("*.md")} == set(CHAPTERS)
    assert all(each.text.startswith("# ") for each in chapters())


def test_the_manual_lists_every_chapter():
    listed = (ROOT / "docs" / "manual" / "README.md").read_text(encoding="utf-8")
    assert [each for each in chapters()
            if f"[{each.title}](../../resources/help/{each.key}.md)" not in listed] == []


@pytest.mark.parametrize("chapter", chapters(), ids=CHAPTERS)
def test_links_lead_to_chapters(chapter):
    links = re.findall(r"\]\(([^)]+)\)", chapter.text)
    assert [each for each in links if each.removesuffix(".md") not in CHAPTERS] == []


@pytest.mark.parametrize("chapter", chapters(), ids=CHAPTERS)
def test_what_is_named_stands_in_the_window(chapter):
    named = set(re.findall(r"\*\*([^*]+)\*\*", chapter.text))
    assert sorted(named - words_of_the_window()) == []


@pytest.mark.parametrize("chapter", chapters(), ids=CHAPTERS)
def test_what_a_key_is_said_to_do_is_declared_so(chapter):
    assert [each for each in paired(chapter.text) if each not in keyed_words()] == []


@pytest.mark.parametrize("chapter", chapters(), ids=CHAPTERS)
def test_every_key_is_listened_to(chapter, window):
    of_window = {each.key().toString() for each in window.findChildren(QShortcut)}
    actions = {key for _, key in keyed_words()} | {f"Alt+{at}" for at in range(1, 10)}
    known = TYPED | of_window | actions | {"Ctrl+9"}
    assert sorted(keys_in(chapter.text) - known) == []


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place.key)
def test_f1_opens_the_chapter_of_the_page_and_esc_returns(place, window, qtbot):
    window.go(place.key)
    before = window.focusWidget()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    manual = window.manual
    assert window.stack.currentWidget() is manual
    title = next(each.title for each in chapters() if each.key == place.key)
    assert window.heading.text() == f"帮助 › {title}"
    assert manual.text.toPlainText().startswith(title)
    qtbot.keyClick(manual.text, Qt.Key.Key_Escape)
    assert window.stack.currentWidget() is window.pages[place.key]
    assert window.focusWidget() is before


@pytest.mark.parametrize(("place", "section", "words"), [
    ("liaison", "visits", "走访"), ("returns", "enrol", "密钥登记"),
    ("points", "shop", "兑换、评比、年底"),
    ("stars", "gap", "差距：离每颗星还差什么。"),
])
def test_f1_turns_to_the_section_one_is_in(place, section, words, window, qtbot):
    window.go(place)
    window.pages[place].show_section(section)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.manual.text.textCursor().block().text().startswith(words)


def test_f1_twice_returns_too(window, qtbot):
    window.go("people")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.stack.currentWidget() is window.pages["people"]
    assert window.heading.text() == "人户"


def test_without_a_file_help_says_what_to_do(window):
    window.let_go()
    window.help()
    assert window.heading.text() == "帮助 › 出了问题怎么办"
    window.help()
    assert window.heading.text() == ""


def test_searching_narrows_the_chapters_and_goes_from_place_to_place(window, qtbot):
    window.help()
    manual = window.manual
    qtbot.keyClick(manual.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is manual.sought
    manual.sought.setText("四议两公开")
    manual.sought.textEdited.emit("四议两公开")
    titles = [manual.list.table.face(row, 0).words for row in range(len(manual.list.table.ids))]
    assert titles == ["会议", "名词"]
    first = manual.text.textCursor().position()
    qtbot.keyClick(manual.sought, Qt.Key.Key_Return)
    assert manual.text.textCursor().selectedText() == "四议两公开"
    assert manual.text.textCursor().position() >= first
    manual.sought.setText("没有这个词")
    manual.sought.textEdited.emit("没有这个词")
    assert manual.list.empty.isVisible()


def test_a_link_opens_its_chapter(window):
    window.help()
    window.manual.open("welcome")
    window.manual.text.anchorClicked.emit("settings.md")
    assert window.heading.text() == "帮助 › 设置与备份"
