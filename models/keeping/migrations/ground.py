"""The first steps: the log, the registers, and who looks after whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def journal(db: Database) -> None:
    """What was done, by whom, in a chain of hashes; and what is kept beside it."""
    db.execute("""
        CREATE TABLE act (
            id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, at TEXT NOT NULL,
            label TEXT NOT NULL, operator TEXT NOT NULL, era INTEGER NOT NULL,
            final INTEGER NOT NULL, undoes INTEGER REFERENCES act(id),
            previous TEXT NOT NULL, hash TEXT NOT NULL)""")
    db.execute("CREATE INDEX act_undoes ON act(undoes) WHERE undoes IS NOT NULL")
    db.execute("""
        CREATE TABLE change (
            id INTEGER PRIMARY KEY, act INTEGER NOT NULL REFERENCES act(id),
            "table" TEXT NOT NULL, row INTEGER NOT NULL, before TEXT, after TEXT)""")
    db.execute("CREATE INDEX change_act ON change(act)")
    db.execute('CREATE INDEX change_row ON change("table", row)')
    db.execute("""
        CREATE TABLE draft (place TEXT PRIMARY KEY, content TEXT NOT NULL, at TEXT NOT NULL)""")
    db.execute("""
        CREATE TABLE setting (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, value TEXT)""")


def registers(db: Database) -> None:
    """The village, its groups, households, people, members and posts, and how they are found."""
    db.execute("""
        CREATE TABLE unit (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT, county TEXT, town TEXT,
            district TEXT, star_set TEXT, branch TEXT, phone TEXT)""")
    db.execute("""
        CREATE TABLE "group" (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, place INTEGER)""")
    db.execute("CREATE UNIQUE INDEX group_name ON \"group\"(kind, name)")
    db.execute("""
        CREATE TABLE household (
            id INTEGER PRIMARY KEY, number TEXT NOT NULL, "group" INTEGER REFERENCES "group"(id),
            address TEXT, phone TEXT, note TEXT, since TEXT, left TEXT, left_reason TEXT)""")
    db.execute('CREATE UNIQUE INDEX household_number ON household(number, coalesce("group", 0))')
    db.execute("""
        CREATE TABLE household_category (
            id INTEGER PRIMARY KEY, household INTEGER NOT NULL REFERENCES household(id),
            category TEXT NOT NULL, since TEXT, until TEXT, source TEXT)""")
    db.execute("CREATE INDEX household_category_household ON household_category(household)")
    db.execute("""
        CREATE TABLE person (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, household INTEGER REFERENCES household(id),
            relation TEXT, sex TEXT, ethnic TEXT, id_number TEXT, born TEXT,
            education TEXT, politics TEXT, marriage TEXT, health TEXT, work TEXT,
            phone TEXT, landline TEXT, address TEXT, note TEXT,
            since TEXT, left TEXT, left_reason TEXT)""")
    db.execute("CREATE INDEX person_household ON person(household)")
    db.execute("CREATE INDEX person_id_number ON person(id_number)")
    db.execute("CREATE INDEX person_name ON person(name)")
    db.execute("""
        CREATE TABLE member (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL UNIQUE REFERENCES person(id),
            kind TEXT NOT NULL, branch TEXT, party_group TEXT, joined TEXT, confirmed TEXT,
            job TEXT, standing TEXT, lost INTEGER, lost_since TEXT, mobile INTEGER, mobile_to TEXT,
            left TEXT, left_reason TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE post (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id),
            title TEXT NOT NULL, body TEXT, since TEXT, until TEXT, note TEXT)""")
    db.execute("CREATE INDEX post_person ON post(person)")
    db.execute("""
        CREATE TABLE search_key (
            kind TEXT NOT NULL, row INTEGER NOT NULL, key TEXT NOT NULL, why TEXT NOT NULL,
            PRIMARY KEY (key, kind, row, why)) WITHOUT ROWID""")
    db.execute("CREATE INDEX search_key_row ON search_key(kind, row)")


def thin_middle(db: Database) -> None:
    """One pairing, one meeting: the middle of the way through."""
    db.execute("""
        CREATE TABLE pairing (
            id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member(id),
            household INTEGER NOT NULL REFERENCES household(id), role TEXT NOT NULL,
            since TEXT NOT NULL, until TEXT, basis TEXT, consented TEXT, notified TEXT,
            end_reason TEXT, note TEXT)""")
    db.execute("CREATE INDEX pairing_member ON pairing(member)")
    db.execute("CREATE INDEX pairing_household ON pairing(household)")
    db.execute("""
        CREATE TABLE meeting (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, purpose TEXT, held TEXT NOT NULL,
            started TEXT, ended TEXT, place TEXT, title TEXT, chair INTEGER REFERENCES person(id),
            recorder INTEGER REFERENCES person(id), agenda TEXT, minutes TEXT, decision TEXT,
            entered TEXT NOT NULL, note TEXT)""")
    db.execute("CREATE INDEX meeting_held ON meeting(held)")
    db.execute("""
        CREATE TABLE attendance (
            id INTEGER PRIMARY KEY, meeting INTEGER NOT NULL REFERENCES meeting(id),
            person INTEGER NOT NULL REFERENCES person(id), vote INTEGER NOT NULL,
            status TEXT, reason TEXT)""")
    db.execute("CREATE UNIQUE INDEX attendance_meeting ON attendance(meeting, person)")
    db.execute("CREATE INDEX attendance_person ON attendance(person)")


def own_identity(db: Database) -> None:
    """An identity of the file, given once; an older file has that of its first act."""
    db.execute("CREATE TABLE data_file (id INTEGER PRIMARY KEY, identity TEXT NOT NULL)")
    db.execute("""
        INSERT INTO data_file (identity) SELECT coalesce(
            (SELECT token FROM act ORDER BY id LIMIT 1), lower(hex(randomblob(16))))""")


def heads(db: Database) -> None:
    """What a restore left behind, and the head of its log that a village's package told."""
    db.execute("""
        CREATE TABLE put_back (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, act INTEGER NOT NULL, last INTEGER NOT NULL,
            copy TEXT NOT NULL)""")
    db.execute("ALTER TABLE reception ADD COLUMN head TEXT")


def former(db: Database) -> None:
    """Earlier values of what is dated, and when they were over: what stands has held ever since."""
    db.execute("""
        CREATE TABLE former (
            id INTEGER PRIMARY KEY, "table" TEXT NOT NULL, row INTEGER NOT NULL,
            field TEXT NOT NULL, value, until TEXT NOT NULL)""")
    db.execute('CREATE INDEX former_of ON former("table", field, row, until)')


def changing_hands(db: Database) -> None:
    """Who handed the ledger to whom, before whom, and when it was taken over."""
    db.execute("""
        CREATE TABLE handover (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, gives TEXT NOT NULL, takes TEXT NOT NULL,
            watches TEXT, taken TEXT, found TEXT)""")


def updates(db: Database) -> None:
    """What updates brought: texts by path, as JSON."""
    db.execute("""
        CREATE TABLE resource_update (
            id INTEGER PRIMARY KEY, number INTEGER NOT NULL, title TEXT NOT NULL,
            made TEXT NOT NULL, version TEXT, notice TEXT, content TEXT NOT NULL)""")
