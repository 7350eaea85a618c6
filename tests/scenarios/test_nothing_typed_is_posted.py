"""Whatever is typed into any record: no public version says it; it is refused with the place."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
import sqlite3
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

import models
from cli import commands as cli
from exporters.leaving.return_files import write_return
from models.activities.activity import Activity
from models.keeping.heads import foot
from models.keeping.record import Record, kind_of
from models.keeping.store import Store
from models.matters.ledger import Overhaul
from models.office.exposure import OMITTED, NotToBePosted, texts_of
from models.registers.people import Person
from models.returns.catalogue import RETURNS, return_called
from models.returns.leaving import public_version
from models.returns.returning import SPANS, Asked
from models.stars.boards import battle_board, pairing_board, progress_board
from models.stars.evidence import folder
from models.stars.plan import plan_for
from models.values.kinds import NOTE, TEXT
from models.values.periods import Period, Span
from models.values.privacy import Privacy, mask
from models.values.problem import Problem
from models.values.sheet import masked
from sample.cast import LAST
from sample.village import fill

ID, CHILD = "419900189001011234", "柳圆满"
CANARIES = {"id": ID, "mobile": "13900001234", "poor": "低保", "child": CHILD}
WRITINGS = (
    "4199 0018 9001 0112 34", "４１９９００１８９００１０１１２３４", "139 0000 1234",
    "0390-6000999",
    "41990018900101123×", "④①⑨⑨⓪⓪①⑧⑨⓪⓪①⓪①①②③④", "①③⑨⓪⓪⓪⓪①②③④",
    "精神分裂", "ＨＩＶ阳性", "hiv", "吃最低生活保障", "社矫对象", "刑释人员",
    "6222 0210 0001 1112 223", "重度残疾", "社区矫正", "低 保户", f"接{CHILD}放学", "三年级2班",
    "٤١٩٩٠٠١٨٩٠٠١٠١١٢٣٤", "四一九九零零一八九零零一零一一二三四", "139零零零零1234",
    "微信号 wangwu_66", "QQ：12345678", "ww@example.com", "护照E12345678", "脑梗", "监狱",
)
KEYS = {"act", "setting", "sent", "package", "scheme", "draft", "own_key", "known_key", "unit"}
"""Not typed, or kept whole as a file; the village's own name has a test below."""
STANDARD = {"standard", "task", "clause"}
"""The town's words, which may speak of 低保 as a task, but have no numbers and names either."""
CODES = {("meeting", "purpose"), ("person", "name"), ("evaluation_form", "grades"),
         ("evaluation_mark", "marks"), ("account", "member_class"), ("entry", "days")}
"""Codes nobody types; the names themselves, which are masked."""
POSTABLE = [each for each in RETURNS if each.postable]
BARE = [each.code for each in POSTABLE if not each.asks]


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A small village with a child on the register."""
    path = tmp_path_factory.mktemp("typed") / "village.lianxing"
    with Store(path) as store:
        fill(store, households=40)
        store.save(Overhaul(reason="不会议事", plan="配强班子", listed=date(2026, 1, 5)))
        store.save(Person(name=CHILD, household=1, relation="20", born="2015-03-01"))
    return path


def typed_fields():
    """Every field of every record that is typed freely, by table."""
    for each in pkgutil.walk_packages(models.__path__, "models."):
        importlib.import_module(each.name)
    for kind in Record.__subclasses__():
        if kind.__module__.startswith("models.") and kind.table not in KEYS:
            for each in kind.fields():
                if each.kind in (TEXT, NOTE) and each.options is None:
                    yield kind.table, each.name


def salted(village, tmp_path, canary):
    """A copy in which ``canary`` stands at the end of every text somebody typed or could type."""
    path = shutil.copy(village, tmp_path / "village.lianxing")
    data = sqlite3.connect(path)
    for (name,) in data.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        data.execute(f'DROP TRIGGER "{name}"')
    filled = 0
    for table, field in typed_fields():
        if table in STANDARD and canary == CANARIES["poor"]:
            continue
        known = [row[0] for row in data.execute(f'SELECT DISTINCT "{field}" FROM "{table}"')]
        said = [str(each) for each in known if each is not None]
        if (table, field) in CODES or (said and all(each.isascii() for each in said)):
            continue  # a code, a number, a period
        data.execute(f"""UPDATE "{table}" SET "{field}" = coalesce("{field}", '') || ?""",
                     (canary,))
        filled += 1
    assert filled > 60
    data.commit()
    data.close()
    return path


def drawn(store, wanted, day=LAST):
    period = Period.of(day, SPANS.get(wanted.cadence, Span.YEAR))
    return wanted.draw(store, Asked.of(period, day, member=1, number=1, account=1))


def said_on(sheet):
    """Every word of a finished sheet, packed: blanks inside hide nothing."""
    words = [sheet.title, sheet.unit, sheet.when, sheet.measure, *sheet.notes, *sheet.signatures]
    for column in sheet.columns:
        words += [column.label, column.parent]
    for row in sheet.rows:
        words += [column.show(value) for column, value in zip(
            sheet.columns, row.values, strict=True) if value is not None]
    return "\n".join(words)


def text_of(path):
    if path.suffix == ".pdf":
        document = PdfDocument(path)
        words = [page.get_textpage().get_text_range() for page in document]
        document.close()
        return "".join("".join(words).split())
    rows = load_workbook(path).active.iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


@pytest.mark.parametrize("canary", CANARIES.values(), ids=CANARIES)
def test_no_public_version_says_what_was_typed_anywhere(village, tmp_path, canary):
    refused, leaked = {}, []
    with Store(salted(village, tmp_path, canary), reading=True) as store:
        for wanted, day in product(POSTABLE, (LAST, date(2026, 9, 30))):
            try:
                shown = public_version(store, drawn(store, wanted, day))
            except NotToBePosted as refusal:
                refused[wanted.code] = refusal
                continue
            leaked += [wanted.code] if canary in said_on(shown) else []
    assert leaked == []
    assert len(refused) > 35, "most returns quote something that somebody typed"
    for refusal in refused.values():
        assert all(each.place and each.trap.what for each in refusal.found)
        assert canary not in refusal.sentence


def private_fields():
    """Every field of every record that its own declaration says is private, by table."""
    kind_of("")  # every module is loaded
    for kind in Record.__subclasses__():
        if kind.__module__.startswith("models.") and kind.table not in KEYS:
            for each in kind.fields():
                if each.privacy not in (Privacy.OPEN, Privacy.NAME) and each.options is None:
                    yield kind.table, each.name


def shown_everywhere(store):
    """Whatever can be put up, with what is found in texts left out."""
    for wanted in POSTABLE:
        shown = public_version(store, drawn(store, wanted), omit=True)
        yield wanted.code, said_on(shown)
    plan = plan_for(store, LAST.year)
    for draw in (partial(progress_board, store, plan), partial(battle_board, store, plan),
                 partial(pairing_board, store), partial(folder, store, plan, "branch")):
        yield str(draw.func.__name__), "".join(texts_of(draw(LAST, omit=True)))


def test_what_a_record_declares_private_stands_on_nothing_that_is_put_up(
    village, tmp_path, monkeypatch
):
    path = shutil.copy(village, tmp_path / "private.lianxing")
    data, filled = sqlite3.connect(path), 0
    for table, field in private_fields():
        data.execute(f"""UPDATE "{table}" SET "{field}" = ?""", (ID,))
        filled += 1
    assert filled > 15
    data.commit()
    data.close()
    with Store(path, reading=True) as store:
        assert [where for where, said in shown_everywhere(store) if ID in said] == []
        monkeypatch.setattr("models.values.sheet.mask", lambda value, privacy: value)
        monkeypatch.setattr("models.office.exposure.Scan.traps", lambda scan, text: [])
        assert [where for where, said in shown_everywhere(store) if ID in said], "a leak is seen"


def test_the_command_writes_none_of_it_and_says_every_place(village, tmp_path, capsys):
    canary = f" {ID} 13900001234 低保 {CHILD}"
    data, out = salted(village, tmp_path, canary), tmp_path / "out"
    asked = ["--data", str(data), "returns", *BARE, "--period", "2026-Q3", "--out", str(out),
             "--public"]
    assert cli.main(asked) == cli.PROBLEM
    told = capsys.readouterr().err
    assert "“三会一课开展情况”的公示版还不能出：第 1 行“地点”里有" in told and ID not in told
    assert not list(out.glob("三会一课开展情况-*"))
    for path in out.iterdir() if out.exists() else ():
        assert not [each for each in canary.split() if each in text_of(path)], path.name


def test_what_is_left_out_is_printed_as_left_out(village, tmp_path):
    data, out = salted(village, tmp_path, f" {ID} 低保"), tmp_path / "out"
    asked = ["--data", str(data), "returns", "meetings", "assets", "--period", "2026-Q3",
             "--out", str(out), "--public", "--omit"]
    assert cli.main(asked) == cli.DONE
    assert len(list(out.iterdir())) == 4
    for path in out.iterdir():
        text = text_of(path)
        assert OMITTED in text and ID not in text and "低保" not in text, path.name


def test_a_column_left_out_whole_does_not_tell_which_line_it_was(village, tmp_path):
    with Store(shutil.copy(village, tmp_path / "v.lianxing")) as store:
        held = store.find(Activity, order="on_day DESC")[0]
        store.save(held.but(note="给低保户送米"))
        sheet = drawn(store, return_called("activities"))
        some = public_version(store, sheet, omit=True)
        every = public_version(store, sheet, columns=True)
    at = next(i for i, each in enumerate(every.columns) if each.field.name == "note")
    said = [each.values[at] for each in every.rows if each.values[at] is not None]
    assert [each.values[at] for each in some.rows].count(OMITTED) == 1
    assert set(said) == {OMITTED}


def test_an_evidence_book_is_looked_through_and_leads_to_the_record(village, tmp_path):
    with Store(salted(village, tmp_path, f" {ID}"), reading=True) as store:
        plan, led = plan_for(store, LAST.year), []
        for star in ("branch", "industry", "ecology", "safety", "culture"):
            with pytest.raises(NotToBePosted, match="佐证材料册") as refusal:
                folder(store, plan, star, LAST)
            made = folder(store, plan, star, LAST, omit=True)
            said = "".join(texts_of(made))
            assert ID not in said and OMITTED in said and ID not in refusal.value.sentence
            led += [each for each in refusal.value.found if each.refs]
            assert made.head == foot(store)
    assert led, "what is filed leads to the record to be mended"


def test_a_return_that_nobody_looked_through_is_never_written(village, tmp_path):
    with Store(village, reading=True) as store:
        for wanted in POSTABLE:
            sheet = drawn(store, wanted)
            with pytest.raises(Problem, match="还没有查过"):
                write_return(sheet if sheet.public else masked(sheet), tmp_path, "2026",
                             public=True)
    assert not list(tmp_path.glob("*.xlsx"))


@pytest.mark.parametrize("written", WRITINGS)
def test_however_it_is_written_it_is_found(village, written):
    with Store(village, reading=True) as store:
        sheet = drawn(store, return_called("entry-times"))
        sheet = replace(sheet, inside=False, internal=False, notes=(f"会上说了{written}。",))
        with pytest.raises(NotToBePosted, match="表下说明里有"):
            public_version(store, sheet)


def test_what_is_for_inside_has_no_public_version(village):
    with Store(village, reading=True) as store:
        sheet = drawn(store, return_called("entry-times"))
        with pytest.raises(Problem, match="内部用的，没有公示版"):
            public_version(store, sheet)


def test_the_village_s_own_words_are_looked_through_too(store):
    from models.office.village import Unit

    store.save(Unit(name=f"柳河沿村{ID}"))
    with pytest.raises(NotToBePosted, match="填报单位里有身份证号“41"):
        public_version(store, drawn(store, return_called("meetings")))


def test_no_wall_chart_says_it(village, tmp_path):
    with Store(salted(village, tmp_path, CHILD), reading=True) as store:
        plan = plan_for(store, LAST.year)
        for draw in (partial(progress_board, store, plan), partial(battle_board, store, plan),
                     partial(pairing_board, store)):
            with pytest.raises(NotToBePosted, match="未成年人姓名“柳\\*\\*”") as refusal:
                draw(LAST)
            assert len(refusal.value.found) > 1, "every place is shown, not the first alone"
            assert CHILD not in "".join(texts_of(draw(LAST, omit=True)))


def test_the_standard_may_be_quoted_and_the_office_called(store):
    """Tasks of the town speak of 监测户, and stand on the wall word for word."""
    fill(store, households=12)
    shown = public_version(store, drawn(store, return_called("star-progress")))
    assert "监测户" in said_on(shown)
    notice = public_version(store, drawn(store, return_called("points-notice")))
    assert "0390-" in "".join(notice.notes)


def test_a_masked_name_is_nobody_s(store):
    """柳*红 is not the child 柳红 of another household."""
    fill(store, households=12)
    head = store.find(Person, "relation = '02'")[0]
    store.save(head.but(name="柳晓红"))
    store.save(Person(name="柳红", household=2, relation="20", born="2015-03-01"))
    shown = public_version(store, drawn(store, return_called("people")))
    assert "柳*红" in said_on(shown)


def test_a_villager_named_in_running_text_is_found_and_a_member_is_not(store):
    fill(store, households=12)
    name = store.query("""SELECT name FROM person WHERE length(name) = 3 AND born < '1990'
                          AND id NOT IN (SELECT person FROM member UNION SELECT person FROM post)
                       """)[0][0]
    member = store.query("SELECT p.name FROM person p JOIN member m ON m.person = p.id")[0][0]
    held = store.find(Activity, order="on_day DESC")[0]
    store.save(held.but(note=f"{member}等三人参加"))
    public_version(store, drawn(store, return_called("activities")))
    store.save(held.but(note=f"{name}家的院子扫干净了"))
    with pytest.raises(NotToBePosted, match="户籍人员姓名") as refusal:
        public_version(store, drawn(store, return_called("activities")))
    assert refusal.value.found[0].refs == (("activity", held.id),)


@pytest.mark.parametrize(("written", "shown"), [
    ("户主", "户主"), ("儿媳", "儿媳"), ("老伴", "老伴"), ("文书", "文书"),
    ("治保主任", "治保主任"), ("调解员", "调解员"), ("村委会", "村委会"),
    ("08-009 卫小拴", "08-009 卫*拴"),
    ("治保主任王建国", "治保主任王*国"), ("王芳、李四", "王*、李*"), ("张文书", "张*书"),
])
def test_a_mask_covers_names_and_leaves_words(written, shown):
    assert mask(written, Privacy.NAME) == shown


def test_a_telephone_typed_where_a_figure_stands_is_found(village, tmp_path):
    with Store(shutil.copy(village, tmp_path / "v.lianxing")) as store:
        held = store.find(Activity, order="on_day DESC")[0]
        store.save(held.but(people=13900001234))
        sheet = drawn(store, return_called("activities"))
        with pytest.raises(NotToBePosted, match="电话号码“13"):
            public_version(store, sheet)
        shown = public_version(store, sheet, omit=True)
        assert OMITTED in said_on(shown)
        for each in write_return(shown, tmp_path, "2026", public=True):
            assert "13900001234" not in text_of(Path(each["path"])).replace(",", "")
