"""A package that was handed in: what it says, and its verdict in words for the clerk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.values.labelled import Labelled
from models.values.problem import Problem


class PackageVerdict(Labelled):
    """What is found of a package that was handed in."""

    NEW = "new", "可以收下"
    DUPLICATE = "duplicate", "收过了"
    OLDER = "older", "比收下的旧"
    GAP = "gap", "中间缺号"
    FORK = "fork", "两份对不上"
    WRONG_UNIT = "wrong-unit", "单位不符"
    WRONG_PERIOD = "wrong-period", "期次不符"
    WRONG_STANDARD = "wrong-standard", "标准版次不符"
    UNKNOWN_KEY = "unknown-key", "密钥没有登记"
    BAD_SIGNATURE = "bad-signature", "签名不对"
    DAMAGED = "damaged", "损坏"
    COUNTS = "counts", "行数不符"
    SUMS = "sums", "合计不符"
    CONTENT = "content", "内容不合规"
    LOCKED = "locked", "打不开"
    TOO_LARGE = "too-large", "过大"
    NEWER = "newer", "版本太新"
    NOT_A_PACKAGE = "not-a-package", "不是报送包"
    NO_TIME = "no-time", "读不动"
    FAILED = "failed", "没有收成"


HAD = (PackageVerdict.DUPLICATE, PackageVerdict.OLDER)
ASKED = (PackageVerdict.GAP, PackageVerdict.FORK)
TAKEN = (PackageVerdict.NEW, *ASKED)
"""Only these can be taken in; a gap and a fork only when the clerk has decided so."""


class NotTaken(Problem):
    """A package that is not taken in: ``code`` of the verdict and the sentence for the clerk."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = PackageVerdict(code)


# ── what a package says ──────────────────────────────────────────────────────


Line = tuple[int, str | None, str]
"""A row that was read: its id in the village, its day within the period, its values as JSON."""


@dataclass(frozen=True)
class Reading:
    """A sound package; ``side`` is who made it, ``says`` its block of the descriptor.

    ``tables``: resource → its rows; ``returns``: one per return, with ``columns`` and ``lines``.
    """

    name: str
    sha256: str
    size: int
    side: str
    says: dict[str, Any]
    tables: dict[str, list[Line]] = field(default_factory=dict, repr=False)
    returns: list[dict[str, Any]] = field(default_factory=list, repr=False)

    @property
    def short(self) -> str:
        """The first 12 characters of the hash, as on the paper cover."""
        return self.sha256[:12]


@dataclass(frozen=True)
class Unread:
    """A file that was refused before it said anything that can be believed."""

    name: str
    refused: NotTaken
