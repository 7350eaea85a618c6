"""Opening a file of pictures safely: a photo, a scan of several pages, a PDF of scanned pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from models.values.problem import Problem, reason

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP")
"""Tried by name: what a file is may never be guessed, for some kinds are programs to be run."""
LARGEST = 20 * 1024 * 1024
"""Bytes; a telephone's photo has about 5 MB."""
MOST_PIXELS = 40_000_000
MOST_PAGES = 40


@contextmanager
def opened(path: Path) -> Iterator[Image]:
    """The picture in a file, its pixels not loaded yet; what is done with it within is guarded.

    :raises Problem: too large, unreadable, or no picture, whatever its name says.
    """
    from PIL import Image, UnidentifiedImageError

    _size(path)
    try:
        with Image.open(path, formats=FORMATS) as image:
            _few_enough(path, image)
            yield image
    except UnidentifiedImageError:
        raise Problem(f"{path.name} 的内容不是图片。只收 JPG、PNG、BMP、TIFF 和 WebP，"
                      "请另选，或用看图软件另存为 JPG。") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(path) from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise _unreadable(path) from error


def pictures(
    path: Path, *, dots: float, longest: int, mode: str = "RGB", only: int | None = None
) -> Iterator[Image]:
    """The pictures of a file, upright: one of a photo, the frames of a TIFF, the pages of a PDF.

    :param dots: how finely the pages of a PDF are drawn, in dots per inch.
    :param longest: pixels of the longer side that are of use: a page has no more, and a photo is
        not loaded much larger.
    :param mode: ``L`` where grey is enough.
    :param only: the number, from 0, of the one that is wanted.
    :raises Problem: too large, unreadable, or no picture, whatever its name says.
    """
    _size(path)
    with path.open("rb") as stream:
        is_pdf = stream.read(5) == b"%PDF-"
    yield from _pages(path, dots, longest, only) if is_pdf else _frames(path, longest, mode, only)


def _frames(path: Path, longest: int, mode: str, only: int | None) -> Iterator[Image]:
    from PIL import ImageOps

    with opened(path) as image:
        image.draft(mode, (longest // 2, longest // 2))
        for number in _wanted(path, getattr(image, "n_frames", 1), only):
            image.seek(number)
            _few_enough(path, image)
            yield ImageOps.exif_transpose(image)


def _pages(path: Path, dots: float, longest: int, only: int | None) -> Iterator[Image]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Problem(f"{path.name} 有打开密码，请去掉密码另存后再来。") from None
        raise _unreadable(path) from None
    try:
        for number in _wanted(path, len(document), only):
            page = document[number]
            scale = min(dots / 72, longest / max(*page.get_size(), 1))
            yield page.render(scale=scale).to_pil()
    except pypdfium2.PdfiumError:
        raise _unreadable(path) from None
    finally:
        document.close()


def _wanted(path: Path, count: int, only: int | None) -> range:
    if count > MOST_PAGES:
        raise Problem(f"{path.name} 有 {count} 页，一次最多读 {MOST_PAGES} 页。"
                      "请分成几个文件。")
    return range(count) if only is None else range(only, only + 1)


def _size(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise Problem(f"打不开 {path.name}（{reason(error)}），请核对位置。") from error
    if size > LARGEST:
        raise Problem(f"{path.name} 有 {size / 1024 / 1024:.0f} MB，超过 20 MB。"
                      "请另存小一些，或分成几个文件。")


def _few_enough(path: Path, image: Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels(path)


def _too_many_pixels(path: Path) -> Problem:
    return Problem(f"{path.name} 超过 {MOST_PIXELS // 10_000:,} 万像素。"
                   "请用看图软件缩小另存后再来。")


def _unreadable(path: Path) -> Problem:
    return Problem(f"{path.name} 读不出来，可能已损坏。请重新拷贝或另选。")
