"""Marked sheets as hands fill them and telephones bring them back, made by rules from a seed."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from exporters.paper.mark_sheet import mark_sheet_paper
from importers.marks.flat import plane
from models.values.marks import Ask, MarkChoice, MarkFrame, MarkPage, MarkSheet, laid_out

FINE = 9
"""Pixels to a millimetre while a sheet is filled in."""
PENS = {"black": (25, 25, 30), "blue": (30, 50, 140), "red": (190, 30, 40),
        "pencil": (105, 105, 110), "faint": (150, 150, 152)}
SCORES = (Ask("十位", tuple(str(n) for n in range(11)), 50, 5.6, 4.2, 5.0),
          Ask("个位", tuple(str(n) for n in range(10)), 115, 5.6, 4.2, 5.0))
VISITS = (Ask("方式", ("入户", "电话", "外出", "没到"), 48, 8.6, 5.2, 5.2),
          Ask("几十", ("0", "1", "2", "3"), 84.5, 5.4, 4.2, 5.0),
          Ask("几日", tuple(str(n) for n in range(10)), 109, 5.4, 4.2, 5.0))


@dataclass
class Truth:
    """What the hand meant in each row: choice → word; rows where it changed its mind."""

    rows: list[dict[str, str]] = field(default_factory=list)
    corrected: set[int] = field(default_factory=set)


def blank(
    asks: tuple[Ask, ...] = SCORES, number: int = 1234567, rows: int = 20, hand: float = 180
) -> MarkSheet:
    """A sheet before it is filled."""
    pages = laid_out(list(range(1, rows + 1)), asks, hand)
    words = {at: (str(at), f"{at:03d}", "邹" + "文武安定"[at % 4]) for at in range(1, rows + 1)}
    return MarkSheet(number, "户月评表", "一组　2026年9月", "在框里打勾、画叉或涂满。",
                     (("行", 10), ("户号", 17), ("户主", 30)), "记录", asks, words, tuple(pages))


def printed(sheet: MarkSheet, page: int = 0) -> Image.Image:
    """The page as it comes from a printer."""
    document = pypdfium2.PdfDocument(mark_sheet_paper(sheet))
    drawn: Image.Image = document[page].render(scale=FINE * 25.4 / 72).to_pil()
    return drawn.convert("RGB")


class Hand:
    """Fills a page in one manner with one pen."""

    def __init__(self, seed: int, pen: str, manner: str) -> None:
        self.random = random.Random(seed)
        self.colour, self.manner = PENS[pen], manner
        self.thick = self.random.uniform(0.35, 0.6)

    def fill(self, image: Image.Image, page: MarkPage) -> Truth:
        """Mark the rows: some empty, some corrected, some circled or written beside."""
        self.layer = Image.new("RGB", image.size, "white")
        self.draw = ImageDraw.Draw(self.layer)
        truth = Truth()
        chance = self.random.random
        for at, row in enumerate(page.rows):
            said: dict[str, str] = {}
            if chance() > 0.06:
                for choice in row.choices:
                    said[choice.name] = self._choose(choice, truth, at)
            truth.rows.append(said)
            if chance() < 0.05:
                self._smudge(row.choices[0].frames[0])
        self._put_on(image)
        return truth

    def write(self, image: Image.Image, page: MarkPage, said: list[dict[str, str]]) -> None:
        """Mark just this in the rows."""
        self.layer = Image.new("RGB", image.size, "white")
        self.draw = ImageDraw.Draw(self.layer)
        for row, words in zip(page.rows, said, strict=False):
            for choice in row.choices:
                for frame in choice.frames:
                    if words.get(choice.name) == frame.says:
                        self._mark(frame)
        self._put_on(image)

    def _put_on(self, image: Image.Image) -> None:
        layer = self.layer.filter(ImageFilter.GaussianBlur(1.0))
        if self.colour[0] > 90 and self.colour[1] > 90:  # pencil is grained
            noise = _noise(image.size, 70, self.random.randrange(10**6))
            layer = Image.composite(layer, ImageChops.lighter(layer, noise),
                                    layer.convert("L").point(lambda v: 255 if v > 250 else 140))
        image.paste(ImageChops.multiply(image, layer))

    def _choose(self, choice: MarkChoice, truth: Truth, at: int) -> str:
        frames = choice.frames
        meant = self.random.choice(frames)
        if self.random.random() < 0.025:
            wrong = self.random.choice([each for each in frames if each is not meant])
            self._mark(wrong)
            self._scribble(wrong)
            truth.corrected.add(at)
        if self.random.random() < 0.008:
            self._circle(meant)
            truth.corrected.add(at)
        else:
            self._mark(meant)
        return meant.says

    def _dots(self, points: list[tuple[float, float]]) -> None:
        bent = [((x + self.random.gauss(0, 0.08)) * FINE, (y + self.random.gauss(0, 0.08)) * FINE)
                for x, y in points]
        self.draw.line(bent, self.colour, round(self.thick * FINE), "curve")

    def _mark(self, frame: MarkFrame) -> None:
        _, x, y, w, h = frame
        x += self.random.gauss(0, 0.25)
        y += self.random.gauss(0, 0.25)
        u = self.random.uniform
        match self.manner:
            case "tick" | "long":
                far = u(0.85, 1.05) if self.manner == "tick" else u(1.1, 1.4)
                self._dots([(x + w * u(0.1, 0.25), y + h * u(0.45, 0.6)),
                            (x + w * u(0.35, 0.5), y + h * u(0.75, 0.92)),
                            (x + w * far, y + h * (1 - far) - u(0, 0.3))])
            case "cross":
                a, b = u(0.05, 0.2), u(0.8, 0.98)
                self._dots([(x + w * a, y + h * a), (x + w * b, y + h * b)])
                self._dots([(x + w * b, y + h * a), (x + w * a, y + h * b)])
            case "filled":
                for step in range(9):
                    level = y + h * (0.12 + 0.76 * step / 8)
                    self._dots([(x + w * u(0.08, 0.18), level), (x + w * u(0.82, 0.92), level)])
            case _:
                self._dots([(x + w * u(0.1, 0.3), y + h * u(0.6, 0.9)),
                            (x + w * u(0.7, 0.95), y + h * u(0.1, 0.4))])

    def _scribble(self, frame: MarkFrame) -> None:
        _, x, y, w, h = frame
        self._dots([(x + w * (0.0 if at % 2 else 1.0), y + h * at / 7) for at in range(8)])

    def _circle(self, frame: MarkFrame) -> None:
        _, x, y, w, h = frame
        self._dots([(x + w / 2 + math.cos(a / 3) * w * 0.8, y + h / 2 + math.sin(a / 3) * h * 0.8)
                    for a in range(21)])

    def _smudge(self, frame: MarkFrame) -> None:
        x = frame.x + self.random.uniform(0, 90)
        y = frame.y + self.random.uniform(-4, 6)
        tone = self.random.randint(195, 225)
        spot = (x * FINE, y * FINE, (x + self.random.uniform(2, 8)) * FINE,
                (y + self.random.uniform(1, 3)) * FINE)
        self.draw.ellipse(spot, (tone, tone, tone))


def scanned(image: Image.Image, seed: int, dpi: int, **how: Any) -> Image.Image:
    """As a scanner brings it: a little turned, noisy, with specks; reduced, torn, turned over."""
    given = random.Random(seed)
    if how.get("reduced"):
        small = image.resize((round(image.width * 0.8), round(image.height * 0.8)), 1)
        image = Image.new("RGB", image.size, "white")
        image.paste(small, (round(image.width * 0.08), round(image.height * 0.07)))
    if how.get("fold"):
        image = _folded(image, how["fold"])
    image = image.rotate(given.uniform(-1.5, 1.5), Image.Resampling.BICUBIC,
                         fillcolor=(250, 250, 250))
    image = image.resize((round(210 / 25.4 * dpi), round(297 / 25.4 * dpi)), Image.Resampling.BOX)
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = given.uniform(0, image.width), given.uniform(0, image.height)
        draw.ellipse((x, y, x + given.uniform(0, 1.6), y + given.uniform(0, 1.6)), (90, 90, 90))
    if how.get("torn"):
        for corner in range(how["torn"]):
            x, y = (0, image.width)[corner % 2], (0, image.height)[corner // 2]
            r = image.width * 0.12
            draw.ellipse((x - r, y - r, x + r, y + r), (40, 40, 40))
    return _kept(_noisy(image, 3, seed).rotate(how.get("turn", 0), expand=True), 80)


def photographed(image: Image.Image, seed: int, longest: int, **how: Any) -> Image.Image:
    """As a telephone brings it: perspective, light falling off, a shadow, a crease, JPEG."""
    given = random.Random(seed)
    wide, high = image.size
    if how.get("fold"):
        image = _folded(image, how["fold"])
    if how.get("crease", True):
        _crease(image, given)
    size = (round(longest * 0.74), longest)
    edge = [given.uniform(0.02, 0.07) for _ in range(8)]
    corners = ((size[0] * edge[0], size[1] * edge[1]),
               (size[0] * edge[2], size[1] * (1 - edge[3])),
               (size[0] * (1 - edge[4]), size[1] * (1 - edge[5])),
               (size[0] * (1 - edge[6]), size[1] * edge[7]))
    source = ((0, 0), (0, high), (wide, high), (wide, 0))
    laid = plane(list(zip(corners, source, strict=True)))
    shrink = max(1, round(high / longest))
    small = image.reduce(shrink) if shrink > 1 else image
    k = small.height / high
    a, b, c, d, e, f, g, h = laid
    sheet = small.convert("RGB").transform(
        size, Image.Transform.PERSPECTIVE, (a * k, b * k, c * k, d * k, e * k, f * k, g, h), 3)
    mask = Image.new("L", small.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, (a * k, b * k, c * k, d * k, e * k, f * k, g, h), 3)
    desk = Image.new("RGB", size, (given.randint(60, 120), 80, 60))
    desk.paste(sheet, mask=mask)
    low = given.uniform(0.55, 0.8)
    light = Image.linear_gradient("L").resize(size).point(
        lambda v: round(255 * (low + (1 - low) * v / 255)))
    light = light.rotate(given.choice((0, 180)))
    if how.get("shadow", given.random() < 0.4):
        shade = Image.new("L", size, 255)
        x = given.uniform(0.2, 0.8) * size[0]
        ImageDraw.Draw(shade).polygon(
            [(x, 0), (size[0], 0), (size[0], size[1]), (x * 0.7, size[1])], 165)
        light = ImageChops.multiply(light, shade.filter(ImageFilter.GaussianBlur(longest / 150)))
    desk = ImageChops.multiply(desk, Image.merge("RGB", [light] * 3))
    desk = desk.filter(ImageFilter.GaussianBlur(0.4 + longest / 5000))
    turn = how.get("turn", 0)
    return _kept(_noisy(desk, 3.5, seed).rotate(turn, expand=True), 60)


def _crease(image: Image.Image, given: random.Random) -> None:
    """Folded in four once: a dark and a light line both ways."""
    layer = Image.new("L", image.size, 255)
    draw = ImageDraw.Draw(layer)
    wide, high = image.size
    y, x = high * given.uniform(0.4, 0.6), wide * given.uniform(0.35, 0.65)
    tone, thick = given.randint(130, 200), round(given.uniform(0.4, 1.4) * FINE)
    draw.line((0, y, wide, y + given.uniform(-20, 20)), tone, thick)
    draw.line((x, 0, x + given.uniform(-20, 20), high), tone, thick)
    layer = layer.filter(ImageFilter.GaussianBlur(FINE * 0.3))
    image.paste(ImageChops.multiply(image, Image.merge("RGB", [layer] * 3)))


def _folded(image: Image.Image, aside: float) -> Image.Image:
    """The lower half lies so many millimetres aside."""
    half = image.height // 2
    lower = image.crop((0, half, image.width, image.height))
    folded = image.copy()
    folded.paste((250, 250, 250), (0, half, image.width, image.height))
    folded.paste(lower, (round(aside * FINE), half))
    return folded


def _noise(size: tuple[int, int], much: float, seed: int) -> Image.Image:
    """Grey about 128, spread by ``much``; the same for the same seed."""
    drawn = random.Random(seed).randbytes(size[0] * size[1])
    return Image.frombytes("L", size, drawn).point(
        lambda v: round(128 + much * (v - 127.5) / 73.6)).convert("RGB")


def _noisy(image: Image.Image, much: float, seed: int) -> Image.Image:
    return ImageChops.add(image, _noise(image.size, much * 2, seed), 1, -128)


def _kept(image: Image.Image, quality: int) -> Image.Image:
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=quality)
    return Image.open(io.BytesIO(kept.getvalue()))
