"""The ways onto the workbench: from a list's own place, by a dropped file, by pasted cells."""

from __future__ import annotations

from ui.kit.section import Section
from ui.parts.importing.kinds import KINDS
from ui.parts.importing.workbench import Workbench


def bring_in(section: Section, kind: str) -> Workbench:
    """The workbench for a kind of list, on the whole width of a place."""
    bench = Workbench(section.store, KINDS[kind])
    section.put_right(bench)
    return bench
