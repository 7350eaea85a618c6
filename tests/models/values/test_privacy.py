import pytest

from models.values.codes import RELATION
from models.values.privacy import (
    Privacy,
    mask,
    mask_address,
    mask_id,
    mask_name,
    mask_phone,
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
        ("١٥٤٠٠٠١٠٠٧٤", "154****0074"),
        ("幺五四〇〇〇一〇〇七四", "154****0074"),
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


@pytest.mark.parametrize("each", list(RELATION), ids=lambda each: each.label)
def test_what_kin_somebody_is_stays_alone_and_beside_a_name(each):
    assert mask(each.label, Privacy.NAME) == each.label
    if len(each.label) > 1:
        assert mask(f"{each.label}、卫小拴", Privacy.NAME) == f"{each.label}、卫*拴"
