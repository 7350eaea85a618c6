"""One household's or member's points: what it has gathered, how it stands on a day, its grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext

from models.points.engine.counted import DAY, ZERO, DayTally, Stretch, stretch
from models.points.engine.reader import EXACT
from models.points.engine.scheme import Grade, Scheme, Versions


@dataclass
class Taking:
    """Points taken away at one stroke by a veto or a clearing, kept so that it can be given back.

    ``reaches`` is how many ledger lines it covers: an award among them that is later reversed has
    already lost its points here and does not lose them twice.
    """

    id: str | None
    on: date
    reaches: int
    scope: str
    funds: Decimal = ZERO
    score: dict[date, Decimal] = field(default_factory=dict)
    barred_until: date | None = None
    next_year: int | None = None
    undone: bool = False


@dataclass
class LedgerAccount:
    """The running sums of one account; ``versions`` are the schemes of its kind.

    ``funds`` is what was gathered and not spent since ``since``, the base left out; ``score`` holds
    what counts for the ranking by booked day; ``members`` are those who belong to it, with the day
    each one left.
    """

    code: str
    kind: str
    opened: date
    versions: Versions
    members: dict[str, date] = field(default_factory=dict)
    identities: dict[str, tuple[str, str]] = field(default_factory=dict)
    score: DayTally = field(default_factory=DayTally)
    funds: Decimal = ZERO
    honour: Decimal = ZERO
    since: date = date.min
    score_since: date = date.min
    takings: list[Taking] = field(default_factory=list)
    closed: date | None = None

    def __post_init__(self) -> None:
        self.since = self.opened
        self.next_clearing = next_clearing(self.versions, self.opened, self.opened - DAY)

    def identity(self, person: str) -> tuple[str, str]:
        """Who a person is for the rules that count persons, wherever a split has moved them."""
        return self.identities.get(person, (self.code, person))


@dataclass(frozen=True)
class Standing:
    """An account on a day, as the contract of the simulation names it."""

    score: Decimal
    balance: Decimal
    redeemable: Decimal
    honour: Decimal
    suspended: bool
    redeem_barred_until: date | None


def next_clearing(versions: Versions, opened: date, after: date) -> date | None:
    """The first day later than ``after`` on which the balance ends, None for never.

    A day from January to March ends the year before it, a later one its own year; an account opened
    after that year keeps what it has. Most accounts of a village ask for the same.
    """
    known = versions.clearings
    if (opened, after) not in known:
        known[opened, after] = _next_clearing(versions, opened, after)
    return known[opened, after]


def _next_clearing(versions: Versions, opened: date, after: date) -> date | None:
    last = max(after, versions.all[-1].valid_from).year + 2
    for year in range(after.year, last + 1):
        for scheme in versions.all:
            if scheme.clear_on is None:
                continue
            day = date(year, *scheme.clear_on)
            in_force = versions.near(day) is scheme
            if in_force and day > after and opened <= day and opened.year <= ended_year(day):
                return day
    return None


def ended_year(clearing: date) -> int:
    """The year whose balances end on this day."""
    return clearing.year - (clearing.month <= 3)


def base_steps(account: LedgerAccount, until: date) -> Iterator[tuple[Stretch, Decimal]]:
    """Every base period from the opening to ``until`` with the base it began with, in order.

    A base that is a share of the last total is worked out anew each time, so that a correction in
    an early period reaches all later ones. Where no version gives a base there are none.
    """
    if not account.versions.has_base:
        return
    begins, last = account.opened, None
    shares = any(each.base_share_of_last is not None for each in account.versions.all)
    while begins <= until:
        scheme = account.versions.near(begins)
        period = stretch(scheme.base_per, begins)
        base = scheme.base_after(last)
        yield period, base
        if period.end == date.max:
            return
        last = base + account.score.between(period.start, period.end) if shares else None
        begins = period.end + DAY


def scored_over(account: LedgerAccount, day: date) -> Stretch:
    """The days whose points are the score of ``day``: the ranking period that holds it."""
    day = _reckoned(account, day, account.score_since)
    period = stretch(account.versions.near(day).ranks_per, day)
    return Stretch(max(period.start, account.score_since), period.end)


def scored_base(account: LedgerAccount, day: date) -> Decimal:
    """What the bases bring to the score of ``day``."""
    start = scored_over(account, day).start
    steps = base_steps(account, _reckoned(account, day, account.score_since))
    return sum((base for held, base in steps if held.end >= start), ZERO)


def score_on(account: LedgerAccount, day: date) -> Decimal:
    """The points of the ranking period that holds ``day``, bases included."""
    with localcontext(EXACT):
        return account.score.between(*scored_over(account, day)) + scored_base(account, day)


def balance_on(account: LedgerAccount, day: date) -> Decimal:
    """What could be spent, the base included.

    A base that may be spent is given anew each period; one that may not is a level that is held.
    """
    with localcontext(EXACT):
        day = _reckoned(account, day, account.since)
        steps = [base for held, base in base_steps(account, day) if held.end >= account.since]
        if account.versions.near(day).base_may_be_spent:
            return sum(steps, account.funds)
        return (steps[-1] if steps else ZERO) + account.funds


def free_on(account: LedgerAccount, day: date) -> Decimal:
    """The part of the balance that is not held back as a base; below zero it is a debt."""
    spendable = account.versions.near(_reckoned(account, day, account.since)).base_may_be_spent
    return balance_on(account, day) if spendable else account.funds


def barred_until(account: LedgerAccount, day: date) -> date | None:
    """The last day on which nothing may be redeemed, None when redemption is not barred."""
    ends = [
        taking.barred_until
        for taking in account.takings
        if taking.barred_until and not taking.undone and taking.on <= day <= taking.barred_until
    ]
    return max(ends, default=None)


def excluded_on(account: LedgerAccount, scheme: Scheme, day: date) -> bool:
    """Whether the account has fallen out of the scheme until the next period."""
    return scheme.exclude_below is not None and score_on(account, day) < scheme.exclude_below


def redeemable_on(account: LedgerAccount, day: date) -> Decimal:
    """What may be spent on ``day``."""
    scheme = account.versions.near(day)
    out = account.closed is not None and account.closed <= day
    if out or not scheme.redeemable or barred_until(account, day):
        return ZERO
    if excluded_on(account, scheme, day):
        return ZERO
    return max(ZERO, free_on(account, day))


def standing(account: LedgerAccount, day: date) -> Standing:
    """How the account stands at the end of ``day``."""
    scheme = account.versions.near(day)
    score = score_on(account, day)
    return Standing(
        score=score,
        balance=balance_on(account, day),
        redeemable=redeemable_on(account, day),
        honour=account.honour,
        suspended=scheme.suspend_below is not None and score < scheme.suspend_below,
        redeem_barred_until=barred_until(account, day),
    )


def _reckoned(account: LedgerAccount, day: date, since: date) -> date:
    """The day to reckon by: not after the closing of the account, not before its new beginning."""
    return max(min(day, account.closed or day), since, account.opened)


# ── 年终等次 ─────────────────────────────────────────────────────────────────


def grades(scheme: Scheme, scores: Mapping[str, Decimal]) -> dict[str, str | None]:
    """The grade of every account, None where no grade is reached.

    以上 includes the number itself when ``boundary_inclusive``. A share limits how many of all
    accounts may have a grade; accounts with equal points are never parted, so those who do not fit
    together go to the next grade together.
    """
    found: dict[str, str | None] = dict.fromkeys(scores)
    for grade in sorted(scheme.grades, key=lambda one: one.from_points, reverse=True):
        waiting = [code for code, title in found.items() if title is None]
        reaching = [code for code in waiting if _reaches(scheme, grade, scores[code])]
        for code in _fitting(grade, {code: scores[code] for code in reaching}, len(scores)):
            found[code] = grade.title
    return found


def _reaches(scheme: Scheme, grade: Grade, score: Decimal) -> bool:
    if scheme.boundary_inclusive:
        return score >= grade.from_points
    return score > grade.from_points


def _fitting(grade: Grade, scores: Mapping[str, Decimal], everyone: int) -> list[str]:
    if grade.share_at_most is None:
        return list(scores)
    places = int(grade.share_at_most * everyone)
    above = {score: sum(other > score for other in scores.values()) for score in scores.values()}
    equal = {score: list(scores.values()).count(score) for score in scores.values()}
    return [code for code, score in scores.items() if above[score] + equal[score] <= places]
