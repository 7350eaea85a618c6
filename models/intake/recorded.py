"""Activities, the collective's sums and matters from a list, taken in like what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.activities.activity import Activity, log, people_named, people_of, read_results
from models.activities.activity import results_in as results_of
from models.economy.year_account import AccountSide, IncomeLine, account
from models.intake.listed import (
    GROUP,
    Intake,
    Known,
    ReadLine,
    Unresolved,
    given_in,
    needs,
    take_lines,
    value_of,
)
from models.intake.named import NamesOnRegister
from models.matters.matter import Matter, close, feed_back, report
from models.registers.people import Household
from models.values.kinds import MONEY, NOTE, Field

if TYPE_CHECKING:
    from models.keeping.store import Store

# ── activities ───────────────────────────────────────────────────────────────


ACTIVITY_READ = ("on_day", "kind", "theme", "host", "place", "people", "times", "about", "star",
                 "note")

ACTIVITY_HEADINGS: tuple[tuple[str, Field], ...] = (
    *((name, Activity.field(name)) for name in ACTIVITY_READ),
    ("results", Field("成效", NOTE, aliases=("活动成效", "成果", "效果"))),
    ("names", Field("参加人员", NOTE, aliases=("参加人", "人员名单"))),
)
"""What a column may be headed, by the name its values go under."""


def take_in_activities(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Write the activities of a list down, in one act; one of the same day, kind and theme is
    brought up to date."""
    known = Known(store)

    def take(line: ReadLine) -> str:
        known.refuse_twin(line)
        given = given_in(line, Activity, ACTIVITY_READ)
        needs(given, Activity, "on_day", "kind", "theme")
        before = known.claim(Activity, "on_day = ? AND kind = ? AND theme = ?", (
            given["on_day"].isoformat(), given["kind"], given["theme"]))
        people = people_named(store, line.values.get("names", ""), given["on_day"])
        rows = [each.person for each in people_of(store, before.rowid)] if before else []
        if rows or people:
            given.pop("people", None)
        results = line.values.get("results", "")
        if before and before.but(**given) == before and (
            not people or sorted(people) == sorted(rows)
        ) and (not results or _in_words(results) == _in_words(results_of(store, before))):
            return "unchanged"
        activity = (before or Activity(**{"entered": today, **given})).but(**given)
        kept = log(store, activity, people or rows,
                   read_results(results or (results_of(store, before) if before else "")))
        known.holds(kept)
        return "updated" if before else "created"

    def absent() -> list[str]:
        return [f"{each.on_day} {each.theme}"
                for each in known.lacking(Activity, day="on_day", alike=("kind",))]

    return take_lines(store, "导入活动", lines, take, absent=absent, dry_run=dry_run, strict=strict,
                      of=Activity)


def _in_words(results: str) -> set[str]:
    return {each.words for each in read_results(results)}


# ── the collective's sums ────────────────────────────────────────────────────


INCOME_READ = ("on_day", "account", "amount", "about", "summary", "party", "voucher", "note")

INCOME_HEADINGS: tuple[tuple[str, Field], ...] = (
    *((name, IncomeLine.field(name)) for name in INCOME_READ),
    ("income", Field("收入", MONEY, name="income", aliases=("收入金额", "收方金额"))),
    ("spent", Field("支出", MONEY, name="spent", aliases=("支出金额", "付方金额"))),
)
"""What a column may be headed; the sum may stand under 收入 or under 支出."""


def take_in_income(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Write the sums of a list down, in one act; one known by its voucher is brought up to date."""
    known = Known(store)

    def take(line: ReadLine) -> str:
        known.refuse_twin(line)
        given = given_in(line, IncomeLine, INCOME_READ)
        _sum(line, given)
        needs(given, IncomeLine, "on_day", "account", "amount", "summary")
        before = _income_known(known, given)
        record = (before or IncomeLine(**given)).but(**given)
        if record == before:
            return "unchanged"
        known.holds(store.save(record))
        return "updated" if before else "created"

    def absent() -> list[str]:
        return [f"{each.on_day} {each.summary}" for each in known.lacking(IncomeLine, day="on_day")]

    return take_lines(store, "导入集体收支", lines, take, absent=absent, dry_run=dry_run,
                      strict=strict, of=IncomeLine)


def _sum(line: ReadLine, given: dict[str, Any]) -> None:
    """The sum, from whichever of the two columns has it. :raises Unresolved: it fits neither."""
    fields = dict(INCOME_HEADINGS)
    sums = {name: value for name in ("income", "spent") if (value := value_of(line, fields[name]))}
    if len(sums) > 1:
        raise Unresolved("spent", "收入和支出都填了金额，一行只能记一笔。请分成两行。")
    for name, value in sums.items():
        given.setdefault("amount", value)
        side = account(given["account"]).side if "account" in given else None
        if name == "spent" and side == AccountSide.INCOME:
            raise Unresolved("account", "金额填在支出栏，科目却是收入科目。请核对科目。")


def _income_known(known: Known, given: dict[str, Any]) -> IncomeLine | None:
    day = given["on_day"].isoformat()
    same = known.claim(IncomeLine, "on_day = ? AND account = ? AND amount = ? AND summary = ?", (
        day, given["account"], int(given["amount"] * 100), given["summary"]))
    if same is None and "voucher" in given:
        return known.claim(IncomeLine, "substr(on_day, 1, 4) = ? AND voucher = ? AND account = ?",
                           (day[:4], given["voucher"], given["account"]))
    return same


# ── matters ──────────────────────────────────────────────────────────────────


MATTER_READ = ("number", "kind", "topic", "what", "found", "source", "place", "parties", "claim",
               "risk", "star", "measure", "note")
_LATER = ("owner", "level", "deadline", "closed", "result", "acceptor", "told", "verdict")

MATTER_HEADINGS: tuple[tuple[str, Field], ...] = (
    *((name, Matter.field(name)) for name in (*MATTER_READ, *_LATER)),
    ("house", replace(Household.field("number"), label="户号")),
    ("head", Field("户主", aliases=("户主姓名", "反映人", "反映户"))), ("group", GROUP),
)
"""What a column may be headed; the household by its number or its head."""


def take_in_matters(
    store: Store, lines: Sequence[ReadLine], *, today: date, dry_run: bool = False,
    strict: bool = False,
) -> Intake:
    """Write the matters of a list down with what became of them, in one act.

    One known by its number, or found on the day with the same words, is brought up to date; a
    closing that the register has not is added to it.
    """
    known, registers = Known(store), NamesOnRegister(store)

    def take(line: ReadLine) -> str:
        known.refuse_twin(line)
        given, later = given_in(line, Matter, MATTER_READ), given_in(line, Matter, _LATER)
        needs(given, Matter, "what", "found")
        before = _matter_known(known, given)
        if before is None:
            needs(given, Matter, "kind")
            begun = {name: later[name] for name in ("owner", "level", "deadline") if name in later}
            home = _home(registers, line)
            matter = report(store, Matter(household=home, **given, **begun), today=today)
            known.holds(matter)
            _closed(store, matter, later, today)
            return "created"
        record = before.but(**given)
        if record != before:
            store.save(record)
        moved = _closed(store, record, later, today)
        return "updated" if moved or record != before else "unchanged"

    def absent() -> list[str]:
        return [f"{each.found} {each.what[:12]}"
                for each in known.lacking(Matter, day="found", alike=("kind",))]

    return take_lines(store, "导入事项", lines, take, absent=absent, dry_run=dry_run, strict=strict)


def _home(registers: NamesOnRegister, line: ReadLine) -> int | None:
    said = dict(line.values) | {"number": line.values.get("house", "")}
    if not said["number"] and not said.get("head"):
        return None
    return registers.household(replace(line, values=said))


def _matter_known(known: Known, given: dict[str, Any]) -> Matter | None:
    found = given["found"].isoformat()
    if "number" in given and (same := known.claim(
        Matter, "number = ? AND found = ?", (given["number"], found)
    )):
        return same
    return known.claim(Matter, "found = ? AND what = ?", (found, given["what"]))


def _closed(store: Store, matter: Matter, later: dict[str, Any], today: date) -> bool:
    """Close the matter, and tell the household, as far as the line says so and it isn't done."""
    moved = False
    if "closed" in later and matter.is_open:
        matter = close(store, matter.rowid, later["closed"], later.get("result", ""),
                       acceptor=later.get("acceptor"), today=today)
        moved = True
    if "told" in later and matter.told is None and not matter.is_open:
        feed_back(store, matter.rowid, later["told"], later.get("verdict", "unreached"),
                  today=today)
        moved = True
    return moved
