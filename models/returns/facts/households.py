"""What a form may ask of each group, household, and pairing of a member and a household."""

from __future__ import annotations

from models.figures import registers
from models.figures.liaison import SOLVED
from models.figures.matters import SOLVED_OF_FOUND
from models.figures.measure import AnyMeasure, Measure
from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.matters.ledger import stands
from models.matters.matter import VERDICTS, Matter
from models.members.member import Member
from models.office.village import Group, groups
from models.pairing.pairing import Pairing, PairingRole
from models.registers.people import Household, peopled
from models.returns.facts.fact import (
    POINTS_OF_HOME,
    Fact,
    FormLine,
    FormSubject,
    again,
    fact,
    fields_of,
    lines,
    measured,
    of_subject,
    told,
)
from models.returns.facts.people import (
    GONE_TO,
    HOME,
    MEMBER,
    NO,
    OF_DUTY,
    TITLES,
    YES,
    YES_NO,
    files,
)
from models.returns.facts.view import IN_ORDER, NOTHING, OF_HOME, THERE, View
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.counting_order import natural_key
from models.values.kinds import NOTE
from models.values.privacy import Privacy
from models.visits.visit import Visit


def _named(view: View, label: str) -> Group | None:
    for each in groups(view.store):
        if natural_key(_bare(each.name)) == natural_key(_bare(label)):
            return each
    return None


def _groups(view: View) -> list[Group]:
    """Those that a household had been put in by the day, and before there was any, all."""
    settled = {row for (row,) in view.store.query(f"SELECT * FROM {peopled(':day')}", view.asked)}
    return [each for each in groups(view.store) if each.id in settled or not settled]


def _bare(name: str) -> str:
    return name.removeprefix("第").removesuffix("村民小组").removesuffix("组")


def _group(measure: Measure, *aliases: str) -> Fact:
    return measured(measure, "", *aliases, subject="group")


GROUPS = FormSubject(
    "group", "村民小组", (
        fact("group.name", "组别", lambda _, row: row.name),
        *map(_group, (registers.HOUSEHOLDS, registers.PEOPLE, registers.MEMBERS)),
        *(_group(registers.BY_CATEGORY[each.code],
                 *(f"{each.label}{more}" for more in ("", "数", "户数")))
          for each in HOUSEHOLD_CATEGORY if each.code != "YB"),
        *of_subject("group", GONE_TO),
    ), _groups, _named, keys=("group.name",), title=("分组", "各组"),
)


# ── households and pairings ──────────────────────────────────────────────────


def _partner(role: str, said: str = "name", most: int = -1) -> str:
    """Of the members who look after a household in a role, 、 between them; ``most`` of them."""
    return f"""(SELECT group_concat({said}, '、') FROM (
        SELECT w.{said} FROM pairing x JOIN member b ON b.id = x.member
        JOIN person w ON w.id = b.person WHERE x.household = h.id AND x.role = '{role}'
          AND {on(Pairing, 'x', ':day')} AND {on(Member, 'b', ':day')}
        ORDER BY x.since, x.id LIMIT {most}))"""


def _partner_phone(_: View, line: FormLine) -> str | None:
    return line.said[_PHONE] if line.said[_MAIN] else NOTHING


_MAIN, _PHONE = _partner(PairingRole.MAIN), _partner(PairingRole.MAIN, "phone", 1)
HOUSEHOLD: tuple[Fact, ...] = (
    *HOME, told("partner", "联户党员", _MAIN),
    told("partner.standin", "备联党员", _partner(PairingRole.STANDIN)),
    fact("partner.phone", "联户党员电话", _partner_phone, sql=_PHONE, privacy=Privacy.PHONE),
    *of_subject("household", GONE_TO), *POINTS_OF_HOME,
)

HOUSEHOLDS = FormSubject("household", "户", HOUSEHOLD, lines(
    "h.id", lambda view: f"""{stood_on(Household, ':day')} h {OF_HOME}
        WHERE {THERE} AND ({view.about})
                             ORDER BY {IN_ORDER}""", HOUSEHOLD),
    keys=("number", "head.name"), title=("户", "积分"))


_PAIR = (
    *again((each for each in MEMBER if each.name.startswith("member.")
            or each.name in ("sex", "phone", "id_number")), "by.", "党员"),
    *HOME, *fields_of(Pairing, ("since", "role", "basis"), "x", "pairing.", blank=None),
    *of_subject("pairing", GONE_TO),
)

PAIRS = FormSubject("pairing", "联户", _PAIR, lines(
    "x.id", lambda view: f"""pairing x JOIN {files(view, 'x.member')} {OF_DUTY}
        JOIN {stood_on(Household, ':day')} h ON h.id = x.household AND {THERE} {OF_HOME}
        WHERE {on(Pairing, 'x', ':day')} AND ({view.about})
        ORDER BY f.place, x.role, {IN_ORDER}, x.since, x.id""", _PAIR, 'm."job"', "f.id", "h.id"),
    title=("联户台账", "联户花名册", "联户名册", "结对"),
    within={"household": "h.id", "member": "f.id"})


# ── visits and matters ────────────────────────────────────────────────────────


_PLAIN = "党员"
"""What a visitor without an office is called."""
_OF_HOME = tuple(each for each in HOME if not each.name.startswith("is."))
_FOUND = "(SELECT count(*) FROM matter t WHERE t.visit = v.id)"


def _joined(name: str, label: str, of: str) -> Fact:
    """What was said of the matters found on a visit, ； between them; blank where none was."""
    said = f"""(SELECT group_concat(words, '；') FROM (
        SELECT {of} AS words FROM matter t WHERE t.visit = v.id ORDER BY t.id))"""
    return fact(name, label, lambda _, line: line.said[said] if line.said[_FOUND] else NOTHING,
                kind=NOTE, sql=said)


def _is(name: str, label: str, measure: AnyMeasure, subject: str) -> Fact:
    def read(view: View, line: FormLine) -> str:
        if line.said.get(_FOUND) == 0:
            return NOTHING
        return YES if view.figure(measure, subject, line.id) else NO

    return fact(name, label, read, options=YES_NO)


VISIT = (
    *_OF_HOME, *fields_of(Visit, ("day",), "v", "visit."),
    told("visit.member", "走访人", "p.name", blank=None),
    told("visit.title", "职务",
         f"CASE WHEN f.id IS NOT NULL THEN coalesce({TITLES}, '{_PLAIN}') END", blank=None),
    told("visit.phone", "走访人电话", "p.phone", blank=None, privacy=Privacy.PHONE),
    *fields_of(Visit, ("way", "reason", "met", "said", "needs"), "v", "visit."),
    _joined("visit.problem", "反映问题", "nullif(t.what, '')"),
    _joined("visit.measure", "解决措施", "coalesce(nullif(t.measure, ''), t.result)"),
    _is("visit.solved", "是否解决", SOLVED, "visit"),
)

VISITS = FormSubject("visit", "走访", VISIT, lines(
    "v.id", lambda view: f"""visit v LEFT JOIN {stood_on(Household, ':day')} h
        ON h.id = v.household AND {THERE} {OF_HOME} LEFT JOIN {files(view, 'v.member')}
        WHERE v.day BETWEEN :first AND :last AND ({view.about}) ORDER BY v.day, v.id""",
    VISIT, _FOUND, "f.id", "h.id"), title=("走访登记", "走访记录", "走访台账", "走访明细"),
    within={"household": "h.id", "member": "f.id"})


_MATTER = ("number", "kind", "topic", "what", "found", "source", "place", "parties", "claim",
           "risk", "star", "measure", "state", "level", "owner", "deadline", "acceptor", "told")
_RESULT = """coalesce((SELECT e.words FROM matter_step e WHERE e.matter = t.id
    AND e.kind = 'closed' AND e.day = w.day ORDER BY e.id DESC LIMIT 1), t.result)"""
"""How it was closed, though it was opened again since."""
_VERDICT = f"""coalesce((SELECT CASE {" ".join(
        f"WHEN e.words = '{word}' OR e.words LIKE '{word}；%' THEN '{code}'"
        for code, word in VERDICTS.pairs())} END
    FROM matter_step e WHERE e.matter = t.id AND e.kind = 'told' AND e.day <= :last AND e.id > (
        SELECT coalesce(max(x.id), 0) FROM matter_step x
        WHERE x.matter = t.id AND x.kind = 'reopened' AND x.day <= :last)
    ORDER BY e.id DESC LIMIT 1), CASE WHEN coalesce(t.told, :last) <= :last THEN t.verdict END)"""
"""What the household said of it by then, though it was opened again since."""
_CASE = (*fields_of(Matter, _MATTER, "t", "matter."), *(
    told(f"matter.{each}", Matter.field(each),
         f"CASE WHEN w.kind = 'closed' THEN {said} END")
    for each, said in (("closed", "w.day"), ("result", _RESULT), ("verdict", _VERDICT))),
         _is("matter.solved", "是否办结", SOLVED_OF_FOUND, "matter"), *_OF_HOME)

MATTERS = FormSubject("matter", "事项", _CASE, lines(
    "t.id", f"""matter t LEFT JOIN ({stands(':last')}) w ON w.matter = t.id
        LEFT JOIN {stood_on(Household, ':day')} h ON h.id = t.household AND {THERE}
        {OF_HOME}
        WHERE t.found BETWEEN :first AND :last ORDER BY t.found, t.id""", _CASE, "h.id"),
    title=("问题台账", "事项台账", "诉求台账", "矛盾", "纠纷", "销号"),
    within={"household": "h.id"})
