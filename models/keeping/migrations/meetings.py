"""组织生活: meetings, procedures, the members' own files and activities."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def meetings(db: Database) -> None:
    """What a meeting leaves behind: plans, reasons, leave, votes, decisions, who was told later."""
    for column in (
        "party_group TEXT", '"group" INTEGER REFERENCES "group"(id)', "guests TEXT",
        "dissent TEXT", "pages INTEGER", "notified TEXT", "due_count INTEGER",
        "present_count INTEGER",
    ):
        db.execute(f"ALTER TABLE meeting ADD COLUMN {column}")
    db.execute("ALTER TABLE attendance ADD COLUMN approved TEXT")
    db.execute("""
        CREATE TABLE meeting_plan (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, on_day TEXT NOT NULL, started TEXT,
            place TEXT, title TEXT, party_group TEXT, notified TEXT,
            meeting INTEGER REFERENCES meeting(id), note TEXT)""")
    db.execute("CREATE INDEX meeting_plan_on_day ON meeting_plan(on_day)")
    db.execute("""
        CREATE TABLE not_held (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, period TEXT NOT NULL,
            number INTEGER NOT NULL, party_group TEXT, reason TEXT NOT NULL,
            entered TEXT NOT NULL)""")
    db.execute("CREATE INDEX not_held_period ON not_held(period)")
    db.execute("""
        CREATE TABLE leave (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id),
            since TEXT NOT NULL, until TEXT, reason TEXT NOT NULL, note TEXT)""")
    db.execute("CREATE INDEX leave_person ON leave(person)")
    db.execute("""
        CREATE TABLE vote (
            id INTEGER PRIMARY KEY, meeting INTEGER NOT NULL REFERENCES meeting(id),
            subject TEXT NOT NULL, person INTEGER REFERENCES person(id), purpose TEXT,
            secret INTEGER NOT NULL, in_favour INTEGER NOT NULL, against INTEGER NOT NULL,
            abstain INTEGER NOT NULL, note TEXT)""")
    db.execute("CREATE INDEX vote_meeting ON vote(meeting)")
    db.execute("""
        CREATE TABLE decision (
            id INTEGER PRIMARY KEY, meeting INTEGER NOT NULL REFERENCES meeting(id),
            content TEXT NOT NULL, owner INTEGER REFERENCES person(id), deadline TEXT,
            matter INTEGER, note TEXT)""")
    db.execute("CREATE INDEX decision_meeting ON decision(meeting)")
    db.execute("""
        CREATE TABLE briefing (
            id INTEGER PRIMARY KEY, meeting INTEGER NOT NULL REFERENCES meeting(id),
            person INTEGER NOT NULL REFERENCES person(id), on_day TEXT NOT NULL,
            teller INTEGER REFERENCES person(id), way TEXT, note TEXT)""")
    db.execute("CREATE UNIQUE INDEX briefing_meeting ON briefing(meeting, person)")


def procedure(db: Database) -> None:
    """四议两公开: one matter and its six sheets."""
    db.execute("""
        CREATE TABLE procedure (
            id INTEGER PRIMARY KEY, subject TEXT NOT NULL, motion TEXT NOT NULL, category TEXT,
            opened TEXT NOT NULL, merged INTEGER NOT NULL, base TEXT NOT NULL,
            closed TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE procedure_step (
            id INTEGER PRIMARY KEY, procedure INTEGER NOT NULL REFERENCES procedure(id),
            step INTEGER NOT NULL, meeting INTEGER REFERENCES meeting(id), held TEXT NOT NULL,
            sent TEXT, body TEXT, content TEXT NOT NULL, town_people TEXT, place TEXT, until TEXT,
            supervision TEXT, note TEXT)""")
    db.execute("CREATE UNIQUE INDEX procedure_step_step ON procedure_step(procedure, step)")


def development(db: Database) -> None:
    """The way into the Party: a file for each applicant and a dated line for each step."""
    db.execute("""
        CREATE TABLE candidate (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id),
            contact INTEGER REFERENCES person(id), contact_two INTEGER REFERENCES person(id),
            source TEXT, ended TEXT, end_reason TEXT, note TEXT)""")
    db.execute("CREATE INDEX candidate_person ON candidate(person)")
    db.execute("""
        CREATE TABLE development_step (
            id INTEGER PRIMARY KEY, candidate INTEGER NOT NULL REFERENCES candidate(id),
            step TEXT NOT NULL, on_day TEXT NOT NULL, until TEXT,
            meeting INTEGER REFERENCES meeting(id), note TEXT)""")
    db.execute("CREATE INDEX development_step_candidate ON development_step(candidate)")


def member_files(db: Database) -> None:
    """What belongs to a member's file: reserve, moving, grades, talks, dues, duties."""
    db.execute("""
        CREATE TABLE reserve (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id),
            origin TEXT, contact INTEGER REFERENCES person(id), aim TEXT, listed TEXT NOT NULL,
            review TEXT, ended TEXT, end_reason TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE journey (
            id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member(id),
            went TEXT NOT NULL, destination TEXT NOT NULL, reason TEXT, certificate TEXT,
            contacted TEXT, returned TEXT, note TEXT)""")
    db.execute("CREATE INDEX journey_member ON journey(member)")
    db.execute("""
        CREATE TABLE appraisal (
            id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member(id),
            year INTEGER NOT NULL, grade TEXT, meeting INTEGER REFERENCES meeting(id),
            note TEXT)""")
    db.execute("CREATE UNIQUE INDEX appraisal_year ON appraisal(year, member)")
    db.execute("""
        CREATE TABLE talk (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, pair TEXT NOT NULL,
            one INTEGER NOT NULL REFERENCES person(id),
            other INTEGER NOT NULL REFERENCES person(id),
            place TEXT, content TEXT, note TEXT)""")
    db.execute("CREATE INDEX talk_on_day ON talk(on_day)")
    db.execute("""
        CREATE TABLE dues (
            id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member(id),
            month TEXT NOT NULL, standard INTEGER, paid INTEGER, paid_on TEXT, note TEXT)""")
    db.execute("CREATE UNIQUE INDEX dues_month ON dues(member, month)")
    db.execute("""
        CREATE TABLE duty (
            id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member(id),
            team TEXT, post TEXT, duty TEXT, reward TEXT, since TEXT NOT NULL, until TEXT)""")
    db.execute("CREATE INDEX duty_member ON duty(member)")


def activities(db: Database) -> None:
    """Activities and training: what was done, who came, what came of it, what comes round again."""
    db.execute("""
        CREATE TABLE task_round (
            id INTEGER PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, weekday INTEGER,
            every TEXT NOT NULL, star TEXT, since TEXT NOT NULL, until TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE activity (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, kind TEXT NOT NULL, theme TEXT NOT NULL,
            host TEXT, place TEXT, people INTEGER, times INTEGER, about INTEGER, star TEXT,
            round INTEGER REFERENCES task_round(id), entered TEXT NOT NULL, note TEXT)""")
    db.execute("CREATE INDEX activity_on_day ON activity(on_day)")
    db.execute("""
        CREATE TABLE activity_person (
            id INTEGER PRIMARY KEY, activity INTEGER NOT NULL REFERENCES activity(id),
            person INTEGER NOT NULL REFERENCES person(id))""")
    db.execute("CREATE UNIQUE INDEX activity_person_once ON activity_person(activity, person)")
    db.execute("""
        CREATE TABLE activity_result (
            id INTEGER PRIMARY KEY, activity INTEGER NOT NULL REFERENCES activity(id),
            what TEXT NOT NULL, amount INTEGER NOT NULL, unit TEXT NOT NULL, about INTEGER)""")


def trained(db: Database) -> None:
    """What a training brought each who came: passed or not, the certificate, the subsidy."""
    for column in ("passed INTEGER", "certificate TEXT", "subsidy INTEGER"):
        db.execute(f"ALTER TABLE activity_person ADD COLUMN {column}")
