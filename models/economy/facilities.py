"""What the village has to show: its facilities and its honours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from models.keeping.record import Record, field, required
from models.office.star_sets import STARS
from models.values.figure import FIGURE
from models.values.kinds import DAY, LINK, NOTE, NUMBER, PART_DAY, Choices

FACILITY_KINDS = Choices(
    centre="党群服务中心", station="文明实践站", clinic="村卫生室", canteen="老年食堂",
    day_care="日间照料", library="农家书屋", square="文化广场", toilets="户厕", waste="垃圾收运",
    sewage="污水管网", road="道路", lamps="路灯", cameras="视频监控", green="绿化", other="其他",
)
FACILITY_STATES = Choices(used="在用", broken="待修", building="在建", idle="停用")
HONOUR_LEVELS = Choices(nation="国家级", province="省级", city="市级", county="县级", town="乡镇级",
                        village="村级")


class Facility(Record, table="facility", label="设施"):
    """A place or a work that serves the village; ``amount`` and ``working`` give a rate."""

    name: str = required("名称", width=16)
    kind: str = required("类型", options=FACILITY_KINDS, width=12)
    state: str = field("状况", required=True, default="used", options=FACILITY_STATES, width=8)
    area: Decimal | None = field("面积（平方米）", FIGURE, width=10)
    functions: str | None = field("功能", width=18)
    built: str | None = field("建成", PART_DAY, width=9)
    amount: int | None = field("数量", NUMBER, width=7)
    working: int | None = field("其中完好", NUMBER, width=7)
    unit: str | None = field("单位", width=5)
    keeper: int | None = field("管护人", LINK, width=8)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """More in order than there are."""
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
