"""The data files this user opened last: whose each is, and where one was in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from ui.kit.tokens import user_settings

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
