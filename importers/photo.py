"""A photo or scan read from disk: checked, turned upright, shrunk, and stripped of camera data."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from importers.apart import apart
from models.keeping.attachments import Picture
from models.values.problem import Problem, reason

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP")
"""Tried by name: what a file is may never be guessed, for some kinds are programs to be run."""
LARGEST = 20 * 1024 * 1024
"""Bytes; a telephone's photo has about 5 MB."""
MOST_PIXELS = 40_000_000

LONGEST_SIDE = 1920
QUALITY = 82


@apart
def read_photo(path: Path) -> Picture:
    """The picture in a file, as it may be kept: JPEG, upright, longest side 1,920 pixels at most.

    :raises Problem: too large, unreadable, or not a picture, whatever its name says.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Problem(f"打不开照片 {path.name}（{reason(error)}），请核对位置。") from error
    if size > LARGEST:
        raise Problem(f"照片 {path.name} 有 {size / 1024 / 1024:.0f} MB，超过 20 MB。"
                      "请用看图软件另存小一些再加。")
    return _prepared(path)


def _prepared(path: Path) -> Picture:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_many_pixels(path)
            image = ImageOps.exif_transpose(opened)
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            image = _on_white(image)
    except UnidentifiedImageError:
        raise Problem(f"{path.name} 的内容不是照片，没有加入。只收 JPG、PNG、BMP、TIFF 和 WebP，"
                      "请另选，或用看图软件另存为 JPG 再加。") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(path) from None
    except (OSError, SyntaxError, ValueError) as error:
        raise Problem(f"照片 {path.name} 读不出来，可能已损坏。请重新拷贝或另选。") from error
    kept = BytesIO()
    image.save(kept, "JPEG", quality=QUALITY)
    return Picture(kept.getvalue(), path.name, image.width, image.height)


def _too_many_pixels(path: Path) -> Problem:
    return Problem(f"照片 {path.name} 超过 {MOST_PIXELS // 10_000:,} 万像素，没有加入。"
                   "请用看图软件缩小另存后再加。")


def _on_white(image: Image.Image) -> Image.Image:
    """The picture in plain colours; what was see-through becomes white."""
    from PIL import Image

    if image.mode in ("RGB", "L"):
        return image
    whole = image.convert("RGBA")
    white = Image.new("RGBA", whole.size, "white")
    return Image.alpha_composite(white, whole).convert("RGB")
