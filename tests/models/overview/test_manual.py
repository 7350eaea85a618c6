"""手册: its pages are found by the words people type, and it speaks of every return there is."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypinyin import lazy_pinyin

from exporters.paper.sheet import write_paper
from models.overview.manual import (
    CHAPTERS,
    TROUBLE,
    quick_card,
    sought,
    topic_called,
    topic_for,
    topics,
    trouble_in,
)
from models.returns.catalogue import DOCUMENTS, RETURNS
from resources import resource

ROOT = Path(__file__).resolve().parents[3]
WORDS = dict(csv.reader((ROOT / "tests/data/help-words.tsv").read_text("utf-8").splitlines(),
                        delimiter="\t"))
FIRST_FEW = 3
STEPS_AT_MOST = 8
WRITTEN = [each for each in topics() if each.chapter != "每一张报表"]


def titles(text):
    return [each.title for each in sought(text)]


def test_the_files_are_the_chapters_and_the_index_names_them():
    listed = (ROOT / "docs" / "manual" / "README.md").read_text(encoding="utf-8")
    assert {path.stem for path in resource("help").glob("*.md")} == set(CHAPTERS)
    assert [key for key in CHAPTERS if f"[{topic_called(key).chapter}]"
            f"(../../resources/help/{key}.md)" not in listed] == []


def test_every_page_says_where_it_belongs_and_is_short():
    assert [each.title for each in topics() if not all(each.where) or not each.text] == []
    assert [each.title for each in WRITTEN
            if len(re.findall(r"^\d\. ", each.text, re.MULTILINE)) > STEPS_AT_MOST] == []
    called = [(each.key, each.title) for each in topics()]
    assert len(called) == len(set(called))


@pytest.mark.parametrize("topic", topics(), ids=lambda each: each.title)
def test_links_lead_to_pages(topic):
    links = [link for link in re.findall(r"(?<!!)\[[^]]+\]\(([^)]+)\)", topic.text)
             if not link.startswith("pictures/")]
    lost = [each for each in links for key, _, title in [each.partition(".md")]
            if key not in CHAPTERS or (title and topic_called(key, title[1:]).title != title[1:])]
    assert lost == []


def test_the_words_a_secretary_types_are_found():
    assert len(WORDS) >= 90
    assert {word: titles(word)[:FIRST_FEW] for word, heading in WORDS.items()
            if heading not in titles(word)[:FIRST_FEW]} == {}


@pytest.mark.parametrize("topic", topics(), ids=lambda each: each.title)
def test_a_heading_is_found_by_pinyin_and_its_initials(topic):
    read = [each for each in lazy_pinyin(topic.title) if each.isascii() and each.isalpha()]
    for typed in ("".join(read), "".join(each[0] for each in read)):
        if re.fullmatch("[一-鿿]+", topic.title):
            assert topic.title in titles(typed)[:FIRST_FEW + 2]


def test_what_is_not_there_is_not_found():
    assert sought("没有这个词") == [] and sought("  ") == list(topics())


def test_every_return_has_a_page_by_its_name():
    pages = {each.title: each for each in topics()}
    for each in (*RETURNS, *DOCUMENTS):
        assert titles(each.title)[0] == each.title
        assert all(column.label in pages[each.title].text
                   for column in getattr(each, "columns", ()))


def test_a_sentence_that_is_listed_leads_to_what_to_do():
    said = "柳河沿村 已损坏，没有改动它。"
    assert topic_for("人户", (), said).key == TROUBLE and trouble_in(said) == "已损坏"
    assert topic_for("", (), "").key == TROUBLE
    assert topic_for("", ("忘记密码",)).title == "忘记密码"
    told = "村里还没有决定公布排名。定了以后在“积分 › 公平与年结 › 积分权限…”里写明。"
    assert topic_for("积分", ("账户",), told).title == "一户的存折"


def test_the_quick_card_is_one_page_that_says_the_keys_the_marks_and_the_year(tmp_path):
    write_paper(quick_card(), tmp_path / "卡.pdf")
    pages = PdfReader(tmp_path / "卡.pdf").pages
    assert len(pages) == 1 and [round(float(each)) for each in pages[0].mediabox[2:]] == [595, 842]
    said = "".join(pages[0].extract_text().split())
    assert all(each in said for each in ("Ctrl+K", "Shift+F6", "▲", "◆", "每季", "年底"))
    assert "**" not in said and "`" not in said and "](" not in said
