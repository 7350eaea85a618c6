"""Opening a data file for work: one of an earlier version is copied before it is brought up.

Where nothing can be written it opens for looking. What the clock says is held against the file.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from models.keeping.backups import backup
from models.keeping.datafile import NotWritable
from models.keeping.heads import note, note_of
from models.keeping.store import Store
from models.keeping.updates import follow_updates
from models.values import clock

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
    return store


def _copy(store: Store) -> None:
    backup(store, why="升级前")


def begun(store: Store) -> tuple[str, bool]:
    """Note that work begins: what is odd about the clock, or blank; whether it was left uncleanly.
    """
    before, said = note_of(store), odd_clock(store)
    if not store.reading:
        note(store, open=True, started=clock.now().isoformat(), running=clock.running())
    return said, bool(before.get("open"))


def ended(store: Store) -> None:
    """Note that work ended, and with which head of the log."""
    if not store.reading:
        note(store, open=False)


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
