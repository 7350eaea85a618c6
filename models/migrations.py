"""The data file's history, oldest first: frozen steps that name tables and columns literally."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from models.datafile import APPLICATION

if TYPE_CHECKING:
    from sqlite_utils import Database

HISTORY = Migrations("lianxing")


def known() -> int:
    """How many steps this program knows; a file says in ``user_version`` how many it has taken."""
    return len(HISTORY._migrations)


def bring_up(db: Database) -> None:
    """Take every step the file has not taken yet, all of them or none."""
    db.execute("BEGIN IMMEDIATE")
    HISTORY.apply(db)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {known()}")
    db.execute("COMMIT")


@HISTORY(name="0001-journal")
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


@HISTORY(name="0002-registers")
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


@HISTORY(name="0003-thin-middle")
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


@HISTORY(name="0040-meetings")
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


@HISTORY(name="0041-procedure")
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


@HISTORY(name="0042-development")
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


@HISTORY(name="0043-member-files")
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
            year INTEGER NOT NULL, grade TEXT, meeting INTEGER REFERENCES meeting(id), note TEXT)""")
    db.execute("CREATE UNIQUE INDEX appraisal_year ON appraisal(year, member)")
    db.execute("""
        CREATE TABLE talk (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, pair TEXT NOT NULL,
            one INTEGER NOT NULL REFERENCES person(id), other INTEGER NOT NULL REFERENCES person(id),
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


@HISTORY(name="0044-activities")
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


@HISTORY(name="0050-standard")
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


@HISTORY(name="0051-star-plan")
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


@HISTORY(name="0052-verdicts")
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


@HISTORY(name="0053-economy")
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


@HISTORY(name="0054-organisations")
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


@HISTORY(name="0055-weekly-report")
def weekly_report(db: Database) -> None:
    """The week's report, drafted from the records, edited and kept as it was sent."""
    db.execute("""
        CREATE TABLE weekly_report (
            id INTEGER PRIMARY KEY, week TEXT NOT NULL, done TEXT, figures TEXT, problems TEXT,
            needs TEXT, next TEXT, author TEXT, reviewer TEXT, written TEXT NOT NULL,
            sent TEXT, corrects INTEGER REFERENCES weekly_report(id))""")


@HISTORY(name="0020-living-registers")
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


@HISTORY(name="0021-visits-and-matters")
def visits_and_matters(db: Database) -> None:
    """Visits, the sheets they are keyed from, matters with their steps, figures handed in."""
    db.execute("""
        CREATE TABLE visit (
            id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member(id),
            household INTEGER NOT NULL REFERENCES household(id), day TEXT NOT NULL,
            way TEXT NOT NULL, reason TEXT, met TEXT, said TEXT, needs TEXT, entered TEXT NOT NULL)""")
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
    db.execute("""
        CREATE TABLE overhaul (
            id INTEGER PRIMARY KEY, reason TEXT NOT NULL, plan TEXT NOT NULL, listed TEXT NOT NULL,
            assessed TEXT, conclusion TEXT)""")
    db.execute("""
        CREATE TABLE matter (
            id INTEGER PRIMARY KEY, number TEXT UNIQUE, kind TEXT NOT NULL, topic TEXT,
            what TEXT NOT NULL, found TEXT NOT NULL, source TEXT, visit INTEGER REFERENCES visit(id),
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


@HISTORY(name="0022-attachments")
def attachments(db: Database) -> None:
    """Pictures on records; the files lie beside the data file."""
    db.execute("""
        CREATE TABLE attachment (
            id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
            width INTEGER NOT NULL, height INTEGER NOT NULL, owner_table TEXT NOT NULL,
            owner_row INTEGER NOT NULL, shows TEXT NOT NULL, caption TEXT, added TEXT NOT NULL)""")
    db.execute("CREATE INDEX attachment_owner ON attachment(owner_table, owner_row)")

@HISTORY(name="0030-points")
def points(db: Database) -> None:
    """Schemes by version, accounts with kept totals, slips, and the ledger that only grows."""
    db.execute("""
        CREATE TABLE scheme (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, account TEXT NOT NULL, member_class TEXT,
            valid_from TEXT NOT NULL, valid_until TEXT, source TEXT NOT NULL,
            active INTEGER NOT NULL, adopted TEXT, basis TEXT, rules TEXT NOT NULL)""")
    db.execute("""
        CREATE TABLE account (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, member_class TEXT,
            household INTEGER REFERENCES household(id), member INTEGER REFERENCES member(id),
            opened TEXT NOT NULL, closed TEXT, closed_reason TEXT, funds INTEGER NOT NULL,
            honour INTEGER NOT NULL, since TEXT NOT NULL, score_since TEXT, cleared TEXT)""")
    db.execute("CREATE UNIQUE INDEX account_household ON account(household) WHERE closed IS NULL")
    db.execute("CREATE UNIQUE INDEX account_member ON account(member) WHERE closed IS NULL")
    db.execute("""
        CREATE TABLE slip (
            id INTEGER PRIMARY KEY, op TEXT NOT NULL, account INTEGER REFERENCES account(id),
            kind TEXT NOT NULL, on_day TEXT NOT NULL, entered TEXT NOT NULL,
            person INTEGER REFERENCES person(id), item TEXT, title TEXT, times INTEGER NOT NULL,
            points INTEGER, findings INTEGER, key TEXT, subject TEXT, one_of TEXT, event TEXT,
            evidence TEXT, note TEXT, "of" INTEGER REFERENCES slip(id), goods TEXT, vouchers TEXT,
            year INTEGER, period TEXT, "into" INTEGER REFERENCES account(id), share TEXT,
            people TEXT, scorer INTEGER REFERENCES person(id), entered_by TEXT, flag TEXT,
            expected INTEGER, said TEXT, state TEXT NOT NULL, place INTEGER, decided TEXT,
            decided_by TEXT, decided_why TEXT)""")
    db.execute("CREATE INDEX slip_account ON slip(account, item, key)")
    db.execute("CREATE INDEX slip_person ON slip(person, item) WHERE person IS NOT NULL")
    db.execute("CREATE INDEX slip_waiting ON slip(state) WHERE state IN ('draft', 'pending')")
    db.execute('CREATE INDEX slip_of ON slip("of") WHERE "of" IS NOT NULL')
    db.execute("CREATE INDEX slip_event ON slip(event) WHERE event IS NOT NULL")
    db.execute("CREATE INDEX slip_place ON slip(place) WHERE place IS NOT NULL")
    db.execute("""
        CREATE TABLE entry (
            id INTEGER PRIMARY KEY, slip INTEGER NOT NULL REFERENCES slip(id),
            award INTEGER REFERENCES slip(id), account INTEGER NOT NULL REFERENCES account(id),
            scheme INTEGER REFERENCES scheme(id), op TEXT NOT NULL, on_day TEXT NOT NULL,
            event_day TEXT NOT NULL, booked TEXT NOT NULL, period TEXT NOT NULL, item TEXT,
            category TEXT, asked INTEGER, credited INTEGER NOT NULL, clipped INTEGER NOT NULL,
            score INTEGER NOT NULL, balance INTEGER NOT NULL, "after" INTEGER NOT NULL, days TEXT,
            reason TEXT NOT NULL)""")
    db.execute("CREATE INDEX entry_account ON entry(account, booked)")
    db.execute("CREATE INDEX entry_item ON entry(account, item) WHERE item IS NOT NULL")
    db.execute("CREATE INDEX entry_award ON entry(award) WHERE award IS NOT NULL")
    db.execute("CREATE INDEX entry_slip ON entry(slip)")
    db.execute("CREATE INDEX entry_on_day ON entry(on_day)")
    db.execute("CREATE INDEX entry_period ON entry(period)")
    db.execute("""
        CREATE TRIGGER entry_stands BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is reversed, never changed'); END""")
    db.execute("""
        CREATE TABLE month_score (
            id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account(id),
            month TEXT NOT NULL, score INTEGER NOT NULL)""")
    db.execute("CREATE UNIQUE INDEX month_score_account ON month_score(account, month)")
    db.execute("CREATE INDEX month_score_sum ON month_score(account, month, score)")
    db.execute("""
        CREATE TABLE taking (
            id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account(id),
            slip INTEGER REFERENCES slip(id), on_day TEXT NOT NULL, reaches INTEGER NOT NULL,
            scope TEXT NOT NULL, funds INTEGER, days TEXT NOT NULL, barred_until TEXT,
            next_year INTEGER, undone INTEGER NOT NULL)""")
    db.execute("CREATE INDEX taking_account ON taking(account)")
    db.execute("""
        CREATE TABLE member_exemption (
            id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member(id),
            reason TEXT NOT NULL, since TEXT NOT NULL, until TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE attendance_rule (
            id INTEGER PRIMARY KEY, meeting_kind TEXT NOT NULL, status TEXT NOT NULL,
            item TEXT NOT NULL)""")
    db.execute("""
        CREATE TABLE kinship (
            id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(id),
            household INTEGER NOT NULL REFERENCES household(id), note TEXT)""")


@HISTORY(name="0031-points-notices")
def points_notices(db: Database) -> None:
    """What was put up in public about points, what people said to it, and the year's close."""
    db.execute("""
        CREATE TABLE notice (
            id INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL,
            title TEXT NOT NULL, period TEXT NOT NULL, published TEXT NOT NULL,
            objections_until TEXT NOT NULL, contact TEXT NOT NULL, named_deductions INTEGER NOT NULL,
            decision TEXT, corrects INTEGER REFERENCES notice(id),
            slip INTEGER NOT NULL REFERENCES slip(id))""")
    db.execute("""
        CREATE TABLE notice_line (
            id INTEGER PRIMARY KEY, notice INTEGER NOT NULL REFERENCES notice(id),
            place INTEGER NOT NULL, entry INTEGER REFERENCES entry(id), "group" TEXT, name TEXT,
            on_day TEXT NOT NULL, wording TEXT NOT NULL, points INTEGER NOT NULL,
            corrected INTEGER)""")
    db.execute("CREATE INDEX notice_line_notice ON notice_line(notice, place)")
    db.execute("CREATE INDEX notice_line_entry ON notice_line(entry)")
    for table in ("notice", "notice_line"):
        for change in ("UPDATE", "DELETE"):
            db.execute(f"""
                CREATE TRIGGER {table}_{change.lower()} BEFORE {change} ON {table}
                BEGIN SELECT RAISE(ABORT, 'what was put up in public stands'); END""")
    db.execute("""
        CREATE TABLE objection (
            id INTEGER PRIMARY KEY, notice INTEGER NOT NULL REFERENCES notice(id),
            line INTEGER REFERENCES notice_line(id), received TEXT NOT NULL, who TEXT,
            contact TEXT, what TEXT NOT NULL, late INTEGER NOT NULL, answer TEXT, answered TEXT,
            outcome TEXT)""")
    db.execute("CREATE INDEX objection_notice ON objection(notice)")
    db.execute("""
        CREATE TABLE year_close (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, year INTEGER NOT NULL, on_day TEXT NOT NULL,
            accounts INTEGER NOT NULL, cleared INTEGER NOT NULL, points INTEGER NOT NULL,
            debtors INTEGER NOT NULL, debts INTEGER NOT NULL, first_signer TEXT NOT NULL,
            second_signer TEXT NOT NULL, slip INTEGER NOT NULL REFERENCES slip(id))""")
    db.execute("CREATE UNIQUE INDEX year_close_year ON year_close(kind, year)")


@HISTORY(name="0032-redemption")
def redemption(db: Database) -> None:
    """Goods and their stock, redemption days, what was taken, other uses, and the fund."""
    db.execute("""
        CREATE TABLE goods (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, unit TEXT NOT NULL,
            points INTEGER NOT NULL, value INTEGER, halves INTEGER NOT NULL, until TEXT, note TEXT)""")
    db.execute("""
        CREATE TABLE redemption_day (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL UNIQUE, place TEXT, keeper TEXT,
            note TEXT, closed INTEGER)""")
    db.execute("""
        CREATE TABLE redemption (
            id INTEGER PRIMARY KEY, receipt TEXT NOT NULL UNIQUE,
            slip INTEGER NOT NULL UNIQUE REFERENCES slip(id),
            account INTEGER NOT NULL REFERENCES account(id), day INTEGER REFERENCES redemption_day(id),
            on_day TEXT NOT NULL, goods INTEGER NOT NULL REFERENCES goods(id),
            quantity INTEGER NOT NULL, points INTEGER NOT NULL, taker TEXT, signed INTEGER,
            cancelled TEXT, cancelled_why TEXT)""")
    db.execute("CREATE INDEX redemption_account ON redemption(account)")
    db.execute("CREATE INDEX redemption_on_day ON redemption(on_day)")
    db.execute("""
        CREATE TABLE stock_move (
            id INTEGER PRIMARY KEY, goods INTEGER NOT NULL REFERENCES goods(id),
            on_day TEXT NOT NULL, way TEXT NOT NULL, quantity INTEGER NOT NULL,
            redemption INTEGER REFERENCES redemption(id), note TEXT)""")
    db.execute("CREATE INDEX stock_move_goods ON stock_move(goods)")
    db.execute("""
        CREATE TABLE other_use (
            id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account(id),
            on_day TEXT NOT NULL, use TEXT NOT NULL, score INTEGER NOT NULL, what TEXT NOT NULL,
            paper TEXT, note TEXT)""")
    db.execute("CREATE INDEX other_use_account ON other_use(account)")
    db.execute("""
        CREATE TABLE fund_line (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, way TEXT NOT NULL, amount INTEGER NOT NULL,
            party TEXT, summary TEXT NOT NULL, voucher TEXT, reverses INTEGER REFERENCES fund_line(id))""")
    db.execute("CREATE INDEX fund_line_on_day ON fund_line(on_day)")


@HISTORY(name="0033-evaluation")
def evaluation(db: Database) -> None:
    """户月评, 组季评, 村半年评: the forms, the rounds, who scored, and what each household had."""
    db.execute("""
        CREATE TABLE evaluation_form (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, since TEXT NOT NULL, until TEXT,
            full INTEGER NOT NULL, roll_up TEXT NOT NULL, grades TEXT NOT NULL, bridge TEXT,
            source TEXT NOT NULL)""")
    db.execute("""
        CREATE TABLE evaluation_row (
            id INTEGER PRIMARY KEY, form INTEGER NOT NULL REFERENCES evaluation_form(id),
            place INTEGER NOT NULL, head TEXT, title TEXT NOT NULL, standard TEXT NOT NULL,
            points INTEGER NOT NULL, way TEXT NOT NULL, each INTEGER)""")
    db.execute("CREATE UNIQUE INDEX evaluation_row_place ON evaluation_row(form, place)")
    db.execute("""
        CREATE TABLE evaluation (
            id INTEGER PRIMARY KEY, form INTEGER NOT NULL REFERENCES evaluation_form(id),
            level TEXT NOT NULL, period TEXT NOT NULL, "group" INTEGER REFERENCES "group"(id),
            on_day TEXT NOT NULL, judges TEXT NOT NULL, recheck INTEGER REFERENCES evaluation(id),
            state TEXT NOT NULL)""")
    db.execute("CREATE INDEX evaluation_period ON evaluation(period, level)")
    db.execute("""
        CREATE TABLE evaluation_mark (
            id INTEGER PRIMARY KEY, evaluation INTEGER NOT NULL REFERENCES evaluation(id),
            place INTEGER NOT NULL, household INTEGER NOT NULL REFERENCES household(id),
            marks TEXT, total INTEGER, grade TEXT, note TEXT)""")
    db.execute("CREATE UNIQUE INDEX evaluation_mark_home ON evaluation_mark(evaluation, household)")
    db.execute("CREATE INDEX evaluation_mark_household ON evaluation_mark(household)")
    db.execute("""
        CREATE TABLE star_home (
            id INTEGER PRIMARY KEY, household INTEGER NOT NULL REFERENCES household(id),
            title TEXT NOT NULL, period TEXT NOT NULL, since TEXT NOT NULL, until TEXT, why TEXT,
            evaluation INTEGER REFERENCES evaluation(id))""")
    db.execute("CREATE INDEX star_home_household ON star_home(household)")
