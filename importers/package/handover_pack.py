"""Opening the pack of a change of hands: every member is one of ours and is what the pack says."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.keeping.apart import apart
from models.keeping.copies import album_of
from models.keeping.durable import pour
from models.overview.handover import KIND, LEDGER
from models.values.problem import Problem, reason

SAYS = "handover.json"
MOST_MEMBERS = 200_000
LARGEST_SAYS = 32 * 1024 * 1024
"""The list names every photo."""
_MEMBER = re.compile(rf"{re.escape(LEDGER)}(?:\.slots)?"
                     r"|photos/([0-9a-f]{2})/(\1[0-9a-f]{62}\.jpg)")
_BLOCK = 1 << 20
_BROKEN = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error,
           struct.error, KeyError, TypeError, AttributeError)


@apart
def unpack_handover(path: Path, folder: Path) -> dict[str, Any]:
    """Put what a pack holds into a private ``folder``; what it says of itself.

    The copy lies there as ``LEDGER``, its slots and photos beside it.

    :raises Problem: it is no pack, was altered on the way, or the disk refuses.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse(entries, path)
            says = json.loads(archive.read(SAYS))
            if {each: says[each] for each in KIND} != KIND:
                raise _none_of_ours(path)
            wanted = {each.filename for each in entries} - {SAYS}
            if set(says["files"]) != wanted or LEDGER not in wanted:
                raise _altered(path, "里面的文件和清单不一样")
            for name in sorted(wanted):
                pour(_place(folder, name), _blocks(archive, name, says["files"][name], path))
    except OSError as fault:
        raise Problem(
            f"{path.name} 读不出来（{reason(fault)}）。请检查 U 盘，重新拷一份。") from None
    except _BROKEN:
        raise _none_of_ours(path) from None
    return {str(name): value for name, value in says.items() if name != "files"}


def _refuse(entries: list[zipfile.ZipInfo], path: Path) -> None:
    """Only members of ours, each once and stored as it is: nothing of it can swell."""
    names = [each.filename for each in entries]
    if SAYS not in names:
        raise _none_of_ours(path)
    if (len(set(names)) != len(names) or len(names) > MOST_MEMBERS
            or not all(each == SAYS or _MEMBER.fullmatch(each) for each in names)
            or any(each.compress_type != zipfile.ZIP_STORED for each in entries)
            or any(each.compress_size != each.file_size for each in entries)
            or sum(each.file_size for each in entries) > path.stat().st_size
            or next(each.file_size for each in entries if each.filename == SAYS) > LARGEST_SAYS):
        raise _altered(path, "里面有不该有的文件")


def _place(folder: Path, name: str) -> Path:
    photo = _MEMBER.fullmatch(name)
    assert photo is not None
    return album_of(folder / LEDGER) / photo[1] / photo[2] if photo[1] else folder / name


def _blocks(archive: zipfile.ZipFile, name: str, said: str, path: Path) -> Iterator[bytes]:
    """The content of a member, block by block. :raises Problem: it is not what the list says."""
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            yield block
    if digest.hexdigest() != said:
        raise _altered(path, f"{name.rpartition('/')[2]} 被改动过")


def _none_of_ours(path: Path) -> Problem:
    return Problem(f"{path.name} 不是联星的交接包，或没有拷完。请选交出人做的那一份。")


def _altered(path: Path, how: str) -> Problem:
    return Problem(f"{path.name} 不完整：{how}，没有打开。请让交出人重新拷一份。")
