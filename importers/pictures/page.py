"""The pages of a picture or of a scanned PDF, as arrays of grey in which red ink is paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageOps, ImageSequence, UnidentifiedImageError

from importers.photo import FORMATS, LARGEST, MOST_PIXELS
from importers.pictures.straight import Grey
from models.values.problem import Problem, reason

MOST_PAGES = 40
_LONGEST = 3600
"""Pixels of the longer side that are looked at: A4 at 300 dpi."""
_DPI = 200


def pages(path: Path) -> Iterator[Grey]:
    """Every page, the way up it was taken.

    :raises Problem: too large, unreadable, or no picture, whatever its name says.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(5)
    except OSError as error:
        raise Problem(f"打不开 {path.name}（{reason(error)}），请核对位置。") from error
    if size > LARGEST:
        raise Problem(f"{path.name} 超过 20 MB。请分成几个文件，或另存小一些再导入。")
    yield from _of_pdf(path) if head == b"%PDF-" else _of_picture(path)


def _of_pdf(path: Path) -> Iterator[Grey]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Problem(f"{path.name} 有打开密码，请去掉密码另存后再导入。" if locked else
                      f"{path.name} 打不开，可能已损坏。请重新拷贝或另选。") from None
    try:
        if len(document) > MOST_PAGES:
            raise Problem(f"{path.name} 有 {len(document)} 页，一次最多读 {MOST_PAGES} 页。"
                          "请分成几个文件再导入。")
        for page in document:
            longest = max(page.get_width(), page.get_height())
            scale = min(_DPI / 72, _LONGEST / max(longest, 1))
            yield _grey(page.render(scale=scale).to_pil())
    except pypdfium2.PdfiumError:
        raise Problem(f"{path.name} 读不出来，可能已损坏。请重新拷贝或另选。") from None
    finally:
        document.close()


def _of_picture(path: Path) -> Iterator[Grey]:
    try:
        with Image.open(path, formats=FORMATS) as opened:
            opened.draft("RGB", (_LONGEST // 2, _LONGEST // 2))
            if getattr(opened, "n_frames", 1) > MOST_PAGES:
                raise Problem(f"{path.name} 有 {MOST_PAGES} 页以上。请分成几个文件再导入。")
            for frame in ImageSequence.Iterator(opened):
                if frame.width * frame.height > MOST_PIXELS:
                    raise _too_many_pixels(path)
                yield _grey(ImageOps.exif_transpose(frame))
    except UnidentifiedImageError:
        raise Problem(f"{path.name} 的内容不是图片。只读 JPG、PNG、BMP、TIFF、WebP 和 PDF，"
                      "请另选，或用看图软件另存为 JPG 再导入。") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(path) from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Problem(f"{path.name} 读不出来，可能已损坏。请重新拷贝或另选。") from error


def _too_many_pixels(path: Path) -> Problem:
    return Problem(f"{path.name} 超过 {MOST_PIXELS // 10_000:,} 万像素。"
                   "请用看图软件缩小另存后再导入。")


def _grey(image: Image.Image) -> Grey:
    """Red as paper, blue as ink: a seal goes, a pen stays."""
    if max(image.size) > _LONGEST:
        image.thumbnail((_LONGEST, _LONGEST))
    if image.mode in ("1", "L", "I;16", "I", "F"):
        return np.asarray(image.convert("L"))
    if image.mode in ("RGBA", "LA", "PA", "P"):
        whole = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole)
    red, green, blue = image.convert("RGB").split()
    others = ImageChops.add(green, blue, 2)
    return np.asarray(ImageChops.add(red, ImageChops.subtract(red, others)))
