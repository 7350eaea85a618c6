"""积分排名: accounts by the points of the ranking period; redeeming never moves anybody."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from models.points.book.approval import roles
from models.points.book.as_of import accounts_on
from models.points.book.scheme_versions import versions
from models.points.engine.account import LedgerAccount, base_steps, grades
from models.points.engine.counted import ZERO, Stretch, stretch
from models.points.engine.reader import EXACT
from models.points.engine.scheme import Versions
from models.values.counting_order import places
from models.values.kinds import PLACES
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class RankedAccount:
    """An account in the list; equal scores share a place."""

    place: int
    account: int
    score: Decimal


def ranking(store: Store, kind: str, day: date) -> list[RankedAccount]:
    """Every open account of a kind by its score of the period that holds ``day``, highest first.

    Drawn from the kept sums by month; an account whose score is reckoned from the middle of a
    month, or whose base depends on its own last total, is worked out by itself.
    """
    known = versions(store, kind)
    scores: dict[int, Decimal] = {}
    singly: list[int] = []
    accounts = _open_accounts(store, kind, day)
    for track in dict.fromkeys(each[1] for each in accounts):
        found = known.get(track)
        if found is None:
            continue
        own = [each for each in accounts if each[1] == track]
        scores |= _by_months(store, found, own, day, singly)
    if singly:
        stood = accounts_on(store, kind, day, tuple(singly))
        scores |= {row: stood[row].standing.score for row in singly}
    at = places(scores)
    return [RankedAccount(at[account], account, score) for account, score in sorted(
        scores.items(), key=lambda each: (-each[1], each[0]))]


def _open_accounts(
    store: Store, kind: str, day: date
) -> list[tuple[int, str, str, str | None]]:
    """Id, track, opening day and the day the score starts from."""
    on = day.isoformat()
    return [
        (row, f"{kind}/{own}" if own else kind, opened, since)
        for row, own, opened, since in store.query(
            """SELECT id, member_class, opened, score_since FROM account
               WHERE kind = ? AND opened <= ? AND (closed IS NULL OR closed > ?)""",
            (kind, on, on),
        )
    ]


def _by_months(
    store: Store, found: Versions, accounts: list[tuple[int, str, str, str | None]],
    day: date, singly: list[int],
) -> dict[int, Decimal]:
    scheme = found.near(day)
    period = stretch(scheme.ranks_per, day)
    own_base = any(each.base_share_of_last is not None for each in found.all)
    plain: dict[int, str] = {}
    for row, _, opened, since in accounts:
        if own_base or (since is not None and since > period.start.isoformat()):
            singly.append(row)
        else:
            plain[row] = opened
    sums, later = month_sums(store, period), _written_later(store, day, period)
    bases = _bases(found, set(plain.values()), day, period)
    scale = Decimal(1).scaleb(-PLACES)
    with localcontext(EXACT):
        return {row: (sums.get(row, 0) - later[row]) * scale + bases[opened]
                for row, opened in plain.items()}


def month_sums(store: Store, period: Stretch) -> dict[int, int]:
    """What every account's score changed by in whole months, as stored."""
    first, last = period.start.isoformat()[:7], period.end.isoformat()[:7]
    return dict(store.query(
        """SELECT account, sum(score) FROM month_score WHERE month BETWEEN ? AND ?
           GROUP BY account""", (first, last),
    ))


def _written_later(store: Store, day: date, period: Stretch) -> defaultdict[int, int]:
    """What the lines of later days brought to the kept sums of a period, as stored."""
    on, first, last = (each.isoformat() for each in (day, period.start, period.end))
    found: defaultdict[int, int] = defaultdict(int)
    found.update(store.query(
        """SELECT account, sum(score) FROM entry
           WHERE on_day > ? AND days IS NULL AND booked BETWEEN ? AND ? GROUP BY account""",
        (on, first, last)))
    for account, days in store.query(
        "SELECT account, days FROM entry WHERE on_day > ? AND days IS NOT NULL", (on,)
    ):
        moved: dict[str, int] = json.loads(days)
        found[account] += sum(points for at, points in moved.items() if first <= at <= last)
    return found


def _bases(
    found: Versions, openings: set[str], day: date, period: Stretch
) -> dict[str, Decimal]:
    """What the bases of the ranking period come to, by opening day."""
    given: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for opened in openings:
        blank = LedgerAccount("", "", date.fromisoformat(opened), found)
        with localcontext(EXACT):
            given[opened] = sum(
                (base for held, base in base_steps(blank, day) if held.end >= period.start), ZERO)
    return given


def year_grades(store: Store, kind: str, day: date) -> dict[int, str | None]:
    """The grade of every account on a day, by the grades of its scheme."""
    scores: dict[str, dict[str, Decimal]] = defaultdict(dict)
    tracks = {row: track for row, track, _, _ in _open_accounts(store, kind, day)}
    for each in ranking(store, kind, day):
        scores[tracks[each.account]][str(each.account)] = each.score
    known, found = versions(store, kind), dict[int, str | None]()
    for track, own in scores.items():
        for account, title in grades(known[track].near(day), own).items():
            found[int(account)] = title
    return found


def public_ranking(store: Store, kind: str, day: date) -> tuple[str, list[RankedAccount]]:
    """The ranking with the village's decision that lets it be shown.

    :raises Problem: there is no such decision; households are not ranked in public without one.
    """
    decision = str(roles(store, day)["ranking"])
    if not decision.strip():
        raise Problem(
            "村里还没有决定公布排名，所以不排名。"
            "定了以后在“积分 › 公平与年结 › 积分权限…”里写明是哪次会议定的。"
        )
    return decision, ranking(store, kind, day)

