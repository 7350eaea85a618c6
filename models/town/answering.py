"""What goes down to a village in one file: 回执, 退回单, 催报单, remarks, opinions, standards."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models.exchange.chain import ENDING, PROGRAM, Seal
from models.exchange.contents import Parcel, Resource, described, text_of
from models.exchange.inbox import LetterKind, Remark
from models.exchange.keys import Correspondent, Side, correspondents, own_card, own_key
from models.keeping.permissions import May
from models.keeping.record import Record, required
from models.keeping.ruling import settled
from models.stars.drafting import HEADINGS, rows_of, table_of
from models.stars.opinion import Opinion, OpinionStage
from models.stars.standard import Standard
from models.town.received import (
    ReceivedReturn,
    Reception,
    ReceptionState,
    Round,
    receptions,
    returned_of,
    rounds,
)
from models.town.units import TownUnit
from models.values import clock
from models.values.days import show_day
from models.values.kinds import DAY, LINK, MOMENT, NOTE, NUMBER, Field
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

ANSWERS = ("kind", "period", "package", "sha256", "words", "due", "code")
REMARKS = ("number", "period", "code", "line", "column", "place", "shown", "text", "refs",
           "on_day", "author")
OPINIONS = ("number", "year", "stage", "star", "clause", "place", "result", "reason", "author",
            "on_day")


class TownLetter(Record, table="town_letter", label="下发包"):
    """One file that went down to a village."""

    unit: int = required("村", LINK)
    sequence: int = required("序号", NUMBER, width=6)
    name: str = required("文件名", width=28)
    sha256: str = required("哈希", width=14)
    contents: str = required("内容", NOTE)
    made: datetime = required("生成时间", MOMENT, width=16)

    @property
    def counts(self) -> dict[str, int]:
        """Lines by kind: answers, remarks, and what standards say."""
        found: dict[str, int] = json.loads(self.contents)
        return found


def remark_on(
    store: Store, received: ReceivedReturn, line: int, column: int, text: str
) -> Remark:
    """Write a remark beside one cell of a village's return.

    :param line: from 1, 0 for the total. :param column: from 1, 0 for the whole line.
    :raises Problem: nothing was written.
    """
    if not text.strip():
        raise Problem("批注还没有写。请写明哪里不对、怎么改。")
    reception = store.get(Reception, received.reception)
    said = received.says
    found = said["lines"][line - 1] if line else said["total"] or {"name": "合计", "refs": ""}
    heading = said["columns"][column - 1]["label"] if column else ""
    shown = found["words"][column - 1] if column and "words" in found else None
    number = 1 + store.query(
        "SELECT coalesce(max(number), 0) FROM remark WHERE unit = ?", (reception.unit,))[0][0]
    place = " ".join(filter(None, (said["title"], found["name"] or "合计", heading)))
    with store.act(f"批注：{place}"):
        return store.save(Remark(
            number=number, unit=reception.unit, period=reception.period, code=received.code,
            line=line, column=column, place=place, shown=shown or None, text=text.strip(),
            refs=found["refs"] or None, on_day=clock.today(), author=store.operator or None))


def remarks_for(store: Store, unit: TownUnit) -> list[Remark]:
    """The remarks on a village's returns, the newest first."""
    return store.find(Remark, "unit = ?", (unit.id,), "number DESC")


def letter(
    store: Store, unit: TownUnit, *, standards: Sequence[Standard] = (),
    today: date | None = None,
) -> Parcel:
    """Everything there is to tell a village: what arrived, came back or is due, remarks, opinions.

    :raises Problem: the village's key is not known.
    """
    card, sequence = own_card(store), _next(store, unit)
    recipient_of(store, unit)
    answers = [*_receipts(store, unit), *_reminders(store, unit, today or clock.today())]
    remarks = store.find(Remark, "unit = ? AND state = 'open'", (unit.id,))
    resources = [
        _table("answers", ANSWERS, answers),
        _table("remarks", REMARKS, _texts(remarks, REMARKS)),
        _table("opinions", OPINIONS, _texts(
            store.find(Opinion, "unit = ?", (unit.id,), "number"), OPINIONS)),
        *(_standard(store, each) for each in standards),
    ]
    says = {
        "unit": unit.code, "name": card.name, "sequence": sequence,
        "made": clock.now().isoformat(timespec="seconds"), "by": store.operator,
        "program": f"{PROGRAM} {store.era}", "signing": card.signing,
        "receiving": card.receiving,
        "answers": [{"standard": _says(each)} for each in standards],
    }
    name = re.sub(r'[\\/:*?"<>|\s.-]+', "", unit.name)[:16]
    return Parcel(f"下发-{name}-{sequence:04}{ENDING}",
                  described("town", says, resources, {}),
                  {each.path: each.content for each in resources})


def recipient_of(store: Store, unit: TownUnit) -> Correspondent:
    """Whom a letter is sealed for. :raises Problem: the village's key is not known, or altered."""
    settled(store)
    found = correspondents(store, Side.VILLAGE, unit.code)
    if not found:
        raise Problem(f"还没有{unit.name}的密钥，先收一次它的报送包或密钥卡。")
    return found[0]


def hand_down(
    store: Store, unit: TownUnit, sealing: Callable[[str, str], Seal],
    publish: Callable[[str, bytes], object], standards: Sequence[Standard] = (),
) -> TownLetter:
    """Write everything there is to tell a village onto the stick, and note it: both or neither.

    Its remarks and opinions are no longer new.

    :param sealing: makes the seal from our signing key and the village's key.
    :param publish: puts a file of that name and content onto the stick.
    :raises Problem: the village's key is not known, or the stick refused.
    """
    seal = sealing(own_key(store).signing, recipient_of(store, unit).receiving)
    parcel, today = letter(store, unit, standards=standards), clock.today()
    sealed = seal(parcel)
    says = parcel.descriptor["town"]
    tables = {each["name"]: each["rows"] for each in parcel.descriptor["resources"]}
    with store.act(f"下发：{unit.name}", final=True, may=May.SEND):
        for each in store.find(Remark, "unit = ? AND state = 'open' AND sent IS NULL", (unit.id,)):
            store.save(each.but(sent=today))
        for said in unsent(store, unit):
            store.save(said.but(sent=today))
        assert unit.id is not None
        kept = store.save(TownLetter(
            unit=unit.id, sequence=says["sequence"], name=parcel.name,
            sha256=hashlib.sha256(sealed).hexdigest(), contents=json.dumps(tables),
            made=datetime.fromisoformat(says["made"])))
        publish(kept.name, sealed)
    return kept


PAPER = (Column(Field("类别", width=8)), Column(Field("期次、位置", NOTE, width=20)),
         Column(Field("镇里说", NOTE, width=34)), Column(Field("截止日期", DAY, width=11)))


def letter_sheet(store: Store, unit: TownUnit, today: date | None = None) -> Sheet:
    """What a letter says, on paper: for a village without a key it is the only way down.

    Of the opinions those of the newest year: what is said of a year is said after its end.
    """
    day, here = today or clock.today(), own_card(store).name
    said: list[tuple[Any, ...]] = []
    titles = {one.code: f"《{one.title}》" for each in receptions(store, unit.id)
              for one in returned_of(store, each)}
    for kind, period, _, _, told, due, code in [*_receipts(store, unit),
                                                *_reminders(store, unit, day)]:
        place = f"{Period.parse(period).label}{titles.get(code, '')}"
        blank = "收下了。" if kind == LetterKind.RECEIPT else ""
        said.append((LetterKind(kind).label, place, told or blank,
                     date.fromisoformat(due) if due else None))
    said += [(LetterKind.REMARK.label, each.place, each.text, None)
             for each in store.find(Remark, "unit = ? AND state = 'open'", (unit.id,))]
    said += [(OpinionStage(each.stage).label, each.about, each.said, None)
             for each in store.find(
                 Opinion, "unit = :unit AND year = (SELECT max(year) FROM opinion"
                 " WHERE unit = :unit)", {"unit": unit.id})]
    return Sheet("town-letter", f"致{unit.name}：答复和催报单", PAPER, [Row(each) for each in said],
                 unit=here, when=show_day(day), made=day, signatures=("经办人", "村里签收", "日期"))


def unsent(store: Store, unit: TownUnit) -> list[Opinion]:
    """What was said of a village and has not gone down yet."""
    return store.find(Opinion, "unit = ? AND sent IS NULL", (unit.id,))


def _texts(found: Sequence[Record], names: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(text_of(getattr(each, name)) for name in names) for each in found]


def _next(store: Store, unit: TownUnit) -> int:
    found = store.query(
        "SELECT coalesce(max(sequence), 0) FROM town_letter WHERE unit = ?", (unit.id,))
    return int(found[0][0]) + 1


def _receipts(store: Store, unit: TownUnit) -> list[tuple[str, ...]]:
    """The newest package of every period: received, or sent back with the reason; and what of it
    was sent back alone."""
    newest: dict[str, Reception] = {}
    for each in receptions(store, unit.id):
        newest.setdefault(each.period, each)
    kinds: dict[str, str] = {ReceptionState.ACCEPTED: LetterKind.RECEIPT,
                             ReceptionState.RETURNED: LetterKind.RETURN}
    found: list[tuple[str, ...]] = []
    for each in newest.values():
        place = (each.period, str(each.sequence), each.sha256)
        found.append((kinds[each.state], *place, each.words or "", "", ""))
        if each.state == ReceptionState.ACCEPTED:
            found += [(LetterKind.RETURN, *place, one.back_reason or "", "", one.code)
                      for one in returned_of(store, each)]
    return found


def _reminders(store: Store, unit: TownUnit, today: date) -> list[tuple[str, ...]]:
    reported = {each.period for each in receptions(store, unit.id)}
    return [
        (LetterKind.REMINDER, each.period, "", "", _reminding(each, today), each.due.isoformat(),
         "")
        for each in rounds(store) if each.period not in reported
    ]


def _reminding(asked: Round, today: date) -> str:
    label = Period.parse(asked.period).label
    days = (today - asked.due).days
    if days > 0:
        return f"{label}的报表已过期 {days} 天，请尽快报送。"
    return f"{label}的报表 {asked.due.month} 月 {asked.due.day} 日前报送。"


def _says(standard: Standard) -> dict[str, Any]:
    return {"year": standard.year, "set": standard.star_set, "version": standard.version,
            "title": standard.title, "paper": standard.paper or "",
            "since": standard.since.isoformat() if standard.since else ""}


def _standard(store: Store, standard: Standard) -> Resource:
    rows = [tuple(map(text_of, row)) for row in rows_of(store, standard)]
    return _table(table_of(standard), HEADINGS, rows)


def _table(name: str, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Resource:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    fields = [{"name": each, "type": "string"} for each in names]
    return Resource(name, f"data/{name}.csv", out.getvalue().encode(), len(rows), {},
                    {"fields": fields})
