"""Invented lists on paper: drawn, then scanned or photographed, with what every cell says.

All people are invented; their ID numbers have birth years 1880–1899.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont

Merge = tuple[int, int, int, int]
SANS = ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0)
SONG = ("/usr/share/fonts/truetype/arphic/uming.ttc", 0)
KAI = ("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", 0)
FACES = (SONG, SANS, KAI)

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕" \
            "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史" \
            "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文靳邢耿霍缑仝逄郏阳区柳卫樊宁尚芦柴"
_GIVEN = "守业巧云德厚凤琴自拴晓玥卫东俊霞永喆海燕兰芝春生明锁菊芳红梅志弦秀文贵保田青山麦香" \
         "荷花" \
         "国水桂英建军淑珍玉兰福根长顺铁柱小翠金宝银环爱民新华庆丰翀昉赟垚堃淼鑫焱"
_RELATIONS = ("户主", "妻", "长子", "次子", "长女", "儿媳", "孙子", "母亲")
_ETHNIC = ("汉族", "汉族", "汉族", "汉族", "回族", "满族")
_SCHOOL = ("小学毕业", "初中毕业", "普通高中毕业", "大学本科毕业", "大学专科毕业", "文盲半文盲")
_NOTES = ("", "", "", "", "外出务工", "2020.6迁入", "低保户", "长期在县城居住", "退役军人")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass
class Listed:
    """One ruled list: its cells and merges (counted from 1), widths and row height in mm."""

    title: str
    rows: list[list[str]]
    widths: Sequence[float]
    height: float
    merges: list[Merge] = field(default_factory=list)
    heads: int = 1
    size: float = 3.4
    own: bool = False
    portrait: bool = False
    left: frozenset[int] = frozenset()
    """Columns set against the left line."""


def _person(chance: random.Random) -> dict[str, str]:
    year, month, day = chance.randint(1880, 1899), chance.randint(1, 12), chance.randint(1, 28)
    male = chance.random() < 0.5
    order = chance.randint(0, 499) * 2 + male
    first = f"4199{chance.randint(1, 99):02d}{year}{month:02d}{day:02d}{order:03d}"
    number = first + "10X98765432"[
        sum(int(a) * b for a, b in zip(first, _WEIGHTS, strict=True)) % 11]
    given = "".join(chance.choice(_GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))
    return {"name": chance.choice(_SURNAMES) + given, "id": number, "sex": "女男"[male],
            "born": f"{year}-{month:02d}-{day:02d}", "month": f"{year}.{month}",
            "phone": f"154{chance.randint(0, 99_999_999):08d}" if chance.random() < .6 else "",
            "ethnic": chance.choice(_ETHNIC), "school": chance.choice(_SCHOOL),
            "note": chance.choice(_NOTES)}


def _day(chance: random.Random, first: int = 1979, last: int = 2022) -> str:
    return f"{chance.randint(first, last)}-{chance.randint(1, 12):02d}-01"


def _households(chance: random.Random, people: int) -> list[int]:
    sizes: list[int] = []
    while sum(sizes) < people:
        sizes.append(min(chance.randint(1, 5), people - sum(sizes)))
    return sizes


def people(chance: random.Random) -> Listed:
    """Our own 户籍人员花名册: twelve columns, eighteen rows with the head."""
    rows = [["序号", "组别", "户号", "姓名", "与户主关系", "性别", "民族", "公民身份号码",
             "出生日期", "学历", "联系电话", "备注"]]
    for household, size in enumerate(_households(chance, 17), chance.randint(1, 90)):
        for place in range(size):
            who = _person(chance)
            rows.append([str(len(rows)), "一组", f"01-{household:03d}", who["name"],
                         _RELATIONS[place], who["sex"], who["ethnic"], who["id"], who["born"],
                         who["school"], who["phone"], ""])
    return Listed("户籍人员花名册", rows, (11, 13, 17, 16, 16, 11, 12, 46, 25, 27, 30, 30), 7.2,
                  own=True)


def members(chance: random.Random) -> Listed:
    """Our own 党员名册: head of two rows, groups of columns joined."""
    rows = [["序号", "基本情况", "", "", "", "入党", "", "联系电话"],
            ["", "姓名", "性别", "民族", "公民身份号码", "入党日期", "转正日期", ""]]
    for number in range(1, 17):
        who = _person(chance)
        rows.append([str(number), who["name"], who["sex"], who["ethnic"], who["id"],
                     _day(chance), _day(chance), who["phone"]])
    merges = [(1, 1, 2, 1), (1, 2, 1, 5), (1, 6, 1, 7), (1, 8, 2, 8)]
    return Listed("党员基本信息登记表", rows, (15, 30, 17, 22, 62, 35, 35, 42), 7.8, merges, 2,
                  own=True)


def points(chance: random.Random) -> Listed:
    """Our own 积分 sheet: figures, and a row of totals."""
    rows = [["序号", "户号", "户主", "上期结余", "本期得分", "本期扣分", "本期兑换", "期末结余"]]
    sums = [0] * 5
    for number in range(1, 21):
        before, got, lost, spent = (chance.randint(0, most) for most in (300, 90, 20, 60))
        figures = [before, got, lost, spent, before + got - lost - spent]
        sums = [a + b for a, b in zip(sums, figures, strict=True)]
        rows.append([str(number), f"02-{number:03d}", _person(chance)["name"], *map(str, figures)])
    rows.append(["合计", "", "", *map(str, sums)])
    return Listed("积分结余表", rows, (14, 26, 28, 26, 26, 26, 26, 26), 7.4, [(22, 1, 22, 3)],
                  own=True, portrait=True)


def attendance(chance: random.Random) -> Listed:
    """A list of who came: two blocks of words, mostly short."""
    rows = [["序号", "姓名", "性别", "党员类别", "是否到会", "缺席原因", "备注"]]
    for number in range(1, 25):
        who = _person(chance)
        came = chance.random() < .8
        rows.append([str(number), who["name"], who["sex"], chance.choice(("正式党员", "预备党员")),
                     "到会" if came else "缺席",
                     "" if came else chance.choice(("外出务工", "生病住院", "照看老人")), ""])
    return Listed("党员大会签到表", rows, (14, 26, 15, 28, 26, 40, 34), 8.5, own=True,
                  portrait=True)


def roster(chance: random.Random) -> Listed:
    """A town's roster: number and head of a household joined over its people."""
    rows = [["序号", "户号", "户主", "姓名", "与户主关系", "性别", "身份证号码",
             "出生年月", "联系电话"]]
    merges: list[Merge] = []
    for household, size in enumerate(_households(chance, 20), 1):
        first = len(rows) + 1
        for place in range(size):
            who = _person(chance)
            born = chance.choice((who["born"], who["month"]))
            mine = ["", ""] if place else [f"{household:03d}", who["name"]]
            rows.append([str(len(rows)), *mine, who["name"], _RELATIONS[place], who["sex"],
                         who["id"], born, who["phone"]])
        if size > 1:
            merges += [(first, column, first + size - 1, column) for column in (2, 3)]
    return Listed("石桥湾村农户花名册", rows, (15, 21, 25, 29, 29, 17, 57, 30, 38), 6.6, merges,
                  size=3.2)


def equity(chance: random.Random) -> Listed:
    """A list of shares: head of two rows, tall joined cells, amounts."""
    rows = [["户编号", "户主姓名", "家庭成员", "", "", "股份", "", "备注"],
            ["", "", "姓名", "与户主关系", "身份证号码", "人口股", "农龄股", ""]]
    merges = [(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 5), (1, 6, 1, 7), (1, 8, 2, 8)]
    for household, size in enumerate(_households(chance, 24), 1):
        first = len(rows) + 1
        for place in range(size):
            who = _person(chance)
            mine = ["", ""] if place else [str(household), who["name"]]
            rows.append([*mine, who["name"], _RELATIONS[place], who["id"], "1",
                         str(chance.randint(0, 30)), who["note"]])
        if size > 1:
            merges += [(first, column, first + size - 1, column) for column in (1, 2)]
    return Listed("股权证发放登记表", rows, (16, 24, 24, 24, 50, 18, 18, 30), 6.2, merges, 2, 3.1,
                  left=frozenset({8}))


def old_roster(chance: random.Random) -> Listed:
    """An old roster, dense, on an upright page."""
    rows = [["序号", "姓名", "性别", "出生年月", "身份证号", "文化程度", "组别", "备注"]]
    for number in range(1, 49):
        who = _person(chance)
        rows.append([str(number), who["name"], who["sex"], who["month"], who["id"],
                     who["school"], f"{chance.choice('一二三四五六')}组", who["note"]])
    return Listed("村民登记册", rows, (11, 20, 11, 20, 44, 28, 14, 30), 5.2, size=2.9,
                  portrait=True, left=frozenset({6, 8}))


def squeezed(chance: random.Random) -> Listed:
    """A list of many columns pressed upon one page, words close to the lines."""
    rows = [["序号", "姓名", "性别", "民族", "出生年月", "身份证号", "学历", "入党时间", "转正时间",
             "党内职务", "联系电话", "家庭住址", "流动", "备注"]]
    for number in range(1, 25):
        who = _person(chance)
        rows.append([str(number), who["name"], who["sex"], who["ethnic"], who["month"], who["id"],
                     who["school"], _day(chance), _day(chance),
                     chance.choice(("", "", "支部委员", "组织委员")), who["phone"],
                     f"柳河沿村{chance.choice('一二三四五六')}组",
                     chance.choice(("否", "否", "是")), who["note"]])
    return Listed("党员花名册", rows, (8, 15, 8, 10, 15, 36, 22, 20, 20, 17, 23, 27, 9, 27), 6.4,
                  size=2.8, left=frozenset({12, 14}))


def scores(chance: random.Random) -> Listed:
    """A sheet of scores: figures with a point, a dense grid."""
    rows = [["序号", "户主", "环境卫生", "邻里和睦", "遵纪守法", "公益活动", "移风易俗",
             "得分"]]
    for number in range(1, 27):
        marks = [chance.randint(4, 20) for _ in range(5)]
        rows.append([str(number), _person(chance)["name"], *map(str, marks), str(sum(marks))])
    return Listed("积分评分表", rows, (14, 26, 26, 26, 26, 26, 26, 22), 7.0, portrait=True)


OWN: tuple[Callable[[random.Random], Listed], ...] = (people, members, points, attendance)
MESSY: tuple[Callable[[random.Random], Listed], ...] = (roster, equity, old_roster, squeezed,
                                                        scores)


# ── Drawing


@cache
def _font(face: tuple[str, int], size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face[0], size, index=face[1])


def drawn(listed: Listed, dpi: int = 300, face: tuple[str, int] = SONG) -> Image.Image:
    """The list on a page of A4, black on white."""
    mm = dpi / 25.4
    across, down = (210, 297) if listed.portrait else (297, 210)
    page = Image.new("L", (round(across * mm), round(down * mm)), 255)
    pen = ImageDraw.Draw(page)
    left = (across - sum(listed.widths)) / 2
    top = 26.0
    pen.text((across / 2 * mm, 14 * mm), listed.title, 0, _font(face, round(6 * mm)), anchor="mm")
    pen.text((left * mm, 22 * mm), "填报单位（盖章）：柳河沿村", 0, _font(face, round(3.6 * mm)),
             anchor="lm")
    heights = [listed.height * (1.3 if row < listed.heads and listed.own else 1)
               for row in range(len(listed.rows))]
    downs = [top + sum(heights[:row]) for row in range(len(heights) + 1)]
    acrosses = [left + sum(listed.widths[:at]) for at in range(len(listed.widths) + 1)]
    covered = {(row, column): (first, start) for first, start, last, end in listed.merges
               for row in range(first, last + 1) for column in range(start, end + 1)}
    ends = {(first, start): (last, end) for first, start, last, end in listed.merges}
    line = max(1, round(0.2 * mm))
    for row, words in enumerate(listed.rows, 1):
        for column, said in enumerate(words, 1):
            if covered.get((row, column), (row, column)) != (row, column):
                continue
            last, end = ends.get((row, column), (row, column))
            box = (acrosses[column - 1] * mm, downs[row - 1] * mm, acrosses[end] * mm,
                   downs[last] * mm)
            if listed.own and row <= listed.heads:
                pen.rectangle(box, fill=225)
            pen.rectangle(box, outline=0, width=line)
            _write(pen, said, box, listed, face, mm, column in listed.left and row > listed.heads)
    return page


def _write(
    pen: ImageDraw.ImageDraw, said: str, box: tuple[float, float, float, float], listed: Listed,
    face: tuple[str, int], mm: float, left: bool,
) -> None:
    font = _font(face, round(listed.size * mm))
    room = box[2] - box[0] - 1.2 * mm
    lines = [said]
    if font.getlength(said) > room:
        half = (len(said) + 1) // 2
        lines = [said[:half], said[half:]]
        if box[3] - box[1] < 2.1 * listed.size * mm or font.getlength(lines[0]) > room:
            lines = [said]
            while font.getlength(said) > room + mm and font.size > 2 * mm:
                font = _font(face, int(font.size) - 1)
    across = box[0] + 0.6 * mm if left else (box[0] + box[2]) / 2
    for place, words in enumerate(lines):
        middle = (box[1] + box[3]) / 2 + (place - (len(lines) - 1) / 2) * listed.size * 1.15 * mm
        pen.text((across, middle), words, 0, font, anchor="lm" if left else "mm")


# ── What becomes of it: scanned, photographed, stamped


def stamped(page: Image.Image, chance: random.Random, grey: bool = False) -> Image.Image:
    """Two round stamps over the list."""
    page = page.convert("RGB")
    over = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(over)
    ink = (120, 120, 120) if grey else (205, 60, 60)
    radius = page.height * 0.075
    for _ in range(2):
        x, y = chance.uniform(.2, .8) * page.width, chance.uniform(.3, .7) * page.height
        for share, width in ((1, .05), (.82, .02)):
            pen.ellipse((x - radius * share, y - radius * share, x + radius * share,
                         y + radius * share), outline=ink, width=round(radius * width) + 1)
        pen.regular_polygon((x, y, radius * .25), 3, fill=ink)
    return ImageChops.multiply(page, over)


def _noise(size: tuple[int, int], sigma: float) -> Image.Image:
    return Image.effect_noise(size, sigma)


def scanned(page: Image.Image, dpi: int, chance: random.Random) -> Image.Image:
    """The page through a scanner: a little askew, soft, with noise and specks. Drawn at 300 dpi."""
    scale = dpi / 300
    size = round(page.width * scale), round(page.height * scale)
    page = page.resize(size, Image.Resampling.BOX)
    page = page.rotate(chance.uniform(-1.5, 1.5), Image.Resampling.BICUBIC,
                       fillcolor="white")
    page = page.filter(ImageFilter.GaussianBlur(0.5))
    page = ImageEnhance.Contrast(page).enhance(0.9)
    pen = ImageDraw.Draw(page)
    for _ in range(60):
        x, y = chance.uniform(0, page.width), chance.uniform(0, page.height)
        pen.ellipse((x, y, x + 1, y + 1), fill="black")
    return _noised(page, 8)


def _noised(page: Image.Image, sigma: float) -> Image.Image:
    noise = _noise(page.size, sigma).convert(page.mode)
    return ImageChops.add(page, noise, 1, -128)


def photographed(page: Image.Image, longest: int, chance: random.Random) -> Image.Image:
    """The page on a desk: from aside, in light falling off, with a crease both ways, as JPEG."""
    page = page.convert("RGB")
    across, down = page.size
    crease = Image.new("L", page.size, 255)
    pen = ImageDraw.Draw(crease)
    for _ in range(2):
        x, y = chance.uniform(.3, .7) * across, chance.uniform(.3, .7) * down
        pen.line((x, 0, x + across * chance.uniform(-.02, .02), down), 110, down // 90)
        pen.line((0, y, across, y + down * chance.uniform(-.02, .02)), 120, down // 90)
    crease = crease.filter(ImageFilter.GaussianBlur(down / 120))
    page = ImageChops.multiply(page, Image.merge("RGB", (crease,) * 3))
    scale = longest / max(page.size)
    size = (round(across * scale), round(down * scale))
    corners = [(x * size[0] + chance.uniform(-.03, .03) * size[0],
                y * size[1] + chance.uniform(-.03, .03) * size[1])
               for x, y in ((.07, .07), (.93, .07), (.93, .93), (.07, .93))]
    whole = [(0.0, 0.0), (across, 0.0), (float(across), float(down)), (0.0, float(down))]
    seen = _seen_from(corners, whole)
    desk = ImageChops.add(Image.new("RGB", size, (105, 80, 55)), Image.merge(
        "RGB", [_noise(size, 30) for _ in range(3)]), 1, -128)
    how = (Image.Transform.PERSPECTIVE, seen, Image.Resampling.BICUBIC)
    shape = Image.new("L", page.size, 255).transform(size, *how)
    desk.paste(page.transform(size, *how), mask=shape)
    light = Image.linear_gradient("L").rotate(chance.uniform(0, 360), expand=True).resize(
        (700, 700)).crop((150, 150, 550, 550)).resize(size).point(lambda v: 110 + v * .55)
    desk = ImageChops.multiply(desk, Image.merge("RGB", (light,) * 3))
    return _noised(desk.filter(ImageFilter.GaussianBlur(size[0] / 3600)), 5)


def _seen_from(
    seen: Sequence[tuple[float, float]], whole: Sequence[tuple[float, float]]
) -> tuple[float, ...]:
    """The eight numbers that take a place of the picture to its place on the page."""
    lines, right = [], []
    for (x, y), (u, v) in zip(seen, whole, strict=True):
        lines += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return tuple(np.linalg.solve(np.array(lines), np.array(right)).tolist())
