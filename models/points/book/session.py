"""One session as it is entered: an item, a day, and who took part; typed by number or initials."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.lasting import unended
from models.keeping.proportion import odd_typed
from models.members.member import Member
from models.points.book.accounts import AccountLine, account_of, person_named
from models.points.book.passbook import rule_words
from models.points.book.scheme_versions import in_force
from models.points.book.slips import AwardDraft, Slip
from models.points.engine.scheme import Fixed, Item, PerFinding, Scheme
from models.registers.search import name_keys
from models.values.kinds import POINTS
from models.values.names import match_key

if TYPE_CHECKING:
    from models.keeping.store import Store

_TOKENS = re.compile(r"[\s,，、;；]+")
_RANGE = re.compile(r"(\d+)[-－~～至到](\d+)")


@dataclass(frozen=True)
class TypedCell:
    """What was typed in the row of an account: how often or how many points, and who."""

    amount: str = ""
    person: str = ""


@dataclass(frozen=True)
class Session:
    """One event for many accounts; ``also`` is the members' item the same event feeds."""

    on: date
    item: str
    key: str = ""
    note: str = ""
    scorer: int | None = None
    also: str = ""
    rows: Mapping[int, TypedCell] = field(default_factory=dict)


def items_on(store: Store, kind: str, day: date) -> list[tuple[str, Item]]:
    """What can be entered for an event of a day: (words to choose by, item), in scheme order."""
    found: dict[str, Item] = {}
    for version in in_force(store, kind):
        if version.valid_from <= day <= (version.valid_until or date.max):
            scheme: Scheme = version.scheme
            found = {**({} if version.member_class is None else found),
                     **{each.code: each for each in scheme.items}}
    return [(rule_words(each), each) for each in found.values()]


def amount_label(item: Item | None) -> str:
    """What the amount of an item is called: 次数, 处数 or 评分."""
    match item.amount if item else None:
        case PerFinding():
            return "处数"
        case Fixed() | None:
            return "次数"
    return "评分"


def pick(lines: Sequence[AccountLine], words: str) -> tuple[list[int], list[str]]:
    """The accounts that words mean, and the words that mean none or several.

    ``1-5 8`` are places in the list; a 户号, a name or its pinyin initials are found too.
    """
    found: list[int] = []
    unknown: list[str] = []
    for word in filter(None, _TOKENS.split(words.strip())):
        meant = _meant(lines, word)
        (found.extend(meant) if meant else unknown.append(word))
    return list(dict.fromkeys(found)), unknown


def _meant(lines: Sequence[AccountLine], word: str) -> list[int]:
    numbered = [line.id for line in lines if line.number == word]
    if len(numbered) == 1:
        return numbered
    stretch = _RANGE.fullmatch(word)
    if stretch is not None:
        first, last = sorted(map(int, stretch.groups()))
        return [lines[at - 1].id for at in range(max(1, first), min(last, len(lines)) + 1)]
    if word.isdigit() and 1 <= int(word) <= len(lines) and not word.startswith("0"):
        return [lines[int(word) - 1].id]
    meant = [line.id for line in lines if match_key(line.name) == match_key(word)]
    if not meant and word.isalpha() and word.isascii():
        meant = [line.id for line in lines if word.lower() in _initials(line.name)]
    return meant if len(meant) == 1 else []


def _initials(name: str) -> set[str]:
    return {key for key, why in name_keys(name) if why == "拼音" and len(key) <= len(name)}


def drafts_of(
    store: Store, session: Session, lines: Sequence[AccountLine], item: Item
) -> tuple[list[AwardDraft], dict[int, str]]:
    """The drafts of a session in the order of the list, and the sentence for every faulty row."""
    drafts: list[AwardDraft] = []
    faults: dict[int, str] = {}
    for place, line in enumerate(lines, 1):
        cell = session.rows.get(line.id)
        if cell is None:
            continue
        try:
            drafts += _row(store, session, line, item, cell, place)
        except ValueError as fault:
            faults[line.id] = str(fault)
    return drafts, faults


def odd_amount(store: Store, item: Item | None, typed: str) -> str:
    """What to ask about an amount far beyond those kept of its item; blank for most."""
    name = {"次数": "times", "处数": "findings"}.get(amount_label(item), "points")
    return "" if item is None else odd_typed(store, Slip, name, typed, "item = ?", (item.code,))


def _row(
    store: Store, session: Session, line: AccountLine, item: Item, cell: TypedCell, place: int
) -> list[AwardDraft]:
    times, points, findings = _amount(item, cell.amount)
    person = _person(store, line, cell.person)
    event = f"{session.on}-{session.item}-{session.key}-{line.id}" if session.also else None
    draft = AwardDraft(
        line.id, session.on, session.item, person=person, times=times, points=points,
        findings=findings, key=session.key or None, event=event, note=session.note or None,
        scorer=session.scorer, line=place,
    )
    if not session.also:
        return [draft]
    member = _member(store, line, person)
    return [draft, AwardDraft(member, session.on, session.also, key=session.key or None,
                              event=event,
                         note=session.note or None, scorer=session.scorer, line=place)]


def _amount(item: Item, typed: str) -> tuple[int, Decimal | None, int | None]:
    """Times, points and findings."""
    if not typed.strip():
        return 1, None, None
    try:
        number = POINTS.read(typed.strip())
    except ValueError as fault:
        raise ValueError(f"{amount_label(item)}{str(fault).rstrip('。')}") from None
    label = amount_label(item)
    if label == "评分":
        return 1, number, None
    if number % 1 or number < (0 if label == "处数" else 1):
        raise ValueError(f"{label}填整数，现在是 {typed}")
    return (1, None, int(number)) if label == "处数" else (int(number), None, None)


def _person(store: Store, line: AccountLine, name: str) -> int | None:
    if not name.strip() or line.household is None:
        return None
    found = person_named(store, line.household, name)
    if found is None:
        raise ValueError(f"{name}不是 {line.number} 户的人，请核对")
    return found


def _member(store: Store, line: AccountLine, person: int | None) -> int:
    """The member's account in a household: the one named, else the only one."""
    rows = store.query(
        f"""SELECT m.id FROM member m JOIN person p ON p.id = m.person
           WHERE p.household = ? AND {unended(Member, "m")} AND (? IS NULL OR p.id = ?)""",
        (line.household, person, person),
    )
    if len(rows) != 1:
        why = "没有党员" if not rows else f"有 {len(rows)} 名党员，请在“人员”里写是谁"
        raise ValueError(f"{line.number} 户{why}")
    found = account_of(store, member=rows[0][0])
    if found is None:
        raise ValueError(f"{line.number} 户的党员还没有党员积分账户")
    return found.rowid
