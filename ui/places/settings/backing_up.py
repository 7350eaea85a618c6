"""Copies made by themselves: every half hour when something changed, and when the file is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from models.keeping.backups import backup
from models.keeping.copies import UPGRADING, known_owner, own_copies, thin, whose
from models.keeping.heads import note_of
from models.keeping.restoring import restore
from models.keeping.store import Store
from models.office.village import is_sample
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.job import Job, Progress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from models.keeping.backups import CopyVerdict
    from models.keeping.copies import Backup
    from ui.kit.message_strip import Strip


EVERY_MINUTES = 30


def copied(
    data: Path, key: bytes | None, why: str, progress: Progress, *, thinning: bool = True
) -> CopyVerdict:
    """A verified copy beside the data file; old copies are let go, if ``thinning``. In a job."""
    progress(-1, "正在备份…")
    with Store(data, key=key, reading=True) as store:
        return back_up(store, why, thinning=thinning)


def back_up(store: Store, why: str, *, thinning: bool = True) -> CopyVerdict:
    """A verified copy of the open file, now. :raises Problem: it could not be written."""
    if is_sample(store):
        raise Problem("这是示例村，不备份；随便试，试坏了也不要紧。")
    verdict = backup(store, why=why)
    if thinning:
        thin(store)
    return verdict


class BackingUp(QObject):
    """Looks after one open data file; ``made(verdict)`` and ``failed(error)`` say how it went."""

    made = Signal(object)
    failed = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.changed = False
        self._job: Job | None = None
        self._forget = store.listen(self._noticed)
        self._timer = QTimer(self, interval=EVERY_MINUTES * 60_000)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self, *, thinning: bool = True) -> None:
        """Copy off the window's thread when something changed since the last copy."""
        if not self.changed or self._job is not None or is_sample(self._store):
            return
        self.changed = False
        data, key = self._store.path, self._store.key
        self._job = Job(lambda progress: copied(data, key, "自动", progress, thinning=thinning))
        self._job.done.connect(self._done)
        self._job.failed.connect(self._failed)
        self._job.start()

    def catch_up(self) -> None:
        """Copy what an end without closing left uncopied; merely opening lets no copy go."""
        copies, here = own_copies(self._store), whose(self._store).head
        if copies and known_owner(copies[-1].path, self._store.key) is None:
            return  # of another key
        left = not any(self._holds(each, here) for each in reversed(copies))
        if not self._store.reading and left and (copies or note_of(self._store).get("heads")):
            self.changed = True
            self.look(thinning=False)

    def _holds(self, copy: Backup, head: tuple[int, str] | None) -> bool:
        """Whether a copy has all that was done; an upgrade is an act of its own after its copy."""
        owner = known_owner(copy.path, self._store.key)
        if owner is None or owner.head is None or head is None:
            return False
        return owner.head == head or (copy.why == UPGRADING and owner.head[0] == head[0] - 1)

    def before(self, why: str) -> None:
        """Copy here and now when something changed; for closing, importing and the like.

        :raises Problem: the copy could not be written.
        """
        if self.changed and not is_sample(self._store):
            self.made.emit(back_up(self._store, why))
            self.changed = False

    def let_go(self) -> None:
        """The file is left."""
        self._timer.stop()
        self._forget()

    def _noticed(self, tables: frozenset[str]) -> None:
        self.changed = True

    def _done(self, verdict: Any) -> None:
        self._job = None
        self.made.emit(verdict)

    def _failed(self, error: Exception) -> None:
        self._job, self.changed = None, True
        self.failed.emit(error)


# ── a copy of another village ─────────────────────────────────────────────────


def offer_apart(
    strip: Strip, sentence: str, copy: Path, key: bytes | None, then: Callable[[Path], object]
) -> None:
    """Say why ``copy`` was refused; at the user's word it becomes a file of its own, which
    ``then`` opens.
    """
    def put() -> None:
        try:
            final = _put_apart(strip, copy, key)
        except Problem as refusal:
            strip.refuse(refusal.sentence)
        else:
            if final is not None:
                then(final)

    strip.ask(sentence, {"单独打开…": put, "不用了": None})


def _put_apart(parent: QWidget, copy: Path, key: bytes | None) -> Path | None:
    chosen = ask.file_to_save(parent, "单独放到哪里", "另一个村.lianxing", ask.DATA_FILES)
    if chosen is None:
        return None
    final = chosen if chosen.suffix == ".lianxing" else chosen.with_name(f"{chosen.name}.lianxing")
    restore(copy, final, key=key)
    return final
