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
from models.keeping.datafile import NotWritable
from models.keeping.heads import note, note_of
from models.keeping.store import Store
from models.keeping.updates import follow_updates
from models.keeping.windows import NETWORK, REMOVABLE, drive_type
from models.values import clock
from models.values.problem import Problem

FOR_LOOKING = "这个文件放在不能写入的地方，只能查看。要记账，请把它复制到本机硬盘再打开。"
LONG_AWAY = timedelta(days=90)
_SLACK = timedelta(minutes=10)


def open_store(path: Path, *, key: bytes | None = None) -> Store:
    """The data file at ``path``, made where there is none, and up to date; for looking where
    nothing can be written.

    :raises Unusable: as :class:`models.keeping.store.Store`. :raises Problem: the copy could not
    be made;
        the file is as it was.
    """
    try:
        reading = path.is_file() and not os.access(path, os.W_OK)
        store = Store(path, key=key, reading=reading, upgrading=_copy)
    except NotWritable:
        if not path.is_file():
            raise
        store = Store(path, key=key, reading=True)
    follow_updates(store)
    if not store.reading:
        with suppress(OSError, Problem):  # what was interrupted; it is tried again next time
            take_places(store)
            seal_photos(store)
    return store


def _copy(store: Store) -> None:
    backup(store, why=UPGRADING)


def begun(store: Store) -> tuple[str, bool]:
    """Note that work begins: what is odd about the clock or the place of the file, or blank;
    whether it was left uncleanly.
    """
    drive = drive_type(store.path.resolve().anchor)
    before = note_of(store)
    said = odd_clock(store) + place_of(store.path.resolve(), drive, os.environ)
    if not store.reading:
        note(store, open=True, started=clock.now().isoformat(), running=clock.running())
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


def odd_clock(store: Store) -> str:
    """The sentence about a clock that can't be right, to be said before anything is dated by it."""
    now, before = clock.now(), note_of(store)
    newest = store.query("SELECT at FROM act ORDER BY id DESC LIMIT 1")
    last = _moment(newest[0][0]) if newest else None
    mend = "请先校准电脑的日期和时间，再记账；不然记下的日期会错。"
    if last is not None and now < last - _SLACK:
        return (f"电脑的时间是 {now:%Y-%m-%d %H:%M}，比最近一次操作（{last:%Y-%m-%d %H:%M}）还早。"
                f"{mend}")
    started, running = _moment(before.get("started")), before.get("running")
    if started is None or not isinstance(running, int | float):
        return ""
    gone, ran = now - started, timedelta(seconds=clock.running() - running)
    jumped = ran >= timedelta(0) and gone - ran > timedelta(days=1)  # it was not switched off
    if jumped or gone > LONG_AWAY:
        return (f"电脑的时间是 {now:%Y-%m-%d %H:%M}，上次打开是 {started:%Y-%m-%d %H:%M}，"
                f"{'电脑没有关过，' if jumped else ''}相差 {gone.days} 天。如果日期不对，{mend}")
    return ""


def _moment(written: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        return None
