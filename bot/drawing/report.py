"""Report for a physio or doctor: one page of A4, black on white, with text that can be copied and heard.

When the content is longer than a page, all of it is scaled down until it fits; when it is much shorter, pictures and
chart grow. Everything is tagged: headings, lists, tables and pictures in words (`tagging`).

For a language from right to left the page is the mirror image; letters and pictures alone are not mirrored.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fpdf import FPDF, ViewerPreferences
from PIL import Image

from bot.drawing.page_letters import Letters, add_fonts
from bot.drawing.sheet import DIGITS, Block, DrawnStiffness, ReportSheet, Still, Table
from bot.drawing.tagging import Tags, describe
from content.lettering.fonts import fitted, readable, wrapped

# All lengths are millimetres, all sizes of letters points.
WIDTH, HEIGHT = 210.0, 297.0
MARGIN = 17.0
FOOTER = 8.0
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
INNER = RIGHT - LEFT
POINT = 25.4 / 72

TITLE, NAME, HEADING, TEXT, SMALL = 20.0, 12.0, 10.5, 9.5, 8.5
APART = 6.5
ROW = 5.2
LEADING = 4.3
CHART = 30.0
STILL = 28.0
# What fills an empty page: the largest factor by which pictures and chart grow.
GROWTH = 1.7
FACT = 12.0
FACTS_ABREAST = 4
# The most lines of one text in a block.
LINES = 2

# The scales that are tried, one after the other.
SCALES = (1.0, 0.95, 0.9, 0.86, 0.82, 0.78, 0.74, 0.71)

BLACK, GREY, LINE, STRIPE, WHITE = 0, 90, 170, 243, 255


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: its height, and the function that draws it from a height down."""

    height: float
    draw: Callable[[float], None]


def draw_report(data: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """The page of what `to_data` of a ReportSheet gave, as a PDF file.

    `files`: pictures by their place in the library's folder; one that is missing or broken is left out.
    """
    sheet = ReportSheet.from_data(data)
    page = Page(sheet)
    stills = [(still, files[still.file]) for still in sheet.stills if _is_picture(files.get(still.file, b""))]
    room = HEIGHT - 2 * MARGIN - FOOTER
    parts: list[Part] = []
    for scale in SCALES:
        page.scale = scale
        parts = page.parts(sheet, stills)
        if _height(parts, scale) <= room:
            break
    while page.growth < GROWTH:
        page.growth += 0.1
        larger = page.parts(sheet, stills)
        if _height(larger, page.scale) > room:
            break
        parts = larger
    top = MARGIN
    for part in parts:
        part.draw(top)
        top += part.height + APART * page.scale
    page.scale = 1
    if sheet.footer:
        with page.tags.element("P"):
            page.text(LEFT, HEIGHT - MARGIN, sheet.footer, SMALL, INNER, grey=GREY)
    return bytes(page.pdf.output())


def _height(parts: Sequence[Part], scale: float) -> float:
    return sum(part.height for part in parts) + (len(parts) - 1) * APART * scale


def _is_picture(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
    except (OSError, SyntaxError):
        return False
    return True


def _beside(first: Part, second: Part) -> Part:
    """Two parts at the same height."""

    def draw(top: float) -> None:
        first.draw(top)
        second.draw(top)

    return Part(max(first.height, second.height), draw)


class Page:
    """A page being drawn. `scale` multiplies all sizes, `growth` those of pictures and chart as well."""

    def __init__(self, sheet: ReportSheet) -> None:
        self.scale = self.growth = 1.0
        self.mirrored = sheet.right_to_left
        self.digits = str.maketrans(DIGITS, sheet.digits)
        self.pdf = FPDF(format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creation_date(datetime.fromisoformat(sheet.made_on).replace(tzinfo=UTC))
        describe(self.pdf, readable(sheet.title), sheet.lang)
        self.pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        add_fonts(self.pdf)
        self.pdf.add_page()
        self.tags = Tags(self.pdf)

    def parts(self, sheet: ReportSheet, stills: Sequence[tuple[Still, bytes]]) -> list[Part]:
        """The parts of the page, from the top down; missing ones take no space."""
        found = [self._head(sheet)]
        if sheet.facts:
            found.append(self._facts(sheet.facts))
        if stills:
            found.append(self._stills(stills))
        if sheet.dose is not None:
            found.append(self._table(sheet.dose, LEFT, INNER))
        if sheet.stiffness is not None:
            found.append(self._chart(sheet.stiffness))
        if sheet.table is not None:
            found.append(self._table(sheet.table, LEFT, INNER))
        half = (INNER - 8) / 2
        if sheet.pain is not None and sheet.skipped is not None:
            found.append(_beside(self._table(sheet.pain, LEFT, half), self._block(sheet.skipped, RIGHT - half, half)))
        elif sheet.pain is not None:
            found.append(self._table(sheet.pain, LEFT, INNER))
        elif sheet.skipped is not None:
            found.append(self._block(sheet.skipped, LEFT, INNER))
        return found

    # Parts

    def _head(self, sheet: ReportSheet) -> Part:
        def draw(top: float) -> None:
            with self.tags.element("H1"):
                self.text(LEFT, top + 7 * self.scale, sheet.title, TITLE, INNER, bold=True)
            baseline = top + 14.5 * self.scale
            with self.tags.element("P"):
                taken = self.text(LEFT, baseline, sheet.name, NAME, INNER * 0.55, bold=True)
                beside = LEFT + taken + (4 if taken else 0)
                self.text(beside, baseline, sheet.period, NAME, RIGHT - beside, grey=GREY)
            self._rule(top + 18 * self.scale, 0.5, BLACK)

        return Part(18 * self.scale, draw)

    def _facts(self, facts: Sequence[tuple[str, str]]) -> Part:
        width = INNER / FACTS_ABREAST

        def draw(top: float) -> None:
            with self.tags.element("L"):
                for number, (label, value) in enumerate(facts):
                    row, column = divmod(number, FACTS_ABREAST)
                    x, y = LEFT + column * width, top + row * FACT * self.scale
                    # A reader says what it is before how much.
                    with self.tags.element("LI"):
                        with self.tags.element("Lbl"):
                            self.text(x, y + 8.8 * self.scale, label, SMALL, width - 4, grey=GREY)
                        with self.tags.element("LBody"):
                            self.text(x, y + 4.5 * self.scale, value, NAME, width - 4, bold=True)

        rows = -(-len(facts) // FACTS_ABREAST)
        return Part((rows * FACT - 2.5) * self.scale, draw)

    def _stills(self, stills: Sequence[tuple[Still, bytes]]) -> Part:
        """Pictures side by side, each over its name and a line or two."""
        width = (INNER - 8 * (len(stills) - 1)) / len(stills)
        width = min(width, (INNER - 16) / 3 * self.growth)
        high, leading = STILL * self.scale * self.growth, LEADING * self.scale
        texts = [self._broken(still.text, SMALL, width) for still, _ in stills]

        def draw(top: float) -> None:
            for number, ((still, content), lines) in enumerate(zip(stills, texts, strict=True)):
                x, y = LEFT + number * (width + 8), top + high
                with self.tags.element("Sect"):
                    with self.tags.figure(still.alt, self._box(x, top, x + width, y)):
                        self._picture(content, (x, top, width, high))
                    with self.tags.element("P"):
                        self.text(x, y + leading * 0.9, still.name, SMALL, width, bold=True)
                        for row, line in enumerate(lines):
                            self.text(x, y + leading * (row + 1.9), line, SMALL, width)

        return Part(high + leading * (1 + max(map(len, texts))), draw)

    def _picture(self, content: bytes, box: tuple[float, float, float, float]) -> None:
        """A picture at the left of a box (left, top, width, height), as large as fits."""
        left, top, width, high = box
        with Image.open(io.BytesIO(content)) as picture:
            fits = min(width / picture.width, high / picture.height)
            shown = picture.width * fits, picture.height * fits
        self.pdf.image(io.BytesIO(content), self._from_left(left, shown[0]), top + high - shown[1], *shown)

    def _table(self, table: Table, left: float, inner: float) -> Part:
        row, title = ROW * self.scale, (LEADING * 1.5 * self.scale if table.title else 0.0)
        note = self._broken(table.note, SMALL, inner) if table.note else []

        def draw(top: float) -> None:
            if table.title:
                with self.tags.element("H2"):
                    self.text(left, top + LEADING * 0.8 * self.scale, table.title, HEADING, inner, bold=True)
            top += title
            widths = self._widths(table, inner)
            with self.tags.element("Table"):
                self._row((left, top), table.head, widths, table.texts, is_head=True)
                self._rule(top + row, 0.3, BLACK, left, left + inner)
                for number, texts in enumerate(table.rows, 1):
                    if number % 2 == 0:
                        with self.tags.artifact():
                            self.pdf.set_fill_color(STRIPE)
                            self.pdf.rect(self._from_left(left, inner), top + number * row, inner, row, "F")
                    self._row((left, top + number * row), texts, widths, table.texts)
            end = top + row * (len(table.rows) + 1)
            self._rule(end, 0.2, LINE, left, left + inner)
            if note:
                with self.tags.element("P"):
                    for number, line in enumerate(note):
                        self.text(left, end + LEADING * self.scale * (number + 0.9), line, SMALL, inner, grey=GREY)

        return Part(title + row * (len(table.rows) + 1) + LEADING * self.scale * len(note), draw)

    def _widths(self, table: Table, inner: float) -> list[float]:
        """The width of each column: that of its texts plus an equal share of the space left. Without space left,
        columns wider than the average are narrowed."""
        natural = []
        for column, head in enumerate(table.head):
            texts = [self._width(each[column], TEXT) for each in table.rows]
            natural.append(max([self._width(head, TEXT, bold=True), *texts]) + 4)
        free = inner - sum(natural)
        if free >= 0:
            return [width + free / len(natural) for width in natural]
        least = inner / len(natural)
        over = sum(max(0.0, width - least) for width in natural)
        return [width if width <= least else width + free * (width - least) / over for width in natural]

    def _row(
        self,
        place: tuple[float, float],
        texts: Sequence[str],
        widths: Sequence[float],
        left_columns: int,
        *,
        is_head: bool = False,
    ) -> None:
        x, y = place[0], place[1] + ROW * self.scale * 0.7
        with self.tags.element("TR"):
            for column, (text, width) in enumerate(zip(texts, widths, strict=True)):
                taken = min(width - 3, self._width(text, TEXT, bold=is_head))
                start = x + 1 if column < left_columns else x + width - 1 - taken
                scope = "Column" if is_head else "Row" if column == 0 else None
                attributes = None if scope is None else f"<< /O /Table /Scope /{scope} >>"
                with self.tags.element("TD" if scope is None else "TH", attributes=attributes):
                    self.text(start, y, text, TEXT, width - 3, bold=is_head)
                x += width

    def _block(self, block: Block, left: float, width: float) -> Part:
        """Lines under a heading."""
        leading = LEADING * self.scale
        texts = [self._broken(line, TEXT, width) for line in block.lines]
        title = leading * 1.5 if block.title else 0.0

        def draw(top: float) -> None:
            if block.title:
                with self.tags.element("H2"):
                    self.text(left, top + leading * 0.8, block.title, HEADING, width, bold=True)
            y = top + title + leading * 0.8
            with self.tags.element("L"):
                for lines in texts:
                    with self.tags.element("LI"), self.tags.element("LBody"):
                        for line in lines:
                            self.text(left, y, line, TEXT, width)
                            y += leading

        return Part(title + leading * sum(map(len, texts)), draw)

    def _chart(self, chart: DrawnStiffness) -> Part:
        """Hollow circles for before a walk, filled ones for after it."""
        scale = self.scale
        title, head, foot = 6 * scale, 3 * scale, (5 * scale if chart.axis else 0)
        left, right, high_ = LEFT + 8, RIGHT - 1, CHART * scale * self.growth

        def draw(top: float) -> None:
            key = [(chart.label_after, BLACK), (chart.label_before, WHITE)]
            widths = [min(INNER * 0.2, self._width(label, SMALL)) for label, _ in key]
            beside = RIGHT - sum(widths) - 9 * len(key)
            with self.tags.element("H2"):
                self.text(LEFT, top + 4 * scale, chart.title, HEADING, beside - LEFT, bold=True)
            with self.tags.figure(
                chart.alt or chart.title, self._box(LEFT, top, RIGHT, top + title + head + high_ + foot)
            ):
                x = RIGHT
                for (label, fill), width in zip(key, widths, strict=True):
                    x -= width
                    self.text(x, top + 4 * scale, label, SMALL, INNER * 0.2)
                    self._dot(x - 2.2, top + 2.9 * scale, 1.0, fill)
                    x -= 9
                high, low = top + title + head, top + title + head + high_ - 1
                for number, y in ((chart.highest, high), (None, (high + low) / 2), (0, low)):
                    self._rule(y, 0.15, LINE, left - 1)
                    if number is not None:
                        self.text(LEFT, y + 1.1, str(number).translate(self.digits), SMALL, 6, grey=GREY)
                for number, label in enumerate(chart.axis):
                    each = (right - left) / len(chart.axis)
                    if number:
                        self._line(left + number * each, high, left + number * each, low, 0.15, LINE)
                    taken = min(each - 2, self._width(label, SMALL))
                    start = left + (number + 0.5) * each - taken / 2
                    self.text(start, low + 5 * scale, label, SMALL, each - 2, grey=GREY)
                self._lines(chart, (left, high, right, low))

        return Part(title + head + high_ + foot, draw)

    def _lines(self, chart: DrawnStiffness, box: tuple[float, float, float, float]) -> None:
        left, high, right, low = box

        def place(at: float, value: float) -> tuple[float, float]:
            share = min(1.0, max(0.0, value / chart.highest))
            return left + min(1.0, max(0.0, at)) * (right - left), low - share * (low - high)

        before = [place(point.at, point.before) for point in chart.points if point.before is not None]
        after = [place(point.at, point.after) for point in chart.points if point.after is not None]
        self.pdf.set_dash_pattern(0.8, 0.8)
        self._polyline(before, 0.2)
        self.pdf.set_dash_pattern()
        self._polyline(after, 0.4)
        radius = min(0.9, max(0.5, (right - left) / max(1, len(chart.points)) / 2.4))
        for spots, fill in ((before, WHITE), (after, BLACK)):
            for x, y in spots:
                self._dot(x, y, radius, fill)

    # What a part is made of

    def text(
        self, x: float, y: float, text: str, size: float, width: float, *, bold: bool = False, grey: int = BLACK
    ) -> float:
        """Write one line, cut to `width`, its baseline at `y`. The width that it takes."""
        letters = Letters(self.pdf, size * self.scale, bold=bold)
        shown = fitted(readable(text), letters.width, width + 0.01)
        taken = letters.width(shown)
        if shown:
            with self.tags.content():
                self.pdf.set_text_color(grey)
                letters.write(self._from_left(x, taken), y, shown, right_to_left=self.mirrored)
        return taken

    def _width(self, text: str, size: float, *, bold: bool = False) -> float:
        return Letters(self.pdf, size * self.scale, bold=bold).width(readable(text))

    def _broken(self, text: str, size: float, width: float) -> list[str]:
        return wrapped(readable(text), Letters(self.pdf, size * self.scale).width, width, LINES)

    def _from_left(self, x: float, width: float = 0.0) -> float:
        """Where something begins, seen from the left: measured from the right on a mirrored page."""
        return WIDTH - x - width if self.mirrored else x

    def _box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return self._from_left(left, right - left), top, self._from_left(right, left - right), bottom

    def _rule(self, y: float, thick: float, grey: int, left: float = LEFT, right: float = RIGHT) -> None:
        with self.tags.artifact():
            self._line(left, y, right, y, thick, grey)

    def _line(self, left: float, top: float, right: float, bottom: float, thick: float, grey: int) -> None:
        self.pdf.set_draw_color(grey)
        self.pdf.set_line_width(thick)
        self.pdf.line(self._from_left(left), top, self._from_left(right), bottom)

    def _polyline(self, points: Sequence[tuple[float, float]], thick: float) -> None:
        if len(points) > 1:
            self.pdf.set_draw_color(BLACK)
            self.pdf.set_line_width(thick)
            self.pdf.polyline([(self._from_left(x), y) for x, y in points])

    def _dot(self, x: float, y: float, radius: float, fill: int) -> None:
        self.pdf.set_draw_color(BLACK)
        self.pdf.set_line_width(0.25)
        self.pdf.set_fill_color(fill)
        self.pdf.circle(self._from_left(x), y, radius, "DF")
