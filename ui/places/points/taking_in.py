"""A list of points, pasted or from a workbook: what can be taken is said first, then asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.intake.kept_elsewhere import take_in_points
from models.intake.listed import ReadLine
from models.values.problem import Problem

if TYPE_CHECKING:
    from ui.kit.section import Section


def take_in(section: Section, lines: Sequence[ReadLine], today: date) -> None:
    """Try the lines and ask before they are kept.

    :raises Problem: not one of them can be taken.
    """
    tried = take_in_points(section.store, lines, today=today, dry_run=True)
    bad = tried.refused
    refused = "；".join(f"第 {each.row} 行 {each.why}" for each in bad[:3])
    good, known, hidden = (tried.counts[each] for each in ("created", "unchanged", "skipped"))
    if not good and not known:
        raise Problem(f"没有一行能收：{refused}")

    def take(again: bool) -> Callable[[], object]:
        return lambda: section.attempt(
            lambda: take_in_points(section.store, lines, today=today, again=again))

    said = f"{tried.rows} 行，能收 {good} 行"
    said += f"，{known} 行和已经记的一样" if known else ""
    said += f"，不收 {len(bad)} 行：{refused}" if bad else ""
    said += f"，隐藏的 {hidden} 行没有收" if hidden else ""
    answers: dict[str, Callable[[], object] | None] = {}
    if good:
        answers[f"收下 {good} 行"] = take(False)
    if known:
        answers[f"确是另一次，一样的 {known} 行也收"] = take(True)
    section.strip.ask(f"{said}。", answers | {"不收": None})
