"""Personal data in free text is found however it is written, and ordinary figures are left."""

from __future__ import annotations

import pytest

from models.values.privacy import Privacy
from models.values.traces import numbers_masked, personal_data_in


@pytest.mark.parametrize(
    "written",
    [
        "410308188402290014",
        "410308 18840229 0014",
        "4103 0818 8402 2900 14",
        "４１０３０８１８８４０２２９００１４",
        "41030518890128666x",
        "410308188402290015",
        "410305050615110",
        "410308/18840229/0014",
        "410308，18840229，0014",
        "410308\u00ad188402290014",
        "四一〇三〇八一八八四〇二二九〇〇一四",
        "四一〇三〇八18840229〇〇一四",
        "肆壹零叁零捌壹捌捌肆零贰贰玖零零壹肆",
        "肆壹零參零捌壹捌捌肆零貳貳玖零零壹肆",
        "四 一 〇 三 〇 八 一 八 八 四 〇 二 二 九 〇 〇 一 四",
        "٤١٠٣٠٨١٨٨٤٠٢٢٩٠٠١٤",
        "④①⓪③⓪⑧①⑧⑧④⓪②②⑨⓪⓪①④",
        "❹❶⓿❸⓿❽❶❽❽❹⓿❷❷❾⓿⓿❶❹",
        "4103\u202a0818\u202c84\u200d0229\u20600014",
        "410308     18840229     0014",
        "410308\n18840229\n0014",
    ],
)
def test_numbers_are_found_in_text_however_they_are_spaced(written):
    text = f"经核实，张三（{written}）已领取。"
    (trace,) = personal_data_in(text)
    assert (trace.privacy, trace.written) == (Privacy.SECRET, written)
    assert text[trace.start : trace.end] == written


@pytest.mark.parametrize(
    "written",
    [
        "15400010074", "154 0001 0074", "+86 15400010074", "１５４０００１００７４", "0390-1234567",
        "154/0001/0074", "154、0001、0074", "008615400010074", "154\u20110001\u20110074",
        "0390—1234567", "0390 123 4567", "一五四零零零一零零七四", "幺五四〇〇〇幺〇〇七四",
        "234-5678", "۱۵۴۰۰۰۱۰۰۷۴", "𝟏𝟓𝟒𝟎𝟎𝟎𝟏𝟎𝟎𝟕𝟒", "⑴⑸⑷⓪⓪⓪⑴⓪⓪⑺⑷", "六零零零九九九",
        "\u0336".join("15400010074"), "154零零零一零零七四",
    ],
)
def test_phones_are_found_in_text(written):
    (trace,) = personal_data_in(f"联系电话：{written}。")
    assert (trace.privacy, trace.written) == (Privacy.PHONE, written)


@pytest.mark.parametrize("before", ["锻造好队伍", "154****0074", "①", "❷", "户长："])
def test_what_stands_before_a_number_in_words_is_no_digit_of_it(before):
    (trace,) = personal_data_in(f"{before}四一〇三〇八一八八四〇二二九〇〇一四")
    assert trace.written == "四一〇三〇八一八八四〇二二九〇〇一四"


def test_a_number_and_a_telephone_written_as_one_are_both_found():
    (number, phone) = personal_data_in("41030818840229001415400010074")
    assert (number.privacy, number.written) == (Privacy.SECRET, "410308188402290014")
    assert (phone.privacy, phone.written) == (Privacy.PHONE, "15400010074")


@pytest.mark.parametrize("number", ["410308188402290014", "15400010074", "6222021000011112220"])
def test_a_day_behind_a_number_is_no_part_of_it(number):
    assert [each.written for each in personal_data_in(f"清洁家园{number}2026年10月9日")] == [number]


def test_several_traces_come_in_the_order_of_the_text():
    text = "15400010074 15400010285，2026 9 12 410308188402290014"
    found = [(trace.privacy, trace.written) for trace in personal_data_in(text)]
    assert found == [
        (Privacy.PHONE, "15400010074"),
        (Privacy.PHONE, "15400010285"),
        (Privacy.SECRET, "410308188402290014"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2026年9月12日，应到45人，实到38人。",
        "户编码410308106201010001，共128000.00元。",
        "4103**********0014，154****0074",
        "发票号码 1234567890",
        "上午8:30—11:30，下午15:00-16:30，120人",
        "各组15、20、18、22、10、3户，一二三四五组都到了",
        "电话记录 2026-11-02 已归档",
        "二〇二一、二〇二二、二〇二三、二〇二四、二〇二五年",
        "村微信群、QQ群通知，微信支付1200元，微信20261元",
        "党发〔2026〕12号、①三会 ②一课 ③主题党日 ④五议",
        "账号已注销，卡号见附件；护照 3 本",
        "第１2户、第③户，共壹仟贰佰叁拾肆元",
    ],
)
def test_ordinary_figures_are_left_alone(text):
    assert personal_data_in(text) == []


@pytest.mark.parametrize(("what", "said", "written"), [
    ("微信、QQ 一类的号", "微信号：lisi_88", "lisi_88"),
    ("微信、QQ 一类的号", "加ｖｘ abcdef", "abcdef"),
    ("微信、QQ 一类的号", "QQ 12345678", "12345678"),
    ("电子邮箱", "发到zhang.san@163.com", "zhang.san@163.com"),
    ("电子邮箱", "ｚｓ＠ｑｑ．ｃｏｍ", "ｚｓ＠ｑｑ．ｃｏｍ"),
    ("证件号", "护照号E12345678", "E12345678"),
    ("银行卡号", "转到账号 0012345678", "0012345678"),
    ("银行卡号", "5555444433332226 500元", "5555444433332226"),
    ("银行卡号", "5555/4444/3333/2226", "5555/4444/3333/2226"),
    ("银行卡号", "五五五五四四四四三三三三二二二六", "五五五五四四四四三三三三二二二六"),
])
def test_what_else_leads_to_one_person(what, said, written):
    (trace,) = personal_data_in(said)
    assert (trace.what, trace.written) == (what, written)
    assert written not in numbers_masked(said)
