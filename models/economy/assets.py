"""What the village owns and shows: assets and their leases, facilities and honours."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.lasting import Through, begun, not_over
from models.keeping.record import Record, field, required
from models.office.star_sets import STARS
from models.values import clock
from models.values.figure import FIGURE
from models.values.kinds import DAY, LINK, MONEY, NOTE, NUMBER, PART_DAY, Choices

if TYPE_CHECKING:
    from models.keeping.store import Store


ASSET_KINDS = Choices(land="土地", house="房屋", pond="坑塘", machine="机械设备", plant="大棚厂房",
                      other="其他")
IDLE = "idle"
ASSET_STATES = Choices(used="在用", idle="闲置", leased="出租", gone="已处置")


class Asset(Record, table="asset", label="集体资产"):
    """One thing the collective owns."""

    name: str = required("资产名称", width=16)
    kind: str = required("类型", options=ASSET_KINDS, width=9)
    amount: Decimal | None = field("数量", FIGURE, width=8)
    unit: str | None = field("计量单位", width=7)
    place: str | None = field("位置", width=14)
    state: str = field("状况", required=True, default="used", options=ASSET_STATES, width=8)
    idle_since: date | None = field("闲置起", DAY, width=11)
    used_since: date | None = field("盘活日期", DAY, width=11)
    used_for: str | None = field("盘活用途", width=16)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """Put to use before it lay idle."""
        if self.idle_since and self.used_since and self.used_since < self.idle_since:
            return {"used_since": "盘活日期早于闲置起，请核对。"}
        return {}


class Lease(Record, table="lease", label="租约", lasts=Through("since", "until")):
    """Who rents what, for how much a year, until when."""

    asset: int | None = field("资产", LINK)
    tenant: str = required("承租方", width=16)
    purpose: str | None = field("用途", width=14)
    since: date = required("起", DAY, width=11)
    until: date = required("止", DAY, width=11)
    rent: Decimal = required("年租金", MONEY, width=12)
    contract: str | None = field("合同编号", width=12)
    note: str | None = field("备注", NOTE, width=14)


def save_lease(store: Store, lease: Lease) -> Lease:
    """Keep a lease; what lay idle is put to use by it, from its first day."""
    with store.act(f"租约：{lease.tenant}"):
        kept = store.save(lease)
        for asset in idle_assets(store, kept.since):
            if asset.id == kept.asset and store.find(
                    Lease, f"{not_over(Lease)} AND id = ?2",
                    (clock.today().isoformat(), kept.id)):
                store.save(asset.but(state="leased", used_since=kept.since,
                                     used_for=kept.purpose or f"租给{kept.tenant}"))
    return kept


def assets_named(store: Store, typed: str) -> list[tuple[int, str]]:
    """The assets still held that words may mean: (id, name and place)."""
    found = ((each.rowid, " · ".join(filter(None, (each.name, each.place))))
             for each in store.find(Asset, "state != 'gone'", order="id"))
    return [each for each in found if typed in each[1]]


def leases_named(store: Store, typed: str) -> list[tuple[int, str]]:
    """The leases that words may mean, the latest first: (id, tenant and first day)."""
    found = ((each.rowid, f"{each.tenant} · {each.since} 起")
             for each in store.find(Lease, order="since DESC, id"))
    return [each for each in found if typed in each[1]]


def assets_on(store: Store, day: date) -> list[Asset]:
    """Every asset as it stood on a day: what was put to use later lay idle, and before that not."""
    let = {each.asset for each in store.on(Lease, day)}
    return [_stood(each, day, each.id in let) for each in store.find(Asset)]


def _stood(asset: Asset, day: date, let: bool) -> Asset:
    if asset.used_since and asset.used_since > day:
        asset = asset.but(state=IDLE, used_since=None, used_for=None)
    if asset.idle_since and asset.idle_since > day:
        asset = asset.but(state="leased" if let else "used", idle_since=None)
    return asset


def idle_assets(store: Store, day: date) -> list[Asset]:
    """What lies idle on a day, the longest first."""
    return sorted((each for each in assets_on(store, day) if each.state == IDLE),
                  key=lambda each: (each.idle_since or date.max, each.rowid))


def revived(store: Store, year: int, day: date = date.max) -> list[tuple[Asset, Decimal]]:
    """The assets put to use in a year until a day, each with the income booked on it until then."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), day)
    return [(each, _earned(store, each.rowid, first, last)) for each in store.find(Asset)
            if each.idle_since and each.used_since and first <= each.used_since <= last]


def _earned(store: Store, asset: int, first: date, last: date) -> Decimal:
    rows = store.query(
        """SELECT coalesce(sum(i.amount), 0) FROM income_line i
           LEFT JOIN lease l ON l.id = i.lease
           WHERE (i.asset = ?1 OR l.asset = ?1) AND i.on_day BETWEEN ?2 AND ?3
             AND i.account IN ('trading', 'contracting', 'investing', 'subsidy', 'other-income')""",
        (asset, first.isoformat(), last.isoformat()),
    )
    return Decimal(rows[0][0]).scaleb(-2)


def ending(store: Store, day: date, within: int = 90) -> list[Lease]:
    """The leases that run out within so many days of ``day``."""
    after = day + timedelta(days=within + 1)
    return store.find(Lease, f"{not_over(Lease)} AND NOT {not_over(Lease, day='?2')}",
                      (day.isoformat(), after.isoformat()), "until")


def rent_short(store: Store, year: int) -> list[tuple[Lease, Decimal]]:
    """The leases of a year of which less than the rent was booked: lease, still missing."""
    short = []
    for each in store.find(Lease, f"{not_over(Lease)} AND {begun(Lease, day='?2')}",
                           (f"{year:04}-01-01", f"{year:04}-12-31"), "until"):
        rows = store.query(
            "SELECT coalesce(sum(amount), 0) FROM income_line"
            " WHERE lease = ? AND substr(on_day, 1, 4) = ?", (each.id, f"{year:04}"))
        missing = each.rent - Decimal(rows[0][0]).scaleb(-2)
        if missing > 0:
            short.append((each, missing))
    return short


# ── facilities and honours ───────────────────────────────────────────────────


FACILITY_KINDS = Choices(
    centre="党群服务中心", station="文明实践站", clinic="村卫生室", canteen="老年食堂",
    day_care="日间照料", library="农家书屋", square="文化广场", toilets="户厕", waste="垃圾收运",
    sewage="污水管网", road="道路", lamps="路灯", cameras="视频监控", green="绿化", other="其他",
)
USED = "used"
FACILITY_STATES = Choices(used="在用", broken="待修", building="在建", idle="停用")
HONOUR_LEVELS = Choices(nation="国家级", province="省级", city="市级", county="县级", town="乡镇级",
                        village="村级")


class Facility(Record, table="facility", label="设施"):
    """A place or a work that serves the village; ``amount`` and ``working`` give a rate."""

    name: str = required("名称", width=16)
    kind: str = required("类型", options=FACILITY_KINDS, width=12)
    state: str = field("状况", required=True, default="used", options=FACILITY_STATES, width=8,
                       dated=True)
    area: Decimal | None = field("面积（平方米）", FIGURE, width=10)
    functions: str | None = field("功能", width=18)
    built: str | None = field("建成", PART_DAY, width=9)
    improved: str | None = field("规范提升", PART_DAY, width=9)
    amount: int | None = field("数量", NUMBER, width=7, dated=True)
    working: int | None = field("其中完好", NUMBER, width=8, dated=True)
    unit: str | None = field("单位", width=5)
    keeper: int | None = field("管护人", LINK, width=8)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """More in order than there are, improved before it was built."""
        known = min(len(self.built or ""), len(self.improved or ""))
        if (self.improved or "")[:known] < (self.built or "")[:known]:
            return {"improved": "规范提升早于建成，请核对。"}
        if self.working is not None and (self.amount is None or self.working > self.amount):
            return {"working": "完好数要有总数，并且不能多于总数，请核对。"}
        return {}


class Honour(Record, table="honour", label="荣誉"):
    """An honour of the village, a household or a person: title, level, day, paper."""

    title: str = required("荣誉名称", width=22)
    level: str = required("级别", options=HONOUR_LEVELS, width=8)
    on_day: date = required("授予日期", DAY, width=11)
    body: str = required("授予单位", width=16)
    paper: str | None = field("文件或证书", width=16)
    star: str | None = field("对应星", options=STARS, width=10)
    person: int | None = field("获得人", LINK)
    household: int | None = field("获得户", LINK)
    note: str | None = field("备注", NOTE, width=14)


def honours_in_words(store: Store, day: date, most: int = 5) -> str:
    """The newest honours of the village by a day: 县级平安村（县级，2026年）；…"""
    found = store.find(Honour, "on_day <= ? AND person IS NULL AND household IS NULL",
                       (day.isoformat(),), f"on_day DESC, id DESC LIMIT {most}")
    return "；".join(f"{each.title}（{HONOUR_LEVELS.label(each.level)}，{each.on_day.year}年）"
                    for each in found)
