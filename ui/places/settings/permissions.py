"""经办人权限: who may enter, approve, publish, send, restore, see numbers, and say all this."""

from __future__ import annotations

from types import new_class
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.keeping.permissions import May, permissions
from models.keeping.record import Draft, Record, field
from models.keeping.settings import assign
from models.values.problem import Invalid
from ui.kit.card import panel, words
from ui.kit.form import Form
from ui.kit.room import Modest
from ui.kit.tokens import px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from models.keeping.store import Store

SAID = ("每一项写上可以做的人，名字用空格隔开；空着就是谁都可以。",
        "一项都没有写到的人只能查看：打开、看、找都行，一改就说没有权限。",
        "没有加密的文件，名字是自己写的，拦得住误操作，拦不住有心的人；"
        "要靠得住，先在“密码与经办人”里加密，各用各的密码。")


Named: type[Record] = new_class(
    "Named", (Record,), {"table": "named", "label": "经办人权限"}, lambda body: body.update(
        __annotations__=dict.fromkeys((each.value for each in May), str | None),
        **{each.value: field(each.label) for each in May}))
"""The names under each permission, parted by blanks."""


class PermissionsPanel(Modest):
    """A line for each permission."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.form = Form(store, Named, tuple(May))
        self.foot, column, across = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        column.setSpacing(px(10))
        column.addWidget(words("经办人权限", "title"))
        for said in SAID:
            column.addWidget(words(said, "second", wrap=True))
        column.addWidget(self.form, 1)
        column.addLayout(self.foot)
        inner = QWidget()
        inner.setLayout(column)
        inner.setMaximumWidth(px(720))
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(panel(inner, 16), 100)
        across.addStretch(1)

    def refresh(self) -> None:
        """Show what is kept."""
        self.form.put(Draft(Named, {
            what: " ".join(names) or None for what, names in permissions(self._store).items()}))

    def keep(self) -> None:
        """Keep what is typed. :raises Problem: who works now may not say it."""
        try:
            typed = self.form.take()
        except Invalid:
            return
        assign(self._store, {each: (getattr(typed, each) or "").split() for each in May})

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """The button under the form."""
        for button in buttons:
            self.foot.addWidget(button)
        self.foot.addStretch(1)
