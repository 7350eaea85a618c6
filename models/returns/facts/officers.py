"""What a form may ask of each officer of the two committees, and of each project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.economy.projects import Project, stage_on
from models.figures.catalogue import headings
from models.keeping.lasting import begun
from models.keeping.record import stood_on
from models.members.posts import Officer, officers
from models.registers.people import Person
from models.returns.facts.fact import Fact, FormSubject, fact, fields_of, lines, told
from models.returns.facts.people import NO, YES, YES_NO
from models.returns.facts.view import NOTHING, View
from models.values.days import age_on
from models.values.kinds import DAY, NOTE, NUMBER, Field

_PERSON = ("name", "sex", "ethnic", "id_number", "born", "education", "politics", "phone",
           "address")


def _of_person(name: str) -> Fact:
    of = Person.field(name)
    every = (*of.aliases, *headings().get(name, ()))
    return Fact(Field(of.label, of.kind, f"officer.{name}", aliases=every, options=of.options,
                      privacy=of.privacy),
                lambda _, row: getattr(row.person, name))


def _titles(body: str) -> Callable[[View, Officer], str]:
    return lambda _, row: row.titles(body) or NOTHING


def _whether(holds: Callable[[Officer], bool]) -> Callable[[View, Officer], str]:
    return lambda _, row: YES if holds(row) else NO


def _age(view: View, row: Officer) -> Any:
    return age_on(row.person.born, view.day) if row.person.born else None


OFFICERS = FormSubject("officer", "两委干部", (
    *map(_of_person, _PERSON), fact("officer.age", "年龄", _age, kind=NUMBER),
    fact("officer.branch", "党内职务", _titles("branch")),
    fact("officer.committee", "村委会职务", _titles("committee")),
    fact("officer.titles", "职务",
         lambda _, row: "、".join(title for _, title in row.posts) or NOTHING),
    fact("officer.since", "任职日期", lambda _, row: row.since, kind=DAY),
    fact("officer.joined", "入党时间", lambda _, row: row.joined, kind=Person.field("born").kind),
    fact("officer.division", "分工", lambda _, row: row.note, kind=NOTE),
    fact("officer.both", "是否交叉任职", _whether(lambda row: row.both), options=YES_NO),
    fact("officer.one", "是否一肩挑", _whether(lambda row: row.one_shoulder), options=YES_NO),
), lambda view: officers(view.store, view.day), keys=("officer.name",),
    title=("两委", "干部", "班子成员"))


_OWNER = "(SELECT name FROM person WHERE id = x.owner)"
_PROJECT = (
    *fields_of(Project, ("name", "since", "due", "content", "jobs", "beneficiaries"), "x",
               "project.", blank=None),
    told("project.finished", Project.field("finished"),
         "CASE WHEN x.finished <= :last THEN x.finished END"),
    told("project.stage", Project.field("stage"), f"""coalesce(nullif({stage_on('x', ':last')}, ''),
        CASE WHEN (SELECT count(*) FROM project_stage s WHERE s.project = x.id) < 2
             THEN x.stage END)""", blank=None),
    told("project.owner", "责任人", _OWNER, blank=None),
)
PROJECTS = FormSubject("project", "项目", _PROJECT, lines(
    "x.id", f"""{stood_on(Project, ':last')} x
        WHERE {begun(Project, 'x', ':last')} ORDER BY x.id""", _PROJECT),
    keys=("project.name",), title=("项目",))
