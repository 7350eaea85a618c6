"""一编三定: every member in a team, with a post, duties and a reward, under local names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.keeping.lasting import Before, begun, unended
from models.keeping.record import Record, field, required
from models.keeping.settings import set_setting, setting
from models.values.kinds import DAY, LINK
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

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
        """An end before the beginning, or nothing said at all."""
        if self.until and self.until < self.since:
            return {"until": "止日早于起日，请核对。"}
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
