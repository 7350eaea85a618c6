"""The data file of a window: opened, let go for another, encrypted, put back from a copy."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from models.keeping.backups import newest_good, opens
from models.keeping.copies import AnotherFile, plain_copies, put_aside
from models.keeping.datafile import Held, is_encrypted
from models.keeping.opening import begun, ended, open_store
from models.keeping.restoring import copies_of_unreadable, may_restore, restore
from models.keeping.store import Store
from models.keeping.user_folders import lies_at
from models.keeping.windows import no_boxes, say_why_waiting
from models.values.finding import Finding, Level
from models.values.problem import Problem
from ui.frame import crash
from ui.frame.ahead import Ahead
from ui.frame.collecting import Collector, NewDay
from ui.kit import ask
from ui.kit.job import Job, Progress
from ui.kit.place import WELCOME
from ui.kit.recent import place_left
from ui.kit.theme import dress_once, icon
from ui.places.settings.backing_up import offer_apart

if TYPE_CHECKING:
    from ui.frame.window import Window
    from ui.parts.unlocking import Opened
    from ui.places.settings.encrypting import Order


def begin(window: Window, path: Path) -> None:
    """The window is painted: furnish it, and open ``path`` in it."""
    crash.install()
    no_boxes()
    dress_once()
    window.setWindowIcon(icon("lianxing"))
    window.furnish()
    attend(window, path)


def serve(window: Window) -> None:
    """What goes on for as long as the program runs."""
    Collector(window)
    NewDay(window)
    Ahead(window)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.commitDataRequest.connect(lambda _: session_ends(window))


def session_ends(window: Window) -> None:
    """Windows is shut down or the user logs off: no close follows, the program is simply ended."""
    say_why_waiting(int(window.winId()), "正在备份")
    if window.backing_up is not None:
        with suppress(Problem):  # it is tried again at the next opening
            window.backing_up.before("关闭时")
    window.leave_as_it_stands()
    window.let_go()


def attend(window: Window, path: Path) -> None:
    """Open ``path`` in the window, and from now on whatever its pages ask for."""
    window.file_wanted.connect(lambda wanted: open_file(window, Path(wanted)))
    window.restore_wanted.connect(lambda copy: restore_file(window, Path(copy)))
    window.key_wanted.connect(lambda order: change_key(window, order))
    open_file(window, path)
    if not read_brought(window) and window.store is not None and window.place is not WELCOME:
        window.go(place_left(window.store.path))


FIRST_A_FILE = "这里还没有村或镇的资料。先办完这一页，再双击一次报送包。"


def read_brought(window: Window) -> bool:
    """Read the package that was clicked on, as soon as a data file is open; whether it was."""
    if window.brought is None or window.store is None:
        return False
    package, window.brought = window.brought, None
    if window.place is WELCOME:
        window.strip.tell(FIRST_A_FILE)
        return False
    return window.go("package", package)


def open_file(window: Window, path: Path, *, beside: bool = False) -> None:
    """Give the window the data file at ``path``, or say why it can't be opened; ``beside`` whoever
    has it open it is only looked at.
    """
    before, path = window.store.path if window.store is not None else None, lies_at(path)

    def opening() -> None:
        if is_encrypted(path):
            _ask_key(window, path, beside=beside)
        else:
            window.receive(open_store(path, beside=beside))
            attend_to_file(window)

    window.let_go()
    _attempt(window, path, opening, before)


def _attempt(
    window: Window, path: Path, opening: Callable[[], object], before: Path | None = None
) -> None:
    """Open ``path``, or say why it can't be opened and what can be done."""
    try:
        opening()
    except Problem as refusal:
        answers: dict[str, Callable[[], object] | None] = {
            "再试一次": lambda: open_file(window, path),
            "选另一个文件…": lambda: _choose(window),
        }
        if isinstance(refusal, Held):
            answers["只查看"] = lambda: open_file(window, path, beside=True)
        if path.is_file() and copies_of_unreadable(path):
            answers["用最近的好备份…"] = lambda: _offer_newest(window, path)
        if before is not None and before != path:
            answers["回到原来的资料"] = lambda: open_file(window, before)
        window.refuse(refusal.sentence, answers)


def _offer_newest(window: Window, path: Path) -> None:
    """For a file that can't be read any more; it is kept beside the one put in its place."""
    copies = copies_of_unreadable(path)
    good = newest_good(copies, None)
    if good is None:
        closed = next((each.path for each in reversed(copies) if is_encrypted(each.path)), None)
        if closed is None:
            window.refuse("没有完好的备份。请找 U 盘上的备份。",
                          {"选另一个文件…": lambda: _choose(window)})
        else:
            _ask_its_key(window, closed, path)
        return
    window.refuse(
        f"最近的好备份是 {good.path.name}（{good.whose.said}）。换上它？坏了的原件会另存一份。",
        {"换上": lambda: _put_back(window, good.path, path, None, None),
         "不换": lambda: open_file(window, path)})


def _ask_its_key(window: Window, copy: Path, data: Path) -> None:
    from ui.frame import locking

    _attempt(window, data, lambda: locking.ask_key(
        window, copy, lambda opened: _put_back(window, copy, data, None, opened),
        lambda: open_file(window, data), "最近的备份是加密的", locking.ITS_OWN))


def _ask_key(
    window: Window, path: Path, said: str = "", place: str = "", *, beside: bool = False
) -> None:
    from ui.frame import locking

    locking.ask_key(
        window, path, lambda opened: _open_keyed(window, path, opened, place, beside=beside),
        lambda: _choose(window), said=said)


def _open_keyed(
    window: Window, path: Path, opened: Opened, place: str = "", *, beside: bool = False
) -> None:
    from ui.frame import locking

    def lock(place: str) -> None:
        window.let_go()
        _attempt(window, path, lambda: _ask_key(
            window, path, locking.LOCKED, place, beside=beside))

    _attempt(window, path, lambda: locking.receive_keyed(
        window, path, opened, lock, place, beside=beside))
    attend_to_file(window)
    read_brought(window)


def change_key(window: Window, order: Order) -> None:
    """Let the data file go, encrypt it or give it another key, and open it again."""
    from ui.frame import locking

    assert window.store is not None
    key = window.store.key

    def done(opened: Opened) -> None:
        _open_keyed(window, order.data, opened, "settings")
        window.go("security", 0)
        window.strip.tell(order.told[1])
        left = plain_copies(window.store) if window.store is not None else []
        if left:
            locking.ask_about(window, left)

    def failed(error: Exception) -> None:
        open_file(window, order.data)
        if not isinstance(error, Problem):
            raise error
        window.strip.refuse(error.sentence)

    window.let_go()
    locking.carry_out(window, order, key, done, failed)


def restore_file(window: Window, copy: Path) -> None:
    """Put ``copy`` in the place of the open data file, which is kept beside it, and open it.

    A copy that the key of the open file does not open is asked for its own.
    """
    from ui.frame import locking
    from ui.parts.unlocking import Opened

    assert window.store is not None
    try:
        may_restore(window.store)
    except Problem as refusal:
        window.strip.refuse(refusal.sentence)
        return
    data, key = window.store.path, window.store.key
    operator = window.store.operator
    window.let_go()
    if not is_encrypted(copy):
        _put_back(window, copy, data, key, None)
    elif key is not None and opens(copy, key):
        _put_back(window, copy, data, key, Opened(key, operator))
    else:
        _attempt(window, data, lambda: locking.ask_key(
            window, copy, lambda opened: _put_back(window, copy, data, key, opened),
            lambda: open_file(window, data), "这份备份是加密的", locking.ITS_OWN))


def _put_back(
    window: Window, copy: Path, data: Path, present: bytes | None, opened: Opened | None
) -> None:
    """Restore with the key that opened the copy; ``present`` is the one of the data file."""
    key = opened.key if opened else None
    try:
        verdict, kept = restore(copy, data, key=key, present=present)
    except AnotherFile as refusal:
        open_file(window, data)
        offer_apart(window.strip, refusal.sentence, copy, key, lambda own: open_file(window, own))
        return
    except Problem as refusal:
        open_file(window, data)
        window.strip.refuse(refusal.sentence)
        return
    if opened is not None:
        _open_keyed(window, data, opened)
    else:
        _attempt(window, data, lambda: window.receive(open_store(data)))
        attend_to_file(window)
    aside = f"原来的资料存为 {kept.name}。" if kept else ""
    aside += "这一份没有加密，需要的话请再加密一次。" if present and opened is None else ""
    _say_restored(window, f"已恢复：{verdict.whose.said}。{aside}", kept)


def _say_restored(window: Window, sentence: str, kept: Path | None) -> None:
    """What came back; one click brings back what was put aside for it."""
    asides = put_aside(window.store) if window.store is not None else []
    if kept is not None and kept in (each.path for each in asides):
        window.strip.ask(sentence, {
            "知道了": None, "换回原来的": lambda: restore_file(window, kept)})
    else:
        window.strip.tell(sentence)


def _choose(window: Window) -> None:
    chosen = ask.file_to_open(window, "打开资料文件", ask.DATA_FILES)
    if chosen is not None:
        open_file(window, chosen)


# ── a file is looked at beside the window ─────────────────────────────────────


UNCLEAN = "上次没有正常关闭，已在后台细查。"


def attend_to_file(window: Window) -> None:
    """Look at the file the window just received, where it received one: in the background."""
    store = window.store
    if store is None:
        return
    if window.backing_up is not None:
        window.backing_up.catch_up()
    odd, unclean = begun(store)
    window.leaving.callback(ended, store)
    if store.reading:
        window.strip.tell(store.looking.sentence)
    if odd:
        window.strip.ask(odd, {"时间没有错，接着用": None})
    look = _Look(window, store, unclean)
    window.leaving.callback(look.give_up)
    look.job.start()


class _Look(QObject):
    """One look at a file; its answer is taken on the window's thread, while the file is open."""

    def __init__(self, window: Window, store: Store, unclean: bool) -> None:
        super().__init__(window)
        self._window, self._unclean, self._wanted = window, unclean, True
        data, key = store.path, store.key
        self.job = Job(lambda progress: looked_at(data, key, unclean, progress))
        self.job.done.connect(self._say)
        self.job.failed.connect(self._fail)

    def give_up(self) -> None:
        """The file is let go: nobody waits for the answer any more."""
        self._wanted = False
        self.job.stop()
        self.deleteLater()

    def _say(self, found: Any) -> None:
        if not self._wanted:
            return
        grave = [each for each in found if each.level == Level.ERROR]
        if grave:
            self._window.strip.ask(
                f"{UNCLEAN * self._unclean}资料文件有 {len(grave)} 处要看：{grave[0].what}",
                {"去检查和修复": lambda: self._window.go("repair", 0), "以后再说": None})
        elif self._unclean:
            self._window.status.say(f"{UNCLEAN}没有发现问题")

    def _fail(self, error: Exception) -> None:
        if self._wanted:
            raise error


def looked_at(data: Path, key: bytes | None, full: bool, progress: Progress) -> list[Finding]:
    """The findings of the file alone; runs in a job."""
    from models.checks.data_file import file_findings

    progress(-1, "")
    with Store(data, key=key, reading=True) as store:
        return list(file_findings(store, full=full))
