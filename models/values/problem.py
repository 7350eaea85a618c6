"""What the secretary is told: place and remedy, a finding, the disk's words."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.values.periods import Period


class Problem(Exception):
    """What the secretary is shown as it stands: a clear sentence, with the place and the remedy."""

    @property
    def sentence(self) -> str:
        """The sentence to show."""
        return str(self)


class Invalid(Problem):
    """A record that can't be kept yet; ``faults``: field name → the sentence beside it."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("；".join(dict.fromkeys(faults.values())))
        self.faults = dict(faults)


# ── What the system says about a disk, in the words of the office


_REASONS = {
    errno.ENOSPC: "磁盘满了", errno.EDQUOT: "磁盘满了", errno.EFBIG: "文件太大",
    errno.EACCES: "没有权限", errno.EPERM: "没有权限", errno.EROFS: "盘是只读的",
    errno.ENOENT: "找不到", errno.ENODEV: "盘不在了", errno.ENXIO: "盘不在了",
    errno.EISDIR: "那是文件夹", errno.ENOTDIR: "那不是文件夹", errno.ENAMETOOLONG: "名字太长",
    errno.EEXIST: "同名的已经有了", errno.EBUSY: "正被占用", errno.ETXTBSY: "正被占用",
}


def reason(error: OSError) -> str:
    """What the system says about the disk, in the words of the office."""
    return _REASONS.get(error.errno or 0, "磁盘出错")


# ── What a check found: how grave, which rule, in words, and the records to mend


Ref = tuple[str, int]
LEVELS = ("error", "warning", "notice")
ALWAYS = (date.min, date.max)


@dataclass(frozen=True)
class Finding:
    """One thing that does not keep a rule.

    ``rule`` is the rule's stable name, ``what`` the sentence for the secretary, ``where`` the
    records that mend it, ``when`` the days it is true of: what happened on a day concerns the
    returns of that day, what stands in the registers concerns all.
    """

    level: str
    rule: str
    what: str
    where: tuple[Ref, ...] = ()
    when: tuple[date, date] = ALWAYS

    def concerns(self, period: Period) -> bool:
        """Whether it says anything of the days of a period."""
        first, last = self.when
        return first <= period.end and last >= period.start

    def json(self) -> dict[str, Any]:
        """As the command line hands it over."""
        where = [f"{table}:{row}" for table, row in self.where]
        return {"level": self.level, "rule": self.rule, "what": self.what, "where": where}


def on(day: date | str) -> tuple[date, date]:
    """What is true of one day alone."""
    only = date.fromisoformat(day) if isinstance(day, str) else day
    return only, only
