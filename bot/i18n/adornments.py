"""Adornments: signs of a sentence that say nothing, and that a screen reader would name one by one."""

from __future__ import annotations

import re

_ADORNS = "◀▶▲▼▴▾✎"


def without_marks(sentence: str) -> str:
    """A sentence of the catalogue without the marks that only adorn it: arrows and pencils of buttons, middle dots of
    lists and between two things, and the dots that end a label."""
    listed = re.sub(r"^· *", "", sentence, flags=re.MULTILINE).replace(" · ", ", ")
    return re.sub(rf"\s*[{_ADORNS}]\s*", "", listed).removesuffix("…")
