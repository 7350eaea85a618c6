"""A village that works for its stars: known records, and a town's standard with 52 items."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from importers.lists.listing import read_list
from importers.lists.rules import STANDARD
from models.activities.activity import Activity, ActivityPerson
from models.intake.rules import take_in_standard
from models.keeping.store import Store
from models.matters.matter import Matter, Step
from models.meetings.meeting import Attendance, Meeting, hold
from models.members.member import Member
from models.office.star_sets import star_set
from models.office.village import Group, Unit
from models.pairing.pairing import Pairing
from models.registers.people import Household, Person
from models.stars.drafting import draft, keep, under_head
from models.stars.plan import Plan, aim_at, assign, keep_plan
from models.stars.progress import answer
from models.stars.standard import Standard, items
from models.visits.visit import Visit

YEAR = 2026
HEADS = ("缑树林", "鲁文贵", "茹秀兰", "逄国强", "麻桂英", "晁建军", "郗树林", "仝文贵")
ITEMS = {"branch": 11, "industry": 10, "ecology": 10, "safety": 11, "culture": 10}
CLAUSES = 94


def settle(store: Store) -> list[Person]:
    """Eight households in two groups; the heads of the first four are members of the branch."""
    people = []
    with store.act("建村"):
        store.save(Unit(name="槐树庄村", town="柳河镇", star_set="rural"))
        for place in (1, 2):
            store.save(Group(name=f"第{place}组", place=place))
        for at, name in enumerate(HEADS):
            home = store.save(Household(number=f"{at + 1:03}", group=at // 4 + 1)).id
            people.append(store.save(Person(name=name, household=home, relation="02")))
        for each in people[:4]:
            store.save(Member(person=each.rowid))
    return people


def work(store: Store, people: list[Person]) -> None:
    """A quarter's records: 3 members' meetings (one too thin), 4 pairings, visits, 2 disputes."""
    with store.act("一季度"):
        _meet(store, people)
        _look_after(store)
        _be_active(store, people)


def _meet(store: Store, people: list[Person]) -> None:
    for month, came in ((1, 4), (2, 4), (3, 1)):
        day = date(YEAR, month, 10)
        rows = [
            Attendance(meeting=0, person=each.rowid,
                       status="present" if place < came else "absent")
            for place, each in enumerate(people[:4])
        ]
        hold(store, Meeting(kind="party-meeting", held=day, title="学习讨论", entered=day), rows)


def _look_after(store: Store) -> None:
    for at in range(4):
        store.save(Pairing(member=at + 1, household=at + 5, since=date(YEAR, 1, 5)))
    for home in (5, 6, 6):
        day = date(YEAR, 2, 3)
        store.save(Visit(member=1, household=home, day=day, entered=day))
    for closed in (date(YEAR, 2, 20), None):
        kept = store.save(Matter(
            kind="dispute", what="宅基边界", found=date(YEAR, 2, 8), closed=closed,
            state="closed" if closed else "assigned", owner="缑树林", deadline=date(YEAR, 3, 1)))
        store.save(Step(matter=kept.rowid, kind="found", day=kept.found, deadline=kept.deadline))
        if closed:
            store.save(Step(matter=kept.rowid, kind="closed", day=closed))


def _be_active(store: Store, people: list[Person]) -> None:
    day = date(YEAR, 3, 6)
    training = store.save(
        Activity(kind="training", on_day=day, theme="大棚技术", people=12, entered=day))
    for each in people[:3]:
        store.save(ActivityPerson(activity=training.rowid, person=each.rowid))
    for week in range(5):
        day = date(YEAR, 1, 9) + timedelta(weeks=week)
        store.save(Activity(kind="cleaning", on_day=day, theme="清洁家园", star="生态宜居星",
                            entered=day))


def plan_year(store: Store, standard: Standard, people: list[Person]) -> Plan:
    """A plan with owners and deadlines for every item, aiming at three stars."""
    with store.act("定计划"):
        plan = keep_plan(
            store,
            Plan(
                year=standard.year,
                standard=standard.rowid,
                made=date(standard.year, 1, 4),
                strengths="班子团结",
                reached="组织生活正常",
                gaps="集体经济薄弱",
                goals="争创三星",
                measures="发展大棚",
                guide="包村干部甲",
            ),
        )
        for place, star in enumerate(("branch", "ecology", "culture")):
            aim_at(store, plan, star, owner=people[place].id, due=date(standard.year, 11, 30))
        for place, item in enumerate(items(store, standard.rowid)):
            assign(
                store,
                plan,
                item.task.rowid,
                owner=people[place % 4].id,
                due=date(standard.year, 2 + place % 10, 28),
                days=2 + place % 5,
            )
    return plan


def town_rows(*, changed: bool = False) -> list[tuple[str, str, str, list[tuple[str, ...]]]]:
    """(star, number, item, clauses): 52 items, 94 clauses; ``changed`` as changed mid-year."""
    chosen = star_set("rural")
    rows, number, left = [], 0, CLAUSES
    items_left = sum(ITEMS.values())
    for star, count in ITEMS.items():
        for place in range(1, count + 1):
            number += 1
            many = 2 if left - items_left > 0 else 1
            left, items_left = left - many, items_left - 1
            title = f"{chosen.label_of(star)[:4]}任务{place}"
            rows.append(
                (
                    chosen.label_of(star),
                    str(number),
                    title,
                    [_clause(star, place, one) for one in range(1, many + 1)],
                )
            )
    return _changed(rows) if changed else rows


def _clause(star: str, place: int, one: int) -> tuple[str, ...]:
    if (star, place, one) == ("branch", 1, 1):
        return (
            "按期召开支部党员大会",
            "一般每季度一次",
            "会前通知、会后归档",
            "频次",
            "党员大会 4 次/年",
            "组织生活台账",
        )
    if (star, place, one) == ("branch", 2, 1):
        return (
            "党员联系农户",
            "联户有记录",
            "每户有人联",
            "比例",
            "联户覆盖率 100%",
            "党员联户台账",
        )
    if (star, place, one) == ("safety", 1, 1):
        return ("矛盾纠纷就地化解", "件件有结果", "就地解决", "比例", "化解率 100%",
                "矛盾纠纷台账")
    if (star, place, one) == ("culture", 1, 1):
        return ("星级文明户评选", "有公示", "年年评选", "比例", "60%", "")
    return (f"第{place}项第{one}条工作落实到位", "工作有安排有记录", "责任到人", "判定", "", "")


def _changed(
    rows: list[tuple[str, str, str, list[tuple[str, ...]]]],
) -> list[tuple[str, str, str, list[tuple[str, ...]]]]:
    """One target raised, one clause reworded, one dropped, one added."""
    found = [(star, number, title, list(clauses)) for star, number, title, clauses in rows]
    first = found[0][3][0]
    found[0][3][0] = (*first[:4], "党员大会 6 次/年", first[5])
    found[2][3][0] = ("第3项第1条工作全面落实到位见成效", *found[2][3][0][1:])
    del found[3][3][1]
    found[-1][3].append(("新增移风易俗积分管理办法", "有办法", "村民会议通过", "判定", "", ""))
    return found


def town_standard(
    store: Store, folder: Path, *, changed: bool = False, year: int = YEAR
) -> Standard:
    """The town's standard, taken in."""
    path = write_town_workbook(folder / "标准.xlsx", changed=changed, year=year)
    take_in_standard(store, read_list(path, STANDARD), today=date(year, 1, 1))
    return max(store.find(Standard), key=lambda each: each.rowid)


def write_town_workbook(path: Path, *, changed: bool = False, year: int = YEAR) -> Path:
    """The standard as a town sends it: title, two rows of headings, merged cells."""
    path.write_bytes(_town_workbook(changed, year))
    return path


@cache
def _town_workbook(changed: bool, year: int) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "创建标准表"
    sheet["A1"] = f"柳河镇{year}年农村“五星”支部创建标准表"
    sheet.merge_cells("A1:I1")
    upper = ("星级", "序号", "重点任务", "具体内容", "标准", "", "计量", "", "数据来源")
    lower = ("", "", "", "", "评定标准", "创建要求", "计量类型", "目标值", "")
    for column, (above, below) in enumerate(zip(upper, lower, strict=True), 1):
        sheet.cell(2, column, above or None)
        sheet.cell(3, column, below or None)
    for cells in ("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:H2", "I2:I3"):
        sheet.merge_cells(cells)
    _fill(sheet, town_rows(changed=changed))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet, rows) -> None:
    at, star_top, star_now = 4, 4, rows[0][0]
    for star, number, title, clauses in rows:
        if star != star_now:
            sheet.merge_cells(f"A{star_top}:A{at - 1}")
            star_top, star_now = at, star
        for place, clause in enumerate(clauses):
            first = [star, number, title] if place == 0 else [None] * 3
            if at != star_top:
                first[0] = None
            for column, value in enumerate([*first, *clause], 1):
                sheet.cell(at + place, column, value or None)
        if len(clauses) > 1:
            for letter in "BC":
                sheet.merge_cells(f"{letter}{at}:{letter}{at + len(clauses) - 1}")
        at += len(clauses)
    sheet.merge_cells(f"A{star_top}:A{at - 1}")
    sheet.cell(at, 1, "说明：本表由镇党建办负责解释")


def four(store: Store) -> Standard:
    """80 clauses under four heads of its own."""
    rows = [{"星": head, "序号": str(at), "项": f"{head}第{at}项", "条": f"第{at}条",
             "创建要求": "补齐"}
            for at, head in enumerate(("标准化", "规范化", "信息化", "品牌化") * 20, 2)]
    rows.sort(key=lambda each: each["星"])
    return keep(store, draft(Standard(year=2026, star_set="四化", title="四化标准"),
                             under_head(rows)))


def meet(store: Store, standard: Standard, many: int, day: date) -> None:
    """Say of so many clauses of a standard that they are met."""
    clauses = [clause for item in items(store, standard.rowid) for clause in item.clauses]
    with store.act("自查"):
        for clause in clauses[:many]:
            answer(store, clause, state="done", rating="met", on_day=day)
