"""The key of the data file, and who can reach it: each operator's password, and a printed sheet.

The file is encrypted with a random key of 256 bits. Beside it lie the slots: the same key, wrapped
once for every operator (Argon2id of the password) and once for the recovery code. Changing a
password rewrites one slot and nothing else. Whoever loses every slot has lost the file.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from models.backups import verify
from models.datafile import DatabaseError, Lock, Unusable, connect, told
from models.durable import discard, keep, part_of, settle
from models.mishap import reason
from models.record import Problem
from models.recovery_code import new_code, read_code

SHEET = "恢复单"
SHORTEST = 8
MEMORY, ROUNDS, LANES = 64 * 1024, 3, 2
"""KiB, passes and lanes of Argon2id (RFC 9106, second recommended option, fewer lanes)."""
_PLAIN = b"SQLite format 3\0"


@dataclass(frozen=True)
class Slot:
    """The key wrapped for one operator, or for the recovery sheet; everything in hexadecimal."""

    name: str
    salt: str
    nonce: str
    wrapped: str
    memory: int = MEMORY
    rounds: int = ROUNDS
    lanes: int = LANES


@dataclass(frozen=True)
class Slots:
    """The slots of a data file; ``before`` are those of the key that is being replaced."""

    now: tuple[Slot, ...]
    before: tuple[Slot, ...] = ()

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
        with data.open("rb") as file:
            return file.read(len(_PLAIN)) not in (_PLAIN, b"")
    except OSError:
        return False


def read_slots(data: Path) -> Slots:
    """The slots beside a file. :raises Unusable: they are gone or damaged."""
    try:
        said = json.loads(slots_of(data).read_bytes())
        return Slots(*(tuple(Slot(**each) for each in said[part]) for part in ("now", "before")))
    except (OSError, ValueError, KeyError, TypeError):
        raise Unusable(
            f"{data.name} 的密码文件不见了或坏了。请从备份文件夹里拷回 {slots_of(data).name}。"
        ) from None


def encrypt(data: Path, operator: str, password: str) -> str:
    """Encrypt a plain data file. Returns the recovery code, to be printed at once and sealed.

    :raises Problem: the password is too short, the file is open, or the disk refuses; the file is
        as it was.
    """
    return _under_new_key(data, None, operator, password)


def unlock(data: Path, password: str) -> bytes:
    """The key of the file, by an operator's password. :raises Unusable: it is nobody's."""
    return _opened(data, password.encode(), password_slots=True)


def unlock_by_sheet(data: Path, code: str) -> bytes:
    """The key of the file, by the recovery sheet.

    :raises Problem: a slip in the code, with its group. :raises Unusable: it is another sheet's.
    """
    return _opened(data, read_code(code), password_slots=False)


def set_password(data: Path, key: bytes, operator: str, password: str) -> None:
    """Give an operator a password, new or changed: one slot is rewritten, the file is not touched.

    :raises Problem: it is too short, or the disk refuses; the slots are as they were.
    """
    slots = read_slots(data)
    _keep(data, _with(slots, _sealed(operator, _long_enough(password).encode(), key)))


def remove_operator(data: Path, operator: str) -> None:
    """Take an operator's slot away. :raises Problem: it is the last one."""
    slots = read_slots(data)
    if slots.operators == [operator]:
        raise Problem(f"{operator}是唯一有密码的人，删掉就没有人能打开了。请先给别人设密码。")
    _keep(data, replace(slots, now=tuple(each for each in slots.now if each.name != operator)))


def new_sheet(data: Path, key: bytes) -> str:
    """A new recovery code; the sheet printed before opens nothing any more."""
    secret, code = new_code()
    _keep(data, _with(read_slots(data), _sealed(SHEET, secret, key)))
    return code


def change_key(data: Path, key: bytes, operator: str, password: str) -> str:
    """Encrypt the file anew when someone has left; only ``operator`` keeps a password.

    Returns the new recovery code. :raises Problem: as ``encrypt`` does.
    """
    return _under_new_key(data, key, operator, password)


def _under_new_key(data: Path, key: bytes | None, operator: str, password: str) -> str:
    """Write the file anew under a new key: slots of both keys first, the file, then the new ones.

    Interrupted anywhere, the file opens with the slots that lie beside it.
    """
    fresh, (secret, code) = secrets.token_bytes(32), new_code()
    made = (_sealed(operator, _long_enough(password).encode(), fresh),
            _sealed(SHEET, secret, fresh))
    lock = Lock(data.resolve())
    temporary = part_of(data)
    try:
        lying = read_slots(data) if key is not None else Slots(())
        _export(data, key, temporary, fresh)
        verify(temporary, key=fresh)
        _keep(data, Slots(made, lying.now + lying.before))
        settle(temporary, data)
        _keep(data, Slots(made))
    except OSError as fault:
        raise Problem(
            f"加密没有完成（{reason(fault)}），资料文件没有改动。请检查磁盘。") from fault
    finally:
        discard(temporary)
        lock.release()
    return code


def _export(data: Path, key: bytes | None, final: Path, fresh: bytes) -> None:
    """A copy of the file at ``final`` under the key ``fresh``."""
    db = connect(data, key=key)
    try:
        db.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(final), f"x'{fresh.hex()}'"))
        db.execute("SELECT sqlcipher_export('fresh')").fetchall()
        for name in ("application_id", "user_version"):
            value = db.execute(f"PRAGMA main.{name}").fetchone()[0]
            db.execute(f"PRAGMA fresh.{name} = {value}")
        db.execute("DETACH DATABASE fresh")
    except DatabaseError as error:
        raise told(error, data) from error
    finally:
        db.close()


def _opened(data: Path, secret: bytes, *, password_slots: bool) -> bytes:
    """The one key under the secret that opens the file as it lies there."""
    slots = read_slots(data)
    for key in _keys(slots, secret, password_slots):
        with contextlib.suppress(Unusable):
            connect(data, key=key, reading=True).close()
            return key
    raise Unusable("密码不对，没有打开。忘了密码可以用恢复单。" if password_slots else
                   "这张恢复单不是这个资料文件的，或已换过新的。请找最近打印的那一张。")


def _keys(slots: Slots, secret: bytes, password_slots: bool) -> Iterator[bytes]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    for slot in (*slots.now, *slots.before):
        if (slot.name != SHEET) is password_slots:
            with contextlib.suppress(InvalidTag):
                yield ChaCha20Poly1305(_stretched(secret, slot)).decrypt(
                    bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped), slot.name.encode())


def _sealed(name: str, secret: bytes, key: bytes) -> Slot:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    slot = Slot(name, secrets.token_hex(16), secrets.token_hex(12), "")
    wrapped = ChaCha20Poly1305(_stretched(secret, slot)).encrypt(
        bytes.fromhex(slot.nonce), key, name.encode())
    return replace(slot, wrapped=wrapped.hex())


def _stretched(secret: bytes, slot: Slot) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(secret, bytes.fromhex(slot.salt), slot.rounds, slot.memory, slot.lanes,
                           32, Type.ID)


def _long_enough(password: str) -> str:
    if sum(1 if each.isascii() else 2 for each in password) < SHORTEST:
        raise Problem(f"密码至少要 {SHORTEST} 个字符（汉字算两个），可以用一句记得住的话。")
    return password


def _with(slots: Slots, slot: Slot) -> Slots:
    """The slots with one of them new."""
    others = (each for each in slots.now if each.name != slot.name)
    return replace(slots, now=(*others, slot))


def _keep(data: Path, slots: Slots) -> None:
    said = {"now": [asdict(each) for each in slots.now],
            "before": [asdict(each) for each in slots.before]}
    try:
        keep(slots_of(data), json.dumps(said, ensure_ascii=False, indent=1).encode())
    except OSError as fault:
        raise Problem(
            f"密码没有存成（{reason(fault)}），原来的密码仍有效。请检查磁盘。") from fault
