"""Checks of the data file itself and of the registers in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.keeping.attachments import faulty
from models.keeping.journal import verify_chain
from models.keeping.lasting import not_over, on
from models.registers.people import HEAD, Household, Person
from models.registers.stays import stays_on
from models.values import clock
from models.values.codes import SEXES
from models.values.finding import Finding, Level
from models.values.identity import TRUSTED, IdState, born, judge, sex

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


REGISTER_CHECKS = (heads, identities, doubles)


# ── the data file itself ─────────────────────────────────────────────────────


MEND = "请先做一次备份，再到“设置—备份与恢复”用最近的好备份恢复。"


def file_findings(store: Store, *, full: bool = False) -> Iterator[Finding]:
    """Damage of the file, photos that are gone or changed, and a log that was rewritten.

    The full check reads every page and every photo, and takes longer.
    """
    for damage in store.integrity(full=full):
        yield Finding(Level.ERROR, "file-damaged", f"资料文件有损坏：{damage}。{MEND}")
    if full:
        broken = verify_chain(store)
        if broken is not None:
            yield Finding(Level.ERROR, "log-broken", broken)
    for each, sentence in faulty(store, full=full):
        yield Finding(Level.ERROR, "attachment-missing", sentence, (("attachment", each.rowid),))
