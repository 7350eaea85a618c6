"""The colours and sizes everything is shown in, and how much this user has them enlarged.

Asked before the window is painted: nothing else is loaded here.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor

from resources import resource


@cache
def tokens() -> dict[str, Any]:
    """The tokens of ``resources/theme.toml``, as written."""
    return tomllib.loads(resource("theme.toml").read_text(encoding="utf-8"))


@cache
def colour(name: str) -> QColor:
    """The colour called ``name``."""
    return QColor(tokens()["colours"][name])


def px(size: str | float) -> int:
    """A size of the tokens (or so many pixels at 100 %) as it is now, under 关怀版."""
    return _px(size, Dress.care)


@cache
def _px(size: str | float, enlarged: float) -> int:
    plain = tokens()["sizes"][size] if isinstance(size, str) else size
    return round(plain * enlarged)


def care() -> float:
    """How much larger than designed everything is shown; 1.0 is 100 %."""
    return Dress.care


class Dress:
    """How the program is dressed; asked for every size of every widget, so not of Qt each time."""

    care = 1.0
    dressed = False


def kept_care() -> float:
    """The enlargement this user left behind."""
    return float(str(user_settings().value("care", 1.0)))


def user_settings() -> QSettings:
    """What this user of the PC set and left behind, whatever the data file."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Lianxing", "window")
