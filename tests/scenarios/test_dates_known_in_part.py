"""A date known to the month or the year, wherever it may stand: nothing stops on it."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from datetime import date

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

import models
from cli import commands as cli
from models.checks.catalogue import findings
from models.economy.assets import Facility
from models.keeping.acting import EVER
from models.keeping.record import Record, problems
from models.keeping.store import Store
from models.members.development import admissions
from models.members.member import Member, lost_on
from models.registers.people import Person
from models.returns.catalogue import DOCUMENTS, RETURNS
from models.returns.returning import Asked
from models.values.days import age_on, first_day, last_day
from models.values.kinds import PART_DAY
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Sheet
from sample.cast import LAST
from sample.village import fill
from tests.ui.everywhere import everywhere
from ui.kit.record_list import RecordList
from ui.kit.section import LOOK_MILLISECONDS

VALUES = ("2019-05", "2026")
IN_FIGURES = re.compile(r"(?<!\d)2019-05(?!-?\d)")
PERIODS = ("2026", "2026-H1", "2026-Q1", "2026-05", "2026-W20", "2019")


def kinds_with_part_days():
    for each in pkgutil.walk_packages(models.__path__, "models."):
        importlib.import_module(each.name)
    for kind in Record.__subclasses__():
        names = [each.name for each in kind.fields() if each.kind is PART_DAY]
        if names and kind.__module__.startswith("models."):
            yield kind, names


def write_in_part(store, value):
    """Every date that may be known in part is, in two records of three."""
    with store.act("只知道年月"):
        store.save(Facility(name="水塔", kind="other"))
        for kind, names in kinds_with_part_days():
            written = set()
            for record in store.find(kind):
                for name in names:
                    changed = record.but(**{name: value})
                    if (record.rowid) % 3 != 2 and not problems(changed):
                        record = changed
                        written.add(name)
                store.save(record)
            assert written == set(names), kind
        for each in store.find(Member, "id % 2 = 1"):
            store.save(each.but(lost=True))


@pytest.fixture(scope="module", params=VALUES)
def village(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("part") / "village.lianxing"
    with Store(path) as store:
        fill(store, households=30)
        write_in_part(store, request.param)
    return path


def test_every_return_of_every_kind_of_period_is_drawn(village):
    with Store(village, reading=True) as store:
        for period in map(Period.parse, PERIODS):
            asked = Asked.of(period, LAST, member=1, number=1, account=1, meeting=1, procedure=1)
            drawn = 0
            for wanted in (*RETURNS, *DOCUMENTS):
                try:
                    content = wanted.draw(store, asked)
                except Problem:
                    continue  # nothing there to draw, said in its own words
                drawn += 1
                for row in content.rows if isinstance(content, Sheet) else ():
                    for column, value in zip(content.columns, row.values, strict=True):
                        assert value is None or isinstance(column.show(value), str)
            assert drawn >= len(RETURNS) - 4


def test_every_check_is_run_and_the_commands_answer(village, tmp_path, capsys):
    with Store(village, reading=True) as store:
        assert list(findings(store))
    codes = ["people", "members", "development", "reserve", "officers", "mobile"]
    for words in (["check", "--json"],
                  ["returns", *codes, "--period", "2026-H1", "--out", str(tmp_path), "--json"]):
        assert cli.main(["--data", str(village), *words]) in (cli.DONE, cli.PROBLEM)
        assert "problems" not in json.loads(capsys.readouterr().out)
    assert len(list(tmp_path.glob("*.xlsx"))) == len(codes)


def said(window, found):
    """What a list in sight and the cards beside it say of a row."""
    yield from (each.text() for each in window.findChildren(QLabel) if each.isVisible())
    yield from (found.table.face(row, at).words for row in range(min(4, len(found.table.ids)))
                for at in range(len(found.table.columns)))


def test_every_page_opens_with_every_list_and_card_and_says_the_month_in_words(village, qtbot):
    from ui.frame.window import Window
    from ui.kit.theme import dress

    dress(QApplication.instance())
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.receive(Store(village))
    seen, raw = 0, set()
    for spot in everywhere(window):
        for each in window.findChildren(RecordList):
            if each.isVisible():
                for row in each.table.ids[:4]:
                    each.choose(row)
                    QTest.qWait(LOOK_MILLISECONDS)
                    raw |= {(spot, told) for told in said(window, each) if IN_FIGURES.search(told)}
        seen += 1
    window.let_go()
    assert seen > 40
    assert raw == set()


def test_a_date_in_part_stands_for_its_first_day_everywhere(store):
    fill(store, households=12)
    with store.act("只知道年月"), store.dating(EVER):
        for each in store.find(Member):
            store.save(each.but(joined="2023-05", kind="full", confirmed=None, lost=True,
                                lost_since="2026-03"))
    before, after = date(2026, 4, 30), date(2026, 5, 1)
    told = admissions(store, date(2026, 3, 1))
    assert told.sentence == "最近一次发展党员是2023年5月。"
    assert not admissions(store, before).barren and admissions(store, after).barren
    assert {each.months for each in lost_on(store, date(2026, 9, 1))} == {6}
    assert (first_day("2019"), last_day("2019")) == (date(2019, 1, 1), date(2019, 12, 31))
    assert (first_day("2020-02"), last_day("2020-02")) == (date(2020, 2, 1), date(2020, 2, 29))
    assert first_day("2020-02-10") == last_day("2020-02-10") == date(2020, 2, 10)
    assert age_on("2008-05", after) == 18


def test_a_child_is_one_until_the_last_day_the_birth_may_be(store):
    from models.office.exposure import Scan

    store.save(Person(name="柳圆满", born="2008"))
    assert Scan(store, date(2026, 12, 30)).traps("接柳圆满放学")
    assert not Scan(store, date(2026, 12, 31)).children
