"""Switching encryption on, and taking away what lay about unencrypted before.

Each step leaves a village that opens: interrupted before the file is replaced it is as it was,
afterwards it opens with the password and the sheet that were agreed on before anything began.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from models.keeping.attachments import seal_photos
from models.keeping.backups import backup
from models.keeping.copies import album_of
from models.keeping.durable import scrub
from models.keeping.store import Store
from models.keeping.vault.keys import change_key, encrypt, unlock
from models.values.problem import Problem

Say = Callable[[str], object]


def switch_on(data: Path, operator: str, password: str, code: str, say: Say) -> bytes:
    """Copy, encrypt, seal the photos, copy again; the key of the file. The file must not be open.

    ``code`` is that of the recovery sheet printed before.

    :raises Problem: a step failed; the file opens as it was, or with the password.
    """
    say("正在备份…")
    with Store(data) as store:
        backup(store, why="加密前")
    say("正在加密…")
    encrypt(data, operator, password, code)
    return _finished(data, operator, password, say)


def replace_key(data: Path, key: bytes, operator: str, password: str, code: str, say: Say) -> bytes:
    """Give the file another key, when somebody has left; only ``operator`` keeps a password.

    :raises Problem: as ``switch_on`` does.
    """
    say("正在备份…")
    with Store(data, key=key) as store:
        backup(store, why="换密钥前")
    say("正在换密钥…")
    change_key(data, key, operator, password, code)
    return _finished(data, operator, password, say)


def _finished(data: Path, operator: str, password: str, say: Say) -> bytes:
    key = unlock(data, password, operator)
    with Store(data, key=key) as store:
        say("正在加密照片…")
        seal_photos(store)
        say("正在备份…")
        backup(store, why="加密后")
    return key


def take_away(copies: Sequence[Path]) -> None:
    """Write nothing over plain copies and their photos, and take them away.

    :raises Problem: with the names of those that are still there.
    """
    for each in copies:
        for photo in album_of(each).glob("*/*.jpg"):
            if photo.stat().st_nlink > 1:  # the same bytes in a copy that stays: not to be wiped
                photo.unlink()
            else:
                scrub(photo)
        for folder in sorted(album_of(each).glob("*"), reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()
        with contextlib.suppress(OSError):
            album_of(each).rmdir()
        scrub(each)
    left = [each.name for each in copies if each.exists()]
    if left:
        raise Problem(f"这几份没有删掉，可能正被别的程序占用：{'、'.join(left)}。请稍后再试。")
