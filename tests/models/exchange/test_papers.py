"""The stamped form shows the fingerprint, and the cover the hash: paper = file."""

from __future__ import annotations

from datetime import date, datetime

from models.exchange.chain import Package, cover, enrolment_form
from models.exchange.keys import KeyCard


def test_the_form_shows_the_fingerprint() -> None:
    card = KeyCard("village", "410399000101", "赵家村", "00" * 32, "age1x")
    sheet = enrolment_form(card, date(2026, 9, 1))
    assert [row.values[1] for row in sheet.rows] == [
        "赵家村", "村", "410399000101", card.fingerprint]


def test_the_cover_shows_what_is_inside_and_the_hash() -> None:
    package = Package(
        sequence=3, period="2026-Q3", name="青石坡镇-赵家村-2026-Q3-0003.lxbag",
        sha256="0123456789abcdef", size=1, digest="x",
        contents='{"household": 2, "group": 0, "cells": 9,'
                 ' "returns": [["走访登记", 1, 12], ["会议台账", 2, 0]]}',
        made=datetime(2026, 9, 30, 9, 0))
    sheet = cover(package, "赵家村")
    assert [row.values for row in sheet.rows] == [
        ("走访登记", 12), ("会议台账（第 2 次报送）", 0), ("台账记录", 2)]
    assert sheet.notes[0] == "校验码：0123456789ab" and sheet.notes[-1] == "台账记录：户 2。"
    assert sheet.when == "2026年三季度"
