"""The papers that go with the stick: the cover of a package, the form to be stamped for a key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.exchange.chain import Package
from models.exchange.keys import Card
from models.periods import Period
from models.returns.catalogue import RETURNS
from models.returns.document import Document, Pairs, Paragraph, Signatures
from models.returns.sending import Sent
from models.village import unit

if TYPE_CHECKING:
    from models.store import Store

SIDES = {"village": ("乡镇（街道）", "本村"), "town": ("各村（社区）", "本乡镇")}


def cover(store: Store, package: Package) -> Document:
    """封面: what is in the package and its short fingerprint, to be signed and stamped.

    Paper, file and what the town accepted are the same when the twelve signs are the same.
    """
    here = unit(store)
    period = Period.parse(package.period)
    newest = {each.code: each for each in store.find(
        Sent, "period = ?", (package.period,), "version")}
    listed = [newest[each.code] for each in RETURNS if each.code in newest]
    head = Pairs((
        (("报送单位", here.name if here else ""), ("期　　次", period.label)),
        (("报 送 包", package.name),),
        (("序　　号", f"第 {package.sequence} 号"), ("指　　纹", in_fours(package.short))),
        (("生成时间", f"{package.made:%Y-%m-%d %H:%M}"), ("经 办 人", package.by or "")),
    ))
    inside = Pairs(tuple(
        ((f"{place}", f"{each.title}（第 {each.version} 次报送）"),)
        for place, each in enumerate(listed, 1)
    ) or ((("1", "本期各表见包内"),),))
    return Document(
        "package-cover", "报送封面",
        (head, Paragraph("包内报表", blank=0), inside,
         Paragraph("核对", "乡镇收件后，程序显示的指纹与本页相同，收下的就是本页所列的内容。", 0),
         Pairs(((("报送单位盖章", ""), ("乡镇收件", "")),), 4),
         Signatures(("单位负责人", "经办人", "报出日期"))),
        unit=here.name if here else "", when=period.label, made=package.made.date(), sides=False)


def in_fours(signs: str) -> str:
    """3f9a 21c0 77de."""
    return " ".join(signs[at:at + 4] for at in range(0, len(signs), 4))


def enrolment(card: Card, today: date) -> Document:
    """密钥登记表: the fingerprint on paper, stamped, so that the other side can compare it."""
    to, own = SIDES[card.side]
    head = Pairs((
        (("单　　位", card.name),), (("区划代码", card.code or "—"),),
        (("密钥指纹", card.fingerprint),),
        (("登记日期", f"{today:%Y-%m-%d}"), ("密钥文件", f"{card.name}.lxkey")),
    ))
    return Document(
        "key-enrolment", "报送密钥登记表",
        (head,
         Paragraph("说明", f"{own}用这把密钥给报送包签名。{to}登记密钥卡时，程序会显示它的指纹；"
                   "与本页逐字相同才登记，不同就说明卡被换过，请当面核实。", 0),
         Paragraph("接收单位核对意见", blank=2),
         Pairs(((("单位盖章", ""), ("接收单位盖章", "")),), 4),
         Signatures(("单位负责人", "经办人", "核对人", "核对日期"))),
        unit=card.name, made=today, sides=False)
