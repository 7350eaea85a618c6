"""What is asked before an account is changed: why, from which day, and whose it becomes."""

from __future__ import annotations

from datetime import date

from models.keeping.record import Record, field, required
from models.points.engine.operations import SplitShare
from models.values.kinds import DAY, LINK, NOTE, Choices


class Because(Record, table="because", label="原因"):
    """What is asked before something is taken back; kept with the slip."""

    on: date = required("日期", DAY)
    why: str = required("原因", NOTE)


class Moved(Record, table="moved", label="更正"):
    """What is asked when an award belongs to another household."""

    account: int = required("应记给", LINK)
    on: date = required("日期", DAY)
    why: str = required("原因", NOTE)


class Parted(Record, table="parted", label="积分分户"):
    """What is asked when people of a household have become one of their own."""

    household: int = required("分出的新户", LINK)
    share: str = field("原户积分", required=True, default=SplitShare.NONE,
                       options=Choices(**SplitShare.labels()))
    on: date = required("日期", DAY)
