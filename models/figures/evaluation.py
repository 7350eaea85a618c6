"""户评 in figures: how often a household was scored in a stretch, and with how many points."""

from __future__ import annotations

from models.figures.measure import Measure, Total
from models.figures.points import TOLD
from models.figures.source import Condition, Source
from models.values.kinds import NUMBER, Field

_ROUNDS = """evaluation_mark x JOIN evaluation e ON e.id = x.evaluation
    JOIN household h ON h.id = x.household
    LEFT JOIN (SELECT f.form, f.period, y.household, max(y.id) AS id
               FROM evaluation_mark y JOIN evaluation f ON f.id = y.evaluation
               WHERE f.level = 'month' AND f.recheck IS NULL AND y.total IS NOT NULL
               GROUP BY 1, 2, 3) l
      ON l.form = e.form AND l.period = e.period AND l.household = x.household"""

MARK = Source(
    "evaluation_mark", _ROUNDS,
    {"household": "x.household", "group": 'h."group"',
     "evaluated": "e.form || '/' || x.household"},
    day="e.on_day",
    where=(Condition("e.level = 'month'"), Condition("e.recheck IS NULL", "是复查，不另计"),
           Condition("x.total IS NOT NULL", "没有评分"),
           Condition("coalesce(l.id, x.id) <= x.id", "同一个月后来又评过")),
)
"""What a household had in one round; ``evaluated`` is a household by one form."""

EVALUATED = Measure("evaluation.rounds", Field("评了几次", NUMBER, width=8), "次", MARK)
MARKS = Measure("evaluation.marks", Field("评分合计", TOLD, width=8), "分", MARK,
                how=Total("x.total"))

EVALUATION_MEASURES = (EVALUATED, MARKS)
