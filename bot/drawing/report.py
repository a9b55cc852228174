"""Report for a physio or doctor: one page of A4, black on white, with text that can be copied.

When the content is longer than a page, all of it is scaled down until it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fpdf import FPDF, ViewerPreferences

from bot.drawing.fonts import BOLD, FAMILY, REGULAR, fitted, path_of, readable, wrapped
from bot.drawing.sheet import Block, DrawnStiffness, ReportSheet, Table

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
FACT = 12.0
FACTS_ABREAST = 4
# The most lines of one text in a block.
LINES = 2

# The scales that are tried, one after the other.
SCALES = (1.0, 0.95, 0.9, 0.86, 0.82, 0.78, 0.74)

BLACK, GREY, LINE, STRIPE, WHITE = 0, 90, 170, 243, 255


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: its height, and the function that draws it from a height down."""

    height: float
    draw: Callable[[float], None]


def draw_report(data: Mapping[str, Any]) -> bytes:
    """The page of what `to_data` of a ReportSheet gave, as a PDF file."""
    sheet = ReportSheet.from_data(data)
    page = Page(sheet)
    parts: list[Part] = []
    for scale in SCALES:
        page.scale = scale
        parts = page.parts(sheet)
        if sum(part.height for part in parts) + (len(parts) - 1) * APART * scale <= HEIGHT - 2 * MARGIN - FOOTER:
            break
    top = MARGIN
    for part in parts:
        part.draw(top)
        top += part.height + APART * page.scale
    page.scale = 1
    page.text(LEFT, HEIGHT - MARGIN, sheet.footer, SMALL, INNER, grey=GREY)
    return bytes(page.pdf.output())


class Page:
    """A page being drawn. `scale` multiplies all sizes."""

    def __init__(self, sheet: ReportSheet) -> None:
        self.scale = 1.0
        self.pdf = FPDF(format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creation_date(datetime.fromisoformat(sheet.made_on).replace(tzinfo=UTC))
        self.pdf.set_lang(sheet.lang)
        self.pdf.set_title(readable(sheet.title))
        self.pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.pdf.add_font(FAMILY, "", path_of(REGULAR))
        self.pdf.add_font(FAMILY, "B", path_of(BOLD))
        self.pdf.add_page()

    def parts(self, sheet: ReportSheet) -> list[Part]:
        """The parts of the page, from the top down; missing ones take no space."""
        found = [self._head(sheet)]
        if sheet.facts:
            found.append(self._facts(sheet.facts))
        if sheet.stiffness is not None:
            found.append(self._chart(sheet.stiffness))
        if sheet.table is not None:
            found.append(self._table(sheet.table))
        blocks = [block for block in (sheet.skipped, sheet.notes) if block is not None]
        if blocks:
            found.append(self._blocks(blocks))
        return found

    # Parts

    def _head(self, sheet: ReportSheet) -> Part:
        def draw(top: float) -> None:
            self.text(LEFT, top + 7 * self.scale, sheet.title, TITLE, INNER, bold=True)
            baseline = top + 14.5 * self.scale
            taken = self.text(LEFT, baseline, sheet.name, NAME, INNER * 0.55, bold=True)
            beside = LEFT + taken + (4 if taken else 0)
            self.text(beside, baseline, sheet.period, NAME, RIGHT - beside, grey=GREY)
            self._rule(top + 18 * self.scale, 0.5, BLACK)

        return Part(18 * self.scale, draw)

    def _facts(self, facts: Sequence[tuple[str, str]]) -> Part:
        width = INNER / FACTS_ABREAST

        def draw(top: float) -> None:
            for number, (label, value) in enumerate(facts):
                row, column = divmod(number, FACTS_ABREAST)
                x, y = LEFT + column * width, top + row * FACT * self.scale
                self.text(x, y + 4.5 * self.scale, value, NAME, width - 4, bold=True)
                self.text(x, y + 8.8 * self.scale, label, SMALL, width - 4, grey=GREY)

        rows = -(-len(facts) // FACTS_ABREAST)
        return Part((rows * FACT - 2.5) * self.scale, draw)

    def _table(self, table: Table) -> Part:
        row = ROW * self.scale

        def draw(top: float) -> None:
            widths = self._widths(table)
            self._row(top, table.head, widths, bold=True)
            self._rule(top + row, 0.3, BLACK)
            for number, texts in enumerate(table.rows, 1):
                if number % 2 == 0:
                    self.pdf.set_fill_color(STRIPE)
                    self.pdf.rect(LEFT, top + number * row, INNER, row, "F")
                self._row(top + number * row, texts, widths)
            self._rule(top + row * (len(table.rows) + 1), 0.2, LINE)

        return Part(row * (len(table.rows) + 1), draw)

    def _widths(self, table: Table) -> list[float]:
        """The width of each column: that of its texts plus an equal share of the space left. Without space left,
        columns wider than the average are narrowed."""
        natural = []
        for column, head in enumerate(table.head):
            texts = [self._width(each[column], TEXT) for each in table.rows]
            natural.append(max([self._width(head, TEXT, bold=True), *texts]) + 4)
        free = INNER - sum(natural)
        if free >= 0:
            return [width + free / len(natural) for width in natural]
        least = INNER / len(natural)
        over = sum(max(0.0, width - least) for width in natural)
        return [width if width <= least else width + free * (width - least) / over for width in natural]

    def _row(self, top: float, texts: Sequence[str], widths: Sequence[float], *, bold: bool = False) -> None:
        x, y = LEFT, top + ROW * self.scale * 0.7
        for column, (text, width) in enumerate(zip(texts, widths, strict=True)):
            taken = min(width - 3, self._width(text, TEXT, bold=bold))
            start = x + 1 if column == 0 else x + width - 1 - taken
            self.text(start, y, text, TEXT, width - 3, bold=bold)
            x += width

    def _blocks(self, blocks: Sequence[Block]) -> Part:
        """Blocks side by side."""
        width = (INNER - 8 * (len(blocks) - 1)) / len(blocks)
        leading = LEADING * self.scale
        texts = [[piece for line in block.lines for piece in self._broken(line, TEXT, width)] for block in blocks]
        title = leading * 1.3 if any(block.title for block in blocks) else 0.0

        def draw(top: float) -> None:
            for number, (block, lines) in enumerate(zip(blocks, texts, strict=True)):
                x = LEFT + number * (width + 8)
                self.text(x, top + leading * 0.8, block.title, HEADING, width, bold=True)
                for row, line in enumerate(lines):
                    self.text(x, top + title + leading * (row + 0.8), line, TEXT, width)

        return Part(title + leading * max(map(len, texts)), draw)

    def _chart(self, chart: DrawnStiffness) -> Part:
        """Hollow circles for before a walk, filled ones for after it."""
        scale = self.scale
        head, foot = 7 * scale, (5 * scale if chart.axis else 0)
        left, right = LEFT + 8, RIGHT - 1

        def draw(top: float) -> None:
            key = [(chart.label_after, BLACK), (chart.label_before, WHITE)]
            x = RIGHT
            for label, fill in key:
                x -= min(INNER * 0.2, self._width(label, SMALL))
                self.text(x, top + 4 * scale, label, SMALL, INNER * 0.2)
                self._dot(x - 2.2, top + 2.9 * scale, 1.0, fill)
                x -= 9
            self.text(LEFT, top + 4 * scale, chart.title, HEADING, x - LEFT, bold=True)
            high, low = top + head + 1, top + head + CHART * scale - 1
            for number, y in ((chart.highest, high), (None, (high + low) / 2), (0, low)):
                self._rule(y, 0.15, LINE, left - 1)
                if number is not None:
                    self.text(LEFT, y + 1.1, str(number), SMALL, 6, grey=GREY)
            for number, label in enumerate(chart.axis):
                each = (right - left) / len(chart.axis)
                if number:
                    self._line(left + number * each, high, left + number * each, low, 0.15, LINE)
                taken = min(each - 2, self._width(label, SMALL))
                self.text(left + (number + 0.5) * each - taken / 2, low + 5 * scale, label, SMALL, each - 2, grey=GREY)
            self._lines(chart, (left, high, right, low))

        return Part(head + CHART * scale + foot, draw)

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
        self._font(size, bold)
        shown = fitted(readable(text), self.pdf.get_string_width, width + 0.01)
        if shown:
            self.pdf.set_text_color(grey)
            self.pdf.text(x, y, shown)
        return float(self.pdf.get_string_width(shown))

    def _font(self, size: float, bold: bool) -> None:
        self.pdf.set_font(FAMILY, "B" if bold else "", size * self.scale)

    def _width(self, text: str, size: float, *, bold: bool = False) -> float:
        self._font(size, bold)
        return float(self.pdf.get_string_width(readable(text)))

    def _broken(self, text: str, size: float, width: float) -> list[str]:
        self._font(size, bold=False)
        return wrapped(readable(text), self.pdf.get_string_width, width, LINES)

    def _rule(self, y: float, thick: float, grey: int, left: float = LEFT) -> None:
        self._line(left, y, RIGHT, y, thick, grey)

    def _line(self, left: float, top: float, right: float, bottom: float, thick: float, grey: int) -> None:
        self.pdf.set_draw_color(grey)
        self.pdf.set_line_width(thick)
        self.pdf.line(left, top, right, bottom)

    def _polyline(self, points: Sequence[tuple[float, float]], thick: float) -> None:
        if len(points) > 1:
            self.pdf.set_draw_color(BLACK)
            self.pdf.set_line_width(thick)
            self.pdf.polyline(points)

    def _dot(self, x: float, y: float, radius: float, fill: int) -> None:
        self.pdf.set_draw_color(BLACK)
        self.pdf.set_line_width(0.25)
        self.pdf.set_fill_color(fill)
        self.pdf.circle(x, y, radius, "DF")
