"""Opening a data file for work: one of an earlier version is copied before it is brought up.

Where nothing can be written it opens for looking. What the clock says is held against the file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from models.keeping.attachments import seal_photos, take_places
from models.keeping.backups import backup
from models.keeping.copies import UPGRADING
from models.keeping.datafile import Held, NotWritable
from models.keeping.heads import note, note_begun, note_of, note_stands, replaced
from models.keeping.store import Store
from models.keeping.updates import follow_updates
from models.keeping.windows import NETWORK, REMOVABLE, drive_type, starts
from models.values import clock
from models.values.problem import Problem

NO_PLACE = Problem("这个文件放在不能写入的地方，只能查看。要记账，请把它复制到本机硬盘再打开。")
READ_ONLY = Problem("这个文件设成了只读，只能查看。要记账，请在它的“属性”里去掉只读，再打开。")
ELSEWHERE = Held("这个文件正在另一个窗口里打开，这里只能查看。"
                 "要改，请回到那个窗口，或把它关闭后再打开。")
LONG_AWAY = timedelta(days=90)
SLACK = timedelta(minutes=1)
"""So much a clock may be put back by the PC itself: it is set by the time of the network."""
LEAP = timedelta(hours=1)
"""So much it may leap ahead while the program is open: nobody's work is dated another day by it."""


def open_store(path: Path, *, key: bytes | None = None, beside: bool = False) -> Store:
    """The data file at ``path``, made where there is none, and up to date; for looking where
    nothing can be written, or ``beside`` whoever has it open.

    :raises Unusable: as :class:`models.keeping.store.Store`. :raises Problem: the copy could not
    be made;
        the file is as it was.
    """
    looking = ELSEWHERE if beside else shut(path)
    try:
        store = Store(path, key=key, reading=looking is not None, upgrading=copy_older)
    except NotWritable:
        if not path.is_file():
            raise
        looking = NO_PLACE
        store = Store(path, key=key, reading=True)
    store.looking = looking or store.looking
    follow_updates(store)
    if not store.reading:
        note_stands(store)
        with suppress(OSError, Problem):  # what was interrupted; it is tried again next time
            take_places(store)
            seal_photos(store)
    return store


def shut(path: Path) -> Problem | None:
    """Why a file can be looked at only, as far as its rights say; None where it can be written."""
    if not path.is_file():
        return None
    if not os.access(path.parent, os.W_OK):
        return NO_PLACE
    return None if os.access(path, os.W_OK) else READ_ONLY


def copy_older(store: Store) -> None:
    """A copy of a file of an earlier version, before it is brought up to date."""
    backup(store, why=UPGRADING)


class Watch:
    """How far the clock has gone since work began, against how long the machine has been running:
    asked before every act, which is dated by it.
    """

    def __init__(self) -> None:
        self._now, self._running = clock.now(), clock.running()

    def __call__(self) -> None:
        """:raises Problem: the clock was set back or ahead since; that is said only once."""
        now, running = clock.now(), clock.running()
        off = now - self._now - timedelta(seconds=running - self._running)
        if not -SLACK <= off <= LEAP:
            self._now, self._running = now, running
            raise Problem(
                f"电脑的时间刚才{'往回' if off < timedelta(0) else '往前'}拨了{_long(abs(off))}，"
                f"现在是 {now:%Y-%m-%d %H:%M}。这一步还没有做：时间对的话，再做一次就行；"
                "不对的话，请先校准电脑的日期和时间，不然记下的日期会错。")


def _long(gone: timedelta) -> str:
    minutes = round(gone.total_seconds() / 60)
    return f"约 {gone.days} 天" if gone.days else (
        f"约 {minutes // 60} 小时" if minutes >= 60 else f"约 {minutes} 分钟")


def begun(store: Store) -> tuple[str, bool]:
    """Note that work begins: what is odd about the clock or the place of the file, or blank;
    whether it was left uncleanly. From now on the clock is watched.
    """
    store.watch = Watch()
    drive = drive_type(store.path.resolve().anchor)
    before = note_of(store)
    if not store.reading:
        note_begun(store)
    said = odd_clock(store) + place_of(store.path.resolve(), drive, os.environ) + replaced(store)
    if not store.reading:
        note(store, open=True, started=clock.now().isoformat(), running=clock.running(),
             boot=boot())
    return said, bool(before.get("open"))


def ended(store: Store) -> None:
    """Note that work ended, and with which head of the log."""
    if not store.reading:
        note(store, open=False)


def place_of(path: Path, kind: int, environ: Mapping[str, str]) -> str:
    """What to know of the place of a data file: on the network, synchronised, on a stick; or blank.

    :param kind: as :func:`models.keeping.windows.drive_type` answers.
    :param environ: names the folders of OneDrive.
    """
    where = str(path).replace("\\", "/").casefold()
    synced = [environ[each].replace("\\", "/").casefold() for each in (
        "OneDrive", "OneDriveCommercial", "OneDriveConsumer") if environ.get(each)]
    if kind == NETWORK or where.startswith("//"):
        return f"资料文件放在网络盘上，几台电脑同时动它会坏。{MOVE}"
    if any(where.startswith(f"{each.rstrip('/')}/") for each in synced) or any(
            each in SYNCED for each in where.split("/")[:-1]):
        return f"资料文件放在会同步的网盘文件夹里，同步到一半的会坏。{MOVE}"
    return f"资料文件在 U 盘上，拔早了会坏。{MOVE}" if kind == REMOVABLE else ""


MOVE = "请关掉软件，把它和旁边的附件文件夹复制到本机硬盘，再打开复制的那一份。"
SYNCED = ("onedrive", "坚果云", "我的坚果云", "nutstore", "wps云盘", "wps cloud files", "百度网盘",
          "baidunetdisk", "dropbox", "icloud drive", "google drive")


def boot() -> str:
    """Which start of the machine this is; blank where it does not say."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return starts()


def odd_clock(store: Store) -> str:
    """The sentence about a clock that can't be right, to be said before anything is dated by it."""
    now, before = clock.now(), note_of(store)
    newest = store.query("SELECT at FROM act ORDER BY id DESC LIMIT 1")
    started, running = _moment(before.get("started")), before.get("running")
    mend = "请先校准电脑的日期和时间，再记账；不然记下的日期会错。"
    for what, last in (("最近一次操作", _moment(newest[0][0]) if newest else None),
                       ("上次打开", started)):
        if last is not None and now < last - SLACK:
            return (f"电脑的时间是 {now:%Y-%m-%d %H:%M}，比{what}（{last:%Y-%m-%d %H:%M}）还早。"
                    f"{mend}")
    if started is None or not isinstance(running, int | float):
        return ""
    gone, ran = now - started, timedelta(seconds=clock.running() - running)
    jumped = before.get("boot") == boot() != "" and gone - ran > timedelta(days=1)
    if jumped or gone > LONG_AWAY:
        return (f"电脑的时间是 {now:%Y-%m-%d %H:%M}，上次打开是 {started:%Y-%m-%d %H:%M}，"
                f"{'电脑没有关过，' if jumped else ''}相差 {gone.days} 天。如果日期不对，{mend}")
    return ""


def _moment(written: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        return None
