"""An update that came on a stick: whose it is, whether it is the next, what it changes, taken in.

The village (the town) chooses once whose updates it takes, by the fingerprint on the publisher's
paper; from then on the signature (Ed25519) decides.
"""

from __future__ import annotations

import csv
import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from models.exchange.keys import fingerprint, public_half, same_fingerprint, sign, signed_by
from models.keeping.permissions import May
from models.keeping.ruling import settled
from models.keeping.settings import set_setting, setting
from models.keeping.updates import Update, newer_files, taken_in
from models.points.engine.scheme_file import scheme_from
from models.values.problem import Problem, reason
from models.values.toml_file import NotToml, read_toml
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store

ENDING = ".lxgx"
KIND = {"lianxing": "update"}
"""What every update begins with."""
LARGEST = 5 * 1024 * 1024
MOST = 10**9
"""No update has so high a number: nothing could follow it."""
PUBLISHER = "更新的发布单位"
_PURPOSE = b"lianxing update 1\n"
FOLDERS = {
    "calendar": "节假日", "codes": "代码表", "development": "发展党员", "economy": "集体经济",
    "help": "手册", "imports": "表头认法", "meetings": "会议规则", "names": "姓名用字",
    "points": "积分规则", "policies": "各项规定", "privacy": "公示禁语", "returns": "报表和表样",
    "schemes": "示例细则", "standards": "创建标准", "stars": "五星",
}
"""What an update may bring, and what people call it."""
GROWING = "schemes"
"""The folder that new files may come into: all of it is read, by whatever name."""
_PATH = re.compile(rf"({'|'.join(FOLDERS)})/[a-z0-9][a-z0-9-]*\.(toml|csv|tsv|md)")
TOLD = 12
"""So many lines of a change are shown."""


@dataclass(frozen=True)
class UpdateFile:
    """What a publisher puts into an update; ``files``: texts by path below resources/.

    ``version`` and ``notice`` tell of a newer program, blank where there is none.
    """

    number: int
    title: str
    made: str
    version: str
    notice: str
    files: dict[str, str]


class FileChange(NamedTuple):
    """What an update changes in one file: what it is called, lines that come and go."""

    path: str
    label: str
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def words(self) -> str:
        """On one line."""
        return f"{self.label}（{self.path}）：添 {len(self.added)} 行，去 {len(self.removed)} 行"


# ── publishing ───────────────────────────────────────────────────────────────


def written_update(update: UpdateFile, seed: str) -> bytes:
    """The update as a file, signed with the private key ``seed`` (hexadecimal).

    :raises Problem: something in it would be taken in by nobody.
    """
    if update.number < 1 or not update.title.strip():
        raise Problem("更新要有号数（从 1 起，一次比一次大）和内容的名称。")
    _proved(update.files)
    content = json.dumps(asdict(update), ensure_ascii=False, sort_keys=True)
    said = {**KIND, "publisher": public_half(seed),
            "signature": sign(seed, _PURPOSE + content.encode()), "content": content}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def files_below(folder: Path) -> dict[str, str]:
    """The texts in a folder laid out like resources/. :raises Problem: one can't be read."""
    found = {}
    for each in sorted(folder.rglob("*")):
        if each.is_file():
            try:
                found[each.relative_to(folder).as_posix()] = each.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                raise Problem(f"{each.name} 读不出来，或不是 UTF-8 文字。请核对。") from None
    if not found:
        raise Problem(f"{folder} 里没有文件。请照 resources 的样子放好要更新的文件。")
    return found


# ── taking in ────────────────────────────────────────────────────────────────


def read_update_file(path: Path) -> dict[str, str]:
    """What a file says, nothing of it believed yet; runs apart. :raises Problem: it is no update.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise _no_update(path)
        said = json.loads(path.read_bytes())
        whole = {each: said[each] for each in KIND} == KIND
        words = {each: said[each] for each in ("publisher", "signature", "content")}
        "".join(words.values()).encode()  # half a sign is no text
    except OSError as fault:
        raise Problem(f"打不开 {path.name}（{reason(fault)}）。请核对文件位置。") from fault
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _no_update(path) from None
    if not whole:
        raise _no_update(path)
    return words


def publisher_of(said: Mapping[str, str]) -> str:
    """The fingerprint of whoever says they published it, as it stands on their paper."""
    return fingerprint(said["publisher"], "")


def choose_publisher(store: Store, said: Mapping[str, str], typed: str) -> None:
    """From now on the updates of this publisher are taken, as an act of who may say who may do
    what: an update brings the rules by which that goes.

    :raises Problem: ``typed`` is not the fingerprint of the file's.
    """
    if not same_fingerprint(typed, publisher_of(said)):
        raise Problem(f"指纹不一样：这个更新是 {publisher_of(said)} 发布的。"
                      "请对着发布单位盖章的纸再看一遍；不一样的不要收。")
    with store.act(f"选定更新的发布单位：{publisher_of(said)}", may=May.ASSIGN):
        set_setting(store, PUBLISHER, said["publisher"])


def judged(store: Store, said: Mapping[str, str]) -> tuple[UpdateFile, list[FileChange]]:
    """The update, and what it would change, file by file.

    :raises Problem: it is of nobody we chose, altered, not the next, or not to be read.
    """
    settled(store)
    chosen = setting(store, PUBLISHER)
    if chosen is None:
        raise Problem(f"还没有选定收谁的更新。这一份的发布单位指纹是 {publisher_of(said)}，"
                      "请对着盖章的纸核对，写上指纹再收。")
    if chosen != said["publisher"]:
        raise Problem(f"这一份不是选定的单位发布的（{publisher_of(said)}），没有收。"
                      f"选定的是 {fingerprint(chosen, '')}。")
    if not signed_by(chosen, said["signature"], _PURPOSE + said["content"].encode()):
        raise Problem("签名不对：文件在路上被改动过，或没有拷完，没有收。请重新要一份。")
    update = _whole(said["content"])
    held = max((each.number for each in taken_in(store)), default=0)
    if update.number <= held:
        raise Problem(f"这是第 {update.number} 号更新，已经收到第 {held} 号了，不用再收。")
    _proved(update.files)
    return update, [_change(path, text, newer_files(store)) for path, text in update.files.items()]


def take_in(store: Store, update: UpdateFile) -> Update:
    """Take in what was judged, as one act that can be undone."""
    with store.act(f"收第 {update.number} 号更新：{update.title}"):
        return store.save(Update(
            number=update.number, title=update.title, made=update.made,
            version=update.version or None, notice=update.notice or None,
            content=json.dumps(update.files, ensure_ascii=False, sort_keys=True)))


def _whole(content: str) -> UpdateFile:
    try:
        update = UpdateFile(**json.loads(content))
        texts = [update.title, update.made, update.version, update.notice, *update.files,
                 *update.files.values()]
        "".join(texts).encode()
        sound = type(update.number) is int and 1 <= update.number < MOST
    except (ValueError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise Problem("这个更新是给更新的版本的，读不懂。请先升级本软件。")
    return update


def _change(path: str, text: str, newer: Mapping[str, str]) -> FileChange:
    shipped = resource(path)
    before = newer.get(path) or (
        shipped.read_text(encoding="utf-8") if shipped.is_file() else "")
    lines = [each for each in difflib.ndiff(before.splitlines(), text.splitlines())
             if each[2:].strip()]
    added, removed = (tuple(each[2:] for each in lines if each.startswith(sign))
                      for sign in ("+ ", "- "))
    return FileChange(path, FOLDERS[path.partition("/")[0]], added, removed)


# ── whether it can be read ───────────────────────────────────────────────────


def _proved(files: Mapping[str, str]) -> None:
    """:raises Problem: a file is none of those an update may bring, or has another shape."""
    for path, text in files.items():
        if not _PATH.fullmatch(path):
            raise Problem(f"更新里的 {path[:60]} 不是可以更新的文件，没有收。")
        shipped = resource(path)
        if not shipped.is_file() and path.partition("/")[0] != GROWING:
            raise Problem(f"更新里的 {path} 这个版本不用，没有收。请先升级本软件。")
        before = shipped.read_text(encoding="utf-8-sig") if shipped.is_file() else ""
        if fault := next(_faults(path, before, text), ""):
            raise Problem(f"更新里的 {path} 读不懂（{fault}），没有收。请告诉发布单位。")


def _faults(path: str, before: str, now: str) -> Iterator[str]:
    ending = path.rpartition(".")[2]
    if ending.endswith("sv"):
        old, new = ([line for line in csv.reader(text.removeprefix("\ufeff").splitlines())
                     if line] for text in (before, now))
        if not new or (old[0] != new[0] and ending.startswith("c")):
            yield "栏名和原来的不一样"
        gone = {line[0] for line in old} - {line[0] for line in new}
        if gone and path.startswith("codes/"):
            yield f"少了原来有的代码 {min(gone)}"
        return
    if ending.startswith("m"):
        if not now.startswith("# ") or "\n## " not in now:
            yield "没有标题"
        return
    try:
        tables = read_toml(now)
        if path.startswith(GROWING):
            scheme_from(tables)
        else:
            yield from _differing(read_toml(before), tables)
    except (NotToml, Problem) as fault:
        yield str(fault)


def _differing(before: Any, now: Any, place: str = "") -> Iterator[str]:
    """Where ``now`` lacks what every reader of ``before`` counts on."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name, value in before.items():
            if name not in now:
                yield f"少了 {place}{name}"
            else:
                yield from _differing(value, now[name], f"{place}{name}.")
    elif isinstance(before, list) and isinstance(now, list):
        tables = [each for each in before if isinstance(each, dict)]
        common = {name: value for name, value in (tables[0] if tables else {}).items()
                  if all(name in each and type(each[name]) is type(value) for each in tables)}
        kinds = {type(each) for each in before}
        for at, each in enumerate(now, 1):
            if kinds and type(each) not in kinds:
                yield f"{place}第 {at} 个不是原来那一种"
            elif isinstance(each, dict):
                yield from _lacking(common, each, f"{place}第 {at} 个.")
    elif type(before) is not type(now):
        yield f"{place.rstrip('.')} 不是原来那一种值"


def _lacking(common: Mapping[str, Any], now: Mapping[str, Any], place: str) -> Iterator[str]:
    for name, value in common.items():
        if type(now.get(name)) is not type(value):
            yield f"{place}{name} 没有，或不是原来那一种值"


def _no_update(path: Path) -> Problem:
    return Problem(f"{path.name} 不是联星的更新文件，或没有拷完。请重新要一份。")
