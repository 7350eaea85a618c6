"""Opening the data file, proving how; its key in slots, and what lies locked beside it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlcipher3 import dbapi2

from models.keeping.durable import NO_FILE, ends, keep, make_folder, make_private, patiently
from models.keeping.migrations import APPLICATION
from models.values.counting_order import compared
from models.values.problem import Problem, reason

if not sys.platform.startswith("win"):
    import fcntl

DatabaseError = dbapi2.Error

# SQLite 3.44.6, 3.50.7 and 3.51.3 mend a race that can damage a file; older ones are not trusted.
OLDEST_SQLITE = (3, 51, 3)

PRAGMAS = {
    "journal_mode": "truncate",
    "synchronous": 3,  # EXTRA
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,  # MEMORY: no plain copies in the temporary folder
    "recursive_triggers": 1,
    "secure_delete": 1,
}

CACHE = 8192
"""KiB a connection keeps of the file; one that reads is one of several and half of it is enough:
twice as much made no question of a village faster."""


class Unusable(Problem):
    """The data file can't be used at all: newer, damaged, locked, or not ours."""


class NotWritable(Unusable):
    """The file lies where nothing can be written: it can be looked at."""


class Held(Unusable):
    """Another window or command writes it: it can be looked at."""


class OutcomeUnknown(Problem):
    """The disk failed at the very moment of saving and the file can't be read to find out."""


class Lock:
    """One writer at a time, kept by the operating system: it dies with its program.

    The file is locked by its name, and by itself where it has a second one.
    """

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path.with_name(path.name + ".lock"), timeout=0)
        self._itself: int | None = None
        try:
            make_folder(path.parent)
            self._lock.acquire()
            self._itself = _held(path)
        except Timeout:
            self._lock.release()
            raise Held(
                f"{path.name} 已在另一个窗口里打开。请回到那个窗口，或把它关闭后再试。"
            ) from None
        except OSError as error:
            raise NotWritable(
                f"放资料的文件夹 {path.parent} 不能写入（{reason(error)}）。"
                "请换一个文件夹，或请管理这台电脑的人放开权限。"
            ) from error

    def release(self) -> None:
        """Let another window in."""
        if self._itself is not None:
            os.close(self._itself)
            self._itself = None
        self._lock.release()


def _held(path: Path) -> int | None:
    """A file with a second name locked itself; None of any other, or where the disk knows no locks.

    Only such a one: on a share of Windows a file that is locked so can't be read past the lock.

    :raises Timeout: another program holds it.
    """
    if not sys.platform.startswith("win"):
        try:
            if path.stat().st_nlink < 2:
                return None
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            os.close(file)
            if isinstance(fault, BlockingIOError):
                raise Timeout(str(path)) from None
            return None
        return file
    return None


def connect(path: Path, *, key: bytes | None = None, reading: bool = False) -> Any:
    """A connection to the file at ``path`` with every setting read back and asserted.

    :param key: 32 bytes of data key; None for a file that is not encrypted.
    :raises Unusable: not a data file of this program, damaged, or a wrong key.
    """
    _must_end(path)
    if reading:
        _find(path)
    try:
        db = dbapi2.connect(str(path), isolation_level=None, timeout=5, check_same_thread=False)
    except DatabaseError as error:
        raise told(error, path) from error
    try:
        _unlock(db, key)
        _assert_ours(db, path)
        _set_pragmas(db, reading)
        db.create_collation("counting", compared)
    except (DatabaseError, UnicodeDecodeError) as error:  # SQLite's words name what is damaged
        db.close()
        raise (_half_done(error, path) or told(error, path)) from error
    except BaseException:
        db.close()
        raise
    for each in () if reading else (path, slots_of(path)):
        make_private(each)
    return db


def journal_of(data: Path) -> Path:
    """What takes back an act that was broken off; it belongs to the file wherever it goes."""
    return data.with_name(f"{data.name}-journal")


def _half_done(error: Exception, path: Path) -> Problem | None:
    """The sentence for an act broken off that can't be taken back where nothing can be written: a
    copy of the file alone would hold half of it.
    """
    journal = journal_of(path)
    if "readonly" not in str(error) or not (journal.is_file() and journal.stat().st_size):
        return None
    return Unusable(f"{path.name} 上次没有正常关闭，有一步只写了一半；这里不能写入，退不回去。"
                    f"请把它和旁边的 {journal.name} 一起复制到本机硬盘，再打开复制的那一份。")


def in_memory() -> Any:
    """A connection to a file of its own that lies nowhere."""
    db = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.create_collation("counting", compared)
    return db


def _must_end(path: Path) -> None:
    if not ends(path):
        raise Unusable(f"{path.name} {NO_FILE}")


def _find(path: Path) -> None:
    """:raises Unusable: there is no such file, or nobody may look."""
    try:
        found = path.is_file()
    except OSError as error:
        raise Unusable(f"{path.name} 打不开（{reason(error)}），请核对位置。") from error
    if not found:
        raise Unusable(f"没有找到 {path.name}，请核对位置。")


def _unlock(db: Any, key: bytes | None) -> None:
    with contextlib.suppress(DatabaseError):
        db.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


def _set_pragmas(db: Any, reading: bool) -> None:
    version = tuple(map(int, dbapi2.sqlite_version.split(".")))
    assert version >= OLDEST_SQLITE, f"SQLite {dbapi2.sqlite_version} is too old"
    db.execute(f"PRAGMA cache_size = -{CACHE // 2 if reading else CACHE}")
    for name, wanted in PRAGMAS.items():
        db.execute(f"PRAGMA {name} = {wanted}").fetchall()
        row = db.execute(f"PRAGMA {name}").fetchone()
        assert row is None or row[0] == wanted, f"PRAGMA {name} is {row} instead of {wanted}"
    if reading:
        db.execute("PRAGMA query_only = 1")


def _assert_ours(db: Any, path: Path) -> None:
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    identity = db.execute("PRAGMA application_id").fetchone()[0]
    if tables and identity != APPLICATION:
        raise Unusable(f"{path.name} 不是联星的资料文件，没有打开。请选另一个文件。")


_DAMAGED = ("{name} 已损坏，没有改动它。请在“设置 › 备份与恢复”里用最近的备份恢复；"
            "进不去时，点“用最近的好备份…”。")
_TOLD = (
    ("not a database", Unusable,
     "{name} 打不开：不是资料文件，或密码不对。请核对文件和密码。"),
    ("malformed", Unusable, _DAMAGED),
    ("decode to UTF-8", Unusable, _DAMAGED),
    ("can't decode", Unusable, _DAMAGED),
    ("disk is full", Problem,
     "磁盘满了，这一步没有保存，已有资料没有改动。请腾出空间后再存一次。"),
    ("readonly", Problem,
     "{name} 是只读的，这一步没有保存。请放开文件夹的写权限，或把文件复制到本机再打开。"),
    ("locked", Unusable,
     "{name} 正被别的程序占用，这一步没有保存。请关闭占用它的程序后再试。"),
    ("unable to open", Unusable,
     "{name} 打不开：文件夹不存在或没有权限。请换一个位置。"),
    ("disk I/O", Problem,
     "读写 {name} 时磁盘出错，这一步没有保存，已有资料没有改动。请检查磁盘，先做一次备份。"),
    ("UNIQUE", Problem, "同样的记录已经有了，没有重复保存。请刷新后再看。"),
    ("FOREIGN KEY", Problem, "还有别的记录用到它，不能这样改。请先处理那些记录。"),
)


def told(error: Exception, path: Path) -> Problem:
    """The sentence for an error of the file: what happened, what is safe, what to do.

    An error that is not the file's — a wrong name in a question of ours — is raised as it is, so
    that it reaches the crash log with its trace and is never taken for a failing disk.
    """
    if isinstance(error, Problem):
        return error
    for sign, kind, sentence in _TOLD:
        if sign.lower() in str(error).lower():
            return kind(sentence.format(name=path.name))
    raise error


# ── The slots, and the photos sealed


SHEET = "恢复单"
MEMORY, ROUNDS, LANES = 64 * 1024, 3, 2
"""KiB, passes and lanes of Argon2id (RFC 9106, second recommended option, fewer lanes)."""
_PLAIN = b"SQLite format 3\0"


@dataclass(frozen=True)
class KeySlot:
    """The key wrapped for one operator, or for the recovery sheet; everything in hexadecimal."""

    name: str
    salt: str
    nonce: str
    wrapped: str
    memory: int = MEMORY
    rounds: int = ROUNDS
    lanes: int = LANES

    @property
    def sound(self) -> bool:
        """Whether it can be tried: the lengths are right, and it asks for no more than a PC has."""
        costs = (self.memory, self.rounds, self.lanes)
        return (
            all(type(each) is int for each in costs)
            and 1 <= self.lanes <= 16 and 8 * self.lanes <= self.memory <= 1024 * 1024
            and 1 <= self.rounds <= 16 and isinstance(self.name, str)
            and all(isinstance(each, str) and re.fullmatch(f"[0-9a-f]{{{2 * length}}}", each)
                    for each, length in ((self.salt, 16), (self.nonce, 12), (self.wrapped, 48)))
        )


@dataclass(frozen=True)
class Slots:
    """The slots of a data file; ``before`` are those of the key that is being replaced."""

    now: tuple[KeySlot, ...]
    before: tuple[KeySlot, ...] = ()

    @property
    def operators(self) -> list[str]:
        """Who can open the file with a password."""
        return [each.name for each in self.now if each.name != SHEET]


def slots_of(data: Path) -> Path:
    """Where the slots of a data file lie; a copy belongs beside every backup."""
    return data.with_name(data.name + ".slots")


def is_encrypted(data: Path) -> bool:
    """Whether the file is encrypted. Only to be asked while it is not open."""
    try:
        if not ends(data):
            return False
        with data.open("rb") as file:
            return file.read(len(_PLAIN)) not in (_PLAIN, b"")
    except OSError:
        return False


def read_slots(data: Path) -> Slots:
    """The slots beside a file. :raises Unusable: they are gone or damaged, or nobody has one."""
    try:
        _must_end(slots_of(data))
        said = json.loads(patiently(slots_of(data).read_bytes))
        slots = Slots(*(
            tuple(KeySlot(**each) for each in said[part]) for part in ("now", "before")))
        if not all(each.sound for each in (*slots.now, *slots.before)):
            slots = Slots(())
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        slots = Slots(())
    if not slots.now:
        raise Unusable(
            f"{data.name} 打不开：不是联星的资料文件，或旁边的密码文件不见了、坏了。"
            f"请从备份文件夹里拷回 {slots_of(data).name}。"
        )
    return slots


def keep_slots(data: Path, slots: Slots) -> None:
    """Put the slots beside a file. :raises OSError: the disk refused; they are as they were."""
    said = {"now": [asdict(each) for each in slots.now],
            "before": [asdict(each) for each in slots.before]}
    keep(slots_of(data), json.dumps(said, ensure_ascii=False, indent=1).encode())


# ── the photos ───────────────────────────────────────────────────────────────


_SIGN = b"LXP1"
_NONCE = 12
SEAL = len(_SIGN) + _NONCE
"""How many bytes a sealed photo begins with that no other sealing of it has."""
OVERHEAD = SEAL + 16
"""How much longer a sealed photo is (RFC 8439: a tag of 16 bytes)."""


class Closed(Exception):
    """None of the keys opens it: it is another file's, or it was altered."""


def sealed(content: bytes, key: bytes, name: str) -> bytes:
    """``content`` so that only ``key`` opens it, and only under this ``name``."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = secrets.token_bytes(_NONCE)
    return _SIGN + nonce + ChaCha20Poly1305(key).encrypt(nonce, content, name.encode())


def is_sealed(content: bytes) -> bool:
    """Whether this is a sealed photo, told by how it begins."""
    return content.startswith(_SIGN)


def unsealed(content: bytes, keys: Sequence[bytes], name: str) -> bytes:
    """What was sealed; a plain photo is handed back as it is. :raises Closed: no key opens it."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    if not is_sealed(content):
        return content
    nonce, body = content[len(_SIGN):SEAL], content[SEAL:]
    for key in reversed(keys):
        try:
            return ChaCha20Poly1305(key).decrypt(nonce, body, name.encode())
        except (InvalidTag, ValueError):
            continue
    raise Closed
