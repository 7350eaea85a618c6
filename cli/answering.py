"""What a town answers: returns sent back, remarks beside their figures, opinions, the letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.calling import Answer, say
from exporters.leaving.package import sealed_for
from exporters.paper.sheet import write_paper
from exporters.publish import publish_bytes
from models.exchange.inbox import Remark
from models.exchange.keys import Side, correspondents
from models.office.village import is_town
from models.office.village import unit as own_unit
from models.stars.opinion import RESULTS, Opinion
from models.town.answering import hand_down, letter_sheet, recipient_of, remark_on
from models.town.opinions import clauses_of, give_opinion, opinions_of
from models.town.received import ReceivedReturn, Reception, newest, send_back, send_one_back
from models.town.units import TownUnit, units
from models.values import clock
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


Said = tuple[str, str, str, str]
"""A remark as it is called for: return, line, column, words."""


def back(
    store: Store, village: str, written: str, codes: Sequence[str], reason: str,
    remarks: Sequence[Said],
) -> Answer:
    """Send the newest package of a period back, or some returns of it alone, with remarks."""
    unit, period = _village(store, village), Period.parse(written)
    reception = newest(store, str(period)).get(unit.rowid)
    if reception is None:
        raise Problem(f"没有收下{unit.name}{period.label}的报送包，或已经退回。")
    with store.act(f"退回：{unit.name} {period.label}", final=True):
        kept = [_remark(store, reception, each) for each in remarks]
        gone = [send_one_back(store, _return(store, reception, code), reason)
                for code in dict.fromkeys(codes)]
        if reason and not codes:
            send_back(store, reception, reason)
    for each in kept:
        say(f"批注 {each.number}　{each.place}：{each.text}")
    what = "".join(f"《{each.title}》" for each in gone) or (
        f"第 {reception.sequence} 号包" if reason else "")
    say(f"退回了{unit.name}{period.label}的{what}。" if what else "没有退回，只记下批注。")
    return {"unit": unit.code, "period": str(period), "sequence": reception.sequence,
            "returned": [each.code for each in gone] or (["*"] if reason else []),
            "remarks": [{"number": each.number, "place": each.place, "text": each.text}
                        for each in kept]}


@dataclass(frozen=True)
class Saying:
    """An opinion as it is called for: words, the clause by its number (3.2)."""

    year: int
    stage: str
    star: str
    clause: str
    result: str
    reason: str
    author: str
    on_day: date | None


def opine(store: Store, village: str, said: Saying) -> Answer:
    """Write down what the town says of one star, clause or 创建资格 of a village."""
    unit = _village(store, village)
    known = {name: _meant(name, getattr(said, name)) for name in (
        "stage", "star", "result", "reason")}
    clause = None
    if said.clause:
        clauses = clauses_of(store, unit, said.year).values()
        clause = next((each for each in clauses if each.number == said.clause), None)
        if clause is None:
            offered = "、".join(each.number for each in clauses)
            raise Problem(f"{unit.name} {said.year} 年报来的标准里没有第“{said.clause}”条。"
                          f"有的是：{offered or '还没有报来创建计划'}。")
        known["star"] = known["star"] or clause.star
    here = own_unit(store)
    kept = give_opinion(store, unit, Opinion(
        number=1, year=said.year, clause=clause.row if clause else None,
        author=said.author or (here.name if here else store.operator),
        on_day=said.on_day or clock.today(), **known))
    say(f"{unit.name} {kept.about}　{kept.said}。下次 letter 带给村里。")
    return {"unit": unit.code, "number": kept.number, "star": kept.star, "place": kept.place,
            "result": RESULTS.label(kept.result),
            "differences": opinions_of(store, said.year)[unit.rowid].differences}


def _meant(name: str, written: str) -> Any:
    """What a word of the call means. :raises Problem: it is none of those offered."""
    asked = Opinion.field(name)
    try:
        return asked.read(written)
    except ValueError as error:
        offered = "、".join(label for _, label in asked.options.pairs()) if asked.options else ""
        raise Problem(f"{asked.label}里没有“{written}”，可以写：{offered}。") from error


def on_paper(store: Store, villages: Sequence[str], out: Path) -> Answer:
    """The same as a PDF for each village named, or every one: it needs no key."""
    made = []
    for unit in [_village(store, each) for each in villages] or _villages(store):
        sheet = letter_sheet(store, unit)
        path = out / f"{sheet.title}.pdf"
        made.append({"unit": unit.code, "path": str(path), "sha256": write_paper(sheet, path),
                     "lines": len(sheet.rows)})
        say(f"{path}：{len(sheet.rows)} 条，印出来带给{unit.name}。")
    return {"letters": made}


def letters(store: Store, villages: Sequence[str], out: Path) -> Answer:
    """Write everything there is to tell each village named, or every one, into a folder."""
    wanted = [_village(store, each) for each in villages] or [
        each for each in _villages(store) if correspondents(store, Side.VILLAGE, each.code)]
    for unit in wanted:
        recipient_of(store, unit)
    made: list[dict[str, Any]] = []
    for unit in wanted:
        kept = hand_down(store, unit, sealed_for,
                         lambda name, content: publish_bytes(out / name, content))
        say(f"{out / kept.name}：给{unit.name}的第 {kept.sequence} 号下发包。")
        made.append({"unit": unit.code, "path": str(out / kept.name), "sha256": kept.sha256,
                     "sequence": kept.sequence, "contents": kept.counts})
    return {"letters": made}


def _villages(store: Store) -> list[TownUnit]:
    if not is_town(store):
        raise Problem("这是村里的资料文件，退回、批注、研判、下发在乡镇的收件文件里做。"
                      "请核对 --data。")
    return units(store)


def _village(store: Store, said: str) -> TownUnit:
    every = _villages(store)
    found = [each for each in every if said in (each.code, each.name)]
    if len(found) != 1:
        known = "、".join(f"{each.name}（{each.code}）" for each in every)
        raise Problem(f"村名册里没有“{said}”。有的是：{known or '还没有村'}。")
    return found[0]


def _return(store: Store, reception: Reception, code: str) -> ReceivedReturn:
    every = store.find(ReceivedReturn, "reception = ?", (reception.id,))
    found = next((each for each in every if each.code == code), None)
    if found is None:
        known = "、".join(each.code for each in every)
        raise Problem(f"这个包里没有代号为“{code}”的报表。有的是：{known}。")
    return found


def _remark(store: Store, reception: Reception, said: Said) -> Remark:
    """A remark beside a cell: lines by number (0: 合计) or name, columns by number or heading."""
    code, line, column, text = said
    found = _return(store, reception, code)
    lines = {"0": 0, "合计": 0} | {each["name"]: at for at, each in reversed(
        list(enumerate(found.says["lines"], 1)))}
    columns = {"0": 0} | {each["label"]: at for at, each in reversed(
        list(enumerate(found.says["columns"], 1)))}
    return remark_on(store, found, _at(line, lines, len(found.says["lines"]), "行"),
                     _at(column, columns, len(found.says["columns"]), "栏"), text)


def _at(said: str, known: dict[str, int], most: int, what: str) -> int:
    at = known[said] if said in known else int(said) if said.isdecimal() else most + 1
    if at > most:
        raise Problem(f"表上没有“{said}”这一{what}。请写{what}名，或从 1 数起的第几{what}。")
    return at
