"""What came back down to the village: 批注 on its figures, and all of it as a list to mend."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.exchange.contents import NotTaken, Reading
from models.exchange.keys import KeyCard, Side, by_key, enrol, same_fingerprint
from models.keeping.record import Record, field, required
from models.office.village import unit
from models.returns.sending import ReturnState, answered, newest_of
from models.stars.drafting import draft, keep, table_of, under_head
from models.stars.opinion import Opinion, take_in
from models.stars.standard import Standard
from models.values import clock
from models.values.codes import Labelled
from models.values.kinds import DAY, LINK, NOTE, NUMBER, Choices
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.values.sheet import Ref, Row


class RemarkState(Labelled):
    """What became of a remark."""

    OPEN = "open", "待改"
    MENDED = "mended", "已改"
    ANSWERED = "answered", "已答复"


class Remark(Record, table="remark", label="批注"):
    """One remark; ``number`` is the town's, the same on both sides.

    ``unit`` is filled only at the town. ``line`` counts from 1 (0: the total), ``column`` from 1
    (0: the whole line); ``refs`` are the records behind it, as the village numbers them.
    """

    number: int = required("编号", NUMBER, width=6)
    unit: int | None = field("村", LINK)
    period: str = required("期次", width=9)
    code: str = required("报表", width=14)
    line: int = required("行", NUMBER, width=5)
    column: int = required("列", NUMBER, width=5)
    place: str = required("位置", width=18)
    shown: str | None = field("当时的值", width=10)
    text: str = required("批注", NOTE, width=28)
    refs: str | None = field("涉及记录", NOTE)
    on_day: date = required("日期", DAY, width=11)
    author: str | None = field("批注人", width=8)
    state: str = field("状态", required=True, default=RemarkState.OPEN, width=8,
                       options=Choices(**RemarkState.labels()))
    answer: str | None = field("答复", NOTE, width=24)
    sent: date | None = field("下发日期", DAY, width=11)

    @property
    def records(self) -> list[Ref]:
        """The village's records that mend it."""
        found = (each.partition(":") for each in (self.refs or "").split())
        return [(table, int(row)) for table, _, row in found if row.isdecimal()]


def open_remarks(store: Store) -> list[Remark]:
    """At the village: what is still to be mended, the oldest first."""
    return store.find(Remark, "state = 'open'")


def remarked(
    store: Store, code: str, period: str, rows: Sequence[Row] = (), unit: int | None = None
) -> dict[tuple[int, int], str]:
    """(line, column) of a return → what the town says there and nobody has mended yet.

    Lines count from 1, 0 is the total; columns from 0. One of ``rows`` is known by its records,
    wherever it stands by now. ``unit`` is whose return it is, at the town.
    """
    at = {ids_of(row.refs): line for line, row in enumerate(rows, 1) if row.refs}
    found: dict[tuple[int, int], str] = {}
    for each in store.find(Remark, "state = 'open' AND code = ? AND period = ? AND unit IS ?",
                           (code, period, unit)):
        place = at.get(each.refs or "", each.line), max(each.column - 1, 0)
        found[place] = f"{found[place]}；{each.text}" if place in found else each.text
    return found


def ids_of(refs: Iterable[Ref]) -> str:
    """Records as they travel: ``visit:12 household:3``."""
    return " ".join(f"{table}:{row}" for table, row in refs)


def mend(store: Store, remark: Remark, answer: str) -> Remark:
    """Say what was done about a remark; the answer goes up with the next package.

    :raises Problem: nothing was said.
    """
    if not answer.strip():
        raise Problem("请写一句怎么改的，或为什么不改，再标为已改。")
    with store.act(f"答复批注 {remark.number}"):
        return store.save(remark.but(state=RemarkState.MENDED, answer=answer.strip()))


def mended(store: Store) -> list[dict[str, Any]]:
    """The answers that go up with a package."""
    found = store.find(Remark, "state = 'mended' AND unit IS NULL")
    return [{"number": each.number, "answer": each.answer} for each in found]


# ── A file from the town, opened and taken in


class LetterKind(Labelled):
    """What the town says, in the order it is mended; remarks stand beside cells of a return."""

    RETURN = "return", "退回单"
    REMARK = "remark", "批注"
    REMINDER = "reminder", "催报单"
    RECEIPT = "receipt", "回执"


ANSWERS = Choices(**{each: each.label for each in LetterKind if each != LetterKind.REMARK})


class Letter(Record, table="letter", label="镇里来件"):
    """One file that came down from the town."""

    sha256: str = required("哈希", width=14)
    sequence: int = required("序号", NUMBER, width=6)
    signing: str = required("签名公钥")
    sender: str = required("来自", width=14)
    made: str = required("镇里生成时间", width=16)
    received: date = required("收到日期", DAY, width=11)


class Receipt(Record, table="receipt", label="镇里答复"):
    """One thing the town said of one period; ``code`` names the one return it is about."""

    letter: int = required("来件", LINK)
    kind: str = required("类别", options=ANSWERS, width=8)
    period: str = required("期次", width=9)
    package: int | None = field("报送包序号", NUMBER, width=6)
    sha256: str | None = field("报送包哈希", width=14)
    words: str | None = field("说明", NOTE, width=28)
    due: date | None = field("截止日期", DAY, width=11)
    done: date | None = field("办完日期", DAY, width=11)
    code: str | None = field("报表代号")


@dataclass(frozen=True)
class ToMend:
    """One thing to do: what the town said of which place, and the records that mend it."""

    kind: LetterKind
    period: str
    place: str
    words: str
    records: tuple[Ref, ...]
    record: Remark | Receipt

    @classmethod
    def of_remark(cls, said: Remark) -> ToMend:
        """A remark, with the records that mend it."""
        return cls(LetterKind.REMARK, said.period, said.place, said.text, tuple(said.records), said)

    @classmethod
    def of_receipt(cls, said: Receipt, blank: str, title: str = "") -> ToMend:
        """What the town said of a period, or of its one return of that ``title``; ``blank``
        stands where it used no words.
        """
        place = f"{Period.parse(said.period).label} {title}".strip()
        return cls(LetterKind(said.kind), said.period, place, said.words or blank, (), said)


@dataclass(frozen=True)
class OpenedLetter:
    """What a letter brought, by kind."""

    remarks: int
    receipts: int
    opinions: int
    standards: tuple[Standard, ...]


def to_mend(store: Store) -> list[ToMend]:
    """Everything the town is waiting for: what was sent back, remarks, then what is due."""
    waiting = store.find(Receipt, "done IS NULL AND kind IN ('return', 'reminder')", (),
                         "kind DESC, id")
    found = list(map(ToMend.of_remark, open_remarks(store)))
    for each in waiting:
        titles = {one.code: one.title for one in newest_of(store, each.period)}
        found.append(ToMend.of_receipt(
            each, LetterKind(each.kind).label, titles.get(each.code or "", "")))
    return sorted(found, key=lambda each: list(LetterKind).index(each.kind))


def judge_letter(store: Store, letter: Reading, enrolling: Sequence[str] = ()) -> KeyCard:
    """Whose key a letter is signed with; nothing is written.

    :param enrolling: fingerprints on the town's form, where its key is not known yet.
    :raises Refused: not for this village, not from our town, or opened before.
    """
    says = letter.says
    here = unit(store)
    if letter.side != Side.TOWN:
        raise NotTaken("not-a-package", "这是村里的报送包，不是镇里下发的文件。")
    if here is None or here.code != says["unit"]:
        raise NotTaken("wrong-unit", f"这是发给区划代码 {says['unit']} 的，不是发给本村的。")
    if store.find(Letter, "sha256 = ?", (letter.sha256,)):
        raise NotTaken("duplicate", "这个文件已经收过，不用再收。")
    card = KeyCard(Side.TOWN, "", says["name"], says["signing"], says["receiving"])
    known = by_key(store, card.signing)
    good = known is not None and known.side == Side.TOWN and not known.over_on(clock.today())
    if not good and not any(same_fingerprint(each, card.fingerprint) for each in enrolling):
        raise NotTaken("unknown-key", f"没有登记过这个镇的密钥，指纹 {card.fingerprint}。"
                                     "请和镇里盖章的登记表核对后再收。")
    _refuse_older(store, letter)
    return card


def _refuse_older(store: Store, letter: Reading) -> None:
    says = letter.says
    later = store.find(Letter, "signing = ?", (says["signing"],), "sequence DESC")
    if later and says["sequence"] <= later[0].sequence:
        raise NotTaken("older", f"这是镇里第 {says['sequence']} 号下发，已经收到第"
                               f" {later[0].sequence} 号，旧的不再收。")


def open_letter(store: Store, letter: Reading, *, enrolling: Sequence[str] = ()) -> OpenedLetter:
    """Take in what the town sent, as one act.

    :raises Refused: as ``judge_letter`` says, or something in it can't be understood.
    """
    card, says = judge_letter(store, letter, enrolling), letter.says
    with store.act(f"收镇里下发：{says['name']} 第 {says['sequence']} 号", final=True):
        enrol(store, card)
        kept = store.save(Letter(sha256=letter.sha256, sequence=says["sequence"],
                                 signing=says["signing"], sender=says["name"],
                                 made=says["made"], received=clock.today()))
        remarks = sum(_keep_remark(store, each) for each in _rows(letter, "remarks"))
        receipts = [_keep_receipt(store, kept, each) for each in _rows(letter, "answers")]
        opinions = sum(take_in(store, _opinion(each)) for each in _rows(letter, "opinions"))
        standards = tuple(_keep_standard(store, letter, each["standard"])
                          for each in says["answers"])
    return OpenedLetter(remarks, len(receipts), opinions, standards)


def _rows(letter: Reading, name: str) -> list[dict[str, str]]:
    return [json.loads(content) for _, _, content in letter.tables.get(name, ())]


def _keep_remark(store: Store, said: dict[str, str]) -> int:
    """Keep a remark that is not known yet; one mended here is open again when it comes again."""
    number = _number(said["number"])
    known = store.find(Remark, "unit IS NULL AND number = ?", (number,))
    remark = Remark(
        number=number, period=str(Period.parse(said["period"])), code=said["code"],
        line=_number(said["line"]), column=_number(said["column"]), place=said["place"],
        shown=said["shown"] or None, text=said["text"], refs=said["refs"] or None,
        on_day=_day(said["on_day"]), author=said["author"] or None)
    if known and known[0].but(id=None, state=RemarkState.OPEN, answer=None) == remark:
        return 0
    store.save(remark.but(id=known[0].id if known else None))
    return 1


def _opinion(said: dict[str, str]) -> Opinion:
    """One opinion as it came; a step or a result we don't know is refused where it is kept."""
    return Opinion(
        number=_number(said["number"]), year=_number(said["year"]), stage=said["stage"],
        star=said["star"] or None, clause=_number(said["clause"]) if said["clause"] else None,
        place=said["place"] or None, result=said["result"], reason=said["reason"] or None,
        author=said["author"], on_day=_day(said["on_day"]))


def _keep_receipt(store: Store, letter: Letter, said: dict[str, str]) -> Receipt:
    kind = said["kind"]
    if kind not in dict(ANSWERS.pairs()):
        raise NotTaken("content", "来件里有认不出的内容，没有收。")
    period, code = str(Period.parse(said["period"])), said.get("code") or None
    if code is not None and code not in {each.code for each in newest_of(store, period)}:
        raise NotTaken("content", f"来件退回的“{code[:20]}”这一期没有报过，没有收。")
    for earlier in store.find(
        Receipt, "period = ? AND done IS NULL AND letter <> ?", (period, letter.rowid)
    ):
        store.save(earlier.but(done=clock.today()))
    if kind in (LetterKind.RECEIPT, LetterKind.RETURN):
        _answer_sent(store, period, kind, said["words"], code)
    return store.save(Receipt(
        letter=letter.rowid, kind=kind, period=period,
        package=_number(said["package"]) if said["package"] else None,
        sha256=said["sha256"] or None, words=said["words"] or None,
        due=_day(said["due"]) if said["due"] else None,
        done=clock.today() if kind == LetterKind.RECEIPT else None, code=code))


def _answer_sent(store: Store, period: str, kind: str, words: str, code: str | None) -> None:
    """The returns of the period that wait for an answer have one; or the one named alone."""
    state = ReturnState.ACCEPTED if kind == LetterKind.RECEIPT else ReturnState.RETURNED
    back = kind == LetterKind.RETURN
    for each in newest_of(store, period):
        waits = each.state != state and (back or each.state == ReturnState.SENT)
        if waits and code in (None, each.code):
            answered(store, each, state, words, clock.today())


def settle_answered(store: Store, period: str, on_day: date) -> None:
    """What the town asked for of a period is done once nothing of it waits to be sent again; of
    one return, once that is sent.
    """
    back = {each.code for each in newest_of(store, period) if each.state == ReturnState.RETURNED}
    for asked in store.find(Receipt, "period = ? AND done IS NULL", (period,)):
        if asked.code not in back if asked.code else not back:
            store.save(asked.but(done=on_day))


def _keep_standard(store: Store, letter: Reading, said: dict[str, Any]) -> Standard:
    """Keep a standard that was handed down, under the town's number of its version."""
    standard = Standard(
        year=int(said["year"]), star_set=str(said["set"]), title=str(said["title"]),
        paper=said["paper"] or None, since=_day(said["since"]) if said["since"] else None)
    lines = _rows(letter, table_of(standard))
    kept = keep(store, draft(standard, under_head(lines)))
    return store.save(kept.but(version=int(said["version"])))


def _number(text: str) -> int:
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return int(text)
    raise NotTaken("content", f"来件里的“{text[:20]}”不是数字，没有收。")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(f"来件里的日期“{text[:20]}”认不出，没有收。") from None
