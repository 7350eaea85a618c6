"""Forms that were recognised and returns of one's own know their figures by today's codes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from models.keeping.migrations.exchange import meetings_of_members, one_code_for_a_figure
from models.keeping.settings import set_setting, setting
from models.keeping.store import Store
from models.returns.own import OwnReturn
from models.returns.town_form.form_map import REMEMBERED
from models.returns.town_form.preparing import FormFilled

PAGES = {
    "group": ({"A": "group.name", "B": "homes", "C": "homes.TP", "D": "visits@quarter"},
              {"A": "group.name", "B": "village.homes", "C": "village.homes.TP",
               "D": "visits@quarter"}),
    "meeting-kind": ({"A": "kind.count@month-2", "B": "kind.days", "C": "kind.due"},
                     {"A": "meetings@month-2", "B": "kind.days", "C": "meetings.due"}),
    "member": ({"A": "points.in.civil", "B": "links.TP", "C": "meetings.due"},
               {"A": "points.member.in.civil", "B": "links.TP", "C": "meetings.due"}),
    "household": ({"A": "points.added", "B": ""}, {"A": "points.added", "B": ""}),
}


def test_remembered_forms_and_own_returns_keep_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path) as store, store.act("从前"):
        set_setting(store, REMEMBERED, {"f": {"page": [
            {"subject": subject, "columns": was, "cells": {"B2": "village.points.added@year"}}
            for subject, (was, _) in PAGES.items()]}})
        store.save(OwnReturn(title="联户", subject="member", cadence="asked", columns=json.dumps(
            ["name", "liaison.homes", "liaison.homes+year", "liaison.TP", "liaison.due"])))
        store.save(FormFilled(
            fingerprint="f", title="表", period="2026", on_day=date(2026, 4, 1), asked=json.dumps(
                {"member:points.added@year": "加分", "village:village.meetings": "会议"})))
    db = Database(path)
    one_code_for_a_figure(db)
    db.conn.commit()
    db.close()
    with Store(path) as store:
        pages = setting(store, REMEMBERED)["f"]["page"]
        assert {each["subject"]: each["columns"] for each in pages} == {
            subject: now for subject, (_, now) in PAGES.items()}
        assert {each["cells"]["B2"] for each in pages} == {"points.added@year"}
        assert json.loads(store.find(FormFilled)[0].asked) == {
            "member:points.member.added@year": "加分", "village:meetings.lessons": "会议"}
        assert store.find(OwnReturn)[0].chosen == [
            "name", "links", "links+year", "links.TP", "liaison.due"]


def test_a_member_is_told_the_meetings_of_the_party(tmp_path: Path) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path) as store, store.act("从前"):
        set_setting(store, REMEMBERED, {"f": {"page": [
            {"subject": subject, "columns": {"A": "meetings.came@quarter", "B": "meetings.rate"}}
            for subject in ("member", "meeting")]}})
    db = Database(path)
    meetings_of_members(db)
    db.conn.commit()
    db.close()
    with Store(path) as store:
        assert [each["columns"] for each in setting(store, REMEMBERED)["f"]["page"]] == [
            {"A": "party-meetings.present@quarter", "B": "party-meetings.rate"},
            {"A": "meetings.came@quarter", "B": "meetings.rate"}]
