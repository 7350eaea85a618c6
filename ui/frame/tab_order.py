"""Tab and F6: from stop to stop as one reads the window, whatever was made first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from ui.frame.undoing import around


def next_stop(window: QWidget, *, forward: bool) -> bool:
    """To the stop after the one that has the keyboard, round and round; whether there is one."""
    found, focus = stops(window), window.focusWidget()
    group = _group(focus)
    here = (at for at, each in enumerate(found)
            if each is focus or (group is not None and _group(each) is group))
    at = next(here, -1 if forward else 0)
    reasons = Qt.FocusReason
    if found:
        found[(at + (1 if forward else -1)) % len(found)].setFocus(
            reasons.TabFocusReason if forward else reasons.BacktabFocusReason)
    return bool(found)


def next_zone(zones: Sequence[QWidget], focus: QWidget | None, step: int) -> None:
    """From list to card to the places and round again."""
    zones = [zone for zone in zones if zone.isVisible()]
    if zones:
        stand = list(around(focus))
        here = next((at for at, zone in enumerate(zones) if zone in stand), -1)
        zones[(here + step) % len(zones)].setFocus(Qt.FocusReason.TabFocusReason)


def stops(window: QWidget) -> list[QWidget]:
    """Where Tab stops, in the order of reading; of buttons of which one is pressed, that one."""
    found, met = list[QWidget](), set[int]()
    for each in _read(window):
        group = _group(each)
        if group is not None and id(group) not in met:
            met.add(id(group))
            found.append(_pressed(group, each))
        elif group is None:
            found.append(each)
    return found


def _read(above: QWidget) -> Iterator[QWidget]:
    inside = [each for each in above.children() if isinstance(each, QWidget)
              and each.isVisible() and each.isEnabled() and not each.isWindow()]
    for each in sorted(inside, key=cmp_to_key(before)):
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None:
            yield each
        yield from _read(each)


def before(one: QWidget, other: QWidget) -> int:
    """Beside one another from the left, else from above."""
    a, b = one.geometry(), other.geometry()
    if a.bottom() < b.top() + 2 or b.bottom() < a.top() + 2:
        return a.top() - b.top()
    return a.left() - b.left() or a.top() - b.top()


def _group(button: QWidget | None) -> QButtonGroup | None:
    if not isinstance(button, QAbstractButton) or not button.isCheckable():
        return None
    group = button.group()
    return group if group is not None and group.exclusive() else None


def _pressed(group: QButtonGroup, first: QWidget) -> QWidget:
    pressed = group.checkedButton()
    return pressed if pressed is not None and pressed.isVisible() else first
