"""The forms by which a matter or a visit is written down and moves on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft, Record, field
from models.matters.ledger import add_problem, begin, lift
from models.matters.matter import (
    MATTER_KINDS,
    Handling,
    Matter,
    Overhaul,
    Step,
    assign,
    close,
    escalate,
    feed_back,
    handle,
    reopen,
    report,
)
from models.members.typed_names import owners_before
from models.office.village import policy
from models.pairing.pairing import PairingRole, pairings_on
from models.values.kinds import NOTE
from models.values.privacy import Privacy
from models.visits.visit import Visit, record_visit, visit_before, visit_reasons
from ui.kit.form import Pane
from ui.kit.lookups import household_finder, member_finder, offer, take_the_best

if TYPE_CHECKING:
    from models.keeping.store import Store


REPORT_FORM = ("kind", "what", "topic", "found", "household", "member", "source", "measure",
               "# 矛盾纠纷另填", "place", "parties", "claim", "risk")
OVERHAUL_PROBLEM_FORM = ("what", "topic", "measure", "found", "source", "star")

MatterKept = Callable[[Matter], object]
"""Told of the matter as it stands afterwards."""


@dataclass(frozen=True)
class Stage:
    """One step one can take: its title, the record its form is of, and the fields to fill in."""

    title: str
    layout: tuple[str, ...]
    begin: Callable[[Matter, date], Record | Draft[Any]]
    keep: Callable[[Store, int, Any, date], Matter]


def _step(kind: str, *, level: bool = False) -> Callable[[Matter, date], Draft[Step]]:
    def made(matter: Matter, today: date) -> Draft[Step]:
        return Draft(Step, {
            "matter": matter.id, "kind": kind, "day": today,
            "owner": matter.owner if level else None,
            "level": (matter.level or "village") if level else None})

    return made


STAGES: dict[str, Stage] = {
    "assign": Stage(
        "交办", ("owner", "level", "deadline", "words", "day"),
        _step(Handling.ASSIGNED, level=True),
        lambda store, row, typed, today: assign(
            store, row, typed.owner or "", typed.day, level=typed.level or "village",
            deadline=typed.deadline, words=typed.words or "", today=today),
    ),
    "escalate": Stage(
        "上报", ("level", "owner", "words", "deadline", "day"), _step(Handling.ESCALATED),
        lambda store, row, typed, today: escalate(
            store, row, typed.level or "village", typed.owner or "", typed.day,
            typed.words or "", deadline=typed.deadline, today=today),
    ),
    "handle": Stage(
        "办理", ("words", "day"), _step(Handling.HANDLED),
        lambda store, row, typed, today: handle(
            store, row, typed.day, typed.words or "", today=today),
    ),
    "close": Stage(
        "办结", ("result", "acceptor", Handling.CLOSED),
        lambda matter, today: matter.but(closed=today),
        lambda store, row, typed, today: close(
            store, row, typed.closed or today, typed.result or "", acceptor=typed.acceptor,
            today=today),
    ),
    "tell": Stage(
        "反馈", ("verdict", "note", "told"),
        lambda matter, today: matter.but(told=today, verdict="pleased", note=None),
        lambda store, row, typed, today: feed_back(
            store, row, typed.told or today, typed.verdict or "unreached",
            words=typed.note or "", today=today),
    ),
    "reopen": Stage(
        "重新办理", ("words", "day"), _step(Handling.REOPENED),
        lambda store, row, typed, today: reopen(
            store, row, typed.day, typed.words or "", today=today),
    ),
}


def stage_pane(
    store: Store, stage: str, matter: int, today: date, kept: MatterKept = lambda matter: None
) -> Pane[Any]:
    """The form of one step of a matter."""
    known, told = store.get(Matter, matter), STAGES[stage]

    def keep(typed: Any) -> None:
        kept(told.keep(store, matter, typed, today))

    title = f"{told.title}　{known.number or ''}"
    place = f"matter:{matter}:{stage}"
    pane = Pane(store, title, told.begin(known, today), told.layout, place, keep)
    if "owner" in pane.form.editors:
        offer(pane.form.editors["owner"], owners_before(store))
    return pane


def report_pane(
    store: Store, today: date, household: int | None = None, kept: MatterKept = lambda matter: None
) -> Pane[Matter]:
    """A form for a matter nobody was visited about."""
    matter = Draft(Matter, {"kind": "request", "found": today, "household": household,
                             "source": "群众来访"})
    told = policy(store, "matters", today)
    pane = Pane(store, "记事项", matter, REPORT_FORM, f"matter:new:{household or ''}",
                lambda typed: kept(report(store, typed, today=today)),
                {"household": household_finder(household), "member": member_finder(today)})
    offer(pane.form.editors["topic"], told["topics"])
    offer(pane.form.editors["risk"], told["risks"])
    take_the_best(pane.form)
    return pane


def measure_pane(store: Store, matter: int) -> Pane[Matter]:
    """一问题一对策: the measure of a problem, and what else is known of it."""
    layout = ("measure", "topic", "star", "note")
    return Pane(store, "写对策", store.get(Matter, matter), layout, f"matter:{matter}:measure",
                lambda typed: _save(store, typed))


def overhaul_pane(
    store: Store, overhaul: Overhaul | None, today: date
) -> Pane[Overhaul] | Pane[Matter]:
    """软弱涣散整顿: list the branch, or add a problem when it is listed."""
    if overhaul is None or overhaul.assessed is not None:
        return Pane(store, "列入软弱涣散整顿", Draft(Overhaul, {"listed": today}),
                    ("reason", "plan", "listed"), "overhaul:new",
                    lambda typed: begin(store, typed))
    row = overhaul.rowid
    pane = Pane(store, f"整顿问题　{overhaul.plan}",
                Draft(Matter, {"kind": "overhaul", "found": today}),
                OVERHAUL_PROBLEM_FORM, f"overhaul:{row}:problem",
                lambda typed: add_problem(store, row, typed, today=today))
    offer(pane.form.editors["topic"], policy(store, "matters", today)["weak"])
    return pane


def lift_pane(store: Store, overhaul: Overhaul, today: date) -> Pane[Overhaul]:
    """The assessment that ends an overhaul."""
    return Pane(store, f"整顿验收　{overhaul.plan}", overhaul.but(assessed=today),
                ("conclusion", "assessed"), f"overhaul:{overhaul.id}:lift",
                lambda typed: lift(store, overhaul.rowid, typed.assessed or today,
                                   typed.conclusion or ""))


def _save(store: Store, matter: Matter) -> None:
    with store.act(f"写对策：{matter.number}"):
        store.save(matter)


# ── a visit ──────────────────────────────────────────────────────────────────


VISIT_FORM = ("household", "member", "day", "way", "reason", "met", "said", "needs",
              "# 发现的问题（写了就成为一件事项）", "problem", "problem_kind", "topic")

VisitKept = Callable[[Visit, int | None], object]
"""Told of the visit that was kept, and of the matter found on it."""


class VisitEntry(Visit, table="visit", label="走访"):
    """A visit as it is typed, with the problem found on it."""

    problem: str | None = field("发现问题", NOTE, privacy=Privacy.SENSITIVE)
    problem_kind: str | None = field("问题类型", default="problem", options=MATTER_KINDS)
    topic: str | None = field("问题类别")


def visit_pane(
    store: Store, today: date, household: int | None = None, kept: VisitKept = lambda visit, row:
    None
) -> Pane[VisitEntry]:
    """A form for a visit; household, its main member, day and way are filled in when known."""
    main = _main_member(store, household, today)
    entry = Draft(VisitEntry, {
        "household": household, "member": main, "day": today, "entered": today})

    def keep(typed: VisitEntry) -> None:
        visit, matter = split(typed)
        kept(*record_visit(store, visit, matter))

    pane = Pane(store, "记走访", entry, VISIT_FORM, f"visit:new:{household or ''}", keep, {
        "household": household_finder(household), "member": member_finder(today, main),
    })
    pane.doubt = lambda typed: visit_before(store, split(typed)[0])
    editors = pane.form.editors
    offer(editors["reason"], visit_reasons(store, today))
    offer(editors["topic"], policy(store, "matters", today)["topics"])
    take_the_best(pane.form)
    if household is None:
        editors["household"].line.editingFinished.connect(
            lambda: _fill_in_member(store, pane, today)
        )
    elif main is not None:
        pane.setFocusProxy(editors["reason"])
    else:
        pane.setFocusProxy(editors["member"])
    return pane


def split(entry: VisitEntry) -> tuple[Visit, Matter | None]:
    """The visit of an entry, and the matter when a problem was written."""
    values = {each.name: getattr(entry, each.name) for each in Visit.fields()}
    visit = Visit(id=entry.id, **values)
    what = entry.problem or ""
    if not what.strip():
        return visit, None
    return visit, Matter(kind=entry.problem_kind or "problem", what=what,
                         topic=entry.topic, found=entry.day)


def _main_member(store: Store, household: int | None, day: date) -> int | None:
    if household is None:
        return None
    found = pairings_on(store, day, household=household)
    return next((each.member for each in found if each.role == PairingRole.MAIN), None)


def _fill_in_member(store: Store, pane: Pane[VisitEntry], today: date) -> None:
    """When the household is chosen, its main member is filled in, unless somebody is already."""
    household, member = (pane.form.editors[name] for name in ("household", "member"))
    if member.words() or not household.words().isdigit():
        return
    row = _main_member(store, int(household.words()), today)
    if row is not None:
        label = next(label for each, label in member_finder(today, row)(store, "") if each == row)
        member.know(row, label)
        member.put(str(row))
