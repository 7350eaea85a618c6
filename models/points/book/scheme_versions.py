"""The village's own schemes, version by version: kept as text, judged by the day of the event."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from models.keeping.permissions import May
from models.keeping.record import Record, field, required
from models.points.engine.counted import ZERO
from models.points.engine.reader import InvalidFile, show
from models.points.engine.scheme import (
    AccountKind,
    Fixed,
    Item,
    PerFinding,
    Range,
    Scheme,
    Versions,
)
from models.points.engine.scheme_file import read_scheme, scheme_from, write_scheme
from models.values.kinds import DAY, FLAG, NOTE, Choices
from models.values.problem import Invalid, Problem
from resources import resources_in

if TYPE_CHECKING:
    from models.keeping.store import Store

KINDS = Choices(**AccountKind.labels())
EXAMPLE = "（示例）"
INSPECTORS = ("督查", "检查组", "上级检查", "明察暗访", "满意度调查", "应知应会")
"""Words of items that pay villagers for what they say to inspectors (a known 形式主义 pattern)."""


class SchemeVersion(Record, table="scheme", label="积分细则"):
    """One version of one scheme; ``rules`` is its whole text as a scheme file."""

    name: str = required("细则名称", width=20)
    account: str = required("记给谁", options=KINDS, width=6)
    member_class: str | None = field("党员类别", width=10)
    valid_from: date = required("起用日期", DAY, width=11)
    valid_until: date | None = field("停用日期", DAY, width=11)
    source: str = required("来源", width=24)
    active: bool = field("启用", FLAG, required=True, default=False, width=6)
    adopted: date | None = field("通过日期", DAY, width=11)
    basis: str | None = field("通过的会议或文号", width=24)
    rules: str = required("条文", NOTE)

    @property
    def track(self) -> str:
        """Which accounts it is for."""
        return track_of(self.account, self.member_class)

    @property
    def scheme(self) -> Scheme:
        """The rules as the engine reads them."""
        return parsed(self.rules)


def track_of(kind: str, member_class: str | None) -> str:
    """What accounts and schemes are brought together by: the kind, and the class of members."""
    return f"{kind}/{member_class}" if member_class else kind


@lru_cache(maxsize=64)
def parsed(rules: str) -> Scheme:
    """The scheme that a stored text holds."""
    return scheme_from(tomllib.loads(rules))


def keep_scheme(
    store: Store, scheme: Scheme, *, member_class: str | None = None,
    version: SchemeVersion | None = None,
) -> SchemeVersion:
    """Keep a scheme that is not in force, new or edited.

    :raises Problem: it is faulty, or the version is in force already.
    """
    faults = scheme_faults(scheme)
    if member_class and scheme.account != AccountKind.MEMBER:
        faults.append("写了党员类别，就要记给党员；记给户的细则请把党员类别空着")
    if faults:
        raise InvalidFile(faults)
    if version is not None and version.active:
        raise Problem(f"《{version.name}》已经启用，不能改动；要改请另存为新的一版。")
    record = SchemeVersion(
        id=version.id if version else None, name=scheme.name, account=scheme.account,
        member_class=member_class, valid_from=scheme.valid_from, valid_until=scheme.valid_until,
        source=scheme.source, active=False, rules=write_scheme(scheme),
    )
    with store.act(f"保存细则《{scheme.name}》"):
        return store.save(record)


def known_scheme(store: Store, scheme: Scheme, begins: date | None = None) -> SchemeVersion | None:
    """The kept version with the very same rules, if there is one: in force from ``begins``, or else
    as it was read."""
    wanted = replace(scheme, valid_from=begins or scheme.valid_from,
                     name=scheme.name.replace(EXAMPLE, ""))
    for each in store.find(SchemeVersion, "account = ?", (scheme.account,), "active DESC, id"):
        fits = not begins or not each.active or each.valid_from == begins
        if fits and each.rules in (write_scheme(wanted), write_scheme(scheme)):
            return each
    return None


def put_in_force(
    store: Store, version: SchemeVersion, *, basis: str, adopted: date,
    valid_from: date | None = None,
) -> SchemeVersion:
    """Adopt a kept version from its first day on; from then on it stands as it is. It says what
    waits for approval: that is for who may say who may do what.

    :param basis: the meeting or paper that adopted it; the village decides, not the program.
    :raises Problem: something is judged by the older rules from that day on already.
    """
    begins = valid_from or version.valid_from
    if not basis.strip():
        raise Invalid({"basis": "启用细则要写明是哪次会议通过的，例如“2026年1月村民代表会议”。"})
    track = version.track
    _refuse_overlap(store, version, begins, track)
    scheme = replace(version.scheme, valid_from=begins, name=version.name.replace(EXAMPLE, ""))
    with store.act(f"启用细则《{scheme.name}》", may=May.ASSIGN):
        return store.save(version.but(
            active=True, basis=basis.strip(), adopted=adopted, valid_from=begins,
            name=scheme.name, rules=write_scheme(scheme),
        ))


def _refuse_overlap(store: Store, version: SchemeVersion, begins: date, track: str) -> None:
    for other in in_force(store, version.account):
        if other.track == track and other.valid_from == begins and other.id != version.id:
            raise Invalid({"valid_from": f"《{other.name}》也从 {begins} 起，同一天只能有一份。"})
    judged = store.query(
        """SELECT count(*), max(s.on_day) FROM slip s JOIN account a ON a.id = s.account
           WHERE s.op IN ('award', 'veto') AND s.state IN ('pending', 'approved')
             AND s.on_day >= ? AND a.kind = ? AND a.member_class IS ?""",
        (begins.isoformat(), version.account, version.member_class),
    )[0]
    if judged[0]:
        raise Invalid({"valid_from": (
            f"{begins} 起已有 {judged[0]} 条按旧细则记的分，最晚到 {judged[1]}。"
            "请把起用日期改到这一天之后。"
        )})


def in_force(store: Store, kind: str | None = None) -> list[SchemeVersion]:
    """The adopted versions, oldest first; of households or members only when asked."""
    where, values = ("active = 1 AND account = ?", (kind,)) if kind else ("active = 1", ())
    return store.find(SchemeVersion, where, values, "valid_from, id")


def versions(store: Store, kind: str) -> dict[str, Versions]:
    """What the engine picks a version from, by track."""
    found: defaultdict[str, list[Scheme]] = defaultdict(list)
    for each in in_force(store, kind):
        found[each.track].append(each.scheme)
    return {track: Versions(schemes) for track, schemes in found.items()}


def examples() -> list[tuple[str, Scheme]]:
    """The schemes that travel with the program, each with its file's name; none is in force."""
    return [(path.stem, read_scheme(path)) for path in resources_in("schemes", ".toml")]


def take_example(store: Store, name: str, today: date) -> SchemeVersion:
    """Lay an example beside the village's own schemes, not in force, to be edited."""
    for stem, scheme in examples():
        if stem == name:
            begins = date(today.year, 1, 1)
            return keep_scheme(store, replace(scheme, valid_from=begins, valid_until=None))
    raise Problem(f"没有叫“{name}”的示例细则。")


def scheme_faults(scheme: Scheme) -> list[str]:
    """What keeps a well-formed scheme from being used, each with its place."""
    faults = [
        f"“{head.title}”封顶{show(head.cap)}分，低于基础分{show(head.base)}分，请核对"
        for head in scheme.categories if head.cap is not None and head.cap < head.base
    ]
    if not scheme.items:
        faults.append("还没有一条加分或扣分项目，请至少写一条")
    if scheme.decimals == 0:
        faults += [
            f"“{item.title}”有小数分值，细则却按整数记分，请改分值或小数位数"
            for item in scheme.items if any(each % 1 for each in _amounts(item))
        ]
    return faults


def scheme_warnings(scheme: Scheme) -> list[str]:
    """What may stand but should be looked at again."""
    return [
        f"“{item.title}”像是按答复检查给分，容易变成形式主义，建议不设"
        for item in scheme.items
        if not item.deducts and any(word in item.title for word in INSPECTORS)
    ]


def _amounts(item: Item) -> tuple[Decimal, ...]:
    match item.amount:
        case Fixed(points):
            return (points,)
        case Range():
            return (ZERO,)
        case PerFinding(each, start):
            return (each, start)
