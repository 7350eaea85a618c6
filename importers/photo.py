"""A photo or scan read from disk: checked, turned upright, shrunk, and stripped of camera data."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from importers.picture_file import opened
from models.keeping.apart import apart
from models.keeping.attachments import Picture

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = 1920
QUALITY = 82


@apart
def read_photo(path: Path) -> Picture:
    """The picture in a file, as it may be kept: JPEG, upright, longest side 1,920 pixels at most.

    :raises Problem: too large, unreadable, or not a picture, whatever its name says.
    """
    from PIL import ImageOps

    with opened(path) as picture:
        image = ImageOps.exif_transpose(picture)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        image = _on_white(image)
    kept = BytesIO()
    image.save(kept, "JPEG", quality=QUALITY)
    return Picture(kept.getvalue(), path.name, image.width, image.height)


def _on_white(image: Image.Image) -> Image.Image:
    """The picture in plain colours; what was see-through becomes white."""
    from PIL import Image

    if image.mode in ("RGB", "L"):
        return image
    whole = image.convert("RGBA")
    white = Image.new("RGBA", whole.size, "white")
    return Image.alpha_composite(white, whole).convert("RGB")
