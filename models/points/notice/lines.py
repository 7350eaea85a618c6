"""What a notice about points may say of each line of the ledger, and what it has to leave out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.record import stood_on
from models.office.exposure import Scan
from models.points.book.accounts import AccountLine, account_lines
from models.points.book.approval import NoticeNames
from models.points.book.scheme_versions import SchemeVersion
from models.points.engine.operations import Op
from models.points.engine.scheme import AccountKind, Item
from models.registers.people import Household
from models.values.kinds import from_stored
from models.values.periods import Period
from models.values.privacy import mask_household, mask_name
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store

SHOWN = (Op.AWARD, Op.REGROUP, Op.REVERSE, Op.VETO, Op.APPEAL)
"""The lines that change a score; redemptions are nobody's business but the household's."""


@cache
def wording() -> dict[str, Any]:
    """The words of resources/points/notice.toml."""
    return tomllib.loads(resource("points/notice.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class NoticeText:
    """One line as it would stand on the page."""

    entry: int | None
    group: str
    name: str | None
    on: date
    wording: str
    points: Decimal
    corrected: Decimal | None = None


@dataclass(frozen=True)
class PointedOut:
    """Something behind a line that must not be put up: where it stands, what it is."""

    entry: int
    whose: str
    where: str
    what: str
    written: str

    @property
    def sentence(self) -> str:
        """What the secretary is told before printing."""
        return f"{self.whose}：{self.where}里有{self.what}“{self.written}”，公示上不会印出。"


@dataclass(frozen=True)
class NoticeEntry:
    """A ledger line with the texts behind it."""

    entry: int
    account: int
    op: str
    on: date
    credited: Decimal
    scheme: int | None
    item: str | None
    texts: tuple[tuple[str, str], ...]


class NoticePage:
    """Makes the lines of one notice; ``pointed_out`` fills as it goes."""

    def __init__(self, store: Store, kind: str, day: date, rules: dict[str, Any]) -> None:
        self.store, self.rules, self.day = store, rules, day
        self.scan = Scan(store, day)
        self.accounts = {each.id: each for each in account_lines(store, kind, day, closed=True)}
        self.schemes = {each.id: each.scheme for each in store.find(SchemeVersion)}
        self.pointed_out: list[PointedOut] = []

    def line(self, behind: NoticeEntry) -> NoticeText:
        """The line as it may be put up."""
        account = self.accounts[behind.account]
        for where, text in behind.texts:
            self._point_out(behind, account, where, text)
        scheme = self.schemes.get(behind.scheme)
        item = scheme.item_by_code.get(behind.item or "") if scheme else None
        head = scheme.category_by_code[item.category].title if scheme and item else ""
        words = self._words(behind, account, item, head)
        named = self._named(behind, item)
        return NoticeText(
            behind.entry, account.group or _where(account, named),
            self._name(behind, account) if named else None, behind.on, words, behind.credited,
        )

    def _words(
        self, behind: NoticeEntry, account: AccountLine, item: Item | None, head: str
    ) -> str:
        if item is None:
            return {Op.VETO: "按细则清零", Op.APPEAL: "申诉成立退回"}[Op(behind.op)]
        before = "更正：" if behind.op == Op.REVERSE else ""
        if item.sensitive:
            return before + str(wording()["hidden"])
        for words in (item.public_wording or item.title, head):
            traps = self.scan.home_traps(words)
            if not traps:
                return before + words
            self._point_out(behind, account, "公示用语", words)
        return before + str(wording()["hidden"])

    def _named(self, behind: NoticeEntry, item: Item | None) -> bool:
        if item is None or item.sensitive:
            return False
        if behind.credited < 0 or item.deducts:
            return bool(self.rules["name_deductions"])
        return item.name_on_notice

    def _name(self, behind: NoticeEntry, account: AccountLine) -> str:
        child = account.name in self.scan.children
        if child:
            self.pointed_out.append(PointedOut(
                behind.entry, account.label, "户主姓名", "未成年人姓名", account.name))
        masked = child or self.rules["names"] == NoticeNames.MASKED
        return mask_name(account.name) if masked else account.name

    def _point_out(self, behind: NoticeEntry, account: AccountLine, where: str, text: str) -> None:
        self.pointed_out += [
            PointedOut(behind.entry, account.label, where, trap.what, trap.written)
            for trap in self.scan.home_traps(text)
        ]


def _where(account: AccountLine, named: bool) -> str:
    """Where an account without a 村民小组 stands; the 户号 would name a household again."""
    hidden = account.kind == AccountKind.HOUSEHOLD and not named
    return mask_household(account.number) if hidden else account.number


def behind_period(store: Store, kind: str, period: Period, day: date) -> list[NoticeEntry]:
    """The lines booked to a period that no notice has shown yet, in order of group and number.

    ``day`` is the one of which the groups are.
    """
    return _behind(
        store, day, """a.kind = ? AND e.booked BETWEEN ? AND ? AND e.credited <> 0
                  AND NOT EXISTS (SELECT 1 FROM notice_line n JOIN notice k ON k.id = n.notice
                                  WHERE n.entry = e.id AND k.corrects IS NULL)""",
        (kind, period.start.isoformat(), period.end.isoformat()),
    )


def behind_entries(store: Store, entries: list[int], day: date) -> list[NoticeEntry]:
    """The given lines of the ledger."""
    marks = ", ".join("?" * len(entries))
    return _behind(store, day, f"e.id IN ({marks})", tuple(entries))


def _behind(
    store: Store, day: date, where: str, values: tuple[Any, ...]
) -> list[NoticeEntry]:
    ops = ", ".join(f"'{each}'" for each in SHOWN)
    rows = store.query(
        f"""SELECT e.id, e.account, e.op, e.event_day, e.credited, e.scheme, e.item, s.note,
                   s.evidence, s.key, w.note, w.evidence, s.decided_why
            FROM entry e JOIN account a ON a.id = e.account JOIN slip s ON s.id = e.slip
            LEFT JOIN slip w ON w.id = e.award AND w.id <> s.id
            LEFT JOIN {stood_on(Household)} h ON h.id = a.household
            LEFT JOIN "group" g ON g.id = h."group"
            WHERE {where} AND e.op IN ({ops})
            ORDER BY g.place IS NULL, g.place, h.number, a.id, e.event_day, e.id""",
        (day.isoformat(), *values),
    )
    places = ("事由", "凭据", "场次或证书号", "原事由", "原凭据", "审批意见")
    return [
        NoticeEntry(
            entry, account, op, date.fromisoformat(on), from_stored(credited), scheme, item,
            tuple((place, text) for place, text in zip(places, texts, strict=True) if text),
        ) for entry, account, op, on, credited, scheme, item, *texts in rows
    ]


