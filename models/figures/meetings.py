"""Meetings and activities in figures: how many there were, who was due at them and who came."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from models.activities.activity import ACTIVITY_KINDS
from models.figures.measure import (
    AnyMeasure,
    Condition,
    Counted,
    Days,
    How,
    Measure,
    Rate,
    Source,
    Total,
    worked_out,
)
from models.keeping.lasting import on
from models.meetings.attendance import CAME, NOT_DUE, STATUSES
from models.meetings.due_list import consecutive_absences
from models.meetings.kinds import TALK, all_kinds, every_kind, known_kinds
from models.meetings.meeting import fallen_between, kind_title, why_fallen
from models.members.member import Member
from models.office.star_sets import STARS
from models.values.kinds import NUMBER, TEXT, Field

if TYPE_CHECKING:
    from models.keeping.store import Store


def _in(column: str, codes: frozenset[str]) -> str:
    marks = ", ".join(f"'{each}'" for each in sorted(codes))
    return f"coalesce({column}, '') IN ({marks})"


def _called(store: Store, days: Days) -> str:
    lessons = [(each.code, each.title) for each in known_kinds(store, days.last)
               if each.three_lessons]
    return f"""meeting x LEFT JOIN {worked_out(('kind', 'title'), lessons)} l ON l.kind = x.kind
               LEFT JOIN {_fallen(store, days)} f ON f.meeting = x.id"""


def _fallen(store: Store, days: Days) -> str:
    fallen = [(row, why_fallen(why)) for row, (_, why) in fallen_between(
        store, *days.around).items()]
    return worked_out(("meeting", "why"), fallen)


_HELD = Condition("f.meeting IS NULL", "{}", "f.why")
"""One that too few came to was called and not held: it is counted nowhere."""

MEETING = Source("meeting", _called, {"meeting": "x.id", "kind": "x.kind"}, day="x.held",
                 where=(_HELD,))
HELD = Measure("meetings", Field("次数", NUMBER, width=5), "次", MEETING)
LESSONS = Measure("meetings.lessons", Field("三会一课次数", NUMBER, width=7), "次", MEETING,
                  (Condition("l.kind IS NOT NULL"),))

_SEATS = f"""(SELECT 'attendance' AS "table", id, meeting, person, status, 1 AS due,
                     {_in('status', CAME)} AS came FROM attendance
              WHERE NOT {_in('status', NOT_DUE)}
              UNION ALL SELECT 'meeting', id, id, NULL, NULL, due_count, present_count FROM meeting
              WHERE id NOT IN (SELECT meeting FROM attendance))"""
"""Everybody due at a meeting, or how many were where nobody is named."""



def _seated(store: Store, days: Days) -> str:
    party = {each.code for each in every_kind(store) if each.of_the_party}
    return f"""{_SEATS} x JOIN meeting m ON m.id = x.meeting
        LEFT JOIN {_fallen(store, days)} f ON f.meeting = x.meeting
        LEFT JOIN {worked_out(('kind',), [(each,) for each in party])} k ON k.kind = m.kind"""


SEAT = Source(
    "attendance", _seated,
    {"meeting": "x.meeting", "kind": "m.kind", "person": "x.person",
     "member": "(SELECT max(b.id) FROM member b WHERE b.person = x.person)"},
    day="m.held", where=(_HELD,), of='x."table"',
)
_CAME = Condition("coalesce(x.came, 0)", "没有到会")
DUE = Measure("meetings.due", Field("应到人次", NUMBER, width=7), "人次", SEAT,
              how=Total("coalesce(x.due, 0)"))
CAME_TO = Measure("meetings.came", Field("实到人次", NUMBER, width=7), "人次", SEAT, (_CAME,),
                  Total("x.came"))
TURNOUT = Rate("meetings.rate", Field("出勤率", TEXT, width=8), CAME_TO, DUE, "应到人次")

WHO_CAME: tuple[AnyMeasure, ...] = (DUE, CAME_TO, TURNOUT)


def _seats(code: str, label: str, *where: Condition) -> Measure:
    """Of the meetings members come to as members: to others some come as officers or villagers."""
    return Measure(f"party-meetings.{code}", Field(label, NUMBER, width=6), "次", SEAT, (
        Condition("x.person IS NOT NULL"), Condition("k.kind IS NOT NULL", "不是党内会议"), *where))


_STATUS = " ".join(f"WHEN '{code}' THEN '{label}'" for code, label in STATUSES.pairs())


def _marked(code: str, label: str) -> Measure:
    return _seats(code, label, Condition(
        f"coalesce(x.status, '') = '{code}'", "{}",
        f"CASE x.status {_STATUS} ELSE '没有签到记录' END"))


PARTY_DUE = _seats("due", "党内会议应到")
PARTY_CAME = _marked("present", "党内会议到会")
PARTY_TURNOUT = Rate("party-meetings.rate", Field("党内会议出勤率", TEXT, width=8), PARTY_CAME,
                     PARTY_DUE, "应到的党内会议")
ON_LEAVE, ABSENT, IN_WRITING = (_marked(*each) for each in (
    ("leave", "党内会议请假"), ("absent", "党内会议缺席"), ("written", "党内会议书面意见")))
OF_THE_PARTY: tuple[AnyMeasure, ...] = (PARTY_DUE, PARTY_CAME, PARTY_TURNOUT)


def _runs(store: Store, days: Days) -> str:
    """The absences one after another that last until the last day."""
    seats = [(row,) for each in consecutive_absences(store, days.last) for row in each.seats]
    return f"""attendance x JOIN {worked_out(('id',), seats)} r ON r.id = x.id
               JOIN member b ON b.person = x.person AND {on(Member, 'b', ':last')}"""


RUN = Measure("absences.run", Field("连续缺席次数", NUMBER, width=8), "次", Source(
    "attendance", _runs, {"member": "b.id", "person": "x.person"}))

_SIGNED = Condition(
    "x.due_count IS NOT NULL OR EXISTS (SELECT 1 FROM attendance a WHERE a.meeting = x.id)",
    "没有签到记录，请补签到")
"""What the stars ask of a meeting beside that it was held."""


def _signed(code: str, label: str, *where: Condition) -> Measure:
    return Measure(f"meetings.{code}", Field(label, NUMBER, width=8), "次", MEETING,
                   (*where, _SIGNED))


@cache
def of_kind(code: str) -> Measure:
    """The meetings of one kind that were held, with who came written down."""
    return _signed(code, f"{kind_title(code)}次数", Condition(f"x.kind = '{code}'"))


SIGNED = _signed("signed", "有签到的会议次数")

TALKS = Measure("talks", Field("谈心谈话", NUMBER, width=7), "次", Source(
    "talk", f"""(SELECT 'talk' AS "table", id, on_day FROM talk UNION ALL
                 SELECT 'meeting', id, held FROM meeting WHERE kind = '{TALK}') x""",
    {"kind": f"'{TALK}'"}, day="x.on_day", of='x."table"'))
"""Those noted by themselves, and the meetings of that name."""

MEETING_MEASURES: tuple[AnyMeasure, ...] = (
    HELD, LESSONS, *WHO_CAME, *OF_THE_PARTY, ON_LEAVE, ABSENT, IN_WRITING, RUN, TALKS, SIGNED,
    *map(of_kind, dict.fromkeys(each.code for each in all_kinds() if each.code != TALK)))


# ── 活动与培训: of which kind, for which star


ACTIVITY = Source("activity", "activity x", {"activity": "x.id", "activity-kind": "x.kind"},
                  day="x.on_day")
_LINES = Counted()


def _activities(
    code: str, label: str, unit: str, *where: Condition, how: How = _LINES
) -> Measure:
    return Measure(code, Field(label, NUMBER, width=8), unit, ACTIVITY, where, how)


def for_star(star: str) -> tuple[Condition, ...]:
    """That a record ``x`` was written down for a star; of another star it is not even near."""
    return (Condition(f"coalesce(x.star, '') IN ('', '{star}', '{STARS.label(star)}')"),
            Condition("coalesce(x.star, '') <> ''", "没有注明对应星"))


ACTIVITIES = _activities("activities", "活动场次", "次")
TRAININGS = _activities("activities.training", "培训场次", "场", Condition("x.kind = 'training'"))
CLEANINGS = _activities("activities.cleaning", "清洁家园行动次数", "次",
                        Condition("x.kind = 'cleaning'"))
_COUNTED_APART = {"training", "cleaning", "night", "other"}
OF_OTHER_KINDS = tuple(
    _activities(f"activities.of.{code}", f"{label}次数", "次", Condition(f"x.kind = '{code}'"))
    for code, label in ACTIVITY_KINDS.pairs() if code not in _COUNTED_APART)
TRAINED_TIMES = _activities(
    "activities.training.times", "培训人次", "人次", Condition("x.kind = 'training'"),
    Condition("coalesce(x.times, x.people) IS NOT NULL", "没有填人数"),
    how=Total("coalesce(x.times, x.people)"))
TOOK_PART, ATTENDED = (
    _activities(f"activities.{column}", label, unit,
                Condition(f"x.{column} IS NOT NULL", f"没有填{label}"), how=Total(f"x.{column}"))
    for column, label, unit in (("people", "活动参加人数", "人"), ("times", "活动人次", "人次")))


@cache
def activities_for(star: str) -> Measure:
    """The activities for one star."""
    return _activities(f"activities.{star}", f"{STARS.label(star)}活动", "次", *for_star(star))


ACTIVITY_MEASURES = (ACTIVITIES, TRAININGS, CLEANINGS, *OF_OTHER_KINDS, TRAINED_TIMES,
                     TOOK_PART, ATTENDED,
                     *(activities_for(star) for star, _ in STARS.pairs()))
