"""The pages of a picture or of a scanned PDF, as arrays of grey in which red ink is paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops

from importers.picture_file import pictures
from importers.pictures.straight import Grey

_LONGEST = 3600
"""Pixels of the longer side that are looked at: A4 at 300 dpi."""
_DPI = 200


def pages(path: Path) -> Iterator[Grey]:
    """Every page, the way up it was taken.

    :raises Problem: too large, unreadable, or no picture, whatever its name says.
    """
    return map(_grey, pictures(path, dots=_DPI, longest=_LONGEST))


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
