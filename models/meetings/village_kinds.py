"""What this village added to the shipped kinds and rules: its own meetings, its edited quorums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.settings import set_setting, setting
from models.meetings.kinds import MeetingKind, all_kinds, kind, kind_from, kinds
from models.meetings.rules import Rule, Share, all_rules, rule_from
from models.values.problem import Problem
from models.values.validity import Source

if TYPE_CHECKING:
    from models.keeping.store import Store

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


def _source(source: Source) -> dict[str, Any]:
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
