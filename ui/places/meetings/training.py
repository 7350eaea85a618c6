"""培训结果: who of those at a training passed, with which certificate and subsidy, like a sheet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from models.activities.activity import Activity, ActivityPerson, people_of
from models.keeping.proportion import odd_typed
from models.members.typed_names import person_name
from models.values.problem import Problem
from ui.kit.card import words
from ui.kit.list_section import ListSection
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable

if TYPE_CHECKING:
    from ui.kit.chips import Chip

TOLD = ("passed", "certificate", "subsidy")


class TrainingRoll(ListSection[ActivityPerson]):
    """One line for each person of the training looked at. What is typed is kept as one act."""

    key, title, alone, unit, wide = "training-results", "培训结果", True, "人", 700
    record = ActivityPerson
    none = "还没有选培训。\n到“活动培训”里选一次培训，点“记培训结果…”。"

    def build(self) -> None:
        """No training is looked at yet."""
        self.activity: Activity | None = None
        super().build()

    def show_activity(self, activity: Activity) -> None:
        """This training."""
        self.activity = activity
        self.refresh()
        self.start()

    def made_list(self, key: str) -> RecordList:
        """Typed into like a sheet of Excel."""
        columns = (Column("姓名", 10, lead=True), *(
            Column.of(ActivityPerson.field(each), editable=True, odd=partial(self._odd, each))
            for each in TOLD))
        return RecordList(RecordTable(columns, self.rows, self._put), self.title)

    def read(self) -> tuple[Chip, ...]:
        """Those who came by name."""
        found = people_of(self.store, self.activity.rowid) if self.activity else []
        self.lines = {each.rowid: each for each in found}
        passed = sum(bool(each.passed) for each in found)
        self.tell(detail=self.activity.theme if self.activity else "",
                  summary=f"合格 {passed} / {len(found)} 人")
        return ()

    def cells(self, line: ActivityPerson) -> tuple[Any, ...]:
        """The name, and what the training brought."""
        return (person_name(self.store, line.person), *(getattr(line, each) for each in TOLD))

    def offered(self, line: ActivityPerson | None) -> list[str]:
        """They are about the training."""
        return self._steps()

    def show_card(self, line: ActivityPerson | None) -> None:
        """How it adds up."""
        if self.activity is None:
            self.card.head(self.title)
            return
        found = list(self.lines.values())
        certified = sum(each.certificate is not None for each in found)
        paid = sum(each.subsidy or 0 for each in found)
        self.card.head(self.activity.theme, f"{self.activity.on_day} · 参加 {len(found)} 人")
        self.card.tell(
            words(f"合格 {sum(bool(each.passed) for each in found)} 人，取得证书 {certified} 人，"
                  f"补贴 {paid:,.2f} 元", wrap=True),
            words("合格填 是 或 否，Enter 往下，Ctrl+D 向下填，也能从 Excel 粘贴。逐人记了，"
                  "报表就数写着的人，不再取“成效”里的数。", "second", wrap=True))

    @action("返回", icon="leave", shortcut="Esc", place="card", may=None)
    def go_back(self) -> None:
        """Back to the activities."""
        if self.host is not None:
            self.host.come_back()

    # ── inside ───────────────────────────────────────────────────────────────

    def _odd(self, name: str, _: int, typed: str) -> str:
        return odd_typed(self.store, ActivityPerson, name, typed)

    def _put(self, edits: list[Edit]) -> None:
        with self.store.act(f"培训结果 {len(edits)} 格"):
            for each in edits:
                try:
                    said = ActivityPerson.field(each.key).read(each.text)
                except ValueError as wrong:
                    raise Problem(str(wrong)) from wrong
                kept = self.store.get(ActivityPerson, each.id)
                self.store.save(kept.but(**{each.key: said}))
