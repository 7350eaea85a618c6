"""积分: schemes, accounts, the ledger, notices, redemption and evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def points_accounts(db: Database) -> None:
    """Schemes by version, accounts with kept totals, and the slips that were written down."""
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


def points_ledger(db: Database) -> None:
    """The lines of the ledger, which only grows, the sums kept of them, and what was taken."""
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


def points_people(db: Database) -> None:
    """Who is let off, what an attendance stands for, and who is kin of whom."""
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


def points_notices(db: Database) -> None:
    """What was put up in public about points, what people said to it, and the year's close."""
    db.execute("""
        CREATE TABLE notice (
            id INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL,
            title TEXT NOT NULL, period TEXT NOT NULL, published TEXT NOT NULL,
            objections_until TEXT NOT NULL, contact TEXT NOT NULL,
            named_deductions INTEGER NOT NULL,
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


def redemption(db: Database) -> None:
    """Goods and their stock, redemption days, what was taken, other uses, and the fund."""
    db.execute("""
        CREATE TABLE goods (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, unit TEXT NOT NULL,
            points INTEGER NOT NULL, value INTEGER, halves INTEGER NOT NULL, until TEXT,
            note TEXT)""")
    db.execute("""
        CREATE TABLE redemption_day (
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL UNIQUE, place TEXT, keeper TEXT,
            note TEXT, closed INTEGER)""")
    db.execute("""
        CREATE TABLE redemption (
            id INTEGER PRIMARY KEY, receipt TEXT NOT NULL UNIQUE,
            slip INTEGER NOT NULL UNIQUE REFERENCES slip(id),
            account INTEGER NOT NULL REFERENCES account(id),
            day INTEGER REFERENCES redemption_day(id),
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
            id INTEGER PRIMARY KEY, on_day TEXT NOT NULL, way TEXT NOT NULL,
            amount INTEGER NOT NULL,
            party TEXT, summary TEXT NOT NULL, voucher TEXT,
            reverses INTEGER REFERENCES fund_line(id))""")
    db.execute("CREATE INDEX fund_line_on_day ON fund_line(on_day)")


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


def contests(db: Database) -> None:
    """观摩比拼: a form may be for it; its rounds, and what every judge gave to whom."""
    db.execute(
        """ALTER TABLE evaluation_form ADD COLUMN "use" TEXT NOT NULL DEFAULT 'household'""")
    db.execute("""
        CREATE TABLE contest (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL,
            form INTEGER NOT NULL REFERENCES evaluation_form(id), on_day TEXT NOT NULL,
            compared TEXT NOT NULL, judges TEXT NOT NULL, "drop" INTEGER NOT NULL, note TEXT)""")
    db.execute("""
        CREATE TABLE contest_entrant (
            id INTEGER PRIMARY KEY, contest INTEGER NOT NULL REFERENCES contest(id),
            place INTEGER NOT NULL, name TEXT NOT NULL, marks TEXT NOT NULL)""")
    db.execute("CREATE UNIQUE INDEX contest_entrant_name ON contest_entrant(contest, name)")
