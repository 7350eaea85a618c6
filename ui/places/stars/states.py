"""How the states of the creation work look in lists: shape, colour and word, as on the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office.star_sets import SHAPES, SHOWN_STATES, STARS
from ui.kit.marks import Face
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from datetime import date


MARKS = {"overdue": Mark.LATE, "done": Mark.DONE, "running": Mark.ASK, "idle": Mark.NONE}


def state_face(state: str) -> Face:
    """▲ 超期, ◆ 需协调, ○ 未启动, ◐ 推进, ● 完成."""
    label = SHOWN_STATES.label(state)
    if state == "help":
        return Face(f"{SHAPES[state]} {label}", tone="shared")
    return Face(label, MARKS[state])


def said_face(result: str) -> Face | None:
    """达到 and 已授予 are done, 未达到 asks; — is quiet."""
    mark = {"达到": Mark.DONE, "已授予": Mark.DONE, "未达到": Mark.ASK, "未授予": Mark.NONE}
    if result == "—":
        return Face(result, tone="faint")
    return Face(result, mark.get(result, Mark.LATE))


def short_star(star: str) -> str:
    """支部过硬: the star without the word 星, for a narrow column."""
    return STARS.label(star).removesuffix("星")


def short_day(day: date | None) -> str:
    """12月15日; blank for none."""
    return f"{day.month}月{day.day}日" if day else ""
