"""The head of the log as it is known outside the file: on paper, in copies, in a note of this PC.

Who computes the whole chain anew leaves no trace inside the file; whoever kept a head finds out.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from models.keeping.copies import known_owner, own_copies, put_aside
from models.keeping.durable import keep
from models.keeping.record import Record, required
from models.keeping.user_folders import notes_file
from models.values import clock
from models.values.kinds import MOMENT, NUMBER
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

NOTED_HEADS = 30
"""So many heads of a file are remembered on this PC."""
_SIGNS = 12
_MEANT = str.maketrans("oil０１２３４５６７８９", "0110123456789")
_WRITTEN = re.compile(
    rf"(?<!\d)(?P<act>\d{{1,15}})[^0-9a-f]+(?P<sign>(?:[0-9a-f][\s-]*){{{_SIGNS}}})$")


class LogHead(NamedTuple):
    """An act's number and the first twelve signs of its hash, over all that was done up to it."""

    act: int
    sign: str

    @property
    def said(self) -> str:
        """As it is printed: 128 · 3fa9 12bc 88de."""
        return f"{self.act} · {' '.join(self.sign[at:at + 4] for at in range(0, _SIGNS, 4))}"


class PutBack(Record, table="put_back", label="恢复"):
    """A copy took the place of the file: what was done after ``act`` up to ``last`` went aside."""

    at: datetime = required("时间", MOMENT)
    act: int = required("从第几步", NUMBER)
    last: int = required("到第几步", NUMBER)
    copy: str = required("备份")


def head_of(store: Store, act: int | None = None) -> LogHead | None:
    """The head of the file, or what it was after an act; None when there is no such act."""
    found = store.query(
        "SELECT id, hash FROM act WHERE id = coalesce(?, (SELECT max(id) FROM act))", (act,))
    return LogHead(found[0][0], str(found[0][1])[:_SIGNS]) if found else None


def foot(store: Store) -> str:
    """What stands at the foot of every paper drawn from this file now."""
    head = head_of(store)
    return f"账册指纹 {head.said}" if head else ""


def is_head(typed: str) -> bool:
    """Whether this is a head as it is printed."""
    return _WRITTEN.search(typed) is not None


def read_head(typed: str) -> LogHead:
    """What was typed from a paper. :raises Problem: it is no head."""
    found = _WRITTEN.search(typed.lower().translate(_MEANT).strip())
    if found is None:
        raise Problem("指纹没有看懂。请照纸页脚写：步数，再写 12 个字符，例如 128 3fa9 12bc 88de。")
    return LogHead(int(found["act"]), re.sub(r"[\s-]", "", found["sign"]))


def seen(store: Store, head: LogHead) -> tuple[bool, str]:
    """Whether the file still holds the history a head was printed from, and that in a sentence."""
    newest, here = head_of(store), head_of(store, head.act)
    if here == head:
        (at, label), = store.query("SELECT at, label FROM act WHERE id = ?", (head.act,))
        after = newest.act - head.act if newest else 0
        return True, (f"对得上：印那张纸时的账还在，到第 {head.act} 步“{label}”"
                      f"（{str(at).replace('T', ' ')}）为止没有变，以后又做了 {after} 步。")
    if went := _went_aside(store, head):
        return False, (f"第 {head.act} 步在 {went.at:%Y-%m-%d %H:%M} 恢复时退回过。那张纸是恢复前"
                       "印的，请打开恢复前另存的资料核对；是恢复以后印的，就是对不上。")
    if newest is None or head.act > newest.act:
        return False, (f"对不上：那张纸印到第 {head.act} 步，这份资料只到第"
                       f" {newest.act if newest else 0} 步。这是较旧的资料，或日志末尾被截掉了。"
                       "请用较新的备份核对。")
    return False, (f"对不上：这份资料第 {head.act} 步的指纹是 {here.said if here else '没有'}。"
                   "那张纸不是它印的，或日志被整本改写过。请用那时的备份核对。")


def _went_aside(
    store: Store, head: LogHead, known_at: datetime = datetime.min
) -> PutBack | None:
    """The restore by which an act went aside, after its head was known."""
    found = store.find(PutBack, "act < ? AND last >= ? AND at >= ?",
                       (head.act, head.act, known_at.isoformat()), "id DESC")
    return found[0] if found else None


class KnownHead(NamedTuple):
    """A head known outside the file: by whom, and since when; None where no restore explains that
    it is gone."""

    where: str
    head: LogHead
    at: datetime | None


def lost_heads(store: Store, *, full: bool = False) -> Iterator[str]:
    """A sentence for every head known outside that the file does not hold any more.

    :param full: looks into the copies too, and not only at the note of this PC.
    """
    told = set()
    for where, head, at in (*_noted(store), *_packed(store), *(_copied(store) if full else ())):
        if (head in told or head_of(store, head.act) == head
                or (at is not None and _went_aside(store, head, at))):
            continue
        told.add(head)
        yield f"{where}记下的账册指纹 {head.said}，{seen(store, head)[1]}"


def _copied(store: Store) -> Iterator[KnownHead]:
    for each in (*own_copies(store), *put_aside(store)):
        owner = known_owner(each.path, store.key)
        if owner is not None and owner.head is not None:
            made = datetime.combine(each.day, each.clock or time())
            yield KnownHead(f"备份 {each.path.name} ",
                            LogHead(owner.head[0], owner.head[1][:_SIGNS]), made)


def _packed(store: Store) -> Iterator[KnownHead]:
    """What the packages that were made said of themselves."""
    for sequence, contents in store.query("SELECT sequence, contents FROM package ORDER BY id"):
        with contextlib.suppress(ValueError, TypeError, Problem):
            if said := json.loads(contents).get("head"):
                yield KnownHead(f"第 {sequence} 号报送包", read_head(said), None)


# ── the note of this PC, outside the file ────────────────────────────────────


def identity_of(store: Store) -> str:
    """The identity of an open file, blank where somebody took it out by hand."""
    return str(store.query("SELECT coalesce(max(identity), '') FROM data_file")[0][0])


def identity_at(path: Path) -> str | None:
    """The identity of the file that lay at ``path`` when this PC last had it open."""
    found = _notes().get(str(path.resolve()))
    return found["identity"] if found else None


def _notes() -> dict[str, dict[str, Any]]:
    """What is remembered of each file, by where it lay, the latest last.

    Earlier versions remembered by identity, of each the last place.
    """
    with contextlib.suppress(OSError, ValueError, AttributeError, RecursionError):
        every = json.loads(notes_file().read_bytes()).items()
        return {str(each.get("path", name)): {"identity": name} | each for name, each in every
                if isinstance(each, dict) and isinstance(each.get("heads", []), list)}
    return {}


def note_of(store: Store) -> dict[str, Any]:
    """What this PC remembers of a file: here, or where it lay before it was moved.

    One that still lies elsewhere is another file, even if this was copied from it.
    """
    identity, here, every = identity_of(store), str(store.path.resolve()), _notes()
    back = _within(every.get(here, {}), STOOD)
    if identity and back.get("identity") == identity:
        return back
    found = [each for place, each in every.items() if each["identity"] == identity
             and (place == here or not os.path.exists(place))]  # noqa: PTH110 - no raise
    return every[here] if every.get(here) in found else found[-1] if found else {}


STOOD, BEFORE = "stood", "before"
"""What is noted of a place: of which file nothing explains that it is gone; which one it was that
lay there before a new one was begun."""


def _within(note: dict[str, Any], part: str) -> dict[str, Any]:
    """What is noted within a note of another file; nothing where somebody wrote it by hand."""
    found = note.get(part)
    return found if isinstance(found, dict) and isinstance(found.get("heads"), list) else {}


def _itself(note: dict[str, Any]) -> dict[str, Any]:
    """The file a place is remembered by: what lay there, or where that held nothing yet, what lay
    there before."""
    if note.get("heads"):
        return {each: note[each] for each in ("identity", "heads")}
    return _within(note, BEFORE)


def _gone(store: Store) -> dict[str, Any]:
    """The note of another file, which lay here when this PC last had the place open, and which
    nothing done in this program explains to be gone: no restore, no file begun anew.

    A file this PC knows from another place was moved here.
    """
    mine, here = identity_of(store), _notes().get(str(store.path.resolve()), {})
    if not mine or mine == here.get("identity"):
        return _within(here, STOOD)
    return {} if note_of(store).get("heads") else _itself(here)


def replaced(store: Store) -> str:
    """The sentence where another file was put in the place of the one that lay here; or blank.

    Who computes the whole log anew and gives it another identity leaves no other trace.
    """
    found = _gone(store)
    known = list(_heads_in(found))
    if not known:
        return ""
    last = known[-1]
    return (f"{store.path.name} 这里，{last.where}还是另一份资料（做到第 {last.head.act} 步），"
            "现在这一份不是在本软件里换上的，或者整本日志被改写过。是您拷来换上的，请到"
            "“设置 › 体检”选“照现在的留下”，写明原因（命令行用 check --keep）；不是的，"
            "请用原来那份的备份核对，在“备份”文件夹的 "
            f"{str(found.get('identity'))[:8]}… 里，当作单独的文件打开。")


def note_explained(store: Store) -> None:
    """Whatever lay here before, it is known why it does no longer."""
    note(store, **{STOOD: {}, BEFORE: {}})


def note_begun(store: Store) -> None:
    """A new file is begun here, which nothing was done in yet."""
    here, every = str(store.path.resolve()), _notes()
    if here in every and head_of(store) is None:
        _keep(every | {here: {"identity": identity_of(store), "heads": [],
                              BEFORE: _itself(every[here])}})


def _noted(store: Store) -> Iterator[KnownHead]:
    """Those a restore took back went from the note, too (:func:`note_put_back`): what the file says
    of a restore explains none. Earlier versions noted no time, and left them.
    """
    yield from _heads_in(note_of(store))


def _heads_in(note: dict[str, Any]) -> Iterator[KnownHead]:
    for each in note.get("heads", ()):
        with contextlib.suppress(ValueError, TypeError):
            act, sign, *at = each
            closed = f"{datetime.fromisoformat(at[0]):%Y-%m-%d %H:%M} " if at else "上次"
            yield KnownHead(f"{closed}关闭时", LogHead(int(act), str(sign)),
                            None if at else datetime.min)


def note(store: Store, **more: Any) -> None:
    """Remember the head of a file on this PC, at every close; ``more`` is remembered beside it.

    A folder that can't be written to only makes the check weaker: nothing is said.
    """
    identity, head = identity_of(store), head_of(store)
    if not identity or head is None:
        return
    here = str(store.path.resolve())
    mine = note_of(store) | {STOOD: _gone(store)} | more | {"identity": identity}
    for passed in ("path", COMING):
        mine.pop(passed, None)
    heads = [each for each in mine.get("heads", ())
             if isinstance(each, list) and each[:2] != list(head)]
    heads.append([*head, clock.now().replace(microsecond=0).isoformat()])
    every = {place: each for place, each in _notes().items() if place != here}
    every[here] = mine | {"heads": heads[-NOTED_HEADS:]}
    _keep(every)


def _keep(every: dict[str, dict[str, Any]]) -> None:
    with contextlib.suppress(OSError):
        keep(notes_file(), json.dumps(every, ensure_ascii=False).encode())


def note_put_back(
    store: Store, copy: Path, kept: Path | None, aside: list[tuple[int, str]]
) -> None:
    """Note in a copy that is about to be put back which acts go aside with the file before it.

    :param kept: where that one lies, None where none stood here any more.
    :param aside: number and hash of its acts, none where it can't be read.
    """
    ours = dict(store.query("SELECT id, substr(hash, 1, ?) FROM act", (_SIGNS,)))
    known = [LogHead(act, sign[:_SIGNS]) for act, sign in aside]
    known += [each.head for each in _noted(store)]
    lost = [head.act for head in known if ours.get(head.act) != head.sign]
    if lost:
        where = f"，原来的另存为 {kept.name}" if kept else ""
        with store.act(f"恢复：换回 {copy.name}{where}", own=True):
            store.save(PutBack(at=clock.now().replace(microsecond=0), act=min(lost) - 1,
                               last=max(lost), copy=copy.name))


COMING = "coming"
"""What is noted of a place: the head of the copy that is about to be put there."""


def note_coming(store: Store) -> None:
    """A copy is about to be put here: by its head it is known once it stands."""
    here, every, head = str(store.path.resolve()), _notes(), head_of(store)
    if head is not None:
        mine = every.get(here, {"identity": identity_of(store)})
        _keep(every | {here: mine | {COMING: list(head)}})


def note_stands(store: Store) -> None:
    """Where the copy stands that was coming, it is known why the file does not hold what it held;
    noted at once or, where that was interrupted, at the next opening.
    """
    if _holds(store, _notes().get(str(store.path.resolve()), {}).get(COMING)):
        note(store, heads=[each for each in note_of(store).get("heads", ())
                           if _holds(store, each)], **{STOOD: {}, BEFORE: {}})


def _holds(store: Store, noted: Any) -> bool:
    """Whether the file holds a head as it is noted."""
    with contextlib.suppress(ValueError, TypeError):
        act, sign, *_ = noted
        return head_of(store, int(act)) == (int(act), sign)
    return False
