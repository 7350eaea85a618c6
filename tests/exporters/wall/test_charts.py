from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from exporters.wall.charts import PAPERS, wallchart
from exporters.wall.drawing import Box, Disc, Drawing, Polygon, Words, colour, style
from exporters.wall.drawing_files import tiles, write_pdf, write_png, write_tiles
from models.stars.boards import (
    PairingRow,
    battle_board,
    pairing_board,
    progress_board,
    star_board,
)
from models.stars.drafting import keep, shipped
from models.stars.plan import Plan, keep_plan, plan_for
from models.stars.progress import answer, lines
from models.stars.verdicts import Verdict, give
from models.values.problem import Problem
from tests.models.stars.creating import HEADS, YEAR, plan_year, settle, town_standard, work

DAY = date(YEAR, 6, 18)
POINT = 25.4 / 72


@pytest.fixture
def boards(store, tmp_path):
    people = settle(store)
    work(store, people)
    standard = town_standard(store, tmp_path)
    plan = plan_year(store, standard, people)
    for place, each in enumerate(lines(store, plan, DAY)):
        if not each.figures and place % 3:
            answer(store, each.clause, state=("done", "running", "help")[place % 3], on_day=DAY)
    give(store, Verdict(year=YEAR, star="culture", stage="award", result="yes", on_day=DAY,
                        author="县委", document="通报1号"))
    return {"progress": progress_board(store, plan, DAY), "battle": battle_board(store, plan, DAY),
            "stars": star_board(store, plan, DAY), "pairing": pairing_board(store, DAY)}


CHARTS = ("progress", "battle", "stars", "pairing")


def heights(path, page=0):
    """Text of a page → the ink height of its tallest letter, in millimetres."""
    with pypdfium2.PdfDocument(path) as document:
        text = document[page].get_textpage()
        found = {}
        for place in range(text.count_chars()):
            letter = text.get_text_range(place, 1)
            _, bottom, _, top = text.get_charbox(place)
            found[letter] = max(found.get(letter, 0), (top - bottom) * POINT)
        return found


@pytest.mark.parametrize("chart", CHARTS)
def test_the_title_stands_25_millimetres_high_on_a1(boards, chart, tmp_path):
    write_pdf(wallchart(boards[chart], "A1"), tmp_path / "图.pdf")
    title = boards[chart].head.title.replace("“五星”", "")
    measured = heights(tmp_path / "图.pdf")
    assert max(measured[each] for each in title) >= 25


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("chart", CHARTS)
def test_the_papers_and_their_smallest_words(boards, chart, paper):
    for drawing in wallchart(boards[chart], paper):
        assert (drawing.width, drawing.height) == tuple(style()["paper"][paper])
        sizes = [each.size for each in drawing.elements if isinstance(each, Words)]
        body = {"A1": 6.0, "A2": 4.2, "A3": 3.0}[paper]
        assert min(sizes) >= body * 0.9
        usual = sorted(sizes)[len(sizes) // 2]
        assert usual / POINT >= 12


@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_runs_off_the_sheet(boards, chart):
    from exporters.wall.drawing import measured

    for drawing in wallchart(boards[chart], "A3"):
        for each in drawing.elements:
            if isinstance(each, Words):
                width = measured(each.text, each.size, each.role)
                left = each.x - {"left": 0, "center": width / 2, "right": width}[each.side]
                assert left >= 0 and left + width <= drawing.width
                assert each.y >= 0 and each.y + each.size <= drawing.height
            if isinstance(each, Box):
                assert each.x >= 0 and each.x + each.width <= drawing.width + 0.01
                assert each.y + each.height <= drawing.height + 0.01


@pytest.mark.parametrize("chart", CHARTS)
def test_names_of_village_and_town_day_and_legend_are_there(boards, chart):
    for drawing in wallchart(boards[chart], "A2"):
        assert "柳河镇　槐树庄村" in drawing.texts
        assert "截至 2026 年 6 月 18 日" in drawing.texts
        assert "图例" in drawing.texts


def test_only_owners_are_named(boards):
    owners = set(HEADS[:4])
    for chart in CHARTS:
        words = "".join(text for each in wallchart(boards[chart], "A3") for text in each.texts)
        assert not any(name in words for name in HEADS if name not in owners), chart
    pairing = "".join(wallchart(boards["pairing"], "A3")[0].texts)
    assert "第2组：" in pairing and "按户号找自己家" in pairing and "*" not in pairing


def test_the_next_group_begins_behind_a_semicolon(boards):
    row = PairingRow("靳松涛", "", ("一组：01-001", "01-002", "二组：02-001"))
    drawn = wallchart(replace(boards["pairing"], rows=(row,)), "A3")[0].texts
    assert "一组：01-001、01-002；二组：02-001" in "".join(drawn)


def test_a_telephone_in_a_task_stops_the_chart(store):
    people = settle(store)
    draft = shipped("rural", YEAR)
    item = draft.items[0]
    bad = type(item)(item.task.but(title="联系电话13812345678"), item.clauses)
    standard = keep(store, type(draft)(draft.standard, (bad, *draft.items[1:])))
    plan = keep_plan(store, Plan(year=YEAR, standard=standard.id, made=date(YEAR, 1, 4)))
    assert people
    with pytest.raises(Problem, match="第 1 行里有电话号码“13"):
        wallchart(progress_board(store, plan, DAY))


@pytest.mark.parametrize("chart", CHARTS)
def test_every_sheet_carries_the_log_s_head(store, boards, chart):
    for drawing in wallchart(boards[chart], "A2"):
        said = [each.text for each in drawing.elements if isinstance(each, Words)]
        assert boards[chart].head.log.startswith("账册指纹 ") and boards[chart].head.log in said


def test_the_template_is_labelled_on_the_wall(store):
    settle(store)
    standard = keep(store, shipped("rural", YEAR))
    plan = keep_plan(store, Plan(year=YEAR, standard=standard.id, made=date(YEAR, 1, 4)))
    for board in (progress_board(store, plan, DAY), battle_board(store, plan, DAY),
                  star_board(store, plan, DAY)):
        words = "".join(wallchart(board, "A3")[0].texts)
        assert "参考模板，以上级下发标准为准。" in words


def test_every_state_has_a_shape_of_its_own(boards):
    drawing = wallchart(boards["progress"], "A3")[0]
    legend = {each.text for each in drawing.elements if isinstance(each, Words)}
    assert {"未启动", "推进", "完成", "需协调", "超期"} <= legend
    shapes = {(type(each), getattr(each, "filled", None), len(getattr(each, "points", ())))
              for each in drawing.elements if isinstance(each, Disc | Polygon)}
    assert len(shapes) == 5


def test_grey_is_grey_and_text_reads_against_its_ground():
    for ink in style()["inks"]:
        red, green, blue = colour(ink, grey=True)
        assert red == green == blue
    assert colour("band", grey=True)[0] - colour("ink", grey=True)[0] > 0.6
    assert colour("band", grey=True)[0] - colour("second", grey=True)[0] > 0.4


def test_the_picture_is_the_page(boards, tmp_path):
    drawing = wallchart(boards["stars"], "A3")[0]
    write_png(drawing, tmp_path / "板.png", pixels=840)
    write_png(drawing, tmp_path / "灰.png", pixels=840, grey=True)
    with Image.open(tmp_path / "板.png") as picture, Image.open(tmp_path / "灰.png") as grey:
        assert abs(picture.width - 840) <= 1 and abs(picture.height - 594) <= 1
        assert any(len(set(pixel)) > 1 for _, pixel in picture.convert("RGB").getcolors(1 << 20))
        assert all(len(set(pixel)) == 1 for _, pixel in grey.convert("RGB").getcolors(1 << 20))
    assert sorted(each.name for each in tmp_path.glob("*.p*")) == ["板.png", "灰.png"]


@pytest.mark.parametrize(("paper", "sheets"), [("A1", 9), ("A2", 4), ("A3", 2)])
def test_tiles_cover_the_sheet_with_overlap(boards, paper, sheets, tmp_path):
    drawing = wallchart(boards["stars"], paper)[0]
    width, height, down, across, scale = tiles(drawing)
    cut = style()["tile"]
    room = width - 2 * cut["margin"], height - 2 * cut["margin"]
    assert across * (room[0] - cut["overlap"]) + cut["overlap"] >= drawing.width * scale
    assert down * (room[1] - cut["overlap"]) + cut["overlap"] >= drawing.height * scale
    assert scale > 0.85
    write_tiles([drawing], tmp_path / "拼.pdf")
    pages = PdfReader(tmp_path / "拼.pdf").pages
    assert len(pages) == down * across == sheets
    sizes = {tuple(round(float(each) * POINT) for each in page.mediabox[2:]) for page in pages}
    assert sizes <= {(210, 297), (297, 210)}
    words = pages[0].extract_text()
    assert f"第 1 行第 1 列，共 {down} 行 {across} 列" in words and "角线裁切" in words


def test_many_rows_go_over_several_sheets(boards):
    many = replace(boards["progress"], rows=boards["progress"].rows * 4)
    sheets = wallchart(many, "A3")
    assert len(sheets) >= 3
    assert f"（1/{len(sheets)}）" in "".join(sheets[0].texts)
    shown = sum(text == "未定" for each in sheets for text in each.texts)
    assert shown == 0


def test_the_same_board_gives_the_same_bytes(boards, tmp_path):
    drawings = wallchart(boards["battle"], "A3")
    assert isinstance(drawings[0], Drawing)
    assert write_pdf(drawings, tmp_path / "a.pdf") == write_pdf(drawings, tmp_path / "b.pdf")


def test_the_battle_map_stops_where_the_plan_stops(boards):
    rows = boards["battle"].rows
    early = replace(boards["battle"], rows=tuple(
        replace(each, first=each.first and 3, last=each.last and max(3, min(each.last, 9)))
        for each in rows))
    words = {each.strip() for each in wallchart(early, "A3")[0].texts}
    assert {"3月", "9月"} <= words
    assert not {"1月", "2月", "10月", "12月"} & words


def test_a_bar_stops_where_its_item_was_done(boards, store):
    plan = plan_for(store, YEAR)
    answered = [each for each in lines(store, plan, DAY) if not each.figures]
    for each in answered:
        answer(store, each.clause, state="done", on_day=DAY)
    rows = battle_board(store, plan, DAY).rows
    done = [each for each in rows if each.state == "done" and each.last]
    assert done and all(each.last == DAY.month for each in done)


@pytest.mark.parametrize("chart", ["progress", "battle", "pairing"])
def test_a_long_name_takes_lines_before_it_is_too_small_to_read(boards, chart):
    name, board = "阿卜杜热合曼·买买提吐尔逊江·艾力", boards[chart]
    rows = tuple(replace(each, **{"member" if chart == "pairing" else "owner": name})
                 for each in board.rows)
    words = [each for each in wallchart(replace(board, rows=rows), "A3")[0].elements
             if isinstance(each, Words) and each.text and each.text in name and len(each.text) > 3]
    assert words and min(each.size for each in words) >= 9 * POINT - 1e-6
