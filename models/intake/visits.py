"""A list of visits taken in; a problem written in a line becomes a matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.intake.listed import Intake, ReadLine, Registers, Unresolved, take_lines, value_of
from models.office.village import Group
from models.registers.people import Household, Person
from models.values.kinds import NOTE, Field
from models.visits.visit import Visit, problem_of, record_visit

if TYPE_CHECKING:
    from models.keeping.store import Store

READ = ("day", "way", "reason", "met", "said", "needs")

VISIT_HEADINGS: tuple[tuple[str, Field], ...] = (
    ("member", Visit.field("member")), ("number", Household.field("number")),
    ("head", Field("户主", aliases=("户主姓名", "被走访户", "走访对象", "联系户"))),
    ("group", Group.field("name")), ("id_number", Person.field("id_number")),
    ("problem", Field("发现问题", NOTE, aliases=("问题", "反映问题", "存在问题"))),
    *((name, Visit.field(name)) for name in READ),
)
"""What a column may be headed, by the name its values go under."""


def take_in_visits(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Write the visits of a list down, in one act; a visit known already is left as it is."""
    registers = Registers(store)

    def take(line: ReadLine) -> str:
        values = {name: value_of(line, Visit.field(name)) for name in READ}
        if values["day"] is None:
            raise Unresolved("day", "走访日期还没有填，请填年月日。")
        visit = Visit(member=registers.member(line), household=registers.household(line),
                      entered=today, **(values | {"way": values["way"] or "home"}))
        if store.count("visit", "member = ? AND household = ? AND day = ?",
                       (visit.member, visit.household, visit.day.isoformat())):
            return "unchanged"
        record_visit(store, visit, problem_of(line.values.get("problem", ""), visit.day))
        return "created"

    return take_lines(store, "导入走访登记", lines, take, dry_run=dry_run, strict=strict)
