"""WCAG 2 AA: every word can be read on every ground, and the edge of what is typed in is seen."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from resources import resource
from ui.kit.theme import dress
from ui.kit.tokens import tokens

GROUNDS = {name: tokens()["colours"][name] for name in ("surface", "paper", "side", "chosen")}
WORDS = ("ink", "second", "faint", "done", "ask", "late", "link", "accent")
SHAPES = ("none", "field", "link")
TEXT, SHAPE = 4.5, 3.0


def light(colour):
    """The relative luminance of ``#RRGGBB``, 0 to 1."""
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
              for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """How well one colour is seen on another, 1 to 21."""
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(colours, names, least):
    return [(name, ground) for name in names for ground, at in GROUNDS.items()
            if contrast(colours[name], at) < least]


def test_words_are_read_and_shapes_are_seen_on_every_ground():
    colours = tokens()["colours"]
    assert too_faint(colours, WORDS, TEXT) == []
    assert too_faint(colours, SHAPES, SHAPE) == []
    assert contrast("#FFFFFF", colours["accent"]) >= TEXT
    assert contrast("#FFFFFF", colours["pressed"]) >= TEXT
    former = colours | {"faint": "#8B857D", "field": colours["edge"]}
    assert len(too_faint(former, WORDS, TEXT)) == len(GROUNDS)
    assert ("field", "surface") in too_faint(former, SHAPES, SHAPE)


@pytest.mark.parametrize("written", re.findall(
    r"[^{}]+\{[^}]*\}", resource("theme.qss").read_text(encoding="utf-8").replace("$$", "")))
def test_a_rule_of_the_sheet_that_names_both_words_and_ground_can_be_read(written):
    colours = tokens()["colours"]
    found = {name: colours.get(value[1:], "#FFFFFF" if value == "white" else value)
             for name, value in re.findall(r"[\s{;](color|background): ([$#\w]+)", written)}
    if len(found) == 2 and found["background"].startswith("#"):
        assert contrast(found["color"], found["background"]) >= TEXT


def test_what_stands_in_an_empty_field_can_be_read(qtbot):
    dress(QApplication.instance())
    field = QLineEdit(placeholderText="找人")
    qtbot.addWidget(field)
    field.show()
    said = field.palette().placeholderText().color()
    assert said.alpha() == 255
    assert contrast(said.name(), tokens()["colours"]["surface"]) >= TEXT


def test_no_rule_of_the_sheet_is_matched_and_kept_for_every_widget():
    heads = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", resource("theme.qss").read_text(
        encoding="utf-8"), flags=re.DOTALL))
    assert {"QWidget", "*"}.isdisjoint(each.strip() for head in heads for each in head.split(","))
