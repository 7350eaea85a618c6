"""A return of one's own: whom it lists, which fields and figures, kept and drawn like any other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.figures.catalogue import MEASURES
from models.figures.measure import VILLAGE, AnyMeasure, Days, Latest, Rate, this_year
from models.figures.reckon import parts
from models.figures.subject import SUBJECTS
from models.keeping.lasting import on
from models.keeping.record import Record, field, required, stood_on
from models.matters.matter import MATTER_KINDS
from models.meetings.kinds import known_kinds
from models.members.member import Member
from models.office.village import unit
from models.registers.people import HEAD, STAYS, Household, Person, peopled
from models.returns.listing import (
    GROUP_NAME,
    HEAD_NAME,
    HOUSEHOLD_NUMBER,
    Filled,
    Listing,
    Over,
    WorkedOut,
    listed,
)
from models.returns.returning import SPANS, Return
from models.returns.town_form.form_map import remember
from models.returns.town_form.kept import FormFigures, KeptForm, drawn, refuse_other_period
from models.values import clock
from models.values.kinds import DAY, LINK, Choices, Field
from models.values.privacy import Privacy
from models.values.problem import Invalid
from models.values.sheet import Column

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.returns.town_form.preparing import Prepared

CADENCES = Choices(asked="不定期", month="每月", quarter="每季", half="每半年", year="每年")
LISTED = Choices(**{each.code: each.title for each in SUBJECTS
                    if each.code != Person.table})
OWN = "own-"
"""What the codes of one's own returns begin with."""
MOST_COLUMNS, LONGEST_TITLE = 40, 40
SO_FAR = "+year"
"""Behind the code of a measure: from the beginning of the year, 累计."""


class OwnReturn(Record, table="own_return", label="自建报表"):
    """What was chosen; ``columns`` are codes of fields and measures in their order, as JSON.

    One that is a ``form`` of the town's that was kept has none: the form says them. Nothing is
    owed of what ended before the day ``since``.
    """

    title: str = required("表名", width=20)
    subject: str = required("每行是", options=LISTED, width=8)
    cadence: str = required("报送周期", options=CADENCES, width=8)
    columns: str = required("各栏")
    signers: str | None = field("签字栏", width=20)
    since: date | None = field("起报日期", DAY, width=11)
    form: int | None = field("表样", LINK)

    @property
    def code(self) -> str:
        """What the catalogue and the package call it."""
        return f"{OWN}{self.rowid}"

    @property
    def chosen(self) -> list[str]:
        """The codes of its columns."""
        found: list[str] = json.loads(self.columns)
        return found


@dataclass(frozen=True)
class SubjectLines:
    """The lines of one subject: where they stand, and the fields that can be shown of each."""

    behind: Mapping[str, str]
    source: str | WorkedOut
    fields: Mapping[str, tuple[Column, str]]


def _kinds(store: Store, days: Days) -> list[tuple[Any, ...]]:
    return [(each.title, each.code) for each in known_kinds(store, days.last)]


def _village(store: Store, _: Days) -> list[tuple[Any, ...]]:
    found = unit(store)
    return [(found.name if found else "", None)]


_THERE = on(Person, "s", ":last")
_PERSON = (Column(Person.field("sex")), "p.sex"), (Column(Person.field("phone")), "p.phone")
LINES = {
    VILLAGE: SubjectLines({VILLAGE: ""}, _village, {"name": (Column(Field("单位", width=14)), "")}),
    "group": SubjectLines({"group": "g.id"}, f"""FROM "group" g
                       WHERE g.kind = 'group' AND g.id IN {peopled(':last')}
                       ORDER BY g.place, g.id""",
                   {"name": (GROUP_NAME, "g.name")}),
    "household": SubjectLines(
        {"household": "h.id"},
        f"""FROM {stood_on(Household, ':last')} h LEFT JOIN "group" g ON g.id = h."group"
            WHERE {on(Household, 'h', ':last')} ORDER BY g.place, g.id, h.number""",
        {"group": (GROUP_NAME, "g.name"), "number": (HOUSEHOLD_NUMBER, "h.number"),
         "head": (HEAD_NAME, f"""(SELECT p.name FROM {STAYS} s JOIN person p ON p.id = s.person
             WHERE s.household = h.id AND s.relation = '{HEAD}' AND {_THERE} LIMIT 1)""")}),
    "member": SubjectLines(
        {"member": "m.id"},
        f"""FROM {stood_on(Member, ':last')} m JOIN person p ON p.id = m.person
            WHERE {on(Member, 'm', ':last')}
            ORDER BY m.party_group COLLATE counting NULLS LAST, m.id""",
        {"name": (Column(Field("姓名", width=8, privacy=Privacy.NAME)), "p.name"),
         "party_group": (Column(Member.field("party_group")), "m.party_group"),
         **{each[0].field.name: each for each in _PERSON}}),
    "kind": SubjectLines({"kind": ""}, _kinds,
                         {"title": (Column(Field("会议类型", width=16)), "")}),
    "matter-kind": SubjectLines(
        {"matter-kind": ""}, lambda *_: [(label, code) for code, label in MATTER_KINDS.pairs()],
        {"title": (Column(Field("事项类型", width=12)), "")}),
}


def measures_of(subject: str) -> list[AnyMeasure]:
    """What can be counted for a subject."""
    return [each for each in MEASURES
            if subject == VILLAGE or all(subject in one.source.subjects for one in parts(each))]


def column_of(subject: str, code: str) -> tuple[Column, Filled]:
    """The column of that code. :raises Invalid: there is none for the subject."""
    if code in LINES[subject].fields:
        return LINES[subject].fields[code]
    plain = code.removesuffix(SO_FAR)
    found = next((each for each in measures_of(subject) if each.code == plain), None)
    if found is None:
        raise Invalid({"columns": f"“{code}”不是{LISTED.label(subject)}可以填的栏，请去掉。"})
    total = not isinstance(found, Rate) and found.field.kind.numeric
    if plain == code:
        return Column(found.field, total=total), found
    so_far = replace(found.field, label=f"{found.field.label}（累计）")
    return Column(so_far, total=total), Over(found, this_year)


def columns_to_choose(subject: str) -> list[tuple[str, str]]:
    """What can stand in a column, with its code: the fields first, then every figure.

    What happens in a period can be told 累计, too; what there is on its last day can't.
    """
    fields = [(column.label, code) for code, (column, _) in LINES[subject].fields.items()]
    figures = []
    for each in measures_of(subject):
        words = f"{each.field.label}（{each.unit}）" if each.unit else each.field.label
        figures.append((words, each.code))
        if all(one.source.day and not isinstance(one.how, Latest) for one in parts(each)):
            figures.append((f"{words}　累计", f"{each.code}{SO_FAR}"))
    return [*fields, *figures]


def listing_of(own: OwnReturn) -> Listing:
    """The listing of what was chosen."""
    lines = LINES[own.subject]
    filled = tuple(column_of(own.subject, code) for code in own.chosen)
    source = lines.source
    if not isinstance(source, str):
        source = _only(source, [list(lines.fields).index(code) for code in own.chosen
                                if code in lines.fields])
    return Listing(lines.behind, source, filled)


def _only(worked_out: WorkedOut, places: Sequence[int]) -> WorkedOut:
    """The lines with the chosen of their words alone; what they are about stands last."""
    def answers(store: Store, days: Days) -> list[tuple[Any, ...]]:
        return [(*(line[at] for at in places), line[-1]) for line in worked_out(store, days)]

    return answers


def drawn_as(own: OwnReturn) -> Return:
    """The return of what was chosen, or of the form that was kept; this one stays inside."""
    form = own.form
    if form is not None:
        return Return(
            own.code, own.title, own.cadence, (),
            lambda store, asked: drawn(store, form, own.code, own.title, asked),
            inside=True, apart=own.cadence in SPANS, since=own.since,
            figures=lambda store, asked: FormFigures(store, form, asked))
    says = {"signatures": tuple(own.signers.split())} if own.signers else {}
    return listed(own.code, own.title, own.cadence, listing_of(own), says, since=own.since)


def keep(store: Store, own: OwnReturn) -> OwnReturn:
    """Keep a return of one's own; a new one is owed from the running period on.

    :raises Invalid: it has no column, or one that can't be; its name is too long; a form that was
        kept can't be filled in that rhythm.
    """
    if own.form is None:
        _refuse_columns(own)
    else:
        refuse_other_period(store, own.form, own.cadence, clock.today())
    if len(own.title) > LONGEST_TITLE:
        raise Invalid({"title": f"表名 {len(own.title)} 个字，最多 {LONGEST_TITLE} 个，请写短些。"})
    with store.act(f"自建报表：{own.title}"):
        return store.save(own if own.id or own.since else own.but(since=clock.today()))


def _refuse_columns(own: OwnReturn) -> None:
    if not own.chosen:
        raise Invalid({"columns": "还没有选栏目，请至少选一栏。"})
    if len(own.chosen) > MOST_COLUMNS:
        raise Invalid({"columns": f"选了 {len(own.chosen)} 栏，最多 {MOST_COLUMNS} 栏，一张纸放不下"
                                  "更多。请去掉一些，或分成两张表。"})
    listing_of(own)


def keep_form(
    store: Store, form: KeptForm, prepared: Prepared, title: str, cadence: str
) -> OwnReturn:
    """Keep a form of the town's, and what was decided about it, as a return of one's own.

    :raises Invalid: it was kept already, can't be filled in that rhythm, or is called too long.
    """
    known = next((each for each in store.find(OwnReturn, "form IS NOT NULL")
                  if each.form and store.get(KeptForm, each.form).blank == form.blank), None)
    if known is not None:
        raise Invalid({"title": f"这份表样已经留用，叫《{known.title}》，在目录里。"})
    with store.act(f"留用表样：{title}"):
        if prepared.decided:
            remember(store, prepared.form.map)
        return keep(store, OwnReturn(title=title, subject=VILLAGE, cadence=cadence, columns="[]",
                                     form=store.save(form).rowid))


def forget(store: Store, own: OwnReturn) -> None:
    """Take a return of one's own off the catalogue; what was sent of it stays."""
    with store.act(f"删去自建报表：{own.title}"):
        store.remove(own)
        if own.form is not None:
            store.remove(store.get(KeptForm, own.form))


def own_returns(store: Store) -> list[Return]:
    """The village's own, in the order they were made."""
    return [drawn_as(each) for each in store.find(OwnReturn)]
