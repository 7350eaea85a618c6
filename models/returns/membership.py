"""Returns from the members' files: grades, development, reserve, moving, officers and dues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.figures.measure import VILLAGE, AnyMeasure, Days, Ratio
from models.figures.reckon import EVERYBODY, reckon
from models.figures.registers import (
    BY_GRADE,
    EXCELLENT_RATE,
    IN_BOTH,
    MEMBERS,
    MONTHS_AWAY,
    OFFICER_AGE,
    OFFICER_MEMBERS,
    OFFICER_WOMEN,
    ONE_SHOULDER,
    ONE_SHOULDER_RATE,
    OWED,
    PAID,
    PAID_IN,
    SCHOOLED,
    UNGRADED,
    UNGRADED_PROBATIONARY,
    officers_in_words,
)
from models.figures.registers import OFFICERS as IN_OFFICE
from models.members.appraisal import CAP_BASIS, appraisal_count
from models.members.development import Candidate, admissions, development_files
from models.members.development_rules import steps
from models.members.dues import UNPAID_WARNED, dues_of_year
from models.members.member import Journey, Member, away_on, lost_on, members_on
from models.members.posts import (
    TWO_COMMITTEES,
    Officer,
    Reserve,
    officers,
    post_warnings,
    posts_on,
    reserve_on,
    reserve_warning,
)
from models.registers.people import Person
from models.returns.listing import NUMBERED, Listing, Written, WrittenOut, listed
from models.returns.returning import LATEST, Asked, Return, as_of, headed
from models.values.codes import EDUCATION, ETHNIC, SEX
from models.values.days import age_on, show_day
from models.values.figure import percent
from models.values.kinds import CHANGE, DAY, MONEY, NUMBER, PART_DAY, TEXT, Field
from models.values.periods import ONE_DAY
from models.values.privacy import Privacy
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

SIGNED = ("党支部书记", "审核人", "填表人", "联系电话", "报出日期")
AGE = Column(Field("年龄", NUMBER, width=5))
JOINED = Column(Field("入党时间", PART_DAY, width=11))



def _year_of_grades(store: Store, days: Days) -> list[tuple[Any, ...]]:
    year = days.last.year
    return [(year, appraisal_count(store, year, days.last).cap, None)]


APPRAISALS = Listing({VILLAGE: ""}, _year_of_grades, (
    (Column(Field("年度", NUMBER, width=6)), ""),
    (Column(Field("党员总数", NUMBER, width=8)), MEMBERS),
    *((Column(Field(label, NUMBER, width=8)), each) for label, each in BY_GRADE.items()),
    (Column(Field("未评定", NUMBER, width=7)), UNGRADED),
    (Column(Field("预备党员（不评定）", NUMBER, width=10)), UNGRADED_PROBATIONARY),
    (Column(Field("优秀占比", TEXT, width=8)), EXCELLENT_RATE),
    (Column(Field("优秀上限", NUMBER, width=8)), ""),
))
"""民主评议汇总: the year's grades, with the one-third cap shown."""


def _grades_say(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    year = asked.period.end.year
    warning = appraisal_count(store, year, asked.day).warning
    return {"measure": "人", "when": f"{year}年", "signatures": SIGNED, "notes": (
        f"{CAP_BASIS}；预备党员参加评议，不评定等次。", *([warning] if warning else []))}


DEVELOPMENT = (
    NUMBERED, Column(Person.field("name")), Column(Person.field("sex")),
    Column(Person.field("born")), Column(Person.field("education")),
    Column(Candidate.field("source")), Column(Field("阶段", width=12)),
    *(Column(Field(label, DAY, width=11)) for label in
      ("申请入党", "积极分子", "发展对象", "接收预备党员", "转正")),
    Column(Field("培养联系人", width=12, privacy=Privacy.NAME)),
    Column(Field("下一步", width=28)), Column(Field("需要核对", width=28)),
)
_DATED = ("apply", "activist", "prospect", "admit", "confirm")


def development_list(store: Store, asked: Asked) -> Sheet:
    """发展党员台账: every open file by stage, the next thing to do, and what breaks an interval."""
    rows, files = [], development_files(store, asked.day)
    for place, file in enumerate(files, 1):
        person = store.get(Person, file.candidate.person)
        contacts = [store.get(Person, each).name for each in
                    (file.candidate.contact, file.candidate.contact_two) if each]
        rows.append(Row(
            (place, person.name, person.sex, person.born, person.education,
             file.candidate.source, file.stage, *(file.day(step) for step in _DATED),
             "、".join(contacts), file.next.words if file.next else "",
             "".join(file.faults)),
            (("candidate", file.candidate.rowid), ("person", person.rowid)),
        ))
    bases = dict.fromkeys(file.next.basis for file in files if file.next)
    return headed(
        store, asked, code="development", title="发展党员台账", columns=DEVELOPMENT, rows=rows,
        measure="人", signatures=SIGNED,
        notes=(admissions(store, asked.day).sentence,
               f"步骤共{len(steps())}步；标“暂算”的，当年放假安排还没有录入，以周末推算。",
               *(f"下一步{each}" for each in bases)),
    )


RESERVE = (
    NUMBERED, Column(Person.field("name")), Column(Person.field("sex")),
    Column(Person.field("born")), AGE, Column(Person.field("education")),
    Column(Person.field("politics")), JOINED,
    Column(Field("现从业", width=12)), Column(Reserve.field("origin")),
    Column(Field("培养联系人", width=8, privacy=Privacy.NAME)), Column(Reserve.field("aim")),
    Column(Reserve.field("listed")), Column(Reserve.field("review")), Column(Reserve.field("note")),
)


def reserve_list(store: Store, asked: Asked) -> Sheet:
    """后备干部名册, with the two-to-five check."""
    joined = {each.person: each.joined for each in members_on(store, asked.day)}
    rows = []
    for place, each in enumerate(reserve_on(store, asked.day), 1):
        person = store.get(Person, each.person)
        contact = store.get(Person, each.contact).name if each.contact else ""
        rows.append(Row(
            (place, person.name, person.sex, person.born, _age(person, asked.day),
             person.education, person.politics, joined.get(each.person), person.work,
             each.origin, contact, each.aim, each.listed, each.review, each.note),
            (("reserve", each.rowid), ("person", each.person)),
        ))
    warning = reserve_warning(len(rows))
    return headed(
        store, asked, code="reserve", title="村级后备干部名册", columns=RESERVE, rows=rows,
        measure="人", signatures=SIGNED,
        notes=(f"共{len(rows)}人。", *([warning] if warning else [])),
    )


def _mobile(store: Store, days: Days) -> list[tuple[Any, ...]]:
    lines = []
    for each in away_on(store, days.last):
        person, gone = store.get(Person, each.member.person), each.journey
        lines.append((
            person.name, each.member.branch, gone.certificate, gone.reason, gone.destination,
            gone.went.isoformat(), gone.contacted and gone.contacted.isoformat(), person.phone,
            each.advice, gone.rowid, each.member.rowid))
    return lines


MOBILE = Listing({"journey": "x.id", "member": "x.member"}, _mobile, (
    (Column(Person.field("name")), ""), (Column(Member.field("branch")), ""),
    *((Column(Journey.field(each)), "")
      for each in ("certificate", "reason", "destination", "went")),
    (Column(MONTHS_AWAY.field), MONTHS_AWAY), (Column(Journey.field("contacted")), ""),
    (Column(Person.field("phone")), ""), (Column(Field("提示", width=24)), ""),
))
"""流动党员名册, with the months away; 失联 in the notes."""


def _mobile_says(store: Store, asked: Asked, rows: Sequence[Row]) -> dict[str, Any]:
    lost = [
        store.get(Person, each.member.person).name
        + (f"（{each.months}个月）" if each.months is not None else "")
        for each in lost_on(store, asked.day)
    ]
    names = f"失联党员{len(lost)}人：{'、'.join(lost)}。" if lost else "没有失联党员。"
    return {"measure": "人", "signatures": SIGNED, "notes": (f"共{len(rows)}人。{names}",)}


OFFICERS = (
    NUMBERED, Column(Person.field("name")), Column(Field("性别", width=5, options=SEX)),
    Column(Field("民族", width=7, options=ETHNIC)), Column(Person.field("born")), AGE,
    Column(Field("学历", width=10, options=EDUCATION)), Column(Person.field("politics")),
    JOINED, Column(Person.field("id_number")),
    Column(Field("党内职务", width=14)), Column(Field("村委职务", width=14)),
    Column(Field("一肩挑", width=6)), Column(Field("交叉任职", width=7)),
    Column(Field("任现职时间", DAY, width=11)), Column(Person.field("phone")),
    Column(Field("备注", width=12)),
)


def officer_list(store: Store, asked: Asked) -> Sheet:
    """两委干部名册, with average age, 大专以上, women, 一肩挑 and their bases in the notes."""
    held = officers(store, asked.day)
    rows = [_officer_row(place, each, asked.day) for place, each in enumerate(held, 1)]
    return headed(
        store, asked, code="officers", title="村“两委”干部名册", columns=OFFICERS, rows=rows,
        measure="人、岁", signatures=SIGNED,
        notes=(*officers_in_words(store, asked.day), *post_warnings(held)),
    )


def _officer_row(place: int, officer: Officer, day: date) -> Row:
    person = officer.person
    return Row(
        (place, person.name, person.sex, person.ethnic, person.born, _age(person, day),
         person.education, person.politics, officer.joined, person.id_number,
         officer.titles("branch"), officer.titles("committee"),
         "是" if officer.one_shoulder else "", "是" if officer.both else "",
         officer.since, person.phone, officer.note),
        (("person", person.rowid),),
    )


def _age(person: Person, day: date) -> int | None:
    return age_on(person.born, day) if person.born else None


TERMS = (NUMBERED, Column(Field("项目", width=14)), Column(Field("单位", width=5)),
         *(Column(Field(label, NUMBER, width=12)) for label in ("上届", "本届")),
         Column(Field("增减", CHANGE, width=12)))
COMPARED: tuple[AnyMeasure, ...] = (
    IN_OFFICE, OFFICER_AGE, SCHOOLED.part, SCHOOLED, OFFICER_WOMEN.part, OFFICER_WOMEN,
    OFFICER_MEMBERS, IN_BOTH, ONE_SHOULDER, ONE_SHOULDER_RATE)


def term_began(store: Store, day: date) -> date:
    """When the term of a day began: on the day most of those in office were elected."""
    held = Counter(each.since for each in posts_on(store, day, TWO_COMMITTEES) if each.since)
    return max(held, key=lambda each: (held[each], each), default=day)


def _terms(store: Store, day: date) -> dict[str, Days]:
    eve = term_began(store, day) - ONE_DAY
    return {"上届": Days(eve, eve), "本届": Days(day, day)}


def term_list(store: Store, asked: Asked) -> Sheet:
    """换届对比表: the two committees on the eve of this term, and now: 一降一升."""
    days = _terms(store, asked.day)
    found = reckon(store, [(each, of) for each in COMPARED for of in days.values()])
    rows = []
    for place, each in enumerate(COMPARED, 1):
        before, now = (found.value(each, of) for of in days.values())
        shown = (str(one) if isinstance(one, Ratio) else one for one in (before, now))
        rows.append(Row((place, each.field.label, each.unit, *shown, _grown(before, now)),
                        key=each.code))
    eve = days["上届"].last
    return headed(
        store, asked, code="terms", title="村“两委”换届对比表", columns=TERMS, rows=rows,
        when=as_of(asked), signatures=SIGNED, notes=(
            f"上届截至{show_day(eve)}（按多数人的任职日期，本届从次日起）；"
            "占比的增减是百分点，平均年龄按有出生日期的人计。",))


def _grown(before: Any, now: Any) -> str:
    """By how much; of shares in points."""
    if isinstance(now, Ratio):
        before, now = (percent(each.part, each.base) for each in (before, now))
    return "—" if None in (before, now) else now - before


def _term_figures(store: Store, asked: Asked) -> WrittenOut:
    known = {each.code: each for each in COMPARED}
    return WrittenOut(lambda label, keys, days: (
        known[str(keys[0])], _terms(store, days.last)[label], EVERYBODY
    ) if label in ("上届", "本届") and len(keys) == 1 else None)


def _payers(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """Every member with what was paid month by month, and until when."""
    return [(each.name, each.member.party_group,
             *(paid and MONEY.store(paid) for paid in each.months), each.paid_until,
             each.member.rowid) for each in dues_of_year(store, days.last.year, days.last)]


DUES = Listing(
    {"member": "x.id"}, _payers, (
        (Column(Person.field("name")), ""), (Column(Member.field("party_group")), ""),
        *((Column(Field(f"{month}月", MONEY, width=7), total=True), Written("", paid))
          for month, paid in enumerate(PAID_IN, 1)),
        (Column(OWED.field, total=True), OWED), (Column(PAID.field, total=True), PAID),
        (Column(Field("交至", width=8)), ""),
    ),
)


def _dues_say(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    """A blank month was not written down."""
    lines = dues_of_year(store, asked.day.year, asked.day)
    behind = "、".join(f"{each.name}（{each.unpaid_run}个月）" for each in lines
                      if each.unpaid_run >= UNPAID_WARNED)
    short = [each for each in lines if each.unpaid]
    notes = [
        f"{as_of(asked)}应交未交{sum(each.unpaid for each in short)}个月，"
        f"{MONEY.show(sum((each.lacking for each in short), Decimal()))}元。"] if short else []
    assumed = [each for each in lines if each.assumed]
    if assumed:
        notes.append(f"{len(assumed)}名党员没有写过应交数，按多数党员的"
                     f"{MONEY.show(assumed[0].assumed)}元一个月算。")
    if behind:
        notes.append(f"连续6个月没有交纳记录：{behind}，请核对（党章 第九条，参考）。")
    return {"measure": "元", "when": f"{asked.period.end.year}年", "signatures": SIGNED,
            "notes": ("空格是没有交纳记录，没有记录的月份也应交。", *notes)}


MEMBERSHIP_RETURNS = (
    listed("appraisals", "民主评议党员汇总表", "year", APPRAISALS, _grades_say, internal=False),
    Return("development", "发展党员台账", "half", DEVELOPMENT, development_list),
    Return("reserve", "村级后备干部名册", "year", RESERVE, reserve_list),
    listed("mobile", "流动党员名册", "half", MOBILE, _mobile_says),
    Return("officers", "村“两委”干部名册", "year", OFFICERS, officer_list),
    Return("terms", "村“两委”换届对比表", "year", TERMS, term_list, internal=False,
           since=LATEST, figures=_term_figures),
    listed("dues", "党费收缴表", "year", DUES, _dues_say),
)
