"""A scoring form written in the office's own words: 评比表, a checklist, what a contest is by."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft, Record, field, required
from models.points.engine.counted import ZERO
from models.points.evaluation.own_forms import HOW, grade_words, items_of, keep_own
from models.points.evaluation.rounds import HOUSEHOLD, EvaluationForm, RollUp, forms_on
from models.values.kinds import DAY, NOTE, Choices

if TYPE_CHECKING:
    from models.keeping.store import Store
    from ui.kit.section import Section


def forms_named(store: Store, typed: str, use: str = HOUSEHOLD) -> list[tuple[int, str]]:
    """The forms of a use whose names hold what was typed, the newest first."""
    return [(each.rowid, each.name) for each in reversed(forms_on(store, date.max, use))
            if typed in each.name]


class WrittenForm(Record, table="written_form", label="评分表"):
    """What is asked for a form: its items a line each."""

    name: str = required("名称")
    since: date = required("起用日期", DAY)
    items: str = required("项目", NOTE)
    grades: str | None = field("等次", NOTE)
    roll_up: str = field("汇总办法", required=True, default=RollUp.MEAN,
                         options=Choices(**RollUp.labels()))
    source: str = field("来源", required=True, default="本单位定")


LAYOUT = ("name", "since", f"# {HOW}", "items", "# 等次写名称和从多少分起，如“红旗村90；达标60”",
          "grades", "source")


def write_form(section: Section, form: EvaluationForm | None, use: str, today: date) -> None:
    """Ask for a form of that use, new or to be changed; a form already scored by stays as it is."""
    known: dict[str, Any] = {"since": today}
    if form is not None:
        known = {name: getattr(form, name) for name in ("name", "since", "roll_up", "source")}
        known |= {"items": items_of(section.store, form), "grades": grade_words(form)}

    def keep(said: WrittenForm) -> None:
        begun = form or EvaluationForm(name="", since=said.since, full=ZERO, source="", use=use)
        keep_own(section.store, begun.but(
            name=said.name, since=said.since, roll_up=said.roll_up, source=said.source),
            said.items, said.grades)

    layout = (*LAYOUT, "roll_up") if use == HOUSEHOLD else LAYOUT
    section.fill_in("写评分表" if form is None else f"改{form.name}", Draft(WrittenForm, known),
                    layout, f"evaluation_form:{form.id if form else 'new'}", keep)
