"""The pack of a change of hands: the copy, its photos and what it says of itself, in one file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from exporters.paper.document import draw_document
from exporters.publish import publish, sha256
from models.keeping.copies import album_of
from models.keeping.datafile import slots_of
from models.overview.handover import ENDING, NOT_NOTED, HandoverList, handover_paper
from models.values.problem import Problem

PAPER = "交接清单.pdf"
Drawn = tuple[Path, Callable[[Path], object]]
"""Where a paper goes, and how it is written."""


def write_handover(
    copy: Path, listed: HandoverList, final: Path, *along: Drawn
) -> tuple[str, Path]:
    """Publish the pack with its list to be signed and what goes ``along``: all, or nothing.

    :param copy: the copy only a sheet opens, its slots and photos beside it.
    :returns: the SHA-256 of the pack, and where the list is.
    :raises Problem: the stick refused; nothing of it stands there, or it is said what does.
    """
    paper = final.with_name(f"{final.name.removesuffix(ENDING)}-{PAPER}")
    drawn = (paper, lambda path: draw_document(handover_paper(listed), path))
    return _together((*along, drawn), final, lambda path: _pack(copy, listed, path)), paper


def _together(papers: Sequence[Drawn], final: Path, pack: Callable[[Path], None]) -> str:
    """A paper gets its name after the pack has: all of them lie whole on the disk by then."""
    if not papers:
        return publish(final, pack)
    (path, draw), *others = papers
    digests: list[str] = []

    def write(temporary: Path) -> None:
        draw(temporary)
        digests.append(_together(others, final, pack))

    try:
        publish(path, write)
    except Problem as problem:
        if digests:
            raise Problem(f"{problem.sentence}{NOT_NOTED}") from problem
        raise
    return digests[0]


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
