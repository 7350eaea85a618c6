"""党员联户: registers that live, visits, matters and their photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def living_registers(db: Database) -> None:
    """Earlier stays, what happened to whom, and people written twice and made one."""
    db.execute("""
        CREATE TABLE residence (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id),
            household INTEGER NOT NULL REFERENCES household(id), relation TEXT, since TEXT,
            left TEXT NOT NULL)""")
    db.execute("CREATE INDEX residence_person ON residence(person)")
    db.execute("CREATE INDEX residence_household ON residence(household)")
    db.execute("""
        CREATE TABLE happening (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, day TEXT NOT NULL,
            person INTEGER REFERENCES person(id),
            household INTEGER NOT NULL REFERENCES household(id),
            other INTEGER REFERENCES household(id), reason TEXT NOT NULL)""")
    db.execute("CREATE INDEX happening_day ON happening(day)")
    db.execute("CREATE INDEX happening_person ON happening(person)")
    db.execute("CREATE INDEX happening_household ON happening(household)")
    db.execute("""
        CREATE TABLE person_merger (
            id INTEGER PRIMARY KEY, kept INTEGER NOT NULL REFERENCES person(id),
            lost INTEGER NOT NULL UNIQUE REFERENCES person(id), day TEXT NOT NULL, why TEXT)""")
    db.execute("CREATE INDEX person_merger_kept ON person_merger(kept)")
    db.execute("""
        CREATE TABLE pairing_excuse (
            id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member(id),
            reason TEXT NOT NULL, since TEXT NOT NULL, until TEXT, note TEXT)""")
    db.execute("CREATE INDEX pairing_excuse_member ON pairing_excuse(member)")


def visits(db: Database) -> None:
    """Visits, the sheets they are keyed from, the figures handed in."""
    db.execute("""
        CREATE TABLE visit (
            id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member(id),
            household INTEGER NOT NULL REFERENCES household(id), day TEXT NOT NULL,
            way TEXT NOT NULL, reason TEXT, met TEXT, said TEXT, needs TEXT,
            entered TEXT NOT NULL)""")
    db.execute("CREATE INDEX visit_household ON visit(household, day)")
    db.execute("CREATE INDEX visit_member ON visit(member, day)")
    db.execute("CREATE INDEX visit_day ON visit(day)")
    db.execute("""
        CREATE TABLE visit_sheet (
            id INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE,
            member INTEGER NOT NULL REFERENCES member(id), printed TEXT NOT NULL, reason TEXT)""")
    db.execute("""
        CREATE TABLE visit_sheet_row (
            id INTEGER PRIMARY KEY, sheet INTEGER NOT NULL REFERENCES visit_sheet(id),
            place INTEGER NOT NULL, household INTEGER NOT NULL REFERENCES household(id),
            visit INTEGER REFERENCES visit(id), missed INTEGER)""")
    db.execute("CREATE UNIQUE INDEX visit_sheet_row_place ON visit_sheet_row(sheet, place)")
    db.execute("CREATE INDEX visit_sheet_row_visit ON visit_sheet_row(visit)")
    db.execute("""
        CREATE TABLE kept_figures (
            id INTEGER PRIMARY KEY, month TEXT NOT NULL UNIQUE, figures TEXT NOT NULL,
            start INTEGER)""")


def matters(db: Database) -> None:
    """Matters with their steps, and the 整顿 some of them belong to."""
    db.execute("""
        CREATE TABLE overhaul (
            id INTEGER PRIMARY KEY, reason TEXT NOT NULL, plan TEXT NOT NULL, listed TEXT NOT NULL,
            assessed TEXT, conclusion TEXT)""")
    db.execute("""
        CREATE TABLE matter (
            id INTEGER PRIMARY KEY, number TEXT UNIQUE, kind TEXT NOT NULL, topic TEXT,
            what TEXT NOT NULL, found TEXT NOT NULL, source TEXT,
            visit INTEGER REFERENCES visit(id),
            household INTEGER REFERENCES household(id), member INTEGER REFERENCES member(id),
            place TEXT, parties TEXT, claim TEXT, risk TEXT, star TEXT, measure TEXT,
            overhaul INTEGER REFERENCES overhaul(id), state TEXT NOT NULL, level TEXT, owner TEXT,
            deadline TEXT, closed TEXT, result TEXT, acceptor TEXT, told TEXT, verdict TEXT,
            note TEXT)""")
    db.execute("CREATE INDEX matter_household ON matter(household)")
    db.execute("CREATE INDEX matter_member ON matter(member)")
    db.execute("CREATE INDEX matter_visit ON matter(visit)")
    db.execute("CREATE INDEX matter_state ON matter(state, deadline)")
    db.execute("""
        CREATE TABLE matter_step (
            id INTEGER PRIMARY KEY, matter INTEGER NOT NULL REFERENCES matter(id),
            kind TEXT NOT NULL, day TEXT NOT NULL, words TEXT, level TEXT, owner TEXT,
            deadline TEXT)""")
    db.execute("CREATE INDEX matter_step_matter ON matter_step(matter, day)")
    db.execute("CREATE INDEX matter_step_day ON matter_step(day)")


def attachments(db: Database) -> None:
    """Pictures on records; the files lie beside the data file."""
    db.execute("""
        CREATE TABLE attachment (
            id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
            width INTEGER NOT NULL, height INTEGER NOT NULL, owner_table TEXT NOT NULL,
            owner_row INTEGER NOT NULL, shows TEXT NOT NULL, caption TEXT, added TEXT NOT NULL)""")
    db.execute("CREATE INDEX attachment_owner ON attachment(owner_table, owner_row)")


def sheets_read_back(db: Database) -> None:
    """Sheets printed with frames, where the frames of each page lie, and when it was read."""
    db.execute("""
        CREATE TABLE mark_sheet (
            id INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL,
            about INTEGER NOT NULL, printed TEXT NOT NULL)""")
    db.execute("CREATE INDEX mark_sheet_about ON mark_sheet(kind, about)")
    db.execute("""
        CREATE TABLE mark_page (
            id INTEGER PRIMARY KEY, sheet INTEGER NOT NULL REFERENCES mark_sheet(id),
            page INTEGER NOT NULL, layout TEXT NOT NULL, read TEXT)""")
    db.execute("CREATE UNIQUE INDEX mark_page_page ON mark_page(sheet, page)")


def score_sheets(db: Database) -> None:
    """A sheet of 记分 that is read back says of which item and which day it is."""
    db.execute("ALTER TABLE mark_sheet ADD COLUMN item TEXT")
    db.execute("ALTER TABLE mark_sheet ADD COLUMN on_day TEXT")


def not_residents(db: Database) -> None:
    """Who an office sends to work here; what people are trained as, from a day until a day."""
    db.execute("ALTER TABLE person ADD COLUMN sent_by TEXT")
    db.execute("""
        CREATE TABLE person_tag (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id),
            tag TEXT NOT NULL, since TEXT NOT NULL, until TEXT, paper TEXT, note TEXT)""")


def areas(db: Database) -> None:
    """片区 and 网格: their households, who is responsible; whom the village and the plan follow."""
    db.execute('ALTER TABLE household ADD COLUMN area INTEGER REFERENCES "group"(id)')
    db.execute("""
        CREATE TABLE charge (
            id INTEGER PRIMARY KEY, "group" INTEGER REFERENCES "group"(id), role TEXT NOT NULL,
            person INTEGER NOT NULL REFERENCES person(id), since TEXT NOT NULL, until TEXT,
            note TEXT)""")
    db.execute("ALTER TABLE unit ADD COLUMN community TEXT")
    db.execute("ALTER TABLE star_plan ADD COLUMN leader INTEGER REFERENCES person(id)")


def incentives(db: Database) -> None:
    """正向激励 and 反向约束: what was given or held against whom, and why."""
    db.execute("""
        CREATE TABLE incentive (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, way TEXT NOT NULL, kind TEXT NOT NULL,
            subject TEXT NOT NULL, person INTEGER REFERENCES person(id), reason TEXT NOT NULL,
            amount INTEGER, paper TEXT, note TEXT)""")
