"""The key of the data file, and who can reach it: by a password each, or a printed sheet.

The file is encrypted with a random key of 256 bits. Beside it lie the slots: the same key, wrapped
once for every operator (Argon2id of the password) and once for the recovery code. Changing a
password rewrites one slot and nothing else. Whoever loses every slot has lost the file.

128 random bits in Crockford's base 32, in seven groups of four signs, each with Crockford's check
sign behind it, so that a slip is found in its group before anything is tried.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import string
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from models.keeping.act import PHOTO_KEYS, Act, as_logged, write_down
from models.keeping.backups import verify
from models.keeping.datafile import (
    SHEET,
    DatabaseError,
    KeySlot,
    Lock,
    Slots,
    Unusable,
    connect,
    keep_slots,
    read_slots,
    told,
)
from models.keeping.durable import discard, part_of, scrub, settle
from models.keeping.migrations import known
from models.keeping.record import written
from models.values.problem import Problem, reason
from resources import resource

SHORTEST = 8


def encrypt(data: Path, operator: str, password: str, code: str | None = None) -> str:
    """Encrypt a plain data file. Returns the recovery code: ``code``, already printed and sealed.

    :raises Problem: the password is too weak, the file is open, or the disk refuses; the file is
        as it was.
    """
    return _under_new_key(data, None, operator, password, code)


def unlock(data: Path, password: str, operator: str | None = None) -> bytes:
    """The key of the file, by the password of ``operator`` or of any of them.

    :raises Unusable: it is not theirs.
    """
    slots = read_slots(data)
    theirs = [each for each in (*slots.now, *slots.before)
              if each.name != SHEET and operator in (None, each.name)]
    key = _opened(data, password.encode(), theirs,
                  "名字或密码不对，没有打开。忘了密码可以用恢复单。")
    if slots.before and key in _keys(list(slots.now), password.encode()):
        with contextlib.suppress(OSError):  # what an interrupted change of keys left
            keep_slots(data, Slots(slots.now))
    return key


def unlock_by_sheet(data: Path, code: str) -> bytes:
    """The key of the file, by the recovery sheet.

    :raises Problem: a slip in the code, with its group. :raises Unusable: it is another sheet's.
    """
    slots = read_slots(data)
    sheets = [each for each in (*slots.now, *slots.before) if each.name == SHEET]
    return _opened(data, read_code(code), sheets,
                   "这张恢复单不是这个资料文件的，或已换过新的。请找最近打印的那一张。")


def set_password(data: Path, key: bytes, operator: str, password: str) -> None:
    """Give an operator a password, new or changed: one slot is rewritten, the file is not touched.

    :raises Problem: it is too weak, or the disk refuses; the slots are as they were.
    """
    slots = read_slots(data)
    _keep(data, _with(slots, _sealed(operator, needs_strength(password).encode(), key)))


def remove_operator(data: Path, operator: str) -> None:
    """Take an operator's slot away. :raises Problem: it is the last one."""
    slots = read_slots(data)
    if slots.operators == [operator]:
        raise Problem(f"{operator}是唯一有密码的人，删掉就没有人能打开了。请先给别人设密码。")
    _keep(data, replace(slots, now=tuple(each for each in slots.now if each.name != operator)))


def new_sheet(data: Path, key: bytes, code: str | None = None) -> str:
    """A new recovery code, or ``code``; the sheet before opens nothing any more."""
    secret, code = _secret_of(code)
    _keep(data, _with(read_slots(data), _sealed(SHEET, secret, key)))
    return code


def change_key(
    data: Path, key: bytes, operator: str, password: str, code: str | None = None
) -> str:
    """Encrypt the file anew when someone has left; only ``operator`` keeps a password.

    Returns the new recovery code. :raises Problem: as ``encrypt`` does.
    """
    return _under_new_key(data, key, operator, password, code)


def leave_to_sheet(copy: Path, key: bytes | None, code: str) -> None:
    """Encrypt a copy anew: only a recovery sheet opens it. :raises Problem: as ``encrypt`` does."""
    _under_new_key(copy, key, None, "", code)


def needs_strength(password: str) -> str:
    """The password itself. :raises Problem: it is soon guessed, with the reason and a way out."""
    rules = _rules()
    plain = "".join(unicodedata.normalize("NFKC", password).casefold().split())
    core = plain.strip(string.digits + string.punctuation)
    if not plain:
        why = "不能全是空格"
    elif sum(1 if each.isascii() else 2 for each in plain) < SHORTEST:
        why = f"至少要 {SHORTEST} 个字符（汉字算两个，空格不算）"
    elif re.fullmatch(r"(.+?)\1+", plain) or len(set(plain)) < 4:
        why = "不能是同样的几个字来回重复"
    elif any(plain in row or plain[::-1] in row for row in rules["rows"]):
        why = "不能是键盘上或数数时挨着的一串"
    elif plain.isdigit() and len(plain) < rules["digits_alone"]:
        why = "不能只有数字，生日、电话号码最先被猜"
    elif core in rules["common"]:
        why = "不能是人人都用的词，前后加几个数字也一样"
    else:
        return password
    raise Problem(f"密码{why}。可以用一句只有自己记得住的话。")


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(resource("privacy/passwords.toml").read_text(encoding="utf-8"))


def _secret_of(code: str | None) -> tuple[bytes, str]:
    return (read_code(code), code) if code else new_code()


def _under_new_key(
    data: Path, key: bytes | None, operator: str | None, password: str, code: str | None
) -> str:
    """Write the file anew under a new key: slots of both keys first, the file, then the new ones.

    Interrupted anywhere, the file opens with the slots that lie beside it.
    """
    fresh, (secret, code) = secrets.token_bytes(32), _secret_of(code)
    made = [_sealed(SHEET, secret, fresh)]
    if operator is not None:
        made.insert(0, _sealed(operator, needs_strength(password).encode(), fresh))
    lock, temporary, old = Lock(data.resolve()), part_of(data), part_of(data)
    try:
        lying = read_slots(data) if key is not None else Slots(())
        _export(data, key, temporary, fresh)
        verify(temporary, key=fresh)
        _keep(data, Slots(tuple(made), lying.now + lying.before))
        with contextlib.suppress(OSError):  # a USB stick knows no second names
            os.link(data, old)
        settle(temporary, data)
        scrub(old)
        _tidied(data, Slots(tuple(made)))
    except OSError as fault:
        raise Problem(
            f"加密没有完成（{reason(fault)}），资料文件没有改动。请检查磁盘。") from fault
    finally:
        discard(temporary)
        discard(old)
        lock.release()
    return code


def _export(data: Path, key: bytes | None, final: Path, fresh: bytes) -> None:
    """A copy of the file at ``final`` under the key ``fresh``."""
    db = connect(data, key=key)
    try:
        db.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(final), f"x'{fresh.hex()}'"))
        # nobody reads it before it is settled; in one step, else each table is written thrice
        for said in ("PRAGMA fresh.journal_mode = OFF", "PRAGMA fresh.synchronous = OFF", "BEGIN"):
            db.execute(said)
        db.execute("SELECT sqlcipher_export('fresh')").fetchall()
        for name in ("application_id", "user_version"):
            value = db.execute(f"PRAGMA main.{name}").fetchone()[0]
            db.execute(f"PRAGMA fresh.{name} = {value}")
        db.execute("COMMIT")
        db.execute("DETACH DATABASE fresh")
    except DatabaseError as error:
        raise told(error, data) from error
    finally:
        db.close()
    _add_photo_key(final, fresh)


def _add_photo_key(final: Path, key: bytes) -> None:
    """One more key for photos, inside the new file; those sealed before keep their own.

    The log has the hash of the keys, never the keys.
    """
    db = connect(final, key=key)
    try:
        db.execute("BEGIN IMMEDIATE")
        found = db.execute("SELECT id, value FROM setting WHERE name = ?",
                           (PHOTO_KEYS,)).fetchone()
        keys = [*(json.loads(found[1]) if found else ()), secrets.token_hex(32)]
        db.execute("INSERT INTO setting (name, value) VALUES (?, ?)"
                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                   (PHOTO_KEYS, json.dumps(keys)))
        row, = db.execute("SELECT id FROM setting WHERE name = ?", (PHOTO_KEYS,)).fetchone()
        kept = {"id": row, "name": PHOTO_KEYS, "value": json.dumps(keys)}
        logged = written(as_logged("setting", kept))
        write_down(db, Act("换文件的密钥", own=True, changes=[("setting", row, None, logged)]), "",
                   known())
        db.execute("COMMIT")
    except DatabaseError as error:
        raise told(error, final) from error
    finally:
        db.close()


def _opened(data: Path, secret: bytes, slots: list[KeySlot], refusal: str) -> bytes:
    """The one key under the secret that opens the file as it lies there."""
    for key in _keys(slots, secret):
        with contextlib.suppress(Unusable):
            connect(data, key=key, reading=True).close()
            return key
    raise Unusable(refusal)


def _keys(slots: list[KeySlot], secret: bytes) -> Iterator[bytes]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    for slot in slots:
        with contextlib.suppress(InvalidTag):
            yield ChaCha20Poly1305(_stretched(secret, slot)).decrypt(
                bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped), slot.name.encode())


def _sealed(name: str, secret: bytes, key: bytes) -> KeySlot:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    slot = KeySlot(name, secrets.token_hex(16), secrets.token_hex(12), "")
    wrapped = ChaCha20Poly1305(_stretched(secret, slot)).encrypt(
        bytes.fromhex(slot.nonce), key, name.encode())
    return replace(slot, wrapped=wrapped.hex())


def _stretched(secret: bytes, slot: KeySlot) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(secret, bytes.fromhex(slot.salt), slot.rounds, slot.memory, slot.lanes,
                           32, Type.ID)


def _with(slots: Slots, slot: KeySlot) -> Slots:
    """The slots with one of them new."""
    others = (each for each in slots.now if each.name != slot.name)
    return replace(slots, now=(*others, slot))


def _tidied(data: Path, slots: Slots) -> None:
    """The slots of the key before go: nothing opens by them any more.

    :raises Problem: they stay until the file is opened the next time; the new ones hold.
    """
    try:
        keep_slots(data, slots)
    except OSError as fault:
        raise Problem(f"已经换成新的密码和恢复单，从前的打不开了；只有旧的密码文件没有清掉"
                      f"（{reason(fault)}），下次打开时再清。") from fault


def _keep(data: Path, slots: Slots) -> None:
    try:
        keep_slots(data, slots)
    except OSError as fault:
        raise Problem(
            f"密码没有存成（{reason(fault)}），原来的密码仍有效。请检查磁盘。") from fault


# ── The code on the printed sheet, proved group by group


_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = _SIGNS + "*~$=U"
CHECK_SIGNS_SAID = (
    "每组第五个是检验符，可能是 *（星号）、~（波浪号）、$（美元号）、=（等号）或字母 U。",
    "没有字母 I、L、O：看着像 1 和 0 的，就是数字 1 和 0。",
)
"""What whoever reads a code off paper has to know."""
_GROUPS = 7
_SPARE = 12
"""Bits over 128 in seven groups of four signs; they hold a check sum over the whole."""


def new_code() -> tuple[bytes, str]:
    """A new secret of 16 bytes and the code to print for it."""
    secret = secrets.token_bytes(16)
    return secret, written_code(secret)


def written_code(secret: bytes) -> str:
    """The code for a secret: seven groups of five signs."""
    number = int.from_bytes(secret) << _SPARE | _sum_of(secret)
    groups = [number >> 20 * place & 0xFFFFF for place in reversed(range(_GROUPS))]
    return "-".join(
        "".join(_SIGNS[group >> shift & 31] for shift in (15, 10, 5, 0)) + _CHECKS[group % 37]
        for group in groups
    )


def read_code(written: str) -> bytes:
    """The secret that a typed code means.

    :raises Problem: with the number of the first group that holds a slip.
    """
    plain = re.sub(r"[\s\-—－]", "", written.upper())
    groups = [plain[at:at + 5] for at in range(0, len(plain), 5)]
    number = 0
    for place, group in enumerate(groups, 1):
        value = _value(group)
        if value is None:
            raise Problem(f"恢复码第 {place} 组“{group}”抄错了，请对着恢复单再看一遍。")
        number = number << 20 | value
    if len(groups) != _GROUPS:
        raise Problem(f"恢复码应有 {_GROUPS} 组，每组 5 个字符，现在是 {len(groups)} 组。请补全。")
    secret = (number >> _SPARE).to_bytes(16)
    if number & (1 << _SPARE) - 1 != _sum_of(secret):
        raise Problem("恢复码的各组次序不对，请对着恢复单再看一遍。")
    return secret


def _value(group: str) -> int | None:
    """The 20 bits of a group, None when its check sign does not agree."""
    signs = group[:4].translate(str.maketrans("OIL", "011"))
    if len(group) != 5 or any(sign not in _SIGNS for sign in signs):
        return None
    value = sum(_SIGNS.index(sign) << shift
                for sign, shift in zip(signs, (15, 10, 5, 0), strict=True))
    check = group[4:].translate(str.maketrans("OIL", "011"))
    return value if _CHECKS[value % 37] == check else None


def _sum_of(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(secret).digest()[:2]) >> 4
