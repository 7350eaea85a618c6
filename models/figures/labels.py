"""What a record is called in a list of records of several kinds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.matters.matter import STEPS
from models.meetings.meeting import kind_title
from models.members.development import STEP
from models.registers.people import last_head
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.sheet import Ref

if TYPE_CHECKING:
    from models.keeping.store import Store


def label(store: Store, ref: Ref) -> str:
    """Its words: a visit by day, visitor and household; table and number where nothing is known."""
    return labels(store, [ref])[ref]


def labels(store: Store, refs: Sequence[Ref]) -> dict[Ref, str]:
    """The words of many records."""
    found = {ref: f"{ref[0]} {ref[1]}" for ref in refs}
    for table, asked in _LABELS.items():
        ids = [row for name, row in found if name == table]
        if not ids:
            continue
        for row, *said in store.query(
                f"{asked} IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
        ):
            words = [str(each) for each in said if each]
            if table in _CODED:
                words[1] = _CODED[table](words[1])
            found[table, row] = " ".join(words) or found[table, row]
    return found


_NOW = "'9999-12-31'"
_CODED = {"meeting": kind_title, "attendance": kind_title, "matter_step": STEPS.label,
          "household_category": HOUSEHOLD_CATEGORY.label, "development_step": STEP.show}
"""What the second word of these is, which is kept as a code."""
_LABELS = {
    "person": "SELECT id, name FROM person WHERE id",
    "member": "SELECT m.id, p.name FROM member m JOIN person p ON p.id = m.person WHERE m.id",
    "household": f"SELECT h.id, h.number, {last_head(day=_NOW)} FROM household h WHERE h.id",
    "account": f"""SELECT a.id, h.number, {last_head(day=_NOW)}, p.name FROM account a
                   LEFT JOIN household h ON h.id = a.household
                   LEFT JOIN member m ON m.id = a.member LEFT JOIN person p ON p.id = m.person
                   WHERE a.id""",
    "entry": """SELECT e.id, e.on_day, s.title, e.reason FROM entry e
                JOIN slip s ON s.id = e.slip WHERE e.id""",
    "slip": "SELECT id, on_day, title, said FROM slip WHERE id",
    "redemption": """SELECT r.id, r.on_day, r.receipt, g.name FROM redemption r
                     JOIN goods g ON g.id = r.goods WHERE r.id""",
    "evaluation_mark": f"""SELECT x.id, e.on_day, h.number, {last_head(day='e.on_day')}
                           FROM evaluation_mark x JOIN evaluation e ON e.id = x.evaluation
                           JOIN household h ON h.id = x.household WHERE x.id""",
    "fund_line": "SELECT id, on_day, summary FROM fund_line WHERE id",
    "visit": f"""SELECT v.id, v.day, p.name, h.number, {last_head(day='v.day')} FROM visit v
                 JOIN member m ON m.id = v.member JOIN person p ON p.id = m.person
                 JOIN household h ON h.id = v.household WHERE v.id""",
    "household_category": """SELECT c.id, h.number, c.category, c.since FROM household_category c
                             JOIN household h ON h.id = c.household WHERE c.id""",
    "matter_step": """SELECT s.id, s.day, s.kind, m.number, m.what FROM matter_step s
                      JOIN matter m ON m.id = s.matter WHERE s.id""",
    "matter": "SELECT id, number, what FROM matter WHERE id",
    "meeting": "SELECT id, held, kind, title FROM meeting WHERE id",
    "attendance": """SELECT a.id, m.held, m.kind, p.name FROM attendance a
                     JOIN meeting m ON m.id = a.meeting JOIN person p ON p.id = a.person
                     WHERE a.id""",
    "pairing": """SELECT x.id, p.name, h.number, x.since FROM pairing x
                  JOIN member m ON m.id = x.member JOIN person p ON p.id = m.person
                  JOIN household h ON h.id = x.household WHERE x.id""",
    "kept_figures": "SELECT id, month, '纸质月报' FROM kept_figures WHERE id",
    "talk": """SELECT t.id, t.on_day, p.name, q.name FROM talk t JOIN person p ON p.id = t.one
               JOIN person q ON q.id = t.other WHERE t.id""",
    "group": 'SELECT id, name FROM "group" WHERE id',
    "activity": "SELECT id, on_day, theme FROM activity WHERE id",
    "dues": """SELECT d.id, p.name, d.month FROM dues d JOIN member m ON m.id = d.member
               JOIN person p ON p.id = m.person WHERE d.id""",
    "reserve": "SELECT r.id, p.name FROM reserve r JOIN person p ON p.id = r.person WHERE r.id",
    "income_line": "SELECT id, on_day, summary FROM income_line WHERE id",
    "asset": "SELECT id, name FROM asset WHERE id",
    "project": "SELECT id, name FROM project WHERE id",
    "project_fund": """SELECT f.id, p.name, f.paper FROM project_fund f
                       JOIN project p ON p.id = f.project WHERE f.id""",
    "lease": "SELECT id, since, tenant FROM lease WHERE id",
    "journey": """SELECT j.id, j.went, p.name, j.destination FROM journey j
                  JOIN member m ON m.id = j.member JOIN person p ON p.id = m.person WHERE j.id""",
    "star_evidence": "SELECT id, on_day, title FROM star_evidence WHERE id",
    "notice_line": "SELECT id, on_day, name, wording FROM notice_line WHERE id",
    "development_step": """SELECT s.id, s.on_day, s.step, p.name FROM development_step s
                           JOIN candidate c ON c.id = s.candidate
                           JOIN person p ON p.id = c.person WHERE s.id""",
    "organisation": "SELECT id, name FROM organisation WHERE id",
    "organisation_member": """SELECT m.id, p.name, m.role FROM organisation_member m
                              JOIN person p ON p.id = m.person WHERE m.id""",
    "household_tie": f"""SELECT t.id, h.number, {last_head(day=_NOW)}, t.since FROM household_tie t
                         JOIN household h ON h.id = t.household WHERE t.id""",
    "facility": "SELECT id, name FROM facility WHERE id",
    "unit": "SELECT id, name FROM unit WHERE id",
    "honour": "SELECT id, on_day, title FROM honour WHERE id",
    "activity_person": """SELECT x.id, a.on_day, a.theme, p.name FROM activity_person x
                          JOIN activity a ON a.id = x.activity
                          JOIN person p ON p.id = x.person WHERE x.id""",
    "post": "SELECT x.id, p.name, x.title FROM post x JOIN person p ON p.id = x.person WHERE x.id",
    "charge": """SELECT x.id, p.name, x.since FROM charge x
                 JOIN person p ON p.id = x.person WHERE x.id""",
    "person_tag": """SELECT x.id, p.name, x.tag FROM person_tag x
                     JOIN person p ON p.id = x.person WHERE x.id""",
    "service": "SELECT id, on_day, what FROM service WHERE id",
    "ceremony": f"""SELECT c.id, h.number, {last_head(day='c.on_day')}, c.on_day FROM ceremony c
                    JOIN household h ON h.id = c.household WHERE c.id""",
    "product": "SELECT id, name, brand FROM product WHERE id",
    "greening": "SELECT id, on_day, place FROM greening WHERE id",
    "incentive": "SELECT id, on_day, subject FROM incentive WHERE id",
    "survey": "SELECT id, on_day, subject FROM survey WHERE id",
}
