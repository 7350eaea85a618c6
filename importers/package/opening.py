"""Opening a package that was handed in: limits first, then the seal, the signature, every count.

Nothing is unpacked to the disk and nothing a package says of itself is believed before it was
proved. What is refused is refused with its verdict.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from importers.package.cell_file import grid, read_cells
from models.exchange.allow_list import CONTENTS, Content, content_called
from models.exchange.contents import CELLS, DESCRIPTOR, FORMAT, SIGNATURE, Line, NotTaken, Reading
from models.exchange.keys import Side, signed_by
from models.keeping.heads import is_head
from models.values.kinds import UNSEEN
from models.values.problem import reason

LARGEST = 20 * 1024 * 1024
MOST_MEMBERS = 400
MOST_UNPACKED = 120 * 1024 * 1024
MOST_RATIO = 200
_SMALL = 64 * 1024
_OURS = {"id", "_day"}
_MEMBER = re.compile(
    r"datapackage\.json|signature|cells\.csv|data/[a-z_]{1,40}\.csv"
    r"|returns/[a-z0-9][a-z0-9-]{0,60}\.(?:xlsx|docx|zip|pdf)")
_AGE = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError,
           zlib.error, struct.error, KeyError)
_WRITTEN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_MOMENT = re.compile(_DAY.pattern + r"T\d\d:\d\d(?::\d\d(?:\.\d+)?)?", re.ASCII)
_SHAPES = {"integer": _WHOLE, "number": _NUMBER, "boolean": re.compile("true|false"),
           "date": _DAY, "datetime": _MOMENT}


@dataclass(frozen=True)
class Openers:
    """What can open the seal: our receiving keys, and a passphrase that was agreed."""

    identities: tuple[str, ...] = ()
    passphrase: str = ""


def read_package(path: Path, openers: Openers) -> Reading:
    """A package that holds together in every way that can be proved from itself.

    :raises Refused: with the verdict; whose it is and whether it fits is judged by the town.
    """
    sealed = _bytes_of(path)
    inside = _unsealed(sealed, openers)
    members = _members(inside)
    descriptor = _descriptor(members)
    side = Side.VILLAGE if Side.VILLAGE in descriptor else Side.TOWN
    said = _said(descriptor, side)
    _prove_members(members, descriptor)
    tables = _tables(members, descriptor, side)
    left_out = _left_out(members) if side == Side.VILLAGE else {}
    returns = read_cells(members.get(CELLS, b""), said.get("returns", []), _stated(descriptor))
    return Reading(path.name, hashlib.sha256(sealed).hexdigest(), len(sealed), side, said, tables,
                   returns, left_out)


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise NotTaken("not-a-package", "这不是文件。请选 .lxbag 报送包。")
        if size > LARGEST:
            raise NotTaken("too-large", f"文件有 {size // 2**20} MB，超过 20 MB，没有打开。")
        content = path.read_bytes()
    except OSError as fault:
        raise NotTaken("damaged", f"读不出来（{reason(fault)}）。请检查 U 盘，让村里重新拷一份。"
                      ) from None
    if not content:
        raise NotTaken("damaged", "是空文件，可能没有拷完。请让村里重新拷一份。")
    return content


def _unsealed(sealed: bytes, openers: Openers) -> bytes:
    from pyrage import DecryptError, decrypt, passphrase, x25519

    if not sealed.startswith((_AGE, _ARMOUR)):
        known = "是没有加密的压缩包" if sealed.startswith(b"PK") else "不是报送包"
        raise NotTaken("not-a-package", f"{known}，没有打开。请选村里用联星生成的 .lxbag 文件。")
    by_words = b"\n-> scrypt " in sealed[:200]
    try:
        if by_words and not openers.passphrase:
            raise NotTaken("locked", "这个包是用口令加密的。请问村里要口令，再收一次。")
        if by_words:
            return bytes(passphrase.decrypt(sealed, openers.passphrase))
        keys = [x25519.Identity.from_str(each) for each in openers.identities]
        return bytes(decrypt(sealed, keys))
    except DecryptError as fault:
        raise _not_opened(str(fault), by_words) from None


def _not_opened(fault: str, by_words: bool) -> NotTaken:
    if "No matching keys" in fault or (by_words and "incorrect" in fault.lower()):
        return NotTaken("locked", "口令不对，打不开。请和村里核对口令。" if by_words else
                       "不是发给本单位的，打不开。请核对村里用的是不是本单位的密钥卡。")
    return NotTaken("damaged", "封口坏了：文件被改动过，或没有拷完。请让村里重新拷一份。")


def _members(inside: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(inside)) as archive:
            entries = archive.infolist()
            _refuse_entries(entries, len(inside))
            return {each.filename: _content(archive, each) for each in entries}
    except _BROKEN:
        raise _damaged("里面的压缩包不完整") from None


def _refuse_entries(entries: list[zipfile.ZipInfo], length: int) -> None:
    if len(entries) > MOST_MEMBERS or sum(each.file_size for each in entries) > MOST_UNPACKED:
        raise NotTaken("too-large", "展开后过大，不像报送包，没有打开。")
    names = [each.filename for each in entries]
    if len(set(names)) != len(names):
        raise NotTaken("content", "里面有同名的文件，没有收。")
    for each in entries:
        if not _MEMBER.fullmatch(each.filename) or each.orig_filename != each.filename:
            raise NotTaken("content", "里面有不该有的文件，没有收。")
        if (each.external_attr >> 16) & 0o170000 not in (0, 0o100000):
            raise NotTaken("content", "里面有链接，没有收。")
        if each.file_size > _SMALL and each.file_size > MOST_RATIO * max(each.compress_size, 1):
            raise NotTaken("too-large", "有文件展开后大得不合常理，没有打开。")
        if each.compress_size > length or each.flag_bits & 1:
            raise _damaged("里面的压缩包被改动过")
    ordered = sorted(entries, key=lambda each: each.header_offset)
    for each, following in itertools.pairwise(ordered):
        if each.header_offset + each.compress_size > following.header_offset:
            raise _damaged("里面的压缩包被改动过")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as part:
        content = part.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise _damaged("有文件的大小和写明的不一样")
    return content


def _descriptor(members: dict[str, bytes]) -> dict[str, Any]:
    """The descriptor, believed because the key it names has signed it."""
    written, signature = members.get(DESCRIPTOR), members.get(SIGNATURE)
    if written is None:
        raise NotTaken("not-a-package", "里面没有清单（datapackage.json），不是报送包。")
    try:
        found = json.loads(written)
        block = found.get("village") or found["town"]
        key = block["signing"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotTaken("content", "清单读不懂，没有收。") from None
    if not isinstance(found.get("format"), int) or found["format"] > FORMAT:
        raise NotTaken("newer", "是更新版本的联星做的。请先升级本软件，再收。")
    if signature is None or not isinstance(key, str):
        raise NotTaken("bad-signature", "没有签名，没有收。")
    if not signed_by(key, signature.decode("ascii", "replace"), written):
        raise NotTaken("bad-signature", "签名不对：清单被改动过，没有收。请让村里重新生成。")
    return dict(found)


_BOTH_SAY: dict[str, type | tuple[type, ...]] = {
    "unit": str, "name": str, "sequence": int, "made": str, "by": str, "program": str,
    "signing": str, "receiving": str,
}
_SAYS: dict[str, dict[str, type | tuple[type, ...]]] = {
    Side.VILLAGE: _BOTH_SAY | {"previous": str, "period": str, "standard": (dict, type(None)),
                               "returns": list, "mended": list,
                               "district": (str, type(None))},
    Side.TOWN: _BOTH_SAY | {"answers": list},
}


def _said(descriptor: dict[str, Any], side: str) -> dict[str, Any]:
    said = descriptor[side]
    for name, kind in _SAYS[side].items():
        value = said.get(name)
        if not isinstance(value, kind) or (isinstance(value, str) and not _plain(value)):
            raise NotTaken("content", f"清单里的“{name}”不合规，没有收。")
    if not re.fullmatch(r"[0-9]{12}", said["unit"]) or not _counts(said["sequence"]):
        raise NotTaken("content", "清单里的单位代码或序号不合规，没有收。")
    if not isinstance(said.get("heads", []), list):
        raise NotTaken("content", "清单里的账册指纹不合规，没有收。")
    heads = [*filter(None, [said.get("head")]), *(said.get("heads") or ())]
    if not all(isinstance(each, str) and is_head(each) for each in heads):
        raise NotTaken("content", "清单里的账册指纹不合规，没有收。")
    standard = said.get("standard")
    if standard and not _names_a_standard(standard):
        raise NotTaken("content", "清单里的标准版次不合规，没有收。")
    if not all(isinstance(each, dict) and _counts(each.get("number"))
               and isinstance(each.get("answer"), str) for each in said.get("mended", ())):
        raise NotTaken("content", "清单里的批注答复不合规，没有收。")
    if not all(isinstance(each, dict) and isinstance(each.get("standard"), dict)
               and _names_a_standard(each["standard"]) and _is_told(each["standard"])
               for each in said.get("answers", ())):
        raise NotTaken("content", "清单里下发的标准不合规，没有收。")
    return dict(said)


def _counts(value: Any) -> bool:
    """Whether this is a number that something of ours is counted by."""
    return type(value) is int and 1 <= value < 10**6


def _names_a_standard(said: dict[str, Any]) -> bool:
    year, chosen = said.get("year"), said.get("set")
    return (type(year) is int and 1900 <= year < 2200 and _counts(said.get("version"))
            and isinstance(chosen, str) and _plain(chosen))


def _is_told(standard: dict[str, Any]) -> bool:
    """Whether what a town says about a standard it hands down can be kept."""
    return isinstance(standard.get("title"), str) and all(
        standard.get(name, 0) is None or isinstance(standard.get(name), str)
        for name in ("paper", "since"))


def _plain(value: str) -> bool:
    return len(value) <= 200 and value.isprintable()


def _prove_members(members: dict[str, bytes], descriptor: dict[str, Any]) -> None:
    try:
        said = {each["path"]: (each["bytes"], each["hash"]) for each in descriptor["resources"]}
        paths = [each["path"] for each in descriptor["resources"]]
    except (KeyError, TypeError):
        raise NotTaken("content", "清单读不懂，没有收。") from None
    there = members.keys() - {DESCRIPTOR, SIGNATURE}
    if len(set(paths)) != len(paths) or there - said.keys():
        raise NotTaken("content", "里面有清单上没有的文件，没有收。")
    if said.keys() - there:
        raise _damaged("清单上的文件少了")
    for path, (size, digest) in said.items():
        content = members[path]
        if len(content) != size or digest != f"sha256:{hashlib.sha256(content).hexdigest()}":
            raise _damaged(f"“{path}”和清单上的哈希不符")


def _tables(
    members: dict[str, bytes], descriptor: dict[str, Any], side: str
) -> dict[str, list[Line]]:
    tables: dict[str, list[Line]] = {}
    for each in descriptor["resources"]:
        path = each["path"]
        if not path.startswith("data/"):
            continue
        if side == Side.TOWN:
            tables[path[5:-4]] = _letter_lines(each, members[path])
            continue
        content = content_called(path[5:-4])
        if content is None:
            raise NotTaken("content", f"里面有不该报的内容（{path}），没有收。")
        tables[content.name] = _rows_of(content, each, members[path])
    _refuse_dangling(tables if side == Side.VILLAGE else {})
    return tables


def _left_out(members: dict[str, bytes]) -> dict[str, list[str]]:
    """Resource → the fields that its file might have and has not."""
    heads = {each.name: members.get(f"data/{each.name}.csv", b"").partition(b"\n")[0]
             for each in CONTENTS}
    found = {each.name: [name for name in each.names
                         if name not in heads[each.name].decode().split(",")]
             for each in CONTENTS}
    return {name: some for name, some in found.items() if some}


def _stated(descriptor: dict[str, Any]) -> Any:
    """How many cells the descriptor says there are."""
    return next((each.get("rows") for each in descriptor["resources"] if each["path"] == CELLS), 0)


def _letter_lines(said: dict[str, Any], content: bytes) -> list[Line]:
    heading, *rows = grid(content, said["path"])
    _refuse_count(said, len(rows))
    return [(number, None, json.dumps(dict(zip(heading, row, strict=True)), ensure_ascii=False))
            for number, row in enumerate(rows, 1)]


def _refuse_count(said: dict[str, Any], count: int) -> None:
    if said.get("rows") != count:
        raise NotTaken("counts", f"“{said['path']}”清单上写 {said.get('rows')} 行，实有 {count} 行"
                       "，没有收。请让村里重新生成。")


def _rows_of(content: Content, said: dict[str, Any], written: bytes) -> list[Line]:
    """The rows of one kind of record, proved column by column against our own declaration."""
    where = f"“{content.kind.label}”"
    names, *rows = grid(written, where)
    if names[:1] != ["id"] or set(names) - set(content.names) or len(set(names)) != len(names) \
            or (content.day and "_day" not in names):
        raise NotTaken("content", f"{where}的栏目不合规，没有收。")
    _refuse_count(said, len(rows))
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    _refuse_values(content, columns)
    _refuse_doubled(content, columns)
    _refuse_sums(content, said, columns)
    days = columns.get("_day", (None,) * len(rows))
    return [_line(names, row, day) for row, day in zip(rows, days, strict=True)]


def _line(names: Sequence[str], row: list[str], day: str | None) -> Line:
    filled = {name: value for name, value in zip(names, row, strict=True)
              if value and name not in _OURS}
    return int(row[0]), day, _WRITTEN(filled)


def _in_row(content: Content, at: int, why: str) -> NotTaken:
    return NotTaken("content", f"“{content.kind.label}”第 {at + 1} 行{why}，没有收。"
                               "请让村里核对、改好，重新生成。")


def _refuse_values(content: Content, columns: Mapping[str, Sequence[str]]) -> None:
    """Refuse what the village's own program would not have kept, with its row."""
    for name, column in columns.items():
        faults = {value: _fault(content, name, value) for value in set(column) if value}
        for at, value in enumerate(column):
            if faults.get(value):
                raise _in_row(content, at, f"的“{content.label_of(name)}”{faults[value]}")


def _fault(content: Content, name: str, value: str) -> str:
    kind, options = content.type_of(name), content.options_of(name)
    shape = _SHAPES.get(kind)
    if shape is not None and not shape.fullmatch(value):
        return "写法不合规"
    if options and not options.holds(value):
        return "不在可选的里面"
    if UNSEEN.search(value):
        return "里有看不见的控制字符"
    if name in content.part_days or kind in ("date", "datetime"):
        try:
            datetime.fromisoformat(f"{value}-01-01"[:10] if len(value) < 10 else value)
        except ValueError:
            return "没有这一天"
    return ""


def _refuse_doubled(content: Content, columns: Mapping[str, Sequence[str]]) -> None:
    for names in (("id",), *((content.once,) if content.once else ())):
        seen: set[tuple[str, ...]] = set()
        for at, values in enumerate(zip(*(columns.get(name, ()) for name in names), strict=False)):
            if values in seen or values == ("",):
                said = "、".join(map(content.label_of, names))
                raise _in_row(content, at, f"的{said}是空的，或和前面的重复")
            seen.add(values)


def _refuse_dangling(tables: Mapping[str, list[Line]]) -> None:
    """Refuse a record that leads to one that is not there."""
    ids = {name: {str(row) for row, _, _ in lines} for name, lines in tables.items()}
    for name, lines in tables.items():
        content = content_called(name)
        links = content.links if content else ()
        for at, (_, _, written) in enumerate(lines):
            values = json.loads(written) if links else {}
            for link in links:
                if content and values.get(link) and values[link] not in ids.get(link, ()):
                    raise _in_row(content, at, f"的“{content.label_of(link)}”指着一条没有的记录")


def _refuse_sums(
    content: Content, said: dict[str, Any], columns: dict[str, tuple[str, ...]]
) -> None:
    stated = said.get("sums")
    if not isinstance(stated, dict):
        raise NotTaken("sums", f"清单上没有“{content.kind.label}”的合计，没有收。")
    for name in content.summed:
        total = sum((Decimal(each) for each in columns.get(name, ()) if each), start=Decimal())
        try:
            agrees = Decimal(str(stated[name])) == total
        except (KeyError, InvalidOperation):
            agrees = False
        if not agrees:
            label = content.kind.field(name).label
            raise NotTaken("sums", f"“{content.kind.label}”的{label}合计和清单上的不符，没有收。"
                                  "请让村里重新生成。")


def _damaged(what: str) -> NotTaken:
    return NotTaken("damaged", f"{what}，没有收。请让村里重新拷一份。")
