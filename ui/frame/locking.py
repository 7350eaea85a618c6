"""An encrypted data file in the window: asked for, locked when nobody is there, given its keys."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from models.keeping.opening import open_store
from models.keeping.settings import setting
from models.keeping.vault.encrypting import take_away
from models.keeping.vault.keys import set_password
from models.values.problem import Problem
from ui.kit.form import DraftStrip
from ui.parts.unlocking import IDLE_MINUTES, Idle, Opened, Unlocking
from ui.places.settings.encrypting import Working

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.frame.window import Window
    from ui.places.settings.encrypting import Order

USED = "恢复单已经用过。请换一张新的，旧的当面销毁。"
ITS_OWN = "请写备份那时的密码，或用那时的恢复单。"
LOCKED = "有一阵没有人用，资料已经锁上。没存完的草稿都在，打开就接着写。"


def ask_key(
    window: Window, data: Path, then: Callable[[Opened], object],
    other: Callable[[], object], title: str = "", said: str = "",
) -> None:
    """Stand the page that asks for a password in the window. :raises Unusable: no slots."""
    page = Unlocking(data, title or f"{data.stem} 是加密的", said)
    page.opened.connect(then)
    page.other.connect(other)
    stand(window, page)
    page.password.setFocus()


def stand(window: Window, page: QWidget) -> None:
    """The page alone in the window, until a data file is opened."""
    window.pages["key"] = page  # type: ignore[assignment]
    window.stack.addWidget(page)
    window.stack.setCurrentWidget(page)
    if "strip" in vars(window):
        window.strip.put_away()
    for label in (window.heading, window.operator, window.status.summary):
        label.clear()


def receive_keyed(
    window: Window, data: Path, opened: Opened, lock: Callable[[str], object], place: str = "",
    *, beside: bool = False,
) -> None:
    """Give the window the open file, and lock it when nobody is there; ``beside`` whoever has it
    open it is only looked at.

    :raises Problem: it can't be opened.
    """
    if opened.fresh:
        set_password(data, opened.key, opened.operator, opened.fresh)
    store = open_store(data, key=opened.key, beside=beside)
    store.operator = opened.operator
    window.receive(store)
    idle = Idle(window, setting(store, "idle-minutes", IDLE_MINUTES), lambda: _lock(window, lock))
    window.leaving.callback(idle.let_go)
    if place:
        window.go(place)
    if opened.fresh:
        window.strip.ask(USED, {"去换": lambda: window.go("security", 0), "以后再说": None})


def _lock(window: Window, lock: Callable[[str], object]) -> None:
    """Put drafts aside, copy what changed, close the file and ask again."""
    for draft in window.findChildren(DraftStrip):
        draft.pause()
    if window.backing_up is not None:
        with suppress(Problem):  # it is tried again at the next opening
            window.backing_up.before("锁定时")
    lock(window.place.key if window.place else "")


def carry_out(
    window: Window, order: Order, key: bytes | None, done: Callable[[Opened], object],
    failed: Callable[[Exception], object],
) -> None:
    """Encrypt the file that was let go, or give it another key, off the window's thread."""
    page = Working(order, key)
    page.done.connect(lambda fresh: done(Opened(fresh, order.operator)))
    page.failed.connect(failed)
    stand(window, page)
    page.start()


def ask_about(window: Window, copies: list[Path]) -> None:
    """What becomes of the copies that anyone can still read."""
    def remove() -> None:
        try:
            take_away(copies)
        except Problem as refusal:
            window.strip.refuse(refusal.sentence)
        else:
            window.strip.tell(f"{len(copies)} 份没有加密的备份已经删掉。")

    window.strip.ask(
        f"已经加密，也另备了一份。从前的 {len(copies)} 份备份没有加密，谁拿到都能看。"
        "删掉以后，就只能恢复到加密之后的样子。U 盘上的要自己去删。",
        {"删掉它们": remove, "先留着": None})
