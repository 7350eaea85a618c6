"""规定: the kinds of meeting and the rules of how many must come, every version side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame

from models.keeping.record import Draft, Record, field
from models.meetings.kinds import (
    LOCAL,
    Audience,
    Cadence,
    MeetingKind,
    add_kind,
    drop_rule,
    edit_rule,
    known_kinds,
    known_rules,
)
from models.meetings.rules import EVERYONE, PRESENT, VOTING, Rule, Share, rule_for
from models.meetings.sign_in import share_words
from models.values.kinds import DAY, NOTE, Choices
from models.values.periods import Citation, Span, Validity
from models.values.problem import Invalid, Problem
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable

if TYPE_CHECKING:
    pass

BASES = Choices(voting="应到会有表决权的", everyone="应到全体", present="到会有表决权的")
OPERATORS = Choices(least="达到（含）", more="超过（不含）")
SIGNS = {"least": ">=", "more": ">"}
DUE = Choices(**Audience.labels())
EVERY = Choices(none="按需要", week="每周", month="每月", quarter="每季度", year="每年")
LAYOUT = ("since", "# 开会", "open_operator", "open_fraction", "open_base", "# 通过",
          "pass_operator", "pass_fraction", "pass_base", "# 依据", "law", "article", "note")


WIDTH = 62
KINDS = "kinds"
"""What the versions of a rule share between them, in half characters."""


def _fraction_problem(text: str) -> str | None:
    try:
        right = 0 < Fraction(text) <= 1
    except (ValueError, ZeroDivisionError):
        right = False
    return None if right else "请写成分数，比如 1/2、2/3。"


class RuleForm(Record, table="rule", label="人数规定"):
    """What is asked when a rule is changed from a day on; kept as a dated rule."""

    since: date = field("从哪天的会起", DAY, required=True)
    open_operator: str = field("到会", required=True, options=OPERATORS)
    open_fraction: str = field("几分之几", required=True, check=_fraction_problem)
    open_base: str = field("按谁计", required=True, options=BASES)
    pass_operator: str = field("赞成", required=True, options=OPERATORS)
    pass_fraction: str = field("几分之几", required=True, check=_fraction_problem)
    pass_base: str = field("按谁计", required=True, options=BASES)
    law: str = field("依据的文件", required=True, width=24)
    article: str | None = field("条款", width=10)
    note: str | None = field("说明", NOTE)


class KindForm(Record, table="kind", label="会议类型"):
    """What is asked for a kind of the village's own."""

    title: str = field("名称", required=True)
    due: str = field("该谁来", required=True, options=DUE)
    every: str = field("多久一次", required=True, default="none", options=EVERY)
    since: date = field("从哪天起", DAY, required=True)
    law: str = field("依据", required=True, width=24)
    note: str | None = field("说明", NOTE)


class Rules(ListSection[list[Rule] | MeetingKind]):
    """人数规定 and 会议种类; the card lays the versions of a rule side by side."""

    key, title, enter, wide, apart = "rules", "规定", "change", 470, True
    columns = Column("名称", 30, lead=True), Column("次数或版本", 14), Column("性质", 9)

    def read(self) -> list[Chip]:
        """The rules by purpose and the kinds of today."""
        every = known_rules(self.store)
        purposes = dict.fromkeys(each.purpose for each in every)
        self.rules = [
            sorted((each for each in every if each.purpose == purpose),
                   key=lambda each: each.validity.since or date.min) for purpose in purposes
        ]
        self.kinds = list(known_kinds(self.store, self.today))
        self.tell(summary="以前的会按当时的规定算，改规定不影响它们。")
        return [Chip("rules", "人数规定", len(self.rules)),
                Chip(KINDS, "会议种类", len(self.kinds))]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("加会议种类…", icon="plus")
    def add_kind(self) -> None:
        """A kind of meeting this village holds besides the shipped ones."""
        self.fill_in("会议种类", KindForm(since=date(self.today.year, 1, 1), law="本村议事规则"),
                     ("title", "due", "every", "since", "law", "note"), "meeting_kind:new",
                     self._keep_kind)

    @action("从某日起改…", icon="edit", place="card")
    def change(self) -> None:
        """Let another rule apply to the meetings from a day on."""
        versions = self._versions()
        if not versions:
            return
        now = self._now(versions)
        self.fill_in(now.title, Draft(RuleForm, {
            "since": self.today, "law": now.source.law, "article": now.source.article or None,
            "note": now.note or None, **_share_texts("open", now.opens),
            **_share_texts("pass", now.passes),
        }), LAYOUT, f"rule:{now.purpose}", self._keep_rule)

    @action("取消本地改动", icon="undo", place="card")
    def drop(self) -> None:
        """Take the newest version edited here away again."""
        own = [each for each in self._versions() if each.mark == LOCAL and _is_own(each)]
        if not own:
            raise Problem("这一条没有本地改动，用的就是原来的规定。")
        drop_rule(self.store, own[-1].id)

    # ── inside ───────────────────────────────────────────────────────────────

    def _keep_rule(self, form: RuleForm) -> None:
        now = self._now(self._versions())
        edit_rule(self.store, replace(
            now, opens=_share(form.open_operator, form.open_fraction, form.open_base),
            passes=_share(form.pass_operator, form.pass_fraction, form.pass_base),
            source=Citation(form.law, form.article or "", form.since.year), note=form.note or "",
        ), form.since)

    def _keep_kind(self, form: KindForm) -> None:
        span = Span.__members__.get(form.every.upper())
        cadence = Cadence(span) if span else None
        try:
            add_kind(self.store, MeetingKind(
                code=form.title, title=form.title, due=Audience(form.due), who=DUE.label(form.due),
                cadence=cadence, purposes=(), three_lessons=False, validity=Validity(form.since),
                source=Citation(form.law, "", form.since.year), mark=LOCAL, note=form.note or "",
            ))
        except Problem as problem:
            raise Invalid({"title": problem.sentence}) from problem
        self.chips.press(KINDS)

    def _now(self, versions: list[Rule]) -> Rule:
        try:
            return rule_for(versions[0].purpose, self.today, versions)
        except Problem:
            return versions[-1]

    @property
    def _of_kinds(self) -> bool:
        return self.chips.key == KINDS

    def _versions(self) -> list[Rule]:
        return self.line if isinstance(self.line, list) else []

    def answers(self) -> dict[int, list[Rule] | MeetingKind]:
        """The rules, or the kinds of meeting."""
        return dict(enumerate([*(self.kinds if self._of_kinds else self.rules)], 1))

    def offered(self, line: list[Rule] | MeetingKind | None) -> list[str]:
        """A rule has versions."""
        return self._steps() if isinstance(line, list) else []

    def cells(self, line: list[Rule] | MeetingKind) -> tuple[Any, ...]:
        """How many versions there are, or how often it is held."""
        if isinstance(line, MeetingKind):
            return line.title, _cadence(line), line.mark or "已核对"
        now = self._now(line)
        return now.title, f"{len(line)} 版", now.mark or "已核对"

    def show_card(self, line: list[Rule] | MeetingKind | None) -> None:
        """The versions side by side, or the kind."""
        if isinstance(line, MeetingKind):
            self._show_kind(line)
        elif line:
            self._show_versions(line)

    def _show_kind(self, kind: MeetingKind) -> None:
        self.card.head(kind.title, kind.basis)
        self.card.tell(section("该谁来"), words(kind.who, wrap=True),
                       section("多久一次"), words(_cadence(kind)),
                       words(kind.note, "second", wrap=True))

    def _show_versions(self, versions: list[Rule]) -> None:
        now = self._now(versions)
        self.card.head(now.title, f"今天按{_when(now)}这一版")
        lines = [(label, *(say(each) for each in versions)) for label, say in _LINES]
        wide = max(16, WIDTH // len(versions))
        shown = RecordList(RecordTable(
            (Column("", 6), *(Column(_when(each), wide, face=_bold if each is now else None)
                              for each in versions)),
            lambda ids: [lines[at - 1] for at in ids],
        ), "各版对照")
        shown.quiet = True
        shown.setFrameShape(QFrame.Shape.NoFrame)
        shown.table.show_ids(list(range(1, len(lines) + 1)))
        shown.stand(len(lines))
        self.card.tell(shown)
        for each in versions:
            self.card.tell(words(f"{_when(each)}：{each.basis}。{each.note}", "faint", wrap=True))


def _share_texts(name: str, share: Share) -> dict[str, str]:
    return {f"{name}_operator": next(code for code in SIGNS if SIGNS[code] == share.operator),
            f"{name}_fraction": str(share.fraction), f"{name}_base": share.base}


def _share(operator: str, fraction: str, base: str) -> Share:
    return Share(SIGNS[operator], Fraction(fraction), base)


def _is_own(rule: Rule) -> bool:
    since = rule.validity.since
    return since is not None and rule.id == f"{rule.purpose}-{since:%Y%m%d}"


def _when(rule: Rule) -> str:
    since, until = rule.validity.since, rule.validity.until
    return f"{since or ''}起" + (f"至{until}" if until else "")


def _said(share: Share, voters: str) -> str:
    base = {EVERYONE: "应到全体", VOTING: f"应到{voters}", PRESENT: f"到会{voters}"}[share.base]
    return f"{base}的{share_words(share.operator, str(share.fraction))}"


def _cadence(kind: MeetingKind) -> str:
    if kind.cadence is None:
        return "按需要"
    times = f"{kind.cadence.times} 次" if kind.cadence.times > 1 else "一次"
    return f"{EVERY.label(kind.cadence.every.name.lower())}{times}"


def _bold(value: Any) -> Face:
    return Face(str(value), bold=True)


_LINES: tuple[tuple[str, Callable[[Rule], str]], ...] = (
    ("到会", lambda each: _said(each.opens, each.voters)),
    ("赞成", lambda each: _said(each.passes, each.voters)),
    ("书面", lambda each: "计入票数" if each.written else "不计"),
    ("性质", lambda each: each.mark or "已核对原文"),
)
