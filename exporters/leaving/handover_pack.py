"""The pack of a change of hands: the copy, its photos and what it says of itself, in one file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from exporters.paper.document import write_document_paper
from exporters.publish import publish, sha256
from models.keeping.copies import album_of
from models.keeping.datafile import slots_of
from models.overview.handover import ENDING, HandoverList, handover_paper

PAPER = "交接清单.pdf"


def write_handover(copy: Path, listed: HandoverList, final: Path) -> tuple[str, Path]:
    """Publish the list to be signed, and then the pack.

    :param copy: the copy only a sheet opens, its slots and photos beside it.
    :returns: the SHA-256 of the pack, and where the list is.
    :raises Problem: the stick refused; no pack stands there.
    """
    paper = final.with_name(f"{final.name.removesuffix(ENDING)}-{PAPER}")
    write_document_paper(handover_paper(listed), paper)
    return publish(final, lambda temporary: _pack(copy, listed, temporary)), paper


def _pack(copy: Path, listed: HandoverList, path: Path) -> None:
    """Everything as it is: what is encrypted gets no smaller."""
    members = dict(_members(copy))
    says = listed.said.json() | {"files": {name: sha256(each) for name, each in members.items()}}
    with ZipFile(path, "w", ZIP_STORED) as archive:
        archive.writestr("handover.json", json.dumps(says, ensure_ascii=False, indent=1))
        for name, each in members.items():
            archive.write(each, name)


def _members(copy: Path) -> Iterator[tuple[str, Path]]:
    for each in (copy, slots_of(copy)):
        yield each.name, each
    for photo in sorted(album_of(copy).glob("*/*.jpg")):
        yield f"photos/{photo.parent.name}/{photo.name}", photo
