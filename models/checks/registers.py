"""Checks of the data file, of the registers, and of who looks after whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.figures.history import KeptFigures, smaller_than_before, village_total
from models.keeping.attachments import faulty
from models.keeping.lasting import not_over, on
from models.members.member import Member
from models.pairing.assignment import gaps_on
from models.pairing.lists import IN_FORCE
from models.pairing.pairing import Pairing, rules
from models.registers.people import HEAD, Household, Person, stays_on
from models.values import clock
from models.values.codes import SEXES
from models.values.finding import Finding, Level
from models.values.finding import on as on_day
from models.values.identity import TRUSTED, IdState, born, judge, sex
from models.values.periods import Period

if TYPE_CHECKING:
    from models.keeping.store import Store


def heads(store: Store) -> Iterator[Finding]:
    """Every household that has people has exactly one 户主 (GB/T 4761-2008)."""
    found = store.query(
        f"""SELECT h.id, h.number, sum(s.relation IS '{HEAD}'), count(*)
            FROM household h JOIN {stays_on()} s ON s.household = h.id
            WHERE {on(Household, "h")} GROUP BY h.id HAVING sum(s.relation IS '{HEAD}') <> 1""",
        (clock.today().isoformat(),),
    )
    for row, number, heads_found, people in found:
        what = f"{number} 户 {people} 人里没有户主" if not heads_found else (
            f"{number} 户有 {heads_found} 个户主"
        )
        where = (("household", row),)
        yield Finding(Level.WARNING, "household-head", f"{what}，请改与户主关系。", where)


def identities(store: Store) -> Iterator[Finding]:
    """ID numbers that are doubtful or disagree with the birth or sex written beside them."""
    for row, name, number, written, written_sex in store.query(
        f"""SELECT id, name, id_number, born, sex FROM person
            WHERE {not_over(Person)} AND id_number IS NOT NULL""", (clock.today().isoformat(),),
    ):
        verdict = judge(number)
        where = (("person", row),)
        if verdict.state not in TRUSTED:
            yield Finding(
                Level.WARNING, f"id-{verdict.state}", f"{name}：{verdict.sentence}", where)
        if verdict.state != IdState.OK:
            continue
        day = born(number)
        if written and day and not day.isoformat().startswith(written):
            yield Finding(Level.WARNING, "birth-mismatch",
                          f"{name}的出生日期与身份证号不一致，请核对。", where)
        if written_sex in SEXES and sex(number) != written_sex:
            yield Finding(Level.WARNING, "sex-mismatch",
                          f"{name}的性别与身份证号不一致，请核对。", where)


def doubles(store: Store) -> Iterator[Finding]:
    """The same ID number written for two people."""
    for names, rows in store.query(
        f"""SELECT group_concat(name, '、'), group_concat(id) FROM person
            WHERE id_number IS NOT NULL AND {not_over(Person)}
            GROUP BY id_number HAVING count(*) > 1""", (clock.today().isoformat(),),
    ):
        where = tuple(("person", int(each)) for each in rows.split(","))
        yield Finding(Level.ERROR, "id-duplicate", f"{names}用了同一个身份证号，请核对。", where)


def in_no_household(store: Store) -> Iterator[Finding]:
    """Who is on the register and in no household: no count of people has them."""
    found = store.query(
        f"SELECT id, name FROM person WHERE household IS NULL AND sent_by IS NULL"
        f" AND {on(Person)} ORDER BY id",
        (clock.today().isoformat(),))
    if found:
        named = "、".join(name for _, name in found[:3]) + ("等" if len(found) > 3 else "")
        yield Finding(Level.NOTICE, "no-household",
                      f"{named} {len(found)} 人没有编进任何一户，花名册和村情的人口都不算。"
                      "住在村里的，请编入一户。", tuple(("person", row) for row, _ in found))


REGISTER_CHECKS = (heads, identities, doubles, in_no_household)


# ── 党员联户, visits, matters and their photos


def without_main(store: Store) -> Iterator[Finding]:
    """Households that should be paired and have no main member, once pairing has begun."""
    if not store.count("pairing"):
        return
    waiting = [each.household for each in gaps_on(store, clock.today())]
    numbers = dict(store.query("SELECT id, number FROM household"))
    for row in waiting:
        yield Finding(Level.WARNING, "pairing-none", f"{numbers[row]} 户没有主联党员，请结对。",
                      (("household", row),))


def two_mains(store: Store) -> Iterator[Finding]:
    """A household has one main member at a time, on every day there ever was."""
    for number, home, one, other, day, until in store.query(
        f"""SELECT h.number, h.id, x.id, y.id, max(x.since, y.since),
                  min(coalesce(x.until, '9999-12-31'), coalesce(y.until, '9999-12-31'))
           FROM pairing x JOIN pairing y ON y.household = x.household AND y.id > x.id
                AND y.role = 'main' AND {not_over(Pairing, "x", "y.since")}
                AND {not_over(Pairing, "y", "x.since")}
           JOIN household h ON h.id = x.household WHERE x.role = 'main'"""
    ):
        yield Finding(Level.ERROR, "pairing-two",
                      f"{number} 户 {day} 有两名主联党员，请终止其中一条。",
                      (("household", home), ("pairing", one), ("pairing", other)),
                      (date.fromisoformat(day), date.fromisoformat(until)))


def overload(store: Store) -> Iterator[Finding]:
    """Members who look after more households than the rules allow."""
    today = clock.today()
    most = rules(store, today).most
    for member, name, load in store.query(
        f"""SELECT x.member, p.name, count(*) FROM pairing x JOIN member m ON m.id = x.member
            JOIN person p ON p.id = m.person WHERE x.role = 'main' AND {IN_FORCE}
            GROUP BY x.member HAVING count(*) > ?2""",
        (today.isoformat(), most),
    ):
        yield Finding(Level.WARNING, "pairing-over",
                      f"{name}联了 {load} 户，超过 {most} 户，请分给别人。",
                      (("member", member),))


def with_the_gone(store: Store) -> Iterator[Finding]:
    """Pairings that go on though the member or the household has left."""
    for row, name, number, member_left, home_left in store.query(
        f"""SELECT x.id, p.name, h.number, coalesce(m.left, p.left), h.left FROM pairing x
            JOIN member m ON m.id = x.member JOIN person p ON p.id = m.person
            JOIN household h ON h.id = x.household
            WHERE {IN_FORCE} AND NOT ({not_over(Household, "h")} AND {not_over(Member, "m")}
                                      AND {not_over(Person, "p")})""",
        (clock.today().isoformat(),),
    ):
        gone, day = (name, member_left) if member_left else (f"{number} 户", home_left)
        who, remedy = f"{gone}已于 {day} 离册", "请办理接替" if member_left else "请终止结对"
        yield Finding(Level.ERROR, "pairing-gone",
                      f"{who}，还联着：{name} — {number} 户。{remedy}。",
                      (("pairing", row),), (date.fromisoformat(day), date.max))


PAIRING_CHECKS = (without_main, two_mains, overload, with_the_gone)


# ── visits, matters and photos ───────────────────────────────────────────────


def impossible_visits(store: Store) -> Iterator[Finding]:
    """Visits by somebody who had died or left, or to a household that had gone."""
    home_there = not_over(Household, "h", "v.day")
    for row, name, number, day, home_gone, left in store.query(
        f"""SELECT v.id, p.name, h.number, v.day,
                   NOT {home_there},
                   CASE WHEN {home_there} THEN p.left ELSE h.left END
            FROM visit v JOIN member m ON m.id = v.member JOIN person p ON p.id = m.person
            JOIN household h ON h.id = v.household
            WHERE NOT ({home_there} AND {not_over(Person, "p", "v.day")})"""
    ):
        gone = f"{number} 户" if home_gone else name
        yield Finding(Level.ERROR, "visit-gone",
                      f"{name} {day} 走访 {number} 户：{gone}已于 {left} 离册，请核对。",
                      (("visit", row),), on_day(day))


def closed_without_result(store: Store) -> Iterator[Finding]:
    """Matters closed without saying how."""
    for row, number, closed in store.query(
        "SELECT id, coalesce(number, ''), closed FROM matter"
        " WHERE closed IS NOT NULL AND result IS NULL"
    ):
        yield Finding(Level.ERROR, "matter-no-result",
                      f"事项 {number} 办结了，没有写办理结果，请补写。", (("matter", row),),
                      on_day(closed))


def shrunk_totals(store: Store) -> Iterator[Finding]:
    """累计 handed in, and what the visits add up to now."""
    for kept in store.find(KeptFigures, "start IS NOT 1", order="month"):
        month = Period.parse(kept.month)
        said = smaller_than_before(store, month, village_total(store, month), including=True)
        if said:
            yield Finding(Level.ERROR, "visits-total", said, (("kept_figures", kept.rowid),),
                          month.days)


def missing_files(store: Store) -> Iterator[Finding]:
    """Attachments whose file is gone or was changed."""
    for each, said in faulty(store):
        yield Finding(Level.ERROR, "attachment-file", said, (("attachment", each.rowid),))


VISIT_CHECKS = (impossible_visits, closed_without_result, shrunk_totals, missing_files)
