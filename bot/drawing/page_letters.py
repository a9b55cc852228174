"""Letters on a page of PDF: lines that may run both ways, in the fonts that they need."""

from __future__ import annotations

from fpdf import FPDF
from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont

from content.lettering import arabic
from content.lettering.fonts import BOLD, FAMILY, REGULAR, path_of
from content.lettering.lines import WEIGHTS, Piece, pieces

POINT = 25.4 / 72


def add_fonts(pdf: FPDF) -> None:
    """Add the fonts that every page needs; that of Arabic comes with its first letter."""
    pdf.add_font(FAMILY, "", path_of(REGULAR))
    pdf.add_font(FAMILY, "B", path_of(BOLD))


class Letters:
    """Letters of one size, in points, and one weight. Widths and places are millimetres."""

    def __init__(self, pdf: FPDF, size: float, *, bold: bool = False) -> None:
        self._pdf, self._size, self._bold = pdf, size, bold

    def width(self, text: str) -> float:
        """The width of a line."""
        return sum(self._width(piece) for piece in pieces(text))

    def write(self, x: float, y: float, text: str, *, right_to_left: bool) -> None:
        """Write a line, its left end on the baseline at a place. Its pieces are written in the order in which they are
        read."""
        placed = []
        for piece in pieces(text, right_to_left=right_to_left):
            placed.append((piece.at, x, piece))
            x += self._width(piece)
        for _, left, piece in sorted(placed, key=lambda each: each[0]):
            if piece.is_arabic:
                self._write_arabic(left, y, piece)
            else:
                self._choose(FAMILY)
                self._pdf.text(left, y, piece.text)

    def _width(self, piece: Piece) -> float:
        if piece.is_arabic:
            return arabic.length(piece.glyphs(BOLD if self._bold else REGULAR), self._size * POINT)
        self._choose(FAMILY)
        return float(self._pdf.get_string_width(piece.text))

    def _write_arabic(self, x: float, y: float, piece: Piece) -> None:
        """The joined forms from left to right, which is how readers of PDF expect a script that runs back; each tells
        the letter that it is a form of."""
        pdf, style = self._pdf, "B" if self._bold else ""
        if arabic.FAMILY.lower() + style not in pdf.fonts:
            pdf.add_font(arabic.FAMILY, style, arabic.path_of(WEIGHTS[BOLD if self._bold else REGULAR]))
        self._choose(arabic.FAMILY)
        font = pdf.current_font
        assert isinstance(font, TTFFont)  # noqa: S101 - it is from a file
        direction = TextDirection.RTL if piece.turned else TextDirection.LTR
        asked = {
            "features": arabic.features(piece.text),
            "fragment_direction": direction,
            "script": "Arab",
            "language": "ar",
        }
        # fpdf2 writes shaped text in cells alone, which are aligned and broken into lines again.
        unit, shown = self._size / arabic.UNITS * font.scale, ""
        at, base, is_there = x * pdf.k, (pdf.h - y) * pdf.k, False
        for glyph in font.shape_text(piece.text, self._size, asked):
            moved = glyph["x_offset"] or glyph["y_offset"]
            if moved or not is_there:
                across, up = glyph["x_offset"] * unit, glyph["y_offset"] * unit
                shown += f" 1 0 0 1 {at + across:.2f} {base + up:.2f} Tm"
            shown += f" ({font.escape_text(chr(glyph['mapped_char']))}) Tj"
            at += glyph["x_advance"] * unit
            is_there = not glyph["force_positioning"]
        pdf._out(pdf._set_font_for_page(font, pdf.font_size_pt))
        colour = "" if pdf.text_color is None else pdf.text_color.serialize().lower()
        pdf._out(f"q {colour} BT{shown} ET Q")

    def _choose(self, family: str) -> None:
        self._pdf.set_font(family, "B" if self._bold else "", self._size)
