"""A list on paper comes back cell for cell, whichever way up; what is not sure is refused."""

import random
from dataclasses import replace

import pytest
from PIL import Image

from benchmarks import _paper as paper
from importers.pictures.picture import ABSENT, doubtful, is_picture, read_picture
from importers.pictures.reading import read
from models.keeping.apart import Died
from models.values.problem import Problem


def short(kind, rows, seed="a"):
    """A list with its first rows alone."""
    listed = kind(random.Random(seed))
    return replace(listed, rows=listed.rows[:rows],
                   merges=[each for each in listed.merges if each[2] <= rows])


@pytest.fixture(scope="module")
def listed():
    return short(paper.roster, 7)


@pytest.fixture(scope="module")
def scan(listed):
    return paper.scanned(paper.drawn(listed, 300, paper.SANS), 200, random.Random(1))


def saved(image, path):
    image.save(path)
    return path


def silent(grid, listed):
    """The cells that are wrong without a doubt."""
    return [(place, grid.at(*place)) for place, seen in grid.seen.items()
            if not seen.doubts and grid.at(*place) != listed.rows[place[0] - 1][place[1] - 1]]


@pytest.mark.parametrize("turned", [90, 180])
def test_a_scan_comes_back_cell_for_cell_whichever_way_up(scan, listed, tmp_path, turned):
    image = scan.rotate(turned, expand=True)
    grid, = read(saved(image, tmp_path / "a.png"))
    assert sorted(grid.merges) == sorted(listed.merges)
    assert [len(row) for row in grid.rows] == [9] * 7
    assert not silent(grid, listed)
    assert sum(bool(each.doubts) for each in grid.seen.values()) <= 6
    for seen in grid.seen.values():
        left, top, right, bottom = seen.place
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        assert seen.strip.startswith(b"\x89PNG") == bool(seen.doubts)


def test_a_photo_from_aside_in_bad_light_with_creases_comes_back(listed, tmp_path):
    photo = paper.photographed(paper.drawn(listed, 300, paper.SANS), 3000, random.Random(4))
    grid, = read(saved(photo, tmp_path / "a.jpg"))
    assert sorted(grid.merges) == sorted(listed.merges)
    assert not silent(grid, listed)


def test_a_red_seal_goes_and_a_grey_one_is_no_row(listed, tmp_path):
    for grey in (False, True):
        page = paper.stamped(paper.drawn(listed, 300, paper.SANS), random.Random(2), grey)
        path = saved(paper.scanned(page, 200, random.Random(3)), tmp_path / f"{grey}.png")
        try:
            grid, = read(path)
        except Problem as refused:
            assert grey and "没有认准" in str(refused)
            continue
        assert (len(grid.rows), grid.width) == (7, 9)
        assert not silent(grid, listed)


def test_the_pages_of_one_list_are_one_grid(tmp_path):
    listed = short(paper.scores, 6)
    page = paper.drawn(listed, 200, paper.SANS)
    path = tmp_path / "a.tif"
    page.save(path, save_all=True, append_images=[page])
    grid, = read(path)
    assert grid.rows == listed.rows * 2
    assert {each.page for each in grid.seen.values()} == {1, 2}
    page.save(tmp_path / "a.pdf", resolution=200)
    assert read(tmp_path / "a.pdf")[0].rows == listed.rows


def test_what_has_no_ruling_or_is_too_small_is_refused_in_words(scan, tmp_path):
    with pytest.raises(Problem, match=r"blank\.png 里没有找到带框线的表"):
        read(saved(Image.new("L", (900, 700), 250), tmp_path / "blank.png"))
    small = scan.resize((scan.width // 4, scan.height // 4), Image.Resampling.BOX)
    with pytest.raises(Problem, match=r"图片太小，字看不清|没有认准|没有找到带框线的表"):
        read(saved(small, tmp_path / "small.png"))


def test_the_door_reads_in_a_process_of_its_own(tmp_path):
    listed = short(paper.scores, 5)
    grid, = read_picture(saved(paper.drawn(listed, 200, paper.SANS), tmp_path / "a.png"))
    assert grid.rows == listed.rows
    assert [(each.row, each.column) for each in doubtful([grid])] == [
        (row, "ABCDEFGH"[column - 1]) for (row, column), seen in sorted(grid.seen.items())
        if seen.doubts]


def test_without_the_part_the_program_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("importers.pictures.part.find_spec", lambda name: None)
    with pytest.raises(Problem) as said:
        read_picture(saved(Image.new("L", (90, 70)), tmp_path / "a.png"))
    assert said.value.args == Problem(ABSENT).args


def test_a_picture_is_known_by_what_it_is(tmp_path):
    for kind in ("jpg", "png", "bmp", "tif", "webp", "pdf"):
        path = saved(Image.new("RGB", (40, 30)), tmp_path / f"a.{kind}")
        assert is_picture(path.rename(tmp_path / f"{kind}.xlsx")), kind
    assert not is_picture(saved(Image.new("RGB", (40, 30)), tmp_path / "a.gif"))
    assert not is_picture(tmp_path / "none")


def _bomb(path):
    Image.new("1", (30_000, 30_000)).save(path)


def _cut(path):
    Image.effect_noise((900, 700), 90).save(path, "JPEG")
    path.write_bytes(path.read_bytes()[:4000])


def _many(path):
    Image.new("1", (30, 30)).save(path, "TIFF", save_all=True,
                                  append_images=[Image.new("1", (30, 30))] * 60)


def _rules_only(path):
    """As many rules as a page can hold, and nothing written."""
    page = Image.new("L", (2400, 2400), 255)
    for at in range(0, 2400, 6):
        page.paste(0, (at, 0, at + 2, 2400))
        page.paste(0, (0, at, 2400, at + 2))
    page.save(path)


HOSTILE = {"bomb.png": _bomb, "cut.jpg": _cut, "many.tif": _many, "rules.png": _rules_only,
           "program.jpg": lambda path: path.write_bytes(b"\xff\xd8\xff%!PS-Adobe showpage"),
           "torn.pdf": lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<"),
           "noise.png": lambda path: Image.effect_noise((2000, 1500), 120).save(path),
           "line.png": lambda path: Image.new("L", (20_000, 1)).save(path),
           "dot.png": lambda path: Image.new("L", (1, 1)).save(path)}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused_by_name_and_hurts_nobody(name, tmp_path):
    HOSTILE[name](tmp_path / name)
    with pytest.raises(Problem) as refused:
        read_picture(tmp_path / name)
    said = str(refused.value)
    assert name in said or "没有认准" in said or "图片太小" in said
    assert not isinstance(refused.value, Died), said
