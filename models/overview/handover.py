"""交接: what the next person needs when the secretary changes, and whether it came whole.

A pack holds a copy of the ledger that only a recovery sheet of its own opens, and what it says of
itself: counts, the head of the log, photos. The same stands on paper, signed by both and by whoever
watched; whoever takes over holds the one against the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from models.checks.data_file import file_findings
from models.exchange.keys import (
    correspondents,
    draft_key,
    fingerprint,
    public_half,
    receiving_half,
    renew_key,
)
from models.keeping.attachments import faulty, files, seal_photos
from models.keeping.backups import backup, copy_verified, sha256_of, verify
from models.keeping.copies import whose_file
from models.keeping.datafile import OutcomeUnknown, read_slots
from models.keeping.heads import head_of, identity_at
from models.keeping.journal import acts_after, told_briefly, verify_chain
from models.keeping.opening import open_store
from models.keeping.permissions import May, require
from models.keeping.record import Record, field, quoted, required
from models.keeping.replay import differences
from models.keeping.restoring import restore
from models.keeping.settings import hand_on, set_setting
from models.keeping.store import Store
from models.keeping.vault.keys import (
    leave_to_sheet,
    needs_strength,
    set_password,
    unlock_by_sheet,
)
from models.office.village import unit
from models.overview.act_words import kinds
from models.overview.due import due_today
from models.returns.document import Document, Pairs, Paragraph, Signatures
from models.values import clock
from models.values.finding import Level
from models.values.kinds import MOMENT
from models.values.problem import Problem

ENDING = ".lxjj"
KIND = {"lianxing": "handover", "format": 1}
"""What the list in a pack begins with."""
MADE = "做交接包"
NOT_NOTED = "交接包已经写好，但这次交接没有记下，请删掉那个包再做一次。"
LEDGER = "ledger.lianxing"
"""What the copy is called inside a pack."""


ON_PAPER = (
    "household", "person", "member", "group", "pairing", "visit", "matter", "meeting", "attendance",
    "activity", "procedure", "account", "entry", "notice", "redemption", "organisation", "asset",
    "project", "task", "star_evidence", "sent", "attachment",
)
"""The records a secretary counts by; all others are one line together."""
REST = "其余各种记录"


class Handover(Record, table="handover", label="交接"):
    """One change of hands; ``taken`` and ``found`` are written by whoever takes over."""

    at: datetime = required("时间", MOMENT)
    gives: str = required("交出人")
    takes: str = required("接手人")
    watches: str | None = field("监交人")
    taken: datetime | None = field("接手时间", MOMENT)
    found: str | None = field("核对")


@dataclass(frozen=True)
class HandedOver:
    """What a pack says of itself.

    ``head`` as it is printed; ``counts`` records by table; ``photos`` files, each once.
    """

    village: str
    day: str
    gives: str
    takes: str
    watches: str
    head: str
    counts: dict[str, int]
    photos: int

    def json(self) -> dict[str, Any]:
        """As it lies in the pack."""
        return KIND | asdict(self)


@dataclass(frozen=True)
class HandoverList:
    """交接清单: what is printed and signed.

    ``sha256`` is that of the copy in the pack; ``keys`` whose, and the fingerprint.
    """

    said: HandedOver
    sha256: str
    faults: tuple[str, ...]
    due: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    closed: tuple[str, ...]


@dataclass(frozen=True)
class LookedInto:
    """A pack that was opened: what it says, the copy in it with its key, how it was found."""

    said: HandedOver
    copy: Path
    key: bytes
    found: tuple[Compared, ...]

    @property
    def right(self) -> bool:
        """Whether everything is what the list says."""
        return all(each.right for each in self.found)


class Compared(NamedTuple):
    """One thing held against what the pack says of itself: its name, whether it is right, words."""

    what: str
    right: bool
    words: str


# ── handing over ─────────────────────────────────────────────────────────────


class Parties(NamedTuple):
    """Who hands over to whom, and who watches."""

    gives: str
    takes: str
    watches: str = ""

    def named(self) -> Parties:
        """Without blanks. :raises Problem: somebody is missing, or hands over to themselves."""
        said = Parties(*map(str.strip, self))
        if not said.gives or not said.takes:
            raise Problem("请写上交出人和接手人，清单上要签字。")
        if said.gives == said.takes:
            raise Problem("交出人和接手人是同一个名字，请核对。")
        return said


def note(store: Store, parties: Parties) -> None:
    """Note in the log that a pack was made, by whom for whom. :raises Problem: it says what stays.
    """
    gives, takes, watches = parties.named()
    try:
        with store.act(f"{MADE}：{gives}交给{takes}", may=May.ASSIGN):
            store.save(Handover(at=clock.now().replace(microsecond=0), gives=gives, takes=takes,
                                watches=watches or None))
    except OutcomeUnknown:
        raise
    except Problem as problem:
        raise Problem(f"{problem.sentence}{NOT_NOTED}") from problem


def make_ready(
    store: Store, folder: Path, code: str, parties: Parties
) -> tuple[Path, HandoverList]:
    """A verified copy in a private ``folder`` that only the sheet with ``code`` opens, and the
    list of all that goes with it. What one might do, the other may then: that is handed on by
    whoever says who may do what.

    :raises Problem: who works may not, the copy does not verify, or the disk refuses.
    """
    require(store, May.ASSIGN)
    faults = tuple(each.what for each in file_findings(store, full=True)
                   if each.level is Level.ERROR)
    closed = tuple(read_slots(store.path).operators) if store.key is not None else ()
    copy = folder / LEDGER
    copy_verified(store, copy)
    leave_to_sheet(copy, store.key, code)
    key = unlock_by_sheet(copy, code)
    with Store(copy, key=key) as ours:
        ours.operator = store.operator
        seal_photos(ours)
        note(ours, parties)
        said = _said(ours)
    verify(copy, key=key)
    due = tuple(each.words for each in due_today(store, clock.today()))
    return copy, HandoverList(said, sha256_of(copy), faults, due, tuple(_keys(store)), closed)


def _said(store: Store) -> HandedOver:
    here, head, handover = unit(store), head_of(store), _newest(store)
    assert head is not None
    return HandedOver(here.name if here else "", handover.at.date().isoformat(), handover.gives,
                      handover.takes, handover.watches or "", head.said, _counts(store),
                      sum(each.is_file() for each in files(store)))


def _newest(store: Store) -> Handover:
    found = store.find(Handover, order="id DESC")
    if not found:
        raise Problem("这份资料里没有交接的记录，不是交接包里的资料。")
    return found[0]


def _counts(store: Store) -> dict[str, int]:
    """Records by table, of every kind there is any of."""
    counted = {table: store.query(f"SELECT count(*) FROM {quoted(table)}")[0][0]
               for table in kinds()}
    return {table: count for table, count in counted.items() if count}


def _by_subject(counts: Mapping[str, int]) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """What is counted, of which tables, and how many."""
    rest = tuple(sorted(set(counts) - set(ON_PAPER)))
    every = [(kinds()[table].label, (table,)) for table in ON_PAPER if table in counts]
    for what, tables in [*every, (REST, rest)]:
        yield what, tables, sum(counts[table] for table in tables)


def _keys(store: Store) -> Iterator[tuple[str, str]]:
    """The keys that have to be registered anew with the other side, or compared with it."""
    own = draft_key(store)
    if own.id is not None:
        yield "本单位（接手后换新的，重做密钥卡，到对方那里盖章登记）", fingerprint(
            public_half(own.signing), receiving_half(own.receiving))
    for side in ("town", "village"):
        for each in correspondents(store, side):
            yield each.name, fingerprint(each.signing or "", each.receiving)


def handover_paper(listed: HandoverList) -> Document:
    """交接清单, to be signed by both and by whoever watched."""
    said = listed.said
    counted = [(what, f"{count:,}") for what, _, count in _by_subject(said.counts)]
    counted += [("", "")] * (len(counted) % 2)
    rows = [tuple(counted[at:at + 2]) for at in range(0, len(counted), 2)]
    head, copy = said.head, _short(listed.sha256)
    right = "逐张打开看过，都在，没有改动。" if not listed.faults else ""
    return Document("handover", "交接清单", (
        Pairs(((("交出人", said.gives), ("接手人", said.takes)),
               (("监交人", said.watches), ("交接日期", said.day)),
               (("账册指纹", head), ("交接包指纹", copy)))),
        Paragraph("怎么核对", _HOW.format(gives=said.gives)),
        Pairs(tuple(rows)),
        Paragraph("附件和账目", f"照片和扫描件 {said.photos} 张。{right}" + (
            "资料按操作日志从头重放，逐条核对，没有对不上的。" if not listed.faults
            else "核对时有这些不对：\n" + "\n".join(listed.faults))),
        Paragraph("到期和没办完的", "\n".join(
            f"{at}. {words}" for at, words in enumerate(listed.due, 1)) or "没有。"),
        Paragraph("要重新登记或核对的密钥", "\n".join(
            f"{whose}：{sign}" for whose, sign in listed.keys) or "没有登记过密钥。"),
        Paragraph("原来的密码", f"{_closed(listed.closed)}{_AFTERWARDS}"),
        Signatures(("交出人签字", "接手人签字", "监交人签字")),
    ), unit=said.village, when=_day(said.day), made=date.fromisoformat(said.day), sides=False,
        head=f"账册指纹 {head}")


_HOW = ("接手人在自己的电脑上“设置 › 交接”打开交接包，照恢复单抄恢复码，"
        "软件把数目、指纹、附件逐项核对，每一项说对或不对；再和这张纸上的对一遍。都对，三方签字。恢复单当面封给接手人，{gives}不留。")
_AFTERWARDS = "交接以后，原来电脑上的资料、备份和 U 盘上的旧备份，当面换上交接包或删掉。"


def _closed(operators: Sequence[str]) -> str:
    if not operators:
        return "原来的资料没有加密；交接包加了密。"
    return f"{'、'.join(operators)}的密码和从前的恢复单，都打不开交接包里的资料。"


def _short(sha256: str) -> str:
    """The first twelve signs, as they are printed."""
    return " ".join(sha256[at:at + 4] for at in (0, 4, 8))


def _day(written: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.year}年{day.month}月{day.day}日"


# ── taking over ──────────────────────────────────────────────────────────────


def look_into(
    says: Mapping[str, Any], folder: Path, code: str, here: Store | None = None
) -> LookedInto:
    """What a pack says held against the copy in it, one thing after another.

    :param folder: where the pack was unpacked.
    :param here: the open file of this PC, where there is one: whether more was done in it since.
    :raises Problem: it is no pack of this program, or the code is of another sheet.
    """
    said, copy = _read(says), folder / LEDGER
    key = unlock_by_sheet(copy, code)
    sign = Compared("交接包指纹", True, f"{_short(sha256_of(copy))}，请和清单上的对一遍")
    with Store(copy, key=key, reading=True) as store:
        return LookedInto(said, copy, key, (sign, *_compared(said, store), *_since(store, here)))


def _compared(said: HandedOver, copy: Store) -> Iterator[Compared]:
    head, counts = head_of(copy), _counts(copy)
    here_now = head.said if head else "没有"
    yield Compared("账册指纹", said.head == here_now, said.head if said.head == here_now else
                   f"清单上是 {said.head}，包里是 {here_now}")
    for what, tables, _ in _by_subject(dict.fromkeys(said.counts | counts, 0)):
        yield _same(what, [said.counts.get(each, 0) for each in tables],
                    [counts.get(each, 0) for each in tables])
    there = sum(each.is_file() for each in files(copy))
    yield _same("照片和扫描件", [said.photos], [there])
    broken = [sentence for _, sentence in faulty(copy, full=True)]
    yield Compared("附件", not broken, broken[0] if broken else "逐张打开看过，都没有改动")
    wrong = [*copy.integrity(full=True), *filter(None, [verify_chain(copy)])]
    altered = sum(1 for _ in differences(copy))
    yield Compared("按日志重放", not wrong and not altered, wrong[0] if wrong else (
        f"有 {altered} 处和操作日志对不上" if altered else "每条记录都和操作日志一致"))


def _same(what: str, said: Sequence[int], found: Sequence[int]) -> Compared:
    """Counts of the same tables; the sums are told."""
    right = said == found
    told = f"{sum(said):,}"
    return Compared(what, right, told if right else f"清单上是 {told}，包里是 {sum(found):,}")


def _since(copy: Store, here: Store | None) -> Iterator[Compared]:
    """What was done on this PC since the pack was made goes aside when it is taken over."""
    if here is None or not here.count("act"):
        return
    ours = {tuple(each) for each in here.query("SELECT id, hash FROM act")}
    both = [each for each in copy.query("SELECT id, hash FROM act ORDER BY id") if
            tuple(each) in ours]
    if both:
        later = [each for each in acts_after(here, tuple(both[-1]))
                 if not each.label.startswith(MADE)]
        more = f"做交接包以后又做了 {len(later)} 步，换上就退回去：{told_briefly(later)}"
        yield Compared("本机的资料", not later, more if later else "和交接包里的一样")


def _read(said: Mapping[str, Any]) -> HandedOver:
    """What a pack says of itself. :raises Problem: it says something else than packs say."""
    counts, photos = said.get("counts"), said.get("photos")
    if not (all(isinstance(said.get(each), str) and len(said[each]) < 200 for each in _WORDS)
            and isinstance(counts, dict) and type(photos) is int
            and all(each in kinds() and type(count) is int for each, count in counts.items())):
        raise Problem("交接包里的清单读不懂，可能是更新的版本做的。请升级本软件，或重做一份。")
    return HandedOver(**{each: said[each] for each in (*_WORDS, "counts", "photos")})


_WORDS = ("village", "day", "gives", "takes", "watches", "head")


def take_over(
    data: Path, pack: LookedInto, operator: str, password: str, *, present: bytes | None = None
) -> Path | None:
    """Put the copy of a pack in the place of the data file, opened by the next person's password;
    that it was taken over, and how it was found, is in its log. Where the file before it is kept.

    ``present`` opens that one. Whoever has the sheet may: the pack was made by who says who may do
    what, and whoever takes over may what the other may by now, no more. One's own key becomes
    another one: whoever had the file may have kept the old.

    :raises Problem: the password is too weak, or ``data`` is another ledger; it is as it was.
    """
    if not operator.strip():
        raise Problem("请写上接手人的名字，密码就设给这个名字。")
    needs_strength(password)
    if data.exists() and identity_at(data) not in (None, whose_file(pack.copy, pack.key).identity):
        raise Problem(f"{data.name} 是另一个资料文件，没有换掉。请另开一个新文件，再接手。")
    _, kept = restore(pack.copy, data, key=pack.key, present=present)
    set_password(data, pack.key, operator.strip(), password)
    with open_store(data, key=pack.key) as store:
        store.operator = operator.strip()
        _note_taken(store, pack)
        backup(store, why="接手后")
    return kept


def _note_taken(store: Store, pack: LookedInto) -> None:
    wrong = [each.what for each in pack.found if not each.right]
    handover = _newest(store)
    with store.act(f"接手：{handover.gives}交给{store.operator}", may=None):
        hand_on(store, handover.gives, store.operator)
        if draft_key(store).id is not None:
            renew_key(store)
        set_setting(store, "operator", store.operator)
        store.save(handover.but(taken=clock.now().replace(microsecond=0),
                                found=f"{'、'.join(wrong)}不对" if wrong else "都对"))
