"""One return: for when, the paper as printed, its rows as a table, what keeps it from the wall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from models.returns.returning import Return
from models.returns.sending import ReturnState
from models.values.periods import Period
from models.values.privacy import Privacy
from models.values.sheet import Sheet
from ui.kit.card import Card, Flow, words
from ui.kit.chips import Chip, Chips
from ui.kit.job import JobStrip
from ui.kit.marks import Face, FaceLabel
from ui.kit.paper import Sight
from ui.kit.preview import Preview
from ui.kit.record_list import RecordList
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.public_check import BetrayalList
from ui.parts.return_figures import Figures, return_face
from ui.places.returns.asking import Asking
from ui.places.returns.sent import DifferenceList

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.office.exposure import NotToBePosted
    from models.returns.calendar import ReturnLine
    from models.returns.document import DocumentReturn
    from models.returns.frozen import Difference
    from ui.parts.drawn_return import Drawn

VIEWS = ("版面", "表格", "差异", "公示核对")


class ReturnCard(Card):
    """``changed()`` when it must be drawn again; what is asked of the table, ``figures`` says."""

    changed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.wanted: Return | DocumentReturn | None = None
        self.asks_purpose = False
        self.standing = FaceLabel()
        self.asking, self.job_strip, self.preview = Asking(store), JobStrip(), Preview()
        self.public, self.bare = QCheckBox("公示版"), QCheckBox("显示证件号")
        self.omit, self.columns = QCheckBox("查出的格子印〔略〕"), QCheckBox("整栏印〔略〕")
        self.public.setToolTip("姓名、电话、证件号按公示的写法遮住，敏感的栏不印；写着不能公示的字句，先改写或略去")
        self.omit.setToolTip("公示版里查出不能公示字句的格子不印原文，印成〔略〕")
        self.columns.setToolTip("查出过的栏，每一格都印成〔略〕，看不出原来是哪一行")
        self.purpose = QLineEdit()
        self.purpose.setPlaceholderText("如 报镇党建办")
        self.purpose.setAccessibleName("用途")
        self.purpose_words = words("用途", "label")
        self.views, self.sight = Chips(), Sight(self.preview)
        self.figures, self.differences = Figures(), DifferenceList()
        self.betrayals = BetrayalList()
        self.shown = QStackedWidget()
        for each in (self.sight, self.figures, self.differences, self.betrayals):
            self.shown.addWidget(each)
        self.shown.setFocusProxy(self.sight)
        self._count_differences(None)
        self.views.chosen.connect(self._view)
        self.asking.edited.connect(self.changed)
        self.public.toggled.connect(self._public_or_not)
        for box in (self.public, self.omit, self.columns, self.bare):
            box.setAccessibleName(box.text())
            box.toggled.connect(lambda _: self.changed.emit())
        self._lay_out()
        self.ask_purpose(False)
        self.offer_omitting(False)

    def _public_or_not(self, public: bool) -> None:
        if not public:
            self.offer_omitting(False)

    def show_return(
        self, wanted: Return | DocumentReturn | None, period: Period | None
    ) -> None:
        """Ask what this return wants to know; it is drawn afterwards."""
        self.wanted = wanted
        self.head(wanted.title if wanted else "没有选中的报表", wanted.basis if wanted else "")
        self.stand(None)
        self.asking.setVisible(wanted is not None)
        self.preview.say("")
        self.preview.setToolTip("PgUp、PgDown 翻页，+ - 放大缩小")
        if wanted is not None and period is not None:
            self.asking.ask(wanted.asks, period)
        table = wanted if isinstance(wanted, Return) else None
        self.public.setVisible(table is not None and table.postable)
        self.offer_omitting(False)
        self.bare.setVisible(table is not None and any(
            each.field.privacy is Privacy.SECRET for each in table.columns))

    @property
    def rows(self) -> RecordList:
        """The rows of the return."""
        return self.figures.rows

    def stand(self, line: ReturnLine | None) -> None:
        """Say how it stands with the town: due to whom, or what became of it."""
        self.standing.setVisible(line is not None)
        if line is None:
            return
        said = line.words
        if line.state not in (ReturnState.AHEAD, ReturnState.WAITING):
            said += f"（{line.terms.recipient}）"
        last = line.last or line.before
        if last is not None:
            label = Period.parse(last.period).label
            said += f"　上次：{label} {last.on_day} 第 {last.version} 次"
        self.standing.say(Face(said, return_face(line).mark, "second"))

    def show_drawn(
        self, found: Drawn, differences: list[Difference] | None,
        marks: Mapping[tuple[int, int], str],
    ) -> None:
        """Show the paper, the rows with what the town has remarked of them, and what has changed
        since it was sent (None: never sent).
        """
        self.offer_omitting(self.omit.isChecked() or self.columns.isChecked())
        self.preview.show_paper(found.pdf)
        self.differences.show_differences(differences or [], "和报出时一样，没有差异。")
        self._count_differences(differences)
        sheet = found.content if isinstance(found.content, Sheet) else None
        self.views.setVisible(sheet is not None)
        if sheet is None:
            self.views.press("paper")
        else:
            self.figures.show_sheet(sheet, found.rows, marks)
            self._view(self.views.key)

    def show_nothing(self, sentence: str) -> None:
        """Say why there is nothing to see."""
        self.preview.say(sentence)
        self.figures.say(sentence)
        self._count_differences(None)
        self.ask_purpose(False)

    def show_betrayals(self, refusal: NotToBePosted) -> None:
        """Say why the public version can't be made, each place, and offer to leave them out."""
        self.show_nothing(refusal.sentence)
        self.betrayals.show_found(refusal.found)
        self._count_differences(None, len(refusal.found))
        self.offer_omitting(True)
        self.views.setVisible(True)
        self.views.press("betrayals")

    def offer_omitting(self, offered: bool) -> None:
        """Whether 〔略〕 can be chosen; what is no longer offered is no longer chosen."""
        for box in (self.omit, self.columns):
            box.setVisible(offered)
            if not offered:
                box.blockSignals(True)
                box.setChecked(False)
                box.blockSignals(False)

    def ask_purpose(self, asked: bool) -> None:
        """Whether handing it out needs a purpose."""
        self.asks_purpose = asked
        self.purpose.setVisible(asked)
        self.purpose_words.setVisible(asked)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its buttons need."""
        return QSize(px(420), px(200))

    # ── inside ───────────────────────────────────────────────────────────────

    def _count_differences(self, found: list[Difference] | None, betrayals: int = 0) -> None:
        counted = None if found is None else len(found)
        chips = [Chip("paper", VIEWS[0]), Chip("rows", VIEWS[1]),
                 Chip("changes", VIEWS[2], counted, Mark.ASK)]
        if betrayals:
            chips.append(Chip("betrayals", VIEWS[3], betrayals, Mark.LATE))
        self.views.show_chips(chips)

    def _view(self, key: str) -> None:
        views = {"rows": self.figures, "changes": self.differences, "betrayals": self.betrayals}
        shown = views.get(key, self.sight)
        self.shown.setCurrentWidget(shown)
        self.shown.setFocusProxy(shown)

    def _lay_out(self) -> None:
        bar = QWidget()
        options = Flow(bar, apart=True)
        for each in (self.views, self.public, self.omit, self.columns, self.bare):
            options.addWidget(each)
        self.foot.addWidget(self.purpose_words)
        self.foot.addWidget(self.purpose)
        self.fill(self.standing, self.asking, bar, self.job_strip, self.shown)
