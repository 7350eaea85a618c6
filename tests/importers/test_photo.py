"""A photo comes in upright, small and without camera data; what is no photo is said."""

from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import PdfPage

from importers.photo import read_photo
from importers.picture_file import LARGEST, pictures
from models.values.problem import Problem
from tests.importers.hostile_files import RUBBISH


def saved(path, size, **how):
    Image.new(how.pop("mode", "RGB"), size, "red").save(path, **how)
    return path


def test_a_large_photo_is_shrunk_turned_upright_and_stripped(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "camera"
    kept = read_photo(saved(tmp_path / "a.jpg", (4000, 2000), exif=exif))
    assert (kept.width, kept.height, kept.name) == (960, 1920, "a.jpg")
    with Image.open(BytesIO(kept.content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (960, 1920), {})


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "CMYK"])
def test_every_colour_mode_becomes_a_plain_picture(tmp_path, mode):
    kind = "tiff" if mode == "CMYK" else "png"
    path = tmp_path / f"a.{kind}"
    Image.new(mode, (40, 30)).save(path)
    with Image.open(BytesIO(read_photo(path).content)) as image:
        assert image.mode in ("RGB", "L")


def test_what_is_too_large_or_no_photo_is_said(tmp_path):
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(40 * 1024 * 1024)
    with pytest.raises(Problem, match=r"large\.jpg 有 40 MB，超过 20 MB"):
        read_photo(large)
    assert LARGEST < 40 * 1024 * 1024
    text = tmp_path / "text.jpg"
    text.write_text("这是一段文字", encoding="utf-8")
    with pytest.raises(Problem, match=r"text\.jpg 的内容不是图片"):
        read_photo(text)
    half = tmp_path / "half.jpg"
    half.write_bytes(saved(tmp_path / "whole.jpg", (900, 900)).read_bytes()[:3000])
    with pytest.raises(Problem, match=r"half\.jpg 读不出来"):
        read_photo(half)
    with pytest.raises(Problem, match=r"打不开 none\.jpg"):
        read_photo(tmp_path / "none.jpg")


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 40 30\n%%EndComments\nshowpage\n%%EOF\n"


@pytest.mark.parametrize("content", [EPS, b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"])
def test_a_program_named_like_a_photo_is_never_run(tmp_path, monkeypatch, content):
    ran, tools = tmp_path / "ran", tmp_path / "tools"
    tools.mkdir()
    for each in ("gs", "gswin64c", "gswin32c"):
        (tools / each).write_text(f"#!/bin/sh\necho ran >> {ran}\n", encoding="utf-8")
        (tools / each).chmod(0o700)
    monkeypatch.setenv("PATH", str(tools))
    path = tmp_path / "会场.jpg"
    path.write_bytes(content)
    with pytest.raises(Problem, match=r"会场\.jpg 的内容不是图片.*只收 JPG"):
        read_photo(path)
    assert not ran.exists()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("content", RUBBISH.values(), ids=RUBBISH)
def test_whatever_a_stick_may_hold_is_no_photo(tmp_path, content):
    """Read here and now: that outside files are read apart is held by their own tests."""
    path = tmp_path / "会场.jpg"
    path.write_bytes(content)
    with pytest.raises(Problem, match=r"会场\.jpg"):
        read_photo.__wrapped__(path)


@pytest.mark.parametrize("kind", ["GIF", "ICO", "PPM"])
def test_kinds_that_are_not_asked_for_are_refused_whatever_their_name(tmp_path, kind):
    path = tmp_path / "章.jpg"
    Image.new("RGB", (16, 16)).save(path, kind)
    with pytest.raises(Problem, match="只收 JPG"):
        read_photo(path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF", "WEBP"])
def test_the_kinds_of_telephones_and_scanners_are_read_whatever_their_name(tmp_path, kind):
    path = tmp_path / "章.photo"
    Image.new("RGB", (16, 12)).save(path, kind)
    assert (read_photo(path).width, read_photo(path).height) == (16, 12)


@pytest.mark.parametrize("side", [6_400, 10_000, 14_000])
def test_a_small_file_of_very_many_pixels_is_refused_unopened(tmp_path, side):
    path = tmp_path / "墙.png"
    Image.new("1", (side, side)).save(path)
    with pytest.raises(Problem, match=r"墙\.png 超过 4,000 万像素.*缩小另存后再来"):
        read_photo(path)


def test_only_the_page_that_is_wanted_is_drawn(tmp_path, monkeypatch):
    path, drawn = tmp_path / "扫描.pdf", []
    pages = [Image.new("L", (60, 80), shade) for shade in (0, 120, 240)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    draw = PdfPage.render
    monkeypatch.setattr(PdfPage, "render", lambda *a, **k: drawn.append(1) or draw(*a, **k))
    [page] = pictures(path, dots=72, longest=100, only=2)
    assert page.getpixel((5, 5))[0] > 200 and len(drawn) == 1
    assert len(list(pictures(path, dots=72, longest=100))) == 3
