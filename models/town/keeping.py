"""The packages themselves, kept as they came beside the town's file: paper = file = accepted."""

from __future__ import annotations

import hashlib
from pathlib import Path

from models.exchange.reading import Reading, Refused
from models.keeping.durable import keep
from models.town.received import Reception
from models.values.problem import Problem, reason


def reception_folder(data: Path) -> Path:
    """Where received packages are kept, beside the town's file."""
    return data.parent / "收件"


def keep_copy(data: Path, path: Path, reading: Reading) -> Path:
    """Keep the file that was read, still sealed; kept again, it is the same file.

    :raises Refused: it is no longer what was read. :raises Problem: the disk refused.
    """
    says = reading.says
    final = _place(data, says["unit"], says["period"], says["sequence"], reading.sha256)
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != reading.sha256:
            raise Refused("damaged", "读的时候文件变了，没有收。请别拔 U 盘，再收一次。")
        if not final.is_file() or final.read_bytes() != content:
            keep(final, content)
    except OSError as fault:
        raise Problem(
            f"“{path.name}”存不进收件文件夹（{reason(fault)}），没有收。请检查磁盘。") from fault
    return final


def kept_copy(data: Path, code: str, reception: Reception) -> Path:
    """Where the package of a reception is kept."""
    return _place(data, code, reception.period, reception.sequence, reception.sha256)


def _place(data: Path, code: str, period: str, sequence: int, sha256: str) -> Path:
    return reception_folder(data) / f"{code}-{period}-{sequence:04}-{sha256[:12]}.lxbag"
