"""报送: what was sent and answered, the packages, and the town desk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def returns(db: Database) -> None:
    """What the town asked for, what was sent to it and frozen, and the findings accepted."""
    db.execute("""
        CREATE TABLE form_filled (
            id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, title TEXT NOT NULL,
            period TEXT NOT NULL, on_day TEXT NOT NULL, asked TEXT NOT NULL, unknown TEXT)""")
    db.execute("CREATE INDEX form_filled_fingerprint ON form_filled(fingerprint, period)")
    db.execute("""
        CREATE TABLE sent (
            id INTEGER PRIMARY KEY, code TEXT NOT NULL, title TEXT NOT NULL, period TEXT NOT NULL,
            version INTEGER NOT NULL, on_day TEXT NOT NULL, recipient TEXT NOT NULL,
            operator TEXT, reason TEXT, content TEXT NOT NULL, sha256 TEXT NOT NULL,
            accepted TEXT, state TEXT NOT NULL, answered TEXT, answer TEXT)""")
    db.execute("CREATE UNIQUE INDEX sent_version ON sent(code, period, version)")
    db.execute("""
        CREATE TABLE sent_record (
            id INTEGER PRIMARY KEY, sent INTEGER NOT NULL REFERENCES sent(id),
            owner_table TEXT NOT NULL, owner_row INTEGER NOT NULL)""")
    db.execute("CREATE UNIQUE INDEX sent_record_once ON sent_record(sent, owner_table, owner_row)")
    db.execute("CREATE INDEX sent_record_owner ON sent_record(owner_table, owner_row)")
    db.execute("""
        CREATE TABLE not_carried_out (
            id INTEGER PRIMARY KEY, code TEXT NOT NULL, period TEXT NOT NULL,
            reason TEXT NOT NULL, on_day TEXT NOT NULL)""")
    db.execute("CREATE UNIQUE INDEX not_carried_out_period ON not_carried_out(code, period)")
    db.execute("""
        CREATE TABLE accepted_finding (
            id INTEGER PRIMARY KEY, period TEXT NOT NULL, rule TEXT NOT NULL, place TEXT NOT NULL,
            what TEXT NOT NULL, reason TEXT NOT NULL, operator TEXT, on_day TEXT NOT NULL)""")
    db.execute("""
        CREATE UNIQUE INDEX accepted_finding_place ON accepted_finding(period, rule, place)""")


def exchange(db: Database) -> None:
    """Keys, the packages made, and the remarks and answers that travel on the stick."""
    db.execute("""
        CREATE TABLE own_key (
            id INTEGER PRIMARY KEY, signing TEXT NOT NULL, receiving TEXT NOT NULL,
            made TEXT NOT NULL)""")
    db.execute("""
        CREATE TABLE correspondent (
            id INTEGER PRIMARY KEY, side TEXT NOT NULL, code TEXT, name TEXT NOT NULL,
            signing TEXT, receiving TEXT NOT NULL, since TEXT NOT NULL, until TEXT, note TEXT)""")
    db.execute("CREATE INDEX correspondent_signing ON correspondent(signing)")
    db.execute("""
        CREATE TABLE package (
            id INTEGER PRIMARY KEY, sequence INTEGER NOT NULL UNIQUE, period TEXT NOT NULL,
            name TEXT NOT NULL, sha256 TEXT NOT NULL, previous TEXT, size INTEGER NOT NULL,
            digest TEXT NOT NULL, contents TEXT NOT NULL, made TEXT NOT NULL, "by" TEXT,
            delivered TEXT)""")
    db.execute("""
        CREATE TABLE remark (
            id INTEGER PRIMARY KEY, number INTEGER NOT NULL, unit INTEGER, period TEXT NOT NULL,
            code TEXT NOT NULL, line INTEGER NOT NULL, "column" INTEGER NOT NULL,
            place TEXT NOT NULL, shown TEXT, text TEXT NOT NULL, refs TEXT, on_day TEXT NOT NULL,
            author TEXT, state TEXT NOT NULL, answer TEXT, sent TEXT)""")
    db.execute("CREATE UNIQUE INDEX remark_number ON remark(coalesce(unit, 0), number)")
    db.execute("""
        CREATE TABLE letter (
            id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, sequence INTEGER NOT NULL,
            signing TEXT NOT NULL, sender TEXT NOT NULL, made TEXT NOT NULL,
            received TEXT NOT NULL)""")
    db.execute("""
        CREATE TABLE receipt (
            id INTEGER PRIMARY KEY, letter INTEGER NOT NULL REFERENCES letter(id),
            kind TEXT NOT NULL, period TEXT NOT NULL, package INTEGER, sha256 TEXT, words TEXT,
            due TEXT, done TEXT)""")
    db.execute("CREATE INDEX receipt_period ON receipt(period)")


def town_desk(db: Database) -> None:
    """The villages of a town, what it asked for, and everything they handed in."""
    db.execute("""
        CREATE TABLE town_unit (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL, district TEXT,
            star_set TEXT, place INTEGER, left TEXT)""")
    db.execute("CREATE UNIQUE INDEX town_unit_code ON town_unit(code) WHERE left IS NULL")
    db.execute("""
        CREATE TABLE round (
            id INTEGER PRIMARY KEY, period TEXT NOT NULL UNIQUE, due TEXT NOT NULL, note TEXT)""")
    db.execute("""
        CREATE TABLE reception (
            id INTEGER PRIMARY KEY, unit INTEGER NOT NULL REFERENCES town_unit(id),
            period TEXT NOT NULL, sequence INTEGER NOT NULL, sha256 TEXT NOT NULL UNIQUE,
            signing TEXT NOT NULL, made TEXT NOT NULL, "by" TEXT, standard TEXT,
            taken TEXT NOT NULL, state TEXT NOT NULL, words TEXT, added INTEGER NOT NULL,
            changed INTEGER NOT NULL, removed INTEGER NOT NULL, conflicts INTEGER NOT NULL)""")
    db.execute("CREATE INDEX reception_unit ON reception(unit, period)")
    db.execute("CREATE INDEX reception_signing ON reception(signing, sequence)")
    db.execute("""
        CREATE TABLE received (
            id INTEGER PRIMARY KEY, unit INTEGER NOT NULL REFERENCES town_unit(id),
            resource TEXT NOT NULL, row INTEGER NOT NULL, day TEXT, content TEXT NOT NULL,
            since INTEGER NOT NULL REFERENCES reception(id),
            until INTEGER REFERENCES reception(id))""")
    db.execute("CREATE UNIQUE INDEX received_row ON received(unit, resource, row, since)")
    db.execute("""
        CREATE TABLE received_return (
            id INTEGER PRIMARY KEY, reception INTEGER NOT NULL REFERENCES reception(id),
            code TEXT NOT NULL, content TEXT NOT NULL)""")
    db.execute("CREATE UNIQUE INDEX received_return_code ON received_return(reception, code)")
    db.execute("""
        CREATE TABLE town_value (
            id INTEGER PRIMARY KEY, unit INTEGER NOT NULL REFERENCES town_unit(id),
            resource TEXT NOT NULL, row INTEGER NOT NULL, field_name TEXT NOT NULL, was TEXT,
            value TEXT, reason TEXT NOT NULL, on_day TEXT NOT NULL, author TEXT,
            state TEXT NOT NULL, ended INTEGER REFERENCES reception(id))""")
    db.execute("CREATE INDEX town_value_unit ON town_value(unit, resource, row)")
    db.execute("""
        CREATE TABLE town_letter (
            id INTEGER PRIMARY KEY, unit INTEGER NOT NULL REFERENCES town_unit(id),
            sequence INTEGER NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
            contents TEXT NOT NULL, made TEXT NOT NULL)""")


def sent_back(db: Database) -> None:
    """When a package was sent back; one of which nobody noted it is told once more."""
    db.execute("ALTER TABLE reception ADD COLUMN sent_back TEXT")
    db.execute("""
        UPDATE reception SET sent_back = strftime('%Y-%m-%dT%H:%M:%S', 'now', 'localtime')
        WHERE state = 'returned'""")


def own_returns(db: Database) -> None:
    """Returns of one's own: whom they list, and the codes of their columns."""
    db.execute("""
        CREATE TABLE own_return (
            id INTEGER PRIMARY KEY, title TEXT NOT NULL, subject TEXT NOT NULL,
            cadence TEXT NOT NULL, columns TEXT NOT NULL, signers TEXT)""")


def one_return_back(db: Database) -> None:
    """One return of a package is sent back, and the village is told which."""
    db.execute("ALTER TABLE received_return ADD COLUMN back_reason TEXT")
    db.execute("ALTER TABLE receipt ADD COLUMN code TEXT")


def behind_received(db: Database) -> None:
    """What stands behind each figure of a return that was handed in, apart from what it says."""
    db.execute("""
        CREATE TABLE received_behind (
            id INTEGER PRIMARY KEY, received INTEGER NOT NULL REFERENCES received_return(id),
            content TEXT NOT NULL)""")
    db.execute("CREATE UNIQUE INDEX received_behind_received ON received_behind(received)")


_RENAMED = (
    ("group", "homes", "village.homes"), ("group", "people", "village.people"),
    ("group", "members", "village.members"), ("member", "points", "points.member"),
    ("meeting-kind", "kind.count", "meetings"), ("meeting-kind", "kind.due", "meetings.due"),
    ("meeting-kind", "kind.came", "meetings.came"), ("meeting-kind", "kind.rate", "meetings.rate"),
    ("meeting", "meeting.due", "meetings.due"), ("meeting", "meeting.came", "meetings.came"),
    ("meeting", "meeting.rate", "meetings.rate"), ("", "village.meetings", "meetings.lessons"),
    ("", "village.points", "points"),
)
"""What the lines of a form stand for, and what a figure of them was called and is called."""


def one_code_for_a_figure(db: Database) -> None:
    """A figure has one code: in the forms that were recognised, and in returns of one's own."""
    _rename(db, _RENAMED)
    for old, new in (("homes", ""), ("others", ".other"), *(
            (code, f".{code}") for code in ("TP", "JC", "DB", "TK"))):
        for end in ('"', "+"):
            db.execute("UPDATE own_return SET columns = replace(columns, ?, ?)",
                       (f'"liaison.{old}{end}', f'"links{new}{end}'))


def meetings_of_members(db: Database) -> None:
    """Of a member the meetings of the party are told, as 党员出勤表 has them."""
    _rename(db, tuple(("member", f"meetings.{code}", f"party-meetings.{new}") for code, new in (
        ("due", "due"), ("came", "present"), ("rate", "rate"))))


def _rename(db: Database, renamed: tuple[tuple[str, str, str], ...]) -> None:
    """The facts of the forms that were recognised, and of those that were filled."""
    for row, value in db.execute(
            "SELECT id, value FROM setting WHERE name = '认过的上级表样'").fetchall():
        kept = json.loads(value or "{}")
        for page in (page for form in kept.values() for page in form.get("page", ())):
            for where, subject in (("columns", page.get("subject", "")), ("cells", "")):
                page[where] = {at: _renamed(renamed, subject, said)
                               for at, said in page.get(where, {}).items()}
        db.execute("UPDATE setting SET value = ? WHERE id = ?",
                   (json.dumps(kept, ensure_ascii=False), row))
    for row, asked in db.execute("SELECT id, asked FROM form_filled").fetchall():
        names = (name.partition(":") for name in json.loads(asked))
        known = {f"{subject}:{_renamed(renamed, subject, said)}": heading
                 for (subject, _, said), heading
                 in zip(names, json.loads(asked).values(), strict=True)}
        db.execute("UPDATE form_filled SET asked = ? WHERE id = ?",
                   (json.dumps(known, ensure_ascii=False), row))


def _renamed(renamed: tuple[tuple[str, str, str], ...], subject: str, said: str) -> str:
    """visits@quarter, as it is called now."""
    name, at, span = said.partition("@")
    for of, old, new in renamed:
        if of in ("", subject) and (name == old or name.startswith(f"{old}.")):
            return f"{new}{name.removeprefix(old)}{at}{span}"
    return said


def own_since(db: Database) -> None:
    """A return of one's own is owed from a day on; those that are known always were."""
    db.execute("ALTER TABLE own_return ADD COLUMN since TEXT")


def kept_forms(db: Database) -> None:
    """A form of the town's is kept as a return of one's own."""
    db.execute("""
        CREATE TABLE kept_form (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, blank TEXT NOT NULL, pages TEXT NOT NULL,
            whose TEXT)""")
    db.execute("ALTER TABLE own_return ADD COLUMN form INTEGER REFERENCES kept_form(id)")


def sent_forms(db: Database) -> None:
    """A form of the town's that was kept is sent as the form it is."""
    db.execute("ALTER TABLE sent ADD COLUMN form TEXT")


def left_out(db: Database) -> None:
    """Of what is received it is known which fields the village left out."""
    db.execute("ALTER TABLE reception ADD COLUMN left_out TEXT")
