"""细则: the village's schemes and the examples; written, tried and put in force here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exporters.workbook.sheet import write_workbook
from models.keeping.permissions import May
from models.keeping.record import Draft, Record, field
from models.points.book.passbook import rule_words
from models.points.book.recount import Beside, what_if
from models.points.book.scheme_sheet import scheme_sheet
from models.points.book.scheme_versions import (
    KINDS,
    SchemeVersion,
    examples,
    put_in_force,
    scheme_warnings,
    take_example,
)
from models.points.engine.reader import show
from models.points.engine.scheme import WHOLE
from models.values.codes import Labelled
from models.values.kinds import DAY
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.parts.importing.opening import TakesList

if TYPE_CHECKING:
    from models.points.engine.scheme import Scheme

TRIED = 9
"""So many accounts of a trial are seen at once."""

NONE = "还没有细则。\n点“示例”挑一份接近的照着改，或点“新写一份”。"


CHANGING = ("edit", "adopt")
"""The steps that a version in force is past."""


class Origin(Labelled):
    """Whose schemes are looked at."""

    OWN = "own", "本村细则"
    EXAMPLES = "examples", "示例"


class Adoption(Record, table="adoption", label="启用细则"):
    """What is asked before a scheme is put in force."""

    basis: str = field("哪次会议通过", required=True)
    adopted: Any = field("通过日期", DAY, required=True)
    valid_from: Any = field("起用日期", DAY, required=True)


class Schemes(TakesList, ListSection[SchemeVersion | tuple[str, "Scheme"]]):
    """The versions and the examples at the left, the rules in words at the right."""

    key, title, none, wide, apart, unit = "schemes", "细则", NONE, 600, True, "份"
    record, enter, takes = SchemeVersion, "edit", "scheme"
    columns = (
        Column("细则", 22, lead=True), Column("记给", 5), Column("起用", 10),
        Column("状态", 8, face=lambda face: face), Column("来源", 22),
    )

    def build(self) -> None:
        """In the card what a scheme would have given, account by account."""
        super().build()
        self.beside_now: dict[int, Beside] = {}
        self.tried = RecordList(self._tried_table(), "试算")
        self.tried.stand(TRIED)
        self.tried.hide()
        self.card.sections.addWidget(self.tried)

    def read(self) -> list[Chip]:
        """The village's own, and the examples."""
        self.examples = dict(enumerate(examples(), 1))
        found = self.store.find(SchemeVersion, order="active DESC, valid_from DESC, id DESC")
        self.versions = {each.rowid: each for each in found}
        active = sum(each.active for each in found)
        self.tell(summary=f"本村 {len(found)} 份，启用 {active} 份")
        return [
            Chip(Origin.OWN, Origin.OWN.label, self.store.count("scheme")),
            Chip(Origin.EXAMPLES, Origin.EXAMPLES.label, len(self.examples)),
        ]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("新写一份", icon="plus", shortcut="Ctrl+N", main=True)
    def write(self) -> None:
        """A scheme from the beginning."""
        self.go("scheme-editor").begin()

    @action("读入…", icon="import")
    def bring_in(self) -> None:
        """A scheme from a workbook or a file; it is kept, and not in force."""
        self.choose_list()

    @action("照它改一份", icon="copy", place="card")
    def copy(self) -> None:
        """An example, or a version, as the beginning of an own one."""
        row = self._row()
        if not self._own():
            kept = take_example(self.store, self.examples[row][0], self.today)
            self.chips.press(Origin.OWN)
            self.list.choose(kept.rowid)
            self.go("scheme-editor").show_version(kept)
        else:
            version = self.versions[row]
            self.go("scheme-editor").begin(version.scheme, version.member_class)

    @action("改", icon="edit", shortcut="F2", place="card")
    def edit(self) -> None:
        """Change a version that is not in force."""
        if not self._own():
            self.copy()
            return
        version = self.versions[self._row()]
        if version.active:
            raise Problem(f"《{version.name}》已经启用，不能改动；要改请点“照它改一份”。")
        self.go("scheme-editor").show_version(version)

    @action("启用…", icon="check", place="card", may=May.ASSIGN)
    def adopt(self) -> None:
        """Put it in force from a day."""
        version = self._version()
        self.fill_in(
            f"启用《{version.name}》", Draft(Adoption, {
                "adopted": self.today, "valid_from": version.valid_from}),
            ("basis", "adopted", "valid_from"), f"scheme:{version.id}",
            lambda said: put_in_force(self.store, version, basis=said.basis,
                                      adopted=said.adopted, valid_from=said.valid_from))

    @action("试算", icon="board", place="card", may=None)
    def try_out(self) -> None:
        """What this scheme would have given for what was really written down."""
        scheme = self._scheme()
        row = self._row()
        which = self.versions[row].member_class if self._own() else None
        found = what_if(self.store, [scheme], self.today, member_class=which)
        self.card.forget()
        self.card.head(f"试算：{scheme.name}", f"到 {self.today}")
        now, then = found.redeemable
        self.card.tell(
            words(f"得分合计：现在 {show(found.now)}，换成它 {show(found.then)}"),
            words(f"可兑换合计：现在 {show(now)}，换成它 {show(then)}"),
            words(f"照它不收的 {len(found.refused)} 条", "second"))
        self.beside_now = {each.account: each for each in sorted(
            found.lines, key=lambda each: (-abs(each.difference), each.code))}
        changed = sum(bool(each.difference) for each in found.lines)
        self.card.tell(section(f"{len(found.lines)} 个账户，得分有变的 {changed} 个"))
        self.tried.show_ids(list(self.beside_now))
        self.tried.show()

    @action("存为工作簿…", icon="export", place="card", may=None)
    def save_as(self) -> None:
        """The scheme as a table to edit elsewhere."""
        scheme = self._scheme()
        path = ask.file_to_save(self, "存到哪里", f"{scheme.name}.xlsx")
        if path is not None:
            write_workbook(scheme_sheet(scheme), path)
            self.strip.tell(f"写好了：{path.name}，改好后用“读入…”读回。")

    # ── inside ───────────────────────────────────────────────────────────────

    def _own(self) -> bool:
        return self.chips.key != Origin.EXAMPLES

    def _row(self) -> int:
        row = self.list.current()
        if not row:
            raise Problem("请先在左边选一份细则。")
        return row

    def _version(self) -> SchemeVersion:
        if not self._own():
            raise Problem("示例不能直接启用，请先“照它改一份”。")
        return self.versions[self._row()]

    def _scheme(self) -> Scheme:
        row = self._row()
        return self.versions[row].scheme if self._own() else self.examples[row][1]

    def answers(self) -> dict[int, SchemeVersion | tuple[str, Scheme]]:
        """The village's own, or the examples."""
        return {**(self.versions if self._own() else self.examples)}

    def nothing(self) -> str:
        """By whose they are."""
        return NONE if self._own() else "没有示例。"

    def _tried_table(self) -> RecordTable:
        def line(row: int) -> tuple[str, ...]:
            each = self.beside_now[row]
            more = show(each.difference)
            return (each.code, show(each.now.score), show(each.then.score),
                    f"+{more}" if each.difference > 0 else more if each.difference else "",
                    show(each.now.redeemable), show(each.then.redeemable))

        return RecordTable((
            Column("账户", 14, lead=True), Column("得分", 7, numeric=True),
            Column("换成它", 7, numeric=True), Column("相差", 6, numeric=True),
            Column("可兑换", 7, numeric=True), Column("换成它", 7, numeric=True),
        ), lambda ids: [line(row) for row in ids])

    def cells(self, line: SchemeVersion | tuple[str, Scheme]) -> tuple[Any, ...]:
        """A version and whether it is in force, or an example."""
        if isinstance(line, tuple):
            scheme = line[1]
            return (scheme.name, KINDS.label(scheme.account), "",
                    Face("示例", Mark.NONE, "faint"), scheme.source)
        each = line
        whom = KINDS.label(each.account) + (f" {each.member_class}" if each.member_class else "")
        state = Face("启用", Mark.DONE) if each.active else Face("未启用", Mark.NONE)
        return each.name, whom, each.valid_from, state, each.source

    def offered(self, line: SchemeVersion | tuple[str, Scheme] | None) -> list[str]:
        """What is in force is not changed, and an example is copied first."""
        changes = isinstance(line, SchemeVersion) and not line.active
        return [each for each in self._steps()
                if line is not None and (changes or each not in CHANGING)]

    def show_card(self, line: SchemeVersion | tuple[str, Scheme] | None) -> None:
        """The rules in words."""
        row, own = self.list.current(), self._own()
        self.tried.hide()
        if not row:
            self.card.head("细则")
            return
        scheme = self._scheme()
        self.card.head(scheme.name, scheme.source)
        if own and self.versions[row].basis:
            self.card.tell(words(f"{self.versions[row].basis}通过", "second"))
        for said in scheme_warnings(scheme):
            self.card.tell(FaceLabel(Face(said, Mark.ASK)))
        self._tell_rules(scheme)

    def _tell_rules(self, scheme: Scheme) -> None:
        self.card.tell(section("总则"))
        for rule in WHOLE:
            value = getattr(scheme, rule.key)
            if value not in (None, "") and rule.key not in ("name", "source"):
                said = f"{value[0]:02}-{value[1]:02}" if isinstance(value, tuple) else rule.words(
                    show(value) if hasattr(value, "as_tuple") else value)
                self.card.tell(words(f"{rule.label}：{said}", "second", wrap=True))
        for head in scheme.categories:
            items = [each for each in scheme.items if each.category == head.code]
            self.card.tell(section(f"{head.title}（{len(items)} 项）"))
            for each in items:
                self.card.tell(words(rule_words(each), wrap=True))
        if scheme.grades:
            self.card.tell(section("等次"), words("；".join(
                f"{each.title} {show(each.from_points)} 分" for each in scheme.grades)))
