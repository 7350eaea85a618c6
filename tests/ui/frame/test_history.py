"""历史: the steps stand under the days they were made on."""

from __future__ import annotations

from datetime import date

from models.registers.people import Person

DAYS = (date(2030, 12, 30), date(2031, 3, 1), date(2031, 3, 2))


def test_each_day_has_its_heading_and_the_newest_step_is_looked_at(window, village, clock):
    for day in DAYS:
        clock.set(day)
        for name in ("仝金坡", "柳小满"):
            with village.act(f"添 {name} {day:%d}"):
                village.save(Person(name=name))
    window.history.show()
    window.history.show_file(village)
    steps = window.history.steps
    said = [steps.table.face(row, 1).words for row in range(8)]
    assert said == [
        "今天　3月2日", "添 柳小满 02", "添 仝金坡 02",
        "昨天　3月1日", "添 柳小满 01", "添 仝金坡 01", "2030年12月30日", "添 柳小满 30"]
    assert [steps.table.face(row, 0).words for row in (0, 3)] == ["", ""]
    assert steps.currentIndex().row() == 1
