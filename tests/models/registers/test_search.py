"""A person is found by whatever one remembers of them, in three keystrokes."""

from __future__ import annotations

import random
from datetime import date

import pytest

from models.keeping.store import Store
from models.registers.people import Household, Person
from models.registers.search import catch_up, name_keys, search


def names(store: Store, text: str) -> list[str]:
    return [hit.label for hit in search(store, text)]


SURNAMES = {
    "单": "shan dan",
    "解": "xie jie",
    "仇": "qiu chou",
    "查": "zha cha",
    "区": "ou qu",
    "曾": "zeng ceng",
    "盖": "ge gai",
    "乐": "yue le",
    "朴": "piao pu",
    "翟": "zhai di",
    "覃": "qin tan",
    "尉": "wei yu",
    "缪": "miao mou",
    "种": "chong zhong",
    "重": "chong zhong",
    "繁": "po fan",
    "员": "yun yuan",
    "折": "she zhe",
    "召": "shao zhao",
    "隗": "wei kui",
    "贲": "ben",
    "牟": "mou mu",
    "宓": "mi fu",
    "祭": "zhai ji",
    "秘": "bi mi",
    "参": "shen can",
    "句": "gou ju",
    "黑": "he hei",
    "都": "du",
    "任": "ren",
    "华": "hua",
    "纪": "ji",
    "葛": "ge",
    "燕": "yan",
    "冼": "xian",
    "洗": "xian",
    "逄": "pang",
    "郗": "xi chi",
    "乜": "nie mie",
    "长": "chang zhang",
    "薄": "bo",
    "柏": "bai bo",
    "钭": "tou",
    "阚": "kan",
    "晟": "cheng sheng",
    "尉迟": "yuchi",
    "万俟": "moqi",
    "单于": "chanyu",
    "长孙": "zhangsun",
    "澹台": "tantai",
    "令狐": "linghu",
    "皇甫": "huangfu",
    "亓官": "qiguan",
    "濮阳": "puyang",
    "乐正": "yuezheng",
    "诸葛": "zhuge",
    "呼延": "huyan",
    "闾丘": "lvqiu luqiu",
    "鲜于": "xianyu",
    "宰父": "zaifu",
}


@pytest.mark.parametrize(("surname", "readings"), SURNAMES.items())
def test_every_reading_of_a_surname_finds(surname: str, readings: str) -> None:
    for given, rest in (("明", "ming"), ("建国", "jianguo"), ("春分", "chunfen")):
        keys = {key for key, _ in name_keys(surname + given)}
        for reading in readings.split():
            assert reading + rest in keys, f"{surname}{given} is not found by {reading}{rest}"


def test_initials_follow_every_reading() -> None:
    keys = {key for key, _ in name_keys("单雄信")}
    assert {"sxx", "dxx", "shanxiongxin", "danxiongxin"} <= keys
    assert {"ycg", "yuchigong"} <= {key for key, _ in name_keys("尉迟恭")}
    assert {"mqy", "moqiyong"} <= {key for key, _ in name_keys("万俟咏")}


@pytest.mark.parametrize("typed", ["lv", "lvx", "lvxiao", "lu", "luxiao", "lx", "吕", "小"])
def test_u_with_dots_is_typed_as_v_or_u(store: Store, typed: str) -> None:
    store.save(Person(name="吕小满"))
    assert names(store, typed) == ["吕小满"]


@pytest.mark.parametrize(
    "typed", ["王", "王建", "建国", "国", "wjg", "WJG", "wang", "wang jian", " w "]
)
def test_a_name_is_found_from_any_part(store: Store, typed: str) -> None:
    store.save(Person(name="王建国"))
    assert names(store, typed) == ["王建国"]


HOUSES = {
    "003-012": ["003-012", "003012", "3-12", "312", "3012", "003", "3"],
    "0042": ["0042", "42", "004"],
    "B-007": ["b-007", "B-7", "b7", "b007"],
}


@pytest.mark.parametrize(("number", "typed"), HOUSES.items())
def test_a_household_is_found_with_or_without_zeros_and_dashes(
    store: Store, number: str, typed: list[str]
) -> None:
    home = store.save(Household(number=number))
    store.save(Person(name="赵守田", household=home.id, relation="02"))
    for each in typed:
        assert f"{number} 户 · 赵守田" in names(store, each), each


def test_the_last_four_and_the_whole_telephone(store: Store) -> None:
    store.save(
        Person(
            name="赵守田",
            id_number="11010119000307123X",
            phone="13812345678;0370-7654321",
        )
    )
    for typed in ("123x", "123X", "5678", "1381", "13812345678", "4321"):
        assert names(store, typed) == ["赵守田"], typed
    assert {hit.why for hit in search(store, "123x")} == {"身份证后四位"}
    assert {hit.why for hit in search(store, "5678")} == {"电话后四位"}


RARE = "㛃㐱䶮䥽𠅤𡶴𤧛𦙍𨱏𩽾𪚔𫖯𫍽𫚕𫠆𬀩𬭸𬺓𬺢𮎰𰀁𰻝𱍐𲎯"


@pytest.mark.parametrize("rare", RARE)
def test_rare_characters_find_and_are_found_by_the_surname(store: Store, rare: str) -> None:
    store.save(Person(name=f"王{rare}"))
    store.save(Person(name=f"{rare}小满"))
    assert names(store, rare) == [f"王{rare}", f"{rare}小满"]
    assert f"王{rare}" in names(store, "w")
    assert names(store, "小满") == [f"{rare}小满"]


def test_a_variation_selector_makes_no_difference(store: Store) -> None:
    store.save(Person(name="葛\U000e0100小满"))
    assert names(store, "葛小") == names(store, "葛\U000e0100小") == ["葛\U000e0100小满"]


def test_those_who_left_are_found_and_marked(store: Store) -> None:
    home = store.save(Household(number="007", left=date(2026, 3, 1), left_reason="moved"))
    store.save(Person(name="赵守田", household=home.id, left=date(2026, 3, 1), left_reason="moved"))
    assert names(store, "zst") == ["赵守田 · 007 · 已离册"]
    assert names(store, "007") == ["007 户 · 已离册"]


def test_a_changed_name_is_found_by_the_new_one_only(store: Store) -> None:
    person = store.save(Person(name="赵守田"))
    assert names(store, "zst") == ["赵守田"]
    store.save(person.but(name="钱有余"))
    assert names(store, "zst") == [] and names(store, "qyy") == ["钱有余"]
    store.undo()
    assert names(store, "zst") == ["赵守田"] and names(store, "qyy") == []
    store.remove(store.find(Person)[0])
    assert names(store, "zst") == []
    assert store.count("search_key") == 0


def test_searching_is_no_act(store: Store) -> None:
    store.save(Person(name="赵守田"))
    search(store, "z")
    assert store.count("act") == 1
    assert catch_up(store) == 0, "nothing changed, so nothing is worked out again"


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'", '"', "\\", "*", "zzzz", "\U0010ffff"])
def test_odd_typing_finds_nothing_and_breaks_nothing(store: Store, typed: str) -> None:
    store.save(Person(name="赵守田"))
    assert search(store, typed) == []


def test_the_nearest_come_first_and_no_one_twice(store: Store) -> None:
    for name in ("王建国强", "王建国", "王建"):
        store.save(Person(name=name, phone="13800000000"))
    assert names(store, "王建") == ["王建", "王建国", "王建国强"]
    assert len(search(store, "1")) == 3
    assert len(search(store, "w", limit=2)) == 2


def test_three_keystrokes_find_anyone_in_a_village_of_two_thousand(store: Store) -> None:
    chance = random.Random(11)
    surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    given = "建国志强秀英桂兰红梅海燕永康春生德福玉珍小明大伟文武立新爱华金凤长青守田有余满仓"
    with store.act("花名册"):
        for _ in range(2000):
            length = chance.choice((1, 2, 2, 2))
            name = chance.choice(surnames) + "".join(chance.choices(given, k=length))
            store.save(Person(name=name))
    for person in chance.sample(store.find(Person), 120):
        typed = (person.name[:3], "".join(reading_of(person.name)))
        assert any(
            (("person", person.id) in {(hit.kind, hit.id) for hit in search(store, each)})
            for each in typed
        ), person.name


def reading_of(name: str) -> str:
    return next(key for key, why in name_keys(name) if why == "拼音")[:3]


@pytest.mark.parametrize("typed", [
    *(f"买买提{dot}艾力" for dot in "·•・･‧．﹒∙⋅."), "买买提艾力", "买买提 · 艾力", "买买提•",
    "艾力", "mmtal",
])
def test_a_name_of_several_parts_is_found_with_any_dot_or_none(store: Store, typed: str) -> None:
    with store.act("登记"):
        store.save(Person(name="买买提·艾力"))
    assert names(store, typed) == ["买买提·艾力"]


def test_the_keys_of_an_older_file_are_worked_out_afresh(store: Store) -> None:
    with store.act("登记"):
        row = store.save(Person(name="买买提·艾力")).rowid
    catch_up(store)
    with store.aside() as write:
        write("DELETE FROM search_key")
        write("INSERT INTO search_key VALUES ('person', ?, '买买提·艾力', '姓名')", (row,))
        write("UPDATE draft SET place = 'search.readings'")
    assert names(store, "买买提艾力") == ["买买提·艾力"] and names(store, "买买提·") != []
