"""Over a list: its order, its filter, its columns as this user left them, and those that stay."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTableView,
    QWidgetAction,
)

from models.registers.search import Only
from ui.kit.cell import Cell
from ui.kit.table import Column, Index, RecordTable
from ui.kit.tokens import px, user_settings

KINDS_AT_MOST = 15
"""A column that says more different things is filtered by what is typed."""

PINNED_AT_MOST = 3
"""The first columns stay beside a list that is scrolled, up to the name its rows go by."""

RISING, FALLING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


class Headed(QTableView):
    """A list as its headings know it. ``arranged()``: the user wants another order, or other rows
    of those given.
    """

    arranged = Signal()
    orders = True
    """Its rows may be put in another order, or fewer of them seen."""
    table: RecordTable
    quiet = False

    @property
    def in_order(self) -> list[int]:
        """The columns as they stand beside one another, seen or not."""
        across = self.horizontalHeader()
        return [across.logicalIndex(at) for at in range(across.count())]

    @property
    def seen(self) -> list[int]:
        """The columns in sight, as they stand beside one another."""
        return [each for each in self.in_order if not self.isColumnHidden(each)]

    def fit(self) -> None:
        """Share the room among the columns."""

    def arrange(self) -> None:
        """Show what was given as the headings say now."""

    def underlined(self, index: Index) -> bool:
        """Whether the link of a cell is pointed at or has the keys."""
        return False


class Kept(NamedTuple):
    """What a user made of the columns of a list, by their headings.

    ``order`` is theirs from the left; ``wide`` holds widths in pixels at 100 %; ``off`` is not
    shown at all.
    """

    order: list[str]
    wide: dict[str, float]
    off: list[str]


class Heading(QObject):
    """The headings of a list: pressed, drawn and dragged, and the menu of each.

    What is made of the columns is kept for the user; ``busy`` while the list itself shares its
    room.
    """

    def __init__(self, listed: Headed) -> None:
        super().__init__(listed)
        self._list, self._kept, self._off, self.busy = listed, Kept([], {}, []), list[int](), False
        self._columns: tuple[Column, ...] = ()
        self.across = listed.horizontalHeader()
        self.across.setSectionsMovable(True)
        self.across.setFirstSectionMovable(False)
        self.across.setSortIndicatorClearable(True)
        self.across.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.across.customContextMenuRequested.connect(
            lambda spot: self.open(self.across.logicalIndexAt(spot)))
        self.across.sectionResized.connect(self._drawn)
        self.across.sectionMoved.connect(self._moved)
        self.across.sectionHandleDoubleClicked.connect(self._as_needed)
        self.across.sortIndicatorChanged.connect(lambda *_: listed.arranged.emit())

    # ── what the list asks ───────────────────────────────────────────────────

    def recall(self) -> None:
        """Other columns are shown: as this user left them."""
        columns = self._list.table.columns
        if self._columns is columns:
            return
        self._columns = columns
        says = json.loads(str(user_settings().value(self._key(), "null")))
        self._kept = Kept(*says) if says else Kept([], {}, [])
        labels, order = self._labels(), self._kept.order
        self.busy = True
        for at, column in enumerate(sorted(range(len(labels)), key=lambda each: (
                order.index(labels[each]) if labels[each] in order else each))):
            self.across.moveSection(self.across.visualIndex(column), at)
        self._turn_off()
        self.busy = False

    def own_widths(self) -> dict[int, int]:
        """The columns that the user drew, each as wide as it was left."""
        return {at: px(self._kept.wide[each]) for at, each in enumerate(self._labels())
                if each in self._kept.wide}

    def show_order(self) -> None:
        """The arrow stands over the column that the list is in the order of."""
        key, down = self._list.table.order
        at = next((at for at, each in enumerate(self._list.table.columns)
                   if key and key in (each.key, each.label)), -1)
        self.across.setSortIndicator(at, FALLING if down else RISING)
        self._list.setSortingEnabled(self._list.orders)

    @property
    def filtered(self) -> str:
        """``组：三组``: by what the list is filtered; blank for all of it."""
        shown, labels = self._list.table.only, self._labels()
        return "、".join(f"{label}：{one.words}" for label, one in shown.items() if label in labels)

    def show_all(self) -> None:
        """Filter by nothing any more."""
        self._list.table.only = {}
        self._again()

    def open(self, column: int) -> None:
        """The menu of a column, under its heading."""
        if not 0 <= column < len(self._list.table.columns) or self.across.isHidden():
            return
        menu = self.menu(column)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.across.viewport().mapToGlobal(
            QPoint(self.across.sectionViewportPosition(column), self.across.height())))

    def menu(self, column: int) -> QMenu:
        """In which order, which rows, which columns."""
        menu, table = QMenu(self._list), self._list.table
        if self._list.orders:
            self._offer_order(menu, column)
            menu.addSeparator()
            self._offer_words(menu, table.columns[column].label, column)
            menu.addSeparator()
        choice = menu.addMenu("显示哪些栏")
        for at, each in enumerate(table.columns):
            if each.label and at and not each.lead:
                self._add(choice, each.label, lambda name=each.label: self.turn(name),
                          ticked=at not in self._off)
        self._add(menu, "栏目照原样", self.forget)
        return menu

    def turn(self, label: str) -> None:
        """A column that is shown is not shown any more, and the other way about."""
        off = self._kept.off
        self._keep(off=[each for each in off if each != label] + [label] * (label not in off))
        self._turn_off()
        self._list.fit()

    def forget(self) -> None:
        """The columns as the program shows them."""
        user_settings().remove(self._key())
        self._columns = ()
        self.recall()
        self._list.fit()

    # ── inside ───────────────────────────────────────────────────────────────

    def _labels(self) -> list[str]:
        return [each.label for each in self._list.table.columns]

    def _key(self) -> str:
        """Lists are told apart by their page and their name."""
        above = self._list.parentWidget()
        while above is not None and not hasattr(above, "deeds"):
            above = above.parentWidget()
        page = getattr(above, "key", "") or type(above).__name__
        return f"lists/{page}/{self._list.accessibleName()}"

    def _keep(self, **says: Any) -> None:
        self._kept = self._kept._replace(**says)
        user_settings().setValue(self._key(), json.dumps(self._kept, ensure_ascii=False))

    def _turn_off(self) -> None:
        for at in self._off:
            self._list.setColumnHidden(at, False)
        self._off = [at for at, each in enumerate(self._list.table.columns)
                     if at and not each.lead and each.label in self._kept.off]
        for at in self._off:
            self._list.setColumnHidden(at, True)

    def _offer_order(self, menu: QMenu, column: int) -> None:
        said = [("从小到大排", column, RISING), ("从大到小排", column, FALLING)]
        for words, by, order in said + [("按原来的次序", -1, RISING)] * bool(
                self._list.table.order[0]):
            self._add(menu, words,
                      lambda by=by, order=order: self._list.sortByColumn(by, order))

    def _offer_words(self, menu: QMenu, label: str, column: int) -> None:
        """What a column says, where that is not much; else what one looks for."""
        said = Counter(self._list.table.all_words(column))
        now, group = self._list.table.only.get(label), QActionGroup(menu)
        for words, many in said.most_common() if 1 < len(said) <= KINDS_AT_MOST else ():
            act = self._add(menu, f"只看 {words or '空的'}（{many}）",
                            lambda wanted=words: self.see(label, Only(wanted, whole=True)),
                            ticked=now == Only(words, whole=True))
            group.addAction(act)
        sought, typed = QLineEdit(), QWidgetAction(menu)
        sought.setPlaceholderText("只看写有…的，按 Enter")
        sought.setAccessibleName(f"{label}只看写有什么的")
        sought.setText(now.words if now and not now.whole else "")
        sought.returnPressed.connect(lambda: self.see(label, Only(sought.text())))
        sought.returnPressed.connect(menu.close)
        typed.setDefaultWidget(sought)
        menu.addAction(typed)
        if self._list.table.only:
            self._add(menu, f"不筛了（{self.filtered}）", self.show_all)

    def see(self, label: str, only: Only) -> None:
        """See only what says this in a column; everything where nothing is sought."""
        table = self._list.table
        table.only = {key: each for key, each in table.only.items() if key != label}
        if only.words or only.whole:
            table.only[label] = only
        self._again()

    def _again(self) -> None:
        self._list.arrange()
        self._list.fit()
        self._list.arranged.emit()

    def _drawn(self, column: int, before: int, now: int) -> None:
        if not self.busy and now and before and self.across.isVisible():
            self._keep(wide=self._kept.wide | {self._labels()[column]: now / px(1000) * 1000})

    def _moved(self, column: int, before: int, now: int) -> None:
        if not self.busy:
            self._keep(order=[self._labels()[at] for at in self._list.in_order])
            self._list.fit()

    def _as_needed(self, column: int) -> None:
        """A double click on the edge of a heading: as wide as its words again."""
        label = self._labels()[column]
        self._keep(wide={key: each for key, each in self._kept.wide.items() if key != label})
        self._list.fit()

    @staticmethod
    def _add(menu: QMenu, words: str, do: Any, *, ticked: bool | None = None) -> QAction:
        act = menu.addAction(words.replace("&", "&&"))
        act.setCheckable(ticked is not None)
        act.setChecked(bool(ticked))
        act.triggered.connect(lambda _=False: do())
        return act


# ── the columns that stay while the others are scrolled ───────────────────────


class Pinned(QTableView):
    """Over the left edge of a list that is scrolled to the side: the first columns and the name.

    It shows what the list shows; a press on it chooses the row in the list.
    """

    def __init__(self, listed: Headed) -> None:
        super().__init__(listed)
        self._list, self.edge = listed, 0
        self._held: list[int] = []
        self.setObjectName("pinned")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionsClickable(False)
        self.setItemDelegate(Cell(self))
        self.pressed.connect(self._choose)
        self.hide()
        for one, other in ((listed, self), (self, listed)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)

    @property
    def quiet(self) -> bool:
        """As the list."""
        return self._list.quiet

    def hasFocus(self) -> bool:
        """As the list."""
        return self._list.hasFocus()

    def underlined(self, index: Index) -> bool:
        """As the list."""
        return self._list.underlined(index)

    def holds(self, column: int) -> bool:
        """Whether a column stays."""
        return column in self._held

    def stand(self) -> None:
        """Be there while something is scrolled away, as wide as the columns that stay."""
        self._held, self.edge = self._to_hold(), 0
        if self._held:
            self._follow()
        self.setVisible(bool(self._held))

    def _to_hold(self) -> list[int]:
        seen, columns = self._list.seen, self._list.table.columns
        if not self._list.horizontalScrollBar().value() or len(seen) < 2:
            return []
        lead = next((at for at, each in enumerate(seen) if columns[each].lead), 0)
        held = seen[:lead + 1] if lead < PINNED_AT_MOST else seen[:1]
        wide = sum(map(self._list.columnWidth, held))
        return held if wide * 2 < self._list.viewport().width() else held[:1]

    def _follow(self) -> None:
        listed = self._list
        if self.model() is not listed.table:
            self.setModel(listed.table)
            self.setSelectionModel(listed.selectionModel())
        self.verticalHeader().setDefaultSectionSize(px("row"))
        self.horizontalHeader().setFixedHeight(listed.horizontalHeader().height())
        self.horizontalHeader().setVisible(not listed.horizontalHeader().isHidden())
        for at in range(len(listed.table.columns)):
            self.setColumnHidden(at, at not in self._held)
        for at, column in enumerate(self._held):
            across = self.horizontalHeader()
            across.moveSection(across.visualIndex(column), at)
            self.setColumnWidth(column, listed.columnWidth(column))
        self.edge = sum(map(listed.columnWidth, self._held))
        frame = listed.frameWidth()
        head = listed.viewport().geometry().top() - frame
        self.setGeometry(frame, frame, self.edge, head + listed.viewport().height())
        self.verticalScrollBar().setValue(listed.verticalScrollBar().value())
        self.raise_()

    def _choose(self, index: Index) -> None:
        self._list.setFocus()
        at = max(self._list.currentIndex().column(), 0)
        row = self._list.table.index(index.row(), at)
        choice = self._list.selectionModel().SelectionFlag
        self._list.selectionModel().setCurrentIndex(row, choice.ClearAndSelect | choice.Rows)
