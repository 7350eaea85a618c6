"""五星: the standard, the plan, verdicts, the economy and the weekly report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def standard(db: Database) -> None:
    """The standard of the stars, version by version: items and clauses."""
    db.execute("""
        CREATE TABLE standard (
            id INTEGER PRIMARY KEY, year INTEGER NOT NULL, star_set TEXT NOT NULL,
            version INTEGER NOT NULL, title TEXT NOT NULL, paper TEXT, since TEXT,
            template INTEGER NOT NULL, follows INTEGER REFERENCES standard(id))""")
    db.execute("""
        CREATE TABLE task (
            id INTEGER PRIMARY KEY, standard INTEGER NOT NULL REFERENCES standard(id),
            star TEXT NOT NULL, number TEXT NOT NULL, place INTEGER NOT NULL, title TEXT NOT NULL,
            department TEXT, change TEXT)""")
    db.execute("CREATE INDEX task_standard ON task(standard)")
    db.execute("""
        CREATE TABLE clause (
            id INTEGER PRIMARY KEY, task INTEGER NOT NULL REFERENCES task(id),
            place INTEGER NOT NULL, text TEXT NOT NULL, criterion TEXT, demand TEXT, evidence TEXT,
            ledger TEXT, measure TEXT NOT NULL, target TEXT, veto INTEGER, sources TEXT,
            change TEXT)""")
    db.execute("CREATE INDEX clause_task ON clause(task)")


def star_plan(db: Database) -> None:
    """The plan of the stars, who does what by when, and the progress week by week."""
    db.execute("""
        CREATE TABLE star_plan (
            id INTEGER PRIMARY KEY, year INTEGER NOT NULL UNIQUE,
            standard INTEGER NOT NULL REFERENCES standard(id), made TEXT NOT NULL,
            strengths TEXT, reached TEXT, gaps TEXT, goals TEXT, measures TEXT, guide TEXT,
            committee INTEGER REFERENCES meeting(id), assembly INTEGER REFERENCES meeting(id),
            opinion TEXT, town_on TEXT)""")
    db.execute("""
        CREATE TABLE star_target (
            id INTEGER PRIMARY KEY, plan INTEGER NOT NULL REFERENCES star_plan(id),
            star TEXT NOT NULL, aim TEXT NOT NULL, owner INTEGER REFERENCES person(id),
            due TEXT)""")
    db.execute("CREATE UNIQUE INDEX star_target_star ON star_target(plan, star)")
    db.execute("""
        CREATE TABLE assignment (
            id INTEGER PRIMARY KEY, plan INTEGER NOT NULL REFERENCES star_plan(id),
            task INTEGER NOT NULL REFERENCES task(id), owner INTEGER REFERENCES person(id),
            due TEXT, action TEXT, days INTEGER, begun TEXT)""")
    db.execute("CREATE UNIQUE INDEX assignment_task ON assignment(plan, task)")
    db.execute("""
        CREATE TABLE progress (
            id INTEGER PRIMARY KEY, clause INTEGER NOT NULL UNIQUE REFERENCES clause(id),
            value INTEGER, about INTEGER, base INTEGER, base_label TEXT, words TEXT, state TEXT,
            rating TEXT, shortfall TEXT, on_day TEXT NOT NULL, author TEXT,
            carried INTEGER REFERENCES clause(id), recheck INTEGER)""")
    db.execute("""
        CREATE TABLE progress_snapshot (
            id INTEGER PRIMARY KEY, plan INTEGER NOT NULL REFERENCES star_plan(id),
            week TEXT NOT NULL, taken TEXT NOT NULL, author TEXT, content TEXT NOT NULL)""")
    db.execute("CREATE UNIQUE INDEX progress_snapshot_week ON progress_snapshot(plan, week)")


def verdicts(db: Database) -> None:
    """What was said of each star by whom, the quarterly review, and the evidence filed."""
    db.execute("""
        CREATE TABLE verdict (
            id INTEGER PRIMARY KEY, year INTEGER NOT NULL, star TEXT NOT NULL, stage TEXT NOT NULL,
            result TEXT NOT NULL, on_day TEXT NOT NULL, author TEXT NOT NULL, reason TEXT,
            document TEXT)""")
    db.execute("CREATE INDEX verdict_year ON verdict(year, star)")
    db.execute("""
        CREATE TABLE star_review (
            id INTEGER PRIMARY KEY, period TEXT NOT NULL, department TEXT NOT NULL,
            result TEXT NOT NULL, on_day TEXT NOT NULL, opinion TEXT)""")
    db.execute("CREATE UNIQUE INDEX star_review_period ON star_review(period, department)")
    db.execute("""
        CREATE TABLE star_evidence (
            id INTEGER PRIMARY KEY, clause INTEGER NOT NULL REFERENCES clause(id),
            place INTEGER NOT NULL, ledger TEXT NOT NULL, row INTEGER NOT NULL,
            title TEXT NOT NULL, on_day TEXT, filed TEXT NOT NULL, note TEXT)""")
    db.execute("CREATE UNIQUE INDEX star_evidence_row ON star_evidence(clause, ledger, row)")


def economy(db: Database) -> None:
    """The collective economy and its projects."""
    db.execute("""
        CREATE TABLE asset (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, amount INTEGER,
            unit TEXT, place TEXT, state TEXT NOT NULL, idle_since TEXT, used_since TEXT,
            used_for TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE lease (
            id INTEGER PRIMARY KEY, asset INTEGER REFERENCES asset(id), tenant TEXT NOT NULL,
            purpose TEXT, since TEXT NOT NULL, until TEXT NOT NULL, rent INTEGER NOT NULL,
            contract TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE income_line (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, account TEXT NOT NULL,
            amount INTEGER NOT NULL, about INTEGER, summary TEXT NOT NULL, party TEXT,
            voucher TEXT, asset INTEGER REFERENCES asset(id), lease INTEGER REFERENCES lease(id),
            note TEXT)""")
    db.execute("CREATE INDEX income_line_on_day ON income_line(on_day)")
    db.execute("""
        CREATE TABLE project (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, stage TEXT NOT NULL, star TEXT,
            owner INTEGER REFERENCES person(id), since TEXT, due TEXT, finished TEXT,
            content TEXT, jobs INTEGER, beneficiaries INTEGER, about INTEGER, note TEXT)""")
    db.execute("""
        CREATE TABLE project_fund (
            id INTEGER PRIMARY KEY, project INTEGER NOT NULL REFERENCES project(id),
            origin TEXT NOT NULL, amount INTEGER NOT NULL, about INTEGER, paper TEXT,
            on_day TEXT)""")
    db.execute("""
        CREATE TABLE project_result (
            id INTEGER PRIMARY KEY, project INTEGER NOT NULL REFERENCES project(id),
            what TEXT NOT NULL, amount INTEGER NOT NULL, unit TEXT NOT NULL, about INTEGER)""")


def organisations(db: Database) -> None:
    """Groups, co-operatives and firms with their ties; facilities and honours."""
    db.execute("""
        CREATE TABLE organisation (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, led INTEGER,
            leader INTEGER REFERENCES person(id), since TEXT, until TEXT, business TEXT,
            jobs INTEGER, beneficiaries INTEGER, about INTEGER, paper TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE organisation_member (
            id INTEGER PRIMARY KEY, organisation INTEGER NOT NULL REFERENCES organisation(id),
            person INTEGER NOT NULL REFERENCES person(id), role TEXT, since TEXT, until TEXT)""")
    db.execute("""
        CREATE TABLE firm_tie (
            id INTEGER PRIMARY KEY, cooperative INTEGER NOT NULL REFERENCES organisation(id),
            firm INTEGER NOT NULL REFERENCES organisation(id), way TEXT NOT NULL, contract TEXT,
            amount INTEGER, since TEXT NOT NULL, until TEXT)""")
    db.execute("""
        CREATE TABLE household_tie (
            id INTEGER PRIMARY KEY, cooperative INTEGER NOT NULL REFERENCES organisation(id),
            household INTEGER NOT NULL REFERENCES household(id), way TEXT NOT NULL,
            since TEXT NOT NULL, until TEXT)""")
    db.execute("CREATE INDEX household_tie_household ON household_tie(household)")
    db.execute("""
        CREATE TABLE facility (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
            area INTEGER, functions TEXT, built TEXT, amount INTEGER, working INTEGER, unit TEXT,
            keeper INTEGER REFERENCES person(id), note TEXT)""")
    db.execute("""
        CREATE TABLE honour (
            id INTEGER PRIMARY KEY, title TEXT NOT NULL, level TEXT NOT NULL, on_day TEXT NOT NULL,
            body TEXT NOT NULL, paper TEXT, star TEXT, person INTEGER REFERENCES person(id),
            household INTEGER REFERENCES household(id), note TEXT)""")


def weekly_report(db: Database) -> None:
    """The week's report, drafted from the records, edited and kept as it was sent."""
    db.execute("""
        CREATE TABLE weekly_report (
            id INTEGER PRIMARY KEY, week TEXT NOT NULL, done TEXT, figures TEXT, problems TEXT,
            needs TEXT, next TEXT, author TEXT, reviewer TEXT, written TEXT NOT NULL,
            sent TEXT, corrects INTEGER REFERENCES weekly_report(id))""")


def dated_progress(db: Database) -> None:
    """What was said of a clause stays beside what was said of it later: one row for each day."""
    db.execute("""
        CREATE TABLE progress_dated (
            id INTEGER PRIMARY KEY, clause INTEGER NOT NULL REFERENCES clause(id),
            value INTEGER, about INTEGER, base INTEGER, base_label TEXT, words TEXT, state TEXT,
            rating TEXT, shortfall TEXT, on_day TEXT NOT NULL, author TEXT,
            carried INTEGER REFERENCES clause(id), recheck INTEGER)""")
    db.execute("""
        INSERT INTO progress_dated SELECT id, clause, value, about, base, base_label, words, state,
            rating, shortfall, on_day, author, carried, recheck FROM progress""")
    db.execute("DROP TABLE progress")
    db.execute("ALTER TABLE progress_dated RENAME TO progress")
    db.execute("CREATE UNIQUE INDEX progress_clause_day ON progress(clause, on_day)")


def project_stages(db: Database) -> None:
    """How far a project is has its day; what was known has that of its beginning or its end."""
    db.execute("""
        CREATE TABLE project_stage (
            id INTEGER PRIMARY KEY, project INTEGER NOT NULL REFERENCES project(id),
            stage TEXT NOT NULL, on_day TEXT NOT NULL)""")
    db.execute("CREATE UNIQUE INDEX project_stage_day ON project_stage(project, on_day)")
    db.execute("ALTER TABLE project_result ADD COLUMN on_day TEXT")
    ended = "CASE WHEN p.stage IN ('accepted', 'running', 'stopped') THEN p.finished END"
    db.execute(f"""
        INSERT INTO project_stage(project, stage, on_day)
        SELECT p.id, p.stage, coalesce({ended}, p.since, date('now', 'localtime'))
        FROM project p""")
    db.execute("""
        UPDATE project_result SET on_day = (
            SELECT coalesce(p.finished, p.since) FROM project p WHERE p.id = project)""")


def dated_plan(db: Database) -> None:
    """What is aimed at, and who does what by when, stays beside what was said of it later."""
    for table in ("star_target", "assignment"):
        for column in ("since", "until"):
            db.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT")
    for index, columns in (("star_target_star", "star_target(plan, star, since)"),
                           ("assignment_task", "assignment(plan, task, since)")):
        db.execute(f"DROP INDEX {index}")
        db.execute(f"CREATE UNIQUE INDEX {index} ON {columns}")


def services(db: Database) -> None:
    """What is done for the villagers: services, 红白事, produce, green, what they say of it."""
    db.execute("""
        CREATE TABLE service (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL,
            household INTEGER REFERENCES household(id), worker INTEGER REFERENCES person(id),
            done_on TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE ceremony (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, kind TEXT NOT NULL,
            household INTEGER NOT NULL REFERENCES household(id),
            manager INTEGER REFERENCES person(id), tables INTEGER, standard INTEGER, usual INTEGER,
            spent INTEGER, note TEXT)""")
    db.execute("""
        CREATE TABLE product (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, brand TEXT, area INTEGER,
            organisation INTEGER REFERENCES organisation(id), households INTEGER, output INTEGER,
            since TEXT, until TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE greening (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, place TEXT NOT NULL, species TEXT,
            trees INTEGER, grass INTEGER, people INTEGER, note TEXT)""")
    db.execute("""
        CREATE TABLE survey (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, subject TEXT NOT NULL,
            method TEXT NOT NULL, sent INTEGER, returned INTEGER NOT NULL,
            satisfied INTEGER NOT NULL, star TEXT, note TEXT)""")


def task_forces(db: Database) -> None:
    """How many 工作专班 the plan wants: five, seven, eleven, as the county says."""
    db.execute("ALTER TABLE star_plan ADD COLUMN task_forces INTEGER")


def improved(db: Database) -> None:
    """When a facility was last improved; at the town the 社区党委 a village belongs to."""
    db.execute("ALTER TABLE facility ADD COLUMN improved TEXT")
    db.execute("ALTER TABLE town_unit ADD COLUMN community TEXT")


def opinions(db: Database) -> None:
    """What the town says of a star, a clause or a village; ``clause`` is the village's number."""
    db.execute("""
        CREATE TABLE opinion (
            id INTEGER PRIMARY KEY, number INTEGER NOT NULL, unit INTEGER, year INTEGER NOT NULL,
            stage TEXT NOT NULL, star TEXT, clause INTEGER, place TEXT, result TEXT NOT NULL,
            reason TEXT, author TEXT NOT NULL, on_day TEXT NOT NULL, sent TEXT)""")
    db.execute("CREATE UNIQUE INDEX opinion_number ON opinion(coalesce(unit, 0), number)")
