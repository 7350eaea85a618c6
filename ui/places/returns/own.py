"""自建报表: a return chosen from what can be counted, by ticking, without anybody's program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from models.keeping.record import Draft
from models.returns.own import LISTED, OwnReturn, columns_to_choose, keep
from models.values.problem import Invalid
from ui.kit.card import section
from ui.kit.form import Pane
from ui.kit.tick_list import TickList

if TYPE_CHECKING:
    from models.keeping.store import Store

OWN_FORM = ("title", "subject", "cadence", "signers")
BLANK = Draft(OwnReturn, {"subject": "member", "cadence": "asked", "columns": "[]"})


class OwnPane(Pane[OwnReturn]):
    """The name, whom a line is for, how often; the columns are ticked and put into order."""

    def __init__(self, store: Store, known: OwnReturn | None) -> None:
        super().__init__(
            store, f"自建报表　{known.title if known else '新表'}", known or BLANK, OWN_FORM,
            f"own_return:{known.id if known else 0}", self._keep_chosen)
        self.choice = TickList("栏目", 10, ordered=True)
        self._subject = ""
        self.made: OwnReturn | None = None
        self.put_over(section("栏目，空格勾选，上下拖动排次序"), self.choice)
        self.form.edited.connect(self._offer)
        self._offer(known.chosen if known else [])

    def _offer(self, ticked: list[str] | None = None) -> None:
        """What can stand in a column for whom a line is; what was ticked stays where it can."""
        subject = LISTED.read(self.form.texts()["subject"]) or ""
        if subject == self._subject or not subject:
            return
        ticked = self.choice.ticked() if ticked is None else ticked
        self._subject = subject
        lines = columns_to_choose(subject)
        at = {code: place for place, code in enumerate(ticked)}
        lines.sort(key=lambda each: at.get(each[1], len(at)))
        self.choice.offer(lines, ticked)

    def _keep_chosen(self, typed: OwnReturn) -> None:
        chosen = self.choice.ticked()
        if not chosen:
            raise Invalid({"columns": "还没有选栏目，请在上面至少勾选一栏。"})
        self.made = keep(self._store, typed.but(columns=json.dumps(chosen)))
