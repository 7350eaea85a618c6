"""Copies of the data file: verified before they are named, kept by count, compared before use."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.keeping.attachments import files, lies_sealed
from models.keeping.copies import (
    DOUBTFUL,
    Backup,
    Whose,
    album_of,
    backup_folder,
    backups_beside,
    backups_in,
    name_of,
    own_copies,
    told_by,
    whose,
    whose_file,
)
from models.keeping.datafile import (
    SEAL,
    DatabaseError,
    Slots,
    Unusable,
    connect,
    is_encrypted,
    keep_slots,
    read_slots,
    slots_of,
    told,
)
from models.keeping.durable import discard, make_folder, part_of, patiently, settle, sweep
from models.keeping.journal import verify_chain
from models.keeping.migrations import known
from models.keeping.replay import differences
from models.keeping.store import Store
from models.values import clock
from models.values.problem import Problem, reason

COUNTED = ("household", "person", "member", "pairing", "entry", "meeting", "act")


@dataclass(frozen=True)
class CopyVerdict:
    """What a copy holds: rows by table, the hash of the file, and whose it is.

    ``altered`` counts what is not as the log says, ``misshapen`` the tables and steps among it
    that this program could not work with.
    """

    path: Path
    sha256: str
    counts: dict[str, int]
    whose: Whose
    missing: int = 0
    altered: int = 0
    misshapen: int = 0

    @property
    def lacking(self) -> str:
        """What to add where it is said that a copy was made: photos nobody has any more, and
        records that are not what the log says.
        """
        said = f"有 {self.missing} 张照片找不到，没有备进去，请做一次体检。" if self.missing else ""
        return said + (f"有 {self.altered} 处和操作日志对不上，请到“设置 › 体检”细查。"
                       if self.altered else "")


def backup(store: Store, folder: Path | None = None, *, why: str = "手动") -> CopyVerdict:
    """A verified copy of the open file among its own, or in ``folder``, numbered after the newest.

    :raises Problem: the copy could not be written or did not verify; nothing has its name.
    """
    earlier = own_copies(store) if folder is None else []
    folder = folder or backup_folder(store)
    for each in (folder, backups_beside(store.path)):
        sweep(each)
    earlier += backups_in(folder)
    sequence = max((each.sequence for each in earlier), default=0) + 1
    now = clock.now()
    _take_album(folder / name_of(sequence, now, why))
    return copy_verified(store, folder / name_of(sequence, now, why),
                         folder / name_of(sequence, now, f"{why}{DOUBTFUL}"))


def _take_album(final: Path) -> None:
    """Photos of a copy that broke off, and whose number is given again, wait for this one."""
    for left in final.parent.glob(f"{final.name[:12]}*-附件"):
        for shelf in left.glob("*/"):
            sweep(shelf)
        with contextlib.suppress(OSError):
            left.replace(album_of(final))


def copy_verified(store: Store, final: Path, doubtful: Path | None = None) -> CopyVerdict:
    """A verified copy under exactly this name, its photos in the folder beside it.

    One whose records are not what its log says is named ``doubtful`` where that is given.

    :raises Problem: as ``backup`` does, or something else than a copy of this file lies there.
    """
    _overwrite_only_own(store, final)
    try:
        make_folder(final.parent)
    except OSError as error:
        raise Problem(f"备份文件夹 {final.parent} 建不了：{reason(error)}。请换位置。") from error
    temporary = part_of(final)
    try:
        _copy(store, temporary, final)
        verdict = _verified(store, temporary)
        final = doubtful if doubtful and verdict.altered else final
        photos = list(_photos(store))
        carry([each for photo in photos if (each := _found(photo, final, store.key))],
               album_of(final))
        if store.key is not None and slots_of(store.path).exists():
            keep_slots(final, Slots(read_slots(store.path).now))
        settle(temporary, final)
    except OSError as error:
        raise Problem(f"备份没有写成（{reason(error)}），原有备份没有动。请检查磁盘。") from error
    except DatabaseError as error:
        raise told(error, final) from error
    finally:
        discard(temporary)
    album = album_of(final)
    missing = sum(not (album / each.parent.name / each.name).is_file() for each in photos)
    return replace(verdict, path=final, missing=missing)


def _verified(store: Store, temporary: Path) -> CopyVerdict:
    """:raises Unusable: the copy is not whole; where the file itself is not, that is said."""
    try:
        return verify(temporary, key=store.key)
    except Unusable as error:
        if faults := store.integrity():
            raise Unusable(f"备份没有写成，原有备份没有动：{store.path.name} 有损坏，"
                           f"第一处是{faults[0]}。请到“设置 › 检查和修复”重建索引，"
                           "修不好时换最近的好备份。") from error
        raise


_BESIDE = ("-journal", "-wal", "-shm", ".lock", ".slots")


def _overwrite_only_own(store: Store, final: Path) -> None:
    if final.name.casefold().endswith(_BESIDE):
        raise Problem(f"{final.name} 是资料文件旁边那些文件用的名字，放在那里的备份会被当成它们。"
                      "请把文件名写成以 .lianxing 结尾。")
    if not final.exists():
        return
    if final.is_dir():
        raise Problem(f"{final.name} 是文件夹，备份要写成一个文件。请在后面加上文件名。")
    if not final.is_file():
        raise Problem(f"{final.name} 不是文件，备份写不进去。请换一个文件名。")
    if final.samefile(store.path):
        raise Problem(f"{final.name} 就是正在用的资料文件，备份不能写到它上面。请换一个文件名。")
    with contextlib.suppress(Problem):
        if whose_file(final, store.key).identity == whose(store).identity is not None:
            return
    raise Problem(f"{final.name} 已经有了，而且不是这个资料文件的备份，没有覆盖。请换一个文件名。")


def _copy(store: Store, temporary: Path, final: Path) -> None:
    try:
        store.copy_to(temporary)
    except Unusable as error:
        raise Problem(f"备份 {final.name} 没有写成：{final.parent} 不让写入，或盘坏了。"
                      "原有备份没有动，请换一个文件夹。") from error


def verify(path: Path, *, key: bytes | None = None) -> CopyVerdict:
    """Prove that ``path`` is a whole data file, and count what it holds.

    :raises Unusable: damaged, not ours, or a wrong key.
    """
    db = connect(path, key=key, reading=True)
    try:
        db.execute("PRAGMA cache_size = -65536")
        if db.execute("PRAGMA user_version").fetchone()[0] > known():
            raise Unusable(f"{path.name} 是更新的版本写的，这个版本不能用。请先升级本软件。")
        faults = [row[0] for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        loose = len(db.execute("PRAGMA foreign_key_check").fetchall())
        if key is not None:
            faults += [row[0] for row in db.execute("PRAGMA cipher_integrity_check")]
        if faults:
            raise Unusable(f"{path.name} 已损坏（{len(faults)} 处），不能用。请换一份备份。")
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        present = {row[0] for row in tables}
        counts = {
            table: db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in COUNTED
            if table in present
        }
        owner = told_by(lambda sql: db.execute(sql).fetchall())
        era = db.execute("PRAGMA user_version").fetchone()[0]
    except DatabaseError as error:
        raise told(error, path) from error
    finally:
        db.close()
    if "act" not in counts:
        raise Unusable(f"{path.name} 里没有村级台账，不能用。请选联星的资料文件或备份。")
    altered, misshapen = loose, 0
    if era == known():  # the log of old says not all
        unlike, misshapen = _unlike_the_log(path, key)
        altered = max(unlike, loose)
    return CopyVerdict(path, sha256_of(path), counts, owner, altered=altered, misshapen=misshapen)


def _unlike_the_log(path: Path, key: bytes | None) -> tuple[int, int]:
    with Store(path, key=key, reading=True) as copy:
        found = Counter(each.unworkable for each in differences(copy))
        return found.total() + (verify_chain(copy) is not None), found[True]


def openable(copy: Path) -> None:
    """Prove that somebody could open this copy on another PC.

    :raises Unusable: it is encrypted and no slots lie beside it.
    """
    if is_encrypted(copy):
        try:
            read_slots(copy)
        except Unusable:
            raise Unusable(
                f"{copy.name} 不能用：已经损坏，或是加密的而旁边没有密码文件，谁也打不开。"
                f"请换一份备份；拷走备份时把 {slots_of(copy).name} 一起带上。") from None


def opens(copy: Path, key: bytes) -> bool:
    """Whether a copy opens with the key that is at hand."""
    try:
        connect(copy, key=key, reading=True).close()
    except Problem:
        return False
    return True


def newest_good(
    copies: Sequence[Backup], key: bytes | None, say: Callable[[str], object] = lambda _: None
) -> CopyVerdict | None:
    """The newest (the last) of some copies that verifies and is as its log says."""
    for each in reversed(copies):
        say(f"正在核对 {each.at} 的备份…")
        with contextlib.suppress(Problem):
            verdict = verify(each.path, key=key if is_encrypted(each.path) else None)
            if not verdict.altered:
                return verdict
    return None


def _photos(store: Store) -> Iterable[Path]:
    """The photos a copy takes along; a file older than photos has none."""
    known = store.count("sqlite_master", "name = 'attachment'")
    return files(store) if known else ()


def _found(photo: Path, final: Path, key: bytes | None) -> Path | None:
    """The photo, or where it is gone an earlier copy of it, so that none goes with the old copies;
    for an encrypted file only a sealed one.
    """
    if photo.is_file():
        return photo
    earlier = final.parent.glob(f"*-附件/{photo.parent.name}/{photo.name}")
    return next((each for each in earlier if key is None or lies_sealed(each)), None)


def carry(photos: Iterable[Path], album: Path) -> None:
    """Put photos into ``album``, in the place of what is not the same (sealed, or cut short).

    One that an earlier copy beside it has takes no room again.

    :raises OSError: the disk refused.
    """
    earlier = {(each.name, each.stat().st_size): each
               for each in album.parent.glob("*-附件/*/*.jpg")}
    for photo in photos:
        place = album / photo.parent.name / photo.name
        if not photo.is_file() or _alike(place, photo):
            continue
        make_folder(place.parent)
        temporary = part_of(place)
        twin = earlier.get((photo.name, photo.stat().st_size), photo)
        try:
            if (twin.parents[1] == photo.parents[1] or not _alike(twin, photo)
                    or not _linked(twin, temporary)):
                shutil.copyfile(photo, temporary)
            settle(temporary, place)
        finally:
            discard(temporary)


def giving_way(photos: Iterable[Path], album: Path) -> list[Path]:
    """The photos in ``album`` that are not the same as those that come: sealed, or plain."""
    there = ((each, album / each.parent.name / each.name) for each in photos)
    return [old for new, old in there if old.is_file() and not _alike(old, new)]


def _alike(one: Path, other: Path) -> bool:
    """Whether two files of one photo are: as long, and sealed by the same act where they are."""
    if not one.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        return first.read(SEAL) == second.read(SEAL)


def _linked(twin: Path, place: Path) -> bool:
    """Give the same file a second name; a USB stick can't."""
    with contextlib.suppress(OSError):
        os.link(twin, place)
    return place.exists()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with patiently(lambda: path.open("rb")) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
