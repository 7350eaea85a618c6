"""The forms of the workbench: a pairing's dates, its end, why a member is left out, the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft, Record, field
from models.office.policies import change_policy
from models.pairing.pairing import Excuse, Pairing, end_pairing, excuse, rules
from models.values.kinds import NOTE, NUMBER
from models.values.problem import Invalid
from models.visits.visit import visit_reasons
from ui.kit.form import Pane
from ui.kit.lookups import offer

if TYPE_CHECKING:
    from models.keeping.store import Store

PAIRING_FORM = ("role", "since", "basis", "consented", "notified", "note")


class RulesEntry(Record, table="setting", label="联户走访规则"):
    """The rules as the office types them; one reason for a visit on each line."""

    least: int = field("每名党员至少联户", NUMBER, required=True)
    most: int = field("每名党员至多联户", NUMBER, required=True)
    old: int = field("不作要求的年龄", NUMBER, required=True)
    reasons: str = field("走访事由，一行一条", NOTE, required=True)

    def faults(self) -> dict[str, str]:
        """Too few may not be more than too many."""
        if self.least > self.most:
            return {"least": f"至少 {self.least} 户不能大于至多 {self.most} 户，请核对。"}
        return {}


def pairing_pane(store: Store, pairing: Pairing, title: str) -> Pane:
    """Dates, basis, consent and notice of one pairing."""
    def keep(typed: Any) -> None:
        with store.act(f"改联户：{title}"):
            store.save(typed)

    return Pane(store, f"联户　{title}", pairing, PAIRING_FORM, f"pairing:{pairing.id}", keep)


def end_pane(store: Store, pairing: Pairing, title: str, today: date) -> Pane:
    """Stop looking after a household."""
    def keep(typed: Any) -> None:
        if not (typed.end_reason or "").strip():
            raise Invalid({"end_reason": "终止原因还没有填，请写一句。"})
        end_pairing(store, pairing, typed.until or today, typed.end_reason)

    pane = Pane(store, f"终止　{title}", pairing.but(until=today), ("end_reason", "until"),
                f"pairing:{pairing.id}:end", keep)
    offer(pane.form.editors["end_reason"], ["党员外出", "因病不再联户", "换人", "户不愿意"])
    return pane


def excuse_pane(store: Store, member: int, name: str, today: date) -> Pane:
    """Why a member does not look after households, or does all the same."""
    reasons = rules(store, today).reasons
    codes = {label: code for code, label in reasons.items()}

    def keep(typed: Any) -> None:
        excuse(store, member, codes.get(typed.reason, typed.reason), typed.since, typed.note or "")

    pane = Pane(store, f"不作要求　{name}", Draft(Excuse, {"member": member, "since": today}),
                ("reason", "since", "note"), f"excuse:{member}", keep)
    offer(pane.form.editors["reason"], list(codes))
    return pane


def rules_pane(store: Store, today: date, kept: Callable[[], object]) -> Pane:
    """How many households each, from which age none are asked, and why one visits."""
    told = rules(store, today)
    entry = RulesEntry(least=told.least, most=told.most, old=told.old,
                       reasons="\n".join(visit_reasons(store, today)))

    def keep(typed: Any) -> None:
        reasons = [each.strip() for each in typed.reasons.splitlines() if each.strip()]
        with store.act("改联户走访规则"):
            change_policy(store, "pairing", least=typed.least, most=typed.most, old=typed.old)
            change_policy(store, "visits", reasons=reasons)
        kept()

    return Pane(store, "联户走访规则", entry, ("least", "most", "old", "reasons"), "rules:liaison",
                keep)
