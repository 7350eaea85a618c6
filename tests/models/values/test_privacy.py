import pytest

from models.values.codes import RELATION
from models.values.privacy import (
    Privacy,
    mask,
    mask_address,
    mask_id,
    mask_name,
    mask_phone,
    personal_data_in,
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("张王小三", "张**三"),
        ("欧阳明", "欧阳*"),
        ("欧阳明月", "欧阳*月"),
        ("欧阳", "欧*"),
        ("买买提·阿里", "买**·*里"),
        ("𠮷野", "𠮷*"),
        ("张𬍛", "张*"),
        ("葛\U000e0100三", "葛\U000e0100*"),
        ("张三葛\U000e0100", "张*葛\U000e0100"),
        ("张", "*"),
        ("Maria", "M***a"),
    ],
)
def test_names(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("410308188402290014", "4103**********0014"),
        ("41030518890128666x", "4103**********666X"),
        ("410305 18890128 666X", "4103**********666X"),
        ("410305050615110", "4103*******5110"),
        ("41030818", "********"),
    ],
)
def test_numbers(number, shown):
    assert mask_id(number) == shown


@pytest.mark.parametrize(
    ("phones", "shown"),
    [
        ("15400010074", "154****0074"),
        ("+86 154-0001-0074", "154****0074"),
        ("15400010285、15400010346", "154****0285、154****0346"),
        ("15400010285/0390-1234567", "154****0285/0390-****4567"),
        ("（0390）1234567", "0390-****4567"),
        ("12345678", "****5678"),
        ("1540006677", "******6677"),
        ("154-0006-677", "******6677"),
        ("15400010285 15400010346", "154****0285 154****0346"),
        ("154****0285", "154****0285"),
        ("无", "无"),
    ],
)
def test_phones(phones, shown):
    assert mask_phone(phones) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("会盟镇李庄村3组12号", "会盟镇李庄村3组***"),
        ("李庄村第三村民组", "李庄村第三村民组"),
        ("中村镇李庄村北头5号", "中村镇李庄村***"),
        ("幸福街道和平社区2号楼", "幸福街道和平社区***"),
        ("会盟镇东街8号", "会盟镇***"),
        ("东街8号", "***"),
    ],
)
def test_addresses(address, shown):
    assert mask_address(address) == shown


@pytest.mark.parametrize(
    ("privacy", "value", "shown"),
    [
        (Privacy.OPEN, "会议室", "会议室"),
        (Privacy.NAME, "张三", "张*"),
        (Privacy.PHONE, "15400010074", "154****0074"),
        (Privacy.SECRET, "410308188402290014", "4103**********0014"),
        (Privacy.ADDRESS, "李庄村3组12号", "李庄村3组***"),
        (Privacy.SENSITIVE, "肢体残疾", "***"),
        (Privacy.SENSITIVE, "", ""),
        (Privacy.NAME, " ", ""),
    ],
)
def test_each_class_has_its_mask(privacy, value, shown):
    assert mask(value, privacy) == shown


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
        "234-5678",
    ],
)
def test_phones_are_found_in_text(written):
    (trace,) = personal_data_in(f"联系电话：{written}。")
    assert (trace.privacy, trace.written) == (Privacy.PHONE, written)


@pytest.mark.parametrize("before", ["锻造好队伍", "154****0074"])
def test_what_stands_before_a_number_in_words_is_no_digit_of_it(before):
    (trace,) = personal_data_in(f"{before}四一〇三〇八一八八四〇二二九〇〇一四")
    assert trace.written == "四一〇三〇八一八八四〇二二九〇〇一四"


def test_a_number_and_a_telephone_written_as_one_are_both_found():
    (number, phone) = personal_data_in("41030818840229001415400010074")
    assert (number.privacy, number.written) == (Privacy.SECRET, "410308188402290014")
    assert (phone.privacy, phone.written) == (Privacy.PHONE, "15400010074")


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
    ],
)
def test_ordinary_figures_are_left_alone(text):
    assert personal_data_in(text) == []


@pytest.mark.parametrize("each", list(RELATION), ids=lambda each: each.label)
def test_what_kin_somebody_is_stays_alone_and_beside_a_name(each):
    assert mask(each.label, Privacy.NAME) == each.label
    if len(each.label) > 1:
        assert mask(f"{each.label}、卫小拴", Privacy.NAME) == f"{each.label}、卫*拴"
