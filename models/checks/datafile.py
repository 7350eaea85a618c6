"""Checks of the data file itself: pages readable, links whole, photos there, the log unbroken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.keeping.attachments import faulty
from models.keeping.journal import verify_chain
from models.values.problem import Finding

if TYPE_CHECKING:
    from models.keeping.store import Store

MEND = "请先做一次备份，再到“设置—备份与恢复”用最近的好备份恢复。"


def file_findings(store: Store, *, full: bool = False) -> Iterator[Finding]:
    """Damage of the file, photos that are gone or changed, and a log that was rewritten.

    The full check reads every page and every photo, and takes longer.
    """
    for damage in store.integrity(full=full):
        yield Finding("error", "file-damaged", f"资料文件有损坏：{damage}。{MEND}")
    if full:
        broken = verify_chain(store)
        if broken is not None:
            yield Finding("error", "log-broken", broken)
    for each, sentence in faulty(store, full=full):
        yield Finding("error", "attachment-missing", sentence, (("attachment", each.rowid),))
