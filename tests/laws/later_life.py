"""What may happen in a village after a period has closed: one of everything, on a later day."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

from models.activities.activity import Activity, log, people_of, read_results
from models.economy.assets import Asset, Facility, Honour, Lease
from models.economy.organisations import HouseholdTie, Organisation, OrganisationMember
from models.economy.projects import Project, save_project
from models.economy.services import Ceremony, Greening, Product, Service, Survey
from models.economy.year_account import IncomeLine
from models.keeping.store import Store
from models.matters.ledger import current_overhaul, lift
from models.matters.matter import Matter, close, escalate, feed_back, handle, reopen, report
from models.matters.matter import assign as assign_matter
from models.meetings.due_list import Leave, due_list
from models.meetings.meeting import Meeting, hold
from models.members.appraisal import Talk
from models.members.charges import Charge
from models.members.development import Candidate, DevelopmentStep, take
from models.members.dues import Dues, pay
from models.members.incentives import Incentive
from models.members.member import (
    Duty,
    Journey,
    Member,
    Post,
    assign,
    go,
    move_to_party_group,
)
from models.members.posts import SENT, PersonTag, Reserve, station
from models.moves.moving import (
    birth,
    change_head,
    death,
    marriage,
    merge,
    move_away,
    move_in,
    move_out,
    split,
)
from models.office.village import Group
from models.pairing.pairing import Pairing, end_pairing, excuse, pair, pairings_on
from models.points.book.account_acts import close_account, move_award, reverse
from models.points.book.accounts import Account
from models.points.book.approval import approve
from models.points.book.attendance import settle_attendance
from models.points.book.entering import keep
from models.points.book.slips import AwardDraft
from models.points.evaluation.rolling_up import StarHome
from models.points.evaluation.rounds import (
    Evaluation,
    EvaluationForm,
    begin_round,
    finish_round,
    key_marks,
)
from models.points.notice.notices import draw_correction, draw_notice, publish
from models.points.shop.goods import FundLine, Goods, enter_fund, stock_in
from models.points.shop.redemption import OtherUse, Redemption, cancel, redeem, use_otherwise
from models.registers.people import (
    Household,
    HouseholdCategory,
    Person,
    members_of,
    move_to_group,
)
from models.stars.evidence import file_under
from models.stars.plan import aim_at, plan_for, targets
from models.stars.plan import assign as assign_task
from models.stars.progress import answer
from models.stars.standard import items, standard_for
from models.stars.verdicts import Verdict, give, verdicts
from models.values.periods import Period
from models.visits.visit import Visit, record_visit

WHY = "后来的事"


def live_on(store: Store, day: date) -> None:
    """Everything that can happen, on ``day``: in the registers, the branch, the books."""
    homes = [each.rowid for each in store.on(Household, day)
             if len(members_of(store, each.rowid)) > 2]
    _move(store, homes, day)
    _look_after(store, day)
    _see_to(store, day)
    _meet(store, day)
    _file(store, day)
    _regroup(store, day)
    _score(store, day)
    _build(store, day)
    _answer_stars(store, day)


def _move(store: Store, homes: list[int], day: date) -> None:
    """A death of a head, out, in, married, born, split, merged, away, another head, categories."""
    people = [members_of(store, each) for each in homes]
    carers = {row for (row,) in store.query("SELECT person FROM member")}
    free = [(home, each) for home, each in zip(homes, people, strict=True)
            if not carers & {one.rowid for one in each}]
    (_, dying), (_, going), (parted, parting), (kept, _), (gone, _), (away, _), (changed, heirs) = (
        free[:7])
    death(store, dying[0].rowid, day, head=dying[1].rowid)
    move_out(store, [going[-1].rowid], day, WHY)
    split(store, parted, [parting[-1].rowid], "99-001", parting[-1].rowid, day, WHY)
    merge(store, kept, gone, day, WHY)
    move_away(store, away, day, WHY)
    change_head(store, changed, heirs[1].rowid, day, WHY)
    marriage(store, Person(name="槐新", sex="2", politics="13"), free[7][0], "38", day)
    birth(store, Person(name="槐小", sex="1"), free[8][0], "41", day)
    back = store.get(Person, going[-1].rowid)
    move_in(store, back, free[9][0], "90", day + timedelta(days=1), WHY)
    member = next(each for each in store.find(Member) if each.kind == "full")
    mates = [each for each in members_of(store, store.get(Person, member.person).household or 0)
             if each.rowid != member.person]
    death(store, member.person, day, head=mates[0].rowid if mates else None)
    for each in store.find(HouseholdCategory)[:2]:
        store.save(each.but(until=day))
    store.save(HouseholdCategory(household=free[10][0], category="DB", since=day))


def _look_after(store: Store, day: date) -> None:
    """Pairings end and begin; somebody is excused."""
    first, second, third, *_ = (each for each in pairings_on(store, day) if each.role == "main")
    end_pairing(store, first, day, WHY)
    other = next(each for each in pairings_on(store, day) if each.member != second.member)
    pair(store, Pairing(member=other.member, household=second.household, since=day, basis="near"))
    pair(store, Pairing(member=other.member, household=third.household, role="standin",
                        since=day, basis="near"))
    excuse(store, other.member, "ill", day, WHY)


def _see_to(store: Store, day: date) -> None:
    """A visit with a problem; of older matters one is closed, told, opened again."""
    theirs = pairings_on(store, day)[-1]
    record_visit(
        store, Visit(member=theirs.member, household=theirs.household, day=day, entered=day),
        Matter(kind="problem", what="路灯不亮", found=day))
    for each in store.on(HouseholdCategory, day):  # whoever is helped is gone to as well
        record_visit(store, Visit(member=theirs.member, household=each.household, day=day,
                                  entered=day))
    for kind in ("dispute", "rectification", "inspection"):
        report(store, Matter(kind=kind, what="地边纠纷", measure=WHY, found=day), today=day)
    for place, each in enumerate(store.find(Matter, "found < ?", (day.isoformat(),))):
        if each.closed is None and place % 2:
            assign_matter(store, each.rowid, "文书", day, today=day)
            escalate(store, each.rowid, "town", "镇信访办", day, WHY, today=day)
            handle(store, each.rowid, day, WHY, today=day)
        elif each.closed is None:
            close(store, each.rowid, day, "已修好", today=day)
        elif each.told is None:
            feed_back(store, each.rowid, day, "pleased", today=day)
        else:
            reopen(store, each.rowid, day, "又坏了", today=day)
    listed = current_overhaul(store, day)
    if listed and not any(each.is_open for each in store.find(Matter, "kind = 'overhaul'")):
        lift(store, listed.rowid, day, "已转化")


def _meet(store: Store, day: date) -> None:
    """A meeting with its attendance, an activity, somebody on leave."""
    meeting = Meeting(kind="party-meeting", held=day, started="19:00", ended="20:00",
                      place="会议室", title=WHY, agenda=WHY, entered=day)
    rows = [each.but(status="present", reason=None) for each in due_list(store, meeting)]
    rows[-1] = rows[-1].but(status="absent")
    for entered in (day, day + timedelta(days=1), day + timedelta(days=2)):
        kept = hold(store, meeting.but(
            chair=rows[0].person, recorder=rows[1].person, entered=entered), rows)
        settle_attendance(store, kept.rowid, entered)
    approve(store, [row for (row,) in store.query(
        "SELECT id FROM slip WHERE state = 'pending' AND kind = 'member'")], day)
    log(store, Activity(kind="cleaning", theme=WHY, on_day=day, entered=day, people=9))
    for told in (False, True):
        kept = log(store, Activity(kind="training", theme=WHY, on_day=day, entered=day), [1],
                   read_results("合格1人；取证1人；补贴9元"))
        for each in people_of(store, kept.rowid):
            store.save(each.but(passed=True, certificate=WHY, subsidy=Decimal(9)) if told else each)
    store.save(Leave(person=rows[0].person, since=day, reason="生病"))


def _file(store: Store, day: date) -> None:
    """Posts, dues, duties, journeys, talks, the reserve, an applicant."""
    posts = store.find(Post)
    for each in posts[:3]:
        store.save(each.but(until=day))
    store.save(Post(person=posts[-1].person, title="村委会委员", body="committee", since=day))
    members = store.on(Member, day)
    for each in members[:3]:
        pay(store, each.rowid, "2026-11", Decimal(3), day, Decimal(3))
    for each in store.find(Dues, "paid IS NULL"):
        store.save(each.but(paid=Decimal(3), paid_on=day))
    assign(store, Duty(member=members[1].rowid, team="三组", post="巡河", since=day))
    for each in store.find(Journey, "returned IS NULL")[:1]:
        go(store, each.but(returned=day))
    for member in members:
        if member.kind == "probationary":
            store.save(store.get(Member, member.rowid).but(kind="full", confirmed=day.isoformat()))
    go(store, Journey(member=members[0].rowid, went=day, destination="外地", reason="务工"))
    store.save(Talk(on_day=day, pair="members", one=members[0].person,
                    other=members[1].person, content=WHY))
    stranger = store.find(Person, "name = '槐新'")[0]
    store.save(Reserve(person=stranger.rowid, listed=day))
    file = store.save(Candidate(person=stranger.rowid))
    take(store, DevelopmentStep(candidate=file.rowid, step="apply", on_day=day))
    for known in store.find(Candidate)[:1]:
        store.save(known.but(ended=day, end_reason="withdrawn"))


def _regroup(store: Store, day: date) -> None:
    """Households to another group and to none, members to another 党小组; marks of members."""
    homes = [each.rowid for each in store.on(Household, day)]
    made = store.save(Group(name="新立组", place=99))
    move_to_group(store, homes[::3], 2)
    move_to_group(store, homes[5:9:4], made.rowid)
    move_to_group(store, homes[1:9:4], None)
    move_to_group(store, homes[:1], 1)
    members = store.on(Member, day)
    move_to_party_group(store, [each.rowid for each in members[::2]], "第九党小组")
    move_to_party_group(store, [members[-1].rowid], None)
    for each, marks in zip(members[2:], (
        {"mobile": True, "mobile_to": "外地"}, {"branch": "别的支部"}, {"job": WHY},
        {"standing": "suspended"}, {"lost": True, "lost_since": "2026-08"},
    ), strict=False):
        store.save(store.get(Member, each.rowid).but(**marks))
    away = next(each for each in members if each.mobile)
    store.save(store.get(Member, away.rowid).but(mobile=False, mobile_to=None))


def _score(store: Store, day: date) -> None:
    """An award, one reversed, one moved, a redemption and one taken back, goods and money."""
    accounts = store.find(Account, "kind = 'household' AND closed IS NULL", order="funds DESC")
    store.operator = "文书"
    kept = keep(store, [
        AwardDraft(each, day, "neighbour-help", key=WHY) for each in (1, accounts[0].rowid)], day)
    store.operator = "党支部书记"
    approve(store, [each.rowid for each in kept.slips if each.state == "pending"], day)
    old = store.query(
        """SELECT e.slip FROM entry e WHERE e.op = 'award' AND e.credited > 0
           AND e.slip NOT IN (SELECT "of" FROM slip WHERE "of" IS NOT NULL) ORDER BY e.slip""")
    reverse(store, old[0][0], day, WHY)
    move_award(store, *_another(store, old[1:]), day, WHY)
    goods = store.find(Goods, "name = '食醋'")[0]
    stock_in(store, goods, Decimal(5), day)
    dear = store.save(goods.but(id=None, name="电饭煲", value=Decimal(900)))
    stock_in(store, dear, Decimal(5), day)
    store.save(store.find(Goods, "value IS NOT NULL")[0].but(value=Decimal(99)))
    enter_fund(store, FundLine(on_day=day, way="donated", amount=Decimal(50), party="村民",
                               summary=WHY))
    for done in store.find(Redemption)[:1]:
        cancel(store, done.rowid, day, WHY)
    redeem(store, accounts[0].rowid, goods.rowid, Decimal(1), day)
    use_otherwise(store, OtherUse(account=accounts[1].rowid, on_day=day, use="honour",
                                  score=Decimal(9), what=WHY))
    close_account(store, accounts[2].rowid, day, WHY)
    for (put_up,) in store.query(
        """SELECT DISTINCT n.notice FROM notice_line n JOIN entry e ON e.id = n.entry
           JOIN entry r ON r.award = e.award AND r.op = 'reverse' AND r.on_day = ?""",
        (day.isoformat(),),
    ):
        publish(store, draw_correction(store, put_up, day), day)
    notice = draw_notice(store, "household", Period.parse("2026-10"), day)
    if notice.lines:
        publish(store, notice, day)
    _judge(store, day)


def _another(store: Store, slips: list[tuple[int]]) -> tuple[int, int]:
    """An award of a household, and the account of one that was not at the occasion."""
    return store.query(
        """SELECT s.id, a.id FROM slip s JOIN account a ON a.kind = s.kind AND a.closed IS NULL
           WHERE s.id IN (SELECT value FROM json_each(?)) AND s.kind = 'household'
             AND NOT EXISTS (SELECT 1 FROM slip o WHERE o.account = a.id AND o.item = s.item
                             AND coalesce(o.key, o.id) = coalesce(s.key, s.id))
           ORDER BY s.id, a.id""", (json.dumps([each for each, in slips]),))[0]


def _judge(store: Store, day: date) -> None:
    """A round of scoring, and a plaque that comes down."""
    form = store.find(EvaluationForm)[0]
    judges = [each.person for each in store.on(Member, day)[:3]]
    found = begin_round(store, Evaluation(form=form.rowid, level="month", period="2026-11",
                                          group=1, on_day=day), judges)
    for mark in found.marks:
        key_marks(store, mark, "90")
    finish_round(store, found.evaluation.rowid)
    for star in store.on(StarHome, day)[:1]:
        store.save(star.but(until=day))


def _answer_stars(store: Store, day: date) -> None:
    """An item answered anew, a star awarded, one withdrawn."""
    standard = standard_for(store, day.year)
    assert standard is not None
    for item in items(store, standard.rowid):
        for clause in item.clauses:
            if clause.measure != "ratio":
                answer(store, clause, words=WHY, state="done", on_day=day, author="文书")
    plan = plan_for(store, day.year)
    assert plan is not None
    assign_task(store, plan, items(store, standard.rowid)[0].task.rowid, action=WHY)
    file_under(store, items(store, standard.rowid)[0].clauses[0].rowid, ("honour", 1), WHY,
               filed=day)
    for aim in targets(store, plan.rowid)[:1]:
        aim_at(store, plan, aim.star, due=day + timedelta(days=9))
    for held in verdicts(store, day.year)[:1]:
        give(store, Verdict(year=day.year, star=held.star, stage="award", result="yes", on_day=day,
                            author="县委组织部", document=WHY))


def _build(store: Store, day: date) -> None:
    """Money, a lease, projects, organisations, an honour."""
    store.save(IncomeLine(on_day=day, account="trading", amount=Decimal(900), summary=WHY,
                          asset=1))
    for owned in store.find(Asset):
        if owned.state == "idle":
            store.save(owned.but(state="used", used_since=day, used_for=WHY))
        elif owned.idle_since is None:
            store.save(owned.but(state="idle", idle_since=day))
    store.save(Lease(tenant="槐租", since=day, until=day + timedelta(days=365), rent=Decimal(1)))
    for each in store.find(Project)[:1]:
        save_project(store, each.but(finished=day, stage="accepted", jobs=99, beneficiaries=99,
                                     owner=1, due=day + timedelta(days=9)))
    save_project(store, Project(name=WHY, since=day, stage="building"))
    group = store.find(Organisation)[0]
    for tied in store.find(HouseholdTie)[:1]:
        store.save(tied.but(until=day))
    for one in store.find(OrganisationMember)[:1]:
        store.save(one.but(until=day))
    store.save(OrganisationMember(organisation=group.rowid, person=1, since=day))
    for employs in store.on(Organisation, day):
        store.save(employs.but(jobs=99, beneficiaries=99, led=not employs.led, leader=1,
                               business=WHY))
    store.save(Organisation(name=WHY, kind="firm", since=day))
    store.save(Honour(title=WHY, level="town", on_day=day, body="镇党委"))
    _serve(store, day)
    _help_here(store, day)
    store.save(Incentive(on_day=day, way="restrain", kind="talk", subject=WHY, reason=WHY,
                         amount=Decimal(7)))


def _help_here(store: Store, day: date) -> None:
    """Who comes to work here and who goes, what people are trained as, who is in charge."""
    for body in SENT:
        station(store, Person(name="槐派", sent_by=WHY),
                Post(person=0, title="第一书记", body=body, since=day))
    for sent in store.find(Post, "body = 'stationed'")[:1]:
        store.save(sent.but(until=day))
    for tag in store.find(PersonTag)[:1]:
        store.save(tag.but(until=day))
    store.save(PersonTag(person=1, tag=WHY, since=day))
    for held in store.find(Charge)[:1]:
        store.save(held.but(until=day))
        store.save(Charge(group=held.group, role="grid", person=1, since=day))


def _serve(store: Store, day: date) -> None:
    """A service, another done; 红白事, trees, a survey; the produce and a facility are others."""
    for each in store.find(Service, "done_on IS NULL"):
        store.save(each.but(done_on=day))
    store.save(Service(on_day=day, kind="other", what=WHY, household=1))
    store.save(Ceremony(on_day=day, kind="school", household=1, usual=Decimal(9), spent=Decimal(5)))
    store.save(Greening(on_day=day, place=WHY, trees=7))
    store.save(Survey(on_day=day, subject=WHY, method="online", returned=9, satisfied=8))
    with store.dating(day):
        for grown in store.find(Product):
            store.save(grown.but(area=Decimal(1), output=Decimal(1), until=day))
        for broken in store.find(Facility):
            store.save(broken.but(state="broken", working=broken.amount and 0))
    store.save(Facility(name=WHY, kind="green", built=day.isoformat()))
