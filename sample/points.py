"""A year of points in the sample village: sessions, notices, a redemption day, an evaluation."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from models.meetings.attendance import Presence
from models.points.book.account_acts import reverse
from models.points.book.accounts import Account, open_for_all
from models.points.book.approval import approve, reject
from models.points.book.attendance import (
    AttendanceRule,
    MemberExemption,
    set_attendance_rules,
    settle_attendance,
)
from models.points.book.entering import keep
from models.points.book.scheme_versions import examples, keep_scheme, put_in_force
from models.points.book.slips import AwardDraft
from models.points.book.year_close import close_year
from models.points.engine.scheme import AccountKind
from models.points.evaluation.rolling_up import reward, rolled_up
from models.points.evaluation.rounds import (
    Evaluation,
    EvaluationForm,
    EvaluationRow,
    MarkWay,
    begin_round,
    finish_round,
    key_marks,
    take_form,
)
from models.points.notice.notices import (
    Objection,
    answer,
    draw_correction,
    draw_notice,
    object_to,
    publish,
)
from models.points.shop.goods import FundLine, FundWay, Goods, enter_fund, stock_in
from models.points.shop.redemption import (
    OtherUse,
    RedemptionDay,
    open_day,
    redeem,
    sign,
    use_otherwise,
)
from models.values.periods import Period, Span
from sample.cast import FIRST, LAST, Cast

if TYPE_CHECKING:
    from models.keeping.store import Store

SCHEMES = {"sangzhi-luoyu": "柳河沿村文明积分", "members-deduct-only": "柳河沿村党员积分"}
SESSIONS = (("sweep", 0.16, "清洁家园"), ("village-event", 0.05, "村民活动"),
            ("public-work", 0.03, "公共劳动"))
"""What is held every month: the item, the share of households that come, and its name."""

NOW_AND_THEN = (("neighbour-help", 6), ("elder-care", 5), ("volunteer", 6), ("mediation", 2),
                ("yard-model", 3), ("rubbish", 2))
"""How often in a month, in a village of 570 households."""

SHELF = (("洗衣液", "瓶", "20", "16.80", 60), ("香皂套装", "盒", "25", "19.90", 40),
         ("挂面礼包", "份", "30", "24.00", 40), ("食醋", "瓶", "7.5", "5.50", 60))
ALL_ROUND = 9
"""In this month every group is looked at; in July and August only the first."""
OPENED = FIRST + timedelta(days=4)


def keep_points(store: Store, chance: random.Random, cast: Cast) -> None:
    """Schemes, accounts, and then month by month what the village wrote down."""
    who = store.operator
    _adopt(store)
    _stock(store)
    judges = [person.rowid for _, person in cast.members[1:4]]
    form = take_form(store, "人居环境户月评（示例）", OPENED, item="yard-model")
    month = Period.of(OPENED, Span.MONTH)
    while month.start <= LAST:
        if month.number == 1:
            _close(store, cast, month.start + timedelta(days=11))
        _live_month(store, chance, month)
        if month.number in (7, 8, 9) and month.year == LAST.year:
            for group in range(1, store.count("group") + 1) if month.number == ALL_ROUND else (1,):
                _evaluate(store, chance, form, month, judges, group)
        month = Period.of(month.end + timedelta(days=1), Span.MONTH)
    _shop(store, chance)
    _set_right(store)
    _stars(store, form)
    store.operator = who


def _adopt(store: Store) -> None:
    for name, scheme in examples():
        if name in SCHEMES:
            own = replace(scheme, name=SCHEMES[name], valid_from=FIRST, valid_until=None,
                          source=f"村民代表会议通过，参照{scheme.source}")
            put_in_force(store, keep_scheme(store, own), basis="村民代表会议决议", adopted=FIRST)
    open_for_all(store, AccountKind.HOUSEHOLD, OPENED)
    open_for_all(store, AccountKind.MEMBER, OPENED)
    set_attendance_rules(store, [
        AttendanceRule(meeting_kind=kind, status=Presence.ABSENT, item=item)
        for kind, item in (("party-meeting", "missed-meeting"), ("group-meeting", "missed-meeting"),
                           ("party-lecture", "missed-meeting"), ("party-day", "labour-missed"))
    ])
    for member, in store.query("SELECT id FROM member WHERE mobile = 1 ORDER BY id LIMIT 2"):
        store.save(MemberExemption(member=member, reason="mobile", since=OPENED))


def _stock(store: Store) -> None:
    enter_fund(store, FundLine(on_day=OPENED, way="collective", amount=Decimal(20000),
                               party="村集体", summary="年初安排积分兑换经费"))
    enter_fund(store, FundLine(on_day=OPENED, way="donated", amount=Decimal(3000),
                               party="在外乡贤", summary="捐赠"))
    for name, unit, points, value, many in SHELF:
        goods = store.save(Goods(name=name, unit=unit, points=Decimal(points),
                                 value=Decimal(value)))
        stock_in(store, goods, Decimal(many), OPENED)
        enter_fund(store, FundLine(on_day=OPENED, way=FundWay.BOUGHT, amount=Decimal(value) * many,
                                   party="镇供销社", summary=f"购{name} {many} {unit}"))


def _live_month(store: Store, chance: random.Random, month: Period) -> None:
    accounts = [each.rowid for each in store.find(Account, "kind = 'household'")]
    last = min(month.end, LAST)
    sitting = min(month.start + timedelta(days=25), LAST)
    drafts = [
        each for item, share, name in SESSIONS
        for each in _session(chance, accounts, month, sitting, item, share, name)
    ]
    drafts += _single(chance, accounts, month, sitting)
    if drafts:
        store.operator = "文书"
        slips = keep(store, drafts, sitting, label=f"{month.label}记分").slips
        store.operator = "党支部书记"
        _decide(store, [each.rowid for each in slips], month, last)
    for (meeting,) in store.query("SELECT id FROM meeting WHERE held BETWEEN ? AND ?",
                                  (max(month.start, OPENED).isoformat(), last.isoformat())):
        settle_attendance(store, meeting, last)
    waiting = [row for (row,) in store.query(
        "SELECT id FROM slip WHERE state = 'pending' AND kind = 'member'")]
    if waiting:
        approve(store, waiting, last)


def _close(store: Store, cast: Cast, on: date) -> None:
    names = [person.name for _, person in cast.members[:2]]
    for kind in AccountKind:
        close_year(store, kind, on.year - 1, on, (names[0], names[1]))


def _session(
    chance: random.Random, accounts: list[int], month: Period, last: date, item: str,
    share: float, name: str,
) -> list[AwardDraft]:
    on = month.start + timedelta(days=chance.randint(4, 22))
    if not OPENED <= on <= last:
        return []
    came = sorted(chance.sample(accounts, round(len(accounts) * share)))
    return [AwardDraft(each, on, item, key=f"{name}{on:%m%d}", note=name) for each in came]


def _single(
    chance: random.Random, accounts: list[int], month: Period, last: date
) -> list[AwardDraft]:
    drafts = []
    for item, of_570 in NOW_AND_THEN:
        for _ in range(round(of_570 * len(accounts) / 570)):
            on = month.start + timedelta(days=chance.randint(0, 24))
            if OPENED <= on <= last:
                drafts.append(AwardDraft(chance.choice(accounts), on, item, key=f"{on:%m%d}登记"))
    return sorted(drafts, key=lambda each: each.on)


def _decide(store: Store, slips: list[int], month: Period, last: date) -> None:
    """The sitting of the month; the newest month still waits."""
    if month.end > LAST:
        return
    refused = slips[7:8] if month.number == 5 else []
    approve(store, [each for each in slips if each not in refused], last, why="积分评议会通过")
    if refused:
        reject(store, refused, last, "没有签到，也没有旁证")
    notice = draw_notice(store, AccountKind.HOUSEHOLD, month, last + timedelta(days=3))
    if notice.lines:
        publish(store, notice, last + timedelta(days=3))


def _shop(store: Store, chance: random.Random) -> None:
    on = LAST - timedelta(days=20)
    day, _ = open_day(store, RedemptionDay(on_day=on, place="村党群服务中心", keeper="文书"), on)
    cheap = store.find(Goods, "name = '食醋'")[0]
    rich = [row for (row,) in store.query(
        """SELECT id FROM account WHERE kind = 'household' ORDER BY funds DESC, id LIMIT 24""")]
    for account in rich:
        if store.get(Account, account).funds < 15:
            continue
        taken = redeem(store, account, cheap.rowid, Decimal(chance.randint(1, 2)), on,
                       day=day.rowid)
        if chance.random() < 0.9:
            sign(store, taken.rowid)
    if rich:
        best = store.get(Account, rich[0])
        use_otherwise(store, OtherUse(account=best.rowid, on_day=on, use="honour",
                                      score=best.honour, what="评为“好邻居”", paper="村民代表会议"))


def _set_right(store: Store) -> None:
    """One award of a published month was wrong: objected to, reversed, put right in public."""
    rows = store.query(
        """SELECT e.slip, l.notice, l.id FROM notice_line l JOIN entry e ON e.id = l.entry
           WHERE e.op = 'award' AND e.credited > 0 ORDER BY l.notice DESC, l.place LIMIT 1""")
    for slip, notice, line in rows:
        on = LAST - timedelta(days=8)
        raised = object_to(store, Objection(notice=notice, line=line, received=on,
                                            what="当天没有到场，签到是别人代签的"))
        reverse(store, slip, on, "代签，经核实当天没有参加")
        answer(store, raised.rowid, "核实无误，已冲销并更正公示", "upheld", on)
        publish(store, draw_correction(store, notice, on), on)


def _evaluate(
    store: Store, chance: random.Random, form: EvaluationForm, month: Period, judges: list[int],
    group: int,
) -> None:
    if len(set(judges)) < 3:
        return
    found = begin_round(store, Evaluation(
        form=form.rowid, level="month", period=str(month), group=group,
        on_day=month.start + timedelta(days=17),
    ), judges)
    for mark in found.marks:
        key_marks(store, mark, _marks(chance, found.rows))
    finish_round(store, found.evaluation.rowid)


def _marks(chance: random.Random, rows: tuple[EvaluationRow, ...]) -> str:
    """A mark for every row of the form: some homes are tidy all over, some hardly anywhere."""
    tidy = chance.choices((0.95, 0.85, 0.65), (45, 40, 15))[0]
    marks = []
    for row in rows:
        share = min(1.0, tidy + chance.uniform(-0.1, 0.08))
        if row.way == MarkWay.FREE:
            marks.append(round(float(row.points) * share))
        else:
            missed = chance.random() > share
            marks.append(int(missed) if row.way == MarkWay.FINDING else int(not missed))
    return " ".join(map(str, marks))


def _stars(store: Store, form: EvaluationForm) -> None:
    half = Period(LAST.year, Span.HALF, 2)
    if any(each.grade == "卫生文明户" for each in rolled_up(store, form, half)):
        reward(store, form, half, LAST)
