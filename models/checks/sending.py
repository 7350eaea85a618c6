"""What stands in the way before returns go to the town: the period's findings, gravest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.checks.catalogue import findings
from models.checks.returns import AGREEMENTS, return_findings
from models.values.problem import LEVELS, Finding

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.returns.returning import Asked
    from models.values.sheet import Sheet


def findings_before(store: Store, asked: Asked, sheets: Sequence[Sheet]) -> list[Finding]:
    """Errors and warnings of the period, notices about records that go along, and disagreements.

    ``sheets`` are the returns about to be sent; two returns that disagree are named when one of
    them is among these. What happened before or after the period does not stand in its way.
    """
    refs = {ref for sheet in sheets for row in sheet.rows for ref in row.refs}
    codes = {sheet.code for sheet in sheets}
    rules = {f"returns-{each.rule}" for each in AGREEMENTS if codes & {each.one, each.other}}
    of_records = [
        each for each in findings(store) if each.concerns(asked.period)
        and (each.level != "notice" or refs.intersection(each.where))
    ]
    between = [each for each in return_findings(store, asked) if each.rule in rules]
    return sorted([*between, *of_records], key=lambda each: LEVELS.index(each.level))
