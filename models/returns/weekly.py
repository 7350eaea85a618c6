"""F6 周汇报: the week's report as the town's one-page form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.returns.returning import Asked, Return, headed
from models.stars.weekly import SECTIONS, WeeklyReport, draft, report_for
from models.values.kinds import NOTE, Field
from models.values.periods import Period, Span
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

WEEKLY = (Column(Field("项目", width=12)), Column(Field("内容", NOTE, width=70)))


def weekly(store: Store, asked: Asked) -> Sheet:
    """The report kept for the week of the day, or the draft when none was written."""
    week = Period.of(asked.day, Span.WEEK)
    report = report_for(store, week) or draft(store, asked.day)
    refs = (("weekly_report", report.id),) if report.id else ()
    rows = [Row((WeeklyReport.field(each).label, getattr(report, each)), refs) for each in SECTIONS]
    state = f"已于 {report.sent} 报出。" if report.sent else "草稿，还没有报出。"
    notes = (state, "本份是更正。") if report.corrects else (state,)
    return headed(
        store, asked, code="weekly-report", title="“五星”支部创建周汇报", columns=WEEKLY, rows=rows,
        when=report.title.removesuffix("周汇报"), notes=notes,
        signatures=("审核人", "填报人", "填报日期"),
    )


WEEKLY_RETURNS = (
    Return("weekly-report", "“五星”支部创建周汇报", "week", WEEKLY, weekly, internal=False),
)
