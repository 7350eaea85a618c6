"""A photo comes in upright, small and without camera data; what is no photo is said."""

from io import BytesIO

import pytest
from PIL import Image

from importers.photo import LARGEST, read_photo
from models.record import Problem


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
    with pytest.raises(Problem, match=r"照片 large\.jpg 有 40 MB，超过 30 MB"):
        read_photo(large)
    assert LARGEST < 40 * 1024 * 1024
    text = tmp_path / "text.jpg"
    text.write_text("这是一段文字", encoding="utf-8")
    with pytest.raises(Problem, match=r"text\.jpg 的内容不是照片，没有加入"):
        read_photo(text)
    half = tmp_path / "half.jpg"
    half.write_bytes(saved(tmp_path / "whole.jpg", (900, 900)).read_bytes()[:3000])
    with pytest.raises(Problem, match=r"照片 half\.jpg 读不出来"):
        read_photo(half)
    with pytest.raises(Problem, match=r"打不开照片 none\.jpg"):
        read_photo(tmp_path / "none.jpg")
