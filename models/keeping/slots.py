"""What lies locked beside a data file: its key in slots, its photos sealed each for itself."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.keeping.datafile import Unusable
from models.keeping.durable import keep

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
        with data.open("rb") as file:
            return file.read(len(_PLAIN)) not in (_PLAIN, b"")
    except OSError:
        return False


def read_slots(data: Path) -> Slots:
    """The slots beside a file. :raises Unusable: they are gone or damaged, or nobody has one."""
    try:
        said = json.loads(slots_of(data).read_bytes())
        slots = Slots(*(
            tuple(KeySlot(**each) for each in said[part]) for part in ("now", "before")))
    except (OSError, ValueError, KeyError, TypeError):
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
OVERHEAD = len(_SIGN) + _NONCE + 16
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
    nonce, body = content[len(_SIGN):][:_NONCE], content[len(_SIGN) + _NONCE:]
    for key in reversed(keys):
        try:
            return ChaCha20Poly1305(key).decrypt(nonce, body, name.encode())
        except (InvalidTag, ValueError):
            continue
    raise Closed
