"""Returns drawn from the points: 台账, 上报表, 公示表, 更正公示, 存折, 党员汇总表, 计分表."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from models.figures.measure import VILLAGE, Days, Measure
from models.figures.points import (
    OF_HOUSEHOLDS,
    OF_MEMBERS,
    OF_SLIPS,
    TOLD_POINTS,
    TOLD_RIGHT,
    heads_added,
)
from models.figures.reckon import Key, reckon
from models.keeping.named_rows import stream_named
from models.office.village import Body
from models.points.book.accounts import Account, AccountLine, account_lines
from models.points.book.attendance import exemption_on
from models.points.book.passbook import passbook, signed
from models.points.book.ranking import year_grades
from models.points.book.scheme_versions import KINDS, track_of, versions
from models.points.book.slips import STANDS, Slip, SlipState
from models.points.engine.scheme import AccountKind
from models.points.notice.notices import Notice, NoticeLine, draw_notice, lines_of, notes
from models.returns.listing import (
    GROUP_NAME,
    HEAD_NAME,
    HOUSEHOLD_NUMBER,
    NUMBERED,
    Listing,
    WrittenOut,
    listed,
    of_columns,
)
from models.returns.returning import Asked, Return, as_of, headed
from models.values.days import show_day
from models.values.kinds import AMOUNT, DAY, LINK, NOTE, NUMBER, POINTS, TEXT, Field
from models.values.periods import Period
from models.values.privacy import Privacy
from models.values.problem import Invalid
from models.values.sheet import Column, Row, Rows, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

SIGNS = ("村党支部书记", "村务监督委员会主任", "积分管理员", "报出日期")
KIND = Field("户或党员", name="kind", options=KINDS)
ON_DAY = Column(Field("日期", DAY, width=11))
REASON = Column(Field("理由", NOTE, width=30, privacy=Privacy.SENSITIVE))

LEDGER = (
    NUMBERED, GROUP_NAME, HOUSEHOLD_NUMBER, HEAD_NAME, ON_DAY,
    Column(Field("积分项目", width=16)), Column(Field("加减分", POINTS, width=7), total=True),
    Column(Field("未计", POINTS, width=6)), REASON,
    Column(Slip.field("evidence")), Column(Field("状态", width=7)),
    Column(Slip.field("entered_by")), Column(Slip.field("decided_by")),
)
ONE_DAY = timedelta(days=1)


def ledger(store: Store, asked: Asked) -> Sheet:
    """积分台账: every award of the period, with what waits and what was rejected."""
    kind = asked.answers.get("kind") or AccountKind.HOUSEHOLD
    names = {each.id: each for each in account_lines(store, kind, asked.day, closed=True)}
    days = (asked.period.start.isoformat(), asked.period.end.isoformat())
    where = f"""s.kind = ? AND s.op IN ('award', 'reverse', 'veto', 'appeal')
                AND {STANDS} BETWEEN ? AND ?"""
    count = store.query(f"SELECT count(*) FROM slip s WHERE {where}", (kind, *days))[0][0]

    def rows() -> Iterator[Row]:
        found = stream_named(
            store, SlipLine, f"""FROM slip s LEFT JOIN entry e ON e.slip = s.id WHERE {where}
                                 GROUP BY s.id ORDER BY {STANDS}, s.id""", (kind, *days),
        )
        for place, each in enumerate(found, 1):
            yield _ledger_row(place, each, names[each.account])

    return headed(
        store, asked, code="points", title=f"{KINDS.label(kind)}积分台账", columns=LEDGER,
        rows=Rows(count, rows), measure="分", signatures=SIGNS,
        notes=("待审批、未通过的不计入积分；加减分为入账数，未计为封顶等原因没有计入的数。",),
    )


def of_slips(_: Store, asked: Asked) -> WrittenOut:
    """The figures of a line of the ledger."""
    credited, clipped = OF_SLIPS[asked.answers.get("kind") or AccountKind.HOUSEHOLD]
    return of_columns("slip", {"加减分": credited, "未计": clipped})


class SlipLine(NamedTuple):
    """A slip with what it brought, and whether a notice has told it."""

    slip: Annotated[int, "s.id"]
    account: Annotated[int, "s.account"]
    on: Annotated[date, STANDS, DAY]
    title: Annotated[str, "coalesce(s.title, '')"]
    credited: Annotated[Decimal, "coalesce(sum(e.credited), 0)", AMOUNT]
    clipped: Annotated[Decimal, "coalesce(sum(e.clipped), 0)", AMOUNT]
    reason: Annotated[str, "coalesce(min(e.reason), s.said, '')"]
    evidence: Annotated[str | None, "s.evidence"]
    state: Annotated[str, "s.state"]
    entered_by: Annotated[str | None, "s.entered_by"]
    decided_by: Annotated[str | None, "s.decided_by"]
    decided_why: Annotated[str | None, "s.decided_why"]
    told: Annotated[int, """EXISTS (
        SELECT 1 FROM notice_line n JOIN entry f ON f.id = n.entry WHERE f.slip = s.id)"""]


def _ledger_row(place: int, each: SlipLine, account: AccountLine) -> Row:
    waiting = each.state != SlipState.APPROVED
    state = (SlipState(each.state).label if waiting else "已公示" if each.told else "已入账")
    reason = each.reason
    if each.state in (SlipState.REJECTED, SlipState.WITHDRAWN) and each.decided_why:
        reason = f"{reason}（{each.decided_why}）"
    values = (
        place, account.group, account.number, account.name, each.on, each.title,
        None if waiting else each.credited, each.clipped or None, reason, each.evidence, state,
        each.entered_by, each.decided_by,
    )
    return Row(values, (("slip", each.slip), ("account", each.account)), key=each.slip)


def _points(label: str, measure: Measure, parent: str = "", width: int = 7) -> tuple[
    Column, Measure
]:
    kind = NUMBER if measure.unit == "次" else POINTS
    return Column(Field(label, kind, width=width), parent, total=True), measure


def _report(heads: Iterable[Measure] = ()) -> Listing:
    """What came in stands under the heads of the village's own schemes."""
    of = OF_HOUSEHOLDS
    return Listing({"account": "a.id"}, _report_lines, (
        (HOUSEHOLD_NUMBER, ""), (HEAD_NAME, ""), (GROUP_NAME, ""),
        _points("上期结余", of.opening, width=8),
        *(_points(each.field.label, each, "本期加分", 9) for each in heads),
        _points("小计", of.added, "本期加分"), _points("本期扣分", of.deducted, width=8),
        _points("次数", of.redemptions, "本期兑换", 6), _points("分值", of.redeemed, "本期兑换"),
        _points("期末结余", of.closing, width=8), (Column(Field("备注", NOTE, width=10)), ""),
    ), numbered=False)


def _report_lines(store: Store, days: Days) -> list[tuple[Any, ...]]:
    asides = _asides(store, days, "account")
    return [(each.number, each.name, each.group, asides(each.id) or None, each.id)
            for each in account_lines(
                store, AccountKind.HOUSEHOLD, days.last, closed=True)
            ] if versions(store, AccountKind.HOUSEHOLD) else []


def _asides(store: Store, days: Days, subject: str = VILLAGE) -> Callable[[Key], str]:
    """What changed the balance beside the columns: 到期清零 -5 分；基础分 +60 分."""
    cleared, base = OF_HOUSEHOLDS.cleared, OF_HOUSEHOLDS.base
    found = reckon(store, [(cleared, days), (base, days)], subject)

    def told(key: Key) -> str:
        parts = (("到期清零", -found.value(cleared, days, key)),
                 ("基础分", found.value(base, days, key)))
        return "；".join(f"{words} {signed(points)} 分" for words, points in parts if points)

    return told


REPORT = _report()


def report_listing(store: Store, asked: Asked) -> Listing:
    """With a column for every head that was in force by the day."""
    return _report(heads_added(store, AccountKind.HOUSEHOLD, asked.day).values())


def _report_says(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    """Every household's balance, what came in by head, what went out."""
    return {"title": "村民积分台账上报表", "measure": "分", "signatures": SIGNS, "notes": (
        "期末结余＝上期结余＋本期加分－本期扣分－本期兑换；到期清零、基础分变动另在备注说明。",
        *filter(None, [_asides(store, asked.days)(None)]))}


NOTICE = (
    NUMBERED, GROUP_NAME, Column(Field("户主", width=8)), ON_DAY,
    Column(NoticeLine.field("wording")), Column(Field("分值", POINTS, width=7)),
)
CORRECTION = (*NOTICE[:5], Column(Field("原公示", POINTS, width=7)),
              Column(Field("更正后", POINTS, width=7)))


def notice(store: Store, asked: Asked) -> Sheet:
    """月/季公示表: the notice that was put up, or what it would say."""
    kind = asked.answers.get("kind") or AccountKind.HOUSEHOLD
    found = store.find(Notice, "kind = ? AND period = ? AND corrects IS NULL",
                       (kind, str(asked.period)))
    if found:
        return notice_sheet(store, found[-1])
    draft = draw_notice(store, kind, asked.period, asked.day)
    rows = [
        Row((place, each.group, each.name or "—", each.on, each.wording, each.points),
            (("entry", each.entry or 0),), key=f"entry/{each.entry}")
        for place, each in enumerate(draft.lines, 1)
    ]
    return headed(
        store, asked, code="points-notice", title=f"{draft.title}（草稿，未公示）", columns=NOTICE,
        rows=rows, measure="分", notes=draft.notes if rows else NOTHING_TO_POST, signatures=(),
        public=True,
    )


NOTHING_TO_POST = (
    "这一期没有等着公示的分，不用张贴。公示过的，请按公示的那一期（例如那个月）再印。",)


def notice_sheet(store: Store, put_up: Notice) -> Sheet:
    """A notice as it was put up, a 更正公示 with both versions."""
    lines = lines_of(store, put_up.rowid)
    corrected = put_up.corrects is not None
    rows = [
        Row(
            (place, each.group, each.name or "—", each.on_day, each.wording, each.points,
             *((each.corrected,) if corrected else ())), (("notice_line", each.rowid),),
            key=f"notice_line/{each.rowid}",
        ) for place, each in enumerate(lines, 1)
    ]
    return headed(
        store, Asked(Period.parse(put_up.period), put_up.published, {}),
        code="points-correction" if corrected else "points-notice", title=put_up.title,
        columns=CORRECTION if corrected else NOTICE, rows=rows, measure="分",
        when=f"第 {put_up.number} 号　{show_day(put_up.published)}公示",
        notes=notes(put_up.objections_until, put_up.contact, put_up.decision),
        signatures=("公示单位",), public=True,
    )


OF_NOTICES = of_columns("told", {"分值": TOLD_POINTS, "原公示": TOLD_POINTS, "更正后": TOLD_RIGHT})


def correction(store: Store, asked: Asked) -> Sheet:
    """更正公示: the newest one that was put up in the period, with both versions."""
    found = store.find(
        Notice, "corrects IS NOT NULL AND published BETWEEN ? AND ?",
        (asked.period.start.isoformat(), asked.period.end.isoformat()),
    )
    if found:
        return notice_sheet(store, found[-1])
    return headed(store, asked, code="points-correction", title="积分更正公示",
                  columns=CORRECTION, rows=[], notes=("本期没有更正公示。",), signatures=(),
                  public=True)


PASSBOOK = (
    NUMBERED, ON_DAY, Column(Field("类型", width=6)), Column(Field("事项", width=16)),
    Column(Field("人员", width=8, privacy=Privacy.NAME)),
    Column(Field("计分", POINTS, width=7), total=True),
    Column(Field("结存变动", POINTS, width=8)), Column(Field("结存", POINTS, width=8)),
    Column(Field("细则条文", NOTE, width=22)), REASON, Column(Field("凭据", width=10)),
    Column(Field("审批人", width=7)),
)


def passbook_sheet(store: Store, asked: Asked) -> Sheet:
    """个人/户明细（存折）: every line of one account up to the day."""
    row = asked.answers.get("account")
    if row is None:
        raise Invalid({"account": "请先选一个积分账户。"})
    book = passbook(store, int(row), asked.day, asked.period.start)
    rows = [
        Row((place, each.on, each.kind, each.title, each.person, each.credited or None,
             each.balance, each.after, each.rule, each.reason, each.evidence, each.approver),
            (("entry", each.entry),))
        for place, each in enumerate(book.lines, 1)
    ]
    figures = "；".join(f"{label} {value}" for label, value in book.figures.items())
    return headed(
        store, asked, code="points-passbook", title="积分存折", columns=PASSBOOK, rows=rows,
        when=f"{book.account.label}　{as_of(asked)}", measure="分",
        notes=(f"{figures}。", *(f"{each}。" for each in book.due),
               "得分用于排名，兑换不减得分；结存用于兑换；荣誉累计不清零。"),
        signatures=("户主（党员）签字", "积分管理员"), seal=False,
    )


def _member_lines(store: Store, days: Days) -> list[tuple[Any, ...]]:
    known = versions(store, AccountKind.MEMBER)
    grades = year_grades(store, AccountKind.MEMBER, days.last)
    classes = dict(store.query("SELECT id, member_class FROM account WHERE kind = 'member'"))
    lines = []
    for each in account_lines(store, AccountKind.MEMBER, days.last):
        if track_of(AccountKind.MEMBER, classes[each.id]) in known:
            exempt = exemption_on(store, each.member or 0, days.last)
            lines.append((
                each.number, each.name, classes[each.id],
                "免评" if exempt else grades.get(each.id),
                exempt.field("reason").show(exempt.reason) if exempt else None, each.id))
    return lines


MEMBERS = Listing({"account": "a.id"}, _member_lines, (
    (Column(Field("党小组", width=10)), ""),
    (Column(Field("姓名", width=8, privacy=Privacy.NAME)), ""),
    (Column(Account.field("member_class")), ""),
    (Column(Field("得分", POINTS, width=8)), OF_MEMBERS.score),
    _points("本期加分", OF_MEMBERS.score_added, width=8),
    _points("本期扣分", OF_MEMBERS.score_deducted, width=8),
    (Column(Field("荣誉累计", POINTS, width=8)), OF_MEMBERS.honour),
    (Column(Field("等次", width=8)), ""),
    (Column(Field("免于考核", NOTE, width=14, privacy=Privacy.SENSITIVE)), ""),
))


SCORES = (
    NUMBERED, GROUP_NAME, HOUSEHOLD_NUMBER, HEAD_NAME, Column(Field("参加（√）", TEXT, width=9)),
    Column(Field("次数或评分", TEXT, width=10)), Column(Field("人员", TEXT, width=10)),
    Column(Field("备注", NOTE, width=18)),
)


def score_sheet(store: Store, asked: Asked) -> Sheet:
    """计分表: a blank sheet in walking order, its numbers those of the entry grid."""
    lines = account_lines(store, AccountKind.HOUSEHOLD, asked.day)
    rows = [
        Row((place, each.group, each.number, each.name, *[None] * 4), (("account", each.id),))
        for place, each in enumerate(lines, 1)
    ]
    what = asked.answers.get("item") or "＿＿＿＿＿＿＿＿"
    return headed(
        store, asked, code="points-score-sheet", title="积分计分表", columns=SCORES, rows=rows,
        when=f"事项：{what}　日期：　　月　　日", seal=False, by_hand=True,
        signatures=("记分人", "记分人", "记分人", "交回日期"),
        notes=("录入时按序号录：1-5 8 12，表示第1到5户、第8户、第12户。",),
    )


POINTS_RETURNS = (
    Return("points", "积分台账", "month", LEDGER, ledger, asks=(KIND,), figures=of_slips,
           signs=Body.COMMITTEE),
    listed("points-report", "积分台账上报表", "month", report_listing, _report_says,
           REPORT.columns, signs=Body.COMMITTEE),
    Return("points-notice", "积分公示表", "month", NOTICE, notice, asks=(KIND,), internal=False,
           basis="个人信息保护法 第二十五条、第二十八条", figures=OF_NOTICES, signs=Body.COMMITTEE),
    Return("points-correction", "积分更正公示", "asked", CORRECTION, correction, internal=False,
           figures=OF_NOTICES, signs=Body.COMMITTEE),
    Return("points-passbook", "积分存折（个人、户明细）", "asked", PASSBOOK, passbook_sheet,
           asks=(Field("账户", LINK, name="account"),), inside=True, signs=Body.COMMITTEE),
    Return("points-score-sheet", "积分计分表（空表）", "asked", SCORES, score_sheet,
           asks=(Field("事项", name="item"),), inside=True, signs=Body.COMMITTEE),
    listed("points-members", "党员积分汇总表", "quarter", MEMBERS, lambda _, asked, __: {
        "when": f"{asked.period.label}　{as_of(asked)}", "measure": "分",
        "signatures": ("党支部书记", "组织委员", "填表日期"),
        "notes": ("出勤得分取自会议签到，不另录入；等次按启用的细则计算。",)}),
)

