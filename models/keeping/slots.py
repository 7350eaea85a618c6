"""The slots beside a data file or a copy: its key, wrapped for each operator and for the sheet."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from models.keeping.datafile import Unusable
from models.keeping.durable import keep

SHEET = "恢复单"
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
    """The slots beside a file. :raises Unusable: they are gone or damaged, or nobody has one."""
    try:
        said = json.loads(slots_of(data).read_bytes())
        slots = Slots(*(tuple(Slot(**each) for each in said[part]) for part in ("now", "before")))
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
