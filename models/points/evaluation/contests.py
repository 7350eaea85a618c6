"""观摩比拼: villages, groups or people scored on one form by several judges, and their places."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.office.village import unit
from models.points.engine.counted import ZERO
from models.points.engine.reader import show
from models.points.evaluation.own_forms import how_scored
from models.points.evaluation.rounds import EvaluationForm, EvaluationRow, read_marks, rows_of
from models.values.counting_order import places
from models.values.kinds import AMOUNT, DAY, FLAG, LINK, NOTE, NUMBER, Choices, Field
from models.values.problem import Invalid
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

KINDS = Choices(village="村（社区）", group="村民小组", person="人", other="其他")
LEAST_TO_DROP = 3
"""With fewer scores than three nothing would be left of them, or one alone."""
CENT = Decimal("0.01")


class Contest(Record, table="contest", label="观摩比拼"):
    """One round of 观摩, 比拼, 大比武: the form, who scores, and how scores become one."""

    name: str = required("名称", width=20)
    form: int = required("评分表", LINK)
    on_day: date = required("日期", DAY, width=11)
    compared: str = field("比什么", required=True, default="village", options=KINDS, width=10)
    judges: str = required("评委", NOTE, width=24)
    drop: bool = field("去掉最高分和最低分", FLAG, default=False, width=10)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """A judge named twice; too few of them to leave the extremes out."""
        twice = [name for name, times in Counter(self.judge_names).items() if times > 1]
        if twice:
            return {"judges": f"评委{'、'.join(twice)}写了两次，请改正；同名的加字区分。"}
        if self.drop and len(self.judge_names) < LEAST_TO_DROP:
            return {"drop": f"去掉最高分和最低分，评委至少要 {LEAST_TO_DROP} 人。"}
        return {}

    @property
    def judge_names(self) -> list[str]:
        """Who scores, in the order written."""
        return names_in(self.judges)


class Entrant(Record, table="contest_entrant", label="参评对象"):
    """Who is scored, and what every judge gave: judge → total, by item where it was keyed so."""

    contest: int = required("观摩比拼", LINK)
    place: int = required("序号", NUMBER, width=5)
    name: str = required("名称", width=16)
    marks: str = field("评分", required=True, default="{}")

    @property
    def totals(self) -> dict[str, Decimal]:
        """Judge → the total given."""
        return {judge: Decimal(each["total"]) for judge, each in json.loads(self.marks).items()}


def names_in(text: str) -> list[str]:
    """The names written one after the other."""
    return [each for each in re.split(r"[\s、，,；;]+", text.strip()) if each]


@dataclass(frozen=True)
class Placed:
    """How one stands: the totals by judge, which were left out, the mean to the cent, the place.

    ``last`` is the place in the round before on the same form.
    """

    entrant: Entrant
    totals: tuple[Decimal | None, ...]
    dropped: tuple[Decimal, ...]
    score: Decimal | None
    place: int | None = None
    last: int | None = None
    grade: str | None = None


def contests(store: Store) -> list[Contest]:
    """Every round, the newest first."""
    return store.find(Contest, order="on_day DESC, id DESC")


def entrants(store: Store, contest: int) -> list[Entrant]:
    """Who is scored, in the order written."""
    return store.find(Entrant, "contest = ?", (contest,), "place, id")


def begin(store: Store, contest: Contest, names: Sequence[str]) -> Contest:
    """Keep a round with those who are scored; those already scored stay in it.

    :raises Invalid: nobody is named, somebody twice, or who has scores would be left out.
    """
    twice = [name for name, times in Counter(names).items() if times > 1]
    if not names or twice:
        raise Invalid({"names": f"{'、'.join(twice)}写了两次，请改正。" if twice
                       else "还没有写参评的，一个也比不成。"})
    known = {each.name: each for each in entrants(store, contest.id)} if contest.id else {}
    _refuse_lost(contest, known, names)
    with store.act(f"观摩比拼：{contest.name}"):
        kept = store.save(contest)
        for each in known.values():
            if each.name not in names:
                store.remove(each)
        for place, name in enumerate(names, 1):
            entrant = known.get(name) or Entrant(contest=kept.rowid, place=place, name=name)
            store.save(entrant.but(place=place))
    return kept


def _refuse_lost(contest: Contest, known: Mapping[str, Entrant], names: Sequence[str]) -> None:
    scored = [each for each in known.values() if each.totals]
    gone = [each.name for each in scored if each.name not in names]
    if gone:
        raise Invalid({"names": f"{'、'.join(gone)}已经有评分，不能去掉；请先把评分清空。"})
    judges = {judge for each in scored for judge in each.totals} - {*contest.judge_names}
    if judges:
        raise Invalid({"judges": f"{'、'.join(sorted(judges))}已经打过分，不能去掉。"})


def key_scores(store: Store, entrant: Entrant, judge: str, keys: str) -> Entrant:
    """Keep what one judge gave: a total (92), or a mark for every item; blank takes it back.

    :raises Invalid: with the sentence beside the cell.
    """
    contest = store.get(Contest, entrant.contest)
    form = store.get(EvaluationForm, contest.form)
    given = json.loads(entrant.marks)
    if keys.strip():
        try:
            marks, total = read_marks(keys, form, tuple(rows_of(store, form.rowid)))
        except ValueError as error:
            raise Invalid({"marks": f"{entrant.name}：{error}。"}) from None
        given[judge] = {"marks": list(map(show, marks)), "total": show(total)}
    else:
        given.pop(judge, None)
    with store.act(f"{contest.name}：{judge}给{entrant.name}打分"):
        return store.save(entrant.but(marks=json.dumps(given, ensure_ascii=False)))


def mean_of(totals: Sequence[Decimal], drop: bool) -> tuple[Decimal | None, tuple[Decimal, ...]]:
    """The mean to the cent, and what was left out for it: one highest and one lowest.

    >>> mean_of([Decimal(90), Decimal(95), Decimal(70)], True)
    (Decimal('90.00'), (Decimal('70'), Decimal('95')))
    """
    left = sorted(totals)
    dropped: tuple[Decimal, ...] = ()
    if drop and len(left) >= LEAST_TO_DROP:
        dropped, left = (left[0], left[-1]), left[1:-1]
    if not left:
        return None, dropped
    return (sum(left, ZERO) / len(left)).quantize(CENT, ROUND_HALF_UP), dropped


def standings(store: Store, contest: Contest, compare: bool = True) -> list[Placed]:
    """Everyone in their places; who has no score yet comes last, in the order written."""
    form = store.get(EvaluationForm, contest.form)
    found = [_standing(form, contest, each) for each in entrants(store, contest.rowid)]
    now = places({each.entrant.name: each.score for each in found if each.score is not None})
    before = earlier(store, contest) if compare else None
    last = ({each.entrant.name: each.place for each in standings(store, before, compare=False)}
            if before else {})
    placed = [Placed(each.entrant, each.totals, each.dropped, each.score,
                       now.get(each.entrant.name), last.get(each.entrant.name), each.grade)
              for each in found]
    return sorted(placed, key=lambda each: (each.place is None, each.place or 0,
                                            each.entrant.place))


def _standing(form: EvaluationForm, contest: Contest, entrant: Entrant) -> Placed:
    totals = tuple(map(entrant.totals.get, contest.judge_names))
    score, dropped = mean_of([each for each in totals if each is not None], contest.drop)
    return Placed(entrant, totals, dropped, score,
                    grade=None if score is None else form.grade(score))


def earlier(store: Store, contest: Contest) -> Contest | None:
    """The round before on the same form: the quarter before, where it is held every quarter."""
    found = store.find(Contest, "form = ? AND (on_day, id) < (?, ?)", (
        contest.form, contest.on_day.isoformat(), contest.rowid), "on_day DESC, id DESC")
    return found[0] if found else None


# ── on paper ─────────────────────────────────────────────────────────────────


def result_sheet(store: Store, contest: Contest) -> Sheet:
    """The places, with what every judge gave and how it became one."""
    form, judges = store.get(EvaluationForm, contest.form), contest.judge_names
    found = standings(store, contest)
    columns = (
        Column(Field("名次", NUMBER, width=5)),
        Column(Field(KINDS.label(contest.compared), width=14)),
        *(Column(Field(judge, AMOUNT, width=8), "评委打分") for judge in judges),
        Column(Field("得分", AMOUNT, width=8)), Column(Field("等次", width=8)),
        Column(Field("上次名次", NUMBER, width=8)))
    rows = [Row((each.place, each.entrant.name, *each.totals, each.score, each.grade, each.last),
                (("contest_entrant", each.entrant.rowid),)) for each in found]
    missing = sum(each is None for one in found for each in one.totals)
    way = "去掉一个最高分、一个最低分后平均" if contest.drop else "各评委打分平均"
    notes = [f"得分＝{way}，保留两位小数；同分并列，后面的名次空出。满分 {show(form.full)} 分。"]
    notes += [f"还有 {missing} 个分没有打。"] if missing else []
    if before := earlier(store, contest):
        notes.append(f"上次：{before.name}（{before.on_day}）。")
    return _headed(store, contest, "contest", f"{contest.name}成绩表", columns, rows, tuple(notes))


def blank_sheet(store: Store, contest: Contest) -> Sheet:
    """The form for one judge, to be filled in by hand: a line for everyone, a column an item."""
    rows = rows_of(store, contest.form)
    columns = (Column(Field("序号", NUMBER, width=5)),
               Column(Field(KINDS.label(contest.compared), width=14)),
               *(Column(Field(_head(each), width=8)) for each in rows),
               Column(Field("合计", width=8)))
    lines = [Row((each.place, each.name, *(None for _ in rows), None))
             for each in entrants(store, contest.rowid)]
    notes = tuple(f"{each.title}：{'，'.join(said)}" for each in rows if (said := how_scored(each)))
    return _headed(store, contest, "contest-blank", f"{contest.name}评分表", columns, lines, notes,
                   signatures=("评委", "日期"), by_hand=True)


def _head(row: EvaluationRow) -> str:
    return f"{row.title}（{show(row.points)}）"


def _headed(
    store: Store, contest: Contest, code: str, title: str, columns: tuple[Column, ...],
    rows: list[Row], notes: tuple[str, ...],
    signatures: tuple[str, ...] = ("计分人", "监督人", "日期"), by_hand: bool = False,
) -> Sheet:
    here = unit(store)
    return Sheet(code, title, columns, rows, unit=here.name if here else "", measure="分",
                 made=contest.on_day, notes=notes,
                 signatures=signatures, by_hand=by_hand, seal=False)
