"""The figures of the workbench agree with the list beside them."""

from __future__ import annotations

from datetime import date

from models.activities.activity import Activity, TaskRound
from models.meetings.calendar import MeetingState, reminders
from models.overview.due import due_today, tiles
from sample.village import fill

NEXT_YEAR = date(2027, 1, 12)


def test_what_was_late_when_the_quarter_turned_is_late_on_its_tile_too(store):
    fill(store, households=12, seed=1)
    late = sum(each.state == MeetingState.LATE for each in reminders(store, NEXT_YEAR))
    (held,) = (each for each in tiles(store, NEXT_YEAR) if each.label == "会议（次）")
    assert late and held.aside == f"逾期 {late} 次"
    assert any(each.place == "meetings" and each.mark == "late"
               for each in due_today(store, NEXT_YEAR))


def test_what_comes_round_and_was_not_written_down_waits(store):
    begun = date(2026, 9, 10)
    store.save(TaskRound(title="清洁家园", kind="cleaning", weekday=5, since=begun))

    def waiting(today):
        return [each.words for each in due_today(store, today) if each.place == "activities"]

    friday = ["清洁家园2026年10月30日（星期五）还没有登记"]
    assert waiting(date(2026, 10, 30)) == waiting(date(2026, 11, 3)) == friday
    store.save(Activity(on_day=date(2026, 10, 29), entered=date(2026, 10, 30), kind="cleaning",
                        theme="扫街"))
    assert waiting(date(2026, 11, 3)) == []


def test_a_tile_opens_into_what_it_counts_beside_its_past(store):
    fill(store, households=12, seed=1)
    for each in tiles(store, date(2026, 11, 29)):
        found = each.open(store)
        assert len(found.counted) == each.value
        assert found.earlier.startswith("上期 ") and "上年同期 " in found.earlier
