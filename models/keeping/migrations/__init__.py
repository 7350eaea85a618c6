"""The data file's history, oldest first: frozen steps that name tables and columns literally."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.migrations import exchange, ground, liaison, meetings, points, stars

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

APPLICATION = 0x4C58_4C47  # "LXLG": how the file says whose it is

STEPS: tuple[tuple[str, Callable[[Database], None]], ...] = (
    ("0001-journal", ground.journal),
    ("0002-registers", ground.registers),
    ("0003-thin-middle", ground.thin_middle),
    ("0020-living-registers", liaison.living_registers),
    ("0021-visits", liaison.visits),
    ("0022-matters", liaison.matters),
    ("0023-attachments", liaison.attachments),
    ("0030-points-accounts", points.points_accounts),
    ("0031-points-ledger", points.points_ledger),
    ("0032-points-people", points.points_people),
    ("0033-points-notices", points.points_notices),
    ("0034-redemption", points.redemption),
    ("0035-evaluation", points.evaluation),
    ("0040-meetings", meetings.meetings),
    ("0041-procedure", meetings.procedure),
    ("0042-development", meetings.development),
    ("0043-member-files", meetings.member_files),
    ("0044-activities", meetings.activities),
    ("0050-standard", stars.standard),
    ("0051-star-plan", stars.star_plan),
    ("0052-verdicts", stars.verdicts),
    ("0053-economy", stars.economy),
    ("0054-organisations", stars.organisations),
    ("0055-weekly-report", stars.weekly_report),
    ("0060-returns", exchange.returns),
    ("0070-exchange", exchange.exchange),
    ("0071-town-desk", exchange.town_desk),
    ("0072-sent-back", exchange.sent_back),
    ("0080-own-identity", ground.own_identity),
    ("0081-own-returns", exchange.own_returns),
    ("0082-dated-progress", stars.dated_progress),
    ("0083-one-return-back", exchange.one_return_back),
    ("0084-one-code-for-a-figure", exchange.one_code_for_a_figure),
    ("0085-project-stages", stars.project_stages),
    ("0095-behind-received", exchange.behind_received),
    ("0096-meetings-of-members", exchange.meetings_of_members),
    ("0097-dated-plan", stars.dated_plan),
    ("0098-own-since", exchange.own_since),
    ("0105-heads", ground.heads),
    ("0110-former", ground.former),
    ("0125-changing-hands", ground.changing_hands),
    ("0126-updates", ground.updates),
    ("0115-sheets-read-back", liaison.sheets_read_back),
    ("0127-services", stars.services),
    ("0128-not-residents", liaison.not_residents),
    ("0129-areas", liaison.areas),
    ("0130-task-forces", stars.task_forces),
    ("0131-score-sheets", liaison.score_sheets),
    ("0140-contests", points.contests),
    ("0141-incentives", liaison.incentives),
    ("0150-kept-forms", exchange.kept_forms),
    ("0168-opinions", stars.opinions),
    ("0185-sent-forms", exchange.sent_forms),
    ("0190-left-out", exchange.left_out),
    ("0210-improved", stars.improved),
    ("0220-trained", meetings.trained),
)
"""What a file has taken is never changed or moved: a new step goes to the end."""
FAMILY = "lianxing"
"""Under this name a file remembers the steps it has taken."""


@cache
def history() -> Migrations:
    """What takes the steps and remembers in the file which were taken; loaded when needed."""
    from sqlite_utils import Migrations

    every = Migrations(FAMILY)
    for name, step in STEPS:
        every(name=name)(step)
    return every


def known() -> int:
    """How many steps this program knows; a file says in ``user_version`` how many it has taken."""
    return len(STEPS)


def bring_up(db: Database, then: Callable[[], object] = lambda: None) -> None:
    """Take every step the file has not taken yet, and do ``then``: all of it or none.

    What hung on nothing before goes along as it is, for the check to name; no step makes more.
    """
    held, = db.execute("PRAGMA foreign_keys").fetchone()
    db.execute("PRAGMA foreign_keys = 0")
    try:
        db.execute("BEGIN IMMEDIATE")
        loose = _loose(db)
        history().apply(db)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {known()}")
        then()
        assert _loose(db) <= loose, "a step of the history leaves records that hang on nothing"
        db.execute("COMMIT")
    finally:
        db.execute(f"PRAGMA foreign_keys = {held}")


def _loose(db: Database) -> int:
    return len(db.execute("PRAGMA foreign_key_check").fetchall())


def parts_of_a_new_file(connection: Any, asked: str) -> list[Any]:
    """The answer to a question asked of a new file, made where ``connection`` leads."""
    from sqlite_utils import Database

    with Database(connection, execute_plugins=False) as db:
        bring_up(db)
        return list(db.execute(asked).fetchall())
