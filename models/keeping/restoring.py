"""A copy put in the place of the data file, which is kept; and a damaged file mended."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.keeping.act import Act, write_down
from models.keeping.attachments import lies_sealed, take_places, waiting_beside
from models.keeping.backups import CopyVerdict, carry, giving_way, sha256_of, verify
from models.keeping.copies import (
    PUT_ASIDE,
    AnotherFile,
    Backup,
    Whose,
    album_of,
    backup_folder,
    backups_beside,
    backups_in,
    name_of,
    own_copies,
    twin_beside,
    whose_file,
)
from models.keeping.datafile import (
    DatabaseError,
    Lock,
    OutcomeUnknown,
    Slots,
    Unusable,
    connect,
    is_encrypted,
    journal_of,
    keep_slots,
    read_slots,
    slots_of,
    told,
)
from models.keeping.durable import discard, make_folder, part_of, settle, sweep, sync_folder
from models.keeping.heads import identity_at, note_coming, note_put_back, note_stands
from models.keeping.migrations import known
from models.keeping.opening import copy_older, shut
from models.keeping.permissions import PERMISSIONS, May, permissions, require
from models.keeping.record import written
from models.keeping.replay import FILE
from models.keeping.ruling import in_words, unsettled
from models.keeping.settings import set_setting, setting
from models.keeping.store import Store
from models.values import clock
from models.values.problem import BROKEN, Problem, reason

POINTS = "policy.points"
"""The setting by which points wait for a second pair of eyes."""


def may_restore(store: Store) -> None:
    """:raises Problem: the village left it to others; a file that can't be read refuses nobody."""
    with contextlib.suppress(Unusable):
        require(store, May.RESTORE)


def restore(
    path: Path, final: Path, *, key: bytes | None = None, present: bytes | None = None
) -> tuple[CopyVerdict, Path | None]:
    """Put a verified copy in the place of the data file, which is kept beside it.

    ``key`` opens the copy, ``present`` the data file when that is another. The slots come back
    with the copy; until it stands in its place those of the data file lie beside it too.
    Photos that are missing beside the data file come back too; none is taken away. Who may do what
    stays as it is said now. Returns what came back and where the file before it is kept.

    :raises AnotherFile: it is a copy of another data file. :raises Problem: it is the file itself.
    :raises Unusable: it does not verify, or the file is open in a window; that is as it was.
    """
    if final.exists() and os.path.exists(path) and path.samefile(final):  # noqa: PTH110 - no raise
        raise Problem(f"{path.name} 就是正在用的资料文件，不是备份。请选备份文件夹里的一份。")
    verdict = _workable(path, key)
    _must_be_open(final)
    if waiting_beside(album_of(final)).is_dir():
        _settle_in(final, present or key)
    lock, kept, comes = Lock(final.resolve()), None, verdict.sha256
    sweep(final.parent)
    try:
        temporary = _copied(path, final)
        if sha256_of(temporary) != verdict.sha256:
            raise Problem(f"{path.name} 复制后读回来不一样，资料文件没有改动。请换一个盘。")
        kept = _set_aside(final, present or key) if final.exists() else None
        if kept is None and twin_beside(final, verdict.whose.identity, key):
            _named_anew(temporary, final, key)
        photos, album = sorted(album_of(path).glob("*/*.jpg")), album_of(final)
        if kept is not None:
            _must_take(final, present or key, verdict, kept)
            carry(giving_way(photos, album), album_of(kept))
        _bring_photos(photos, album)
        slots = _bring_slots(path, final)
        comes = _made_ready(temporary, path, final, kept, key, present or key)
        settle(temporary, final)
        if slots is not None:
            keep_slots(final, slots)
    except (OSError, OutcomeUnknown) as error:
        raise _unfinished(final, path, comes, kept, error) from error
    except Problem:
        _back_out(kept)
        raise
    finally:
        sweep(final.parent)
        lock.release()
    _settle_in(final, key)
    return replace(verdict, path=final), kept


def _must_be_open(final: Path) -> None:
    """:raises Problem: what stands in the place of the data file may not be written over."""
    if closed := shut(final):
        raise Problem(f"{final.name} 不能恢复，资料没有改动：{closed.sentence}")


def _workable(copy: Path, key: bytes | None) -> CopyVerdict:
    verdict = verify(copy, key=key)
    if verdict.misshapen:
        raise Unusable(f"{copy.name} 已损坏（{verdict.misshapen} 处表的定义不对），恢复了也用不了，"
                       "资料文件没有改动。请换一份备份。")
    return verdict


def _named_anew(copy: Path, final: Path, key: bytes | None) -> None:
    """Beside the file it was made of, a copy is a file of its own: neither lets the other's go.

    :raises Problem: the disk refused.
    """
    db = connect(copy, key=key)
    try:
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'data_file'").fetchone():
            db.execute("BEGIN IMMEDIATE")
            was, = db.execute("SELECT identity FROM data_file").fetchone()
            now = secrets.token_hex(16)
            db.execute("UPDATE data_file SET identity = ?", (now,))
            before, after = (written({"id": 1, "identity": each}) for each in (was, now))
            act = Act("另立一份，换了身份", own=True, changes=[(FILE, 1, before, after)])
            if db.execute("SELECT 1 FROM act LIMIT 1").fetchone():
                write_down(db, act, "", known())
            db.execute("COMMIT")
    except DatabaseError as error:
        raise told(error, final) from error
    finally:
        db.close()


def _acts(final: Path, key: bytes | None) -> list[tuple[int, str]]:
    """The numbers and hashes of what was done in a file; nothing of one damaged beyond reading."""
    with contextlib.suppress(Unusable, DatabaseError), contextlib.closing(
            connect(final, key=key if is_encrypted(final) else None, reading=True)) as db:
        return list(db.execute("SELECT id, hash FROM act").fetchall())
    return []


def _who_may(final: Path, key: bytes | None) -> dict[str, Any]:
    """The settings that say who may do what, where the village said so; none of a file that can't
    be read.
    """
    with contextlib.suppress(Unusable, DatabaseError), Store(
            final, key=key if is_encrypted(final) else None, reading=True) as store:
        named = {may: names for may, names in permissions(store).items() if names}
        if named:
            also = () if unsettled(store) else (POINTS,)
            return {PERMISSIONS: named} | {each: setting(store, each, {}) for each in also}
    return {}


def _made_ready(
    temporary: Path, copy: Path, final: Path, kept: Path | None, key: bytes | None,
    present: bytes | None,
) -> str:
    """Say in the log of what takes the place of ``final`` what goes aside with that, for heads on
    paper may be of it; and who may do what, as it is said there. The hash of what then takes it.

    :raises Problem: the disk refused, or the copy can't be brought up to date.
    """
    aside, rules = _acts(final, present), _who_may(final, present)
    with Store(final, key=key if is_encrypted(temporary) else None, upgrading=copy_older,
               lies=temporary) as store:
        note_put_back(store, copy, kept, aside)
        for name, each in rules.items():
            if setting(store, name, {}) != each:
                with store.act(f"恢复：{in_words(name)}照恢复前的", own=True):
                    set_setting(store, name, each)
        note_coming(store)
    return sha256_of(temporary)


def _bring_photos(photos: Sequence[Path], album: Path) -> None:
    """What is sealed anew only the new file opens: until that stands, the old one keeps its own."""
    later = [each for each in photos if lies_sealed(each)
             and (album / each.parent.name / each.name).exists()]
    carry(set(photos).difference(later), album)
    carry(later, waiting_beside(album))


def _settle_in(final: Path, key: bytes | None) -> None:
    """What waits for the file that stands there now: its photos, and the note of this PC; or it
    waits for the next opening.
    """
    with contextlib.suppress(Problem, OSError), Store(
            final, key=key if is_encrypted(final) else None, upgrading=copy_older) as store:
        note_stands(store)
        take_places(store)


def _must_take(final: Path, key: bytes | None, copy: CopyVerdict, kept: Path) -> None:
    """:raises AnotherFile: ``copy`` is not one of the data file ``final``; nothing stays aside.

    Asked only now, when the journal was kept: reading the file plays it back. One that is damaged
    beyond reading can't say whose it is.
    """
    try:
        with contextlib.suppress(Unusable):
            refuse_another(whose_file(final, key), copy)
    except AnotherFile:
        _let_go(kept)
        raise


def refuse_another(ours: Whose, copy: CopyVerdict) -> None:
    """:raises AnotherFile: ``copy`` is of another data file than ``ours``."""
    if not ours.takes(copy.whose):
        raise AnotherFile(
            f"{copy.path.name} 是另一个资料文件（{copy.whose.named}）的备份，"
            f"不能换掉现在的资料（{ours.named}），资料没有改动。要用它，请当作单独的文件打开："
            "在窗口里点“单独打开…”；用命令时把 --data 写成一个新文件名，再恢复。")


def _bring_slots(path: Path, final: Path) -> Slots | None:
    """Put the slots of a copy before those of the data file; what is to stay when it is done."""
    if not is_encrypted(path) or not slots_of(path).exists():
        return None
    theirs = read_slots(path)
    ours = read_slots(final) if is_encrypted(final) and slots_of(final).exists() else Slots(())
    keep_slots(final, Slots(theirs.now, ours.now + ours.before))
    return Slots(theirs.now)


def _unfinished(
    final: Path, copy: Path, comes: str, kept: Path | None, error: Exception
) -> Problem:
    """What is to be said; what came has the hash ``comes``, unless it did not come."""
    said = reason(error) if isinstance(error, OSError) else BROKEN
    with contextlib.suppress(OSError):
        if sha256_of(final) == comes:
            return Problem(
                f"资料文件已换成 {copy.name}，但磁盘报错（{said}），"
                "断电后可能变回原样。请检查磁盘，再恢复一次。"
            )
    _back_out(kept)
    return Problem(f"恢复没有完成（{said}），资料文件没有改动。请看磁盘和文件夹的权限。")


def _back_out(kept: Path | None) -> None:
    """Unless a journal was played back, no second file stays aside."""
    if kept and not album_of(kept).exists() and not journal_of(kept).exists():
        _let_go(kept)


def _copied(path: Path, final: Path) -> Path:
    return shutil.copyfile(path, part_of(final))


def _set_aside(final: Path, key: bytes | None) -> Path:
    """Keep the file that is about to be replaced, with its journal: neither may meet the new one.

    The journal goes only after the file was rolled back by it, so that an interruption here
    leaves the old file whole.
    """
    for alone in final.parent.glob(f"*-{PUT_ASIDE}-*.lianxing-journal"):  # its file never came
        if not alone.with_name(alone.name.removesuffix("-journal")).exists():
            alone.unlink()
    kept, journal = _free_name(final), journal_of(final)
    goes = {journal: journal.exists() and journal.stat().st_size,
            slots_of(final): slots_of(final).exists() and is_encrypted(final), final: True}
    copies = {each: _copied(each, final) for each, there in goes.items() if there}
    try:
        for each, copy in copies.items():
            settle(copy, kept.with_name(kept.name + each.name.removeprefix(final.name)))
    except OSError:
        _let_go(kept)
        raise
    with contextlib.suppress(Unusable):  # damaged beyond opening: there is nothing to roll back
        connect(final, key=key if is_encrypted(final) else None).close()
    journal.unlink(missing_ok=True)
    sync_folder(final.parent)
    return kept


def _let_go(kept: Path) -> None:
    with contextlib.suppress(OSError):
        for each in (kept, journal_of(kept), slots_of(kept)):
            each.unlink(missing_ok=True)


def _free_name(final: Path) -> Path:
    stem = f"{final.stem}-{PUT_ASIDE}-{clock.now():%Y%m%d-%H%M%S}"
    names = (f"{stem}{f'-{again}' if again else ''}.lianxing" for again in itertools.count())
    every = (final.with_name(name) for name in names)
    return next(each for each in every if not each.exists() and not journal_of(each).exists())


# ── a damaged file ───────────────────────────────────────────────────────────


def rebuilt(store: Store) -> Path:
    """A copy of a damaged file whose indexes were made anew, among its own copies when it is whole.

    The damaged file is not touched: whoever wants the copy restores it.

    :raises Problem: the damage lies deeper; there is no copy.
    """
    earlier, folder = own_copies(store), backup_folder(store)
    sequence = max((each.sequence for each in earlier), default=0) + 1
    final = folder / name_of(sequence, clock.now(), REBUILT)
    temporary = part_of(final)
    try:
        make_folder(folder)
        shutil.copyfile(store.path, temporary)
        with contextlib.closing(connect(temporary, key=store.key)) as db:
            db.execute("REINDEX")
        verify(temporary, key=store.key)
        carry(sorted(album_of(store.path).glob("*/*.jpg")), album_of(final))
        if store.key is not None and slots_of(store.path).exists():
            keep_slots(final, Slots(read_slots(store.path).now))
        settle(temporary, final)
    except OSError as error:
        raise Problem(f"副本没有写成（{reason(error)}），资料文件没有改动。请检查磁盘。") from error
    except (DatabaseError, Unusable) as error:
        raise Problem("重建索引没有修好：坏的不只是索引。资料文件没有改动，"
                      "请用最近的好备份恢复。") from error
    finally:
        discard(temporary)
    return final


REBUILT = "重建索引"


def copies_of_unreadable(data: Path) -> list[Backup]:
    """The copies of a file that can't be read any more, oldest first: by what this PC remembers of
    it, or the only ones there are beside it.
    """
    pool, identity = backups_beside(data), identity_at(data)
    folders = [each for each in pool.glob("*") if each.is_dir()] if pool.is_dir() else []
    if identity is not None:
        return backups_in(pool / identity)
    return backups_in(folders[0]) if len(folders) == 1 else []
