"""Whether a sound package may be taken in: whose it is, which one in the chain, of which period."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.exchange.contents import NotTaken, PackageVerdict, Reading, Unread
from models.exchange.keys import KeyCard, Side, by_key, same_fingerprint
from models.keeping.heads import read_head
from models.keeping.user_folders import log_folder, write_log
from models.office.village import is_town
from models.stars.standard import standard_for
from models.town.received import Reception, rounds
from models.town.units import TownUnit, unit_coded
from models.values import clock
from models.values.periods import Period
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

Heads = dict[str, tuple[int, str]]
"""Signing key → sequence and hash of the newest package, where a batch has not been taken yet."""


@dataclass(frozen=True)
class Judgement:
    """The verdict over one file: code and sentence; ``unit`` is None where nobody is known."""

    name: str
    verdict: PackageVerdict
    why: str
    unit: TownUnit | None = None
    reading: Reading | None = field(default=None, repr=False)

    @property
    def label(self) -> str:
        """可以收下, 收过了 …"""
        return self.verdict.label


def judge(
    store: Store, found: Reading | Unread, *, today: date | None = None, enrolling: str = "",
    heads: Heads | None = None,
) -> Judgement:
    """The verdict over a file; nothing is written.

    :param enrolling: the fingerprint on the stamped form of a village that is not known yet.
    :param heads: packages of the same batch judged good before this one; added to.
    """
    if isinstance(found, Unread):
        return Judgement(found.name, found.refused.code, found.refused.sentence)
    unit, today = None, today or clock.today()
    try:
        unit = _sender(store, found, enrolling)
        _refuse_period(store, found, today)
        _refuse_standard(store, found)
        verdict, why = _place_in_chain(store, found, unit, heads if heads is not None else {})
    except NotTaken as refused:
        known = unit or unit_coded(store, str(found.says.get("unit", "")))
        return Judgement(found.name, refused.code, refused.sentence, known, found)
    return Judgement(found.name, verdict, why + _ahead(found, today), unit, found)


def failed(
    name: str, error: Exception, unit: TownUnit | None = None, reading: Reading | None = None
) -> Judgement:
    """The verdict over a file that could not be worked through: it fails alone, and is said."""
    if isinstance(error, Problem):
        return Judgement(name, PackageVerdict.FAILED, error.sentence, unit, reading)
    number, _ = write_log(error, log_folder())
    said = (f"收这个包时出了意外（编号 {number}），它一点也没有收进来，别的包不受影响。"
            "请让村里重新生成；要是又出现，请把日志交给维护的人。")
    return Judgement(name, PackageVerdict.FAILED, said, unit, reading)


def card_of(reading: Reading) -> KeyCard:
    """The key card a village's package carries."""
    says = reading.says
    return KeyCard(Side.VILLAGE, says["unit"], says["name"], says["signing"], says["receiving"])


def _sender(store: Store, reading: Reading, enrolling: str) -> TownUnit:
    says = reading.says
    if reading.side != Side.VILLAGE or not is_town(store):
        raise NotTaken("not-a-package", "这不是村里给乡镇的报送包，这里收不了。"
                      if reading.side != Side.VILLAGE else "报送包要在乡镇的资料文件里收。")
    known = by_key(store, says["signing"])
    if known is None or known.over_on(clock.today()):
        card = card_of(reading)
        if enrolling and same_fingerprint(enrolling, card.fingerprint):
            return unit_coded(store, card.code) or TownUnit(name=card.name, code=card.code)
        stopped = "已停用" if known else "没有登记过"
        raise NotTaken("unknown-key", f"{says['name']}的密钥{stopped}，指纹 {card.fingerprint}。"
                                     "请和盖章的登记表核对后再登记。")
    if known.code != says["unit"]:
        raise NotTaken("wrong-unit", f"包里写的是{says['name']}（{says['unit']}），签名却是"
                                    f"{known.name}（{known.code}）的，没有收。")
    unit = unit_coded(store, says["unit"])
    if unit is None:
        raise NotTaken("wrong-unit", f"{says['name']}（{says['unit']}）不在本镇的村名册里。"
                                    "请先在村名册里加上。")
    return unit


def _refuse_period(store: Store, reading: Reading, today: date) -> None:
    try:
        period = Period.parse(reading.says["period"])
    except Problem as problem:
        raise NotTaken("wrong-period", problem.sentence) from None
    if period.start > today:
        raise NotTaken("wrong-period", f"{period.label}还没有到，没有收。请核对期次和电脑日期。")
    asked = [each.period for each in rounds(store)]
    if asked and str(period) not in asked:
        raise NotTaken("wrong-period", f"镇里没有要{period.label}的，要的是："
                       f"{'、'.join(Period.parse(each).label for each in asked)}。"
                       "要收，先在“各村进度”里按“收报期次…”加上这一期。")


def _refuse_standard(store: Store, reading: Reading) -> None:
    said = reading.says["standard"]
    unit = unit_coded(store, reading.says["unit"])
    chosen = (unit and unit.star_set) or (said or {}).get("set") or "rural"
    ours = standard_for(store, Period.parse(reading.says["period"]).year, chosen)
    if ours is None or ours.template:
        return
    theirs = said and (said["year"], said["set"], said["version"])
    if theirs != (ours.year, ours.star_set, ours.version):
        used = f"第 {said['version']} 版" if said else "还没有装上"
        raise NotTaken("wrong-standard", f"村里的 {ours.year} 年创建标准是{used}，现行的是第"
                                        f" {ours.version} 版。请把新标准下发给村里再报。")


def _contradicted(says: dict[str, Any], earlier: list[Reception]) -> str:
    """The sentence for a village whose log is no more what its packages said before; or blank."""
    now = {head.act: head for head in map(read_head, says.get("heads", ()))}
    for each in earlier:
        was = read_head(each.head) if each.head else None
        if was is not None and was.act in now and now[was.act] != was:
            return (f"{says['name']}的账册和以前报的对不上：第 {each.sequence} 号包上的指纹是"
                    f" {was.said}，现在成了 {now[was.act].said}。账可能整本改写过，请先问清。")
    return ""


def _ahead(reading: Reading, today: date) -> str:
    """What is said of a package that was made on a day to come; or blank."""
    made = str(reading.says["made"])[:len("2026-12-01")]
    return "" if made <= today.isoformat() else (
        f"包上写的生成日期是 {made}，比这台电脑的日期晚，请核对两边电脑的日期。")


def _place_in_chain(
    store: Store, reading: Reading, unit: TownUnit, heads: Heads
) -> tuple[PackageVerdict, str]:
    says, key = reading.says, reading.says["signing"]
    number = int(says["sequence"])
    earlier = store.find(Reception, "signing = ?", (key,), "sequence DESC, id DESC")
    if any(each.sha256 == reading.sha256 for each in earlier):
        raise NotTaken("duplicate", f"第 {number} 号包已经收过，内容一模一样，不用再收。")
    last, digest = heads.get(key) or (
        (earlier[0].sequence, earlier[0].sha256) if earlier else (0, ""))
    if digest == reading.sha256:
        raise NotTaken("duplicate", f"第 {number} 号包在这一批里有两份，收一份就够。")
    same = [each for each in earlier if each.sequence == number]
    if same or number == last or (number == last + 1 and digest and says["previous"] != digest):
        other = f"{same[0].short}（{same[0].made}）" if same else digest[:12]
        return PackageVerdict.FORK, (f"第 {number} 号包和收下的对不上：收下的是 {other}，这一份是"
                        f" {reading.short}（{says['made']}）。可能有两台电脑在报，请先问清。")
    of_it = store.find(Reception, "unit = ?", (unit.id,))  # by whichever key: that changes hands
    if rewritten := _contradicted(says, of_it):
        return PackageVerdict.FORK, rewritten
    if number < last:
        raise NotTaken("older", f"这是第 {number} 号包，已经收到第 {last} 号，旧的不再收。")
    heads[key] = (number, reading.sha256)
    if last and number > last + 1:
        missing = "、".join(str(each) for each in range(last + 1, min(number, last + 6)))
        return PackageVerdict.GAP, (
            f"中间缺第 {missing} 号包。每个包都是全量的，问清去向后可以收下。")
    return PackageVerdict.NEW, "可以收下。"
