"""Photos and scans: kept once, by SHA-256, beside the data file, and hung on what they show."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import date
from functools import partial
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from models.keeping.act import PHOTO_KEYS
from models.keeping.datafile import OVERHEAD, Closed, is_sealed, sealed, unsealed
from models.keeping.durable import keep, make_folder, patiently, sweep, sync_folder
from models.keeping.record import Record, field, required
from models.keeping.settings import setting
from models.values.kinds import DAY, LINK, NUMBER, Choices
from models.values.problem import Problem, reason

if TYPE_CHECKING:
    from models.keeping.store import Store

WAITING = "待换"
SHOWS = Choices(photo="现场照片", reply="答复", result="办理结果", scan="扫描件")


@dataclass(frozen=True)
class Picture:
    """A photo ready to be kept: upright, shrunk, without the data the camera added."""

    content: bytes
    name: str
    width: int
    height: int


class Attachment(Record, table="attachment", label="附件"):
    """One picture on one record (``owner_table``, ``owner_row``)."""

    sha256: str = required("指纹")
    name: str = required("文件名", width=18)
    size: int = required("大小", NUMBER)
    width: int = required("宽", NUMBER)
    height: int = required("高", NUMBER)
    owner_table: str = required("所属")
    owner_row: int = required("所属记录", LINK)
    shows: str = field("内容", required=True, default="photo", options=SHOWS)
    caption: str | None = field("说明", width=20)
    added: date = required("加入日期", DAY)


@dataclass(frozen=True)
class KeptPicture:
    """A picture on the disk, and the keys one of which opens it when it is sealed."""

    path: Path
    keys: tuple[bytes, ...] = ()

    def content(self) -> bytes:
        """The picture itself. :raises Problem: it is gone, or none of the keys opens it."""
        try:
            return unsealed(self.path.read_bytes(), self.keys, self.path.stem)
        except (OSError, Closed):
            raise Problem(f"照片 {self.path.name} 读不了，请从备份找回。") from None


def folder(store: Store) -> Path:
    """Where the files are, beside the data file."""
    return store.path.with_name(f"{store.path.stem}-附件")


def file_of(store: Store, attachment: Attachment) -> Path:
    """The file of an attachment, whether or not it is there."""
    return folder(store) / attachment.sha256[:2] / f"{attachment.sha256}.jpg"


def kept(store: Store, attachment: Attachment) -> KeptPicture:
    """The picture of an attachment, whether or not it is there."""
    return KeptPicture(file_of(store, attachment), _keys(store))


def attach(
    store: Store, picture: Picture, owner: tuple[str, int], day: date, *, shows: str = "photo",
    caption: str = "",
) -> Attachment:
    """Keep a picture and hang it on a record; the same picture is stored once.

    :raises Problem: the disk refused; nothing was kept.
    """
    digest = hashlib.sha256(picture.content).hexdigest()
    record = Attachment(
        sha256=digest, name=picture.name, size=len(picture.content), width=picture.width,
        height=picture.height, owner_table=owner[0], owner_row=owner[1], shows=shows,
        caption=caption or None, added=day,
    )
    _put(file_of(store, record), picture.content, _keys(store))
    with store.act(f"加附件：{picture.name}"):
        return store.save(record)


def seal_photos(store: Store) -> int:
    """Seal the photos of an encrypted file that still lie plain; how many. Can be repeated.

    :raises Problem: the disk refused; what is sealed is sealed, the rest opens as before.
    """
    keys, done = _keys(store), 0
    for path in files(store) if keys else ():
        if path.is_file() and not lies_sealed(path):
            _keep(path, path.read_bytes(), keys)
            done += 1
    return done


def waiting_beside(album: Path) -> Path:
    """Where the photos lie that only the file about to be put back opens."""
    return album.with_name(f"{album.name}.{WAITING}")


def take_places(store: Store) -> None:
    """Photos that waited for this file to be put back take their places; those of one that never
    was go, and so does what was left half-written.

    :raises OSError: the disk refused; the rest waits until the next opening.
    """
    album, keys = folder(store), _keys(store)
    for shelf in album.parent.glob(f"{escape(store.path.stem)}-*/*/"):
        sweep(shelf)
    waiting = waiting_beside(album)
    for photo in sorted(waiting.glob("*/*.jpg")):
        place = album / photo.parent.name / photo.name
        try:
            KeptPicture(photo, keys).content()
        except Problem:
            photo.unlink()
            continue
        make_folder(place.parent)
        patiently(partial(photo.replace, place))
        sync_folder(place.parent)
    if waiting.is_dir():
        shutil.rmtree(waiting)


def lies_sealed(path: Path) -> bool:
    """Whether the photo at ``path`` is sealed."""
    with path.open("rb") as file:
        return is_sealed(file.read(8))


def _keys(store: Store) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(each) for each in setting(store, PHOTO_KEYS, ()))


def _put(final: Path, content: bytes, keys: tuple[bytes, ...]) -> None:
    if final.exists() and final.stat().st_size == len(content) + (OVERHEAD if keys else 0):
        return
    _keep(final, content, keys)


def _keep(final: Path, content: bytes, keys: tuple[bytes, ...]) -> None:
    try:
        keep(final, sealed(content, keys[-1], final.stem) if keys else content)
    except OSError as error:
        raise Problem(f"照片没有存成（{reason(error)}），资料没有改动。请检查磁盘。") from error


def attachments_of(store: Store, table: str, row: int) -> list[Attachment]:
    """The pictures on a record, in the order added."""
    return store.find(Attachment, "owner_table = ? AND owner_row = ?", (table, row))


def files(store: Store) -> list[Path]:
    """Every file a backup has to take along, each once."""
    return sorted({file_of(store, each) for each in store.find(Attachment)})


def faulty(store: Store, *, full: bool = False) -> list[tuple[Attachment, str]]:
    """The attachments whose file is missing or no longer what it was, each with the sentence.

    ``full`` reads every file; without it the size has to do.
    """
    found = []
    for each in store.find(Attachment):
        path = file_of(store, each)
        if not path.is_file():
            found.append((each, f"附件“{each.name}”的文件不见了，请从备份找回 {path.name}。"))
        elif _changed(kept(store, each), each, full):
            found.append((each, f"附件“{each.name}”的文件被改动过，请从备份找回 {path.name}。"))
    return found


def _changed(photo: KeptPicture, attachment: Attachment, full: bool) -> bool:
    if photo.path.stat().st_size not in (attachment.size, attachment.size + OVERHEAD):
        return True
    try:
        return full and hashlib.sha256(photo.content()).hexdigest() != attachment.sha256
    except Problem:
        return True
