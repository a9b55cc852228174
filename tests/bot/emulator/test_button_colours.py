"""The colours of buttons on the chat page: can their labels be read, by day and by night?"""

from __future__ import annotations

import re

import pytest

from bot.emulator.keyboards import STYLES
from bot.emulator.page_api import PAGE

# The least for text: https://www.w3.org/TR/WCAG22/#contrast-minimum
LEAST = 4.5
CSS = (PAGE / "chat.css").read_text(encoding="utf-8")
LIGHT, DARK = CSS.split("@media (prefers-color-scheme: dark)", 1)


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb, as WCAG 2.2 defines it."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def variable(name: str, sheet: str) -> str:
    """What a colour is set to in a part of the style sheet."""
    found = re.search(rf"--{name}: (#[0-9a-f]+);", sheet)
    assert found is not None, name
    return found[1]


def test_contrast_is_measured_as_it_is_defined() -> None:
    """Black on white is the most there is."""
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("sheet", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_coloured_button_can_be_read(style: str, sheet: str) -> None:
    """Its label is as white as on any other button."""
    assert f'.buttons :is(.{style}, [data-style="{style}"]) {{ background: var(--{style}); }}' in CSS
    assert contrast(variable("on-key", sheet), variable(style, sheet)) >= LEAST
