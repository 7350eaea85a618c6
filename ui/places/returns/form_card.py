"""A town's form in a card: its period, the ways of writing, the burden, and what stays blank."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from models.returns.town_form.filling import Gap
from models.returns.town_form.writing import writings
from models.values.periods import Period
from ui.kit.card import Card, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark, px
from ui.places.returns.form_reading import Opened

WRITINGS = {"id": "证件号", "day": "日期", "phone": "电话"}
SHOWN = 12


class FormCard(Card):
    """``changed()`` when the period or a way of writing was chosen anew."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.asked, grid = QWidget(), QGridLayout()
        self.period_box = QComboBox()
        self.period_box.setEditable(True)
        self.period_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.period_box.setAccessibleName("时段")
        self.period_box.lineEdit().returnPressed.connect(self.changed)
        self.period_box.activated.connect(lambda _: self.changed.emit())
        self.ways = {kind: self._way(kind) for kind in WRITINGS}
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        for row, (label, box) in enumerate(
            (("时段", self.period_box), *((WRITINGS[kind], each) for kind, each in
                                          self.ways.items()))
        ):
            grid.addWidget(words(label, "label"), row, 0)
            grid.addWidget(box, row, 1)
        self.asked.setLayout(grid)
        self.sections.addWidget(self.asked)

    def show_nothing(self) -> None:
        """No form is open."""
        self.forget()
        self.head("还没有选表样")
        self.asked.hide()

    def show_form(self, opened: Opened) -> None:
        """Tell what the form asks for and what will be written."""
        prepared = opened.prepared
        self.forget()
        self.head(prepared.form.map.title or opened.path.name)
        self.asked.show()
        self._offer(prepared.period)
        for kind, box in self.ways.items():
            chosen = prepared.form.map.writing.get(kind)
            box.setCurrentIndex(max(0, box.findData(chosen)))
        burden = prepared.burden
        self.tell(section("这张表要什么"), FaceLabel(Face(
            burden.words, Mark.ASK if burden.asked or burden.before else Mark.DONE)))
        if burden.before:
            self.tell(words("\n".join(each.words for each in burden.before), "second", wrap=True))
        for each in prepared.filled:
            inserted = f"，加了 {each.inserted} 行" if each.inserted else ""
            self.tell(section(each.sheet),
                      words(f"{each.rows} 行，写 {len(each.values)} 格{inserted}。", wrap=True))
            self._tell_gaps(each.gaps)

    def period(self) -> Period | None:
        """The period chosen. :raises Problem: it is none."""
        said = self.period_box.currentText().strip()
        return Period.parse(said) if said else None

    def writing(self) -> dict[str, str]:
        """Kind → the way of writing chosen."""
        return {kind: str(box.currentData()) for kind, box in self.ways.items()}

    # ── inside ───────────────────────────────────────────────────────────────

    def _tell_gaps(self, gaps: list[Gap]) -> None:
        if not gaps:
            return
        said = [f"{each.cell} {each.heading}：{each.why}" for each in gaps[:SHOWN]]
        if len(gaps) > SHOWN:
            said.append(f"……还有 {len(gaps) - SHOWN} 格。")
        self.tell(FaceLabel(Face(f"留空 {len(gaps)} 格", Mark.ASK)),
                  words("\n".join(said), "second", wrap=True))

    def _offer(self, period: Period) -> None:
        periods = [period]
        while len(periods) < 4:
            periods.append(periods[-1].previous())
        self.period_box.clear()
        self.period_box.addItems([str(each) for each in periods])

    def _way(self, kind: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(f"{WRITINGS[kind]}的写法")
        for each in writings()[kind]:
            box.addItem(each["title"], each["code"])
        box.activated.connect(lambda _: self.changed.emit())
        return box
