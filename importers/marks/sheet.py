"""Our own sheets brought back: a photo or scan → which sheet it is, and what its rows say.

The codes in the corners say which sheet it is and where it lies. Only Pillow and the code reader
are needed. Lengths are millimetres where they belong to the sheet, pixels elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from importers.marks.flat import DOTS
from importers.marks.marked import read_page
from importers.picture_file import pictures
from models.keeping.apart import apart_for
from models.values.marks import CORNERS, Corners, MarkedPage, unfolded
from models.values.problem import Problem

if TYPE_CHECKING:
    from PIL.Image import Image

NONE = ("这张图里没看到本软件印的单子：四角的码一个也没认出。请把单子摊平、四角都拍进去，再拍一张；"
        "码被盖住的照单子手工录；别处的表走“导入”。")
TWO = "一张照片里有两张单子，请一张一张拍。"
_LONGEST = 7200
"""Pixels of the longer side that may be of use."""
ONE_CORNER = "四个角只看到一个，读不准。请把单子摊平，四角都拍进去，再拍一张。"


class Sighting(NamedTuple):
    """A picture: its place in the file, and the codes of its sheet, or why there is none."""

    place: int
    codes: tuple[Corners, ...] = ()
    refusal: str = ""


@apart_for(60.0)
def sheets_in(path: Path) -> list[Sighting]:
    """Which sheets a photo, a scan or a scanned PDF holds; one in each picture.

    A picture is refused that has none of our sheets, two of them, or three corners gone.

    :raises Problem: it is no picture, or can't be opened.
    """
    return [looked_at(place, image) for place, image in enumerate(_images(path))]


@apart_for(60.0)
def read_sheet(
    path: Path, place: int, codes: tuple[Corners, ...], layout: str
) -> MarkedPage:
    """What the rows of a sheet say, by the layout kept when it was printed.

    :raises Problem: the paper does not lie flat enough.
    """
    return read_page(next(_images(path, place)), codes, unfolded(layout))


# ── The picture and its codes


def _images(path: Path, only: int | None = None) -> Iterator[Image]:
    """The pictures of a file in grey, or only the one of a number."""
    found = pictures(path, dots=DOTS * 25.4, longest=_LONGEST, mode="L", only=only)
    return (each.convert("L") for each in found)


def codes_in(image: Image) -> list[Corners]:
    """Every corner code to be seen, looked for again more closely while some are missing."""
    import zxingcpp
    from PIL import ImageOps

    found: dict[tuple[int, int, int, int], Corners] = {}
    large = max(image.size) > 1800
    for way in range(3):
        shown, scale = image, 1.0
        if way == 0 and large:
            shown, scale = image.reduce(2), 2.0
        elif way == 1 and not large:
            shown, scale = image.resize((image.width * 2, image.height * 2)), 0.5
        elif way == 2:
            shown = ImageOps.autocontrast(image, cutoff=2)
        binarizer = zxingcpp.Binarizer.LocalAverage
        for seen in zxingcpp.read_barcodes(
                shown, formats=zxingcpp.barcode_formats_from_str("DataMatrix"), binarizer=binarizer,
                try_invert=False):
            code = _read_code(seen.text, seen.position, scale)
            if code is not None:
                middle = [round(sum(each[axis] for each in code.points) / 4 / 60)
                          for axis in (0, 1)]
                key = (code.number, code.page, code.corner, 0)
                known = found.get(key)
                if known is not None and not _near(known, code):
                    key = (code.number, code.page, code.corner, 1 + middle[0] * 1000 + middle[1])
                if key not in found or scale < 2.0:
                    found[key] = code
        if len(found) >= len(CORNERS):
            break
    return list(found.values())


def looked_at(place: int, image: Image) -> Sighting:
    """Which sheet a picture in grey holds."""
    try:
        return Sighting(place, _one_sheet(codes_in(image)))
    except Problem as refused:
        return Sighting(place, refusal=refused.sentence)


def _near(one: Corners, other: Corners) -> bool:
    """Whether both are the same code, seen twice."""
    side = abs(one.points[0][0] - one.points[2][0]) + abs(one.points[0][1] - one.points[2][1])
    return sum(abs(a - b) for a, b in zip(one.points[0], other.points[0], strict=True)) < side


def _read_code(text: str, position: object, scale: float) -> Corners | None:
    if len(text) != 10 or not text.isascii() or not text.isdigit() or int(text[9]) > 3:
        return None
    points = tuple(
        ((getattr(position, name).x + 0.5) * scale, (getattr(position, name).y + 0.5) * scale)
        for name in ("top_left", "top_right", "bottom_right", "bottom_left"))
    return Corners(int(text[:7]), int(text[7:9]), int(text[9]), points)


def _one_sheet(codes: Sequence[Corners]) -> tuple[Corners, ...]:
    """:raises Problem: the codes are not those of one sheet, or too few."""
    if not codes:
        raise Problem(NONE)
    again = Counter(each.corner for each in codes).most_common(1)[0][1]
    if len({(each.number, each.page) for each in codes}) > 1 or again > 1:
        raise Problem(TWO)
    if len(codes) == 1:
        raise Problem(ONE_CORNER)
    return tuple(codes)
