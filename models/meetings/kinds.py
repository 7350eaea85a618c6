"""The kinds of meeting: those shipped and the village's own, who is due at each, and when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.settings import set_setting, setting
from models.meetings.rules import Rule, Share, all_rules, rule_from
from models.values import clock
from models.values.codes import Labelled
from models.values.periods import Citation, Period, Span, Validity, validity
from models.values.problem import Problem
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store


KINDS_FILE = "meetings/kinds.toml"

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cadence:
    """How often a rule asks for a meeting: ``times`` in each week, month, quarter or year.

    ``weekday`` (1 Monday … 7 Sunday) fixes the day of a weekly meeting.
    """

    every: Span
    times: int = 1
    weekday: int | None = None


TALK, PARTY_DAY, COMMITTEE = "talk", "party-day", "committee"
VILLAGERS, REPRESENTATIVES, GROUP_MEETING = "villagers", "representatives", "group-meeting"
"""The kinds of resources/meetings/kinds.toml that are asked for by name."""


class Audience(Labelled):
    """Who should come to a kind of meeting."""

    MEMBERS = "members", "全体党员"
    COMMITTEE = "committee", "支部委员"
    PARTY_GROUP = "party-group", "本党小组党员"
    LECTURE = "lecture-audience", "党员和积极分子"
    BOTH_COMMITTEES = "both-committees", "村两委"
    ADULTS = "adults", "成年村民"
    REPRESENTATIVES = "representatives", "村民代表"
    GROUP_ADULTS = "group-adults", "本组成年村民"
    SUPERVISORS = "supervisors", "监委会成员"
    CADRES = "cadres", "村干部"


@dataclass(frozen=True)
class MeetingKind:
    """One kind of meeting; ``due`` names who should come, ``purposes`` the votes it may hold.

    ``three_lessons``: belongs to 三会一课. Without a cadence it is held when needed.
    ``mark`` as for :class:`models.meetings.rules.Rule`.
    """

    code: str
    title: str
    due: Audience
    who: str
    cadence: Cadence | None
    purposes: tuple[str, ...]
    three_lessons: bool
    validity: Validity
    source: Citation
    mark: str
    note: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def of_the_party(self) -> bool:
        """Whether members come to it as members; to others some come as officers or villagers."""
        return self.due in (Audience.MEMBERS, Audience.COMMITTEE, Audience.PARTY_GROUP,
                            Audience.LECTURE)

    @property
    def basis(self) -> str:
        """The source as people read it, with its mark."""
        return f"依据{self.source}（{self.mark}）" if self.mark else f"依据{self.source}"


@dataclass(frozen=True)
class MeetingSlot:
    """One meeting that a cadence asks for: any day from ``first`` to ``last`` serves.

    ``period`` is the week, month, quarter or year it is asked for in; ``number`` tells the
    meetings of one such period apart, from 1.
    """

    kind: str
    period: Period
    first: date
    last: date
    number: int = 1


def read_kinds(text: str) -> tuple[MeetingKind, ...]:
    """The kinds written in TOML ``text``, laid out as in resources/meetings/kinds.toml."""
    return tuple(kind_from(row) for row in tomllib.loads(text)["kind"])


@cache
def all_kinds() -> tuple[MeetingKind, ...]:
    """Every version of every kind that is shipped, in the order of the file."""
    return read_kinds(resource(KINDS_FILE).read_text(encoding="utf-8"))


def kinds(
    day: date | None = None, among: Sequence[MeetingKind] | None = None
) -> tuple[MeetingKind, ...]:
    """The kinds as they stand on ``day`` (default: today), one version of each.

    ``among`` are those of the village (default: the shipped ones); a later version in the row
    takes the place of an earlier one.
    """
    on = day or clock.today()
    versions = all_kinds() if among is None else among
    return tuple({each.code: each for each in versions if each.validity.covers(on)}.values())


def kind(
    code: str, day: date | None = None, among: Sequence[MeetingKind] | None = None
) -> MeetingKind:
    """The kind called ``code`` as it stands on ``day`` (default: today).

    :raises Problem: there is no such kind.
    """
    standing = kinds(day, among)
    for each in standing:
        if each.code == code:
            return each
    known = "、".join(each.title for each in standing)
    raise Problem(f"没有“{code}”这种会议，可以用的有：{known}。")


def due_in(kind: MeetingKind, period: Period) -> list[MeetingSlot]:
    """The meetings ``kind`` asks for in ``period``, in order.

    A quarter asks for three monthly meetings; a single month asks for the one meeting of the
    quarter around it. A week belongs to the period that holds its Thursday. A kind without a
    cadence asks for none.
    """
    if kind.cadence is None:
        return []
    slots: list[MeetingSlot] = []
    unit = Period.of(period.start, kind.cadence.every)
    while unit.start <= period.end:
        if unit.span is not Span.WEEK or period.contains(unit.start + 3 * ONE_DAY):
            slots += _slots(kind.code, kind.cadence, unit)
        unit = Period.of(unit.end + ONE_DAY, unit.span)
    return slots


def _slots(code: str, cadence: Cadence, unit: Period) -> list[MeetingSlot]:
    first, last = unit.start, unit.end
    if cadence.weekday is not None:
        first = last = unit.start + (cadence.weekday - 1) * ONE_DAY
    return [MeetingSlot(code, unit, first, last, number + 1) for number in range(cadence.times)]


def _cadence(row: Mapping[str, Any]) -> Cadence:
    return Cadence(Span[row["every"].upper()], row["times"], row.get("weekday"))


def kind_from(row: Mapping[str, Any]) -> MeetingKind:
    """The kind written in one row of a dated table (resources/meetings/kinds.toml)."""
    return MeetingKind(
        code=row["code"],
        title=row["title"],
        due=Audience(row["due"]),
        who=row["who"],
        cadence=_cadence(row["cadence"]) if "cadence" in row else None,
        purposes=tuple(row["purposes"]),
        three_lessons=row["three_lessons"],
        validity=validity(row),
        source=Citation(**row["source"]),
        mark=row["mark"],
        note=row.get("note", ""),
        aliases=tuple(row.get("aliases", ())),
    )


# ── what this village added ──────────────────────────────────────────────────


OWN_KINDS = "meetings.kinds"
OWN_RULES = "meetings.rules"
LOCAL = "本地规定"


def known_kinds(store: Store, day: date | None = None) -> tuple[MeetingKind, ...]:
    """The kinds of meeting of this village as they stand on ``day`` (default: today)."""
    return kinds(day, every_kind(store))


def every_kind(store: Store) -> tuple[MeetingKind, ...]:
    """Every version of every kind, the shipped first, then the village's own."""
    own = tuple(kind_from(_dated(row)) for row in setting(store, OWN_KINDS, []))
    return (*all_kinds(), *own)


def kind_of(store: Store, code: str, day: date | None = None) -> MeetingKind:
    """The kind called ``code`` in this village. :raises Problem: there is none."""
    return kind(code, day, every_kind(store))


def known_rules(store: Store) -> tuple[Rule, ...]:
    """Every rule that may apply in this village: the shipped first, then those edited here."""
    own = tuple(rule_from(_dated(row)) for row in setting(store, OWN_RULES, []))
    return (*all_rules(), *own)


def add_kind(store: Store, added: MeetingKind) -> None:
    """Add a kind of the village's own, or change one it added before.

    An own kind is called by its title: its ``code`` is what people call it.

    :raises Problem: no title, or a title that a shipped kind already has.
    """
    if not added.title.strip():
        raise Problem("会议类型还没有名称，请先填名称。")
    taken = {each.code for each in all_kinds()} | {each.title for each in all_kinds()}
    if added.code in taken or added.title in taken:
        raise Problem(f"“{added.title}”已经有了，请换一个名称，或直接用现有的。")
    kept = [row for row in setting(store, OWN_KINDS, []) if row["code"] != added.title]
    with store.act(f"会议类型：{added.title}"):
        set_setting(store, OWN_KINDS, [*kept, _kind_row(replace(added, code=added.title))])


def edit_rule(store: Store, edited: Rule, since: date) -> Rule:
    """Let ``edited`` apply to meetings from ``since`` on; earlier meetings keep their own rule.

    The rule is marked 本地规定 and named after its purpose and first day.
    """
    kept = replace(
        edited, id=f"{edited.purpose}-{since:%Y%m%d}", mark=LOCAL,
        validity=replace(edited.validity, since=since, until=None),
    )
    others = [row for row in setting(store, OWN_RULES, []) if row["id"] != kept.id]
    with store.act(f"改人数规定：{kept.title}（{since} 起）"):
        set_setting(store, OWN_RULES, [*others, _rule_row(kept)])
    return kept


def drop_rule(store: Store, rule: str) -> None:
    """Take an edited rule (by id) away again; the one before it stands."""
    others = [row for row in setting(store, OWN_RULES, []) if row["id"] != rule]
    with store.act("取消本地人数规定"):
        set_setting(store, OWN_RULES, others)


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(row[name]) for name in ("from", "until") if row.get(name)}
    return {name: value for name, value in row.items() if name not in ("from", "until")} | days


def _span(since: date | None, until: date | None) -> dict[str, str]:
    return {
        name: day.isoformat() for name, day in (("from", since), ("until", until)) if day
    }


def _source(source: Citation) -> dict[str, Any]:
    return {"law": source.law, "article": source.article, "year": source.year}


def _kind_row(each: MeetingKind) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": each.code, "title": each.title, "due": each.due, "who": each.who,
        "purposes": list(each.purposes), "three_lessons": each.three_lessons,
        "source": _source(each.source), "mark": LOCAL, "note": each.note,
        "aliases": list(each.aliases), **_span(each.validity.since, each.validity.until),
    }
    if each.cadence:
        row["cadence"] = {"every": each.cadence.every.name.lower(), "times": each.cadence.times}
        if each.cadence.weekday is not None:
            row["cadence"]["weekday"] = each.cadence.weekday
    return row


def _rule_row(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id, "purpose": rule.purpose, "title": rule.title, "voters": rule.voters,
        "unit": rule.unit, "opens": _share_row(rule.opens), "passes": _share_row(rule.passes),
        "source": _source(rule.source), "mark": rule.mark, "written": rule.written,
        "note": rule.note, **_span(rule.validity.since, rule.validity.until),
    }


def _share_row(share: Share) -> dict[str, str]:
    return {"operator": share.operator, "fraction": str(share.fraction), "base": share.base}
