"""The papers that go with the stick: the form that enrols a key, and the cover of a package."""

from __future__ import annotations

from datetime import date

from models.exchange.chain import Package
from models.exchange.contents import content_called
from models.exchange.keys import SIDES, Card
from models.values.kinds import NUMBER, Field
from models.values.periods import Period
from models.values.sheet import Column, Row, Sheet

_ITEM, _SAYS = Column(Field("项目", width=14)), Column(Field("内容", width=40))


def enrolment_form(card: Card, today: date) -> Sheet:
    """密钥登记表: printed, stamped, and compared with the fingerprint on the other side."""
    lines = (("单位", card.name), ("一方", SIDES.label(card.side)), ("区划代码", card.code or "—"),
             ("密钥指纹", card.fingerprint))
    return Sheet(
        "key-form", "报送密钥登记表", (_ITEM, _SAYS), [Row(each) for each in lines],
        unit=card.name, made=today,
        notes=("对方登记时，请逐组核对指纹；一组不同就不要登记。",
               "换电脑、重装后密钥会变，要重新打印、盖章、登记。"),
        signatures=("单位负责人", "经办人", "联系电话", "日期"))


def cover(package: Package, unit: str) -> Sheet:
    """报送包封面: the returns and records inside and the first 12 signs of the hash: paper is file.
    """
    columns = (Column(Field("内容", width=36)), Column(Field("条数", NUMBER, width=10)))
    records = {content.kind.label: count for name, count in package.counts.items()
               if count and (content := content_called(name)) is not None}
    lines = [
        Row((title if version == 1 else f"{title}（第 {version} 次报送）", rows))
        for title, version, rows in package.returns
    ]
    inside = "，".join(f"{label} {count:,}" for label, count in records.items())
    period = Period.parse(package.period)
    return Sheet(
        "package-cover", f"报送包封面（第 {package.sequence} 号）", columns,
        [*lines, Row(("台账记录", sum(records.values())))], unit=unit,
        measure="条", when=period.label, made=package.made.date(),
        notes=(f"校验码：{package.short}",
               "乡镇收件后，请核对屏幕上的校验码和这里的一样。",
               f"文件：{package.name}", f"台账记录：{inside or '没有'}。"))
