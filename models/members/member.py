"""The party members: the file of each with its sixteen items, who is away, and 一编三定."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.keeping.lasting import Before, begun, not_over, on, unended
from models.keeping.record import Record, field, required
from models.keeping.settings import set_setting, setting
from models.registers.people import Person
from models.values import clock
from models.values.codes import Labelled
from models.values.counting_order import natural_key
from models.values.days import first_day
from models.values.kinds import DAY, FLAG, LINK, NOTE, PART_DAY, Choices
from models.values.privacy import Privacy
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


class MemberKind(Labelled):
    """Whether a member's probation is over."""

    FULL = "full", "正式党员"
    PROBATIONARY = "probationary", "预备党员"


MEMBER_KINDS = Choices(**MemberKind.labels())
STANDINGS = Choices(
    normal="正常", suspended="停止党籍", retained="保留", restored="恢复", expelled="开除"
)
MEMBER_LEFT = Choices(moved="转出", died="去世", expelled="除名", other="其他")
BODIES = Choices(branch="党支部", committee="村委会", supervision="村务监督委员会",
                 stationed="驻村帮扶", trainer="培训师资", other="其他")

NO_PROBATION = (date(1969, 4, 1), date(1977, 8, 11))
"""Between these days there was no probation: 入党 and 转正 may fall on one day (党章沿革)."""


class Member(Record, table="member", label="党员", lasts=Before("joined", "left")):
    """党员基本信息采集表: items 7 to 16; items 1 to 6 stand with the person."""

    person: int = required("人员", LINK)
    kind: str = field("人员类别", required=True, default=MemberKind.FULL, options=MEMBER_KINDS,
                      width=10, aliases=("党员类别", "类别"))
    branch: str | None = field("所在党支部", width=20, dated=True, aliases=("党支部", "所在支部"))
    party_group: str | None = field("党小组", width=8, dated=True, aliases=("所在党小组",))
    joined: str | None = field("加入党组织日期", PART_DAY, width=12,
                                aliases=("入党日期", "入党时间", "加入党组织时间"))
    confirmed: str | None = field("转为正式党员日期", PART_DAY, width=12,
                                   aliases=("转正日期", "转正时间", "转为正式党员时间"))
    job: str | None = field("工作岗位", width=14, dated=True, aliases=("岗位",))
    standing: str = field("党籍状态", required=True, default="normal", options=STANDINGS, width=9,
                          dated=True)
    lost: bool | None = field("是否为失联党员", FLAG, width=8, dated=True,
                              aliases=("失联党员", "是否失联"))
    lost_since: str | None = field("失去联系日期", PART_DAY, width=11, dated=True,
                                   aliases=("失联日期",))
    mobile: bool | None = field("是否为流动党员", FLAG, width=8, dated=True,
                                aliases=("流动党员", "是否流动"))
    mobile_to: str | None = field("外出流向", width=16, dated=True, privacy=Privacy.ADDRESS,
                                  aliases=("流向",))
    left: date | None = field("离册日期", DAY, width=11)
    left_reason: str | None = field("离册原因", options=MEMBER_LEFT, width=8)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """Dates that can't both be right."""
        if self.kind == MemberKind.PROBATIONARY and self.confirmed is not None:
            return {"confirmed": "预备党员还没有转正，请清空转正日期，或把人员类别改为正式党员。"}
        if self.joined and self.confirmed and self.confirmed < self.joined[: len(self.confirmed)]:
            return {"confirmed": "转正日期早于入党日期，请核对入党志愿书。"}
        return {}

    @property
    def votes(self) -> bool:
        """预备党员 have no vote (党章 第七条)."""
        return self.kind == MemberKind.FULL

    def full_on(self, day: date) -> bool:
        """Whether 正式党员 by a day: who was confirmed later was 预备党员 then."""
        return self.kind == MemberKind.FULL and (self.confirmed or "") <= day.isoformat()


class Post(Record, table="post", label="职务", lasts=Before("since", "until")):
    """An office a person holds, from a day until a day."""

    person: int = required("人员", LINK)
    title: str = required("职务", width=12, aliases=("党内职务", "现任职务"))
    body: str | None = field("所在班子", options=BODIES, width=12)
    since: date | None = field("任职日期", DAY, width=11)
    until: date | None = field("届满或离任", DAY, width=11)
    note: str | None = field("备注", NOTE)


def members_on(store: Store, day: date) -> list[Member]:
    """The members of the branch on a day as they stood then, in order of 党小组 (第一, 第二,
    第三 …) and entry: 预备党员 who was confirmed later, 流动 by the journeys since.
    """
    turned: dict[int, tuple[date, Journey | None]] = {}
    for each in store.find(Journey):
        for when, away in ((each.went, None), (each.returned, each)):
            if when and when > day and when < turned.get(each.member, (date.max, None))[0]:
                turned[each.member] = when, away
    return sorted(
        (_stood(each, day, turned.get(each.rowid)) for each in store.on(Member, day)),
        key=lambda each: (each.party_group is None, natural_key(each.party_group or "")))


def _stood(member: Member, day: date, turned: tuple[date, Journey | None] | None) -> Member:
    """As on a day; ``turned`` is the first going (None) or coming back (from a journey) since."""
    if member.kind == MemberKind.FULL and not member.full_on(day):
        member = member.but(kind=MemberKind.PROBATIONARY, confirmed=None)
    if turned is None:
        return member
    _, away = turned
    return member.but(mobile=away is not None, mobile_to=away and away.destination)


def serving(member: str = "m", person: str = "p", day: str = "?1") -> str:
    """SQL: the member, who is that person, is of the branch on a day and has not left the village.
    """
    return f"({on(Member, member, day)} AND {not_over(Person, person, day)})"


# ── 流动党员 and 失联党员 ────────────────────────────────────────────────────


TRANSFER_AFTER = 6
"""Months at one place from which 组织关系 should be moved (参考)."""
LOST_AFTER = 6
"""Months without contact from which a member counts as 失联 (参考)."""


class Journey(Record, table="journey", label="流动党员", lasts=Before("went", "returned")):
    """One stay away of a member: 外出流向, reason, certificate, last contact, return."""

    member: int = required("党员", LINK)
    went: date = required("外出时间", DAY, width=11, aliases=("流出时间",))
    destination: str = required("外出地点", width=16, aliases=("外出流向",))
    reason: str | None = field("外出原因", width=12, aliases=("流出原因",))
    certificate: str | None = field("流动党员活动证", width=12)
    contacted: date | None = field("最近联系", DAY, width=11)
    returned: date | None = field("返回时间", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)


@dataclass(frozen=True)
class Away:
    """A member away on a day: whole months away and since the last contact, and what follows."""

    member: Member
    journey: Journey
    months: int
    silent: int
    advice: str


@dataclass(frozen=True)
class Lost:
    """A member who can't be reached, and for how many whole months (None: since when unknown)."""

    member: Member
    months: int | None


def move_to_party_group(
    store: Store, members: Sequence[int], party_group: str | None, since: date | None = None
) -> None:
    """Put these members into a 党小组, or into none, from a day on (today), as one act."""
    words = f"改党小组：{len(members)} 人到{party_group or '不分组'}"
    with store.act(words), store.dating(since):
        for row in members:
            store.save(store.get(Member, row).but(party_group=party_group))


def go(store: Store, journey: Journey) -> Journey:
    """Note that a member is away; the register's 流动 mark and 流向 follow."""
    member = store.get(Member, journey.member)
    turned = min(journey.returned or journey.went, clock.today())
    with store.act("登记流动党员"), store.dating(turned):
        kept = store.save(journey)
        away = journey.returned is None
        store.save(member.but(mobile=away, mobile_to=journey.destination if away else None))
    return kept


def away_on(store: Store, day: date) -> list[Away]:
    """The members away on a day, the longest first."""
    members = {each.id: each for each in members_on(store, day)}
    return [_away(members[each.member], each, day)
            for each in store.on(Journey, day, "went, id") if each.member in members]


def lost_on(store: Store, day: date) -> list[Lost]:
    """The members marked 失联, with the months by the date written."""
    return [
        Lost(each, _months_since_part(each.lost_since, day))
        for each in members_on(store, day) if each.lost
    ]


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def _away(member: Member, journey: Journey, day: date) -> Away:
    months = months_between(journey.went, day)
    silent = months_between(journey.contacted or journey.went, day)
    advice = []
    if silent >= LOST_AFTER:
        advice.append(f"{silent}个月没有联系，满{LOST_AFTER}个月按失联党员登记")
    if months >= TRANSFER_AFTER:
        advice.append(f"外出满{TRANSFER_AFTER}个月且地点固定的，应转接组织关系")
    return Away(member, journey, months, silent, "；".join(advice))


def _months_since_part(written: str | None, day: date) -> int | None:
    return months_between(first_day(written), day) if written else None


# ── 一编三定: a team, a post, duties and a reward for every member


LABELS = "duties.labels"
SHIPPED_LABELS = {"team": "编组", "post": "定岗", "duty": "定责", "reward": "定奖惩"}


class Duty(Record, table="duty", label="一编三定", lasts=Before("since", "until")):
    """One member's team, post, duty and reward, from a day until a day."""

    member: int = required("党员", LINK)
    team: str | None = field("编组", width=10)
    post: str | None = field("定岗", width=12)
    duty: str | None = field("定责", width=20)
    reward: str | None = field("定奖惩", width=14)
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)

    def faults(self) -> dict[str, str]:
        """Nothing said at all."""
        if not any((self.team, self.post, self.duty, self.reward)):
            return {"team": "编组、定岗、定责、定奖惩至少填一项。"}
        return {}


def labels(store: Store) -> dict[str, str]:
    """What this village calls the four parts: field name → label."""
    own: dict[str, str] = setting(store, LABELS, {})
    return SHIPPED_LABELS | own


def rename(store: Store, **names: str) -> None:
    """Give the parts other names. :raises Invalid: no such part, or a blank name."""
    for part, name in names.items():
        if part not in SHIPPED_LABELS or not name.strip():
            raise Invalid({part: "名称不能为空。"})
    set_setting(store, LABELS, labels(store) | names)


def assign(store: Store, duty: Duty) -> Duty:
    """Give a member a post; the one held before ends that day."""
    with store.act("一编三定"):
        eve = duty.since - timedelta(days=1)
        for earlier in store.find(
            Duty, f"member = ?2 AND id IS NOT ?3 AND {unended(Duty)} AND {begun(Duty)}",
            (eve.isoformat(), duty.member, duty.id),
        ):
            store.save(earlier.but(until=duty.since))
        return store.save(duty)


def duties_on(store: Store, day: date) -> dict[int, Duty]:
    """Member id → the duty of a day."""
    return {each.member: each for each in store.on(Duty, day, "since, id")}


def enter(store: Store, member: int, parts: dict[str, str | None], day: date) -> None:
    """What was typed into the sheet: it corrects the duty of the day, or begins the first one."""
    now = duties_on(store, day).get(member)
    changed = (now or Duty(member=member, since=day)).but(**parts)
    if now is not None and not any(getattr(changed, part) for part in SHIPPED_LABELS):
        store.remove(now)
    else:
        store.save(changed)
